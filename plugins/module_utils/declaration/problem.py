# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong, where it stands and how to mend it; problems are collected and told all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One mistake of the user's."""

    #: Where it stands, as the user spells it: ``maestro_databases[2].engine``.
    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.mend}"


class ProblemsError(Exception):
    """Carries every problem that was found; its text names them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{head}, nothing was changed:", *(f"- {problem}" for problem in self.problems)]))


def nearest(word: str, known: Iterable[str]) -> str:
    """The mend for a word that is not known: the nearest known one, or all of them."""
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"use one of: {', '.join(words)}"

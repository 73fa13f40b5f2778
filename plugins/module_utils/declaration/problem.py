# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Problems of a declaration: carried together, and mended by the nearest word that is known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ..problem import Problem, told
from .entry import Entry


class ProblemsError(Exception):
    """Carries every problem that was found; its text names them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(told(self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """The mend for a word that is not known: the nearest known one, or all of them."""
    words = {one.lower(): one for one in known}
    close = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f"did you mean '{words[close[0]]}'?" if close else f"use one of: {', '.join(words.values())}"


def beside_external(entry: Entry, keys: Iterable[str]) -> list[Problem]:
    """A problem for each of these keys that an external group has."""
    return [
        Problem(entry.at(key), "stands beside deployment external", "whoever runs it decides that; remove it")
        for key in keys
        if entry.get(key) is not None
    ]

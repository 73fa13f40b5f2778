# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands against a host, where, and how to mend it; told all at once, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class HostError(Exception):
    """A step on the host that did not work; its text is made for the user and holds no secret."""


@dataclass(frozen=True)
class Problem:
    """One reason to refuse a host."""

    #: The variable, file, port or package that it is about.
    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.mend}"


def told(problems: Iterable[Problem]) -> str:
    """All problems as one message."""
    lines = [f"- {problem}" for problem in problems]
    head = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return "\n".join([f"{head}, nothing was changed:", *lines])

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong, where it stands and how to mend it; told all at once, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One mistake, or one reason to refuse a host."""

    #: Where it stands, as the user knows it: ``maestro_databases[2].engine``, a file, a port, a package.
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


def refuse(module: Any, problems: Sequence[Problem]) -> None:
    """Ends an Ansible module with all problems, if there are any."""
    if problems:
        module.fail_json(msg=told(problems), problems=[str(problem) for problem in problems])

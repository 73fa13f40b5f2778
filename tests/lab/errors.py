# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one error that the lab raises on purpose."""

from __future__ import annotations

from collections import deque
from pathlib import Path


class LabError(Exception):
    """What failed, how to mend it, and the last words of the log."""

    def __init__(self, what: str, mend: str = "", log: str = "") -> None:
        """Keep the three apart: callers and tests look at them one by one."""
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.log = log.strip()

    def __str__(self) -> str:
        """Render for a terminal."""
        lines = [self.what]
        if self.log:
            lines += [f"    {line}" for line in self.log.splitlines()]
        if self.mend:
            lines.append(f"mend: {self.mend}")
        return "\n".join(lines)


def tail(path: Path, lines: int = 15) -> str:
    """Return the last lines of a log, or nothing where there is no log."""
    try:
        with path.open(errors="replace") as log:
            return "".join(deque(log, maxlen=lines))
    except FileNotFoundError:
        return ""


def last_lines(text: str, lines: int = 15) -> str:
    """Return the last lines of a text."""
    return "\n".join(text.strip().splitlines()[-lines:])

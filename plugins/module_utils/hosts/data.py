# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in the directory of a server's data."""

from __future__ import annotations

import os
import shutil

#: What a file system has by itself where it is mounted.
_OF_THE_DISK = frozenset(("lost+found",))


def within(directory: str) -> list[str]:
    """The names in a directory, but for what a disk of its own comes with; none where there is no directory."""
    try:
        return sorted(set(os.listdir(directory)) - _OF_THE_DISK)
    except OSError:
        return []


def empty(directory: str) -> None:
    """Removes everything from a directory, but for what a disk of its own comes with."""
    for name in within(directory):
        left = os.path.join(directory, name)
        if os.path.isdir(left) and not os.path.islink(left):
            shutil.rmtree(left, ignore_errors=True)
        else:
            os.unlink(left)


def initialised(directory: str, by: str) -> bool:
    """Whether a data directory holds data: it has the path `by`, or, where that is empty, anything at all."""
    return os.path.exists(os.path.join(directory, by)) if by else bool(within(directory))

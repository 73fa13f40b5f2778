# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock between runs of the lab. The kernel drops it when its holder dies."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .paths import folder


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Hold the lock of that name; wait for it, and say so, when another run has it."""
    path = folder("locks") / f"{name.replace('/', '-')}.lock"
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"waiting for another run ({name})", file=sys.stderr)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield

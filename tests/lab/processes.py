# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of the lab, known by a mark in their environment, which what they start inherits.

It finds what a killed run left behind, for which nobody kept a pid.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

MARK = "MAESTRO_LAB_PROCESS"


def marked(identity: str) -> list[int]:
    """Return the processes that carry the mark."""
    wanted = f"{MARK}={identity}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def start_time(pid: int) -> str | None:
    """Return the kernel's start time of a process, or None when it is gone or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def end(pid: int, grace: float) -> None:
    """End a process, by force after its grace, and return once it is gone."""
    born = start_time(pid)
    deadline = time.monotonic() + grace
    number = signal.SIGTERM
    while born is not None and start_time(pid) == born:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        number = signal.SIGKILL
        while start_time(pid) == born and time.monotonic() < deadline:
            time.sleep(0.02)
        deadline = time.monotonic() + 5


def end_marked(identity: str, grace: float = 5) -> None:
    """End all that carry the mark, also what starts meanwhile."""
    while left := marked(identity):
        for pid in left:
            end(pid, grace)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks: who holds those of the package manager, and our own against two runs at a time."""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from .problem import HostError

#: In the order in which apt-get takes them.
PACKAGE_LOCKS = (
    "/var/lib/dpkg/lock-frontend",
    "/var/lib/dpkg/lock",
    "/var/cache/apt/archives/lock",
    "/var/lib/apt/lists/lock",
)
OURS = "/run/lock/maestro-databases.lock"
# struct flock of Linux with 64-bit offsets: type, whence, start, length, pid.
_FLOCK = "hhqqi4x"


def holder(path: str) -> int | None:
    """The process that holds a lock file by fcntl; 0 where it is outside our namespace, None where nobody does."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        wanted = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        kind, _whence, _start, _length, pid = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_GETLK, wanted))
        return None if kind == fcntl.F_UNLCK else int(pid)
    finally:
        os.close(handle)


def process(pid: int) -> str:
    """A process in words: number and program."""
    if not pid:
        return "a process outside this host's namespace"
    name = ""
    with suppress(OSError), open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as comm:
        name = comm.read().strip()
    return f"process {pid} ({name})" if name else f"process {pid}"


def wait_for_packages(limit: float, paths: Sequence[str] = PACKAGE_LOCKS) -> float:
    """Waits until nobody holds the package manager's locks; returns the seconds that are left of the limit.

    Raises:
        HostError: The limit passed; the message names the lock and who holds it.
    """
    ends = time.monotonic() + limit
    while True:
        held = next(((path, pid) for path in paths for pid in [holder(path)] if pid is not None), None)
        left = ends - time.monotonic()
        if held is None:
            return max(left, 0.0)
        if left <= 0:
            path, pid = held
            raise HostError(
                f"the package manager is busy: {process(pid)} holds {path} and did not let go within {limit:g} s; "
                "wait for it to end (automatic updates?) or raise the lock timeout, then run again"
            )
        time.sleep(min(0.5, left))


@contextmanager
def one_run(limit: float, path: str = OURS) -> Iterator[None]:
    """Keeps a second run off this host, such as that of a killed controller whose module still works.

    Raises:
        HostError: Another run did not end within `limit` seconds.
    """
    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        ends = time.monotonic() + limit
        while True:
            try:
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= ends:
                    raise HostError(
                        f"another run of maestro.databases works on this host: {process(holder(path) or 0)} "
                        f"holds {path} and did not end within {limit:g} s; run again when it has"
                    ) from error
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a host has the memory and the disk that its servers need; asked before one is set up, never after."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..problem import Problem

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Needed:
    """What one server needs."""

    engine: str
    #: False for one that is set up: it runs on what it has, and only counts beside the others.
    new: bool
    memory_mb: int
    disk_mb: int
    #: Empty for a server that keeps nothing.
    directory: str
    #: Whether its sizes follow from the memory that it may count on; otherwise it holds its least.
    sized: bool = True


@dataclass(frozen=True)
class Disk:
    """A mounted file system."""

    device: int
    free_mb: int


def disk(directory: str) -> Disk:
    """The file system that a directory is on, or will be on."""
    directory = os.path.abspath(directory)
    while not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    space = os.statvfs(directory)
    return Disk(os.stat(directory).st_dev, space.f_bavail * space.f_frsize // _MIB)


def share_mb(needed: Sequence[Needed], memory_mb: int, *, application: bool) -> int:
    """MiB of memory that each of the servers whose sizes follow from it may count on: equal parts of the host's.

    Args:
        needed: All servers of the host.
        memory_mb: MiB of memory that the host has.
        application: Whether the application runs there as well, which is left such a part.
    """
    rest = memory_mb - sum(one.memory_mb for one in needed if not one.sized)
    parts = sum(one.sized for one in needed) + application
    return max(0, rest) // max(1, parts)


def problems(needed: Sequence[Needed], memory_mb: int, disks: Mapping[str, Disk]) -> list[Problem]:
    """What the host is too small for.

    Args:
        needed: All servers that are asked for.
        memory_mb: MiB of memory that the host has.
        disks: By directory of a new server, the file system that it is on.
    """
    if not any(one.new for one in needed):
        return []
    found = []
    total = sum(one.memory_mb for one in needed)
    if total > memory_mb:
        found.append(
            Problem(
                "memory",
                f"the host has {memory_mb} MiB, and {_needs(needed, 'memory_mb')} at least",
                "use a host with more of it" + (", or several hosts" if len(needed) > 1 else ""),
            )
        )
    on_disk: dict[int, list[Needed]] = {}
    for one in needed:
        if one.new and one.directory:
            on_disk.setdefault(disks[one.directory].device, []).append(one)
    for ones in on_disk.values():
        # Each was looked at by itself, and the host does not stand still.
        free_mb = min(disks[one.directory].free_mb for one in ones)
        if sum(one.disk_mb for one in ones) > free_mb:
            found.append(
                Problem(
                    ", ".join(one.directory for one in ones),
                    f"{free_mb} MiB are free there, and {_needs(ones, 'disk_mb')} to begin with",
                    "make room, or use another host",
                )
            )
    return found


def _needs(ones: Sequence[Needed], what: str) -> str:
    """Such as `redis needs 64 MiB`, or `mysql (512) and redis (64) need 576 MiB`."""
    sizes = [(one.engine, getattr(one, what)) for one in ones]
    if len(sizes) == 1:
        return f"{sizes[0][0]} needs {sizes[0][1]} MiB"
    names = [f"{engine} ({size})" for engine, size in sizes]
    return f"{', '.join(names[:-1])} and {names[-1]} need {sum(size for _engine, size in sizes)} MiB"

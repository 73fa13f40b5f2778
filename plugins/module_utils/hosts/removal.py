# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delete the data of a server that was removed: what the marker names, of the owner that the marker names, no more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from . import data, marker, sharing
from .problem import HostError

_MOUNTS = "/proc/self/mounts"


def doomed(directory: str, mounts: Sequence[str]) -> list[str]:
    """What lies in a data directory and is to be deleted; the directory itself stays, as its owner made it.

    Args:
        directory: The data directory.
        mounts: Places where something is mounted.

    Raises:
        HostError: It is no directory that may be emptied.
    """
    if not os.path.lexists(directory):
        return []
    weigh(directory, mounts)
    if _user(directory) == 0:
        raise HostError(f"{directory}: belongs to root and to no server; delete the data by hand")
    return [f"{directory}/{name}" for name in data.within(directory)]


def weigh(directory: str, mounts: Sequence[str]) -> None:
    """Refuses a directory of which more would go than lies in it.

    Raises:
        HostError: With the reason.
    """
    if not os.path.isabs(directory) or os.path.realpath(directory) != directory:
        raise HostError(f"{directory}: is or has a symbolic link in it, which is not followed; delete the data by hand")
    if not os.path.isdir(directory):
        raise HostError(f"{directory}: is no directory; delete the data by hand")
    within = [place for place in mounts if place.startswith(f"{directory}/")]
    if within:
        raise HostError(f"{directory}: {', '.join(within)} is mounted within it; unmount it first")


def _user(path: str) -> int:
    return os.stat(path).st_uid


def mounted(path: str = _MOUNTS) -> list[str]:
    """Places where something is mounted."""
    with open(path, encoding="utf-8") as text:
        return [line.split()[1].replace("\\040", " ") for line in text]


def delete(paths: Sequence[str]) -> None:
    """Deletes files and whole directories; of a symbolic link, the link alone.

    Raises:
        HostError: Something could not be deleted.
    """
    for path in paths:
        try:
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise HostError(f"{path}: {error}; the marker stays, so that a second run goes on") from error


def check(engine: str, found: Mapping[str, Any], owner: Mapping[str, Any], running: Callable[[], bool]) -> None:
    """Refuses what is another application's, or in use.

    Raises:
        HostError: With the reason.
    """
    if marker.owner_name(found) != marker.owner_name(owner):
        raise HostError(
            f"{marker.path(engine)}: {engine} on this host belongs to {marker.owner_name(found)}, "
            f"not to {marker.owner_name(owner)}"
        )
    guests = [marker.owner_name(guest) for guest in found.get("guests", ())]
    if guests:
        raise HostError(f"{engine}: {' and '.join(guests)} have their data on this server; remove them first")
    if running():
        raise HostError(f"{engine}: the server runs; stop it first")


def release(engine: str) -> None:
    """Takes the marker away, and what was kept beside it: the host is nobody's."""
    for path in (sharing.admin_path(engine), sharing.path(engine), marker.path(engine)):
        with suppress(FileNotFoundError):
            os.unlink(path)

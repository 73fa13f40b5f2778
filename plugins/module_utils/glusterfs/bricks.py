# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bricks: the folders of a host in which a volume's data lies."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence

from ..engines import ENGINES
from ..hosts import data
from ..hosts.listeners import Listener
from ..problem import Problem

DEFAULT_FOLDER = "/srv/glusterfs"
#: The ports that bricks may take.
PORTS = ENGINES["glusterfs"].direct[-1]
#: Bricks are its children.
_UNIT = "glusterd.service"
#: What GlusterFS knows of its volumes, on each of its servers.
VOLUMES = "/var/lib/glusterd/vols"
_MARK = "trusted.glusterfs.volume-id"


def folder(directory: str, volume: str) -> str:
    """Where a disk of the volume's own may be mounted."""
    return os.path.join(directory, volume)


def brick(directory: str, volume: str) -> str:
    """The brick itself: a folder below, which is not there while the disk is not mounted."""
    return os.path.join(folder(directory, volume), "brick")


def missing(directory: str, volumes: Sequence[str]) -> list[str]:
    """The folders that are to be made; GlusterFS makes the bricks in them."""
    return [path for path in (directory, *(folder(directory, volume) for volume in volumes)) if not os.path.isdir(path)]


def make(paths: Sequence[str]) -> None:
    """Makes folders that are root's alone: what lies in a brick is for clients to see, by its own permissions."""
    for path in paths:
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o700)


def problems(directory: str, volumes: Sequence[str], known: str = VOLUMES) -> list[Problem]:
    """What stands in the way of bricks on this host."""
    return [problem for volume in volumes for problem in _weigh(brick(directory, volume), volume, known)]


def taken(listening: Sequence[Listener]) -> list[Problem]:
    """Who else answers on the ports of bricks, such as sshd: the firewall would let in nobody but our clients."""
    return [
        Problem("glusterfs_brick_ports", str(one), "have it use another port, or give the bricks other ones")
        for one in listening
        if one.unit != _UNIT
    ]


def _weigh(path: str, volume: str, known: str) -> list[Problem]:
    if not os.path.lexists(path):
        return []
    if os.path.islink(path) or not os.path.isdir(path):
        return [Problem(path, "is no folder", "move it away")]
    ours = volume_id(volume, known)
    marked = _marked(path)
    if marked:
        if marked == ours:
            return []
        mend = "move it away, or use another brick directory, or another name for the volume"
        return [Problem(path, f"is a brick of another volume (id {marked})", mend)]
    if data.within(path):
        mend = "use another brick directory, or move them away and copy them into the mounted volume"
        return [Problem(path, "holds files that are of no volume", mend)]
    return []


def volume_id(volume: str, known: str = VOLUMES) -> str:
    """The id of a volume that this server knows; empty where it knows none of that name."""
    return _values(os.path.join(known, volume, "info")).get("volume-id", "")


def here(known: str = VOLUMES) -> list[str]:
    """The bricks on this host of all volumes that its server knows."""
    found = []
    for volume in data.within(known):
        told = os.path.join(known, volume, "bricks")
        paths = [_values(os.path.join(told, name)).get("path", "") for name in data.within(told)]
        # Those of the other servers mostly have the same path.
        found += [path for path in dict.fromkeys(paths) if _marked(path) == volume_id(volume, known)]
    return found


def _values(path: str) -> dict[str, str]:
    """The lines `name=value` of a file; none where there is no such file."""
    try:
        with open(path, encoding="utf-8") as lines:
            return dict(line.strip().partition("=")[::2] for line in lines)
    except FileNotFoundError:
        return {}


def _marked(path: str) -> str:
    """The id of the volume whose brick a folder is; empty where it is none."""
    try:
        return str(uuid.UUID(bytes=os.getxattr(path, _MARK)))
    except (OSError, ValueError):
        return ""

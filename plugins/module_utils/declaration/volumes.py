# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group of GlusterFS declares: its volumes, how many copies they keep, and who mounts them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..engines import ENGINES
from ..problem import Problem
from .entry import Entry
from .problem import beside_external, nearest

KEYS: dict[str, tuple[tuple[type, ...], str]] = {
    "replica_count": ((int,), "a number"),
    "volumes": ((list,), "a list of volumes such as {name: data-store, mount: /mnt/data-store}"),
    "mount_targets": ((str, list), "app, db, an inventory pattern, or a list of them"),
}
PORT = ENGINES["glusterfs"].port
#: The one volume of a group that names none.
DEFAULT_VOLUME = "data-store"
#: Word for the hosts that run the application; those of all database groups are `db`.
APP, DB = "app", "db"

_VOLUME_KEYS = ("name", "mount")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_MOUNT = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._-]+){2,}")
# GlusterFS takes it for every volume.
_RESERVED = "all"


def mount_point(name: str) -> str:
    """Where a volume is mounted that does not say it."""
    return f"/mnt/{name}"


def read(entry: Entry, *, external: bool) -> tuple[dict[str, Any], list[Problem]]:
    """The options of a group with their defaults, and what is wrong with them."""
    if external:
        return {}, beside_external(entry, KEYS)
    problems = []
    if entry.get("port") not in (None, PORT):
        mend = "remove it; servers and clients know no other"
        problems.append(Problem(entry.at("port"), f"is {entry.get('port')}, and GlusterFS answers at {PORT}", mend))
    count = entry.get("replica_count")
    if count is not None and count < 1:
        problems.append(Problem(entry.at("replica_count"), f"{count} keeps no copy at all", "write 1 or more"))
    volumes, faults = _volumes(entry.at("volumes"), entry.get("volumes") or [{"name": DEFAULT_VOLUME}])
    targets = entry.get("mount_targets")
    options = {
        "replica_count": 1 if count is None else count,
        "volumes": volumes,
        "mount_targets": [APP] if targets is None else [targets] if isinstance(targets, str) else list(targets),
    }
    return options, problems + faults


def _volumes(place: str, entries: Sequence[Any]) -> tuple[list[dict[str, str]], list[Problem]]:
    volumes: list[dict[str, str]] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        where = f"{place}[{index}]"
        if not isinstance(entry, Mapping):
            problems.append(Problem(where, "is not a mapping", "write it as {name: data-store}"))
            continue
        problems += [
            Problem(where, f"unknown key '{key}'", nearest(str(key), _VOLUME_KEYS))
            for key in entry
            if key not in _VOLUME_KEYS
        ]
        name = str(entry.get("name") or "")
        mount = str(entry.get("mount") or mount_point(name))
        if not _NAME.fullmatch(name) or name == _RESERVED:
            mend = "use a letter, then up to 62 letters, digits, '-' and '_'"
            problems.append(Problem(f"{where}.name", f"'{name}' is no name of a volume", mend))
        elif not _MOUNT.fullmatch(mount):
            mend = "write it as /mnt/data-store, below a folder, of letters, digits, '.', '-' and '_'"
            problems.append(Problem(f"{where}.mount", f"'{mount}' is no place to mount at", mend))
        for key, value in (("name", name), ("mount", mount)):
            if any(volume[key] == value for volume in volumes):
                problems.append(Problem(f"{where}.{key}", f"'{value}' stands there twice", "use each once"))
        volumes.append({"name": name, "mount": mount})
    return volumes, problems

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which group may be removed: one that was deployed, is no longer declared, and is named twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..problem import Problem
from .state import RecordedGroup


def find(recorded: Sequence[RecordedGroup], wanted: str) -> RecordedGroup | None:
    """The recorded group that ``<engine>/<group>`` names; names are compared without regard to case."""
    for group in recorded:
        if f"{group.engine}/{group.group}".lower() == wanted.lower():
            return group
    return None


def problems(
    recorded: Sequence[RecordedGroup], groups: Sequence[Mapping[str, Any]], wanted: str, confirmed: str
) -> list[Problem]:
    """What speaks against removing a group.

    Args:
        recorded: What was deployed.
        groups: The plan's groups.
        wanted: The group, as ``<engine>/<group>``.
        confirmed: The same once more.
    """
    engine, _dummy, name = wanted.partition("/")
    if not (engine and name):
        return [Problem("maestro_remove", f"'{wanted}' names no group", "write it as mysql/spare")]
    told = []
    if confirmed != wanted:
        told.append(
            Problem("maestro_confirm", f"is '{confirmed}', not '{wanted}'", "name the group once more to confirm")
        )
    if any(f"{one['engine']}/{one['group']}".lower() == wanted.lower() for one in groups):
        told.append(Problem("maestro_remove", f"{wanted} is still declared", "take it out of maestro_databases first"))
    found = find(recorded, wanted)
    if found is None:
        return told
    others = [one for one in groups if one["engine"] == found.engine]
    if found.primary and others and not any(one["primary"] for one in others):
        names = ", ".join(one["group"] for one in others)
        mend = f"mark one of these with primary: true first: {names}"
        told.append(Problem("maestro_remove", f"{wanted} is the primary of other groups", mend))
    if found.engine == "glusterfs":
        mend = "unmount and delete its volumes by hand, and keep the group declared until then"
        told.append(Problem("maestro_remove", "volumes of GlusterFS may be in use on other hosts", mend))
    return told

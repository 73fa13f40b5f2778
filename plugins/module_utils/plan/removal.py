# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group that was deployed leaves only when somebody says so by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..declaration.entry import Entry
from ..declaration.model import DEFAULT_GROUP, EXTERNAL, DeclaredGroup
from ..declaration.problem import nearest
from ..engines import ENGINES
from ..problem import Problem
from .state import RecordedGroup

_PLACE = "maestro_remove"


def find(recorded: Sequence[RecordedGroup], wanted: str) -> RecordedGroup | None:
    """The recorded group that ``<engine>/<group>`` names; names are compared without regard to case."""
    for group in recorded:
        if _same(wanted, group.engine, group.group):
            return group
    return None


def undeclared(entries: Iterable[Entry], recorded: Sequence[RecordedGroup]) -> list[RecordedGroup]:
    """The groups that were deployed and are written nowhere any more; an external one was never ours to keep.

    None where an entry names no engine that is known: it may have been meant.
    """
    written = set()
    for entry in entries:
        if not isinstance(entry.values, Mapping) or entry.get("engine") not in ENGINES:
            return []
        written.add((entry.get("engine"), str(entry.get("group") or DEFAULT_GROUP).lower()))
    return [
        group
        for group in recorded
        if group.deployment != EXTERNAL and (group.engine, group.group.lower()) not in written
    ]


def forgotten(gone: Sequence[RecordedGroup], wanted: str) -> list[Problem]:
    """A problem for each group that is not declared any more, but for the one that is being removed."""
    return [
        Problem(
            "maestro_databases",
            f"{group.engine} group '{group.group}' was deployed and is not declared any more",
            "declare it, or remove it: ansible-playbook maestro.databases.remove -e "
            f"{_PLACE}={group.engine}/{group.group}",
        )
        for group in gone
        if not _same(wanted, group.engine, group.group)
    ]


def confirmed(wanted: str, data: str) -> list[Problem]:
    """What is wrong with the names themselves: of the group, and of the one whose data are to go, which may be none."""
    told = []
    if not wanted:
        told.append(Problem(_PLACE, "is not set", "name the group: -e maestro_remove=mysql/spare"))
    if data not in {"", wanted}:
        told.append(
            Problem("maestro_remove_data", f"is '{data}', not '{wanted}'", "name the same group, or leave it out")
        )
    return told


def problems(
    recorded: Sequence[RecordedGroup],
    declared: Sequence[DeclaredGroup],
    gone: Sequence[RecordedGroup],
    wanted: str,
) -> list[Problem]:
    """What speaks against removing a group. One that was removed already is no mistake.

    Args:
        recorded: What was deployed.
        declared: What is declared now.
        gone: What was deployed and is not declared any more.
        wanted: The group, as ``<engine>/<group>``.
    """
    engine, _dummy, name = wanted.partition("/")
    if not (engine and name):
        return [Problem(_PLACE, f"'{wanted}' names no group", "write it as mysql/spare")]
    if engine.lower() not in ENGINES:
        return [Problem(_PLACE, f"'{engine}' is no engine", nearest(engine, ENGINES))]
    if any(_same(wanted, group.engine.name, group.group) for group in declared):
        return [Problem(_PLACE, f"{wanted} is still declared", "take it out of the declaration first")]
    group = find(recorded, wanted)
    if group is None:
        known = [f"{one.engine}/{one.group}" for one in gone]
        return [Problem(_PLACE, f"{wanted} was never deployed", nearest(wanted, known))] if known else []
    told = []
    others = [one for one in declared if one.engine.name == group.engine]
    if group.primary and others and not any(one.primary for one in others):
        names = ", ".join(one.group for one in others)
        mend = f"say which one takes over the bare names: mark one of these with primary: true: {names}"
        told.append(Problem(_PLACE, f"{wanted} is the primary", mend))
    if group.engine == "glusterfs" and not group.details:
        mend = "declare it and deploy once more, which records it, and remove it then"
        told.append(Problem(_PLACE, f"where the volumes of {wanted} are mounted was not recorded", mend))
    return told


def _same(wanted: str, engine: str, group: str) -> bool:
    return wanted.lower() == f"{engine}/{group}".lower()

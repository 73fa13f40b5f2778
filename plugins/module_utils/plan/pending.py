# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declaration changes against what was deployed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from ..declaration.manifest_keys import NEVER
from ..declaration.model import EXTERNAL
from . import users
from .checks import within
from .details import ROOT, details, differences
from .model import Change, Group
from .state import RecordedGroup


def pending(groups: Sequence[Group], recorded: Sequence[RecordedGroup]) -> list[Change]:
    """All changes, in the order of the groups; nothing before the first deployment."""
    known = {(group.engine, group.group): group for group in recorded}
    rooted = {group.engine for group in groups if len(group.prefixes) > 1}
    found: list[Change] = []
    for group in groups:
        before = known.get((group.engine, group.group))
        if before is not None:
            rest = _details(group, before, follows=group.engine in rooted)
            found += [*_changes(group, before), *rest, *_users(group, before)]
        elif recorded:
            found.append(Change(group.engine, group.group, "group", "none", group.deployment, True))
    now = {(group.engine, group.group) for group in groups}
    found += [
        Change(before.engine, before.group, "group", before.deployment, "no longer declared", True)
        for before in recorded
        if (before.engine, before.group) not in now
    ]
    return found


def _changes(group: Group, before: RecordedGroup) -> Iterator[Change]:
    pairs = {
        "primary": (_word(before.primary), _word(group.primary)),
        "deployment": (before.deployment, group.deployment),
        "port": (str(before.port or ""), str(group.port)),
        "database": (before.database, group.database),
    }
    if EXTERNAL not in {before.deployment, group.deployment}:
        # What runs says more than what was pinned.
        same = within(before.version, group.version)
        pairs |= {
            "flavour": (before.flavour, group.flavour),
            "version": ("", "") if same else (before.version, group.version),
            "hosts": (", ".join(before.hosts), ", ".join(member.name for member in group.hosts)),
            "operating_system": (before.operating_system, group.operating_system),
            "encoding": (before.encoding, group.options.get("encoding", "")),
            "replica_count": (str(before.replica_count or ""), str(group.options.get("replica_count", ""))),
        }
    for what, (old, new) in pairs.items():
        # Empty is what an older state file does not know, or what the group does not have.
        if old and new and old.lower() != new.lower():
            yield Change(group.engine, group.group, what, old, new, what not in NEVER)


def _details(group: Group, before: RecordedGroup, *, follows: bool) -> Iterator[Change]:
    kinds = {before.deployment, group.deployment}
    if not before.details or (EXTERNAL in kinds and len(kinds) > 1):
        # An older state file knows none of it; another kind of deployment is told as such.
        return
    for what, old, new in differences(before.details, details(asdict(group))):
        # Another primary has them anyway, unless it is hosted elsewhere.
        if what != ROOT or before.primary == group.primary or not follows:
            yield Change(group.engine, group.group, what, old, new, True)


def _users(group: Group, before: RecordedGroup) -> Iterator[Change]:
    now = users.of(group)
    for name in {**before.users, **now}:
        old, new = before.users.get(name, "none"), now.get(name, "no longer declared")
        if old != new:
            yield Change(group.engine, group.group, f"user '{name}'", old, new, True)


def _word(value: bool) -> str:
    return "yes" if value else "no"

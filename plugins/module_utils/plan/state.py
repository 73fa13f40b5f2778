# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application must remember between deployments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class RecordedGroup:
    """A group as the last deployment left it."""

    engine: str
    group: str
    flavour: str
    version: str
    deployment: str
    primary: bool
    database: str


def read_state(data: Mapping[str, Any]) -> tuple[RecordedGroup, ...]:
    """The groups of a state file in order of creation.

    Raises:
        ValueError: The file is of another format.
    """
    if data and data.get("format") != FORMAT:
        raise ValueError(f"has format {data.get('format')}, this version reads {FORMAT}")
    fields = RecordedGroup.__dataclass_fields__
    return tuple(RecordedGroup(**{name: entry[name] for name in fields}) for entry in data.get("groups", []))


def write_state(recorded: Sequence[RecordedGroup]) -> dict[str, Any]:
    """The groups as data of a state file."""
    return {"format": FORMAT, "groups": [asdict(group) for group in recorded]}


def record(
    before: Sequence[RecordedGroup], groups: Sequence[Mapping[str, Any]], versions: Mapping[tuple[str, str], str]
) -> list[RecordedGroup]:
    """What to remember after a deployment.

    Groups keep their order of creation; one that is no longer declared stays, since its server and data do.

    Args:
        before: What was remembered.
        groups: The plan's groups.
        versions: Version that runs, by engine and group.
    """
    now = {
        (group["engine"], group["group"]): RecordedGroup(
            engine=group["engine"],
            group=group["group"],
            flavour=group["flavour"],
            version=versions.get((group["engine"], group["group"]), group["version"]),
            deployment=group["deployment"],
            primary=group["primary"],
            database=group["database"],
        )
        for group in groups
    }
    known = [(group.engine, group.group) for group in before]
    engines_with_primary = {group.engine for group in now.values() if group.primary}
    kept = []
    for group in before:
        current = now.get((group.engine, group.group))
        if current is None and group.primary and group.engine in engines_with_primary:
            # One primary an engine: the bare name went to another group.
            current = RecordedGroup(**{**asdict(group), "primary": False})
        kept.append(current or group)
    return kept + [group for key, group in now.items() if key not in known]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application must remember between deployments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from typing import Any

from ..declaration.model import EXTERNAL, DeclaredGroup
from .details import details

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
    # What state files of the first releases lack.
    port: int = 0
    hosts: tuple[str, ...] = ()
    encoding: str = ""
    replica_count: int = 0
    #: What each further user may do, by name.
    users: Mapping[str, str] = field(default_factory=dict)
    #: What was declared of the hosts' system; where nothing was, what the writer runs.
    operating_system: str = ""
    #: What else is told when it changes.
    details: Mapping[str, str] = field(default_factory=dict)


def read_state(data: Mapping[str, Any]) -> tuple[RecordedGroup, ...]:
    """The groups of a state file in order of creation.

    Raises:
        ValueError: The file is of another format.
    """
    if data and data.get("format") != FORMAT:
        raise ValueError(f"has format {data.get('format')}, this version reads {FORMAT}")
    return tuple(_read_group(entry) for entry in data.get("groups", []))


def read_web_hosts(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the hosts that ran the application; none in state files of the first releases."""
    return tuple(map(str, data.get("web_hosts", ())))


def read_targets(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the Services were published; nothing in state files of the first releases."""
    return tuple(map(str, data.get("targets", ())))


def _read_group(entry: Mapping[str, Any]) -> RecordedGroup:
    values = {one.name: entry[one.name] for one in fields(RecordedGroup) if _needed(one) or one.name in entry}
    return RecordedGroup(**{**values, "hosts": tuple(values.get("hosts", ()))})


def _needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def write_state(
    recorded: Sequence[RecordedGroup], web_hosts: Sequence[str] = (), targets: Sequence[str] = ()
) -> dict[str, Any]:
    """The groups, the hosts that run the application, and where the Services are published, as data of a state file."""
    groups = [{**asdict(group), "hosts": list(group.hosts)} for group in recorded]
    return {"format": FORMAT, "web_hosts": list(web_hosts), "targets": list(targets), "groups": groups}


def as_recorded(group: DeclaredGroup, recorded: Sequence[RecordedGroup]) -> DeclaredGroup:
    """The group as it is known: spelt as it was deployed, and with the character set that it has where it names none.

    Names are compared without regard to case, and hosts and credentials keep the first spelling.
    """
    for before in recorded:
        if before.engine == group.engine.name and before.group.lower() == group.group.lower():
            options = group.options
            if before.encoding and "encoding" in options:
                options = {**options, "encoding": options["encoding"] or before.encoding}
            return replace(group, group=before.group, options=options)
    return group


def record(
    before: Sequence[RecordedGroup],
    groups: Sequence[Mapping[str, Any]],
    versions: Mapping[tuple[str, str], str],
    systems: Mapping[str, str] | None = None,
) -> list[RecordedGroup]:
    """What to remember after a deployment.

    Groups keep their order of creation; one that is no longer declared stays until it is removed, since its server and
    data do. An external one leaves nothing behind.

    Args:
        before: What was remembered.
        groups: The plan's groups.
        versions: Version that runs, by engine and group.
        systems: Operating system that runs, by host, as far as it is known.
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
            port=group.get("port", 0),
            hosts=tuple(host["name"] for host in group.get("hosts", ())),
            encoding=group.get("options", {}).get("encoding", ""),
            replica_count=group.get("options", {}).get("replica_count", 0),
            operating_system=group.get("operating_system") or (systems or {}).get(group.get("writer", ""), ""),
            users={one["name"]: one["access"] for one in group.get("accounts", ()) if "access" in one},
            details=details(group),
        )
        for group in groups
    }
    known = [(group.engine, group.group) for group in before]
    engines_with_primary = {group.engine for group in now.values() if group.primary}
    kept = []
    for group in before:
        current = now.get((group.engine, group.group))
        if current is None and group.deployment == EXTERNAL:
            continue
        if current is None and group.primary and group.engine in engines_with_primary:
            # One primary an engine: the bare name went to another group.
            current = replace(group, primary=False)
        kept.append(current or group)
    return kept + [group for key, group in now.items() if key not in known]

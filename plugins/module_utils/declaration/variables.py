# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the list ``maestro_databases`` into declared groups and collects every mistake in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..engines import ENGINES, Engine
from ..problem import Problem
from .model import DEDICATED, DEFAULT_GROUP, DEPLOYMENTS, EXTERNAL, LOCAL, DeclaredGroup
from .names import group_name_fault, service_part, variable_part
from .options import OPTIONS
from .problem import nearest

VARIABLE = "maestro_databases"

#: Each key with the type its value has and how the message calls that type.
KEYS: dict[str, tuple[tuple[type, ...], str]] = {
    "engine": ((str,), "text"),
    "group": ((str,), "text"),
    "flavour": ((str,), "text"),
    "deployment": ((str,), "text"),
    "version": ((str, int, float), "text such as '17' or '9.7'"),
    "primary": ((bool,), "true or false"),
    "default": ((bool,), "true or false"),
    "hosts": ((str, list), "an inventory pattern or a list of them"),
    "address": ((str,), "an address or a DNS name"),
    "port": ((int,), "a number"),
    "database": ((str,), "text"),
    "settings": ((dict,), "a mapping of the engine's own settings"),
}

DEPLOYABLE = [name for name, engine in ENGINES.items() if engine.deployable]


def read_variables(entries: object) -> tuple[list[DeclaredGroup], list[Problem]]:
    """Reads the value of ``maestro_databases``: the groups that are right, and a problem for each that is not."""
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return [], [
            Problem(VARIABLE, "is not a list", "write one entry a database group: - {engine: mysql, hosts: db1}")
        ]
    groups: list[DeclaredGroup] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        group, faults = _read_entry(f"{VARIABLE}[{index}]", entry)
        problems += faults
        if group is not None:
            groups.append(group)
    problems += _together(groups)
    return groups, problems


def _read_entry(place: str, entry: object) -> tuple[DeclaredGroup | None, list[Problem]]:
    if not isinstance(entry, Mapping):
        return None, [Problem(place, "is not a mapping", "write it as {engine: mysql, group: main, hosts: db1}")]
    problems, faulty = _key_problems(place, entry)
    engine = _engine(place, entry.get("engine"), problems)
    entry = {key: value for key, value in entry.items() if key not in faulty}
    if engine is None or (faulty and not entry.keys() & {"hosts", "address", "deployment"}):
        # Without them, what comes next would only complain of the same slip in other words.
        return None, problems
    before = len(problems)

    name = str(entry.get("group") or DEFAULT_GROUP)
    if fault := group_name_fault(engine.name, name):
        problems.append(Problem(f"{place}.group", f"'{name}' {fault}", "choose another name"))

    flavour = str(entry.get("flavour") or engine.flavours[0])
    if flavour not in engine.flavours:
        problems.append(
            Problem(
                f"{place}.flavour", f"'{flavour}' is no flavour of {engine.name}", nearest(flavour, engine.flavours)
            )
        )

    deployment = _deployment(place, entry, problems)
    port = int(entry.get("port") or engine.port)
    if not 0 < port < 65536:
        problems.append(Problem(f"{place}.port", f"{port} is no port", "use a number from 1 to 65535"))
    options: dict[str, Any] = {}
    if engine.name in OPTIONS:
        options, faults = OPTIONS[engine.name].read(place, entry, external=deployment == EXTERNAL)
        problems += faults
    if len(problems) > before:
        return None, problems
    hosts = entry.get("hosts") or []
    return (
        DeclaredGroup(
            place=place,
            engine=engine,
            group=name,
            deployment=deployment,
            flavour=flavour,
            version=str(entry.get("version") or ""),
            primary=bool(entry.get("primary", entry.get("default", False))),
            hosts=(hosts,) if isinstance(hosts, str) else tuple(str(host) for host in hosts),
            address=str(entry.get("address") or ""),
            port=port,
            database=str(entry.get("database") or ""),
            settings=dict(entry.get("settings") or {}),
            options=options,
        ),
        problems,
    )


def _key_problems(place: str, entry: Mapping[Any, Any]) -> tuple[list[Problem], set[str]]:
    """What is wrong with keys and types of values, and the keys that it concerns."""
    problems = []
    faulty = set()
    own = OPTIONS.get(str(entry.get("engine")))
    keys = {**KEYS, **(own.keys if own else {})}
    for key, value in entry.items():
        if key not in keys:
            problems.append(Problem(place, f"unknown key '{key}'", nearest(str(key), keys)))
            faulty.add(key)
            continue
        types, wanted = keys[key]
        # bool is an int to Python, not to people.
        if value is not None and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
            problems.append(Problem(f"{place}.{key}", f"is {type(value).__name__}", f"write {wanted}"))
            faulty.add(key)
    return problems, faulty


def _engine(place: str, name: object, problems: list[Problem]) -> Engine | None:
    if not isinstance(name, str) or not name:
        problems.append(Problem(place, "names no engine", f"add 'engine': one of {', '.join(DEPLOYABLE)}"))
        return None
    engine = ENGINES.get(name)
    if engine is None:
        problems.append(Problem(f"{place}.engine", f"'{name}' is no engine", _engine_mend(name)))
        return None
    if not engine.deployable:
        problems.append(Problem(f"{place}.engine", f"{name} is never deployed", engine.advice))
        return None
    return engine


def _engine_mend(name: str) -> str:
    """A flavour that was written as an engine is the commonest slip."""
    for engine in ENGINES.values():
        if name in engine.flavours:
            return f"{name} is a flavour: write engine: {engine.name}, flavour: {name}"
    return nearest(name, DEPLOYABLE)


def _deployment(place: str, entry: Mapping[str, Any], problems: list[Problem]) -> str:
    given = entry.get("deployment")
    if given is not None and given not in DEPLOYMENTS:
        problems.append(Problem(f"{place}.deployment", f"'{given}' is no deployment", nearest(str(given), DEPLOYMENTS)))
        return ""
    deployment = str(given or (EXTERNAL if entry.get("address") else DEDICATED if entry.get("hosts") else ""))
    if deployment == EXTERNAL and not entry.get("address"):
        problems.append(Problem(place, "is external but has no address", "add 'address', where the database answers"))
    if deployment != EXTERNAL and entry.get("address"):
        problems.append(
            Problem(
                f"{place}.address",
                f"stands beside deployment {deployment}",
                "only an external database has one; remove it",
            )
        )
    if deployment in (EXTERNAL, LOCAL) and entry.get("hosts"):
        problems.append(
            Problem(f"{place}.hosts", f"stands beside deployment {deployment}", "only a dedicated database has hosts")
        )
    return deployment


def _together(groups: Sequence[DeclaredGroup]) -> list[Problem]:
    """Mistakes that only show between groups of one engine."""
    problems: list[Problem] = []
    for engine in ENGINES:
        same = [group for group in groups if group.engine.name == engine]
        marked = [group for group in same if group.primary]
        problems += [
            Problem(
                f"{group.place}.primary",
                f"{engine} has two primaries, {marked[0].group} and {group.group}",
                f"mark one of them; {marked[0].place} is marked too",
            )
            for group in marked[1:]
        ]
        problems += [
            Problem(group.place, f"is a second group of {engine}", f"declare one; {same[0].place} is the first")
            for group in (same[1:] if not ENGINES[engine].groups else [])
        ]
        for index, group in enumerate(same):
            for other in same[:index]:
                if _collide(group.group, other.group):
                    problems.append(
                        Problem(
                            f"{group.place}.group",
                            f"'{group.group}' and '{other.group}' of {engine} would share a name",
                            f"give this group another name than {other.place}",
                        )
                    )
    return problems


def _collide(one: str, other: str) -> bool:
    return service_part(one) == service_part(other) or variable_part(one) == variable_part(other)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads entries of ``maestro_databases`` into declared groups and collects every mistake in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..engines import ENGINES, Engine
from ..problem import Problem
from .entry import Entry
from .model import BOTH_WORDS, CONTRARY, DEDICATED, DEFAULT_GROUP, DEPLOYMENTS, EXTERNAL, LOCAL, DeclaredGroup
from .names import DATABASE_MEND, DATABASE_NAME, address_fault, group_name_fault
from .options import OPTIONS
from .problem import beside_external, nearest
from .together import together
from .users import read_users

VARIABLE = "maestro_databases"

#: Each key with the type its value has and how the message calls that type.
KEYS: dict[str, tuple[tuple[type, ...], str]] = {
    "engine": ((str,), "text"),
    "group": ((str,), "text"),
    "flavour": ((str,), "text"),
    "deployment": ((str,), "text"),
    "version": ((str, int, float), "text such as '17' or '9.7'"),
    "operating_system": ((str,), "text such as debian13"),
    "primary": ((bool,), "true or false"),
    "default": ((bool,), "true or false"),
    "shared": ((bool,), "true or false"),
    "hosts": ((str, list), "an inventory pattern or a list of them"),
    "address": ((str,), "an address or a DNS name"),
    "port": ((int,), "a number"),
    "database": ((str,), "text"),
    "databases": ((list,), "a list of names"),
    "users": ((list,), "a list of users such as {name: reports, access: read_only}"),
    "settings": ((dict,), "a mapping of the engine's own settings"),
}

_SYSTEM = re.compile(r"[a-z]+[0-9]*")
DEPLOYABLE = [name for name, engine in ENGINES.items() if engine.deployable]


def variable_entries(entries: object) -> tuple[list[Entry], list[Problem]]:
    """The value of ``maestro_databases`` as entries."""
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return [], [
            Problem(VARIABLE, "is not a list", "write one entry a database group: - {engine: mysql, hosts: db1}")
        ]
    return [Entry(f"{VARIABLE}[{index}]", entry) for index, entry in enumerate(entries)], []


def doubtful_versions(entries: Sequence[Entry]) -> list[str]:
    """A word for each version of which YAML may have taken a zero at the end: it gives 8.1 for 8.10."""
    found = []
    for entry in entries:
        version = entry.get("version") if isinstance(entry.values, Mapping) else None
        text = str(version)
        if isinstance(version, float) and re.fullmatch(r"\d+\.[1-9]", text):
            found.append(
                f"{entry.at('version')}: is the number {text}, as which YAML reads {text}0 as well; {text} is taken; "
                f"write it in quotes: '{text}'"
            )
    return found


def read_entries(entries: Sequence[Entry]) -> tuple[list[DeclaredGroup], list[Problem]]:
    """The groups that are right, and a problem for each that is not."""
    groups: list[DeclaredGroup] = []
    problems: list[Problem] = []
    for entry in entries:
        group, faults = _read_entry(entry)
        problems += faults
        if group is not None and not entry.lost:
            groups.append(group)
    problems += together(groups)
    return groups, problems


def _read_entry(entry: Entry) -> tuple[DeclaredGroup | None, list[Problem]]:
    place, values = entry.place, entry.values
    if not isinstance(values, Mapping):
        return None, [Problem(place, "is not a mapping", "write it as {engine: mysql, group: main, hosts: db1}")]
    problems, faulty = _key_problems(entry)
    engine = _engine(entry, problems)
    values = {key: value for key, value in values.items() if key not in faulty}
    if engine is None or (faulty and not values.keys() & {"hosts", "address", "deployment"}):
        # Without them, what comes next would only complain of the same slip in other words.
        return None, problems
    entry = replace(entry, values=values)
    before = len(problems)

    name = str(entry.get("group") or DEFAULT_GROUP)
    if fault := group_name_fault(engine.name, name):
        problems.append(Problem(entry.at("group"), f"'{name}' {fault}", "choose another name"))

    flavour = str(entry.get("flavour") or engine.flavours[0])
    if flavour not in engine.flavours:
        what = f"'{flavour}' is no flavour of {engine.name}"
        problems.append(Problem(entry.at("flavour"), what, nearest(flavour, engine.flavours)))

    if values.keys() >= BOTH_WORDS and bool(values["primary"]) != bool(values["default"]):
        problems.append(Problem(entry.at("default"), *CONTRARY))
    deployment = _deployment(entry, problems)
    port = int(entry.get("port") or engine.port)
    if not 0 < port < 65536:
        problems.append(Problem(entry.at("port"), f"{port} is no port", "use a number from 1 to 65535"))
    if entry.get("shared") and deployment == EXTERNAL:
        mend = "whoever runs it decides that; remove it"
        problems.append(Problem(entry.at("shared"), "stands beside deployment external", mend))
    elif entry.get("shared") and engine.sole:
        what = f"{engine.name} is for one application: {engine.sole}"
        problems.append(Problem(entry.at("shared"), what, "give each application a server of its own"))
    elif entry.get("shared") and entry.get("any_database"):
        what = "lets the application into the databases of all others that share the server"
        problems.append(Problem(entry.at("any_database"), what, "remove it, or shared"))
    problems += _system(entry, deployment) + _further_databases(entry, engine, deployment)
    users, faults = read_users(entry, engine, deployment)
    problems += faults
    options: dict[str, Any] = {}
    if engine.name in OPTIONS:
        options, faults = OPTIONS[engine.name].read(entry, external=deployment == EXTERNAL)
        problems += faults
    if len(problems) > before:
        return None, problems
    hosts = entry.get("hosts") or []
    return (
        DeclaredGroup(
            place=place,
            places=entry.places,
            engine=engine,
            group=name,
            deployment=deployment,
            flavour=flavour,
            version=str(entry.get("version") or ""),
            operating_system=str(entry.get("operating_system") or ""),
            primary=bool(values.get("primary", values.get("default", False))),
            unmarked=False in (values.get("primary"), values.get("default")),
            shared=bool(entry.get("shared")),
            hosts=(hosts,) if isinstance(hosts, str) else tuple(str(host) for host in hosts),
            address=str(entry.get("address") or ""),
            port=port,
            database=str(entry.get("database") or ""),
            databases=tuple(dict.fromkeys(entry.get("databases") or ())),
            users=users,
            settings=dict(entry.get("settings") or {}),
            options=options,
        ),
        problems,
    )


def _system(entry: Entry, deployment: str) -> list[Problem]:
    name = entry.get("operating_system")
    if name and deployment == EXTERNAL:
        return beside_external(entry, ["operating_system"])
    if name and not _SYSTEM.fullmatch(name):
        mend = "write ID and VERSION_ID of its os-release, such as debian13 or ubuntu2404"
        return [Problem(entry.at("operating_system"), f"'{name}' is no operating system", mend)]
    return []


def _further_databases(entry: Entry, engine: Engine, deployment: str) -> list[Problem]:
    names = entry.get("databases") or []
    problems = []
    if names and (deployment == EXTERNAL or not engine.many_databases):
        what = f"stands beside {'deployment external' if deployment == EXTERNAL else engine.name}"
        problems.append(Problem(entry.at("databases"), what, "a group of it has one database; remove it"))
    return problems + [
        Problem(f"{entry.at('databases')}[{index}]", f"'{name}' is no name of a database", DATABASE_MEND)
        for index, name in enumerate(names)
        if not isinstance(name, str) or not DATABASE_NAME.fullmatch(name)
    ]


def _key_problems(entry: Entry) -> tuple[list[Problem], set[str]]:
    """What is wrong with keys and types of values, and the keys that it concerns."""
    problems = []
    faulty = set()
    own = OPTIONS.get(str(entry.get("engine")))
    keys = {**KEYS, **(own.keys if own else {})}
    for key, value in entry.values.items():
        if key not in keys:
            problems.append(Problem(entry.place, f"unknown key '{key}'", nearest(str(key), keys)))
            faulty.add(key)
            continue
        types, wanted = keys[key]
        # bool is an int to Python, not to people.
        if value is not None and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
            problems.append(Problem(entry.at(key), f"is {type(value).__name__}", f"write {wanted}"))
            faulty.add(key)
    return problems, faulty


def _engine(entry: Entry, problems: list[Problem]) -> Engine | None:
    name = entry.get("engine")
    if not isinstance(name, str) or not name:
        problems.append(Problem(entry.place, "names no engine", f"add 'engine': one of {', '.join(DEPLOYABLE)}"))
        return None
    engine = ENGINES.get(name)
    if engine is None:
        problems.append(Problem(entry.at("engine"), f"'{name}' is no engine", _engine_mend(name)))
        return None
    if not engine.deployable:
        problems.append(Problem(entry.at("engine"), f"{name} is never deployed", engine.advice))
        return None
    return engine


def _engine_mend(name: str) -> str:
    """A flavour that was written as an engine is the commonest slip."""
    for engine in ENGINES.values():
        if name in engine.flavours:
            return f"{name} is a flavour: write engine: {engine.name}, flavour: {name}"
    return nearest(name, DEPLOYABLE)


def _deployment(entry: Entry, problems: list[Problem]) -> str:
    given = entry.get("deployment")
    if given is not None and given not in DEPLOYMENTS:
        mend = nearest(str(given), DEPLOYMENTS)
        problems.append(Problem(entry.at("deployment"), f"'{given}' is no deployment", mend))
        return ""
    deployment = str(given or (EXTERNAL if entry.get("address") else DEDICATED if entry.get("hosts") else ""))
    if deployment == EXTERNAL and not entry.get("address"):
        mend = "add 'address', where the database answers"
        if entry.places:
            # No other declaration than ours has a key for it.
            mend = f"add it to maestro_databases with 'address', where the database answers: {_told(entry)}"
        problems.append(Problem(entry.place, "is external but has no address", mend))
    if deployment != EXTERNAL and entry.get("address"):
        mend = "only an external database has one; remove it"
        problems.append(Problem(entry.at("address"), f"stands beside deployment {deployment}", mend))
    elif entry.get("address") and (fault := address_fault(str(entry.get("address")))):
        problems.append(Problem(entry.at("address"), *fault))
    if deployment in (EXTERNAL, LOCAL) and entry.get("hosts"):
        mend = "only a dedicated database has hosts"
        problems.append(Problem(entry.at("hosts"), f"stands beside deployment {deployment}", mend))
    return deployment


def _told(entry: Entry) -> str:
    group = f", group: {entry.get('group')}" if entry.get("group") else ""
    return f"{{engine: {entry.get('engine')}{group}, address: db.example.com}}"

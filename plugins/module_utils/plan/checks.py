# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks against a plan."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence

from ..declaration.model import EXTERNAL, DeclaredGroup
from ..engines import ENGINES, Engine
from ..problem import Problem
from . import details
from .model import Group
from .naming import DOMAIN, database_name, slug
from .placement import Placement
from .state import RecordedGroup

_KEEP = "keep it, or declare a new group on another host and move the data there by dump and restore"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def names(application: str, environment: str, namespace: str, domain: str = "") -> list[Problem]:
    """Names of an application that could not become names of databases, of a namespace or of a domain."""
    problems = [
        Problem(
            f"maestro_{key}",
            f"'{value}' is no name" if value else "is not set",
            "use a letter, then letters, digits, '-', '_' and '.'",
        )
        for key, value in (("application", application), ("environment", environment))
        if not NAME.fullmatch(value)
    ]
    if namespace and not LABEL.fullmatch(namespace):
        problems.append(
            Problem(
                "maestro_kubernetes.namespace",
                f"'{namespace}' is no Kubernetes namespace",
                "use lower-case letters, digits and '-', at most 63 characters",
            )
        )
    if domain and not DOMAIN.fullmatch(domain):
        problems.append(
            Problem("maestro_domain", f"'{domain}' is no domain", "use lower-case labels, such as shop.internal")
        )
    return problems


def namesakes(application: str, environment: str, others: Sequence[str]) -> list[Problem]:
    """Other applications of which this one could not be told apart."""
    return [
        Problem(
            "maestro_application",
            f"'{application}' in '{environment}' and {other}, which was deployed before, would both be "
            f"called {slug(application, environment)}: they would share databases, users, namespace and state folder",
            "give this one another name",
        )
        for other in others
    ]


def sources(allowed: Sequence[str]) -> list[Problem]:
    """Allowed sources that are no addresses."""
    problems = []
    for source in allowed:
        try:
            ipaddress.ip_network(source, strict=False)
        except ValueError:
            problems.append(
                Problem(
                    "maestro_allowed_sources",
                    f"'{source}' is no address or network",
                    "write it as 192.0.2.7 or 192.0.2.0/24",
                )
            )
    return problems


def unfit(group: DeclaredGroup, placement: Placement, recorded: Sequence[RecordedGroup]) -> list[Problem]:
    """What speaks against a group by itself: its hosts make no whole sets, or it contradicts what was deployed."""
    problems = []
    copies = group.options.get("replica_count", 1)
    if len(placement.members) % copies:
        problems.append(
            Problem(
                group.at("replica_count"),
                f"{copies} copies on {len(placement.members)} hosts make no whole sets",
                f"name hosts in multiples of {copies}",
            )
        )
    for before in recorded:
        if (before.engine, before.group) != (group.engine.name, group.group) or before.deployment == EXTERNAL:
            continue
        if placement.deployment == EXTERNAL:
            continue
        problems += [
            Problem(group.at(key), f"{group.group} was deployed {what}", _mend(key, group))
            for key, what in _frozen(group, before)
        ]
        if not group.engine.loopback:
            problems += [
                Problem(group.at("hosts"), what, "let it keep that one beside another, and say so with maestro_address")
                for what in _readdressed(placement, details.addresses(before.details))
            ]
    return problems


def _mend(key: str, group: DeclaredGroup) -> str:
    if key == "operating_system":
        # Hosts may be upgraded in place: what runs is recorded where nothing is declared.
        return (
            "keep it, leave it out where its hosts were upgraded in place, or declare a new group on hosts that run "
            f"{group.operating_system} and move the data there by dump and restore"
        )
    return _KEEP


def _readdressed(placement: Placement, before: Mapping[str, str]) -> Iterator[str]:
    """The hosts that had another address, where the data keep it."""
    for member in placement.members:
        old = before.get(member.name, member.address)
        if old != member.address:
            yield f"{member.name} had the address {old}, not {member.address}, and the volumes' data keep that"


def databases(declared: DeclaredGroup, group: Group) -> list[Problem]:
    """Databases of which the server has one already, keeps the name for itself, or cannot have any."""
    named = [(f"{declared.at('databases')}[{index}]", name) for index, name in enumerate(group.databases)]
    problems = [
        Problem(place, f"'{name}' is the group's own database", "remove it")
        for place, name in named
        if name == group.database
    ]
    if declared.database and group.deployment != EXTERNAL:
        named.append((declared.at("database"), declared.database))
    return problems + [
        Problem(place, what, mend) for place, name in named for what, mend in _unfit(declared.engine, name)
    ]


def _unfit(engine: Engine, name: str) -> Iterator[tuple[str, str]]:
    """Why the server cannot have a database of that name, and the mend."""
    pattern, mend = engine.database_names
    if not re.fullmatch(pattern, name):
        yield f"'{name}' is no name of a database", mend
    elif name.lower() in engine.kept_databases:
        yield f"'{name}' is kept for {engine.name} itself", "choose another"
    elif engine.limits and name.startswith(engine.limits.reserved):
        yield f"'{name}' begins as what {engine.name} keeps for itself", "choose another"
    elif database_name(name, engine.limits) != name:
        yield f"'{name}' is longer than {engine.name} keeps apart", "choose a shorter one"


def _frozen(group: DeclaredGroup, before: RecordedGroup) -> Iterator[tuple[str, str]]:
    """What nobody changes in place: the key, and how the group was deployed."""
    if before.flavour != group.flavour:
        yield "flavour", f"as {before.flavour}, not {group.flavour}"
    if group.version and before.version and not within(before.version, group.version):
        yield "version", f"with {before.version}, not {group.version}, and nothing is upgraded in place"
    encoding = group.options.get("encoding", "")
    if encoding and before.encoding and encoding.lower() != before.encoding.lower():
        yield "encoding", f"with the character set {before.encoding}, not {encoding}"
    system = group.operating_system
    if system and before.operating_system and system != before.operating_system:
        yield "operating_system", f"on {before.operating_system}, not {system}"
    copies = group.options.get("replica_count", 0)
    if before.replica_count and copies and copies != before.replica_count:
        yield "replica_count", f"with {before.replica_count} copies, not {copies}"


def within(running: str, wanted: str) -> bool:
    """True where a running version fits a pinned one, of which either may be the shorter: 15.8 fits 15."""
    one, other = running.split("."), wanted.split(".")
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def shared_hosts(declared: Sequence[DeclaredGroup], groups: Sequence[Group]) -> list[Problem]:
    """Two groups of one engine on one host: they would share one server."""
    places = {(group.engine.name, group.group): group.place for group in declared}
    seen: dict[tuple[str, str], Group] = {}
    problems = []
    for group in groups:
        for member in group.hosts:
            first = seen.setdefault((group.engine, member.name), group)
            if first is not group:
                problems.append(
                    Problem(
                        places[group.engine, group.group],
                        f"host {member.name} already carries {group.engine} group '{first.group}' "
                        f"({places[first.engine, first.group]})",
                        "give each group of one engine a host of its own",
                    )
                )
    return problems


def ports(declared: Sequence[DeclaredGroup], groups: Sequence[Group]) -> list[Problem]:
    """Servers on one host that would take one port."""
    places = {(group.engine.name, group.group): group for group in declared}
    taken = {
        (member.name, port): group
        for group in groups
        for member in group.hosts
        for port in ENGINES[group.engine].further_ports
    }
    problems = []
    for group in groups:
        place = places[group.engine, group.group].at("port")
        for member in group.hosts:
            first = taken.setdefault((member.name, group.port), group)
            if group.port in ENGINES[first.engine].further_ports:
                what = f"{group.port} is what {first.engine} takes on {member.name} besides its own"
                problems.append(Problem(place, what, "choose another, or another host"))
            elif first.engine != group.engine:
                what = f"{group.port} on {member.name} is the port of {first.engine} group '{first.group}' as well"
                problems.append(Problem(place, what, "give one of them another, or a host of its own"))
    return problems

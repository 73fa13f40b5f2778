# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a declared group on hosts: which ones, what they listen on and who may come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..declaration.model import DEDICATED, EXTERNAL, LOCAL, DeclaredGroup
from ..declaration.variables import VARIABLE
from ..problem import Problem
from .inventory import Inventory
from .model import Host, Member

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Placement:
    """Where a group runs and how it is reached."""

    deployment: str
    members: tuple[Member, ...] = ()
    writer: str = ""
    address: str = ""
    listen: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    #: False where no pod can reach it.
    published: bool = True


def place(
    group: DeclaredGroup,
    inventory: Inventory,
    web: Sequence[Host],
    *,
    cluster: bool,
    named: bool = False,
    allowed: Sequence[str],
    problems: list[Problem],
) -> Placement:
    """Places a group.

    Args:
        group: The declared group.
        inventory: The inventory to look hosts up in.
        web: The hosts that run the application.
        cluster: True where pods of a Kubernetes cluster are clients too, which never reach a loopback address.
        named: True where databases have names, which mean the same on every host.
        allowed: Further addresses and networks that may reach the port.
        problems: Takes what is wrong.
    """
    if group.deployment == EXTERNAL:
        return Placement(EXTERNAL, address=group.address)
    if group.engine.members == "web" and (group.deployment == LOCAL or not _patterns(group, inventory)):
        return _beside(group, web, cluster=cluster, problems=problems)
    hosts = list(web[:1]) if group.deployment == LOCAL else _dedicated(group, inventory, problems)
    if group.deployment == LOCAL and not web:
        problems.append(
            Problem(
                group.place,
                "is local but the application has no web host",
                "set maestro_web to the hosts that run the application",
            )
        )
    if len(hosts) > 1 and group.engine.members != "many":
        names = ", ".join(host.name for host in hosts)
        problems.append(
            Problem(
                group.at("hosts"),
                f"has {len(hosts)} hosts ({names})",
                "name one: groups of several hosts come with replication",
            )
        )
    if not hosts:
        return Placement(group.deployment or DEDICATED)
    loopback = group.engine.loopback
    hosts = hosts if group.engine.dual else [replace(host, address6="") for host in hosts]
    writer = hosts[0]
    alone = loopback and group.deployment == LOCAL and len(web) == 1 and not (cluster or named)
    peers = [] if alone else [*both(web), *both(hosts), *allowed]
    return Placement(
        deployment=group.deployment or DEDICATED,
        members=_members(hosts),
        writer=writer.name,
        address=LOOPBACK if alone else writer.address,
        listen=(LOOPBACK,) if alone else (LOOPBACK, *both([writer])) if loopback else (writer.address,),
        clients=tuple(dict.fromkeys(peers)),
    )


def both(hosts: Sequence[Host | Member]) -> list[str]:
    """The addresses of hosts, those of IPv6 last."""
    return [*(host.address for host in hosts), *(host.address6 for host in hosts if host.address6)]


def _beside(group: DeclaredGroup, web: Sequence[Host], *, cluster: bool, problems: list[Problem]) -> Placement:
    """On each web host, for the processes there and for nobody else."""
    if not web:
        problems.append(
            Problem(
                group.place,
                f"{group.engine.name} lives on the application's web hosts, and there is none",
                "set maestro_web to the hosts that run the application, or add 'hosts'",
            )
        )
    if cluster:
        problems.append(
            Problem(
                group.place,
                f"{group.engine.name} answers on the loopback address of each web host, where no pod reaches it",
                "add 'hosts' with one that is to serve the pods, too",
            )
        )
    return Placement(
        deployment=LOCAL,
        # Without an outer address: nobody reaches it from elsewhere.
        members=tuple(Member(host.name, host.address, "") for host in web),
        writer=web[0].name if web else "",
        address=LOOPBACK,
        listen=(LOOPBACK,),
        published=False,
    )


def _members(hosts: Sequence[Host]) -> tuple[Member, ...]:
    """The hosts in their parts: the first one is the writer."""
    several = len(hosts) > 1
    return tuple(
        Member(
            host.name,
            host.address,
            host.address_ext,
            role="member" if index else "writer",
            server_id=index + 1 if several else 0,
            address6=host.address6,
        )
        for index, host in enumerate(hosts)
    )


def _dedicated(group: DeclaredGroup, inventory: Inventory, problems: list[Problem]) -> list[Host]:
    patterns = _patterns(group, inventory)
    if not patterns:
        elsewhere = "" if group.place.startswith(VARIABLE) else f", in {VARIABLE}"
        problems.append(
            Problem(
                group.place,
                f"does not say where it runs, and the inventory has no group {' or '.join(_candidates(group))}",
                f"add 'hosts', or deployment: local, or the 'address' of an external database{elsewhere}",
            )
        )
        return []
    names: list[str] = []
    for pattern in patterns:
        found = inventory.hosts(pattern)
        if not found:
            problems.append(
                Problem(
                    group.at("hosts"),
                    f"'{pattern}' matches no host of the inventory",
                    "name a host or a group of the inventory",
                )
            )
        names += found
    return resolve(list(dict.fromkeys(names)), inventory, group.at("hosts"), problems)


def _patterns(group: DeclaredGroup, inventory: Inventory) -> list[str]:
    """Where the group is to run: what was declared, or else a group of the inventory by its name."""
    return list(group.hosts) or [name for name in _candidates(group) if inventory.has_group(name)][:1]


def _candidates(group: DeclaredGroup) -> tuple[str, str]:
    return f"{group.engine.name}_{group.group.replace('-', '_')}", group.engine.name


def resolve(names: Sequence[str], inventory: Inventory, where: str, problems: list[Problem]) -> list[Host]:
    """The hosts of these names with their addresses; a problem for each that has none."""
    hosts = []
    for name in names:
        try:
            hosts.append(Host(name, *inventory.addresses(name), inventory.address6(name)))
        except LookupError as error:
            problems.append(
                Problem(where, f"host {name} has no address: {error.args[0]}", "set maestro_address for it")
            )
    return hosts

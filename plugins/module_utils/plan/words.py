# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops no plan and is worth a word."""

from __future__ import annotations

from collections.abc import Sequence

from ..declaration.model import EXTERNAL, DeclaredGroup
from ..engines import ENGINES
from .model import Group, Host
from .primary import suffixed
from .state import RecordedGroup


def no_primary(same: Sequence[DeclaredGroup]) -> str:
    """What to say of several groups of an engine of which none is the primary one."""
    engine, first = same[0].engine, same[0]
    root = f"the {engine.prefix}_* variables follow '{first.group}'"
    if first.deployment == EXTERNAL:
        root = f"there are no {engine.prefix}_* variables, since '{first.group}' is hosted elsewhere"
    return (
        f"{engine.name} has {len(same)} groups and none is primary: its Services all carry their group's name and "
        f"{root}; mark one with 'primary: true'"
    )


def hosted_elsewhere(primary: DeclaredGroup) -> str:
    """What to say of a primary among several groups that has neither a Service nor variables."""
    engine = primary.engine
    return (
        f"{engine.name} group '{primary.group}' is primary and hosted elsewhere: {engine.prefix}_ADDRESS and its like "
        f"are not set, and no database of ours has the name {engine.name} alone; set what the application needs in "
        "maestro_variables, or mark another group with 'primary: true'"
    )


def local_in_production(groups: Sequence[Group], environment: str) -> list[str]:
    """A warning for each group that shares a web host in production."""
    return [
        f"{group.engine} group '{group.group}' is local: it shares {group.writer} with the application, "
        "which is not advised in production"
        for group in groups
        if group.deployment == "local" and environment == "production" and ENGINES[group.engine].members != "web"
    ]


def shut_out(groups: Sequence[Group], allowed: Sequence[str]) -> list[str]:
    """A warning where pods are clients and nobody said where they come from."""
    if allowed or not any(group.service for group in groups):
        return []
    told = (
        "maestro_allowed_sources is empty, so that the databases' hosts let in the web hosts and no other node of the "
        "cluster: name the addresses by which they see its pods, mostly those of the nodes"
    )
    return [told]


def nameless(domain: str, web: Sequence[Host]) -> list[str]:
    """A warning where names were asked for and nobody would have them."""
    if web or not domain:
        return []
    return ["maestro_domain has no effect: names are for the hosts of maestro_web, and there are none"]


def two_copies(groups: Sequence[Group]) -> list[str]:
    """A warning for each group whose volumes keep two copies, of which none is the majority."""
    return [
        f"{group.engine} group '{group.group}' keeps two copies: when its servers lose sight of each other both may "
        "take writes to one file, and somebody has to choose; three copies decide by themselves"
        for group in groups
        if group.options.get("replica_count") == 2
    ]


def left(web: Sequence[Host], before: Sequence[str]) -> list[str]:
    """A warning for each host that ran the application and no longer does."""
    now = {host.name for host in web}
    return [
        f"{name} ran the application and no longer does: what was written there stays, passwords included; "
        "docs/removing.md of this collection says how to take it away"
        for name in before
        if name not in now
    ]


def unpublished(places: Sequence[str], before: Sequence[str]) -> list[str]:
    """A warning for each place where the Services were published and no longer are."""
    return [
        f"{place}: was published to and is not in maestro_kubernetes any more; what stands there stays and is not kept "
        "up to date; docs/kubernetes.md of this collection says how to take it away"
        for place in before
        if place not in places
    ]


def moved(groups: Sequence[Group], recorded: Sequence[RecordedGroup]) -> list[str]:
    """A warning for each group that is on none of its former hosts any more."""
    now = {(group.engine, group.group): {member.name for member in group.hosts} for group in groups}
    return [
        f"{before.engine} group '{before.group}' is to be on {', '.join(sorted(hosts))} and its data is on "
        f"{', '.join(before.hosts)}: nothing moves it, so the group starts empty"
        for before in recorded
        if (hosts := now.get((before.engine, before.group))) and before.hosts and not hosts & set(before.hosts)
    ]


def renamed(groups: Sequence[Group], recorded: Sequence[RecordedGroup]) -> list[str]:
    """A warning for each group that is the last one of its engine, and so gets another Service than it has."""
    alone = {group.engine: group for group in groups if [one.engine for one in groups].count(group.engine) == 1}
    return [
        f"{before.engine} group '{before.group}' is the only one now: its Service is {group.service}, and "
        f"{suffixed(before.engine, before.group)} goes; aliases: true in maestro_kubernetes keeps that name as well"
        for before in recorded
        if (group := alone.get(before.engine))
        and group.service
        and group.group == before.group
        and not before.primary
        and before.deployment != EXTERNAL
    ]

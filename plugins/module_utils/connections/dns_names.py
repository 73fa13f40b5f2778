# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of databases outside Kubernetes: ``<engine>.<domain>`` and ``<group>.<engine>.<domain>``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..plan.naming import DOMAIN


@dataclass(frozen=True)
class Name:
    """A name and one address of it."""

    name: str
    address: str


def names(plan: Mapping[str, Any], domain: str) -> list[Name]:
    """Every name of a plan's databases, those of one group together.

    A group answers by its own name; the primary one, and the only one of an engine, by the engine's as well. It is the
    writer that answers. What listens on loopback alone has no name, since it would mean another server on each host;
    nor has an external database, which has one of its own.

    Args:
        plan: What ``maestro.databases.plan`` returned.
        domain: Domain below which the names are.

    Raises:
        ValueError: The domain is none.
    """
    if not DOMAIN.fullmatch(domain):
        raise ValueError(f"'{domain}' is no domain; write lower-case labels, such as shop.internal")
    engines = [group["engine"] for group in plan["groups"]]
    return [
        Name(f"{label}.{domain}", address)
        for group in plan["groups"]
        for label in labels(group, alone=engines.count(group["engine"]) == 1)
        for address in reachable(group)
    ]


def labels(group: Mapping[str, Any], *, alone: bool) -> Iterator[str]:
    """What stands before the domain, the group's own name first."""
    yield f"{group['group'].lower().replace('_', '-')}.{group['engine']}"
    if group["primary"] or alone:
        yield group["engine"]


def reachable(group: Mapping[str, Any]) -> list[str]:
    """The addresses by which other hosts and containers reach a group's writer."""
    writer: Mapping[str, Any] = next((host for host in group["hosts"] if host["name"] == group["writer"]), {})
    own = (writer.get("address", ""), writer.get("address6", ""))
    return [address for address in own if address and address in group["listen"]]

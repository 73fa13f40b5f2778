# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A variable, and those that hold addresses: one each for inside and outside, and one that points to the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Variable:
    """One environment variable."""

    name: str
    value: str
    #: True for a value that must not be shown.
    secret: bool = False
    #: The variable that it points to, unless the user sets it; empty for one that stands for itself.
    follows: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return f"Variable({self.name}={'(hidden)' if self.secret else self.value})"


def replica_addresses(group: Mapping[str, Any]) -> Iterator[Variable]:
    """The members that take no writes: present and empty where there are none."""
    replicas = [member for member in group["hosts"] if member["name"] != group["writer"]]
    yield from address_lists("SLAVE_ADDRESSES", replicas)


def web_addresses(hosts: Sequence[Mapping[str, Any]]) -> Iterator[Variable]:
    """Where the application runs."""
    yield from addresses("WEB_ADDRESS", hosts[0]["address"], hosts[0]["address_ext"] or hosts[0]["address"])
    yield from address_lists("WEB_ADDRESSES", hosts)


def address_lists(name: str, hosts: Iterable[Mapping[str, Any]]) -> Iterator[Variable]:
    """The addresses of hosts, joined by commas without spaces."""
    members = list(hosts)
    internal = ",".join(member["address"] for member in members)
    external = ",".join(member["address_ext"] or member["address"] for member in members)
    yield from addresses(name, internal, external)


def replica_aliases(variables: Iterable[Variable]) -> list[Variable]:
    """The lists of replicas under the newer word too; names with ``_SLAVE_`` are the product's and stay."""
    return [
        Variable(_newer(variable.name), variable.value, variable.secret, _newer(variable.follows))
        for variable in variables
        if "_SLAVE_ADDRESSES" in variable.name
    ]


def _newer(name: str) -> str:
    return name.replace("_SLAVE_ADDRESSES", "_REPLICA_ADDRESSES")


def addresses(name: str, internal: str, external: str, *, secret: bool = False) -> Iterator[Variable]:
    """A field in its three forms; the plain one is the internal one."""
    yield Variable(f"{name}_INT", internal, secret)
    yield Variable(f"{name}_EXT", external, secret)
    yield Variable(name, internal, secret, f"{name}_INT")

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: one application with its database groups, resolved. It holds no secret."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Host:
    """A host of the inventory with the addresses that others reach it by."""

    name: str
    address: str
    address_ext: str
    #: A second address, of IPv6, beside one of IPv4; empty without.
    address6: str = ""


@dataclass(frozen=True)
class Member:
    """A host in its part within a database group."""

    name: str
    address: str
    address_ext: str
    #: `writer` takes writes; `member` is one of several that are equal otherwise.
    role: str = "writer"
    #: 0 standalone, 1 the writer of several, more for the others.
    server_id: int = 0
    #: As a host's; empty where its server would not bind it.
    address6: str = ""


@dataclass(frozen=True)
class Application:
    """Who owns the groups."""

    name: str
    environment: str
    #: Name as a part of database names: `shop_production`.
    slug: str
    #: Kubernetes namespace.
    namespace: str
    #: The hosts that run the application.
    hosts: tuple[Host, ...]


@dataclass(frozen=True)
class Account:
    """A login of a group, without its secret."""

    kind: str
    username: str


@dataclass(frozen=True)
class User(Account):
    """A login beside the application's and the administrator's."""

    #: As it was declared; the user name may be one of the user's own.
    name: str
    #: `read_only`, `read_write` or `owner`.
    access: str
    #: The databases of the group that it is about.
    databases: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A database group in its place."""

    engine: str
    flavour: str
    group: str
    primary: bool
    deployment: str
    version: str
    port: int
    database: str
    #: Kubernetes Service; empty for an external group.
    service: str
    #: Prefixes of its environment variables, its own one first.
    prefixes: tuple[str, ...]
    hosts: tuple[Member, ...]
    #: Name of the host that takes writes; empty for an external group.
    writer: str
    #: What processes on hosts use.
    address: str
    #: Addresses that the server binds.
    listen: tuple[str, ...]
    #: Addresses and networks that may reach the port.
    clients: tuple[str, ...]
    accounts: tuple[Account, ...]
    settings: dict[str, object] = field(default_factory=dict)
    #: What its engine alone knows.
    options: dict[str, Any] = field(default_factory=dict)
    tls: bool = False
    #: Further databases of the application, beside `database`.
    databases: tuple[str, ...] = ()
    #: Whether the server may be that of another application, too.
    shared: bool = False
    #: What its hosts are to run when it is built; empty for any.
    operating_system: str = ""


@dataclass(frozen=True)
class Change:
    """How a declaration differs from what was deployed."""

    engine: str
    group: str
    #: `version`, `primary`, …; `group` for one that is new or gone.
    what: str
    before: str
    after: str
    #: True where it applies at the next deployment, False where it never does.
    applies: bool

    @property
    def text(self) -> str:
        """As people read it."""
        when = "at the next deployment" if self.applies else "never in place: it takes a new group"
        return f"{self.engine} group '{self.group}': {self.what} {self.before} -> {self.after} ({when})"

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "text": self.text}


@dataclass(frozen=True)
class Plan:
    """Everything that later steps read."""

    application: Application
    groups: tuple[Group, ...]
    warnings: tuple[str, ...] = ()
    #: What differs from the last deployment.
    pending: tuple[Change, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As plain data, lists for tuples, with the servers of each host."""
        plain: dict[str, Any] = _plain(asdict(self))
        # Of this run, no part of what is to be deployed.
        del plain["pending"]
        plain["servers"] = self.servers()
        plain["mounts"] = self.mounts()
        return plain

    def mounts(self) -> dict[str, list[dict[str, Any]]]:
        """By host, the volumes that it is to mount."""
        found: dict[str, list[dict[str, Any]]] = {}
        for group in self.groups:
            servers = [member.address for member in group.hosts]
            for host in group.options.get("mounts", ()):
                found.setdefault(host, []).extend(
                    {"volume": volume["name"], "path": volume["mount"], "servers": servers}
                    for volume in group.options["volumes"]
                )
        return found

    def servers(self) -> dict[str, list[dict[str, Any]]]:
        """By host, the servers that it is to carry."""
        found: dict[str, list[dict[str, Any]]] = {}
        for group in self.groups:
            owner = {
                "application": self.application.name,
                "environment": self.application.environment,
                "group": group.group,
            }
            asked = {
                "engine": group.engine,
                "flavour": group.flavour,
                "version": group.version,
                "port": group.port,
                "owner": owner,
                **({"operating_system": group.operating_system} if group.operating_system else {}),
                **({"shared": _openings(group)} if group.shared else {}),
                **({"extensions": list(extensions)} if (extensions := group.options.get("extensions")) else {}),
            }
            for member in group.hosts:
                found.setdefault(member.name, []).append(asked)
        return found


def _openings(group: Group) -> dict[str, Any]:
    """What a group wants of a server that may be that of another application, too."""
    own = {
        "listen": group.listen,
        "clients": group.clients,
        "names": (group.database, *group.databases),
        "users": [account.username for account in group.accounts if account.kind != "admin"],
        "admins": [account.username for account in group.accounts if account.kind == "admin"],
        "settings": group.settings,
    }
    return {key: list(value) for key, value in own.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value

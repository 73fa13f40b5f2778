# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of an engine's facts: what every later step may ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

#: The host's own administrator of a server that applications share.
HOST_ADMIN = "maestro_host"


@dataclass(frozen=True)
class Limits:
    """Longest names the server keeps apart, in bytes; names that we make are ASCII."""

    database: int
    user: int
    #: Room that an underscore takes in a database's name.
    underscore: int = 1
    #: How names of users begin that the server keeps for itself; a database's owner bears the database's name.
    reserved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Engine:
    """One database engine. Each fact about it stands here and nowhere else."""

    name: str
    #: TCP port of its clients.
    port: int
    #: Scheme of its connection URL.
    scheme: str
    #: Servers that can play it; the first one is the default. What they are on a host stands in `hosts.servers`.
    flavours: tuple[str, ...]
    limits: Limits | None = None
    #: Kinds of accounts that a group gets; the application's first. Empty where the engine has no login.
    accounts: tuple[str, ...] = ("application", "admin")
    #: True where a group has a database of its own name; otherwise `default_database` is fixed.
    named_database: bool = False
    default_database: str = ""
    #: True where a group may have further databases of the application.
    many_databases: bool = False
    #: Signs after which the names of what a database holds go on, where it is the beginning of names of indices.
    goes_on_after: str = ""
    #: What names of databases look like, as an expression, and how that is told.
    database_names: tuple[str, str] = (r"[A-Za-z0-9_][A-Za-z0-9_-]*", "use letters, digits, '_' and '-'")
    #: Names of databases that the server keeps for itself, in lower case.
    kept_databases: tuple[str, ...] = ()
    #: Names of users, with `*`, that the server or we keep for ourselves, beside those of `limits`.
    kept_users: tuple[str, ...] = ()
    #: Ports that its server takes on loopback besides, whatever its own is.
    beside: tuple[int, ...] = ()
    #: Whether the path of its URL is the database.
    url_database: bool = True
    #: True where environment variables list the replicas of a group.
    replicas: bool = False
    #: `many` where a group may have several hosts today; `web` where it is on each of the application's own, for that
    #: host alone, unless it is given another.
    members: str = "one"
    #: False where an application has one group at most.
    groups: bool = True
    #: False where its data keeps the servers' addresses, so that clients cannot come by another one such as loopback.
    loopback: bool = True
    #: Ranges of ports that its clients reach at each member's own address, past any Service; empty where they do not.
    direct: tuple[tuple[int, int], ...] = ()
    #: False where its server binds one address of the network only, so that a second one of IPv6 leads nowhere.
    dual: bool = True
    #: True where its administrators need a password on the host itself, too; a shared one gets one of the host's own.
    host_admin: bool = False
    #: Why no second application may use its server; empty where it keeps applications apart.
    sole: str = ""
    #: False for what analysis reports but nothing installs.
    deployable: bool = True
    #: False for what the code may need and nobody has to declare: the analysis says what to do instead.
    managed: bool = True
    #: What to do instead, where it is not deployable.
    advice: str = ""

    def keeps(self, user: str) -> bool:
        """Whether the server, or we, keep a user's name for ourselves."""
        name = user.lower()
        if self.host_admin and name == HOST_ADMIN:
            return True
        begins = self.limits.reserved if self.limits else ()
        return name.startswith(begins) or any(fnmatchcase(name, pattern) for pattern in self.kept_users)

    @property
    def further_ports(self) -> frozenset[int]:
        """What its server takes on its host besides its own port."""
        ranges = (range(first, last + 1) for first, last in self.direct)
        return frozenset((*self.beside, *(port for one in ranges for port in one))) - {self.port}

    @property
    def implied_port(self) -> int:
        """Port that a URL may leave out. Clients of HTTP take its own port then, whoever serves."""
        return 80 if self.scheme == "http" else self.port

    @property
    def prefix(self) -> str:
        """First part of its environment variables."""
        return self.name.upper()

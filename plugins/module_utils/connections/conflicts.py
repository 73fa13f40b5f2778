# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that a user set by hand and that say something else than ours: told, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

#: The name that most frameworks read, whichever the engine.
CUSTOMARY = "DATABASE_URL"

#: What stands in front of a URL of JDBC.
JDBC = "jdbc:"
#: Our variable for the scheme of a URL, by the part of the scheme in front of a ``+``.
VARIABLES = {
    "postgres": "POSTGRESQL_URL",
    "postgresql": "POSTGRESQL_URL",
    "pgsql": "POSTGRESQL_URL",
    "postgis": "POSTGRESQL_URL",
    "mysql": "MYSQL_URL",
    "mysql2": "MYSQL_URL",
    "trilogy": "MYSQL_URL",
    "mariadb": "MYSQL_URL",
    "mongodb": "MONGODB_URL",
    "redis": "REDIS_URL",
    "rediss": "REDIS_URL",
    "amqp": "RABBITMQ_URL",
    "amqps": "RABBITMQ_URL",
}


@dataclass(frozen=True)
class Conflict:
    """A variable of the user's against one of ours. Holds no secret."""

    variable: str
    #: Where the user set it.
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.variable} in {self.place} {self.what}"


def conflicts(
    place: str, theirs: Mapping[str, str], ours: Mapping[str, str], former: Mapping[str, str] | None = None
) -> Iterator[Conflict]:
    """What the user's variables contradict.

    Args:
        place: Where the user set them.
        theirs: The user's variables.
        ours: The variables of our environment file.
        former: What they were before this deployment, as far as it is known.
    """
    for name, value in theirs.items():
        if name in ours and value != ours[name]:
            yield Conflict(name, place, against(value, name, ours))
        elif name == CUSTOMARY and name not in ours:
            variable = VARIABLES.get(scheme_of(value), "")
            if variable in ours and not leads_to_ours(value, variable, ours):
                yield Conflict(name, place, against(value, variable, ours))
            elif variable in ours and host_of(value) in hosts_of(variable, former or {}) - hosts_of(variable, ours):
                # Such as that of the former primary group.
                yield Conflict(name, place, f"{against(value, variable, ours)} from now on")


def own_conflicts(
    place: str, variables: Mapping[str, str], former: Mapping[str, str] | None = None
) -> Iterator[Conflict]:
    """What the user's variables contradict that stand among ours.

    Args:
        place: Where the user set them.
        variables: Those of our environment file, the user's among them.
        former: What ours were before this deployment, as far as it is known.
    """
    if CUSTOMARY in variables:
        others = {name: value for name, value in variables.items() if name != CUSTOMARY}
        yield from conflicts(place, {CUSTOMARY: variables[CUSTOMARY]}, others, former)


def against(value: str, variable: str, ours: Mapping[str, str]) -> str:
    """How a value differs from our variable: by the hosts of two URLs, otherwise without telling either."""
    if scheme_of(value) and scheme_of(ours[variable]):
        return f"leads to {host_of(value) or 'no host'}, our {variable} to {host_of(ours[variable])}"
    return "has another value than ours"


def leads_to_ours(value: str, variable: str, ours: Mapping[str, str]) -> bool:
    """Whether a URL leads to the host of any group of that engine."""
    engine = variable.partition("_")[0]
    hosts = {host_of(url) for name, url in ours.items() if name.startswith(f"{engine}_") and scheme_of(url)}
    return host_of(value) in hosts


def hosts_of(variable: str, variables: Mapping[str, str]) -> set[str]:
    """The hosts to which one of our URLs leads, from inside and from outside."""
    names = (variable, f"{variable}_INT", f"{variable}_EXT")
    return {host_of(variables[name]) for name in names if name in variables} - {""}


def scheme_of(url: str) -> str:
    """``mysql`` of ``mysql://…``, ``mysql+pymysql://…`` and ``jdbc:mysql://…``; empty for what is no URL."""
    scheme, separator, _dummy = url.removeprefix(JDBC).partition("://")
    return scheme.partition("+")[0].lower() if separator else ""


def host_of(url: str) -> str:
    """The host of a URL; empty where it has none or cannot be told for sure."""
    authority, _dummy, rest = url.partition("://")[2].partition("/")
    # A password that is not encoded moves the border between it and the host.
    if "@" in rest or "#" in authority or "?" in authority:
        return ""
    try:
        return urlsplit(url.removeprefix(JDBC)).hostname or ""
    except ValueError:
        return ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of an application as its settings name them: the plan's groups with the values of the environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..engines import ENGINES
from .url import connection_url

FIELDS = ("ADDRESS", "PORT", "USERNAME", "PASSWORD", "DATABASE", "URL", "SLAVE_ADDRESSES")

#: Stands for what is not known while a host is only looked at.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Database:
    """One group that an application's settings may name. Holds the password."""

    engine: str
    group: str
    flavour: str = ""
    primary: bool = False
    version: str = ""
    members: int = 1
    #: Whether YAML files of ours may be edited for it.
    tamper: bool = True
    #: Further databases that it has.
    further: tuple[str, ...] = ()
    #: Whether its account works in all databases of the server.
    anywhere: bool = False
    #: By field, such as ``ADDRESS``.
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: By field, the environment variables that hold it.
    variables: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def name(self) -> str:
        """As messages call it."""
        return f"{self.engine}/{self.group}"

    def has(self, name: str) -> bool:
        """Whether its account works in a database of that name."""
        return self.anywhere or name in (self["DATABASE"], *self.further)

    def of_further(self, name: str) -> Database:
        """The same for an entry that names one of its further databases; itself for any other name."""
        if name not in self.further:
            return self
        values, variables = {**self.values, "DATABASE": name}, {**self.variables, "DATABASE": frozenset[str]()}
        return replace(self, values=values, variables=variables)

    @property
    def replicas(self) -> list[str]:
        """Addresses of the members that take no writes."""
        return [address for address in self["SLAVE_ADDRESSES"].split(",") if address]


def databases(groups: Iterable[Mapping[str, Any]], environment: Mapping[str, str] | None) -> list[Database]:
    """What a plan's groups are for the application.

    An external group is not among them: whoever runs it gives the application what it needs.

    Args:
        groups: The groups of the plan.
        environment: The variables of the host's environment file; None to look only.
    """
    return [database(group, environment) for group in groups if group["deployment"] != "external"]


def database(group: Mapping[str, Any], environment: Mapping[str, str] | None) -> Database:
    """What one group is for the application."""
    prefixes = group["prefixes"]
    values = looked_at(group) if environment is None else dict(held(prefixes, environment))
    return Database(
        engine=group["engine"],
        group=group["group"],
        flavour=group.get("flavour", ""),
        primary=bool(group.get("primary")),
        version=group.get("version", ""),
        members=len(group["hosts"]),
        tamper=bool(group.get("options", {}).get("tamper_with_yml", True)),
        further=tuple(group.get("databases", ())),
        anywhere=bool(group.get("options", {}).get("any_database")),
        values=values,
        variables={name: frozenset(f"{prefix}_{name}" for prefix in prefixes) for name in FIELDS},
    )


def held(prefixes: Sequence[str], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields that an environment holds; a bare name, which the user may have set, counts before the group's own."""
    for name in FIELDS:
        found = [
            environment[key] for key in (f"{prefix}_{name}" for prefix in reversed(prefixes)) if key in environment
        ]
        if found:
            yield name, found[0]


def looked_at(group: Mapping[str, Any]) -> dict[str, str]:
    """Values that show whether files can be edited, before there are any."""
    engine, database_name = group["engine"], group["database"]
    values = {"ADDRESS": UNKNOWN, "PORT": str(group["port"]), "USERNAME": UNKNOWN, "PASSWORD": UNKNOWN}
    values["DATABASE"] = database_name
    if ENGINES[engine].scheme:
        path = database_name if ENGINES[engine].url_database else None
        values["URL"] = connection_url(engine, UNKNOWN, path, UNKNOWN, UNKNOWN, group["port"])
    return values


def root_of(found: Sequence[Database], engine: str) -> Database | None:
    """The group of an engine that bare names mean: the primary, else the first."""
    own = [one for one in found if one.engine == engine]
    return next((one for one in own if one.primary), own[0] if own else None)


def same_name(name: str) -> str:
    """A group's name as it is compared: without case, ``-`` like ``_``."""
    return name.lower().replace("-", "_")

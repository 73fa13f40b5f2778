# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted databases and users of MySQL and MariaDB, as the module's arguments give them, with every problem found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from . import asking
from . import mysql_names as names
from .mysql_flavour import Account
from .mysql_grants import GLOBAL, level_of


@dataclass(frozen=True)
class Database:
    """A database; an empty collation leaves the choice to the server."""

    name: str
    encoding: str = "utf8mb4"
    collation: str = ""
    absent: bool = False


@dataclass(frozen=True)
class User:
    """A user: one account a host, all with one password and the same grants."""

    name: str
    hosts: tuple[str, ...]
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    absent: bool = False
    #: Level (GLOBAL or a database's name) → privileges as written.
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The same for what it is not to hold.
    revokes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def accounts(self) -> list[Account]:
        """One account a host."""
        return [(self.name, host) for host in self.hosts]


def _levels(user: str, what: str, given: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Grants, or what is revoked, of a user by level."""
    grants: dict[str, tuple[str, ...]] = {}
    problems = []
    for target, privileges in given.items():
        place = f"user '{user}', {what} on '{target}'"
        if not isinstance(privileges, (list, tuple)) or not all(isinstance(name, str) for name in privileges):
            problems.append(Problem(place, "its privileges are no list", "write [SELECT, INSERT, …] or [ALL]"))
            continue
        try:
            level = level_of(target)
        except ValueError:
            problems.append(Problem(place, "is neither the server nor a database", "write '*.*' or 'DATABASE.*'"))
            continue
        if level != GLOBAL:
            problems += names.pattern_problems(user, level)
            problems += _target_problems(place, level)
        grants[level] = tuple(privileges)
    return grants, problems


def _target_problems(place: str, database: str) -> list[Problem]:
    # A grant may name a schema of the server; all else that holds for names holds here.
    if database.lower() in names.SYSTEM_DATABASES:
        return []
    return [Problem(place, problem.what, problem.mend) for problem in names.database_problems(database)]


def users_from(given: Sequence[Mapping[str, Any]]) -> tuple[list[User], list[Problem]]:
    """Users from the module's `users`, and what is wrong with them. No problem holds a password."""
    users = []
    problems = asking.twice("user", [entry["name"] for entry in given])
    for entry in given:
        name, password = entry["name"], entry["password"]
        hosts = tuple(host.lower() for host in entry["hosts"])
        problems += names.user_problems(name)
        for host in hosts:
            problems += names.host_problems(name, host)
        problems += asking.twice(f"user '{name}', host", hosts)
        if not hosts:
            problems.append(Problem(f"user '{name}'", "has no hosts", "leave the option out, or name one"))
        if password == "":
            problems.append(Problem(f"user '{name}'", "the password is empty", "give one, or leave the option out"))
        grants, wrong = _levels(name, "grants", entry["grants"])
        revokes, more = _levels(name, "revokes", entry["revokes"])
        problems += wrong + more
        users.append(User(name, hosts, password, entry["state"] == "absent", grants, revokes))
    return users, problems


def databases_from(given: Sequence[Mapping[str, Any]]) -> tuple[list[Database], list[Problem]]:
    """Databases from the module's `databases`, and what is wrong with them."""
    problems = asking.twice("database", [entry["name"] for entry in given])
    for entry in given:
        problems += names.database_problems(entry["name"])
    databases = [
        Database(one["name"], one["encoding"].lower(), one["collation"].lower(), one["state"] == "absent")
        for one in given
    ]
    return databases, problems

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted users and databases of InfluxDB, as the module's arguments give them, with every problem found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from . import asking
from .influxdb_sql import seconds

PRIVILEGES = ("ALL", "READ", "WRITE")
#: What is revoked.
NONE = "NONE"
#: Seconds; the server keeps nothing for less.
_LEAST = 3600


@dataclass(frozen=True)
class Database:
    """A database."""

    name: str
    #: How long its default policy keeps data, in words and in seconds; empty leaves that as it is.
    retention: str = ""

    @property
    def seconds(self) -> int:
        """The same in seconds; 0 is without end."""
        return seconds(self.retention) or 0


@dataclass(frozen=True)
class User:
    """A user with what it may do, by database."""

    name: str
    admin: bool = False
    privileges: Mapping[str, str] = field(default_factory=dict)
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    absent: bool = False


@dataclass(frozen=True)
class Wanted:
    """All databases, all users, and the account by which we log in."""

    databases: tuple[Database, ...]
    users: tuple[User, ...]
    login_user: str
    login_password: str = field(repr=False)
    #: Databases that go, with all that is in them.
    dropped: tuple[str, ...] = ()

    @property
    def admin(self) -> User | None:
        """The one among the users that we log in as."""
        return next((user for user in self.users if user.name == self.login_user), None)


def read(given: Mapping[str, Any]) -> tuple[Wanted, list[Problem]]:
    """What the module's arguments ask for, and what is wrong with them. No problem holds a password."""
    databases = tuple(Database(entry["name"], entry["retention"]) for entry in given["databases"])
    known = [database.name for database in databases]
    entries: Sequence[Mapping[str, Any]] = given["users"]
    users = tuple(_user(entry, known) for entry in entries)
    dropped = tuple(given["absent_databases"])
    problems = [problem for database in (*databases, *map(Database, dropped)) for problem in _unfit(database)]
    problems += [problem for entry, user in zip(entries, users) for problem in _problems(entry, user, known)]
    problems += asking.twice("database", [*known, *dropped]) + asking.twice("user", [user.name for user in users])
    problems += asking.kept("influxdb", dropped)
    login_user, login_password, lacking = asking.login(given)
    problems += lacking
    if any(user.absent and user.name == login_user for user in users):
        problems.append(Problem(f"user '{login_user}'", "is to be removed and to log in", "log in as another one"))
    return Wanted(databases, users, login_user, login_password, dropped), problems


def _user(entry: Mapping[str, Any], databases: Sequence[str]) -> User:
    admin = entry["kind"] == "admin"
    given = {str(name): str(right).upper() for name, right in entry["privileges"].items()}
    return User(
        name=entry["name"],
        admin=admin,
        privileges={} if admin else given or dict.fromkeys(databases, PRIVILEGES[0]),
        password=entry["password"] or None,
        absent=entry["state"] == "absent",
    )


def _unfit(database: Database) -> list[Problem]:
    problems = []
    name = database.name
    if not name.isprintable() or name in {"", ".", ".."} or set(name) & set("/\\") or len(name.encode()) > 255:
        problems.append(
            Problem(f"database {name!r}", "is no name", "it becomes a folder: use letters, digits, _ and -")
        )
    kept = seconds(database.retention) if database.retention else 0
    if kept is None or 0 < kept < _LEAST:
        problems.append(
            Problem(
                f"database '{name}', retention",
                f"'{database.retention}' is no time that data are kept",
                "write such as 30d or 12h, at least 1h, or INF",
            )
        )
    return problems


def _problems(entry: Mapping[str, Any], user: User, databases: Sequence[str]) -> list[Problem]:
    place = f"user '{user.name}'"
    problems = []
    if not user.name or not user.name.isprintable():
        problems.append(Problem(place, "is no name", "use letters, digits, _ and -"))
    if user.admin and entry["privileges"]:
        problems.append(Problem(f"{place}, privileges", "an admin may do everything", "leave them out"))
    for database, right in user.privileges.items():
        if database not in databases:
            problems.append(
                Problem(f"{place}, privileges", f"there is no database '{database}'", "add it to databases")
            )
        if right not in (*PRIVILEGES, NONE):
            mend = f"use {', '.join(one.lower() for one in (*PRIVILEGES, NONE))}"
            problems.append(Problem(f"{place}, privileges on '{database}'", f"'{right.lower()}' is none", mend))
    return problems

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted users of MongoDB, as the module's arguments give them, with every problem found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from . import asking

#: A role: its name and the database that it is of.
Role = tuple[str, str]
ADMIN = "admin"
#: What an admin may do, by the original product, and from where.
ADMIN_ROLES: tuple[Role, ...] = (("dbAdmin", "config"), ("dbAdmin", "local"), ("root", ADMIN))
LOOPBACK = ("127.0.0.1", "::1")
#: Signs that no name of a database holds.
_FORBIDDEN = set('/\\. "<>:|?\0')


@dataclass(frozen=True)
class User:
    """A user, which lives in the database that it logs in to."""

    name: str
    database: str
    roles: frozenset[Role] = frozenset()
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    #: Addresses and networks that it may come from; empty is from anywhere.
    sources: frozenset[str] = frozenset()
    absent: bool = False

    @property
    def title(self) -> str:
        """How results name it."""
        return f"{self.name}@{self.database}"


@dataclass(frozen=True)
class Wanted:
    """All users, and the account by which we log in."""

    users: tuple[User, ...]
    login_user: str
    login_password: str = field(repr=False)
    #: Databases that go, with all that is in them.
    dropped: tuple[str, ...] = ()

    @property
    def admin(self) -> User | None:
        """The one among the users that we log in as."""
        found = (user for user in self.users if user.name == self.login_user and user.database == ADMIN)
        return next(found, None)


def read(given: Mapping[str, Any]) -> tuple[Wanted, list[Problem]]:
    """What the module's arguments ask for, and what is wrong with them. No problem holds a password."""
    entries: Sequence[Mapping[str, Any]] = given["users"]
    users = tuple(_user(entry) for entry in entries)
    problems = [problem for entry, user in zip(entries, users) for problem in _problems(entry, user)]
    problems += asking.twice("user", [user.title for user in users])
    login_user, login_password, lacking = asking.login(given)
    problems += lacking
    if any(user.absent and user.name == login_user and user.database == ADMIN for user in users):
        problems.append(Problem(f"user '{login_user}'", "is to be removed and to log in", "log in as another one"))
    dropped = tuple(given["absent_databases"])
    problems += [_unfit("absent_databases", name) for name in dropped if not _fits(name)]
    problems += asking.kept("mongodb", dropped) + asking.twice("database", dropped)
    return Wanted(users, login_user, login_password, dropped), problems


def _user(entry: Mapping[str, Any]) -> User:
    admin = entry["kind"] == "admin"
    database = entry["database"] or (ADMIN if admin else "")
    sources = entry["sources"] or (LOOPBACK if admin else ())
    roles = [_role(role, database) for role in entry["roles"]]
    return User(
        name=entry["name"],
        database=database,
        roles=frozenset(roles or (ADMIN_ROLES if admin else (("dbAdmin", database), ("readWrite", database)))),
        password=entry["password"] or None,
        sources=frozenset(sources),
        absent=entry["state"] == "absent",
    )


def _role(given: str | Mapping[str, Any], database: str) -> Role:
    if isinstance(given, Mapping):
        return str(given.get("role") or ""), str(given.get("db") or database)
    return str(given), database


def _problems(entry: Mapping[str, Any], user: User) -> list[Problem]:
    place = f"user '{entry['name']}'"
    problems = []
    if not user.database:
        problems.append(Problem(place, "has no database", "name the one that it logs in to"))
    named = dict.fromkeys([user.database, *(database for _name, database in user.roles)])
    problems += [_unfit(place, name) for name in named if name and not _fits(name)]
    for role in entry["roles"]:
        unknown = sorted(set(role) - {"role", "db"}) if isinstance(role, Mapping) else []
        if unknown or not _role(role, user.database)[0]:
            problems.append(
                Problem(f"{place}, roles", f"{role!r} is no role", "write a name, or {role: NAME, db: NAME}")
            )
    return problems


def _fits(name: str) -> bool:
    return bool(name) and not set(name) & _FORBIDDEN and len(name.encode()) <= 63


def _unfit(place: str, name: str) -> Problem:
    return Problem(place, f"{name!r} is no name of a database", "use letters, digits, _ and -, up to 63")

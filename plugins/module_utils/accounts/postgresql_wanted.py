# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of a PostgreSQL server, read from a module's options; every mistake is found at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem

#: NAMEDATALEN - 1: the server cuts what is longer with no more than a notice.
LIMIT_BYTES = 63
_OWNER = "_owner"
#: The superuser of every cluster, as whom all runs get in.
_SUPERUSER = "postgres"
#: Stands for every schema that belongs to the database's owner, and `public`.
EVERY = "*"

#: What can be granted, by what it is granted on.
PRIVILEGES: Mapping[str, tuple[str, ...]] = {
    "database": ("CONNECT", "CREATE", "TEMPORARY"),
    "schema": ("USAGE", "CREATE"),
    "tables": ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    "sequences": ("USAGE", "SELECT", "UPDATE"),
    "functions": ("EXECUTE",),
}


@dataclass(frozen=True)
class User:
    """A role that logs in, or one that only groups others."""

    name: str
    password: str | None = field(default=None, repr=False)
    state: str = "present"
    login: bool = True
    superuser: bool = False
    createdb: bool = False
    createrole: bool = False
    inherit: bool = True
    replication: bool = False
    bypassrls: bool = False
    connection_limit: int = -1
    member_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """A schema of a database; without an owner it belongs to the database's."""

    name: str
    owner: str = ""


@dataclass(frozen=True)
class Database:
    """A database, owned by a role that does not log in; its users act as that role."""

    name: str
    owner: str
    state: str = "present"
    encoding: str = "UTF8"
    locale: str = ""
    connection_limit: int = -1
    users: tuple[str, ...] = ()
    #: Users that are not to act as the owner any more.
    former_users: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    schemas: tuple[Schema, ...] = ()


@dataclass(frozen=True)
class Grant:
    """Privileges of one role on objects of one kind in one place."""

    role: str
    database: str
    kind: str
    #: Empty for `database`; may be EVERY.
    schema: str
    privileges: tuple[str, ...]
    #: Names of tables or sequences; empty means all that are there.
    objects: tuple[str, ...] = ()
    #: Whether what the database's owner makes later is included.
    future: bool = False
    state: str = "present"


@dataclass(frozen=True)
class Wanted:
    """The whole."""

    users: tuple[User, ...] = ()
    databases: tuple[Database, ...] = ()
    grants: tuple[Grant, ...] = ()


def owner_of(database: str) -> str:
    """Name of the role that owns a database; within the limit, and different for different databases."""
    if len((database + _OWNER).encode()) <= LIMIT_BYTES:
        return database + _OWNER
    digest = hashlib.sha256(database.encode()).hexdigest()[:8]
    room = LIMIT_BYTES - len(_OWNER) - len(digest) - 1
    return f"{database.encode()[:room].decode(errors='ignore')}_{digest}{_OWNER}"


def read(options: Mapping[str, Any]) -> Wanted:
    """The options `users`, `databases` and `grants` of the module."""
    return Wanted(
        users=tuple(_user(one) for one in options["users"]),
        databases=tuple(_database(one) for one in options["databases"]),
        grants=tuple(grant for one in options["grants"] for grant in _grants(one)),
    )


def _user(given: Mapping[str, Any]) -> User:
    return User(**{**given, "member_of": tuple(given["member_of"])})


def _database(given: Mapping[str, Any]) -> Database:
    values = {
        **given,
        "owner": given["owner"] or owner_of(given["name"]),
        "encoding": given["encoding"].upper(),
        "users": tuple(given["users"]),
        "former_users": tuple(given["former_users"]),
        "extensions": tuple(given["extensions"]),
        "schemas": tuple(Schema(one["name"], one["owner"]) for one in given["schemas"]),
    }
    return Database(**values)


def _grants(given: Mapping[str, Any]) -> Iterable[Grant]:
    privileges = tuple(_privilege(name) for name in given["privileges"])
    if "ALL" in privileges:
        privileges = PRIVILEGES[given["kind"]]
    for database in given["databases"]:
        for schema in [""] if given["kind"] == "database" else given["schemas"]:
            for role in given["roles"]:
                yield Grant(
                    role=role,
                    database=database,
                    kind=given["kind"],
                    schema=schema,
                    privileges=privileges,
                    objects=tuple(given["objects"]),
                    future=given["future"],
                    state=given["state"],
                )


def _privilege(name: str) -> str:
    upper = " ".join(name.upper().split())
    return {"TEMP": "TEMPORARY", "ALL PRIVILEGES": "ALL"}.get(upper, upper)


def problems(wanted: Wanted) -> list[Problem]:
    """Everything that is wrong with what is wanted, without asking a server."""
    found: list[Problem] = []
    for user in wanted.users:
        found += _name("user", user.name, role=True)
        found += [problem for name in user.member_of for problem in _name(f"user '{user.name}' member_of", name)]
        if user.name == _SUPERUSER:
            what = "is the server's own administrator, as whom we get in"
            found.append(Problem(f"user '{user.name}'", what, "choose another"))
        if user.password == "":
            found.append(Problem(f"user '{user.name}'", "its password is empty", "give one, or leave the option out"))
    for database in wanted.databases:
        found += _name("database", database.name)
        found += _name(f"owner of database '{database.name}'", database.owner, role=True)
        for schema in database.schemas:
            found += _name(f"schema of database '{database.name}'", schema.name)
    found += _twice("user", [user.name for user in wanted.users])
    found += _twice("database", [database.name for database in wanted.databases])
    for grant in wanted.grants:
        unknown = [name for name in grant.privileges if name not in PRIVILEGES[grant.kind]]
        if unknown:
            found.append(
                Problem(
                    f"grant on {grant.kind} to '{grant.role}'",
                    f"{', '.join(unknown)} cannot be granted there",
                    f"use {', '.join(PRIVILEGES[grant.kind])} or ALL",
                )
            )
        later = grant.kind != "database" and (grant.kind != "schema" or grant.schema == EVERY)
        if (grant.kind not in {"tables", "sequences"} and grant.objects) or (grant.future and not later):
            found.append(
                Problem(
                    f"grant on {grant.kind} to '{grant.role}'",
                    "objects can be named for tables and sequences, and future goes with what lies in a schema",
                    "leave them out",
                )
            )
        found += _name("grant to", grant.role)
    return list(dict.fromkeys(found))


def _name(what: str, name: str, *, role: bool = False) -> list[Problem]:
    place = f"{what} '{name}'"
    size = len(name.encode())
    if not name or "\0" in name:
        return [Problem(place, "is no name", "give one of 1 to 63 bytes")]
    if size > LIMIT_BYTES:
        what = f"has {size} bytes, and the server cuts names after {LIMIT_BYTES}: two could become one"
        return [Problem(place, what, f"choose one of at most {LIMIT_BYTES} bytes")]
    if role and (name.startswith("pg_") or name in {"public", "none"}):
        return [Problem(place, "is reserved by the server", "choose another")]
    return []


def _twice(what: str, names: Sequence[str]) -> list[Problem]:
    return [
        Problem(f"{what} '{name}'", f"stands {names.count(name)} times in the list", "name it once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]

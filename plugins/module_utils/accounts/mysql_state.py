# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a MySQL or MariaDB server holds of databases, accounts and grants, read in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from . import mysql_sql as sql
from .mariadb import MariaDB
from .mysql import MySQL
from .mysql_flavour import Account, Flavour, Login, Query
from .mysql_grants import ServerPrivileges, server_privileges

_VARIABLES = ("version", "partial_revokes", "caching_sha2_password_digest_rounds")


@dataclass(frozen=True)
class Encoding:
    """Default character set and collation of a database."""

    character_set: str
    collation: str


@dataclass
class State:
    """A server before a change. Empty, it stands for a server that is not installed yet."""

    flavour: Flavour = field(default_factory=MySQL)
    version: str = ""
    #: None where there is no server to ask.
    privileges: ServerPrivileges | None = None
    #: False where `_` in a grant is no wildcard (MySQL with partial_revokes).
    wildcards: bool = True
    databases: dict[str, Encoding] = field(default_factory=dict)
    #: Collation → character sets it goes with.
    collations: dict[str, set[str]] = field(default_factory=dict)
    logins: dict[Account, tuple[Login, ...]] = field(default_factory=dict)
    server_grants: dict[Account, dict[str, bool]] = field(default_factory=dict)
    #: Account → pattern as stored → privileges.
    database_grants: dict[Account, dict[str, dict[str, bool]]] = field(default_factory=dict)


def _account(grantee: str) -> Account:
    """`'shop'@'%'` → ("shop", "%"); the server quotes, but does not escape."""
    user, _separator, host = grantee.rpartition("'@'")
    return user[1:], host[:-1].lower()


def flavour_of(version: str) -> Flavour:
    """The server's flavour, from what it says of itself."""
    return MariaDB() if "mariadb" in version.lower() else MySQL()


def _variables(query: Query) -> Mapping[str, str]:
    names = ", ".join(sql.text(name) for name in _VARIABLES)
    return {
        str(name).lower(): str(value)
        for name, value in query(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({names})")
    }


def _collations(query: Query) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    # MariaDB names its newer collations with and without the character set in front: `*` takes the full name as well.
    for row in query("SELECT * FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"):
        for collation in (row[0], *row[2:3]):
            found.setdefault(str(collation), set()).add(str(row[1]))
    return found


def read_state(query: Query, accounts: Iterable[Account]) -> State:
    """Everything that a plan for these accounts compares with."""
    variables = _variables(query)
    flavour = flavour_of(variables["version"])
    flavour.prepare(variables)
    state = State(
        flavour=flavour,
        version=variables["version"],
        privileges=server_privileges(
            [row[0] for row in query("SHOW PRIVILEGES")], [row[0] for row in query("SHOW COLUMNS FROM mysql.db")]
        ),
        wildcards=variables.get("partial_revokes", "OFF").upper() not in ("ON", "1"),
        databases={
            name: Encoding(character_set, collation)
            for name, character_set, collation in query(
                "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME"
                " FROM information_schema.SCHEMATA"
            )
        },
        collations=_collations(query),
        logins=flavour.logins(query),
    )
    grantees = ", ".join(sql.text(f"'{user}'@'{host}'") for user, host in accounts)
    if grantees:
        for grantee, privilege, grantable in query(
            "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.USER_PRIVILEGES"
            f" WHERE GRANTEE IN ({grantees})"
        ):
            state.server_grants.setdefault(_account(grantee), {})[privilege] = grantable == "YES"
        for grantee, pattern, privilege, grantable in query(
            "SELECT GRANTEE, TABLE_SCHEMA, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.SCHEMA_PRIVILEGES"
            f" WHERE GRANTEE IN ({grantees})"
        ):
            patterns = state.database_grants.setdefault(_account(grantee), {})
            patterns.setdefault(pattern, {})[privilege] = grantable == "YES"
    return state

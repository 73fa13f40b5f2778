# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Privileges of MySQL and MariaDB: one spelling, ALL as the server's own list, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import mysql_sql as sql

#: The level of `*.*`; every other level is a database's name.
GLOBAL = ""

#: What an account holds at one level: privilege → may be granted on.
Held = Mapping[str, bool]

_ALL = "ALL"
_GRANT_OPTION = "GRANT OPTION"
_NOTHING = "USAGE"

# Listed by SHOW PRIVILEGES, but not part of ALL. Checked on MySQL 9.7 and MariaDB 10.11 and 11.8.
_NOT_IN_ALL = frozenset((_GRANT_OPTION, _NOTHING, "PROXY"))

# The one column of mysql.db whose name is not the privilege's.
_COLUMN_NAMES = {"CREATE TMP TABLE": "CREATE TEMPORARY TABLES"}


@dataclass(frozen=True)
class ServerPrivileges:
    """Every privilege that a server knows, by level."""

    server: frozenset[str]
    database: frozenset[str]

    def at(self, level: str) -> frozenset[str]:
        """Those that can be granted at a level."""
        return self.server if level == GLOBAL else self.database


@dataclass(frozen=True)
class Wanted:
    """Privileges wanted at one level, in the server's spelling."""

    names: frozenset[str] = frozenset()
    everything: bool = False
    grantable: bool = False


def server_privileges(listed: Iterable[str], columns: Iterable[str]) -> ServerPrivileges:
    """From the first column of SHOW PRIVILEGES and the column names of `mysql.db`."""
    server = {name.upper() for name in listed} - _NOT_IN_ALL
    names = {
        column[: -len("_priv")].replace("_", " ").upper()
        for column in columns
        if column.endswith("_priv") and column != "Grant_priv"
    }
    return ServerPrivileges(frozenset(server), frozenset(_COLUMN_NAMES.get(name, name) for name in names))


def level_of(target: str) -> str:
    """`*.*` → GLOBAL, `shop.*` → `shop`.

    Raises:
        ValueError: The target is neither.
    """
    if target == "*.*":
        return GLOBAL
    database, dot, rest = target.rpartition(".")
    if not dot or rest != "*" or not database or database == "*":
        raise ValueError(target)
    return database


def target_of(level: str) -> str:
    """The opposite of `level_of`, for people."""
    return "*.*" if level == GLOBAL else f"{level}.*"


def wanted(privileges: Iterable[str], aliases: Mapping[str, str]) -> Wanted:
    """One spelling for what the user wrote: any case, any blanks, the server's other names."""
    names = set()
    everything = grantable = False
    for privilege in privileges:
        name = " ".join(privilege.upper().split())
        if name in (_ALL, "ALL PRIVILEGES"):
            everything = True
        elif name in (_GRANT_OPTION, "WITH GRANT OPTION"):
            grantable = True
        elif name != _NOTHING:
            names.add(aliases.get(name, name))
    return Wanted(frozenset(names), everything, grantable)


def unknown(want: Wanted, level: str, known: ServerPrivileges) -> list[str]:
    """Wanted privileges that this server does not have at this level."""
    return sorted(want.names - known.at(level))


def missing(want: Wanted, level: str, known: ServerPrivileges, held: Held) -> list[str]:
    """What has to be granted, sorted; with only the grant option missing, `USAGE` stands for it.

    ALL is what the server itself lists for the level, so that a longer list after an upgrade is granted once.
    """
    names = want.names | known.at(level) if want.everything else want.names
    if not names:
        return [_NOTHING] if want.grantable and not any(held.values()) else []
    return sorted(name for name in names if name not in held or (want.grantable and not held[name]))


def grant_statement(want: Wanted, missed: Iterable[str], pattern: str, user: str, host: str) -> str:
    """The one GRANT for a level. `pattern` is GLOBAL or a database's pattern as the server stores it."""
    target = "*.*" if pattern == GLOBAL else f"{sql.name(pattern)}.*"
    names = "ALL PRIVILEGES" if want.everything else ", ".join(missed)
    option = " WITH GRANT OPTION" if want.grantable else ""
    return f"GRANT {names} ON {target} TO {sql.account(user, host)}{option}"

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application may do in its own databases, and which these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: What the application may do in its own MySQL database; the list of the original product.
MYSQL_GRANTS = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "INDEX",
    "ALTER",
    "LOCK TABLES",
    "CREATE VIEW",
    "SHOW VIEW",
    "EXECUTE",
    "TRIGGER",
    "CREATE TEMPORARY TABLES",
    "CREATE ROUTINE",
    "ALTER ROUTINE",
    "REFERENCES",
)

#: What the application may do in its own MongoDB databases.
_MONGODB_OWN = ("dbAdmin", "readWrite")

#: What the application may do in all databases of a MongoDB server; the list of the original product. They are roles of
#: the database admin, and give none of it away: neither users nor the server's own collections.
MONGODB_ANY = tuple({"role": role, "db": "admin"} for role in ("readWriteAnyDatabase", "dbAdminAnyDatabase"))


def databases(group: Mapping[str, Any]) -> list[str]:
    """All databases of a group, that of its connection strings first."""
    return [group["database"], *group.get("databases", ())]


def mongodb_roles(group: Mapping[str, Any], inside: Sequence[str]) -> list[str | dict[str, str]]:
    """The roles of a MongoDB group's application, or of one who may the same in some of its databases."""
    if group.get("options", {}).get("any_database"):
        return list(MONGODB_ANY)
    return mongodb_inside(group, inside, _MONGODB_OWN)


def mongodb_inside(group: Mapping[str, Any], inside: Sequence[str], roles: Sequence[str]) -> list[str | dict[str, str]]:
    """Roles in databases of a MongoDB group; a bare name is one in that in which its users live."""
    return [role if name == group["database"] else {"role": role, "db": name} for name in inside for role in roles]

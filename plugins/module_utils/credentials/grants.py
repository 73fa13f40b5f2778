# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application may do in its own databases, and which these are."""

from __future__ import annotations

from collections.abc import Mapping
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


def databases(group: Mapping[str, Any]) -> list[str]:
    """All databases of a group, that of its connection strings first."""
    return [group["database"], *group.get("databases", ())]

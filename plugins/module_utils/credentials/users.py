# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group's accounts as its engine's role takes them: who they are and what they may do, with their passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .access import rights
from .entries import Credentials, account_key
from .grants import MYSQL_GRANTS, databases, mongodb_roles

User = dict[str, Any]


def _mysql(group: Mapping[str, Any], kind: str) -> User:
    if kind == "admin":
        # Administration happens on the host itself.
        return {"hosts": ["localhost"], "grants": {"*.*": ["ALL", "GRANT OPTION"]}}
    return {"hosts": ["localhost", "%"], "grants": {f"{name}.*": list(MYSQL_GRANTS) for name in databases(group)}}


def _postgresql(_group: Mapping[str, Any], kind: str) -> User:
    return {"superuser": True} if kind == "admin" else {}


def _mongodb(group: Mapping[str, Any], kind: str) -> User:
    if kind == "admin":
        return {"kind": kind}
    return {"kind": kind, "database": group["database"], "roles": mongodb_roles(group, databases(group))}


def _elasticsearch(group: Mapping[str, Any], kind: str) -> User:
    return {"kind": kind} if kind == "admin" else {"kind": kind, "prefix": group["database"]}


def _influxdb(group: Mapping[str, Any], kind: str) -> User:
    return {"kind": kind} if kind == "admin" else {"kind": kind, "privileges": dict.fromkeys(databases(group), "all")}


def _rabbitmq(group: Mapping[str, Any], kind: str) -> User:
    return {"kind": kind, "permissions": {name: {} for name in databases(group)}}


def _redis(_group: Mapping[str, Any], kind: str) -> User:
    return {"kind": kind}


_ENGINES: dict[str, Callable[[Mapping[str, Any], str], User]] = {
    "elasticsearch": _elasticsearch,
    "influxdb": _influxdb,
    "mongodb": _mongodb,
    "mysql": _mysql,
    "postgresql": _postgresql,
    "rabbitmq": _rabbitmq,
    "redis": _redis,
}


def users(group: Mapping[str, Any], credentials: Credentials, admin: bool = True) -> list[User]:
    """The users of a group with passwords and rights.

    Args:
        group: The group.
        credentials: The application's.
        admin: False for a group on a server that another application owns, whose administrator it already has.

    Raises:
        KeyError: The engine's role takes no users.
    """
    found = []
    own = _ENGINES[group["engine"]]
    for account in group["accounts"]:
        if account["kind"] == "admin" and not admin:
            continue
        stored = credentials[account_key(group, account)]
        found.append(
            {
                "name": stored["username"],
                "password": stored["password"],
                **(rights(group, account) if "access" in account else own(group, account["kind"])),
            }
        )
    return found

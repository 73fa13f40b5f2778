# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of a PostgreSQL group and who may do what in them, as its role takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..declaration.model import OWNER, READ_ONLY, READ_WRITE
from .grants import databases

Account = Mapping[str, Any]

#: What each access gives on what a database holds. The owner's users act as the owner and are granted nothing.
_RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    "tables": {READ_ONLY: ("SELECT",), READ_WRITE: ("SELECT", "INSERT", "UPDATE", "DELETE")},
    "sequences": {READ_ONLY: ("SELECT",), READ_WRITE: ("SELECT", "USAGE", "UPDATE")},
}


def wanted_databases(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The databases with their users, and with those that are no users of them any more."""
    encoding = group["options"]["encoding"]
    further = _further(group)
    application = [account["username"] for account in group["accounts"] if account["kind"] == "application"]
    return [
        {
            "name": name,
            "encoding": encoding,
            # The server's own locale goes with its own character set only.
            "locale": "" if encoding.upper() == "UTF8" else "C",
            "extensions": group["options"]["extensions"],
            "users": [*application, *(one["username"] for one in further if _owns(one, name))],
            "former_users": [one["username"] for one in further if not _owns(one, name)],
        }
        for name in databases(group)
    ]


def wanted_grants(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the further users may do, and what an earlier declaration may have let them do."""
    return [
        grant
        for account in _further(group)
        for name in databases(group)
        for grant in _grants(account["username"], name, _access(account, name))
    ]


def _further(group: Mapping[str, Any]) -> list[Account]:
    return [account for account in group["accounts"] if "access" in account]


def _access(account: Account, database: str) -> str:
    """What a user may do in a database; empty for nothing."""
    return str(account["access"]) if database in account["databases"] else ""


def _owns(account: Account, database: str) -> bool:
    return _access(account, database) == OWNER


def _grants(user: str, database: str, access: str) -> Iterator[dict[str, Any]]:
    common: dict[str, Any] = {"roles": [user], "databases": [database]}
    inside = "present" if access in (READ_ONLY, READ_WRITE) else "absent"
    yield {**common, "kind": "database", "privileges": ["CONNECT"], "state": inside}
    # In every schema of the application, with all that it makes later.
    common |= {"schemas": ["*"], "future": True}
    yield {**common, "kind": "schema", "privileges": ["USAGE"], "state": inside}
    for kind, rights in _RIGHTS.items():
        granted = rights.get(access, ())
        revoked = [one for one in rights[READ_WRITE] if one not in granted]
        if granted:
            yield {**common, "kind": kind, "privileges": list(granted), "state": "present"}
        if revoked:
            yield {**common, "kind": kind, "privileges": revoked, "state": "absent"}

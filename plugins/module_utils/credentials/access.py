# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a further user of a group may do, as its engine's role takes it. The least that its access needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..declaration.model import OWNER, READ_ONLY, READ_WRITE
from .grants import MYSQL_GRANTS, databases, mongodb_inside, mongodb_roles

Account = Mapping[str, Any]
Rights = dict[str, Any]

_MYSQL = {
    READ_ONLY: ("SELECT", "SHOW VIEW"),
    READ_WRITE: ("SELECT", "INSERT", "UPDATE", "DELETE", "SHOW VIEW"),
    OWNER: MYSQL_GRANTS,
}
_MONGODB = {READ_ONLY: ("read",), READ_WRITE: ("readWrite",)}
#: Nobody but the owner declares queues and exchanges.
_NOTHING = "^$"
_RABBITMQ = {
    READ_ONLY: {"configure": _NOTHING, "write": _NOTHING, "read": ".*"},
    READ_WRITE: {"configure": _NOTHING, "write": ".*", "read": ".*"},
    OWNER: {},
}
_ELASTICSEARCH = {READ_ONLY: "read", READ_WRITE: "write", OWNER: "all"}
#: In a database of InfluxDB there is nothing to own but what was written.
_INFLUXDB = {READ_ONLY: "read", READ_WRITE: "all", OWNER: "all"}
_REDIS = {READ_ONLY: "read_only", READ_WRITE: "read_write", OWNER: "application"}


def _mysql(group: Mapping[str, Any], account: Account) -> Rights:
    granted = _MYSQL[account["access"]]
    inside = account["databases"]
    return {
        "hosts": ["localhost", "%"],
        "grants": {f"{name}.*": list(granted) for name in inside},
        # What another access would have given it, in an earlier declaration.
        "revokes": {
            f"{name}.*": revoked
            for name in databases(group)
            if (revoked := [one for one in MYSQL_GRANTS if name not in inside or one not in granted])
        },
    }


def _mongodb(group: Mapping[str, Any], account: Account) -> Rights:
    access, inside = account["access"], account["databases"]
    roles = mongodb_roles(group, inside) if access == OWNER else mongodb_inside(group, inside, _MONGODB[access])
    return {"database": group["database"], "roles": roles}


def _rabbitmq(group: Mapping[str, Any], account: Account) -> Rights:
    inside = account["databases"]
    given = {name: dict(_RABBITMQ[account["access"]]) for name in inside}
    return {"permissions": given, "forbidden": [name for name in databases(group) if name not in inside]}


def _elasticsearch(group: Mapping[str, Any], account: Account) -> Rights:
    return {"prefix": group["database"], "access": _ELASTICSEARCH[account["access"]]}


def _influxdb(group: Mapping[str, Any], account: Account) -> Rights:
    right = _INFLUXDB[account["access"]]
    return {"privileges": {name: right if name in account["databases"] else "none" for name in databases(group)}}


_ENGINES: dict[str, Callable[[Mapping[str, Any], Account], Rights]] = {
    "elasticsearch": _elasticsearch,
    "influxdb": _influxdb,
    "mongodb": _mongodb,
    "mysql": _mysql,
    # Its role takes who may do what beside the users; see `postgresql`.
    "postgresql": lambda _group, _account: {},
    "rabbitmq": _rabbitmq,
    "redis": lambda _group, account: {"kind": _REDIS[account["access"]]},
}


def rights(group: Mapping[str, Any], account: Account) -> Rights:
    """The rights of a further user of a group."""
    return _ENGINES[group["engine"]](group, account)

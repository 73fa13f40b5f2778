# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MariaDB: `mysql_native_password`.

ed25519 would be the stronger verifier, but drivers in use (mysql2 of Node, older Connector/J, PyMySQL without PyNaCl)
cannot log in with it. Our passwords carry 185 bits, which no search over SHA-1 reaches.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from . import mysql_sql as sql
from .mysql_flavour import Account, Flavour, Identification, Login, Query
from .mysql_passwords import native_matches, native_verifier

_PLUGIN = "mysql_native_password"


def _login(entry: dict[str, Any]) -> Login:
    return Login(str(entry.get("plugin", "")), str(entry.get("authentication_string", "")).encode("utf-8"))


def parse_logins(stored: str) -> tuple[Login, ...]:
    """The ways to log in from the JSON of `mysql.global_priv`.

    `auth_or` lists them, an empty entry in it stands for the one outside.
    """
    entry = json.loads(stored)
    return tuple(_login(other or entry) for other in entry.get("auth_or", [{}]))


class MariaDB(Flavour):
    """Accounts of MariaDB 10.4 and later."""

    name = "mariadb"
    aliases: ClassVar[Mapping[str, str]] = {
        "DELETE VERSIONING ROWS": "DELETE HISTORY",
        "READ ONLY ADMIN": "READ_ONLY ADMIN",
        "REPLICA MONITOR": "SLAVE MONITOR",
        "REPLICATION CLIENT": "BINLOG MONITOR",
        "REPLICATION REPLICA": "REPLICATION SLAVE",
        "REPLICATION REPLICA ADMIN": "REPLICATION SLAVE ADMIN",
    }

    def logins(self, query: Query) -> dict[Account, tuple[Login, ...]]:
        rows = query("SELECT User, Host, Priv FROM mysql.global_priv WHERE JSON_VALUE(Priv, '$.is_role') IS NULL")
        return {(user, host.lower()): parse_logins(stored) for user, host, stored in rows}

    def matches(self, login: Login, password: str) -> bool:
        return login.plugin == _PLUGIN and native_matches(login.verifier.decode("utf-8", "replace"), password)

    def identification(self, password: str) -> Identification:
        secret = native_verifier(password)
        return Identification(f"IDENTIFIED VIA {_PLUGIN} USING {sql.text(secret)}", secret)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL, and Percona Server, which is the same in all of this: `caching_sha2_password`."""

from __future__ import annotations

from collections.abc import Mapping

from . import mysql_sql as sql
from .mysql_flavour import Account, Flavour, Identification, Login, Query
from .mysql_passwords import ROUNDS, caching_sha2_matches, caching_sha2_verifier, new_salt

_PLUGIN = "caching_sha2_password"


class MySQL(Flavour):
    """Accounts of MySQL 8.0 and later."""

    name = "mysql"

    def __init__(self) -> None:
        self._rounds = ROUNDS

    def prepare(self, variables: Mapping[str, str]) -> None:
        self._rounds = int(variables.get("caching_sha2_password_digest_rounds", ROUNDS))

    def logins(self, query: Query) -> dict[Account, tuple[Login, ...]]:
        # In hexadecimal, since a salt made by the server holds control characters.
        rows = query("SELECT User, Host, plugin, HEX(authentication_string) FROM mysql.user")
        return {
            (user, host.lower()): (Login(plugin, bytes.fromhex(verifier or "")),)
            for user, host, plugin, verifier in rows
        }

    def matches(self, login: Login, password: str) -> bool:
        return login.plugin == _PLUGIN and caching_sha2_matches(login.verifier, password)

    def identification(self, password: str) -> Identification:
        secret = sql.hexadecimal(caching_sha2_verifier(password, new_salt(), self._rounds))
        return Identification(f"IDENTIFIED WITH {_PLUGIN} AS {secret}", secret)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Privileges that an account of MySQL or MariaDB is to lose. Only what it holds is revoked, and only what was named."""

from __future__ import annotations

from collections.abc import Iterable

from . import mysql_sql as sql
from .mysql_flavour import Account
from .mysql_grants import GLOBAL, wanted
from .mysql_names import escaped
from .mysql_state import State


def held(state: State, account: Account, level: str) -> tuple[str, dict[str, bool]]:
    """The pattern by which the server stores a level, and what the account holds there."""
    if level == GLOBAL:
        return level, state.server_grants.get(account, {})
    pattern = escaped(level) if state.wildcards else level
    return pattern, state.database_grants.get(account, {}).get(pattern, {})


def excess(state: State, account: Account, level: str, privileges: Iterable[str]) -> list[str]:
    """What the account holds at a level of that which it is not to hold, sorted."""
    _pattern, has = held(state, account, level)
    unwanted = wanted(privileges, state.flavour.aliases)
    return sorted(name for name in has if name != "USAGE" and (unwanted.everything or name in unwanted.names))


def revoke_statement(state: State, account: Account, level: str, privileges: Iterable[str]) -> str:
    """The one REVOKE for a level."""
    pattern, _has = held(state, account, level)
    target = "*.*" if level == GLOBAL else f"{sql.name(pattern)}.*"
    return f"REVOKE {', '.join(privileges)} ON {target} FROM {sql.account(*account)}"

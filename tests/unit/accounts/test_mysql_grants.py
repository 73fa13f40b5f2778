# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Privileges: one spelling, ALL as the server's list, what is missing."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import mysql_grants as grants
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mariadb import MariaDB

KNOWN = grants.server_privileges(
    "Alter;Create temporary tables;Select;Process;Binlog monitor;BACKUP_ADMIN;Grant option;Proxy;Usage".split(";"),
    ["Host", "Db", "User", "Select_priv", "Grant_priv", "Alter_priv", "Create_tmp_table_priv"],
)


def test_the_servers_own_lists() -> None:
    assert KNOWN.server == {
        "ALTER",
        "BACKUP_ADMIN",
        "BINLOG MONITOR",
        "CREATE TEMPORARY TABLES",
        "PROCESS",
        "SELECT",
    }
    assert KNOWN.database == {"SELECT", "ALTER", "CREATE TEMPORARY TABLES"}


@pytest.mark.parametrize(
    ("target", "level"),
    [("*.*", grants.GLOBAL), ("shop.*", "shop"), ("shop_production.*", "shop_production")],
)
def test_levels(target: str, level: str) -> None:
    assert grants.level_of(target) == level
    assert grants.target_of(level) == target


@pytest.mark.parametrize("target", ["", "*", "shop", "shop.orders", ".*", "*.orders"])
def test_other_targets_are_refused(target: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  (the text is the target itself)
        grants.level_of(target)
    assert str(raised.value) == target


def test_spellings_and_aliases() -> None:
    want = grants.wanted(["select", "create  temporary tables", "REPLICATION CLIENT", "Usage"], MariaDB.aliases)
    assert want == grants.Wanted(frozenset({"SELECT", "CREATE TEMPORARY TABLES", "BINLOG MONITOR"}))
    assert grants.wanted(["all privileges", "grant option"], {}) == grants.Wanted(everything=True, grantable=True)


def test_unknown_privileges_depend_on_the_level() -> None:
    want = grants.wanted(["PROCESS", "SELECT"], {})
    assert grants.unknown(want, grants.GLOBAL, KNOWN) == []
    assert grants.unknown(want, "shop", KNOWN) == ["PROCESS"]


def test_all_is_complete_when_the_servers_list_is_held() -> None:
    want = grants.wanted(["ALL"], {})
    held = dict.fromkeys(KNOWN.database, False)
    assert grants.missing(want, "shop", KNOWN, held) == []
    del held["SELECT"]
    assert grants.missing(want, "shop", KNOWN, held) == ["SELECT"]
    assert grants.missing(want, "shop", KNOWN, {}) == ["ALTER", "CREATE TEMPORARY TABLES", "SELECT"]


def test_a_privilege_without_the_wanted_grant_option_is_missing() -> None:
    want = grants.wanted(["SELECT", "ALTER", "GRANT OPTION"], {})
    assert grants.missing(want, "shop", KNOWN, {"SELECT": True, "ALTER": False}) == ["ALTER"]
    assert grants.missing(want, "shop", KNOWN, {"SELECT": True, "ALTER": True}) == []


def test_the_grant_option_alone() -> None:
    want = grants.wanted(["GRANT OPTION"], {})
    assert grants.missing(want, "shop", KNOWN, {}) == ["USAGE"]
    assert grants.missing(want, "shop", KNOWN, {"USAGE": True}) == []


def test_more_than_wanted_stays() -> None:
    assert grants.missing(grants.wanted(["SELECT"], {}), "shop", KNOWN, {"SELECT": True, "ALTER": False}) == []
    assert grants.missing(grants.wanted([], {}), "shop", KNOWN, {}) == []


@pytest.mark.parametrize(
    ("names", "missed", "pattern", "statement"),
    [
        (["SELECT", "ALTER"], ["ALTER", "SELECT"], "shop\\_a", "GRANT ALTER, SELECT ON `shop\\_a`.* TO 'shop'@'%'"),
        (
            ["ALL", "GRANT OPTION"],
            ["ALTER"],
            grants.GLOBAL,
            "GRANT ALL PRIVILEGES ON *.* TO 'shop'@'%' WITH GRANT OPTION",
        ),
        (["GRANT OPTION"], ["USAGE"], "shop", "GRANT USAGE ON `shop`.* TO 'shop'@'%' WITH GRANT OPTION"),
    ],
)
def test_statement(names: list[str], missed: list[str], pattern: str, statement: str) -> None:
    assert grants.grant_statement(grants.wanted(names, {}), missed, pattern, "shop", "%") == statement

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of MySQL and MariaDB: limits, what is refused, and the wildcards of grants."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import mysql_names as names


def test_names_at_the_limit_are_fine() -> None:
    assert names.user_problems("u" * 32) == []
    assert names.database_problems("d" * 64) == []


def test_names_over_the_limit_are_refused_with_name_length_and_limit() -> None:
    [user] = names.user_problems("u" * 33)
    assert str(user) == f"user '{'u' * 33}': the name has 33 characters, the limit is 32; choose a shorter one"
    [database] = names.database_problems("d" * 65)
    assert str(database) == f"database '{'d' * 65}': the name has 65 characters, the limit is 64; choose a shorter one"


@pytest.mark.parametrize("user", ["root", "ROOT", "mysql.sys", "mariadb.sys", "mysql", "debian-sys-maint", "PUBLIC"])
def test_accounts_of_the_server_are_refused(user: str) -> None:
    [problem] = names.user_problems(user)
    assert str(problem) == f"user '{user}': this account belongs to the server; choose another name"


@pytest.mark.parametrize("user", ["", "a'b", "a`b", 'a"b', "a\\b", " a", "a ", "a\nb", "a\x00b", "a\U0001f600b"])
def test_names_that_would_need_escaping_are_refused(user: str) -> None:
    assert len(names.user_problems(user)) >= 1


@pytest.mark.parametrize("database", ["mysql", "SYS", "information_schema", "performance_schema", "a/b", "a.b"])
def test_databases_of_the_server_and_paths_are_refused(database: str) -> None:
    assert len(names.database_problems(database)) == 1


def test_wildcards_are_escaped() -> None:
    assert names.escaped("shop_production") == "shop\\_production"
    assert names.escaped("100%_a") == "100\\%\\_a"
    assert names.escaped("shop") == "shop"


def test_a_grant_counts_each_wildcard_twice() -> None:
    # Both servers answer error 1059 or 1102 to such a GRANT.
    database = "a" * 50 + "_" + "b" * 13
    assert names.database_problems(database) == []
    [problem] = names.pattern_problems("shop", database)
    assert problem.what == "in a grant the name has 65 characters, as '_' and '%' take a backslash; the limit is 64"
    assert names.pattern_problems("shop", database[:-1]) == []


@pytest.mark.parametrize(
    ("pattern", "database", "matches"),
    [
        ("shop_production", "shop_production", True),
        ("shop_production", "shopXproduction", True),
        ("shop\\_production", "shop_production", True),
        ("shop\\_production", "shopXproduction", False),
        ("shop%", "shop", True),
        ("shop%", "shop_production", True),
        ("%", "anything", True),
        ("%prod%", "shop_production", True),
        ("shop", "shops", False),
        ("shop", "sho", False),
        ("a\\%", "a%", True),
        ("a\\%", "ab", False),
        ("", "a", False),
    ],
)
def test_patterns_of_stored_grants(pattern: str, database: str, matches: bool) -> None:
    assert names.pattern_matches(pattern, database) is matches

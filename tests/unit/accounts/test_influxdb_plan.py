# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB's users and databases: from arguments and what the server tells to the statements that are sent."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import influxdb_sql as sql
from ansible_collections.maestro.databases.plugins.module_utils.accounts.influxdb_plan import (
    Account,
    Decision,
    Policy,
    Present,
    decide,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.influxdb_wanted import read

BLANK = {"password": "", "kind": "application", "privileges": {}, "state": "present"}
SHOP = {**BLANK, "name": "shop", "password": "pw-of-shop"}
BOSS = {**BLANK, "name": "boss", "kind": "admin", "password": "pw-of-boss"}


def database(name: str, retention: str = "") -> dict[str, str]:
    return {"name": name, "retention": retention}


def decided(
    users: list[dict[str, Any]], databases: list[dict[str, str]], present: Present, absent: tuple[str, ...] = ()
) -> Decision:
    wanted, problems = read({"users": users, "databases": databases, "absent_databases": absent})
    assert problems == []
    return decide(wanted, present)


def there(**more: Any) -> Present:
    """A server with the database shop, its user, and the admin."""
    values: dict[str, Any] = {
        "databases": {"shop": Policy("autogen", 0)},
        "users": {
            "boss": Account(admin=True, accepts="pw-of-boss".__eq__),
            "shop": Account(privileges={"shop": "ALL"}, accepts="pw-of-shop".__eq__),
        },
        **more,
    }
    return Present(**values)


def shown(decision: Decision) -> list[str]:
    return [str(statement) for statement in decision.plan.work]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("plain", "'plain'"), ("it's", r"'it\'s'"), ("back\\slash", r"'back\\slash'"), ("two\nlines", r"'two\nlines'")],
)
def test_a_literal_keeps_its_text(text, quoted):
    assert sql.literal(text) == quoted
    assert sql.name('a"b') == r'"a\"b"'


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30d", 2592000), ("720h0m0s", 2592000), ("INF", 0), ("0s", 0), ("1w2d", 777600), ("", None), ("long", None)],
)
def test_lengths_of_time(text, seconds):
    assert sql.seconds(text) == seconds


@pytest.mark.parametrize(("days", "shard"), [(0, "7d"), (181, "7d"), (180, "1d"), (2, "1d"), (1, "1h")])
def test_shards_are_as_long_as_the_server_makes_them(days, shard):
    assert sql.shard_duration(days * 86400) == shard


def test_on_a_new_server_the_admin_comes_first():
    decision = decided([SHOP, BOSS], [database("shop"), database("short", "12h")], Present())
    assert shown(decision) == [
        'CREATE USER "boss" WITH PASSWORD [hidden] WITH ALL PRIVILEGES',
        'CREATE DATABASE "shop"',
        'CREATE DATABASE "short" WITH DURATION 12h SHARD DURATION 1h',
        'CREATE USER "shop" WITH PASSWORD [hidden]',
        'GRANT ALL ON "shop" TO "shop"',
        'GRANT ALL ON "short" TO "shop"',
    ]
    assert decision.plan.work[0].text == "CREATE USER \"boss\" WITH PASSWORD 'pw-of-boss' WITH ALL PRIVILEGES"
    assert "pw-of" not in repr(decision)
    assert "pw-of" not in repr(decision.plan.result())


def test_what_is_as_it_should_be_is_left_alone():
    decision = decided([SHOP, BOSS], [database("shop", "INF")], there())
    assert decision.plan.changed is False
    assert shown(decision) == []


def test_only_what_differs_is_sent():
    present = there(
        users={
            "boss": Account(admin=False, accepts="pw-of-boss".__eq__),
            "shop": Account(admin=True, privileges={"shop": "ALL"}, accepts="other".__eq__),
        }
    )
    users = [{**SHOP, "privileges": {"shop": "read"}}, BOSS]
    assert shown(decided(users, [database("shop", "30d")], present)) == [
        'GRANT ALL PRIVILEGES TO "boss"',
        'ALTER RETENTION POLICY "autogen" ON "shop" DURATION 30d SHARD DURATION 1d',
        'SET PASSWORD FOR "shop" = [hidden]',
        'REVOKE ALL PRIVILEGES FROM "shop"',
        'GRANT READ ON "shop" TO "shop"',
    ]


def test_a_new_password_of_the_one_who_is_logged_in_holds_for_what_follows():
    present = there(users={"boss": Account(admin=True)})
    (statement,) = decided([BOSS], [], present).plan.work
    assert statement.login == ("boss", "pw-of-boss")


def test_others_stay_and_only_the_named_go():
    gone = {**BLANK, "name": "shop", "state": "absent"}
    assert shown(decided([BOSS, gone], [], there())) == ['DROP USER "shop"']
    assert shown(decided([BOSS], [], there())) == []


def test_what_the_server_cannot_do_is_told():
    decision = decided(
        [BOSS, {**SHOP, "password": ""}], [database("shop", "30d")], there(databases={"shop": None}, users={})
    )
    assert [str(problem) for problem in decision.problems] == [
        (
            "database 'shop', retention: the database has no default policy to change; "
            "make one of its retention policies the default"
        ),
        "user 'shop': is not there, and no password is given; give one",
    ]


def test_all_problems_are_told():
    users = [SHOP, {**SHOP, "privileges": {"else": "own"}}, {**BOSS, "password": "", "privileges": {"shop": "all"}}]
    databases = [database("shop", "5m"), database("../x")]
    assert [str(problem) for problem in read({"users": users, "databases": databases, "absent_databases": []})[1]] == [
        "database 'shop', retention: '5m' is no time that data are kept; write such as 30d or 12h, at least 1h, or INF",
        "database '../x': is no name; it becomes a folder: use letters, digits, _ and -",
        "user 'shop', privileges: there is no database 'else'; add it to databases",
        "user 'shop', privileges on 'else': 'own' is none; use all, read, write, none",
        "user 'boss', privileges: an admin may do everything; leave them out",
        "user 'shop': is named twice; name it once",
        "users: none is an admin with a password; add one of the kind admin: it keeps the others",
    ]


def test_a_privilege_is_revoked_where_it_is_held_and_nowhere_else():
    user = {**SHOP, "privileges": {"shop": "none", "other": "none"}}
    decision = decided([BOSS, user], [database("shop"), database("other")], there())
    assert shown(decision) == ['CREATE DATABASE "other"', 'REVOKE ALL ON "shop" FROM "shop"']
    assert decision.plan.objects()[-1]["changes"] == ["nothing on shop"]


def test_a_database_goes_after_the_users_that_write_into_it() -> None:
    gone = {**SHOP, "state": "absent"}
    decision = decided([BOSS, gone], [], there(dropped=frozenset({"shop"})), ("shop", "other"))
    assert shown(decision) == ['DROP USER "shop"', 'DROP DATABASE "shop"']
    assert [(step.kind, step.name, step.state) for step in decision.plan.steps] == [
        ("user", "boss", "unchanged"),
        ("user", "shop", "removed"),
        ("database", "shop", "removed"),
        ("database", "other", "unchanged"),
    ]
    _wanted, problems = read(
        {"users": [BOSS], "databases": [database("shop")], "absent_databases": ["shop", "a/b", "_internal"]}
    )
    assert [str(problem) for problem in problems] == [
        "database 'a/b': is no name; it becomes a folder: use letters, digits, _ and -",
        "database 'shop': is named twice; name it once",
        "absent_databases: '_internal' is the server's own; leave it out",
    ]

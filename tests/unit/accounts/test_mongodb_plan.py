# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MongoDB's users: from arguments and what is there to commands."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.mongodb import _matches
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mongodb_plan import Decision, Present, decide
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mongodb_wanted import read

BLANK = {"password": "", "kind": "application", "database": "", "roles": [], "sources": [], "state": "present"}
ADMIN = {**BLANK, "name": "boss", "kind": "admin", "password": "pw-of-boss"}
SHOP = {**BLANK, "name": "shop", "database": "shop", "password": "pw-of-shop"}
ADMIN_ROLES = [{"role": "dbAdmin", "db": "config"}, {"role": "dbAdmin", "db": "local"}, {"role": "root", "db": "admin"}]
SHOP_ROLES = frozenset({("readWrite", "shop"), ("dbAdmin", "shop")})


def present(password: str, roles: frozenset[Any], sources: tuple[str, ...] = ()) -> Present:
    return Present(roles, frozenset(sources), lambda given: given == password)


BOSS = present(
    "pw-of-boss",
    frozenset({("root", "admin"), ("dbAdmin", "local"), ("dbAdmin", "config")}),
    ("127.0.0.1", "::1"),
)


def decided(
    users: list[dict[str, Any]],
    there: dict[tuple[str, str], Present],
    absent: tuple[str, ...] = (),
    databases: tuple[str, ...] = (),
) -> Decision:
    wanted, problems = read({"users": users, "absent_databases": absent})
    assert problems == []
    return decide(wanted, there, databases)


def test_on_an_empty_server_the_admin_is_made_first():
    decision = decided([SHOP, ADMIN], {})
    assert [(step.name, step.state, step.changes) for step in decision.plan.steps] == [
        (
            "boss@admin",
            "created",
            ("password", "roles dbAdmin@config dbAdmin@local root@admin", "from 127.0.0.1 ::1"),
        ),
        ("shop@shop", "created", ("password", "roles dbAdmin@shop readWrite@shop")),
    ]
    assert [(one.database, one.body) for one in decision.plan.work] == [
        (
            "admin",
            {
                "createUser": "boss",
                "pwd": "pw-of-boss",
                "roles": ADMIN_ROLES,
                "authenticationRestrictions": [{"clientSource": ["127.0.0.1", "::1"]}],
                "mechanisms": ["SCRAM-SHA-256"],
            },
        ),
        (
            "shop",
            {
                "createUser": "shop",
                "pwd": "pw-of-shop",
                "roles": [{"role": "dbAdmin", "db": "shop"}, {"role": "readWrite", "db": "shop"}],
                "authenticationRestrictions": [],
                "mechanisms": ["SCRAM-SHA-256"],
            },
        ),
    ]
    assert "pw-of" not in str([one.shown for one in decision.plan.work]) + repr(decision)


def test_what_is_as_it_should_be_is_left_alone():
    decision = decided([ADMIN, SHOP], {("admin", "boss"): BOSS, ("shop", "shop"): present("pw-of-shop", SHOP_ROLES)})
    assert decision.plan.changed is False
    assert decision.plan.work == []


def test_only_what_differs_is_changed():
    there = {("admin", "boss"): BOSS, ("shop", "shop"): present("other", frozenset({("read", "shop")}), ("10.0.0.1",))}
    decision = decided([ADMIN, SHOP], there)
    step = decision.plan.steps[1]
    assert (step.state, step.changes) == (
        "changed",
        ("password", "roles read@shop → dbAdmin@shop readWrite@shop", "from 10.0.0.1 → anywhere"),
    )
    there[("shop", "shop")] = present("pw-of-shop", frozenset({("read", "shop")}))
    (command,) = decided([ADMIN, SHOP], there).plan.work
    assert "pwd" not in command.body
    assert "mechanisms" not in command.body


def test_a_user_is_removed_only_where_asked():
    gone = {**SHOP, "password": "", "state": "absent"}
    there = {("admin", "boss"): BOSS, ("shop", "shop"): present("x", SHOP_ROLES)}
    assert [one.body for one in decided([ADMIN, gone], there).plan.work] == [{"dropUser": "shop"}]
    assert decided([ADMIN, gone], {("admin", "boss"): BOSS}).plan.changed is False
    assert decided([ADMIN], there).plan.changed is False


def test_roles_of_other_databases():
    user = {**SHOP, "roles": ["read", {"role": "readWriteAnyDatabase", "db": "admin"}]}
    (command,) = decided([ADMIN, user], {("admin", "boss"): BOSS}).plan.work
    assert command.body["roles"] == [
        {"role": "read", "db": "shop"},
        {"role": "readWriteAnyDatabase", "db": "admin"},
    ]


@pytest.mark.parametrize(
    ("users", "texts"),
    [
        ([SHOP], ["users: none is an admin with a password; add one of the kind admin: it keeps the others"]),
        ([ADMIN, {**SHOP, "database": ""}], ["user 'shop': has no database; name the one that it logs in to"]),
        ([ADMIN, SHOP, SHOP], ["user 'shop@shop': is named twice; name it once"]),
        (
            [ADMIN, {**SHOP, "database": "a.b"}],
            ["user 'shop': 'a.b' is no name of a database; use letters, digits, _ and -, up to 63"],
        ),
        (
            [ADMIN, {**SHOP, "roles": [{"roll": "read"}]}],
            ["user 'shop', roles: {'roll': 'read'} is no role; write a name, or {role: NAME, db: NAME}"],
        ),
    ],
)
def test_all_problems_are_told(users, texts):
    assert [str(problem) for problem in read({"users": users, "absent_databases": []})[1]] == texts


def test_a_user_that_is_not_there_needs_a_password():
    decision = decided([ADMIN, {**SHOP, "password": ""}], {("admin", "boss"): BOSS})
    assert [str(one) for one in decision.problems] == [
        "user 'shop@shop': is not there, and no password is given; give one"
    ]


def test_stored_keys_of_a_password():
    """Salt and keys of the example of RFC 7677, section 3."""
    stored = {
        "iterationCount": 4096,
        "salt": "W22ZaJ0SNY7soEsUEjb6gQ==",
        "storedKey": "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
        "serverKey": "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    }
    assert _matches("pencil", stored)
    assert not _matches("pencils", stored)
    assert not _matches("pencil", {})


def test_a_database_goes_after_the_users_that_write_into_it() -> None:
    gone = {**SHOP, "state": "absent"}
    there = {("admin", "boss"): BOSS, ("shop", "shop"): present("pw-of-shop", SHOP_ROLES)}
    decision = decided([gone, ADMIN], there, ("shop", "other"), ("shop", "admin"))
    assert [(one.database, one.body) for one in decision.plan.work] == [
        ("shop", {"dropUser": "shop"}),
        ("shop", {"dropDatabase": 1}),
    ]
    assert [(step.kind, step.name, step.state) for step in decision.plan.steps] == [
        ("user", "boss@admin", "unchanged"),
        ("user", "shop@shop", "removed"),
        ("database", "shop", "removed"),
        ("database", "other", "unchanged"),
    ]
    _wanted, problems = read({"users": [ADMIN], "absent_databases": ["a.b", "admin", "Config", "shop", "shop"]})
    assert [str(problem) for problem in problems] == [
        "absent_databases: 'a.b' is no name of a database; use letters, digits, _ and -, up to 63",
        "absent_databases: 'admin' is the server's own; leave it out",
        "absent_databases: 'Config' is the server's own; leave it out",
        "database 'shop': is named twice; name it once",
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for a MySQL or MariaDB server: what is sent, what is refused, what is shown."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import mysql_plan, mysql_wanted
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mariadb import MariaDB, parse_logins
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql import MySQL
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_flavour import Login
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_grants import ServerPrivileges
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_state import Encoding, State, flavour_of

KNOWN = ServerPrivileges(
    server=frozenset({"SELECT", "INSERT", "PROCESS", "BINLOG MONITOR"}), database=frozenset({"SELECT", "INSERT"})
)
NATIVE = "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"  # of "password"
HELD = {"SELECT": False, "INSERT": False}


def mariadb(**other: Any) -> State:
    """A MariaDB with the usual lists."""
    return State(
        flavour=MariaDB(),
        version="10.11.19-MariaDB",
        privileges=KNOWN,
        collations={"utf8mb4_general_ci": {"utf8mb4"}, "latin1_swedish_ci": {"latin1"}},
        **other,
    )


def entry(**other: Any) -> dict[str, Any]:
    """One of the module's `users`, with its defaults."""
    return {"hosts": ["localhost", "%"], "password": None, "grants": {}, "revokes": {}, "state": "present", **other}


def shop(**other: Any) -> list[mysql_wanted.User]:
    """The user `shop`."""
    given = {"name": "shop", "hosts": ["%"], "password": "password", "grants": {"shop_a.*": ["SELECT", "INSERT"]}}
    users, problems = mysql_wanted.users_from([entry(**{**given, **other})])
    assert problems == []
    return users


def database(**other: str) -> list[mysql_wanted.Database]:
    """The database `shop_a`."""
    databases, problems = mysql_wanted.databases_from(
        [{"name": "shop_a", "encoding": "utf8mb4", "collation": "", "state": "present", **other}]
    )
    assert problems == []
    return databases


def steps(decision: mysql_plan.Decision) -> list[tuple[str, str, str, list[str]]]:
    """What is not as wanted."""
    return [
        (step.kind, step.name, step.state, list(step.changes))
        for step in decision.plan.steps
        if step.state != "unchanged"
    ]


def shown(decision: mysql_plan.Decision) -> list[str]:
    """The statements as they may be shown."""
    return [statement.shown for statement in decision.plan.work]


def test_everything_is_new() -> None:
    plan = mysql_plan.decide(database(), shop(), mariadb())
    assert steps(plan) == [
        ("database", "shop_a", "created", ["encoding utf8mb4"]),
        ("user", "shop@%", "created", ["password"]),
        ("grants", "shop@% on shop_a.*", "created", ["INSERT", "SELECT"]),
    ]
    assert [statement.text for statement in plan.plan.work] == [
        "CREATE DATABASE `shop_a` CHARACTER SET utf8mb4",
        f"CREATE USER 'shop'@'%' IDENTIFIED VIA mysql_native_password USING '{NATIVE}'",
        "GRANT INSERT, SELECT ON `shop\\_a`.* TO 'shop'@'%'",
    ]
    assert shown(plan)[1] == "CREATE USER 'shop'@'%' IDENTIFIED VIA mysql_native_password USING '...'"


def test_nothing_is_left_to_do() -> None:
    state = mariadb(
        databases={"shop_a": Encoding("utf8mb4", "utf8mb4_general_ci")},
        logins={("shop", "%"): (Login("mysql_native_password", NATIVE.encode()),)},
        database_grants={("shop", "%"): {"shop\\_a": HELD}},
    )
    plan = mysql_plan.decide(database(), shop(), state)
    assert (plan.plan.changed, plan.plan.work, plan.problems, plan.warnings) == (False, [], [], [])
    assert [one["state"] for one in plan.plan.objects()] == ["unchanged"] * 3


def test_a_revoked_privilege_is_one_change() -> None:
    state = mariadb(
        logins={("shop", "%"): (Login("mysql_native_password", NATIVE.encode()),)},
        database_grants={("shop", "%"): {"shop\\_a": {"INSERT": False}}},
    )
    decision = mysql_plan.decide([], shop(), state)
    assert steps(decision) == [("grants", "shop@% on shop_a.*", "changed", ["SELECT"])]
    assert shown(decision) == ["GRANT SELECT ON `shop\\_a`.* TO 'shop'@'%'"]


def test_another_password_is_one_change_without_the_verifier() -> None:
    state = mariadb(
        logins={("shop", "%"): (Login("mysql_native_password", b"*0000000000000000000000000000000000000000"),)},
        database_grants={("shop", "%"): {"shop\\_a": HELD}},
    )
    plan = mysql_plan.decide([], shop(), state)
    assert shown(plan) == ["ALTER USER 'shop'@'%' IDENTIFIED VIA mysql_native_password USING '...'"]
    assert NATIVE not in repr(plan)
    assert NATIVE not in str(plan.plan.result())


def test_a_grant_on_the_unescaped_name_is_not_ours_and_is_told() -> None:
    state = mariadb(
        logins={("shop", "%"): (Login("mysql_native_password", NATIVE.encode()),)},
        database_grants={("shop", "%"): {"shop_a": HELD}},
    )
    plan = mysql_plan.decide([], shop(), state)
    assert shown(plan) == ["GRANT INSERT, SELECT ON `shop\\_a`.* TO 'shop'@'%'"]
    [warning] = plan.warnings
    assert warning.startswith("shop@% also holds rights on the pattern 'shop_a', which fits more databases than")


def test_where_an_underscore_is_no_wildcard_it_is_not_escaped() -> None:
    state = State(privileges=KNOWN, wildcards=False)
    assert shown(mysql_plan.decide([], shop(), state))[-1] == "GRANT INSERT, SELECT ON `shop_a`.* TO 'shop'@'%'"


def test_privileges_of_the_wrong_level_are_refused_once_a_user() -> None:
    users = shop(hosts=["localhost", "%"], grants={"shop_a.*": ["PROCESS"], "*.*": ["REPLICATION CLIENT", "FLY"]})
    plan = mysql_plan.decide([], users, mariadb())
    said = "mariadb 10.11.19-MariaDB has no {} to grant there; see SHOW PRIVILEGES"
    assert [str(problem) for problem in plan.problems] == [
        f"user 'shop', grants on 'shop_a.*': {said.format('PROCESS')}",
        f"user 'shop', grants on '*.*': {said.format('FLY')}",
    ]


def test_without_a_server_everything_is_predicted() -> None:
    users = shop(grants={"*.*": ["ALL", "GRANT OPTION"], "shop_a.*": ["SELECT"], "other.*": []})
    plan = mysql_plan.decide(database(), users, State())
    assert steps(plan) == [
        ("database", "shop_a", "created", ["encoding utf8mb4"]),
        ("user", "shop@%", "created", ["password"]),
        ("grants", "shop@% on *.*", "created", ["ALL", "GRANT OPTION"]),
        ("grants", "shop@% on shop_a.*", "created", ["SELECT"]),
    ]
    assert plan.problems == []


@pytest.mark.parametrize(
    ("wanted", "held", "statement"),
    [
        ({}, Encoding("utf8mb4", "utf8mb4_general_ci"), None),
        ({"encoding": "UTF8"}, Encoding("utf8mb3", "utf8mb3_general_ci"), None),
        ({"collation": "uca1400_ai_ci"}, Encoding("utf8mb4", "utf8mb4_uca1400_ai_ci"), None),
        ({}, Encoding("latin1", "latin1_swedish_ci"), "ALTER DATABASE `shop_a` CHARACTER SET utf8mb4"),
        (
            {"collation": "utf8mb4_general_ci"},
            Encoding("utf8mb4", "utf8mb4_bin"),
            "ALTER DATABASE `shop_a` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
        ),
    ],
)
def test_encoding(wanted: dict[str, str], held: Encoding, statement: str | None) -> None:
    plan = mysql_plan.decide(database(**wanted), [], mariadb(databases={"shop_a": held}))
    assert shown(plan) == ([statement] if statement else [])


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ({"encoding": "klingon"}, "database 'shop_a': this server has no character set 'klingon'"),
        (
            {"collation": "latin1_swedish_ci"},
            "database 'shop_a': this server has no collation 'latin1_swedish_ci' for 'utf8mb4'",
        ),
        ({"encoding": "utf8mb4; DROP DATABASE x"}, "this server has no character set 'utf8mb4; drop database x'"),
    ],
)
def test_unknown_encodings_are_refused(wanted: dict[str, str], problem: str) -> None:
    plan = mysql_plan.decide(database(**wanted), [], mariadb())
    assert problem in str(plan.problems[0])


def test_what_other_installations_leave_open_is_told() -> None:
    state = mariadb(logins={("", "localhost"): ()}, databases={"test": Encoding("utf8mb4", "utf8mb4_general_ci")})
    assert [text.split(":")[0] for text in mysql_plan.decide([], [], state).warnings] == [
        "the anonymous account ''@'localhost' exists",
        "a database named 'test' exists, which some servers open to every account; drop it if unused",
    ]


def test_all_problems_at_once_and_no_password_among_them() -> None:
    users, problems = mysql_wanted.users_from(
        [
            entry(name="bad user name with spaces and more than 32 chars", password="CANARY-7f3a92"),
            entry(name="root", password="CANARY-7f3a91", hosts=["%", "%"]),
            entry(name="a", password="", grants={"shop": ["ALL"], "x.*": "ALL"}),
            entry(name="a", password="CANARY-7f3a93", hosts=[]),
        ]
    )
    assert [str(problem).partition(";")[0] for problem in problems] == [
        "user 'a': is named twice",
        "user 'bad user name with spaces and more than 32 chars': the name has 48 characters, the limit is 32",
        "user 'root': this account belongs to the server",
        "user 'root', host '%': is named twice",
        "user 'a': the password is empty",
        "user 'a', grants on 'shop': is neither the server nor a database",
        "user 'a', grants on 'x.*': its privileges are no list",
        "user 'a': has no hosts",
    ]
    assert "CANARY" not in repr(users) + repr(problems)


def test_without_a_password_the_stored_one_stays() -> None:
    state = mariadb(logins={("shop", "%"): (Login("mysql_native_password", b"*AB"),)})
    decision = mysql_plan.decide([], shop(password=None, grants={}), state)
    assert (decision.plan.changed, decision.problems) == (False, [])


def test_a_new_account_needs_a_password() -> None:
    decision = mysql_plan.decide([], shop(password=None, grants={}), mariadb())
    assert [str(problem) for problem in decision.problems] == [
        "user 'shop': shop@% is not there yet, and no password is given; give one"
    ]


def test_what_is_absent_goes_once() -> None:
    users = shop(state="absent", hosts=["localhost", "%"])
    state = mariadb(
        databases={"shop_a": Encoding("utf8mb4", "utf8mb4_general_ci")},
        logins={("shop", "%"): (Login("mysql_native_password", b"*AB"),)},
    )
    decision = mysql_plan.decide(database(state="absent"), users, state)
    assert shown(decision) == ["DROP DATABASE `shop_a`", "DROP USER 'shop'@'%'"]
    assert steps(decision) == [("database", "shop_a", "removed", []), ("user", "shop@%", "removed", [])]
    assert shown(mysql_plan.decide(database(state="absent"), users, mariadb())) == []


def test_flavours_are_told_apart_by_the_server() -> None:
    assert isinstance(flavour_of("11.8.9-MariaDB-0+deb13u1"), MariaDB)
    assert isinstance(flavour_of("9.7.4-2"), MySQL)


def test_logins_of_mariadb() -> None:
    assert parse_logins('{"access":0,"plugin":"mysql_native_password","authentication_string":"*AB"}') == (
        Login("mysql_native_password", b"*AB"),
    )
    both = (
        '{"plugin":"mysql_native_password","authentication_string":"invalid","auth_or":[{},{"plugin":"unix_socket"}]}'
    )
    assert parse_logins(both) == (Login("mysql_native_password", b"invalid"), Login("unix_socket", b""))


def test_mysql_takes_the_rounds_of_the_server() -> None:
    flavour = MySQL()
    flavour.prepare({"caching_sha2_password_digest_rounds": "7000"})
    identification = flavour.identification("password")
    assert identification.clause.startswith("IDENTIFIED WITH caching_sha2_password AS 0x2441243030372")
    assert identification.shown == "IDENTIFIED WITH caching_sha2_password AS ..."
    stored = bytes.fromhex(identification.clause.rpartition("0x")[2])
    assert flavour.has_password((Login("caching_sha2_password", stored),), "password")
    assert not flavour.has_password((Login("caching_sha2_password", stored),), "Password")
    assert not flavour.has_password((Login("mysql_native_password", stored),), "password")


def test_only_what_is_held_is_revoked() -> None:
    state = mariadb(
        logins={("shop", "%"): (Login("mysql_native_password", NATIVE.encode()),)},
        database_grants={("shop", "%"): {"shop\\_a": HELD, "shop\\_b": {"SELECT": False}}},
    )
    revokes = {"shop_a.*": ["insert", "DELETE"], "shop_b.*": ["ALL"], "shop_c.*": ["ALL"]}
    decision = mysql_plan.decide([], shop(grants={"shop_a.*": ["SELECT"]}, revokes=revokes), state)
    assert steps(decision) == [
        ("revoked", "shop@% on shop_a.*", "removed", ["INSERT"]),
        ("revoked", "shop@% on shop_b.*", "removed", ["SELECT"]),
    ]
    assert shown(decision) == [
        "REVOKE INSERT ON `shop\\_a`.* FROM 'shop'@'%'",
        "REVOKE SELECT ON `shop\\_b`.* FROM 'shop'@'%'",
    ]


def test_what_is_revoked_is_checked_as_what_is_granted() -> None:
    _users, problems = mysql_wanted.users_from([entry(name="shop", revokes={"shop": ["ALL"], "shop.*": "ALL"})])
    assert [str(problem) for problem in problems] == [
        "user 'shop', revokes on 'shop': is neither the server nor a database; write '*.*' or 'DATABASE.*'",
        "user 'shop', revokes on 'shop.*': its privileges are no list; write [SELECT, INSERT, …] or [ALL]",
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further users of a group: each has a password of its own, and the least that its access needs."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import complete, named
from ansible_collections.maestro.databases.plugins.module_utils.credentials.given import apply_given
from ansible_collections.maestro.databases.plugins.module_utils.credentials.grants import MYSQL_GRANTS
from ansible_collections.maestro.databases.plugins.module_utils.credentials.postgresql import (
    wanted_databases,
    wanted_grants,
)
from ansible_collections.maestro.databases.plugins.module_utils.credentials.users import users
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError


def group(engine: str, access: str = "read_only", databases: tuple[str, ...] = ("shop", "audit")) -> dict[str, Any]:
    """A group of two databases with one further user."""
    return {
        "engine": engine,
        "group": "main",
        "database": "shop",
        "databases": ["audit"],
        "options": {"encoding": "UTF8", "extensions": []},
        "accounts": [
            {"kind": "application", "username": "shop"},
            {
                "kind": "user",
                "username": "reports",
                "name": "reports",
                "access": access,
                "databases": list(databases),
            },
        ],
    }


def rights(engine: str, *more: Any) -> dict[str, Any]:
    """What the further user may do, without its name and password."""
    one = group(engine, *more)
    found = users(one, complete({}, {"groups": [one]})[0])[1]
    assert found.pop("name") == "reports"
    assert len(found.pop("password")) == 32
    return found


def test_its_password_is_made_once_and_kept_by_its_name() -> None:
    plan = {"groups": [group("mysql")]}
    stored, made = complete({}, plan)
    assert made == ["mysql/main/application", "mysql/main/user/reports"]
    assert stored["mysql/main/user/reports"]["username"] == "reports"
    assert stored["mysql/main/user/reports"]["password"] != stored["mysql/main/application"]["password"]
    assert complete(stored, plan) == (stored, [])
    # One that is not declared any more keeps its password, for the day that it is again.
    assert complete(stored, {"groups": []}) == (stored, [])


def test_a_name_and_a_password_can_be_given() -> None:
    plan = {"groups": [group("mysql")]}
    stored, changed = apply_given({}, plan, {"mysql/main/user/reports": {"username": "olap", "password": "pw"}})
    assert changed == ["mysql/main/user/reports"]
    (kept,) = named(plan, complete(stored, plan)[0])["groups"]
    assert [(account["kind"], account["username"]) for account in kept["accounts"]] == [
        ("application", "shop"),
        ("user", "olap"),
    ]
    with pytest.raises(ProblemsError, match="two accounts of mysql/main are called 'shop'; rename one of them"):
        apply_given({}, plan, {"mysql/main/user/reports": {"username": "shop"}})


def test_mysql() -> None:
    every = set(MYSQL_GRANTS)
    found = rights("mysql")
    assert found["hosts"] == ["localhost", "%"]
    assert found["grants"] == {"shop.*": ["SELECT", "SHOW VIEW"], "audit.*": ["SELECT", "SHOW VIEW"]}
    assert set(found["revokes"]["shop.*"]) == every - {"SELECT", "SHOW VIEW"}
    found = rights("mysql", "read_write", ("audit",))
    assert found["grants"] == {"audit.*": ["SELECT", "INSERT", "UPDATE", "DELETE", "SHOW VIEW"]}
    assert set(found["revokes"]["shop.*"]) == every
    assert set(found["revokes"]["audit.*"]) == every - set(found["grants"]["audit.*"])
    found = rights("mysql", "owner")
    assert (set(found["grants"]["shop.*"]), found["revokes"]) == (every, {})


@pytest.mark.parametrize(
    ("engine", "access", "found"),
    [
        ("mongodb", "read_only", {"database": "shop", "roles": ["read", {"role": "read", "db": "audit"}]}),
        ("mongodb", "read_write", {"database": "shop", "roles": ["readWrite", {"role": "readWrite", "db": "audit"}]}),
        ("redis", "read_only", {"kind": "read_only"}),
        ("redis", "read_write", {"kind": "read_write"}),
        ("redis", "owner", {"kind": "application"}),
        ("elasticsearch", "read_only", {"prefix": "shop", "access": "read"}),
        ("elasticsearch", "read_write", {"prefix": "shop", "access": "write"}),
        ("elasticsearch", "owner", {"prefix": "shop", "access": "all"}),
        ("influxdb", "read_only", {"privileges": {"shop": "read", "audit": "read"}}),
        ("influxdb", "owner", {"privileges": {"shop": "all", "audit": "all"}}),
        ("postgresql", "read_only", {}),
    ],
)
def test_the_others(engine: str, access: str, found: dict[str, Any]) -> None:
    assert rights(engine, access) == found


def test_mongodb_gives_rights_in_the_named_databases_alone() -> None:
    # It lives where the others do, which gives no right there.
    assert rights("mongodb", "read_only", ("audit",)) == {
        "database": "shop",
        "roles": [{"role": "read", "db": "audit"}],
    }


def test_the_owner_of_mongodb_may_what_the_application_may() -> None:
    one = group("mongodb", "owner")
    application, owner = users(one, complete({}, {"groups": [one]})[0])
    assert owner["roles"] == application["roles"]
    own = [{"role": "dbAdmin", "db": "audit"}, {"role": "readWrite", "db": "audit"}]
    assert owner["roles"] == ["dbAdmin", "readWrite", *own]
    one["options"] = {"any_database": True}
    application, owner = users(one, complete({}, {"groups": [one]})[0])
    assert owner["roles"] == application["roles"]
    assert [role["role"] for role in owner["roles"]] == ["readWriteAnyDatabase", "dbAdminAnyDatabase"]


def test_rabbitmq_lets_a_reader_read_and_the_owner_declare() -> None:
    assert rights("rabbitmq", "read_only", ("audit",)) == {
        "permissions": {"audit": {"configure": "^$", "write": "^$", "read": ".*"}},
        "forbidden": ["shop"],
    }
    assert rights("rabbitmq", "read_write")["permissions"]["shop"] == {"configure": "^$", "write": ".*", "read": ".*"}
    assert rights("rabbitmq", "owner") == {"permissions": {"shop": {}, "audit": {}}, "forbidden": []}


def test_influxdb_takes_what_is_not_declared_any_more() -> None:
    assert rights("influxdb", "read_only", ("audit",)) == {"privileges": {"shop": "none", "audit": "read"}}


def told(grants: list[dict[str, Any]]) -> list[str]:
    """Each grant as one line."""
    return [
        f"{'+' if one['state'] == 'present' else '-'}{','.join(one['privileges'])} on {one['kind']} of "
        f"{','.join(one['databases'])} for {','.join(one['roles'])}{' and later' if one.get('future') else ''}"
        for one in grants
    ]


def test_postgresql_reads_what_is_made_later_too_and_changes_nothing() -> None:
    one = group("postgresql", "read_only", ("shop",))
    assert [(base["name"], base["users"], base["former_users"]) for base in wanted_databases(one)] == [
        ("shop", ["shop"], ["reports"]),
        ("audit", ["shop"], ["reports"]),
    ]
    assert [one["schemas"] for one in wanted_grants(one) if one["kind"] != "database"] == [["*"]] * 8
    assert told(wanted_grants(one)) == [
        "+CONNECT on database of shop for reports",
        "+USAGE on schema of shop for reports and later",
        "+SELECT on tables of shop for reports and later",
        "-INSERT,UPDATE,DELETE on tables of shop for reports and later",
        "+SELECT on sequences of shop for reports and later",
        "-USAGE,UPDATE on sequences of shop for reports and later",
        "-CONNECT on database of audit for reports",
        "-USAGE on schema of audit for reports and later",
        "-SELECT,INSERT,UPDATE,DELETE on tables of audit for reports and later",
        "-SELECT,USAGE,UPDATE on sequences of audit for reports and later",
    ]


def test_postgresql_one_who_writes_makes_no_tables() -> None:
    assert told(wanted_grants(group("postgresql", "read_write", ("shop",))))[:4] == [
        "+CONNECT on database of shop for reports",
        "+USAGE on schema of shop for reports and later",
        "+SELECT,INSERT,UPDATE,DELETE on tables of shop for reports and later",
        "+SELECT,USAGE,UPDATE on sequences of shop for reports and later",
    ]


def test_postgresql_an_owner_acts_as_the_database_s_owner() -> None:
    one = group("postgresql", "owner", ("shop",))
    assert [(base["users"], base["former_users"]) for base in wanted_databases(one)] == [
        (["shop", "reports"], []),
        (["shop"], ["reports"]),
    ]
    assert [line.partition(" of ")[0] for line in told(wanted_grants(one))] == [
        "-CONNECT on database",
        "-USAGE on schema",
        "-SELECT,INSERT,UPDATE,DELETE on tables",
        "-SELECT,USAGE,UPDATE on sequences",
    ] * 2


def test_postgresql_databases_have_the_group_s_encoding_and_extensions() -> None:
    one = {**group("postgresql"), "options": {"encoding": "LATIN1", "extensions": ["pg_trgm"]}}
    assert [(base["encoding"], base["locale"], base["extensions"]) for base in wanted_databases(one)] == [
        ("LATIN1", "C", ["pg_trgm"]),
        ("LATIN1", "C", ["pg_trgm"]),
    ]
    assert wanted_databases(group("postgresql"))[0]["locale"] == ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts of a group as the roles take them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.credentials.users import users


def group(engine: str) -> dict[str, Any]:
    return {
        "engine": engine,
        "group": "main",
        "database": "shop_production",
        "accounts": [
            {"kind": "application", "username": "shop_production"},
            {"kind": "admin", "username": "maestro_admin"},
        ],
    }


def stored(engine: str) -> dict[str, dict[str, str]]:
    return {
        f"{engine}/main/application": {"username": "shop_production", "password": "one"},
        f"{engine}/main/admin": {"username": "maestro_admin", "password": "two"},
    }


def test_mysql_has_the_documented_grants() -> None:
    application, admin = users(group("mysql"), stored("mysql"))
    assert application["hosts"] == ["localhost", "%"]
    assert application["password"] == "one"
    assert list(application["grants"]) == ["shop_production.*"]
    assert sorted(application["grants"]["shop_production.*"]) == [
        "ALTER",
        "ALTER ROUTINE",
        "CREATE",
        "CREATE ROUTINE",
        "CREATE TEMPORARY TABLES",
        "CREATE VIEW",
        "DELETE",
        "DROP",
        "EXECUTE",
        "INDEX",
        "INSERT",
        "LOCK TABLES",
        "REFERENCES",
        "SELECT",
        "SHOW VIEW",
        "TRIGGER",
        "UPDATE",
    ]
    assert (admin["name"], admin["hosts"], admin["grants"]) == (
        "maestro_admin",
        ["localhost"],
        {"*.*": ["ALL", "GRANT OPTION"]},
    )


@pytest.mark.parametrize("engine", ["postgresql", "redis"])
def test_every_account_has_its_own_password(engine: str) -> None:
    assert [(user["name"], user["password"]) for user in users(group(engine), stored(engine))] == [
        ("shop_production", "one"),
        ("maestro_admin", "two"),
    ]


def test_influxdb_lets_the_application_work_in_its_database() -> None:
    application, admin = users(group("influxdb"), stored("influxdb"))
    assert (application["kind"], application["privileges"]) == ("application", {"shop_production": "all"})
    assert (admin["kind"], "privileges" in admin) == ("admin", False)


def test_elasticsearch_gives_the_application_the_indices_of_its_prefix() -> None:
    application, admin = users(group("elasticsearch"), stored("elasticsearch"))
    assert (application["kind"], application["prefix"]) == ("application", "shop_production")
    assert (admin["kind"], "prefix" in admin) == ("admin", False)


@pytest.mark.parametrize(
    ("options", "roles"),
    [
        ({}, ["dbAdmin", "readWrite"]),
        ({"any_database": False}, ["dbAdmin", "readWrite"]),
        (
            {"any_database": True},
            [{"role": "readWriteAnyDatabase", "db": "admin"}, {"role": "dbAdminAnyDatabase", "db": "admin"}],
        ),
    ],
)
def test_mongodb_has_its_own_database_or_the_documented_roles(options: dict[str, Any], roles: list[Any]) -> None:
    application, admin = users({**group("mongodb"), "options": options}, stored("mongodb"))
    assert (application["database"], application["roles"]) == ("shop_production", roles)
    assert (admin["kind"], "roles" in admin, "database" in admin) == ("admin", False, False)


def test_a_guest_on_anothers_server_brings_no_administrator() -> None:
    assert [user["name"] for user in users(group("mysql"), stored("mysql"), admin=False)] == ["shop_production"]


def test_the_application_works_in_all_its_databases() -> None:
    found = {
        engine: users({**group(engine), "databases": ["reports"]}, stored(engine))[0]
        for engine in ("mysql", "mongodb", "influxdb", "rabbitmq")
    }
    assert list(found["mysql"]["grants"]) == ["shop_production.*", "reports.*"]
    assert (found["mongodb"]["database"], found["mongodb"]["roles"]) == (
        "shop_production",
        ["dbAdmin", "readWrite", {"role": "dbAdmin", "db": "reports"}, {"role": "readWrite", "db": "reports"}],
    )
    assert found["influxdb"]["privileges"] == {"shop_production": "all", "reports": "all"}
    assert found["rabbitmq"]["permissions"] == {"shop_production": {}, "reports": {}}

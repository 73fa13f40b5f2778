# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries without a group of their own that inherit from one that is led to a group."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.connections.mongoid_file import mongoid_yml
from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_database import database_yml
from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_file import File
from tests.unit.connections.application_file import database

MYSQL = database("mysql")
OFF = database("mysql", "archive", False, "10.0.0.4", tamper=False)
MONGODB = database("mongodb", "main")

CACHE = """production:
  primary: &primary
    adapter: trilogy
    database: old
  cache:
    <<: *primary
    database: shop_cache
    migrations_paths: db/cache_migrate
  queue: *primary
"""


def rails(database_entries: str) -> str:
    return f"production:\n  primary: &p {{adapter: mysql2}}\n{database_entries}"


def test_an_entry_that_inherits_goes_along_and_that_is_told() -> None:
    outcome = database_yml(CACHE, File("database.yml", "production", [MYSQL]))
    assert outcome.problems == []
    assert outcome.notes == [
        (
            "database.yml: production.cache goes where 'production.primary' goes, from which it inherits: "
            "there is no group 'cache'; what it says itself stays"
        ),
        (
            "database.yml: production.queue goes where 'production.primary' goes, from which it inherits: "
            "there is no group 'queue'; what it says itself stays"
        ),
    ]
    assert outcome.warnings == [
        (
            "database.yml: production.cache would go to shop_cache of mysql/default, which has no such database: "
            "add 'databases: [shop_cache]' to mysql/default in maestro_databases, or declare groups of their names"
        )
    ]
    found = yaml.safe_load(outcome.text or "")["production"]
    assert found["cache"] == {
        "adapter": "trilogy",
        "host": "10.0.0.3",
        "port": 3306,
        "username": "shop_u",
        "password": "s3cret",
        "database": "shop_cache",
        "migrations_paths": "db/cache_migrate",
    }
    assert found["queue"]["host"] == "10.0.0.3"


#: As `rails new` of Rails 8 writes it.
RAILS_8 = """default: &default
  adapter: postgresql
  encoding: unicode
  max_connections: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>

production:
  primary: &primary_production
    <<: *default
    database: shop_production
    username: shop
    password: <%= ENV["SHOP_DATABASE_PASSWORD"] %>
  cache:
    <<: *primary_production
    database: shop_production_cache
    migrations_paths: db/cache_migrate
  queue:
    <<: *primary_production
    database: shop_production_queue
    migrations_paths: db/queue_migrate
  cable:
    <<: *primary_production
    database: <%= ENV["CABLE"] %>
    migrations_paths: db/cable_migrate
"""
FURTHER = ("shop_production_cache", "shop_production_queue")


def test_databases_that_nobody_makes_are_told_with_the_way_to_declare_them() -> None:
    outcome = database_yml(RAILS_8, File("database.yml", "production", [database("postgresql")]))
    assert outcome.problems == []
    assert outcome.warnings == [
        (
            "database.yml: production.cache, production.queue would go to shop_production_cache, "
            "shop_production_queue of postgresql/default, which has no such database: "
            "add 'databases: [shop_production_cache, shop_production_queue]' to postgresql/default "
            "in maestro_databases, or declare groups of their names"
        )
    ]


def test_entries_for_further_databases_of_a_group_are_led_to_them() -> None:
    found = [database("postgresql", further=FURTHER)]
    outcome = database_yml(RAILS_8, File("database.yml", "production", found))
    assert (outcome.problems, outcome.warnings) == ([], [])
    production = yaml.safe_load((outcome.text or "").replace("<%", "").replace("%>", ""))["production"]
    login = {"host": "10.0.0.3", "port": 5432, "username": "shop_u", "password": "s3cret"}
    for name, where in (("primary", "shop_d"), ("cache", FURTHER[0]), ("queue", FURTHER[1])):
        assert login.items() <= production[name].items()
        assert (production[name]["database"], "url" in production[name]) == (where, False)
    assert database_yml(outcome.text, File("database.yml", "production", found)).text == outcome.text


@pytest.mark.parametrize("groups", [{}, {"jobs": "main"}])
def test_an_entry_of_its_own_is_led_to_a_further_database(groups: dict[str, str]) -> None:
    text = "production:\n  primary: {adapter: postgresql}\n  jobs: {adapter: postgresql, host: old, database: later}\n"
    found = [database("postgresql", "main", further=("later",)), MYSQL]
    outcome = database_yml(text, File("database.yml", "production", found, groups))
    jobs = yaml.safe_load(outcome.text or "")["production"]["jobs"]
    assert (jobs["host"], jobs["database"], jobs["username"]) == ("10.0.0.3", "later", "shop_u")
    assert (outcome.notes, outcome.warnings) == ([], [])


def test_an_entry_that_bears_a_groups_name_goes_to_its_own_database() -> None:
    text = "production:\n  adapter: postgresql\n  database: later\n"
    found = [database("postgresql", "main", further=("later",))]
    assert "database: shop_d\n" in (database_yml(text, File("database.yml", "production", found)).text or "")


@pytest.mark.parametrize(
    ("heir", "note"),
    [
        ("  cache: {<<: *p, url: 'mysql2://u:p@db.example.com/x'}\n", "it has a url, so its database is external"),
        (
            "  cache: {<<: *p, host: a, port: 1, database: b, username: c, password: d}\n",
            "there is no group 'cache'",
        ),
    ],
)
def test_an_entry_that_says_everything_itself_is_left_alone(heir: str, note: str) -> None:
    outcome = database_yml(rails(heir), File("database.yml", "production", [MYSQL]))
    assert outcome.problems == []
    assert outcome.notes == [f"database.yml: production.cache is left alone: {note}"]


@pytest.mark.parametrize(
    ("heir", "reason"),
    [
        ("  archive: {<<: *p, database: a}\n", "tamper_with_yml is false"),
        ("  archive: {<<: *p, adapter: sqlite3}\n", "its adapter is sqlite3"),
    ],
)
def test_an_entry_that_is_not_to_be_changed_must_not_inherit(heir: str, reason: str) -> None:
    outcome = database_yml(rails(heir), File("database.yml", "production", [MYSQL, OFF]))
    assert outcome.text is None
    assert f"database.yml line 3: 'production.archive' is to be left alone ({reason}), but inherits from " in str(
        outcome.problems[0]
    )


def test_clients_of_mongoid_inherit_alike() -> None:
    before = (
        "production:\n  clients:\n    default: &d\n      database: x\n      options: &o {max_pool_size: 9}\n"
        "    far:\n      <<: *d\n      database: far\n    odd: {database: y, hosts: [h:1], options: *o}\n"
        "    alone: {database: z}\n"
    )
    outcome = mongoid_yml(before, File("mongoid.yml", "production", [MONGODB]))
    assert outcome.problems == []
    assert outcome.notes == [
        f"mongoid.yml: production.clients.{name} goes where 'production.clients.default' goes, "
        f"from which it inherits: there is no group '{name}'; what it says itself stays"
        for name in ("far", "odd")
    ] + ["mongoid.yml: production.clients.alone is left alone: there is no group 'alone'"]
    assert outcome.warnings == [
        outcome.notes[-1],
        (
            "mongoid.yml: production.clients.far would go to far of mongodb/main, which has no such database: "
            "declare groups of their names"
        ),
    ]
    anywhere = mongoid_yml(before, File("mongoid.yml", "production", [database("mongodb", "main", anywhere=True)]))
    assert anywhere.warnings == outcome.notes[-1:]


def test_options_that_another_environment_has_as_well_are_refused() -> None:
    before = (
        "production:\n  clients:\n    default:\n      options: &o {max_pool_size: 9}\n"
        "test:\n  clients:\n    default: {database: t, options: *o}\n"
    )
    outcome = mongoid_yml(before, File("mongoid.yml", "production", [MONGODB]))
    assert outcome.text is None
    assert "mongoid.yml line 5: 'test' inherits from 'production.default'" in str(outcome.problems[0])

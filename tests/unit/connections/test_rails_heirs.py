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


def test_options_that_another_environment_has_as_well_are_refused() -> None:
    before = (
        "production:\n  clients:\n    default:\n      options: &o {max_pool_size: 9}\n"
        "test:\n  clients:\n    default: {database: t, options: *o}\n"
    )
    outcome = mongoid_yml(before, File("mongoid.yml", "production", [MONGODB]))
    assert outcome.text is None
    assert "mongoid.yml line 5: 'test' inherits from 'production.default'" in str(outcome.problems[0])

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked for: names within the limit, mistakes all at once."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.postgresql_wanted import (
    Grant,
    Wanted,
    owner_of,
    problems,
    read,
)

USER: dict[str, Any] = {
    "password": None,
    "state": "present",
    "login": True,
    "superuser": False,
    "createdb": False,
    "createrole": False,
    "inherit": True,
    "replication": False,
    "bypassrls": False,
    "connection_limit": -1,
    "member_of": [],
}
DATABASE: dict[str, Any] = {
    "state": "present",
    "owner": "",
    "users": [],
    "former_users": [],
    "encoding": "UTF8",
    "locale": "",
    "connection_limit": -1,
    "extensions": [],
    "schemas": [],
}
GRANT: dict[str, Any] = {"schemas": ["public"], "objects": [], "future": False, "state": "present"}


def wanted(users: Any = (), databases: Any = (), grants: Any = ()) -> Wanted:
    return read(
        {
            "users": [{**USER, **one} for one in users],
            "databases": [{**DATABASE, **one} for one in databases],
            "grants": [{**GRANT, **one} for one in grants],
        }
    )


def told(*args: Any, **kwargs: Any) -> list[str]:
    return [str(problem) for problem in problems(wanted(*args, **kwargs))]


def test_a_database_gets_an_owner_of_its_own() -> None:
    assert wanted(databases=[{"name": "shop", "encoding": "utf8"}]).databases[0].owner == "shop_owner"
    assert wanted(databases=[{"name": "shop", "encoding": "utf8"}]).databases[0].encoding == "UTF8"
    assert wanted(databases=[{"name": "shop", "owner": "boss"}]).databases[0].owner == "boss"


def test_owners_of_long_names_stay_within_the_limit_and_apart() -> None:
    first, second = "a" * 60 + "one", "a" * 60 + "two"
    assert owner_of(first) == "a" * 48 + "_6fe30ba5_owner"
    assert len(owner_of(second)) == 63
    assert owner_of(first) != owner_of(second)
    assert len(owner_of("é" * 31).encode()) <= 63


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        (
            {"users": [{"name": "a" * 64}]},
            [
                (
                    f"user '{'a' * 64}': has 64 bytes, and the server cuts names after 63: two could become one; "
                    "choose one of at most 63 bytes"
                )
            ],
        ),
        (
            {"databases": [{"name": "é" * 32}]},
            [
                (
                    f"database '{'é' * 32}': has 64 bytes, and the server cuts names after 63: two could become one; "
                    "choose one of at most 63 bytes"
                )
            ],
        ),
        ({"users": [{"name": "pg_boss"}]}, ["user 'pg_boss': is reserved by the server; choose another"]),
        (
            {"users": [{"name": "postgres", "password": "x"}]},
            ["user 'postgres': is the server's own administrator, as whom we get in; choose another"],
        ),
        (
            {"users": [{"name": "x", "password": ""}]},
            ["user 'x': its password is empty; give one, or leave the option out"],
        ),
        (
            {"users": [{"name": "x"}, {"name": "x"}], "databases": [{"name": ""}]},
            [
                "database '': is no name; give one of 1 to 63 bytes",
                "user 'x': stands 2 times in the list; name it once",
            ],
        ),
        (
            {"grants": [{"roles": ["x"], "databases": ["d"], "kind": "schema", "privileges": ["select"]}]},
            ["grant on schema to 'x': SELECT cannot be granted there; use USAGE, CREATE or ALL"],
        ),
    ],
)
def test_mistakes(given: dict[str, Any], texts: list[str]) -> None:
    assert told(**given) == texts


def test_a_message_names_the_user_and_never_the_password() -> None:
    text = "".join(told(users=[{"name": "b" * 70, "password": "CANARY-7f3a92"}]))
    assert "b" * 70 in text
    assert "CANARY" not in text
    assert "CANARY" not in repr(wanted(users=[{"name": "x", "password": "CANARY-7f3a92"}]))


def test_a_grant_of_everything_is_spelt_out_for_each_role_and_schema() -> None:
    grants = wanted(
        grants=[
            {"roles": ["a", "b"], "databases": ["d"], "kind": "sequences", "schemas": ["s"], "privileges": ["all"]},
            {"roles": ["a"], "databases": ["d"], "kind": "database", "privileges": ["temp"]},
        ]
    ).grants
    assert grants == (
        Grant("a", "d", "sequences", "s", ("USAGE", "SELECT", "UPDATE")),
        Grant("b", "d", "sequences", "s", ("USAGE", "SELECT", "UPDATE")),
        Grant("a", "d", "database", "", ("TEMPORARY",)),
    )

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further users of a group: how the plan lists them, which names they may have, and what becomes of former ones."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.plan.state import read_state, record, write_state
from tests.unit.plan.world import plan, problems, recorded

PLACE = "maestro_databases[0].users"
MAIN: dict[str, Any] = {"engine": "mysql", "group": "main", "hosts": "db1"}
NEXT = "(at the next deployment)"


def test_the_plan_lists_them_after_the_accounts_of_every_group() -> None:
    users = [{"name": "reports"}, {"name": "loader", "access": "read_write", "databases": ["audit"]}]
    (group,) = plan([{**MAIN, "databases": ["audit"], "users": users}]).as_dict()["groups"]
    assert group["accounts"] == [
        {"kind": "application", "username": "shop_production"},
        {"kind": "admin", "username": "maestro_admin"},
        {
            "kind": "user",
            "username": "reports",
            "name": "reports",
            "access": "read_only",
            "databases": ["shop_production", "audit"],
        },
        {"kind": "user", "username": "loader", "name": "loader", "access": "read_write", "databases": ["audit"]},
    ]


@pytest.mark.parametrize("engine", ["mysql", "postgresql", "mongodb", "redis", "elasticsearch", "rabbitmq", "influxdb"])
def test_every_engine_with_logins_has_them(engine: str) -> None:
    (group,) = plan([{"engine": engine, "hosts": "db1", "users": [{"name": "reports"}]}]).groups
    assert [account.username for account in group.accounts] == ["shop_production", "maestro_admin", "reports"]


def test_a_shared_server_is_asked_whether_their_names_are_free() -> None:
    entry = {**MAIN, "shared": True, "databases": ["audit"], "users": [{"name": "reports"}]}
    asked = plan([entry]).as_dict()["servers"]["db1"][0]["shared"]
    assert (asked["names"], asked["users"]) == (["shop_production", "audit"], ["shop_production", "reports"])


REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no list": (
        {**MAIN, "users": {"name": "reports"}},
        [f"{PLACE}: is dict; write a list of users such as {{name: reports, access: read_only}}"],
    ),
    "all mistakes at once": (
        {
            **MAIN,
            "users": [
                "reports",
                {"access": "read_only"},
                {"name": "a b", "acess": "read_only"},
                {"name": "x", "access": "readonly"},
                {"name": "y", "databases": "audit", "access": True},
            ],
        },
        [
            f"{PLACE}[0]: is not a mapping; write it as {{name: reports, access: read_only}}",
            f"{PLACE}[1]: has no name; add 'name'",
            f"{PLACE}[2]: unknown key 'acess'; did you mean 'access'?",
            f"{PLACE}[2].name: 'a b' is no name of a user; use a letter, then letters, digits and '_'",
            f"{PLACE}[3].access: 'readonly' is no kind of access; did you mean 'read_only'?",
            f"{PLACE}[4].databases: is str; write a list of names",
            f"{PLACE}[4].access: is bool; write one of read_only, read_write, owner",
        ],
    ),
    "twice": (
        {**MAIN, "users": [{"name": "reports"}, {"name": "Reports"}]},
        [f"{PLACE}[1].name: 'Reports' stands there twice; use each name once"],
    ),
    "taken, kept, too long, and databases of others": (
        {
            **MAIN,
            "users": [
                {"name": "shop_production"},
                {"name": "Maestro_Admin"},
                {"name": "root"},
                {"name": "a" * 33},
                {"name": "fine", "databases": ["shop_production", "audit"]},
            ],
        },
        [
            f"{PLACE}[0].name: 'shop_production' is the application's; choose another",
            f"{PLACE}[1].name: 'Maestro_Admin' is the administrator's; choose another",
            f"{PLACE}[2].name: 'root' is kept for mysql itself; choose another",
            f"{PLACE}[3].name: '{'a' * 33}' is longer than the 32 bytes that mysql takes; choose a shorter one",
            f"{PLACE}[4].databases[1]: the group has no database 'audit'; use shop_production",
        ],
    ),
    "external": (
        {"engine": "mysql", "address": "192.0.2.9", "users": [{"name": "reports"}]},
        [f"{PLACE}: stands beside deployment external; whoever runs it decides that; remove it"],
    ),
    "memcached": (
        {"engine": "memcached", "hosts": "db1", "users": [{"name": "reports"}]},
        [f"{PLACE}: memcached has no logins; remove it"],
    ),
    "glusterfs": (
        {"engine": "glusterfs", "hosts": "db1", "users": [{"name": "reports"}]},
        [f"{PLACE}: glusterfs has no logins; remove it"],
    ),
}


@pytest.mark.parametrize(("entry", "texts"), REFUSED.values(), ids=REFUSED)
def test_refusals(entry: dict[str, Any], texts: list[str]) -> None:
    assert problems([entry]) == texts


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("mysql", "debian-sys-maint"),
        ("postgresql", "pg_shop"),
        ("postgresql", "postgres"),
        ("postgresql", "shop_production_owner"),
        ("redis", "default"),
        ("rabbitmq", "guest"),
        ("elasticsearch", "elastic"),
        ("elasticsearch", "kibanaserver"),
    ],
)
def test_what_a_server_keeps_for_itself_is_no_name(engine: str, name: str) -> None:
    told = problems([{"engine": engine, "hosts": "db1", "users": [{"name": name}]}])
    assert told == [
        f"{PLACE}[0].name: '{name}' is kept for {engine} itself; choose another"
        if "-" not in name
        else f"{PLACE}[0].name: '{name}' is no name of a user; use a letter, then letters, digits and '_'"
    ]


def test_what_becomes_of_them_is_pending_and_a_former_one_stays() -> None:
    before = recorded("mysql", "main", users={"reports": "read_only", "loader": "owner", "same": "read_only"})
    users = [{"name": "new"}, {"name": "loader", "access": "read_write"}, {"name": "same"}]
    found = plan([{**MAIN, "users": users}], recorded=[before])
    assert [change.text for change in found.pending] == [
        f"mysql group 'main': user 'reports' read_only -> no longer declared {NEXT}",
        f"mysql group 'main': user 'loader' owner -> read_write {NEXT}",
        f"mysql group 'main': user 'new' none -> read_only {NEXT}",
    ]
    (warning,) = found.warnings
    assert warning == (
        "mysql group 'main': user 'reports' is not declared any more and stays on the server with its password and "
        "rights; drop it there if nothing needs it"
    )


def test_they_are_recorded() -> None:
    groups = plan([{**MAIN, "users": [{"name": "reports"}]}]).as_dict()["groups"]
    (kept,) = record((), groups, {})
    assert kept.users == {"reports": "read_only"}
    assert write_state([kept])["groups"][0]["users"] == {"reports": "read_only"}
    assert read_state(write_state([kept])) == (kept,)

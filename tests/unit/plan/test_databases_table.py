# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further databases of a group: which engines have them, which names they may have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.world import plan, problems

PLACE = "maestro_databases[0].databases"


@pytest.mark.parametrize("engine", ["mysql", "postgresql", "mongodb", "rabbitmq", "influxdb"])
def test_engines_that_have_them(engine: str) -> None:
    (group,) = plan([{"engine": engine, "hosts": "db1", "databases": ["reports", "audit", "reports"]}]).groups
    assert (group.database, group.databases) == ("shop_production", ("reports", "audit"))
    assert plan([{"engine": engine, "hosts": "db1"}]).groups[0].databases == ()


REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "redis": (
        {"engine": "redis", "hosts": "db1", "databases": ["a"]},
        [f"{PLACE}: stands beside redis; a group of it has one database; remove it"],
    ),
    "mongodb's own": (
        {"engine": "mongodb", "hosts": "db1", "databases": ["config"]},
        [f"{PLACE}[0]: 'config' is kept for mongodb itself; choose another"],
    ),
    "the server's own": (
        {"engine": "mysql", "hosts": "db1", "databases": ["MySQL", "audit"]},
        [f"{PLACE}[0]: 'MySQL' is kept for mysql itself; choose another"],
    ),
    "external": (
        {"engine": "mysql", "address": "192.0.2.9", "databases": ["a"]},
        [f"{PLACE}: stands beside deployment external; a group of it has one database; remove it"],
    ),
    "no name": (
        {"engine": "mysql", "hosts": "db1", "databases": ["a`b", 7, ["x"]]},
        [
            f"{PLACE}[0]: 'a`b' is no name of a database; use a letter, then letters, digits and '_'",
            f"{PLACE}[1]: '7' is no name of a database; use a letter, then letters, digits and '_'",
            f"{PLACE}[2]: '['x']' is no name of a database; use a letter, then letters, digits and '_'",
        ],
    ),
    "the group's own": (
        {"engine": "mysql", "hosts": "db1", "databases": ["shop_production"]},
        [f"{PLACE}[0]: 'shop_production' is the group's own database; remove it"],
    ),
    "too long for postgresql": (
        {"engine": "postgresql", "hosts": "db1", "databases": ["a" * 64]},
        [f"{PLACE}[0]: '{'a' * 64}' is longer than postgresql keeps apart; choose a shorter one"],
    ),
    "postgresql's own": (
        {"engine": "postgresql", "hosts": "db1", "databases": ["pg_shop"]},
        [f"{PLACE}[0]: 'pg_shop' begins as what postgresql keeps for itself; choose another"],
    ),
    "too long for mysql's grants, where underscores count twice": (
        {"engine": "mysql", "hosts": "db1", "databases": ["a_" * 22]},
        [f"{PLACE}[0]: '{'a_' * 22}' is longer than mysql keeps apart; choose a shorter one"],
    ),
}


@pytest.mark.parametrize(("entry", "texts"), REFUSED.values(), ids=REFUSED)
def test_refusals(entry: dict[str, Any], texts: list[str]) -> None:
    assert problems([entry]) == texts


LETTERS = "use letters, digits, '_' and '-'"


@pytest.mark.parametrize(
    ("engine", "name", "told"),
    [
        ("mysql", "mysql", "'mysql' is kept for mysql itself; choose another"),
        ("mysql", "a`b", f"'a`b' is no name of a database; {LETTERS}"),
        ("mysql", "x" * 65, f"'{'x' * 65}' is longer than mysql keeps apart; choose a shorter one"),
        ("postgresql", "template1", "'template1' is kept for postgresql itself; choose another"),
        ("postgresql", "postgres", "'postgres' is kept for postgresql itself; choose another"),
        ("mongodb", "admin", "'admin' is kept for mongodb itself; choose another"),
        ("mongodb", "a b", f"'a b' is no name of a database; {LETTERS}"),
        ("influxdb", "_internal", "'_internal' is kept for influxdb itself; choose another"),
        ("redis", "shop", "'shop' is no name of a database; use a number: its databases have no names"),
        (
            "elasticsearch",
            "Shop",
            "'Shop' is no name of a database; use lower-case letters, digits and '_', '.', '+', '-'",
        ),
        ("rabbitmq", "a b", "'a b' is no name of a database; write it without spaces"),
    ],
)
def test_a_name_of_its_own_that_the_server_cannot_have(engine: str, name: str, told: str) -> None:
    assert problems([{"engine": engine, "hosts": "db1", "database": name}]) == [
        f"maestro_databases[0].database: {told}"
    ]
    # Of somebody else's server nobody here knows what it has.
    assert plan([{"engine": engine, "address": "192.0.2.9", "database": name}]).groups[0].database == name


@pytest.mark.parametrize(
    ("engine", "name"),
    [("mysql", "my-shop"), ("postgresql", "Shop1"), ("redis", "5"), ("rabbitmq", "/shop"), ("elasticsearch", "s-1.a")],
)
def test_a_name_of_its_own(engine: str, name: str) -> None:
    assert plan([{"engine": engine, "hosts": "db1", "database": name}]).groups[0].database == name

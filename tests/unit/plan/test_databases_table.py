# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further databases of a group: which engines have them, which names they may have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.world import plan, problems

PLACE = "maestro_databases[0].databases"


@pytest.mark.parametrize("engine", ["mysql", "postgresql", "rabbitmq", "influxdb"])
def test_engines_that_have_them(engine: str) -> None:
    (group,) = plan([{"engine": engine, "hosts": "db1", "databases": ["reports", "audit", "reports"]}]).groups
    assert (group.database, group.databases) == ("shop_production", ("reports", "audit"))
    assert plan([{"engine": engine, "hosts": "db1"}]).groups[0].databases == ()


REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "redis": (
        {"engine": "redis", "hosts": "db1", "databases": ["a"]},
        [f"{PLACE}: stands beside redis; a group of it has one database; remove it"],
    ),
    "mongodb": (
        {"engine": "mongodb", "hosts": "db1", "databases": ["a"]},
        [f"{PLACE}: stands beside mongodb; a group of it has one database; remove it"],
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

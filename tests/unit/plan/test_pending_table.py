# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declaration changes against the last deployment, and when that applies."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.plan.build import PlanError
from tests.unit.plan.world import plan, recorded

MAIN = {"engine": "mysql", "group": "main", "hosts": "db1"}
BEFORE = {"port": 3306, "hosts": ("db1",), "encoding": "utf8mb4"}
NEXT = "(at the next deployment)"

TABLE = {
    "before the first deployment": ([MAIN], [], []),
    "nothing": ([MAIN], [recorded("mysql", "main", **BEFORE)], []),
    "a state file of the first releases": ([MAIN], [recorded("mysql", "main")], []),
    "the running version is longer than the pinned one": (
        [{**MAIN, "version": "8.0"}],
        [recorded("mysql", "main", version="8.0.36", **BEFORE)],
        [],
    ),
    "a new group": (
        [MAIN, {"engine": "redis", "hosts": "db2"}],
        [recorded("mysql", "main", **BEFORE)],
        [f"redis group 'default': group none -> dedicated {NEXT}"],
    ),
    "a group that is gone": (
        [MAIN],
        [recorded("mysql", "main", **BEFORE), recorded("redis", deployment="external")],
        [f"redis group 'default': group external -> no longer declared {NEXT}"],
    ),
    "the primary": (
        [MAIN, {"engine": "mysql", "group": "spare", "hosts": "db2", "primary": True}],
        [recorded("mysql", "main", **BEFORE), recorded("mysql", "spare", primary=False)],
        [
            f"mysql group 'main': primary yes -> no {NEXT}",
            f"mysql group 'spare': primary no -> yes {NEXT}",
        ],
    ),
    "another port": (
        [{**MAIN, "port": 3307}],
        [recorded("mysql", "main", **BEFORE)],
        [f"mysql group 'main': port 3306 -> 3307 {NEXT}"],
    ),
    "another database": (
        [{**MAIN, "database": "other"}],
        [recorded("mysql", "main", **BEFORE)],
        [f"mysql group 'main': database shop_production -> other {NEXT}"],
    ),
    "other hosts": (
        [{**MAIN, "hosts": "db2"}],
        [recorded("mysql", "main", **BEFORE)],
        [f"mysql group 'main': hosts db1 -> db2 {NEXT}"],
    ),
    "local": (
        [{"engine": "mysql", "group": "main", "deployment": "local"}],
        [recorded("mysql", "main", **BEFORE)],
        [
            f"mysql group 'main': deployment dedicated -> local {NEXT}",
            f"mysql group 'main': hosts db1 -> web1 {NEXT}",
        ],
    ),
    "external": (
        [{"engine": "mysql", "group": "main", "address": "db.example.com"}],
        [recorded("mysql", "main", flavour="mariadb", version="11.8", **BEFORE)],
        [f"mysql group 'main': deployment dedicated -> external {NEXT}"],
    ),
    "one more host of glusterfs": (
        [{"engine": "glusterfs", "hosts": ["db1", "db2"]}],
        [recorded("glusterfs", hosts=("db1",), port=24007, replica_count=1, database="")],
        [f"glusterfs group 'default': hosts db1 -> db1, db2 {NEXT}"],
    ),
    "a character set that is not named stays": (
        [MAIN],
        [recorded("mysql", "main", **{**BEFORE, "encoding": "latin1"})],
        [],
    ),
    "case makes no other character set": (
        [{**MAIN, "encoding": "UTF8MB4"}],
        [recorded("mysql", "main", **BEFORE)],
        [],
    ),
}


@pytest.mark.parametrize(("databases", "before", "texts"), TABLE.values(), ids=TABLE)
def test_what_is_pending(databases: object, before: list[Any], texts: list[str]) -> None:
    assert [change.text for change in plan(databases, recorded=before).pending] == texts


KEEP = "keep it, or declare a new group and move the data with the playbook maestro.databases.migrate"
NEVER = {
    "version": (
        {**MAIN, "version": "8.4"},
        recorded("mysql", "main", version="8.0.36", **BEFORE),
        "mysql group 'main': version 8.0.36 -> 8.4 (never in place: it takes a new group)",
        "maestro_databases[0].version: main was deployed with 8.0.36, not 8.4, and nothing is upgraded in place; "
        + KEEP,
    ),
    "flavour": (
        {**MAIN, "flavour": "mariadb"},
        recorded("mysql", "main", **BEFORE),
        "mysql group 'main': flavour mysql -> mariadb (never in place: it takes a new group)",
        "maestro_databases[0].flavour: main was deployed as mysql, not mariadb; " + KEEP,
    ),
    "encoding": (
        {**MAIN, "encoding": "latin1"},
        recorded("mysql", "main", **BEFORE),
        "mysql group 'main': encoding utf8mb4 -> latin1 (never in place: it takes a new group)",
        "maestro_databases[0].encoding: main was deployed with the character set utf8mb4, not latin1; " + KEEP,
    ),
    "replica_count": (
        {"engine": "glusterfs", "hosts": ["db1", "db2"], "replica_count": 2},
        recorded("glusterfs", hosts=("db1", "db2"), port=24007, replica_count=1, database=""),
        "glusterfs group 'default': replica_count 1 -> 2 (never in place: it takes a new group)",
        "maestro_databases[0].replica_count: default was deployed with 1 copies, not 2; " + KEEP,
    ),
}


@pytest.mark.parametrize(("entry", "before", "text", "problem"), NEVER.values(), ids=NEVER)
def test_what_never_applies_is_refused(entry: object, before: Any, text: str, problem: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan([entry], recorded=[before])
    assert [str(one) for one in caught.value.problems] == [problem]
    assert [change.text for change in caught.value.pending] == [text]
    assert [change.applies for change in caught.value.pending] == [False]


def test_a_change_in_the_manifest_is_refused_where_it_stands() -> None:
    manifest = "mysql:\n  configuration: {version: 8.4}\n  servers: [{server: {unique_name: db1}}]\n"
    with pytest.raises(PlanError) as caught:
        plan(manifest=manifest, recorded=[recorded("mysql", version="8.0")])
    assert [str(one) for one in caught.value.problems] == [
        "manifest.yml line 2: mysql.configuration.version: default was deployed with 8.0, not 8.4, "
        "and nothing is upgraded in place; " + KEEP
    ]


def test_data_that_stays_behind_is_told() -> None:
    found = plan([{**MAIN, "hosts": "db2"}], recorded=[recorded("mysql", "main", **BEFORE)])
    assert found.warnings == (
        "mysql group 'main' is to be on db2 and its data is on db1: nothing moves it, so the group starts empty",
    )


def test_what_is_pending_is_no_part_of_the_plan() -> None:
    assert "pending" not in plan([MAIN], recorded=[recorded("redis", deployment="external")]).as_dict()

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group leaves only when it is named, and which one may be removed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.plan.build import PlanError
from ansible_collections.maestro.databases.plugins.module_utils.plan.details import mounts
from ansible_collections.maestro.databases.plugins.module_utils.plan.removal import confirmed, find
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import record
from tests.unit.plan.world import lines, plan, problems, recorded

MAIN = {"engine": "redis", "group": "main", "hosts": "db1"}
SPARE = {"engine": "redis", "group": "spare", "hosts": "db2"}
BOTH = [recorded("redis", "main", database="0"), recorded("redis", "spare", primary=False, database="0")]
FORGOTTEN = (
    "maestro_databases: redis group 'spare' was deployed and is not declared any more; "
    "declare it, or remove it: ansible-playbook maestro.databases.remove -e maestro_remove=redis/spare"
)


def test_a_deployment_without_it_is_refused() -> None:
    assert problems([MAIN], recorded=BOTH) == [FORGOTTEN]
    with pytest.raises(PlanError) as caught:
        plan([MAIN], recorded=BOTH)
    assert [change.text for change in caught.value.pending] == [
        "redis group 'spare': group dedicated -> no longer declared (at the next deployment)"
    ]


def test_an_external_one_just_goes() -> None:
    before = [recorded("redis", "main"), recorded("mysql", "cloud", deployment="external")]
    planned = plan([MAIN], recorded=before)
    assert [group.engine for group in planned.groups] == ["redis"]
    assert [one.engine for one in record(before, planned.as_dict()["groups"], {})] == ["redis"]


def test_one_slip_makes_one_problem() -> None:
    typo = {"engine": "redi", "group": "spare", "hosts": "db2"}
    assert problems([MAIN, typo], recorded=BOTH) == [
        "maestro_databases[1].engine: 'redi' is no engine; did you mean 'redis'?"
    ]
    other = {**SPARE, "port": 0, "hosts": "none"}
    assert FORGOTTEN not in problems([MAIN, other], recorded=BOTH)
    assert problems({"engine": "redis"}, recorded=BOTH)[0].startswith("maestro_databases: is not a list")
    assert len(problems({"engine": "redis"}, recorded=BOTH)) == 1


def test_the_plan_of_a_removal_is_without_it() -> None:
    wanted = ["redis/main* dedicated db1 redis REDIS_MAIN,REDIS"]
    assert lines([MAIN], recorded=BOTH, removing="redis/spare") == wanted
    assert lines([MAIN], recorded=BOTH[:1], removing="redis/spare") == wanted
    assert lines([], recorded=BOTH[:1], removing="redis/main") == []


def test_a_last_group_that_gets_the_bare_name_is_told() -> None:
    several = [recorded("redis", "main", primary=False), BOTH[1]]
    more: dict[str, Any] = {"removing": "redis/spare", "cluster": True, "allowed_sources": ["198.51.100.7"]}
    assert plan([MAIN], recorded=several, **more).warnings == (
        (
            "redis group 'main' is the only one now: its Service is redis, and redis-main goes; "
            "aliases: true in maestro_kubernetes keeps that name as well"
        ),
    )
    assert plan([MAIN], recorded=BOTH, **more).warnings == ()
    assert plan([MAIN], recorded=several, **{**more, "cluster": False}).warnings == ()


def test_a_primary_that_somebody_succeeds_may_go() -> None:
    spare = {**SPARE, "primary": True}
    assert lines([spare], recorded=BOTH, removing="redis/main") == [
        "redis/spare* dedicated db2 redis REDIS_SPARE,REDIS",
    ]


REFUSED: dict[str, tuple[list[Any], str, list[str]]] = {
    "no group": ([MAIN, SPARE], "redis", ["maestro_remove: 'redis' names no group; write it as mysql/spare"]),
    "no engine": (
        [MAIN, SPARE],
        "redi/spare",
        ["maestro_remove: 'redi' is no engine; did you mean 'redis'?"],
    ),
    "still declared": (
        [MAIN, SPARE],
        "Redis/SPARE",
        ["maestro_remove: Redis/SPARE is still declared; take it out of the declaration first"],
    ),
    "misspelt": (
        [MAIN],
        "redis/spar",
        ["maestro_remove: redis/spar was never deployed; did you mean 'redis/spare'?", FORGOTTEN],
    ),
    "the primary": (
        [SPARE],
        "redis/main",
        [
            (
                "maestro_remove: redis/main is the primary; "
                "say which one takes over the bare names: mark one of these with primary: true: spare"
            )
        ],
    ),
    "one more is gone": ([], "redis/main", [FORGOTTEN]),
}


@pytest.mark.parametrize(("databases", "wanted", "told"), REFUSED.values(), ids=REFUSED)
def test_what_speaks_against_it(databases: list[Any], wanted: str, told: list[str]) -> None:
    assert problems(databases, recorded=BOTH, removing=wanted) == told


STORE = {
    "engine": "glusterfs",
    "hosts": "db1",
    "volumes": [{"name": "data-store"}, {"name": "archive", "mount": "/srv/archive"}],
    "mount_targets": ["app", "db3"],
}


def test_where_volumes_are_mounted_is_remembered() -> None:
    (kept,) = record([], plan([STORE]).as_dict()["groups"], {})
    both = [{"volume": "data-store", "path": "/mnt/data-store"}, {"volume": "archive", "path": "/srv/archive"}]
    assert mounts(kept.details) == {"web1": both, "web2": both, "db3": both}
    assert lines([MAIN], recorded=[BOTH[0], kept], removing="glusterfs/default") == [
        "redis/main* dedicated db1 redis REDIS_MAIN,REDIS"
    ]
    assert mounts(record([], plan([MAIN]).as_dict()["groups"], {})[0].details) == {}


def test_volumes_of_an_older_state_file_stay_until_it_says_where_they_are() -> None:
    before = [recorded("glusterfs", hosts=("db1",))]
    assert problems([MAIN], recorded=[recorded("redis", "main"), *before], removing="glusterfs/default") == [
        (
            "maestro_remove: where the volumes of glusterfs/default are mounted was not recorded; "
            "declare it and deploy once more, which records it, and remove it then"
        )
    ]


def test_names_are_found_without_regard_to_case() -> None:
    assert find(BOTH, "Redis/SPARE") == BOTH[1]
    assert find(BOTH, "redis/gone") is None


def test_both_names_have_to_agree() -> None:
    assert confirmed("redis/spare", "") == []
    assert confirmed("redis/spare", "redis/spare") == []
    assert [str(problem) for problem in confirmed("", "redis/spare")] == [
        "maestro_remove: is not set; name the group: -e maestro_remove=mysql/spare",
        "maestro_remove_data: is 'redis/spare', not ''; name the same group, or leave it out",
    ]
    assert [str(problem) for problem in confirmed("redis/spare", "yes")] == [
        "maestro_remove_data: is 'yes', not 'redis/spare'; name the same group, or leave it out"
    ]

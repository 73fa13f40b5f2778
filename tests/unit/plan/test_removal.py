# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which group may be removed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.plan.removal import find, problems
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import RecordedGroup


def kept(engine: str, name: str, primary: bool = False) -> RecordedGroup:
    return RecordedGroup(engine, name, engine, "8", "dedicated", primary, "0", hosts=("db1",))


def planned(engine: str, name: str, primary: bool = False) -> dict[str, Any]:
    return {"engine": engine, "group": name, "primary": primary}


BOTH = (kept("redis", "main", primary=True), kept("redis", "spare"))


@pytest.mark.parametrize(
    ("groups", "wanted", "confirmed", "expected"),
    [
        ([planned("redis", "main", primary=True)], "redis/spare", "redis/spare", []),
        ([], "redis/main", "redis/main", []),
        ([planned("redis", "spare", primary=True)], "redis/main", "redis/main", []),
        ([], "redis/gone", "redis/gone", []),
        ([], "redis", "redis", ["maestro_remove: 'redis' names no group; write it as mysql/spare"]),
        (
            [planned("redis", "main", primary=True)],
            "redis/spare",
            "",
            ["maestro_confirm: is '', not 'redis/spare'; name the group once more to confirm"],
        ),
        (
            [planned("redis", "Spare")],
            "redis/spare",
            "yes",
            [
                "maestro_confirm: is 'yes', not 'redis/spare'; name the group once more to confirm",
                "maestro_remove: redis/spare is still declared; take it out of maestro_databases first",
            ],
        ),
        (
            [planned("redis", "spare"), planned("redis", "third"), planned("mysql", "all", primary=True)],
            "redis/main",
            "redis/main",
            [
                "maestro_remove: redis/main is the primary of other groups; "
                "mark one of these with primary: true first: spare, third"
            ],
        ),
    ],
)
def test_what_speaks_against_it(groups: list[dict[str, Any]], wanted: str, confirmed: str, expected: list[str]) -> None:
    assert [str(problem) for problem in problems(BOTH, groups, wanted, confirmed)] == expected


def test_volumes_stay() -> None:
    (problem,) = problems([kept("glusterfs", "default")], [], "glusterfs/default", "glusterfs/default")
    assert problem.what == "volumes of GlusterFS may be in use on other hosts"


def test_names_are_found_without_regard_to_case() -> None:
    assert find(BOTH, "Redis/SPARE") == BOTH[1]
    assert find(BOTH, "redis/gone") is None

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of databases that somebody else runs: looked at with the others, handed to the check, kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.filter.endpoints import endpoints
from ansible_collections.maestro.databases.plugins.module_utils.credentials.given import apply_given
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError


def group(engine: str, name: str, **more: Any) -> dict[str, Any]:
    kept = {"address": "192.0.2.7", "port": 4711, "database": "shop_production"}
    return {"engine": engine, "group": name, "deployment": "external", "accounts": [], **kept, **more}


MADE = group("mysql", "main", deployment="dedicated", accounts=[{"kind": "application", "username": "shop"}])
EXTERNAL = [group("mysql", "reports"), group("redis", "default"), group("memcached", "default")]
PLAN = {"groups": [MADE, *EXTERNAL]}
# A name that no server of ours would give to an application.
ROOT = {"username": "root", "password": "s3cret"}


def test_nothing_of_it_is_kept() -> None:
    given = {"mysql/reports": ROOT, "redis": {"password": "s3cret"}}
    assert apply_given({}, PLAN, given) == ({}, [])
    assert apply_given({}, PLAN, {**given, "mysql/main": {"username": "mine"}}) == (
        {"mysql/main/application": {"username": "mine"}},
        ["mysql/main/application"],
    )


@pytest.mark.parametrize("name", ["mysql/reports", "mysql/reports/application"])
def test_the_check_gets_it(name: str) -> None:
    assert endpoints(EXTERNAL, {name: ROOT, "redis": {"password": "s3cret"}}) == [
        {
            "name": "mysql/reports",
            "address": "192.0.2.7",
            "port": 4711,
            "engine": "mysql",
            "database": "shop_production",
            "username": "root",
            "password": "s3cret",
        },
        {
            "name": "redis/default",
            "address": "192.0.2.7",
            "port": 4711,
            "engine": "redis",
            "database": "shop_production",
            "password": "s3cret",
        },
        {"name": "memcached/default", "address": "192.0.2.7", "port": 4711},
    ]


def test_without_any_the_port_alone_is_tried() -> None:
    assert endpoints(EXTERNAL[1:2]) == [{"name": "redis/default", "address": "192.0.2.7", "port": 4711}]


def test_every_mistake_at_once() -> None:
    given = {
        "mysql": ROOT,
        "mysql/reports": {"username": "shop"},
        "mysql/reports/admin": ROOT,
        "redis": {"username": "shop"},
        "memcached": ROOT,
    }
    with pytest.raises(ProblemsError) as caught:
        apply_given({}, PLAN, given)
    known = "mysql/main/application, mysql/reports/application"
    assert [str(problem) for problem in caught.value.problems] == [
        "maestro_credentials['mysql']: could mean several groups; write mysql/main or mysql/reports",
        (
            "maestro_credentials['mysql/reports']: its database is external and it has no password; "
            "give both, or leave it out"
        ),
        (
            "maestro_credentials['mysql/reports/admin']: no database of this application has such an account; "
            f"use one of: {known}"
        ),
        "maestro_credentials['redis']: its database is external and it has no password; give both, or leave it out",
        (
            "maestro_credentials['memcached']: no database of this application has such an account; "
            f"use one of: {known}, redis/default/application"
        ),
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups whose server may be that of another application, too."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES
from tests.unit.plan.world import plan, problems


def test_what_a_group_wants_of_a_shared_server_is_asked_with_it() -> None:
    entry = {"engine": "postgresql", "hosts": "db1", "shared": True, "settings": {"work_mem": "8MB"}}
    asked = plan([entry]).as_dict()["servers"]["db1"][0]
    assert asked["shared"] == {
        "listen": ["127.0.0.1", "192.0.2.11"],
        "clients": ["192.0.2.1", "192.0.2.2", "192.0.2.11"],
        "names": ["shop_production"],
        "users": ["shop_production"],
        "admins": ["maestro_admin"],
        "settings": ["work_mem"],
    }
    alone = plan([{**entry, "shared": False}]).as_dict()["servers"]["db1"][0]
    assert "shared" not in alone


def test_extensions_are_asked_for_with_the_server_that_their_packages_go_with() -> None:
    asked = plan([{"engine": "postgresql", "hosts": "db1", "extensions": ["postgis"]}]).as_dict()["servers"]["db1"][0]
    assert asked["extensions"] == ["postgis"]


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        (
            "redis",
            "the rights of its users know keys and no databases, so that each application would read the other's",
        ),
        ("memcached", "it has no logins, so that each application would read the other's"),
        ("glusterfs", "it knows addresses and no logins, so that each application would read the other's"),
    ],
)
def test_engines_that_do_not_keep_applications_apart_are_not_shared(engine: str, why: str) -> None:
    assert problems([{"engine": engine, "hosts": "db1", "shared": True}]) == [
        (
            f"maestro_databases[0].shared: {engine} is for one application: {why}; "
            "give each application a server of its own"
        )
    ]


def test_all_others_are() -> None:
    assert [name for name, engine in ENGINES.items() if engine.deployable and not engine.sole] == [
        "mysql",
        "postgresql",
        "mongodb",
        "elasticsearch",
        "rabbitmq",
        "influxdb",
    ]


def test_who_shares_keeps_to_its_own_databases() -> None:
    entry = {"engine": "mongodb", "hosts": "db1", "shared": True, "any_database": True}
    what = "lets the application into the databases of all others that share the server; remove it, or shared"
    assert problems([entry]) == [f"maestro_databases[0].any_database: {what}"]
    assert plan([{**entry, "shared": False}]).groups[0].options["any_database"] is True


@pytest.mark.parametrize("engine", ["mongodb", "influxdb", "elasticsearch"])
def test_nobody_takes_the_name_of_the_hosts_own_administrator(engine: str) -> None:
    assert ENGINES[engine].host_admin
    assert ENGINES[engine].keeps("maestro_host")

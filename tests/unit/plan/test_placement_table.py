# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployment types: who listens where, who may come, and which address processes on hosts use."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.world import plan, problems

LOOPBACK = "127.0.0.1"
WEB = ["192.0.2.1", "192.0.2.2"]

#: Entry, web hosts, pods: address, what the server binds, who may come.
TABLE = {
    "dedicated": (
        {"engine": "mysql", "hosts": "db1"},
        "web",
        False,
        ["192.0.2.11", [LOOPBACK, "192.0.2.11"], [*WEB, "192.0.2.11"]],
    ),
    "dedicated, with pods": (
        {"engine": "mysql", "hosts": "db1"},
        "one_web",
        True,
        ["192.0.2.11", [LOOPBACK, "192.0.2.11"], ["192.0.2.1", "192.0.2.11"]],
    ),
    "dedicated, without web hosts": (
        {"engine": "mysql", "hosts": "db1"},
        "",
        False,
        ["192.0.2.11", [LOOPBACK, "192.0.2.11"], ["192.0.2.11"]],
    ),
    "local beside the one web host": (
        {"engine": "mysql", "deployment": "local"},
        "one_web",
        False,
        [LOOPBACK, [LOOPBACK], []],
    ),
    "local with a second web host": (
        {"engine": "mysql", "deployment": "local"},
        "web",
        False,
        ["192.0.2.1", [LOOPBACK, "192.0.2.1"], WEB],
    ),
    "local, with pods, is never loopback": (
        {"engine": "mysql", "deployment": "local"},
        "one_web",
        True,
        ["192.0.2.1", [LOOPBACK, "192.0.2.1"], ["192.0.2.1"]],
    ),
    "external": ({"engine": "mysql", "address": "db.example.com"}, "web", True, ["db.example.com", [], []]),
    "external, said so": (
        {"engine": "mysql", "deployment": "external", "address": "2001:db8::7"},
        "web",
        False,
        ["2001:db8::7", [], []],
    ),
    "glusterfs is never on loopback": (
        {"engine": "glusterfs", "deployment": "local"},
        "one_web",
        False,
        ["192.0.2.1", ["192.0.2.1"], ["192.0.2.1"]],
    ),
    "memcached is for its own host": ({"engine": "memcached"}, "web", False, [LOOPBACK, [LOOPBACK], []]),
    "an inventory group of the engine and group": (
        {"engine": "mysql", "group": "spare"},
        "",
        False,
        ["192.0.2.16", [LOOPBACK, "192.0.2.16"], ["192.0.2.16"]],
    ),
}


@pytest.mark.parametrize(("entry", "web", "cluster", "wanted"), TABLE.values(), ids=TABLE)
def test_placement(entry: dict[str, Any], web: str, cluster: bool, wanted: list[Any]) -> None:
    (group,) = plan([entry], web=web, cluster=cluster).groups
    assert [group.address, list(group.listen), list(group.clients)] == wanted


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ({"engine": "mysql", "hosts": "db1"}, False),
        ({"engine": "mysql", "hosts": "db1", "shared": False}, False),
        ({"engine": "mysql", "hosts": "db1", "shared": True}, True),
        ({"engine": "postgresql", "deployment": "local", "shared": True}, True),
    ],
)
def test_a_server_is_shared_where_it_is_declared_so(entry: dict[str, Any], wanted: bool) -> None:
    found = plan([entry])
    assert found.groups[0].shared is wanted
    assert found.as_dict()["groups"][0]["shared"] is wanted


def test_types_mix_in_one_application() -> None:
    found = plan(
        [
            {"engine": "mysql", "hosts": "db1"},
            {"engine": "mysql", "group": "near", "deployment": "local"},
            {"engine": "mysql", "group": "far", "address": "db.example.com"},
        ]
    )
    assert [(group.group, group.deployment, group.address) for group in found.groups] == [
        ("default", "dedicated", "192.0.2.11"),
        ("near", "local", "192.0.2.1"),
        ("far", "external", "db.example.com"),
    ]


REFUSED = {
    "a shared external one": (
        {"engine": "mysql", "address": "db.example.com", "shared": True},
        "maestro_databases[0].shared: stands beside deployment external; whoever runs it decides that; remove it",
    ),
    "the character set of an external one": (
        {"engine": "mysql", "address": "db.example.com", "encoding": "latin1"},
        "maestro_databases[0].encoding: stands beside deployment external; whoever runs it decides that; remove it",
    ),
    "extensions of an external one": (
        {"engine": "postgresql", "address": "db.example.com", "extensions": ["postgis"]},
        "maestro_databases[0].extensions: stands beside deployment external; whoever runs it decides that; remove it",
    ),
    "the operating system of an external one": (
        {"engine": "mysql", "address": "db.example.com", "operating_system": "debian13"},
        (
            "maestro_databases[0].operating_system: stands beside deployment external; "
            "whoever runs it decides that; remove it"
        ),
    ),
    "no name of an operating system": (
        {"engine": "mysql", "hosts": "db1", "operating_system": "Debian 13"},
        (
            "maestro_databases[0].operating_system: 'Debian 13' is no operating system; "
            "write ID and VERSION_ID of its os-release, such as debian13 or ubuntu2404"
        ),
    ),
    "what users may do in an external one": (
        {"engine": "mongodb", "address": "db.example.com", "any_database": True},
        "maestro_databases[0].any_database: stands beside deployment external; whoever runs it decides that; remove it",
    ),
    "all databases of mysql": (
        {"engine": "mysql", "hosts": "db1", "any_database": True},
        "maestro_databases[0]: unknown key 'any_database'; did you mean 'database'?",
    ),
    "all databases by a word": (
        {"engine": "mongodb", "hosts": "db1", "any_database": "shop"},
        "maestro_databases[0].any_database: is str; write true or false",
    ),
    "extensions of mysql": (
        {"engine": "mysql", "hosts": "db1", "extensions": ["postgis"]},
        (
            "maestro_databases[0]: unknown key 'extensions'; use one of: engine, group, flavour, deployment, version, "
            "operating_system, primary, default, shared, hosts, address, port, database, databases, users, settings, "
            "encoding, tamper_with_yml"
        ),
    ),
    "no name of an extension": (
        {"engine": "postgresql", "hosts": "db1", "extensions": ["postgis; --", 7]},
        "maestro_databases[0].extensions[0]: 'postgis; --' is no extension; name it as in CREATE EXTENSION",
    ),
    "no name of a character set": (
        {"engine": "postgresql", "hosts": "db1", "encoding": "UTF8' LC_COLLATE 'x"},
        "maestro_databases[0].encoding: 'UTF8' LC_COLLATE 'x' is no character set; name one such as UTF8",
    ),
    "shared as a word": (
        {"engine": "mysql", "hosts": "db1", "shared": "yes"},
        "maestro_databases[0].shared: is str; write true or false",
    ),
}


@pytest.mark.parametrize(("entry", "first"), REFUSED.values(), ids=REFUSED)
def test_refusals(entry: dict[str, Any], first: str) -> None:
    assert problems([entry])[0] == first


SECOND = {
    "a server with both": (
        {"engine": "mysql", "hosts": "db7"},
        [LOOPBACK, "192.0.2.17", "2001:db8::17"],
        [*WEB, "2001:db8::2", "192.0.2.17", "2001:db8::17"],
        "2001:db8::17",
    ),
    "a client with both": (
        {"engine": "mysql", "hosts": "db1"},
        [LOOPBACK, "192.0.2.11"],
        [*WEB, "2001:db8::2", "192.0.2.11"],
        "",
    ),
    "a server that binds one": (
        {"engine": "influxdb", "hosts": "db7"},
        [LOOPBACK, "192.0.2.17"],
        [*WEB, "2001:db8::2", "192.0.2.17"],
        "",
    ),
}


@pytest.mark.parametrize(("entry", "listen", "clients", "second"), SECOND.values(), ids=SECOND)
def test_hosts_with_a_second_address(entry: dict[str, Any], listen: list[str], clients: list[str], second: str) -> None:
    (group,) = plan([entry], six=True).groups
    assert (list(group.listen), list(group.clients), group.hosts[0].address6) == (listen, clients, second)

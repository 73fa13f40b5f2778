# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: names, the primary, placement, and refusals."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.plan.build import Request, build_plan
from ansible_collections.maestro.databases.plugins.module_utils.plan.model import Group, Plan
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import RecordedGroup

HOSTS = {"web1": "192.0.2.1", "web2": "192.0.2.2", "db1": "192.0.2.11", "db2": "192.0.2.12", "db3": "192.0.2.13"}
GROUPS = {"web": ["web1", "web2"], "first_web": ["web1"], "redis": ["db3"], "mysql_spare": ["db2"]}


class Hosts:
    """An inventory of plain mappings."""

    def hosts(self, pattern: str) -> list[str]:
        return GROUPS.get(pattern, [pattern] if pattern in HOSTS else [])

    def has_group(self, name: str) -> bool:
        return name in GROUPS

    def addresses(self, host: str) -> tuple[str, str]:
        return str(ipaddress.ip_address(HOSTS[host])), HOSTS[host]

    def address6(self, host: str) -> str:
        return ""


def plan(databases: object, **more: Any) -> Plan:
    values: dict[str, Any] = {"application": "shop", "environment": "production", "web": "web", **more}
    return build_plan(Request(databases=databases, **values), Hosts())


def groups(databases: object, **more: Any) -> tuple[Group, ...]:
    return plan(databases, **more).groups


def problems(databases: object, **more: Any) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        plan(databases, **more)
    return [str(problem) for problem in caught.value.problems]


def recorded(engine: str, group: str, **more: Any) -> RecordedGroup:
    values: dict[str, Any] = {
        "flavour": engine,
        "version": "",
        "deployment": "dedicated",
        "primary": True,
        "database": "",
        **more,
    }
    return RecordedGroup(engine=engine, group=group, **values)


THREE = [
    {"engine": "mysql", "group": name, "hosts": host}
    for name, host in (("main", "db1"), ("spare", "db2"), ("archive", "db3"))
]


def with_primary(name: str) -> Sequence[Mapping[str, Any]]:
    return [{**entry, "primary": entry["group"] == name} for entry in THREE]


@pytest.mark.parametrize(
    ("databases", "services"),
    [
        ([{"engine": "mysql", "hosts": "db1"}], ["mysql"]),
        ([{"engine": "mysql", "group": "venus", "hosts": "db1"}], ["mysql"]),
        (THREE, ["mysql-main", "mysql-spare", "mysql-archive"]),
        (with_primary("main"), ["mysql", "mysql-spare", "mysql-archive"]),
        (with_primary("spare"), ["mysql-main", "mysql", "mysql-archive"]),
        (
            [
                {"engine": "mysql", "group": "main", "hosts": "db1"},
                {"engine": "redis", "group": "cache", "hosts": "db2"},
            ],
            ["mysql", "redis"],
        ),
        ([{"engine": "mysql", "flavour": "mariadb", "hosts": "db1"}], ["mysql"]),
        (
            [
                {"engine": "mysql", "group": "animals_replica", "hosts": "db1"},
                {"engine": "mysql", "group": "b", "hosts": "db2"},
            ],
            ["mysql-animals-replica", "mysql-b"],
        ),
    ],
)
def test_services(databases: object, services: list[str]) -> None:
    assert [group.service for group in groups(databases)] == services


def test_a_second_group_never_renames_the_first() -> None:
    found = groups(THREE[:2], recorded=[recorded("mysql", "main")])
    assert [(group.service, group.primary) for group in found] == [("mysql", True), ("mysql-spare", False)]


def test_a_mark_wins_over_what_was_recorded() -> None:
    found = groups(with_primary("spare"), recorded=[recorded("mysql", "main")])
    assert [group.service for group in found] == ["mysql-main", "mysql", "mysql-archive"]


def test_prefixes_follow_the_primary_or_the_first() -> None:
    assert [group.prefixes for group in groups(with_primary("spare"))] == [
        ("MYSQL_MAIN",),
        ("MYSQL_SPARE", "MYSQL"),
        ("MYSQL_ARCHIVE",),
    ]
    unmarked = plan(THREE)
    assert [group.prefixes for group in unmarked.groups] == [
        ("MYSQL_MAIN", "MYSQL"),
        ("MYSQL_SPARE",),
        ("MYSQL_ARCHIVE",),
    ]
    assert "none is primary" in unmarked.warnings[0]
    assert "and the MYSQL_* variables follow 'main'; mark one" in unmarked.warnings[0]
    elsewhere = plan([{"engine": "mysql", "group": "far", "address": "db.example.com"}, *THREE[1:]])
    assert [group.prefixes for group in elsewhere.groups] == [(), ("MYSQL_SPARE",), ("MYSQL_ARCHIVE",)]
    assert "and there are no MYSQL_* variables, since 'far' is hosted elsewhere; mark one" in elsewhere.warnings[0]


def test_a_dedicated_group() -> None:
    (group,) = groups([{"engine": "postgresql", "hosts": "db1"}], allowed_sources=["198.51.100.0/24"])
    assert (group.deployment, group.writer, group.address, group.port, group.database) == (
        "dedicated",
        "db1",
        "192.0.2.11",
        5432,
        "shop_production",
    )
    assert group.listen == ("127.0.0.1", "192.0.2.11")
    assert group.clients == ("192.0.2.1", "192.0.2.2", "192.0.2.11", "198.51.100.0/24")
    assert [(account.kind, account.username) for account in group.accounts] == [
        ("application", "shop_production"),
        ("admin", "maestro_admin"),
    ]


@pytest.mark.parametrize(
    ("web", "cluster", "address", "listen", "clients"),
    [
        ("first_web", False, "127.0.0.1", ("127.0.0.1",), ()),
        ("first_web", True, "192.0.2.1", ("127.0.0.1", "192.0.2.1"), ("192.0.2.1",)),
        ("web", False, "192.0.2.1", ("127.0.0.1", "192.0.2.1"), ("192.0.2.1", "192.0.2.2")),
    ],
)
def test_a_local_group_is_reached_by_every_consumer(
    web: str, cluster: bool, address: str, listen: tuple[str, ...], clients: tuple[str, ...]
) -> None:
    (group,) = groups([{"engine": "redis", "deployment": "local"}], web=web, cluster=cluster)
    assert (group.writer, group.address, group.listen, group.clients) == ("web1", address, listen, clients)


def test_web_hosts_that_leave_are_told() -> None:
    stays = (
        "ran the application and no longer does: what was written there stays, passwords included; "
        "docs/removing.md of this collection says how to take it away"
    )
    found = plan([], web="first_web", web_before=["web2", "web1", "old"])
    assert found.warnings == (f"web2 {stays}", f"old {stays}")
    assert plan([], web_before=["web1"]).warnings == ()


SHUT_OUT = (
    "maestro_allowed_sources is empty, so that the databases' hosts let in the web hosts and no other node of the "
    "cluster: name the addresses by which they see its pods, mostly those of the nodes"
)


def test_names_without_a_host_that_would_have_them_are_told() -> None:
    told = "maestro_domain has no effect: names are for the hosts of maestro_web, and there are none"
    assert plan([], web="", domain="shop.internal").warnings == (told,)
    assert plan([], domain="shop.internal").warnings == ()


def test_pods_that_no_host_lets_in_are_told() -> None:
    databases = [{"engine": "postgresql", "hosts": "db1"}]
    assert plan(databases, cluster=True).warnings == (SHUT_OUT,)
    assert plan(databases, cluster=True, allowed_sources=["198.51.100.0/24"]).warnings == ()
    assert plan(databases).warnings == ()
    assert plan([{"engine": "postgresql", "address": "db.example.com"}], cluster=True).warnings == ()


def test_local_in_production_is_warned_of() -> None:
    databases = [{"engine": "redis", "deployment": "local"}]
    assert "not advised in production" in plan(databases).warnings[0]
    assert plan(databases, environment="staging").warnings == ()


def test_an_external_group_generates_nothing() -> None:
    (group,) = groups([{"engine": "mongodb", "address": "mongo.example.com"}])
    assert (
        group.deployment,
        group.address,
        group.port,
        group.hosts,
        group.accounts,
        group.service,
        group.prefixes,
    ) == (
        "external",
        "mongo.example.com",
        27017,
        (),
        (),
        "",
        (),
    )


def test_servers_are_listed_by_host() -> None:
    databases = [{"engine": "mysql", "flavour": "mariadb", "hosts": "db1"}, {"engine": "redis", "deployment": "local"}]
    servers = plan(databases).as_dict()["servers"]
    owner = {"application": "shop", "environment": "production", "group": "default"}
    assert servers == {
        "db1": [{"engine": "mysql", "flavour": "mariadb", "version": "", "port": 3306, "owner": owner}],
        "web1": [{"engine": "redis", "flavour": "redis", "version": "", "port": 6379, "owner": owner}],
    }


def test_hosts_are_asked_for_the_operating_system_that_was_declared() -> None:
    asked = plan([{"engine": "redis", "hosts": "db1", "operating_system": "debian13"}, THREE[1]]).servers()
    assert (asked["db1"][0]["operating_system"], "operating_system" in asked["db2"][0]) == ("debian13", False)


def test_hosts_come_from_the_inventory_groups() -> None:
    found = groups([{"engine": "redis"}, {"engine": "mysql", "group": "spare"}])
    assert [(group.engine, group.writer) for group in found] == [("mysql", "db2"), ("redis", "db3")]


@pytest.mark.parametrize(
    ("databases", "text"),
    [
        (
            [{"engine": "postgresql"}],
            (
                "maestro_databases[0]: does not say where it runs, "
                "and the inventory has no group postgresql_default or postgresql; "
                "add 'hosts', or deployment: local, or the 'address' of an external database"
            ),
        ),
        (
            [{"engine": "postgresql", "hosts": "db9"}],
            (
                "maestro_databases[0].hosts: 'db9' matches no host of the inventory; "
                "name a host or a group of the inventory"
            ),
        ),
        (
            [{"engine": "postgresql", "hosts": ["db1", "db2"]}],
            (
                "maestro_databases[0].hosts: has 2 hosts (db1, db2); "
                "name one: groups of several hosts come with replication"
            ),
        ),
        (
            [{"engine": "mysql", "group": "a", "hosts": "db1"}, {"engine": "mysql", "group": "b", "hosts": "db1"}],
            (
                "maestro_databases[1]: host db1 already carries mysql group 'a' (maestro_databases[0]); "
                "give each group of one engine a host of its own"
            ),
        ),
    ],
)
def test_refusals(databases: object, text: str) -> None:
    assert problems(databases) == [text]


def test_a_local_group_needs_a_web_host() -> None:
    assert problems([{"engine": "redis", "deployment": "local"}], web="") == [
        (
            "maestro_databases[0]: is local but the application has no web host; "
            "set maestro_web to the hosts that run the application"
        ),
    ]


def test_mistakes_of_all_kinds_come_together() -> None:
    found = problems(
        [{"engine": "mysqll"}, {"engine": "redis", "hosts": "db9"}],
        application="",
        web="nobody",
        allowed_sources=["300.1.1.1"],
    )
    assert [text.split(":", 1)[0] for text in found] == [
        "maestro_application",
        "maestro_databases[0].engine",
        "maestro_web",
        "maestro_allowed_sources",
        "maestro_databases[1].hosts",
    ]


def test_a_new_version_is_refused_with_the_way_to_go() -> None:
    before = [recorded("postgresql", "default", version="15")]
    assert groups([{"engine": "postgresql", "hosts": "db1", "version": "15"}], recorded=before)[0].version == "15"
    assert problems([{"engine": "postgresql", "hosts": "db1", "version": "17"}], recorded=before) == [
        (
            "maestro_databases[0].version: default was deployed with 15, not 17, and nothing is upgraded in place; "
            "keep it, or declare a new group on another host and move the data there by dump and restore"
        )
    ]


def test_a_longer_pin_of_the_same_version_fits() -> None:
    before = [recorded("mysql", "default", version="9.7.1")]
    assert groups([{"engine": "mysql", "hosts": "db1", "version": 9.7}], recorded=before)[0].version == "9.7"


def test_another_flavour_is_refused() -> None:
    before = [recorded("redis", "default", flavour="valkey")]
    assert "was deployed as valkey, not redis" in problems([{"engine": "redis", "hosts": "db1"}], recorded=before)[0]


NEED = {
    "engine": "postgresql",
    "need": "required",
    "alternatives": [],
    "evidence": [{"path": "Gemfile", "line": 4, "kind": "gem", "detail": "gem pg"}],
}


def test_what_the_code_needs_has_to_be_declared() -> None:
    databases = [{"engine": "redis", "hosts": "db1"}]
    assert problems(databases, found=[NEED]) == [
        (
            "maestro_databases: the code needs postgresql (Gemfile line 4: gem pg); "
            "declare postgresql, or list postgresql in maestro_ignore"
        ),
    ]
    assert len(groups(databases, found=[NEED], ignore=["postgresql"])) == 1
    assert len(groups(databases, found=[{**NEED, "need": "development"}])) == 1
    assert len(groups(databases, found=[{**NEED, "engine": "sqlite"}])) == 1


def test_one_of_several_is_enough() -> None:
    either = [
        {**NEED, "need": "one_of", "alternatives": ["mysql"]},
        {**NEED, "engine": "mysql", "need": "one_of", "alternatives": ["postgresql"]},
    ]
    assert len(groups([{"engine": "mysql", "hosts": "db1"}], found=either)) == 1
    assert problems([], found=either) == [
        (
            "maestro_databases: the code needs one of postgresql, mysql (Gemfile line 4: gem pg); "
            "declare one of them, or list postgresql in maestro_ignore"
        ),
    ]


def test_long_names_stay_different_and_within_their_limits() -> None:
    """Two applications whose names begin alike have databases and users of their own (C007)."""
    databases = [{"engine": "mysql", "hosts": "db1"}, {"engine": "postgresql", "hosts": "db1"}]
    names: list[set[str]] = []
    for last in ("one", "two"):
        found = groups(databases, application=f"shop-{'a' * 56}-{last}")
        again = groups(databases, application=f"shop-{'a' * 56}-{last}")
        assert found == again
        mysql, postgresql = found
        assert len(mysql.database) <= 64
        assert len(mysql.accounts[0].username) <= 32
        assert len(postgresql.database.encode()) <= 63
        assert len(postgresql.accounts[0].username.encode()) <= 63
        names.append({group.database for group in found} | {group.accounts[0].username for group in found})
    assert not names[0] & names[1]


def test_names_that_the_server_keeps_for_itself_are_others() -> None:
    databases = [{"engine": "mysql", "hosts": "db1"}, {"engine": "postgresql", "hosts": "db1"}]
    mysql, postgresql = groups(databases, application="pg")
    assert mysql.accounts[0].username == "pg_production"
    assert postgresql.accounts[0].username == "app_pg_production"
    # Its owner's name is made from it.
    assert postgresql.database == "app_pg_production"


def test_an_underscore_takes_twice_its_room_in_a_mysql_database() -> None:
    # 60 characters, 10 of them underscores: 70 of MySQL's 64.
    (group,) = groups([{"engine": "mysql", "hosts": "db1"}], application="-".join(["abcd"] * 10))
    assert len(group.database) + group.database.count("_") <= 64
    assert group.database.startswith("abcd_abcd_abcd_abcd_abcd_abcd_abcd_abcd_")
    (group,) = groups([{"engine": "postgresql", "hosts": "db1"}], application="-".join(["abcd"] * 10))
    assert group.database == "abcd_abcd_abcd_abcd_abcd_abcd_abcd_abcd_abcd_abcd_production"


def test_the_plan_is_plain_data() -> None:
    data = plan([{"engine": "redis", "hosts": "db1"}]).as_dict()
    assert data["application"]["namespace"] == "shop-production"
    web2 = {"name": "web2", "address": "192.0.2.2", "address_ext": "192.0.2.2", "address6": ""}
    db1 = {"name": "db1", "address": "192.0.2.11", "address_ext": "192.0.2.11", "address6": ""}
    assert data["application"]["hosts"][1] == web2
    assert data["groups"][0]["hosts"] == [{**db1, "role": "writer", "server_id": 0}]


HOST_OR_PORT = "give one of them another, or a host of its own"


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (
            [{"engine": "postgresql", "hosts": "db1"}, {"engine": "redis", "hosts": "db1", "port": 5432}],
            f"maestro_databases[1].port: 5432 on db1 is the port of postgresql group 'default' as well; {HOST_OR_PORT}",
        ),
        (
            [{"engine": "influxdb", "hosts": "db1"}, {"engine": "redis", "hosts": "db1", "port": 8088}],
            (
                "maestro_databases[1].port: 8088 is what influxdb takes on db1 besides its own; "
                "choose another, or another host"
            ),
        ),
        (
            [{"engine": "glusterfs", "hosts": "db1"}, {"engine": "redis", "hosts": "db1", "port": 24120}],
            (
                "maestro_databases[1].port: 24120 is what glusterfs takes on db1 besides its own; "
                "choose another, or another host"
            ),
        ),
        (
            [{"engine": "elasticsearch", "hosts": "db1", "port": 9300}],
            (
                "maestro_databases[0].port: 9300 is what elasticsearch takes on db1 besides its own; "
                "choose another, or another host"
            ),
        ),
    ],
)
def test_two_servers_do_not_take_one_port_of_a_host(declared: list[dict[str, Any]], told: str) -> None:
    assert problems(declared) == [told]


def test_two_hosts_have_all_ports_twice() -> None:
    declared = [{"engine": "influxdb", "hosts": "db1"}, {"engine": "redis", "hosts": "db2", "port": 8088}]
    assert [group.port for group in groups(declared)] == [8088, 8086]


def test_memcached_is_on_every_web_host_for_that_host_alone() -> None:
    (group,) = groups([{"engine": "memcached", "settings": {"memory": 128}}])
    assert (group.deployment, group.writer, group.address) == ("local", "web1", "127.0.0.1")
    assert [(member.name, member.address_ext, member.role) for member in group.hosts] == [
        *(("web1", "", "writer"), ("web2", "", "writer")),
    ]
    assert (group.listen, group.clients, group.accounts) == (("127.0.0.1",), (), ())
    assert group.service == ""
    assert group.prefixes == ("MEMCACHED_DEFAULT", "MEMCACHED")
    assert group.settings == {"memory": 128}
    assert plan([{"engine": "memcached", "deployment": "local"}]).warnings == ()


def test_memcached_may_have_a_host_of_its_own() -> None:
    (group,) = groups([{"engine": "memcached", "hosts": "db1"}], cluster=True)
    assert (group.deployment, group.address, group.service) == ("dedicated", "192.0.2.11", "memcached")
    assert group.listen == ("127.0.0.1", "192.0.2.11")
    assert group.clients == ("192.0.2.1", "192.0.2.2", "192.0.2.11")


def test_memcached_on_loopback_is_never_published() -> None:
    assert problems([{"engine": "memcached"}], cluster=True) == [
        (
            "maestro_databases[0]: memcached answers on the loopback address of each web host, where no pod "
            "reaches it; add 'hosts' with one that is to serve the pods, too"
        )
    ]
    assert problems([{"engine": "memcached"}], web="") == [
        (
            "maestro_databases[0]: memcached lives on the application's web hosts, and there is none; "
            "set maestro_web to the hosts that run the application, or add 'hosts'"
        )
    ]


GLUSTER: Mapping[str, Any] = {"engine": "glusterfs", "hosts": ["db1", "db2"], "replica_count": 2}


def test_a_glusterfs_group_has_several_hosts_and_its_first_is_the_writer() -> None:
    found = plan([GLUSTER])
    (group,) = found.groups
    assert [(member.name, member.role, member.server_id) for member in group.hosts] == [
        ("db1", "writer", 1),
        ("db2", "member", 2),
    ]
    assert (group.writer, group.address, group.listen) == ("db1", "192.0.2.11", ("192.0.2.11",))
    assert group.clients == ("192.0.2.1", "192.0.2.2", "192.0.2.11", "192.0.2.12")
    assert (group.port, group.database, group.accounts, group.prefixes) == (
        24007,
        "",
        (),
        ("GLUSTERFS_DEFAULT", "GLUSTERFS"),
    )
    assert group.options == {
        "replica_count": 2,
        "volumes": [{"name": "data-store", "mount": "/mnt/data-store"}],
        "mounts": ["web1", "web2"],
    }
    assert sorted(found.servers()) == ["db1", "db2"]
    servers = ["192.0.2.11", "192.0.2.12"]
    mount = {"volume": "data-store", "path": "/mnt/data-store", "servers": servers}
    assert found.as_dict()["mounts"] == {"web1": [mount], "web2": [mount]}
    assert "keeps two copies" in found.warnings[0]


def test_one_local_glusterfs_server_is_not_on_loopback() -> None:
    (group,) = groups([{"engine": "glusterfs", "deployment": "local"}], web="first_web")
    assert (group.address, group.listen, group.clients) == ("192.0.2.1", ("192.0.2.1",), ("192.0.2.1",))
    assert (group.hosts[0].server_id, group.options["mounts"]) == (0, ["web1"])


@pytest.mark.parametrize(
    ("targets", "mounts", "clients"),
    [
        ("app", ["web1", "web2"], ("192.0.2.1", "192.0.2.2", "192.0.2.11", "192.0.2.12")),
        (["db"], ["db3"], ("192.0.2.1", "192.0.2.2", "192.0.2.11", "192.0.2.12", "192.0.2.13")),
        (
            ["first_web", "db3"],
            ["web1", "db3"],
            ("192.0.2.1", "192.0.2.2", "192.0.2.11", "192.0.2.12", "192.0.2.13"),
        ),
        ([], [], ("192.0.2.1", "192.0.2.2", "192.0.2.11", "192.0.2.12")),
    ],
)
def test_who_mounts_the_volumes(targets: object, mounts: list[str], clients: tuple[str, ...]) -> None:
    found = groups([{"engine": "redis", "hosts": "db3"}, {**GLUSTER, "mount_targets": targets}])
    assert (found[-1].options["mounts"], found[-1].clients) == (mounts, clients)


@pytest.mark.parametrize(
    ("databases", "text"),
    [
        (
            [{**GLUSTER, "hosts": ["db1", "db2", "db3"]}],
            (
                "maestro_databases[0].replica_count: 2 copies on 3 hosts make no whole sets; "
                "name hosts in multiples of 2"
            ),
        ),
        (
            [{**GLUSTER, "mount_targets": ["db1"]}],
            (
                "glusterfs group 'default', mount_targets: 'db1' has db1, a server of the group itself; "
                "name others; a volume is mounted elsewhere than on its own servers"
            ),
        ),
        (
            [{**GLUSTER, "mount_targets": "nobody"}],
            (
                "glusterfs group 'default', mount_targets: 'nobody' matches no host of the inventory; "
                "use app, db, or a host or group of the inventory"
            ),
        ),
        (
            [GLUSTER, {"engine": "glusterfs", "group": "b", "hosts": "db3"}],
            "maestro_databases[1]: is a second group of glusterfs; declare one; maestro_databases[0] is the first",
        ),
    ],
)
def test_refusals_of_glusterfs(databases: object, text: str) -> None:
    assert problems(databases) == [text]

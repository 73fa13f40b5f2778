# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of a manifest.yml against the plan: shapes, groups, hosts, external in every spelling."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.world import line, lines, plan

MYSQL = "mysql/default* dedicated db1 mysql MYSQL_DEFAULT,MYSQL"
LOCAL = "mysql/default* local web1 mysql MYSQL_DEFAULT,MYSQL"

TABLE = {
    "an environment's": ("production: {mysql: {servers: [{server: {unique_name: db1}}]}}", [MYSQL]),
    "without an environment it is for all": ("mysql: {servers: [{server: {unique_name: db1}}]}", [MYSQL]),
    "another environment's is left alone": (
        "staging: {mysql: {servers: [{server: {unique_name: db1}}]}}\nproduction: {}",
        [],
    ),
    "an environment of one's own": (
        (
            "preview: {mysql: {servers: [{server: {unique_name: db9}}]}}\n"
            "production: {mysql: {servers: [{server: {unique_name: db1}}]}}"
        ),
        [MYSQL],
    ),
    "the environment wins over the root, key by key": (
        (
            "mysql: {configuration: {engine: mariadb}, servers: [{server: {unique_name: db2}}]}\n"
            "production: {mysql: {servers: [{server: {unique_name: db1}}]}}"
        ),
        [MYSQL],
    ),
    "the root's other components stay": (
        (
            "redis: {servers: [{server: {unique_name: db2}}]}\n"
            "production: {mysql: {servers: [{server: {unique_name: db1}}]}}"
        ),
        [MYSQL, "redis/default* dedicated db2 redis REDIS_DEFAULT,REDIS"],
    ),
    "a component without a server goes where the inventory says": (
        "redis: {configuration: {version: 7}}",
        ["redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS"],
    ),
    "an empty component": ("redis:", ["redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS"]),
    "several groups": (
        (
            "mysql:\n  groups:\n"
            "    main: {servers: [{server: {unique_name: db1}}]}\n"
            "    spare: {servers: [{server: {unique_name: db2}}]}\n"
        ),
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
    "a primary among them": (
        (
            "mysql:\n  groups:\n"
            "    main: {servers: [{server: {unique_name: db1}}]}\n"
            "    spare: {primary: true, servers: [{server: {unique_name: db2}}]}\n"
        ),
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
        ],
    ),
    "default is another word for it": (
        (
            "mysql:\n  groups:\n"
            "    main: {default: yes, servers: [{server: {unique_name: db1}}]}\n"
            "    spare: {servers: [{server: {unique_name: db2}}]}\n"
        ),
        [
            "mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
    "one group in the form of several": (
        "mysql: {groups: {main: {servers: [{server: {unique_name: db1}}]}}}",
        ["mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL"],
    ),
    "a group without anything goes where the inventory says": (
        "mysql: {groups: {spare: }}",
        ["mysql/spare* dedicated db6 mysql MYSQL_SPARE,MYSQL"],
    ),
    "a server by its address": ("mysql: {servers: [{server: {unique_name: lion, address: 192.0.2.11}}]}", [MYSQL]),
    "a server by its public address": (
        "mysql: {servers: [{server: {unique_name: lion, address: 198.51.100.11}}]}",
        [MYSQL],
    ),
    "a server by name and address": ("mysql: {servers: [{server: {unique_name: db1, address: 192.0.2.11}}]}", [MYSQL]),
    "a server without the word server": ("mysql: {servers: [{unique_name: db1}]}", [MYSQL]),
    "one server that is no list": ("mysql: {server: {unique_name: db1}}", [MYSQL]),
    "the same as the first web host is local": ("mysql: {servers: [{server: {same_as: web1}}]}", [LOCAL]),
    "the first web host by its own name is local": ("mysql: {servers: [{server: {unique_name: web1}}]}", [LOCAL]),
    "the same as a server of the application is local": (
        "rails: {servers: [{server: {unique_name: app}}]}\nmysql: {servers: [{server: {same_as: app}}]}",
        [LOCAL],
    ),
    "a component that says nothing takes the form of the other place": (
        "mysql:\nproduction: {mysql: {groups: {main: {servers: [{server: {unique_name: db1}}]}}}}",
        ["mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL"],
    ),
    "the same the other way round": (
        "mysql: {groups: {main: {servers: [{server: {unique_name: db1}}]}}}\nproduction: {mysql: }",
        ["mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL"],
    ),
    "also of docker, by its address": (
        (
            "docker: {servers: [{server: {unique_name: app, address: 192.0.2.1}}]}\n"
            "mysql: {servers: [{server: {same_as: app}}]}"
        ),
        [LOCAL],
    ),
    "the same as another component's server": (
        "redis: {servers: [{server: {unique_name: db1}}]}\nmysql: {servers: [{server: {same_as: db1}}]}",
        [MYSQL, "redis/default* dedicated db1 redis REDIS_DEFAULT,REDIS"],
    ),
    "the same as one that is the same as another": (
        "mysql: {servers: [{server: {same_as: b}}]}\nredis: {servers: [{server: {unique_name: b, same_as: db1}}]}",
        [MYSQL, "redis/default* dedicated db1 redis REDIS_DEFAULT,REDIS"],
    ),
    "the same as a host of the inventory": ("mysql: {servers: [{server: {same_as: db1}}]}", [MYSQL]),
    "the same as a server that another group of the engine's sibling has": (
        (
            "postgresql:\n  groups:\n"
            "    main: {servers: [{server: {unique_name: pg1, address: 192.0.2.12}}]}\n"
            "mysql: {servers: [{server: {same_as: pg1}}]}"
        ),
        [
            "mysql/default* dedicated db2 mysql MYSQL_DEFAULT,MYSQL",
            "postgresql/main* dedicated db2 postgresql POSTGRESQL_MAIN,POSTGRESQL",
        ],
    ),
    "types mix": (
        "mysql: {servers: [{server: {unique_name: db1}}]}\nredis: {servers: [{server: {same_as: web1}}]}\n",
        [MYSQL, "redis/default* local web1 redis REDIS_DEFAULT,REDIS"],
    ),
    "rabbitmq, though the documentation has no such component": (
        "rabbitmq: {groups: {main: {configuration: {version: 3.12}, servers: [{server: {unique_name: db1}}]}}}",
        ["rabbitmq/main* dedicated db1 rabbitmq RABBITMQ_MAIN,RABBITMQ"],
    ),
    "influxdb, though the documentation has no such component": (
        "influxdb: {servers: [{server: {unique_name: db1}}]}",
        ["influxdb/default* dedicated db1 influxdb INFLUXDB_DEFAULT,INFLUXDB"],
    ),
    "memcached is on each web host": (
        "memcached: {configuration: {memory: 128}}",
        ["memcached/default* local web1,web2 - MEMCACHED_DEFAULT,MEMCACHED"],
    ),
    "glusterfs on several hosts": (
        (
            "glusterfs:\n  configuration: {replica_count: 2}\n"
            "  servers: [{server: {unique_name: db1}}, {server: {unique_name: db2}}]\n"
        ),
        ["glusterfs/default* dedicated db1,db2 glusterfs GLUSTERFS_DEFAULT,GLUSTERFS"],
    ),
    "what is no database is left alone": (
        (
            "rails: {configuration: {ruby_version: 3.3.0, whatever: 1}}\ngateway: {name: g}\nload_balancer: {x: [1]}\n"
            "nginx: {configuration: {cors: true}}\nsinatra: {}\ndocker: {configuration: {nameservers: [9.9.9.9]}}\n"
        ),
        [],
    ),
    "aliases and merges of YAML": (
        (
            "mysql: &mysql\n  configuration: &common {version: 8.0}\n  servers: [{server: {unique_name: db1}}]\n"
            "redis:\n  <<: *mysql\n  servers: [{server: {unique_name: db2}}]\n"
        ),
        [MYSQL, "redis/default* dedicated db2 redis REDIS_DEFAULT,REDIS"],
    ),
}


@pytest.mark.parametrize(("manifest", "wanted"), TABLE.values(), ids=TABLE)
def test_manifests(manifest: str, wanted: list[str]) -> None:
    assert lines(manifest=manifest) == wanted


EXTERNAL = {
    "server: external": "mysql: {server: external}",
    "a list of servers": "mysql: {servers: [{server: external}]}",
    "the obvious slip": "mysql: {servers: external}",
    "without the word server": "mysql: {servers: [external]}",
    "below an environment": "production: {mysql: {server: external}}",
    "a group": "mysql: {groups: {far: {server: external}}}",
    "a group, as a list": "mysql: {groups: {far: {servers: [{server: external}]}}}",
}


@pytest.mark.parametrize("manifest", EXTERNAL.values(), ids=EXTERNAL)
def test_external_in_every_spelling(manifest: str) -> None:
    group = {"group": "far"} if "far" in manifest else {}
    (found,) = plan([{"engine": "mysql", "address": "db.example.com", **group}], manifest=manifest).groups
    assert line(found) == f"mysql/{group.get('group', 'default')}* external - - -"
    assert (found.address, found.accounts, found.hosts) == ("db.example.com", (), ())


def only(manifest: str, **more: Any) -> Any:
    (group,) = plan(manifest=manifest, **more).groups
    return group


VALUES = {
    "a version of mariadb, which has its own": (
        "mysql: {configuration: {engine: mariadb, version: 11.8}, server: {unique_name: db1}}",
        "version",
        "11.8",
    ),
    "a version as a number with a point": ("redis: {configuration: {version: 6.2}}", "version", "6.2"),
    "a version with a nought at its end": ("redis: {configuration: {version: 8.0}}", "version", "8.0"),
    "a version that a number would cut": ("redis: {configuration: {version: 8.10}}", "version", "8.10"),
    "a version as a text": ('redis: {configuration: {version: "7.0.14"}}', "version", "7.0.14"),
    "a version as a whole number": ("redis: {configuration: {version: 7}}", "version", "7"),
    "a version of three parts": ("redis: {configuration: {version: 6.2.3}}", "version", "6.2.3"),
    "no version": ("redis: {}", "version", ""),
    "an operating system": (
        "redis: {configuration: {operating_system: ubuntu2404}}",
        "operating_system",
        "ubuntu2404",
    ),
    "percona": ("mysql: {configuration: {engine: percona}, server: {unique_name: db1}}", "flavour", "percona"),
    "mysql by itself": ("mysql: {server: {unique_name: db1}}", "flavour", "mysql"),
    "the port of memcached": ("memcached: {configuration: {port: 11212}}", "port", 11212),
    "the memory of memcached": ("memcached: {configuration: {memory: '128'}}", "settings", {"memory": 128}),
    "mysql's own character set is utf8mb4": (
        "mysql: {server: {unique_name: db1}}",
        "options",
        {"encoding": "utf8mb4", "tamper_with_yml": True},
    ),
    "another character set": (
        "mysql: {configuration: {encoding: latin1}, server: {unique_name: db1}}",
        "options",
        {"encoding": "latin1", "tamper_with_yml": True},
    ),
    "files are left alone": (
        "mongodb: {configuration: {tamper_with_yml: no}, server: {unique_name: db1}}",
        "options",
        {"any_database": False, "tamper_with_yml": False},
    ),
    "postgresql's own character set is UTF8": (
        "postgresql: {server: {unique_name: db1}}",
        "options",
        {"encoding": "UTF8", "extensions": [], "tamper_with_yml": True},
    ),
    "postgis": (
        "postgresql: {configuration: {postgis: true, encoding: ISO_8859_8}, server: {unique_name: db1}}",
        "options",
        {"encoding": "ISO_8859_8", "extensions": ["postgis"], "tamper_with_yml": True},
    ),
    "postgis with a version": (
        'postgresql: {configuration: {postgis: {version: "2.3.1"}}, server: {unique_name: db1}}',
        "options",
        {"encoding": "UTF8", "extensions": ["postgis"], "tamper_with_yml": True},
    ),
    "postgis switched off": (
        "postgresql: {configuration: {postgis: false}, server: {unique_name: db1}}",
        "options",
        {"encoding": "UTF8", "extensions": [], "tamper_with_yml": True},
    ),
    "postgis as a component": (
        "postgresql: {server: {unique_name: db1}}\npostgis: {configuration: {version: 2.5}}",
        "options",
        {"encoding": "UTF8", "extensions": ["postgis"], "tamper_with_yml": True},
    ),
    "the volume that glusterfs has by itself": (
        "glusterfs: {server: {unique_name: db1}}",
        "options",
        {
            "replica_count": 1,
            "volumes": [{"name": "cloud66-vol", "mount": "/mnt/data-store"}],
            "mounts": ["web1", "web2"],
        },
    ),
    "volumes with their keys beside the word": (
        (
            "glusterfs:\n  server: {unique_name: db1}\n  configuration:\n    volumes:\n"
            "    - volume:\n      name: up\n      mount: /mnt/up\n      access_control: {read: [web], write: [jobs]}\n"
            "    - volume:\n      name: down\n"
        ),
        "options",
        {
            "replica_count": 1,
            "volumes": [{"name": "up", "mount": "/mnt/up"}, {"name": "down", "mount": "/mnt/down"}],
            "mounts": ["web1", "web2"],
        },
    ),
    "volumes with their keys below the word": (
        "glusterfs: {server: {unique_name: db1}, configuration: {volumes: [{volume: {name: up, mount: /mnt/up}}]}}",
        "options",
        {"replica_count": 1, "volumes": [{"name": "up", "mount": "/mnt/up"}], "mounts": ["web1", "web2"]},
    ),
}


@pytest.mark.parametrize(("manifest", "key", "value"), VALUES.values(), ids=VALUES)
def test_what_a_configuration_becomes(manifest: str, key: str, value: object) -> None:
    assert getattr(only(manifest), key) == value


@pytest.mark.parametrize(
    ("targets", "mounts"),
    [
        ("app", ["web1", "web2"]),
        ("[db]", ["db3", "db2"]),
        ("[app, db]", ["web1", "web2", "db3", "db2"]),
        ("[pg]", ["db2"]),
        ("[mysql]", ["db3"]),
        ("[main]", ["db2"]),
        ("[app1]", ["web1", "web2"]),
        ("[one_web]", ["web1"]),
        ("[db4]", ["db4"]),
    ],
    ids=[
        "app",
        "db",
        "both",
        "a server",
        "a component",
        "a group",
        "the application's server",
        "a group of the inventory",
        "a host",
    ],
)
def test_who_mounts_volumes(targets: str, mounts: list[str]) -> None:
    manifest = (
        f"glusterfs: {{server: {{unique_name: db1}}, configuration: {{mount_targets: {targets}}}}}\n"
        "docker: {servers: [{server: {unique_name: app1}}]}\n"
        "mysql: {servers: [{server: {unique_name: db3}}]}\n"
        "postgresql: {groups: {main: {servers: [{server: {unique_name: pg, address: 192.0.2.12}}]}}}\n"
    )
    assert plan(manifest=manifest).groups[-1].options["mounts"] == mounts


WORDS = {
    "keys that mean nothing here, in one": (
        (
            "redis:\n"
            "  configuration: {operating_system: ubuntu2004, root_disk_size: 100, custom_log_files: [/var/log/x]}\n"
            "  cloud_image: ami-1\n"
            "mysql: {servers: [{server: {unique_name: db1, size: m3.medium, region: us-east-1, vendor: aws}}]}\n"
        ),
        [
            (
                "manifest.yml: hosts come from the inventory, so these keys have no effect here: "
                "size, region, vendor, cloud_image, root_disk_size, custom_log_files"
            )
        ],
    ),
    "the address that memcached listens on": (
        "memcached: {configuration: {listen_ip: 0.0.0.0}, shared_group: db}",
        ["manifest.yml: hosts come from the inventory, so these keys have no effect here: shared_group, listen_ip"],
    ),
    "the version of postgis": (
        "postgresql: {configuration: {postgis: {version: 3.1}}, server: {unique_name: db1}}",
        ["manifest.yml: hosts come from the inventory, so these keys have no effect here: postgis version"],
    ),
    "a version of mysql that is in no list": (
        "mysql: {configuration: {version: 5.6}, server: {unique_name: db1}}",
        [
            (
                "manifest.yml line 1: mysql.configuration.version: mysql 5.6 is none of 5.7, 8.0, 8.4, 9.7; "
                "it is taken as it stands"
            )
        ],
    ),
    "another web host than the first": (
        "mysql: {servers: [{server: {same_as: web2}}]}",
        [
            (
                "manifest.yml line 1: mysql.servers[0].server: web2 runs the application too, and is not its first "
                "host, where a local database would be; it counts as a dedicated one"
            )
        ],
    ),
    "only other environments": (
        "prodution: {mysql: }\nstaging: {redis: }",
        [
            (
                "manifest.yml: says nothing of the environment production, only of prodution, staging; "
                "did you mean 'prodution'?"
            )
        ],
    ),
    "a local database in production": (
        "mysql: {servers: [{server: {same_as: web1}}]}",
        ["mysql group 'default' is local: it shares web1 with the application, which is not advised in production"],
    ),
}


@pytest.mark.parametrize(("manifest", "words"), WORDS.values(), ids=WORDS)
def test_words_on_manifests(manifest: str, words: list[str]) -> None:
    assert list(plan(manifest=manifest).warnings) == words

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of a service.yml against the plan, its words and its refusals."""

from __future__ import annotations

import pytest

from tests.unit.plan.world import lines, plan, problems, recorded

HOSTS = [
    {"engine": "mysql", "hosts": "db1"},
    {"engine": "postgresql", "hosts": "db2"},
    {"engine": "mongodb", "hosts": "db3"},
]

TABLE = {
    "at the root, on hosts of the inventory's group": (
        "databases: [redis]",
        [],
        ["redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS"],
    ),
    "nothing at all": ("services: {web: {command: app}}", [], []),
    "an empty list": ("databases:", [], []),
    "within a service it is the whole application's": (
        "services:\n  web:\n    databases: [redis]\n",
        [],
        ["redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS"],
    ),
    "two services may name the same": (
        "services: {web: {databases: [redis]}, jobs: {databases: [redis]}}",
        [],
        ["redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS"],
    ),
    "at the root and in a service": (
        "databases: [redis]\nservices: {web: {databases: [redis]}}",
        [],
        ["redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS"],
    ),
    "an engine is whatever group of it is declared elsewhere": (
        "databases: [mysql]",
        [{"engine": "mysql", "group": "main", "hosts": "db1"}],
        ["mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL"],
    ),
    "also several groups": (
        "databases: [mysql]",
        [{"engine": "mysql", "group": name, "hosts": host} for name, host in (("a", "db1"), ("b", "db2"))],
        ["mysql/a dedicated db1 mysql-a MYSQL_A,MYSQL", "mysql/b dedicated db2 mysql-b MYSQL_B"],
    ),
    "variables say where": (
        "databases: [mysql, postgresql, mongodb]",
        HOSTS,
        [
            "mysql/default* dedicated db1 mysql MYSQL_DEFAULT,MYSQL",
            "postgresql/default* dedicated db2 postgresql POSTGRESQL_DEFAULT,POSTGRESQL",
            "mongodb/default* dedicated db3 mongodb MONGODB_DEFAULT,MONGODB",
        ],
    ),
    "variables may have more": (
        "databases: [redis]",
        HOSTS[:1],
        [
            "mysql/default* dedicated db1 mysql MYSQL_DEFAULT,MYSQL",
            "redis/default* dedicated db7 redis REDIS_DEFAULT,REDIS",
        ],
    ),
    "sqlite is never deployed": ("databases: [sqlite]", [], []),
    "influxdb, though no list of the documentation has it": (
        "databases: [influxdb]",
        [{"engine": "influxdb", "hosts": "db4"}],
        ["influxdb/default* dedicated db4 influxdb INFLUXDB_DEFAULT,INFLUXDB"],
    ),
    "rabbitmq, elasticsearch and glusterfs": (
        "databases: [glusterfs, rabbitmq, elasticsearch]",
        [{"engine": name, "hosts": "db4"} for name in ("rabbitmq", "elasticsearch", "glusterfs")],
        [
            "elasticsearch/default* dedicated db4 elasticsearch ELASTICSEARCH_DEFAULT,ELASTICSEARCH",
            "rabbitmq/default* dedicated db4 rabbitmq RABBITMQ_DEFAULT,RABBITMQ",
            "glusterfs/default* dedicated db4 glusterfs GLUSTERFS_DEFAULT,GLUSTERFS",
        ],
    ),
}


@pytest.mark.parametrize(("service", "databases", "wanted"), TABLE.values(), ids=TABLE)
def test_service_files(service: str, databases: object, wanted: list[str]) -> None:
    assert lines(databases, service=service) == wanted


WORDS = {
    "in a service": (
        "services:\n  web:\n    databases: [redis]\n",
        (
            "service.yml line 3: services.web.databases: databases belong to the whole application; "
            "move the list to the root"
        ),
    ),
    "sqlite": (
        "databases:\n- redis\n- sqlite\n",
        "service.yml line 3: databases[1]: sqlite is for development only and never deployed; use postgresql or mysql",
    ),
}


@pytest.mark.parametrize(("service", "word"), WORDS.values(), ids=WORDS)
def test_words_on_service_files(service: str, word: str) -> None:
    assert plan(service=service).warnings == (word,)


def test_the_list_is_read_on_the_first_deployment_only() -> None:
    found = plan(service="databases:\n- redis\n- mysql\n", recorded=[recorded("redis")])
    assert [group.engine for group in found.groups] == ["redis"]
    assert found.warnings == (
        (
            "service.yml line 3: databases[1]: mysql was added after the first deployment, and this list is read on "
            "the first one only; declare it in the manifest or in maestro_databases"
        ),
    )


@pytest.mark.parametrize(
    ("service", "texts"),
    [
        (
            "databases: [percona]",
            [
                (
                    "service.yml line 1: databases[0]: percona is a flavour of mysql; "
                    "write mysql here, and engine: percona in the manifest"
                )
            ],
        ),
        (
            "databases: [mariadb]",
            [
                (
                    "service.yml line 1: databases[0]: mariadb is a flavour of mysql; "
                    "write mysql here, and flavour: mariadb in maestro_databases"
                )
            ],
        ),
        (
            "databases: [valkey]",
            [
                (
                    "service.yml line 1: databases[0]: valkey is a flavour of redis; "
                    "write redis here, and flavour: valkey in maestro_databases"
                )
            ],
        ),
        (
            "databases: [postgres]",
            ["service.yml line 1: databases[0]: 'postgres' is no engine; did you mean 'postgresql'?"],
        ),
        ("databases: [MySQL]", ["service.yml line 1: databases[0]: 'MySQL' is no engine; did you mean 'mysql'?"]),
        (
            "databases: [cassandra]",
            [
                (
                    "service.yml line 1: databases[0]: 'cassandra' is no engine; use one of: postgresql, mysql, redis, "
                    "mongodb, elasticsearch, rabbitmq, glusterfs, influxdb"
                )
            ],
        ),
        (
            "databases: [memcached]",
            [
                (
                    "service.yml line 1: databases[0]: memcached is no database of a service.yml; "
                    "declare it in the manifest or in maestro_databases"
                )
            ],
        ),
        (
            "databases: [redis, redis]",
            [
                (
                    "service.yml line 1: databases[1]: redis stands there twice; "
                    "name each engine once, and its groups in the manifest or in maestro_databases"
                )
            ],
        ),
        (
            "databases: [{redis: }]",
            ["service.yml line 1: databases[0]: is not the name of an engine; write one engine a line: - mysql"],
        ),
        ("databases: redis", ["service.yml line 1: databases: is not a list; write one engine a line: - mysql"]),
        ("databses: [redis]", ["service.yml line 1: databses: unknown key 'databses'; did you mean 'databases'?"]),
        (
            "services: {web: {databses: [redis]}}",
            ["service.yml line 1: services.web.databses: unknown key 'databses'; did you mean 'databases'?"],
        ),
        (
            "servces: {web: {databases: [redis]}}",
            ["service.yml line 1: servces: unknown key 'servces'; did you mean 'services'?"],
        ),
        ("database: [redis]", ["service.yml line 1: database: unknown key 'database'; did you mean 'databases'?"]),
        ("- redis", ["service.yml: is not a mapping; write it as 'key: value' lines"]),
        (
            "databases: [redis]\nservices: {}\ndatabases: [redis]\n",
            ["service.yml line 3: databases: stands there twice, first in line 1; keep one of them"],
        ),
        (
            "databases: [mysqll, redis, mariadb]\nservices: {web: {databases: 1}}",
            [
                "service.yml line 1: databases[0]: 'mysqll' is no engine; did you mean 'mysql'?",
                (
                    "service.yml line 1: databases[2]: mariadb is a flavour of mysql; "
                    "write mysql here, and flavour: mariadb in maestro_databases"
                ),
                "service.yml line 2: services.web.databases: is not a list; write one engine a line: - mysql",
            ],
        ),
        (
            "databases: [mysql]",
            [
                (
                    "service.yml line 1: databases[0]: does not say where it runs, and the inventory has no group "
                    "mysql_default or mysql; add 'hosts', or deployment: local, or the 'address' of an external "
                    "database, in maestro_databases"
                )
            ],
        ),
    ],
)
def test_mistakes_in_service_files(service: str, texts: list[str]) -> None:
    assert problems(service=service) == texts


def test_what_is_no_yaml() -> None:
    (text,) = problems(service="databases:\n  - redis\n - mysql\n")
    assert text.startswith("service.yml: is not YAML (line 3: ")
    assert text.endswith("; mend it there")

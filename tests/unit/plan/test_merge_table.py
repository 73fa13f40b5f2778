# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables win over the manifest, the manifest over service.yml, group by group and key by key."""

from __future__ import annotations

import pytest

from tests.unit.plan.world import lines, plan, problems

MANIFEST = """
mysql:
  groups:
    main: {configuration: {version: 8.0, engine: percona}, servers: [{server: {unique_name: db1}}]}
    spare: {configuration: {encoding: latin1}, servers: [{server: {unique_name: db2}}]}
"""
MAIN = "mysql/main dedicated db1 mysql-main MYSQL_MAIN,MYSQL"
SPARE = "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE"

TABLE = {
    "the manifest alone": ([], [MAIN, SPARE]),
    "another key leaves the rest as it was": ([{"engine": "mysql", "group": "spare", "port": 3307}], [MAIN, SPARE]),
    "names are compared without regard to case": (
        [{"engine": "mysql", "group": "SPARE", "port": 3307}],
        [MAIN, "mysql/SPARE dedicated db2 mysql-spare MYSQL_SPARE"],
    ),
    "other hosts": (
        [{"engine": "mysql", "group": "main", "hosts": "db3"}],
        ["mysql/main dedicated db3 mysql-main MYSQL_MAIN,MYSQL", SPARE],
    ),
    "local instead of hosts": (
        [{"engine": "mysql", "group": "main", "deployment": "local"}],
        ["mysql/main local web1 mysql-main MYSQL_MAIN,MYSQL", SPARE],
    ),
    "external instead of hosts": (
        [{"engine": "mysql", "group": "main", "address": "192.0.2.200"}],
        ["mysql/main external - - -", SPARE],
    ),
    "a key that says nothing": ([{"engine": "mysql", "group": "main", "hosts": None}], [MAIN, SPARE]),
    "a mark": (
        [{"engine": "mysql", "group": "spare", "primary": True}],
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
        ],
    ),
    "one more group": (
        [{"engine": "mysql", "group": "archive", "hosts": "db3"}],
        [MAIN, SPARE, "mysql/archive dedicated db3 mysql-archive MYSQL_ARCHIVE"],
    ),
    "one more engine": (
        [{"engine": "redis", "hosts": "db3"}],
        [MAIN, SPARE, "redis/default* dedicated db3 redis REDIS_DEFAULT,REDIS"],
    ),
    "the order of the variables moves no group of the manifest": (
        [{"engine": "mysql", "group": "spare", "port": 3307}, {"engine": "mysql", "group": "main", "port": 3308}],
        [MAIN, SPARE],
    ),
}


@pytest.mark.parametrize(("databases", "wanted"), TABLE.values(), ids=TABLE)
def test_variables_over_a_manifest(databases: object, wanted: list[str]) -> None:
    assert lines(databases, manifest=MANIFEST) == wanted


def test_keys_of_both_make_the_group() -> None:
    databases = [{"engine": "mysql", "group": "main", "version": "8.4", "settings": {"max_connections": 99}}]
    main, spare = plan(databases, manifest=MANIFEST).groups
    assert (main.version, main.flavour, main.settings) == ("8.4", "percona", {"max_connections": 99})
    assert (spare.version, spare.options["encoding"]) == ("", "latin1")


def test_an_external_database_has_nothing_of_what_builds_one() -> None:
    """Neither from the manifest's root nor from a manifest below variables."""
    built = "mysql: {configuration: {version: 8.0, encoding: latin1}, servers: [{server: {unique_name: db1}}]}"
    external = [{"engine": "mysql", "address": "db.example.com"}]
    for manifest in (built, f"{built}\nproduction: {{mysql: {{server: external}}}}"):
        (group,) = plan(external, manifest=manifest).groups
        assert (group.deployment, group.address, group.options) == ("external", "db.example.com", {})


def test_settings_are_put_together() -> None:
    databases = [{"engine": "memcached", "settings": {"conn-limit": 9}}]
    (group,) = plan(databases, manifest="memcached: {configuration: {memory: 128}}").groups
    assert group.settings == {"conn-limit": 9, "memory": 128}
    databases = [{"engine": "memcached", "settings": {"memory": 9}}]
    (group,) = plan(databases, manifest="memcached: {configuration: {memory: 128}}").groups
    assert group.settings == {"memory": 9}


def test_a_mark_is_taken_away_by_variables() -> None:
    manifest = MANIFEST.replace("main: {", "main: {primary: true, ")
    databases = [
        {"engine": "mysql", "group": "main", "default": False},
        {"engine": "mysql", "group": "spare", "primary": True},
    ]
    assert lines(databases, manifest=manifest) == [
        "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
        "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
    ]


def test_marks_in_two_places_are_two_marks() -> None:
    manifest = MANIFEST.replace("main: {", "main: {primary: true, ")
    assert problems([{"engine": "mysql", "group": "spare", "primary": True}], manifest=manifest) == [
        (
            "maestro_databases[0].primary: mysql has two primaries, main and spare; mark one of them; "
            "manifest.yml line 4: mysql.groups.main is marked too"
        )
    ]


def test_all_three_together() -> None:
    found = lines(
        [{"engine": "redis", "group": "cache", "deployment": "local"}, {"engine": "mongodb", "hosts": "db4"}],
        manifest=MANIFEST,
        service="databases: [mysql, redis, mongodb]",
    )
    assert found == [
        MAIN,
        SPARE,
        "mongodb/default* dedicated db4 mongodb MONGODB_DEFAULT,MONGODB",
        "redis/cache* local web1 redis REDIS_CACHE,REDIS",
    ]


def test_each_problem_stands_at_the_declaration_that_has_it() -> None:
    assert problems(
        [{"engine": "mysql", "group": "main", "hosts": "db9"}, {"engine": "mysql", "group": "spare", "prot": 1}],
        manifest=MANIFEST.replace("latin1", "'latin 1'"),
        service="databases: [mysqll]",
    ) == [
        "service.yml line 1: databases[0]: 'mysqll' is no engine; did you mean 'mysql'?",
        "maestro_databases[1]: unknown key 'prot'; did you mean 'port'?",
        (
            "manifest.yml line 5: mysql.groups.spare.configuration.encoding: 'latin 1' is no character set; "
            "name one such as utf8mb4"
        ),
        "maestro_databases[0].hosts: 'db9' matches no host of the inventory; name a host or a group of the inventory",
    ]


def test_what_the_code_needs_may_stand_in_any_of_them() -> None:
    need = {"need": "required", "alternatives": [], "evidence": []}
    found = [{**need, "engine": engine} for engine in ("mysql", "redis", "mongodb")]
    databases = [{"engine": "mongodb", "hosts": "db4"}]
    assert len(plan(databases, manifest=MANIFEST, service="databases: [redis]", found=found).groups) == 4
    assert problems(databases, manifest=MANIFEST, found=found) == [
        (
            "maestro_databases: the code needs redis (implied by its framework); "
            "declare redis, or list redis in maestro_ignore"
        )
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declaration by variables: what is accepted, and each mistake with its place and mend."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.model import DeclaredGroup
from ansible_collections.maestro.databases.plugins.module_utils.declaration.variables import (
    doubtful_versions,
    read_entries,
    variable_entries,
)
from ansible_collections.maestro.databases.plugins.module_utils.problem import Problem


def read_variables(value: object) -> tuple[list[DeclaredGroup], list[Problem]]:
    """What `maestro_databases` alone declares."""
    entries, problems = variable_entries(value)
    groups, faults = read_entries(entries)
    return groups, problems + faults


def test_the_documented_example_is_read() -> None:
    groups, problems = read_variables(
        [
            {"engine": "mysql", "group": "main", "hosts": "mysql_main", "primary": True, "version": 9.7},
            {"engine": "mysql", "group": "spare", "hosts": ["db7"]},
            {"engine": "redis", "deployment": "local"},
            {"engine": "mongodb", "deployment": "external", "address": "mongo.example.com", "port": 27017},
        ]
    )
    assert problems == []
    assert [
        (g.engine.name, g.group, g.deployment, g.flavour, g.version, g.primary, g.hosts, g.address, g.port)
        for g in groups
    ] == [
        ("mysql", "main", "dedicated", "mysql", "9.7", True, ("mysql_main",), "", 3306),
        ("mysql", "spare", "dedicated", "mysql", "", False, ("db7",), "", 3306),
        ("redis", "default", "local", "redis", "", False, (), "", 6379),
        ("mongodb", "default", "external", "mongodb", "", False, (), "mongo.example.com", 27017),
    ]


def test_a_version_that_may_have_lost_a_nought_gets_a_word() -> None:
    """YAML reads 8.10 as 8.1; what the file says is not known any more."""
    versions = [8.10, 8.0, "8.10", 10.11, 8, None]
    entries, _problems = variable_entries([{"engine": "redis", "version": version} for version in versions])
    assert doubtful_versions(entries) == [
        (
            "maestro_databases[0].version: is the number 8.1, as which YAML reads 8.10 as well; 8.1 is taken; "
            "write it in quotes: '8.1'"
        )
    ]


def test_default_is_another_word_for_primary() -> None:
    groups, problems = read_variables([{"engine": "mysql", "hosts": "db1", "default": True}])
    assert problems == []
    assert groups[0].primary is True


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            {"engine": "postgres", "hosts": "a"},
            "maestro_databases[0].engine: 'postgres' is no engine; did you mean 'postgresql'?",
        ),
        (
            {"engine": "mariadb", "hosts": "a"},
            (
                "maestro_databases[0].engine: 'mariadb' is no engine; "
                "mariadb is a flavour: write engine: mysql, flavour: mariadb"
            ),
        ),
        (
            {"engine": "sqlite"},
            (
                "maestro_databases[0].engine: sqlite is never deployed; "
                "SQLite is for development only: use postgresql or mysql in its place"
            ),
        ),
        ({"engine": "mysql", "hots": "a"}, "maestro_databases[0]: unknown key 'hots'; did you mean 'hosts'?"),
        (
            {"engine": "mysql", "hosts": "a", "flavour": "maria"},
            "maestro_databases[0].flavour: 'maria' is no flavour of mysql; did you mean 'mariadb'?",
        ),
        (
            {"engine": "mysql", "deployment": "dedicatd", "hosts": "a"},
            "maestro_databases[0].deployment: 'dedicatd' is no deployment; did you mean 'dedicated'?",
        ),
        (
            {"engine": "mysql", "deployment": "external"},
            "maestro_databases[0]: is external but has no address; add 'address', where the database answers",
        ),
        (
            {"engine": "mysql", "deployment": "local", "hosts": "a"},
            "maestro_databases[0].hosts: stands beside deployment local; only a dedicated database has hosts",
        ),
        (
            {"engine": "mysql", "hosts": "a", "primary": "yes"},
            "maestro_databases[0].primary: is str; write true or false",
        ),
        ({"engine": "mysql", "hosts": "a", "port": True}, "maestro_databases[0].port: is bool; write a number"),
        (
            {"engine": "mysql", "hosts": "a", "port": 70000},
            "maestro_databases[0].port: 70000 is no port; use a number from 1 to 65535",
        ),
        (
            {"engine": "mysql", "group": "1st", "hosts": "a"},
            (
                "maestro_databases[0].group: '1st' is not a group name: a letter, then letters, digits, '-' and "
                "'_'; choose another name"
            ),
        ),
        (
            {"engine": "mysql", "group": "slave", "hosts": "a"},
            (
                "maestro_databases[0].group: 'slave' is reserved: it would blur with the variables of replicas; "
                "choose another name"
            ),
        ),
        ("mysql", "maestro_databases[0]: is not a mapping; write it as {engine: mysql, group: main, hosts: db1}"),
    ],
)
def test_a_mistake_is_named_with_its_mend(entry: object, text: str) -> None:
    _groups, problems = read_variables([entry])
    assert [str(problem) for problem in problems] == [text]


def test_a_long_group_name_is_refused_with_its_length() -> None:
    _groups, problems = read_variables([{"engine": "mysql", "group": "a" * 60, "hosts": "a"}])
    assert "66 characters long, 63 are allowed" in str(problems[0])


def test_all_mistakes_come_at_once() -> None:
    _groups, problems = read_variables(
        [
            {"engine": "mysqll"},
            {"engine": "redis", "hosst": "a", "primary": 1},
            {"engine": "mysql", "group": "a.b", "hosts": "x"},
        ]
    )
    assert [problem.place for problem in problems] == [
        "maestro_databases[0].engine",
        "maestro_databases[1]",
        "maestro_databases[1].primary",
        "maestro_databases[2].group",
    ]


def test_two_primaries_name_both_places() -> None:
    _groups, problems = read_variables(
        [
            {"engine": "mysql", "group": "main", "hosts": "a", "primary": True},
            {"engine": "mysql", "group": "spare", "hosts": "b", "primary": True},
        ]
    )
    assert [str(problem) for problem in problems] == [
        (
            "maestro_databases[1].primary: mysql has two primaries, main and spare; mark one of them; "
            "maestro_databases[0] is marked too"
        ),
    ]


@pytest.mark.parametrize(("one", "other"), [("blue_sky", "blue-sky"), ("Main", "main"), ("default", "Default")])
def test_groups_whose_names_would_collide_are_refused(one: str, other: str) -> None:
    _groups, problems = read_variables(
        [{"engine": "redis", "group": one, "hosts": "a"}, {"engine": "redis", "group": other, "hosts": "b"}]
    )
    assert [problem.what for problem in problems] == [f"'{other}' and '{one}' of redis would share a name"]


def test_no_list_is_one_problem() -> None:
    _groups, problems = read_variables({"mysql": {}})
    assert [problem.what for problem in problems] == ["is not a list"]


def read_volumes(**more: object) -> tuple[dict[str, object], list[str]]:
    groups, problems = read_variables([{"engine": "glusterfs", "hosts": "a", **more}])
    return (groups[0].options if groups else {}), [str(problem) for problem in problems]


def test_a_glusterfs_group_has_one_volume_unless_it_names_others() -> None:
    assert read_volumes() == (
        {
            "replica_count": 1,
            "volumes": [{"name": "data-store", "mount": "/mnt/data-store"}],
            "mount_targets": ["app"],
        },
        [],
    )
    options, problems = read_volumes(
        replica_count=3, volumes=[{"name": "uploads"}, {"name": "b", "mount": "/srv/b"}], mount_targets="web,db"
    )
    assert problems == []
    assert options == {
        "replica_count": 3,
        "volumes": [{"name": "uploads", "mount": "/mnt/uploads"}, {"name": "b", "mount": "/srv/b"}],
        "mount_targets": ["web,db"],
    }


@pytest.mark.parametrize(
    ("more", "texts"),
    [
        (
            {"replica_count": 0},
            ["maestro_databases[0].replica_count: 0 keeps no copy at all; write 1 or more"],
        ),
        (
            {"port": 24008},
            [
                (
                    "maestro_databases[0].port: is 24008, and GlusterFS answers at 24007; "
                    "remove it; servers and clients know no other"
                )
            ],
        ),
        (
            {"volumes": ["uploads", {"nam": "x"}, {"name": "a", "mount": "/"}, {"name": "a", "mount": "/mnt/b"}]},
            [
                "maestro_databases[0].volumes[0]: is not a mapping; write it as {name: data-store}",
                "maestro_databases[0].volumes[1]: unknown key 'nam'; did you mean 'name'?",
                (
                    "maestro_databases[0].volumes[1].name: '' is no name of a volume; "
                    "use a letter, then up to 62 letters, digits, '-' and '_'"
                ),
                (
                    "maestro_databases[0].volumes[2].mount: '/' is no place to mount at; "
                    "write it as /mnt/data-store, below a folder, of letters, digits, '.', '-' and '_'"
                ),
                "maestro_databases[0].volumes[3].name: 'a' stands there twice; use each once",
            ],
        ),
        ({"replica_count": True}, ["maestro_databases[0].replica_count: is bool; write a number"]),
    ],
)
def test_mistakes_in_volumes(more: dict[str, object], texts: list[str]) -> None:
    assert read_volumes(**more)[1] == texts


def test_other_engines_and_external_groups_have_no_volumes() -> None:
    _groups, problems = read_variables(
        [
            {"engine": "redis", "hosts": "a", "volumes": []},
            {"engine": "glusterfs", "address": "192.0.2.5", "volumes": [{"name": "a"}]},
        ]
    )
    assert [str(problem).partition(";")[0] for problem in problems] == [
        "maestro_databases[0]: unknown key 'volumes'",
        "maestro_databases[1].volumes: stands beside deployment external",
    ]

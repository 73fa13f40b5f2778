# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declaration changes against the last deployment, and when that applies."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration import manifest_keys
from ansible_collections.maestro.databases.plugins.module_utils.plan.build import PlanError
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import (
    RecordedGroup,
    read_state,
    record,
    write_state,
)
from tests.unit.plan.world import HOSTS, plan, recorded

MAIN = {"engine": "mysql", "group": "main", "hosts": "db1"}
BEFORE = {"port": 3306, "hosts": ("db1",), "encoding": "utf8mb4"}
NEXT = "(at the next deployment)"

TABLE = {
    "before the first deployment": ([MAIN], [], []),
    "nothing": ([MAIN], [recorded("mysql", "main", **BEFORE)], []),
    "a state file of the first releases": ([MAIN], [recorded("mysql", "main")], []),
    "the running version is longer than the pinned one": (
        [{**MAIN, "version": "8.0"}],
        [recorded("mysql", "main", version="8.0.36", **BEFORE)],
        [],
    ),
    "a new group": (
        [MAIN, {"engine": "redis", "hosts": "db2"}],
        [recorded("mysql", "main", **BEFORE)],
        [f"redis group 'default': group none -> dedicated {NEXT}"],
    ),
    "a group that is gone": (
        [MAIN],
        [recorded("mysql", "main", **BEFORE), recorded("redis", deployment="external")],
        [f"redis group 'default': group external -> no longer declared {NEXT}"],
    ),
    "the primary": (
        [MAIN, {"engine": "mysql", "group": "spare", "hosts": "db2", "primary": True}],
        [recorded("mysql", "main", **BEFORE), recorded("mysql", "spare", primary=False)],
        [
            f"mysql group 'main': primary yes -> no {NEXT}",
            f"mysql group 'spare': primary no -> yes {NEXT}",
        ],
    ),
    "another port": (
        [{**MAIN, "port": 3307}],
        [recorded("mysql", "main", **BEFORE)],
        [f"mysql group 'main': port 3306 -> 3307 {NEXT}"],
    ),
    "another database": (
        [{**MAIN, "database": "other"}],
        [recorded("mysql", "main", **BEFORE)],
        [f"mysql group 'main': database shop_production -> other {NEXT}"],
    ),
    "other hosts": (
        [{**MAIN, "hosts": "db2"}],
        [recorded("mysql", "main", **BEFORE)],
        [f"mysql group 'main': hosts db1 -> db2 {NEXT}"],
    ),
    "local": (
        [{"engine": "mysql", "group": "main", "deployment": "local"}],
        [recorded("mysql", "main", **BEFORE)],
        [
            f"mysql group 'main': deployment dedicated -> local {NEXT}",
            f"mysql group 'main': hosts db1 -> web1 {NEXT}",
        ],
    ),
    "external": (
        [{"engine": "mysql", "group": "main", "address": "db.example.com"}],
        [recorded("mysql", "main", flavour="mariadb", version="11.8", **BEFORE)],
        [f"mysql group 'main': deployment dedicated -> external {NEXT}"],
    ),
    "one more host of glusterfs": (
        [{"engine": "glusterfs", "hosts": ["db1", "db2"]}],
        [recorded("glusterfs", hosts=("db1",), port=24007, replica_count=1, database="")],
        [f"glusterfs group 'default': hosts db1 -> db1, db2 {NEXT}"],
    ),
    "a character set that is not named stays": (
        [MAIN],
        [recorded("mysql", "main", **{**BEFORE, "encoding": "latin1"})],
        [],
    ),
    "case makes no other character set": (
        [{**MAIN, "encoding": "UTF8MB4"}],
        [recorded("mysql", "main", **BEFORE)],
        [],
    ),
}


OLD = {
    "engine": "postgresql",
    "hosts": "db1",
    "databases": ["audit"],
    "extensions": ["pg_trgm"],
    "settings": {"work_mem": "4MB", "jit": False},
}
STORE = {"engine": "glusterfs", "hosts": "db1"}
AFAR = {"engine": "mysql", "address": "db.example.com"}
TWO = [{"engine": "mysql", "group": name, "hosts": host} for name, host in (("a", "db1"), ("b", "db2"))]
REMEMBERED = {
    "nothing": ([OLD], [OLD], []),
    "a number is what it is in quotes": (
        [{"engine": "mysql", "hosts": "db1", "settings": {"max_connections": 7}}],
        [{"engine": "mysql", "hosts": "db1", "settings": {"max_connections": "7"}}],
        [],
    ),
    "settings, whose values are the user's own": (
        [OLD],
        [{**OLD, "settings": {"work_mem": "s3cret", "shared_buffers": "1GB"}}],
        [
            f"postgresql group 'default': setting 'work_mem' set -> set otherwise {NEXT}",
            f"postgresql group 'default': setting 'jit' set -> no longer declared {NEXT}",
            f"postgresql group 'default': setting 'shared_buffers' none -> set {NEXT}",
        ],
    ),
    "databases and extensions": (
        [OLD],
        [{**OLD, "databases": ["more"], "extensions": ["pg_trgm", "postgis"]}],
        [
            f"postgresql group 'default': database 'audit' declared -> no longer declared {NEXT}",
            f"postgresql group 'default': database 'more' none -> declared {NEXT}",
            f"postgresql group 'default': extension 'postgis' none -> declared {NEXT}",
        ],
    ),
    "a shared server and files of the application's own": (
        [OLD],
        [{**OLD, "shared": True, "tamper_with_yml": False}],
        [
            f"postgresql group 'default': shared no -> yes {NEXT}",
            f"postgresql group 'default': tamper_with_yml yes -> no {NEXT}",
        ],
    ),
    "databases beside the application's own": (
        [{"engine": "mongodb", "hosts": "db1"}],
        [{"engine": "mongodb", "hosts": "db1", "any_database": True}],
        [f"mongodb group 'default': any_database no -> yes {NEXT}"],
    ),
    "volumes and who mounts them": (
        [STORE],
        [{**STORE, "volumes": [{"name": "data-store", "mount": "/srv/data"}, {"name": "b"}], "mount_targets": "web2"}],
        [
            f"glusterfs group 'default': volume 'data-store' at /mnt/data-store -> at /srv/data {NEXT}",
            f"glusterfs group 'default': volumes on web1 mounted -> no longer declared {NEXT}",
            f"glusterfs group 'default': volume 'b' none -> at /mnt/b {NEXT}",
        ],
    ),
    "where an external database answers": (
        [AFAR],
        [{**AFAR, "address": "new.example.com"}],
        [f"mysql group 'default': address db.example.com -> new.example.com {NEXT}"],
    ),
    "another kind of deployment is told as such": (
        [{"engine": "mysql", "hosts": "db1", "settings": {"a": 1}}],
        [AFAR],
        [f"mysql group 'default': deployment dedicated -> external {NEXT}"],
    ),
    "other hosts are told once": (
        [{**STORE, "hosts": ["db1", "db2"]}],
        [{**STORE, "hosts": ["db1", "db3"]}],
        [f"glusterfs group 'default': hosts db1, db2 -> db1, db3 {NEXT}"],
    ),
    "the order of groups without a primary moves the variables": (
        TWO,
        TWO[::-1],
        [
            f"mysql group 'b': variables without a group no -> yes {NEXT}",
            f"mysql group 'a': variables without a group yes -> no {NEXT}",
        ],
    ),
    "another primary has them anyway": (
        [{**TWO[0], "primary": True}, TWO[1]],
        [TWO[0], {**TWO[1], "primary": True}],
        [f"mysql group 'a': primary yes -> no {NEXT}", f"mysql group 'b': primary no -> yes {NEXT}"],
    ),
    "nobody has them where the primary is hosted elsewhere": (
        [TWO[0]],
        [TWO[0], {**AFAR, "group": "b", "primary": True}],
        [
            f"mysql group 'a': primary yes -> no {NEXT}",
            f"mysql group 'a': variables without a group yes -> no {NEXT}",
            f"mysql group 'b': group none -> external {NEXT}",
        ],
    ),
}


def deployed(databases: object) -> list[RecordedGroup]:
    """What a deployment of these leaves, as the state file gives it back."""
    return list(read_state(write_state(record((), plan(databases).as_dict()["groups"], {}))))


@pytest.mark.parametrize(("before", "databases", "texts"), REMEMBERED.values(), ids=REMEMBERED)
def test_what_was_deployed_is_remembered(before: object, databases: object, texts: list[str]) -> None:
    found = plan(databases, recorded=deployed(before)).pending
    assert [change.text for change in found] == texts


def test_a_host_that_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    before = deployed([MAIN])
    monkeypatch.setitem(HOSTS, "db1", "192.0.2.99")
    found = plan([MAIN], recorded=before).pending
    assert [change.text for change in found] == [f"mysql group 'main': address of db1 192.0.2.11 -> 192.0.2.99 {NEXT}"]


def test_hosts_of_volumes_keep_the_address_that_the_data_know(monkeypatch: pytest.MonkeyPatch) -> None:
    store = {"engine": "glusterfs", "hosts": ["db1", "db2"]}
    before = deployed([store])
    monkeypatch.setitem(HOSTS, "db2", "192.0.2.99")
    with pytest.raises(PlanError) as caught:
        plan([store], recorded=before)
    assert [str(one) for one in caught.value.problems] == [
        (
            "maestro_databases[0].hosts: db2 had the address 192.0.2.12, not 192.0.2.99, and the volumes' data keep "
            "that; let it keep that one beside another, and say so with maestro_address"
        )
    ]
    # One that is new has none yet.
    assert plan([{**store, "hosts": ["db1", "db2", "db3"]}], recorded=deployed([{**store, "hosts": "db1"}])).groups


def test_no_value_of_a_setting_is_kept() -> None:
    assert "s3cret" not in str(write_state(deployed([{**OLD, "settings": {"a": "s3cret"}}])))


@pytest.mark.parametrize(("databases", "before", "texts"), TABLE.values(), ids=TABLE)
def test_what_is_pending(databases: object, before: list[Any], texts: list[str]) -> None:
    assert [change.text for change in plan(databases, recorded=before).pending] == texts


KEEP = "keep it, or declare a new group on another host and move the data there by dump and restore"
NEVER = {
    "version": (
        {**MAIN, "version": "8.4"},
        recorded("mysql", "main", version="8.0.36", **BEFORE),
        "mysql group 'main': version 8.0.36 -> 8.4 (never in place: it takes a new group)",
        "maestro_databases[0].version: main was deployed with 8.0.36, not 8.4, and nothing is upgraded in place; "
        + KEEP,
    ),
    "flavour": (
        {**MAIN, "flavour": "mariadb"},
        recorded("mysql", "main", **BEFORE),
        "mysql group 'main': flavour mysql -> mariadb (never in place: it takes a new group)",
        "maestro_databases[0].flavour: main was deployed as mysql, not mariadb; " + KEEP,
    ),
    "encoding": (
        {**MAIN, "encoding": "latin1"},
        recorded("mysql", "main", **BEFORE),
        "mysql group 'main': encoding utf8mb4 -> latin1 (never in place: it takes a new group)",
        "maestro_databases[0].encoding: main was deployed with the character set utf8mb4, not latin1; " + KEEP,
    ),
    "operating_system": (
        {**MAIN, "operating_system": "ubuntu2404"},
        recorded("mysql", "main", operating_system="debian13", **BEFORE),
        "mysql group 'main': operating_system debian13 -> ubuntu2404 (never in place: it takes a new group)",
        (
            "maestro_databases[0].operating_system: main was deployed on debian13, not ubuntu2404; keep it, leave it "
            "out where its hosts were upgraded in place, or declare a new group on hosts that run ubuntu2404 and move "
            "the data there by dump and restore"
        ),
    ),
    "replica_count": (
        {"engine": "glusterfs", "hosts": ["db1", "db2"], "replica_count": 2},
        recorded("glusterfs", hosts=("db1", "db2"), port=24007, replica_count=1, database=""),
        "glusterfs group 'default': replica_count 1 -> 2 (never in place: it takes a new group)",
        "maestro_databases[0].replica_count: default was deployed with 1 copies, not 2; " + KEEP,
    ),
}


@pytest.mark.parametrize(("entry", "before", "text", "problem"), NEVER.values(), ids=NEVER)
def test_what_never_applies_is_refused(entry: object, before: Any, text: str, problem: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan([entry], recorded=[before])
    assert [str(one) for one in caught.value.problems] == [problem]
    assert [change.text for change in caught.value.pending] == [text]
    assert [change.applies for change in caught.value.pending] == [False]


def test_a_change_in_the_manifest_is_refused_where_it_stands() -> None:
    manifest = "mysql:\n  configuration: {version: 8.4}\n  servers: [{server: {unique_name: db1}}]\n"
    with pytest.raises(PlanError) as caught:
        plan(manifest=manifest, recorded=[recorded("mysql", version="8.0")])
    assert [str(one) for one in caught.value.problems] == [
        "manifest.yml line 2: mysql.configuration.version: default was deployed with 8.0, not 8.4, "
        "and nothing is upgraded in place; " + KEEP
    ]


def test_an_operating_system_that_is_left_out_or_was_not_recorded_is_no_change() -> None:
    kept = recorded("mysql", "main", operating_system="debian12", **BEFORE)
    for entry, before in (
        (MAIN, kept),
        ({**MAIN, "operating_system": "debian12"}, kept),
        ({**MAIN, "operating_system": "debian13"}, recorded("mysql", "main", **BEFORE)),
    ):
        assert plan([entry], recorded=[before]).pending == ()


def test_every_key_that_is_only_ever_built_is_in_these_tables() -> None:
    assert sorted(NEVER) == sorted(manifest_keys.NEVER)


def test_data_that_stays_behind_is_told() -> None:
    found = plan([{**MAIN, "hosts": "db2"}], recorded=[recorded("mysql", "main", **BEFORE)])
    assert found.warnings == (
        "mysql group 'main' is to be on db2 and its data is on db1: nothing moves it, so the group starts empty",
    )


def test_what_is_pending_is_no_part_of_the_plan() -> None:
    assert "pending" not in plan([MAIN], recorded=[recorded("redis", deployment="external")]).as_dict()

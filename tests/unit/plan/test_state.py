# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application remembers."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.plan.state import (
    read_state,
    read_targets,
    read_web_hosts,
    record,
    write_state,
)


def group(engine: str, name: str, primary: bool = False) -> dict[str, Any]:
    return {
        "engine": engine,
        "group": name,
        "flavour": engine,
        "version": "",
        "deployment": "dedicated",
        "primary": primary,
        "database": "shop_production",
    }


def test_groups_keep_their_order_of_creation() -> None:
    first = record((), [group("mysql", "main", primary=True)], {("mysql", "main"): "9.7"})
    second = record(
        first, [group("mysql", "archive"), group("mysql", "main", primary=True)], {("mysql", "main"): "9.7"}
    )
    assert [(one.group, one.version, one.primary) for one in second] == [("main", "9.7", True), ("archive", "", False)]


def test_the_primary_moves_and_what_is_gone_is_kept() -> None:
    first = record((), [group("mysql", "main", primary=True), group("redis", "cache", primary=True)], {})
    second = record(first, [group("mysql", "spare", primary=True)], {})
    assert [(one.engine, one.group, one.primary) for one in second] == [
        ("mysql", "main", False),
        ("redis", "cache", True),
        ("mysql", "spare", True),
    ]


def test_the_operating_system_is_what_was_declared_or_else_what_runs() -> None:
    one = {**group("mysql", "main"), "writer": "db1", "operating_system": ""}
    first = record((), [one], {}, {"db1": "debian12"})
    assert [kept.operating_system for kept in first] == ["debian12"]
    # Upgraded in place.
    assert [kept.operating_system for kept in record(first, [one], {}, {"db1": "debian13"})] == ["debian13"]
    declared = {**one, "operating_system": "debian12"}
    assert [kept.operating_system for kept in record(first, [declared], {}, {"db1": "debian13"})] == ["debian12"]
    assert [kept.operating_system for kept in record((), [group("mysql", "main")], {})] == [""]


def test_it_survives_its_file() -> None:
    recorded = record((), [group("mysql", "main", primary=True)], {})
    assert list(read_state(write_state(recorded))) == recorded
    assert read_state({}) == ()


def test_who_ran_the_application_is_kept() -> None:
    assert read_web_hosts(write_state([], ["web1", "web2"])) == ("web1", "web2")
    assert read_web_hosts({"format": 1, "groups": []}) == ()


def test_where_it_was_published_is_kept() -> None:
    assert read_targets(write_state([], [], ["namespace shop", "file a.yml"])) == ("namespace shop", "file a.yml")
    assert read_targets({"format": 1, "groups": []}) == ()


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="has format 2, this version reads 1"):
        read_state({"format": 2})


def test_a_file_of_the_first_releases_is_still_read() -> None:
    (found,) = read_state({"format": 1, "groups": [group("mysql", "main", primary=True)]})
    assert (found.group, found.primary, found.port, found.hosts, found.encoding, found.replica_count) == (
        *("main", True, 0, (), "", 0),
    )


def test_what_is_compared_with_the_next_declaration_is_kept() -> None:
    now = {
        **group("glusterfs", "default"),
        "port": 24007,
        "hosts": [{"name": "db1"}, {"name": "db2"}],
        "options": {"replica_count": 2},
    }
    recorded = record((), [now, {**group("mysql", "main"), "options": {"encoding": "utf8mb4"}}], {})
    assert [(one.port, one.hosts, one.encoding, one.replica_count) for one in recorded] == [
        (24007, ("db1", "db2"), "", 2),
        (0, (), "utf8mb4", 0),
    ]
    assert write_state(recorded)["groups"][0]["hosts"] == ["db1", "db2"]
    assert list(read_state(write_state(recorded))) == recorded

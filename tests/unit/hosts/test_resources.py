# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Too little memory or disk is told before a server is set up."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import inspect, marker, units
from ansible_collections.maestro.databases.plugins.module_utils.hosts.inspect import Asked, Host, look
from ansible_collections.maestro.databases.plugins.module_utils.hosts.neighbours import neighbours
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.release import Release
from ansible_collections.maestro.databases.plugins.module_utils.hosts.resources import (
    Disk,
    Needed,
    disk,
    problems,
    share_mb,
)
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import SERVERS

MYSQL = Needed("mysql", True, 512, 512, "/var/lib/mysql")
REDIS = Needed("redis", True, 64, 64, "/var/lib/redis")
SEARCH = Needed("elasticsearch", True, 1024, 1024, "/srv/search")
CACHE = Needed("memcached", True, 64, 0, "", sized=False)
SHOP = {"application": "shop", "environment": "production", "group": "main"}
#: Two places on one file system, one on another.
DISKS = {"/var/lib/mysql": Disk(1, 571), "/var/lib/redis": Disk(1, 570), "/srv/search": Disk(2, 1023)}


def told(needed: list[Needed], memory_mb: int = 4096) -> list[str]:
    return [str(problem) for problem in problems(needed, memory_mb, DISKS)]


def test_what_fits_is_welcome() -> None:
    assert told([MYSQL, CACHE], 576) == []


def test_one_server_on_a_host_that_is_too_small() -> None:
    assert told([SEARCH], 512) == [
        "memory: the host has 512 MiB, and elasticsearch needs 1024 MiB at least; use a host with more of it",
        (
            "/srv/search: 1023 MiB are free there, and elasticsearch needs 1024 MiB to begin with; "
            "make room, or use another host"
        ),
    ]


def test_servers_that_fit_alone_and_not_together() -> None:
    assert told([MYSQL, REDIS, CACHE], 600) == [
        (
            "memory: the host has 600 MiB, and mysql (512), redis (64) and memcached (64) need 640 MiB at least; "
            "use a host with more of it, or several hosts"
        ),
        (
            "/var/lib/mysql, /var/lib/redis: 570 MiB are free there, and mysql (512) and redis (64) need 576 MiB to "
            "begin with; make room, or use another host"
        ),
    ]


def test_a_server_that_is_set_up_is_never_refused() -> None:
    running = Needed("elasticsearch", False, 1024, 1024, "/srv/search")
    assert told([running], 16) == []
    # Beside a new one it counts with its memory, and not with the disk that it has taken already.
    assert told([running, REDIS], 1080) == [
        (
            "memory: the host has 1080 MiB, and elasticsearch (1024) and redis (64) need 1088 MiB at least; "
            "use a host with more of it, or several hosts"
        )
    ]


def test_the_disk_of_a_directory_that_is_still_to_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Blocks of 4 KiB: 5 MiB are left to others than root.
    spaces = {str(tmp_path): SimpleNamespace(f_bavail=1280, f_bfree=9999, f_frsize=4096)}
    monkeypatch.setattr(os, "statvfs", spaces.__getitem__)
    assert disk(str(tmp_path / "a" / "b")) == Disk(tmp_path.stat().st_dev, 5)


def test_the_disk_of_this_folder_is_a_real_one(tmp_path: Path) -> None:
    assert disk(str(tmp_path)).free_mb > 0


@pytest.mark.parametrize("server", SERVERS, ids=lambda one: one.flavour)
def test_a_server_that_keeps_data_needs_a_disk(server) -> None:
    assert server.least_memory_mb >= 64
    assert (server.least_disk_mb > 0) == bool(server.data_directory)


@pytest.mark.parametrize(
    ("needed", "application", "part"),
    [
        ([MYSQL], False, 8192),
        ([MYSQL], True, 4096),
        ([MYSQL, REDIS], False, 4096),
        ([MYSQL, REDIS, SEARCH], True, 2048),
        # What has a size of its own takes that, and no part.
        ([MYSQL, CACHE], False, 8128),
        ([CACHE], False, 8128),
    ],
)
def test_servers_of_one_host_divide_its_memory(needed: list[Needed], application: bool, part: int) -> None:
    assert share_mb(needed, 8192, application=application) == part


def test_servers_of_other_applications_are_neighbours(tmp_path: Path) -> None:
    markers = {
        "redis": {**SHOP, "flavour": "valkey"},
        "mysql": {**SHOP, "application": "blog", "flavour": "mariadb"},
        "memcached": {**SHOP, "environment": "staging", "flavour": "memcached"},
        "postgresql": {**SHOP, "application": "blog", "flavour": "postgresql"},
    }
    for engine, values in markers.items():
        (tmp_path / f"{engine}.json").write_text(json.dumps(values))
    (tmp_path / "rabbitmq.json").write_text("{broken")
    assert neighbours(["postgresql"], [SHOP], str(tmp_path)) == [
        Needed("memcached", False, 64, 0, "", sized=False),
        Needed("mysql", False, 256, 0, ""),
    ]
    assert neighbours([], [SHOP], str(tmp_path / "none")) == []


def looked(monkeypatch: pytest.MonkeyPatch, folder: Path, engines: list[str], *, application: bool = False) -> Host:
    """A look at a host of 8 GiB of memory and 2 GiB of free disk, on which nothing is installed."""
    facts = {"memory_mb": 8192, "cores": 4, "engines": {}}
    monkeypatch.setattr(inspect.release, "read_release", lambda: Release("debian", "trixie", "13", True, True))
    monkeypatch.setattr(inspect, "_host_facts", lambda _here: dict(facts, engines={}))
    monkeypatch.setattr(inspect.resources, "disk", lambda _directory: Disk(1, 2048))
    monkeypatch.setattr(inspect.apt, "offers", lambda _names: {})
    monkeypatch.setattr(Packages, "look", classmethod(lambda _cls, names: Packages(names, {}, {}, {}, False)))
    monkeypatch.setattr(units, "show", lambda names: {name: units.Unit(name) for name in names})
    monkeypatch.setattr(inspect, "neighbours", lambda *given: neighbours(*given, folder=str(folder)))
    monkeypatch.setattr(marker, "FOLDER", str(folder))
    asked = [Asked(one, owner=SHOP, data_directory=f"{folder}/{one}") for one in engines]
    return look(asked, refresh=False, application=application)


def test_a_look_tells_each_server_its_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mysql.json").write_text(json.dumps({**SHOP, "application": "blog", "flavour": "mariadb"}))
    engines = looked(monkeypatch, tmp_path, ["redis", "postgresql", "memcached"], application=True).facts["engines"]
    assert {name: one["memory_mb"] for name, one in engines.items()} == {
        # Beside MariaDB of the blog and the application.
        "redis": 2032,
        "postgresql": 2032,
        "memcached": 64,
    }


def test_a_disk_on_which_rabbitmq_would_hold_back_all_publishers_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (problem,) = looked(monkeypatch, tmp_path, ["rabbitmq"]).problems
    assert str(problem) == (
        f"{tmp_path}/rabbitmq: 2048 MiB are free there, and rabbitmq needs 2304 MiB to begin with; "
        "make room, or use another host"
    )
    # Beside others its part of the memory is smaller, and so is what it wants of the disk.
    assert looked(monkeypatch, tmp_path, ["rabbitmq", "redis", "postgresql"], application=True).problems == []

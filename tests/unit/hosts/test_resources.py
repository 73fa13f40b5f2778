# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Too little memory or disk is told before a server is set up."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.resources import Disk, Needed, disk, problems
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import SERVERS

MYSQL = Needed("mysql", True, 512, 512, "/var/lib/mysql")
REDIS = Needed("redis", True, 64, 64, "/var/lib/redis")
SEARCH = Needed("elasticsearch", True, 1024, 1024, "/srv/search")
CACHE = Needed("memcached", True, 64, 0, "")
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

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read from the host: sockets, units, markers, settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import locks, marker, overrides
from ansible_collections.maestro.databases.plugins.module_utils.hosts.listeners import decode_address, unit_of
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def test_addresses_as_the_kernel_prints_them() -> None:
    assert decode_address("0100007F") == "127.0.0.1"
    assert decode_address("00000000000000000000000001000000") == "::1"


def test_the_unit_of_a_process() -> None:
    assert (
        unit_of("0::/system.slice/system-postgresql.slice/postgresql@15-main.service") == "postgresql@15-main.service"
    )
    assert unit_of("0::/user.slice/user-0.slice/session-1.scope") == "session-1.scope"
    assert unit_of("0::/") == ""


def test_a_marker_is_read_as_it_was_written(tmp_path: Path) -> None:
    text = marker.render({"application": "shop", "environment": "production"}, "redis", "7", "/var/lib/redis")
    (tmp_path / "redis.json").write_text(text)
    found = marker.read("redis", str(tmp_path))
    assert found == {
        "application": "shop",
        "environment": "production",
        "group": "",
        "flavour": "redis",
        "version": "7",
        "data_directory": "/var/lib/redis",
    }
    assert marker.owner_name(found) == "shop-production"
    assert marker.owner_name({}) == "nobody"
    (tmp_path / "redis.json").write_text("[]")
    with pytest.raises(HostError, match="no marker"):
        marker.read("redis", str(tmp_path))


def test_settings_that_were_changed_on_the_server() -> None:
    text = "# Do not edit\nmax_connections = '300'\nsearch_path = 'a''b'\nwork_mem=4MB\n"
    assert overrides.parse(text) == {"max_connections": "300", "search_path": "a'b", "work_mem": "4MB"}


def test_the_holder_of_a_lock_is_named_when_the_wait_is_over(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    assert locks.holder(str(path)) is None
    code = (
        f"import fcntl, sys; f = open({str(path)!r}, 'w'); fcntl.lockf(f, fcntl.LOCK_EX); print(1, flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holding:
        assert holding.stdout is not None
        holding.stdout.readline()
        assert locks.holder(str(path)) == holding.pid
        with pytest.raises(HostError, match=rf"process {holding.pid} \(python.*\) holds {path}"):
            locks.wait_for_packages(0.1, [str(path)])
        with (
            pytest.raises(HostError, match=rf"another run of maestro.databases .*process {holding.pid}"),
            locks.one_run(0.1, str(path)),
        ):
            pass
        holding.communicate(b"\n")
    assert locks.wait_for_packages(5, [str(path)]) > 4


def test_our_lock_keeps_another_process_out_and_not_after(tmp_path: Path) -> None:
    path = str(tmp_path / "run/lock")
    code = f"import fcntl; fcntl.lockf(open({path!r}, 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with locks.one_run(0, path):
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 1
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No server starts without its rules."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.filter.server_files import server_files
from ansible_collections.maestro.databases.plugins.module_utils.hosts.ours import guard
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import SERVERS


@pytest.mark.parametrize("server", SERVERS, ids=lambda one: one.flavour)
def test_every_server_starts_behind_its_own_rules_alone(server) -> None:
    engine = {
        "asked": {"engine": server.engine, "port": 7000, "owner": {}},
        "flavour": server.flavour,
        "version": "8",
        "unit": "one",
        "data_directory": "/data",
        "memory_mb": 1024,
        "overrides": [],
        "marker": {},
    }
    listening = ["10.0.0.3"] if server.engine == "glusterfs" else ["127.0.0.1"]
    files = server_files(engine, {"memory_mb": 1024, "cores": 2}, listening)
    (unit,) = (file["content"] for file in files if file["path"].endswith(".service.d/maestro.conf"))
    _head, _mark, service = unit.partition("\n[Service]\n")
    assert service.splitlines()[1] == (
        f"ExecStartPre=+/bin/sh -c '/usr/sbin/nft list chain inet maestro_databases {server.engine} >/dev/null 2>&1"
        " || { /usr/sbin/nft -f /etc/maestro/nftables.conf;"
        f" /usr/sbin/nft list chain inet maestro_databases {server.engine} >/dev/null; }}'"
    )
    assert "maestro-databases-firewall.service\n" in unit.partition("After=")[2]


LOOK, LOAD = "list chain inet maestro_databases redis", "-f /etc/maestro/nftables.conf"


@pytest.mark.parametrize(
    ("rules", "loadable", "starts", "calls"),
    [
        ("redis", "", True, [LOOK]),
        ("", "redis", True, [LOOK, LOAD, LOOK]),
        # The file cannot be loaded, or does not have the rules of this engine.
        ("", "", False, [LOOK, LOAD, LOOK]),
        ("", "mysql", False, [LOOK, LOAD, LOOK]),
    ],
)
def test_rules_that_are_not_in_force_are_loaded_and_without_them_nothing_starts(
    rules: str, loadable: str, starts: bool, calls: list[str], tmp_path: Path
) -> None:
    (tmp_path / "rules").write_text(rules)
    nft = tmp_path / "nft"
    nft.write_text(
        f"#!/bin/sh\ncd {tmp_path}\n"
        'echo "$@" >>calls\n'
        'test $1 = list && exec grep -qx "$5" rules\n'
        f"test -n '{loadable}' && echo {loadable} >rules\n"
    )
    nft.chmod(0o755)
    command = guard("redis").partition("sh -c '")[2].rpartition("'")[0].replace("/usr/sbin/nft", str(nft))
    assert (subprocess.run(["sh", "-c", command], check=False).returncode == 0) is starts
    assert (tmp_path / "calls").read_text().splitlines() == calls

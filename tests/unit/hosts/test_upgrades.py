# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What upgrades by the package manager may not do."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import upgrades
from ansible_collections.maestro.databases.plugins.module_utils.hosts.ours import HEAD
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import SERVERS, server


def contents(engine: str, flavour: str, version: str, unit: str) -> dict[str, str]:
    found = server(engine, flavour)
    assert found is not None
    return {file["path"]: file["content"].removeprefix(HEAD) for file in upgrades.files(found, version, unit)}


def test_the_files_of_a_server() -> None:
    assert contents("mysql", "mariadb", "10.11", "mariadb") == {
        "/etc/apt/preferences.d/maestro-mysql-series.pref": (
            "# No upgrade takes mariadb out of 10.11.\n"
            "Package: mariadb-server* mariadb-client* mariadb-plugin-* mariadb-backup mariadb-common libmariadb3\n"
            "Pin: version /^([0-9]+:)?10\\.11([.~+-]|$)/\n"
            "Pin-Priority: 990\n"
        ),
        "/etc/apt/apt.conf.d/60maestro-mysql": (
            "# An upgrade restarts a server that runs, and leaves one alone that is stopped.\n"
            'DPkg::Pre-Invoke { "test x$(systemctl is-active mariadb.service) != xinactive'
            " || cut -d' ' -f1,22 /proc/$(sed -n s/^PPid:.//p /proc/$PPID/status)/stat"
            ' > /run/maestro-stopped-mariadb.service"; };\n'
            'DPkg::Post-Invoke { "rm -f /run/maestro-stopped-mariadb.service"; };\n'
        ),
        "/etc/systemd/system/mariadb.service.d/maestro-upgrade.conf": (
            "[Service]\n"
            "# Stopped when an upgrade began, it stays so while that goes on.\n"
            "ExecCondition=+/bin/sh -c "
            "'! { read -r apt start </run/maestro-stopped-mariadb.service"
            ' && test "$$apt $$start" = "$$(cut -d" " -f1,22 /proc/$$apt/stat)"; } 2>/dev/null\'\n'
        ),
    }


def made(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[Path, str, str]:
    """The note, the command that makes it, and the one that systemd asks before a start."""
    monkeypatch.setattr(upgrades, "_STOPPED", str(folder / "stopped"))
    text = contents("redis", "redis", "", "redis-server")
    hook = text["/etc/apt/apt.conf.d/60maestro-redis"].partition('Pre-Invoke { "')[2].partition('"; };')[0]
    condition = text["/etc/systemd/system/redis-server.service.d/maestro-upgrade.conf"].partition("sh -c '")[2]
    return folder / "stopped-redis-server.service", hook, condition.rpartition("'")[0].replace("$$", "$")


def test_a_server_stays_stopped_as_long_as_the_apt_lives_that_found_it_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note, hook, may_start = made(monkeypatch, tmp_path)
    systemctl = tmp_path / "systemctl"
    systemctl.write_text("#!/bin/sh\necho inactive\n")
    systemctl.chmod(0o755)
    # As apt does: from a process of its own, which is this one.
    subprocess.run(["sh", "-c", hook], env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, check=True)
    assert note.read_text().split()[0] == str(os.getppid())
    assert subprocess.run(["sh", "-c", may_start], check=False).returncode == 1
    # That apt was killed, and another process got its number.
    note.write_text(f"{os.getppid()} 1\n")
    assert subprocess.run(["sh", "-c", may_start], check=False).returncode == 0
    # No such process, no such note.
    note.write_text("4194305 1\n")
    assert subprocess.run(["sh", "-c", may_start], check=False).returncode == 0
    note.unlink()
    assert subprocess.run(["sh", "-c", may_start], check=False).returncode == 0


def test_nothing_is_held_where_the_name_has_the_series_in_it_or_nobody_knows_it() -> None:
    assert sorted(contents("postgresql", "postgresql", "15", "postgresql@15-main")) == [
        "/etc/apt/apt.conf.d/60maestro-postgresql",
        "/etc/systemd/system/postgresql@15-main.service.d/maestro-upgrade.conf",
    ]
    assert len(contents("redis", "redis", "", "redis-server")) == 2


def test_who_has_files_of_ours_in_the_place_of_its_packages_is_asked_nothing() -> None:
    hooks = {one.flavour: contents(one.engine, one.flavour, "8", one.units[0]) for one in SERVERS}
    option = 'DPkg::Options { "--force-confdef"; "--force-confold"; };\n'
    told = [name for name, files in hooks.items() if any(text.endswith(option) for text in files.values())]
    assert told == ["elasticsearch", "opensearch"]


def test_every_other_server_says_which_packages_are_held() -> None:
    assert [one.flavour for one in SERVERS if not one.series] == ["postgresql"]
    # The one that carries the version is among them.
    for one in SERVERS:
        expressions = [name.replace("*", ".*") for name in one.series]
        assert one.versioned or any(re.fullmatch(expression, one.packages[0]) for expression in expressions)


@pytest.mark.parametrize(
    ("version", "package", "held"),
    [
        ("7", "5:7.0.15-1~deb12u10", True),
        ("7", "5:7.4.1-1", True),
        ("7", "5:8.0.2-3", False),
        ("7", "7", True),
        ("7", "70.1-1", False),
        ("1.6", "1.6.7~rc0-1+b13", True),
        ("1.6", "1.60.1-1", False),
        ("10.11", "1:10.11.19-0+deb12u1", True),
        ("10.11", "1:11.8.2-1", False),
    ],
)
def test_versions_of_a_series(version: str, package: str, held: bool) -> None:
    assert bool(re.search(upgrades.pattern(version).strip("/"), package)) is held

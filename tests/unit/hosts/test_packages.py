# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that install: files are there first, and stay where the installation fails."""

from __future__ import annotations

import getpass
import grp
import json
import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.maestro.databases.plugins.module_utils.hosts import apt, converge, installation
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.modules import database_files, database_packages

OWNER, GROUP = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name


class Host:
    """What apt would say and do; keeps which files were there when it was asked."""

    def __init__(self, folder: Path) -> None:
        self.marker = folder / "databases.d/redis.json"
        self.settings = folder / "redis.conf"
        self.installed: dict[str, str] = {}
        self.broken = False
        self.locks = 0
        self.marked: list[bool] = []
        self.settled: list[bool] = []

    def look(self, wanted: list[str]) -> Packages:
        pins = dict(name.partition("=")[::2] for name in wanted)
        missing = {name: pin for name, pin in pins.items() if name not in self.installed}
        return Packages(wanted, dict(self.installed), missing, dict.fromkeys(missing, "5:7.0.15"))

    def apply(self, packages: Packages) -> None:
        self.marked.append(self.marker.exists())
        self.settled.append(self.settings.exists())
        if self.broken:
            raise HostError("the host's repositories have no redis-server")
        self.installed.update(packages.offered)
        packages.installed.update(packages.offered)

    def one_run(self, limit: float) -> Any:
        self.locks += 1
        return nullcontext(limit)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    there = Host(tmp_path)

    def apply(packages: Packages, **_options: Any) -> None:
        there.apply(packages)

    monkeypatch.setattr(installation.Packages, "look", there.look)
    monkeypatch.setattr(installation.Packages, "apply", apply)
    monkeypatch.setattr(installation, "one_run", there.one_run)
    monkeypatch.setattr(converge, "one_run", there.one_run)
    return there


def run(host: Host, capsys: pytest.CaptureFixture[str], *, check: bool = False, pin: str = "") -> dict[str, Any]:
    """The module's result."""
    claim = [{"path": str(host.marker), "content": "{}\n", "owner": OWNER, "group": GROUP, "mode": "0644"}]
    given = {"packages": [f"redis-server{pin}"], "claim": claim, "_ansible_check_mode": check}
    with patch_module_args(given), pytest.raises(SystemExit):
        database_packages.main()
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_claim_is_there_before_anything_is_installed(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(host, capsys)
    assert (host.marked, host.locks) == ([True], 1)
    assert done["changed"] is True
    assert done["claimed"] == {str(host.marker): ["state", "content"]}
    assert done["installed"] == {"redis-server": "5:7.0.15"}
    assert [(one["before"], one["after"]) for one in done["diff"]] == [("", "{}\n"), ("", "redis-server 5:7.0.15\n")]
    again = run(host, capsys)
    assert (again["changed"], again["claimed"], again["missing"]) == (False, {}, {})
    assert (host.marked, host.locks) == ([True], 1)


def test_check_mode_tells_both_and_writes_nothing(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(host, capsys, check=True)
    assert told["changed"] is True
    assert told["claimed"] == {str(host.marker): ["state", "content"]}
    assert told["missing"] == {"redis-server": "5:7.0.15"}
    assert [(one["before"], one["after"]) for one in told["diff"]] == [("", "{}\n"), ("", "redis-server 5:7.0.15\n")]
    assert (host.marked, host.locks, host.marker.parent.exists()) == ([], 0, False)


def test_the_claim_stays_where_the_installation_fails(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    host.broken = True
    failed = run(host, capsys)
    assert (failed["failed"], failed["msg"]) == (True, "the host's repositories have no redis-server")
    assert host.marker.read_text() == "{}\n"


@pytest.mark.parametrize("check", [True, False])
def test_nothing_is_written_for_a_pin_that_cannot_be_installed(
    host: Host, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, check: bool
) -> None:
    told: list[tuple[str, ...]] = []

    def hindrance(packages: Sequence[str], _together_with: Sequence[str], **_options: Any) -> str:
        told.append(tuple(packages))
        return "redis-server : Depends: redis-tools (= 5:7.0.15)"

    monkeypatch.setattr(apt, "hindrance", hindrance)
    failed = run(host, capsys, check=check, pin="=7.0")
    assert failed["msg"].startswith(
        "redis-server 5:7.0.15 cannot be installed, and nothing was: redis-server : Depends"
    )
    assert (told, host.marked, host.marker.parent.exists()) == ([("redis-server=5:7.0.15",)], [], False)


def test_a_host_that_has_the_packages_is_claimed_without_an_installation(
    host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    host.installed = {"redis-server": "5:7.0.15"}
    done = run(host, capsys)
    assert (done["changed"], done["missing"], host.marked) == (True, {}, [])
    assert host.marker.exists()


def put_into_force(host: Host, capsys: pytest.CaptureFixture[str], *, check: bool = False) -> dict[str, Any]:
    """The result of the module that also writes files which need the packages."""
    own = {"owner": OWNER, "group": GROUP, "mode": "0644"}
    given = {
        "install": {"packages": ["redis-server"]},
        "files": [
            {"path": str(host.settings), "content": "port 1\n", **own},
            {"path": str(host.marker), "content": "{}\n", **own, "early": True},
        ],
        "_ansible_check_mode": check,
    }
    with patch_module_args(given), pytest.raises(SystemExit):
        database_files.main()
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_early_files_are_there_before_the_packages_and_all_others_after_them(
    host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    done = put_into_force(host, capsys)
    assert (host.marked, host.settled, host.settings.read_text()) == ([True], [False], "port 1\n")
    assert done["changed"] is True
    assert done["files"] == {str(host.marker): ["state", "content"], str(host.settings): ["state", "content"]}
    assert (done["installed"], done["repository"]) == ({"redis-server": "5:7.0.15"}, False)
    assert [one["after"] for one in done["diff"]] == ["{}\n", "redis-server 5:7.0.15\n", "port 1\n"]
    again = put_into_force(host, capsys)
    assert (again["changed"], again["files"], again["missing"]) == (False, {}, {})


def test_check_mode_tells_each_file_once(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    told = put_into_force(host, capsys, check=True)
    assert told["changed"] is True
    assert [one["after"] for one in told["diff"]] == ["redis-server 5:7.0.15\n", "port 1\n", "{}\n"]
    assert told["missing"] == {"redis-server": "5:7.0.15"}
    assert (host.marked, host.locks, host.settings.exists(), host.marker.parent.exists()) == ([], 0, False, False)


def test_no_other_file_is_written_where_the_installation_fails(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    host.broken = True
    failed = put_into_force(host, capsys)
    assert (failed["failed"], failed["msg"]) == (True, "the host's repositories have no redis-server")
    assert (host.marker.exists(), host.settings.exists()) == (True, False)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and the services that take them over, in a folder of the test's own and before a systemd that is made up."""

from __future__ import annotations

import getpass
import grp
import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command, converge
from ansible_collections.maestro.databases.plugins.module_utils.hosts.converge import Taker
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Wanted
from ansible_collections.maestro.databases.plugins.module_utils.hosts.pending import Pending
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.service import Service

OWNER, GROUP = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name


class Systemd:
    """Units by name and whether they are active; all that is active is enabled. Keeps what changed something."""

    def __init__(self) -> None:
        self.active: dict[str, bool] = {}
        self.broken: set[str] = set()
        self.did: list[str] = []

    def run_command(self, words: Sequence[str], **_options: Any) -> tuple[int, str, str]:
        if words[0] == "journalctl":
            return 0, "", ""
        words = [word for word in words if not word.startswith("-")]
        verb, *names = words[words.index("systemctl") + 1 :]
        if verb == "show":
            return 0, "\n\n".join(self._shown(name) for name in names[1:]), ""
        self.did.append(" ".join([verb, *names]))
        if verb == "start" and names[0] in self.broken:
            return 1, "", "it does not start"
        if verb == "start":
            self.active[names[0]] = True
        return 0, "", ""

    def _shown(self, name: str) -> str:
        there = self.active.get(name, False)
        return (
            f"Id={name}\nLoadState={'loaded' if name in self.active else 'not-found'}\n"
            f"ActiveState={'active' if there else 'inactive'}\nUnitFileState={'enabled' if there else 'disabled'}\n"
            "MainPID=0\nNeedDaemonReload=no\nNRestarts=0"
        )


@pytest.fixture(autouse=True)
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemd:
    monkeypatch.setattr(Pending.__init__, "__defaults__", (str(tmp_path / "pending"),))
    monkeypatch.setattr(converge, "one_run", nullcontext)
    there = Systemd()
    command.use(SimpleNamespace(run_command=there.run_command))
    return there


def wanted(path: Path, content: str, notify: str) -> Wanted:
    return Wanted(str(path), content, OWNER, GROUP, notify=notify)


def go(files: Sequence[Wanted], *takers: Taker, predict: bool = False) -> dict[str, Any]:
    return converge.converge(files, takers, predict=predict, lock_timeout=1)


def wall(due: bool = False) -> Taker:
    return Taker(Service(name="firewall", unit_names=["wall.service"], action="reload"), due=due)


def server() -> Taker:
    return Taker(Service(name="server", unit_names=["server.service"]))


def test_the_firewall_is_loaded_before_the_server_starts(tmp_path: Path, systemd: Systemd) -> None:
    files = [wanted(tmp_path / "rules", "drop\n", "firewall"), wanted(tmp_path / "conf", "port 1\n", "server")]
    done = go(files, wall(), server())
    assert (tmp_path / "conf").read_text() == "port 1\n"
    assert systemd.did == [
        "enable wall.service",
        "start wall.service",
        "enable server.service",
        "start server.service",
    ]
    assert done["steps"] == {"firewall": ["enable", "start"], "server": ["enable", "start"]}
    assert (done["changed"], done["pending"]) == (True, {})
    assert [Pending(name).paths() for name in ("firewall", "server")] == [[], []]


def test_a_second_run_changes_nothing(tmp_path: Path, systemd: Systemd) -> None:
    files = [wanted(tmp_path / "conf", "port 1\n", "server")]
    go(files, wall(), server())
    systemd.did.clear()
    assert go(files, wall(), server()) == {
        "changed": False,
        "files": {},
        "pending": {},
        "steps": {"firewall": [], "server": []},
        "diff": [],
        "told": [],
    }
    assert systemd.did == []


def test_a_prediction_tells_the_steps_and_takes_none(tmp_path: Path, systemd: Systemd) -> None:
    systemd.active = {"wall.service": True, "server.service": True}
    told = go([wanted(tmp_path / "conf", "port 1\n", "server")], wall(), server(), predict=True)
    assert told["steps"] == {"firewall": [], "server": ["restart"]}
    assert [one["after"] for one in told["diff"]] == ["port 1\n", "server.service: active (restart)\n"]
    assert told["changed"] is True
    assert (systemd.did, os.listdir(tmp_path)) == ([], [])


def test_only_the_service_of_a_changed_file_takes_it_over(tmp_path: Path, systemd: Systemd) -> None:
    systemd.active = {"wall.service": True, "server.service": True}
    go([wanted(tmp_path / "rules", "drop\n", "firewall")], wall(), server())
    assert systemd.did == ["reload wall.service"]


@pytest.mark.parametrize(
    ("up", "did"),
    [
        (False, ["enable wall.service", "start wall.service", "restart server.service"]),
        (True, ["daemon-reload", "restart server.service"]),
    ],
)
def test_systemd_reads_unit_files_once(
    tmp_path: Path, systemd: Systemd, monkeypatch: pytest.MonkeyPatch, up: bool, did: list[str]
) -> None:
    systemd.active = {"wall.service": up, "server.service": True}
    waiting = ["/etc/systemd/system/server.service.d/maestro.conf"]
    monkeypatch.setattr(Pending, "paths", lambda self: waiting if self.folder.endswith("server") else [])
    go([wanted(tmp_path / "conf", "port 1\n", "server")], wall(), server())
    assert systemd.did == did


def test_a_setting_of_the_kernel_is_told_by_the_run_that_starts_its_server(systemd: Systemd) -> None:
    systemd.active = {"server.service": False}
    asked = [{"name": "vm.no_such_setting", "value": "1", "otherwise": "it is slow"}]
    fussy = Taker(Service("server", ["server.service"], kernel=asked))
    assert [told.partition(",")[0] for told in go([], fussy)["told"]] == ["vm.no_such_setting is unknown and not 1"]
    assert go([], fussy)["told"] == []


def test_rules_that_somebody_took_away_are_loaded_again(systemd: Systemd) -> None:
    systemd.active = {"wall.service": True, "server.service": True}
    done = go([], wall(due=True), server())
    assert (done["changed"], done["steps"]) == (True, {"firewall": ["reload"], "server": []})
    assert systemd.did == ["reload wall.service"]


def test_what_a_killed_run_left_is_put_into_force(tmp_path: Path, systemd: Systemd) -> None:
    systemd.active = {"server.service": True}
    files = [wanted(tmp_path / "conf", "port 1\n", "server")]
    # It wrote, and had no time for more.
    assert go(files)["pending"] == {"server": [str(tmp_path / "conf")]}
    assert go(files, server())["steps"] == {"server": ["restart"]}
    assert systemd.did == ["restart server.service"]


def test_no_server_starts_where_the_firewall_did_not(tmp_path: Path, systemd: Systemd) -> None:
    systemd.broken = {"wall.service"}
    with pytest.raises(HostError, match=r"systemctl start wall\.service"):
        go([wanted(tmp_path / "conf", "port 1\n", "server")], wall(), server())
    assert "start server.service" not in systemd.did
    assert Pending("server").paths() == [str(tmp_path / "conf")]


def test_a_file_that_is_refused_leaves_all_services_alone(tmp_path: Path, systemd: Systemd) -> None:
    file = Wanted(str(tmp_path / "x" / "conf"), "port 1\n", OWNER, "nobody-s-group", notify="server")
    with pytest.raises(HostError, match="nobody-s-group"):
        go([file], server())
    assert systemd.did == []

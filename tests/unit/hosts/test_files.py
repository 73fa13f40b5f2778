# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many files in one go, in a folder of the test's own."""

from __future__ import annotations

import errno
import getpass
import grp
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command, files, pending
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Files, Wanted
from ansible_collections.maestro.databases.plugins.module_utils.hosts.pending import Pending
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

OWNER, GROUP = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps what is pending in the test's folder, and lets checks run."""
    monkeypatch.setattr(pending, "ROOT", str(tmp_path / "pending"))
    monkeypatch.setattr(Pending.__init__, "__defaults__", (str(tmp_path / "pending"),))

    def run_command(words: list[str], **_options: Any) -> tuple[int, str, str]:
        # Without `timeout` and its two options.
        code = os.spawnvp(os.P_WAIT, words[3], words[3:])
        return code, "", "the check's own words" if code else ""

    command.use(SimpleNamespace(run_command=run_command))
    return tmp_path


def wanted(path: Path, content: str = "", **more: Any) -> Wanted:
    return Wanted(str(path), content, OWNER, GROUP, **more)


def apply(*given: Wanted) -> Files:
    files = Files(given)
    files.check(predict=False)
    files.apply()
    return files


def test_create_change_and_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a/b.conf"
    assert apply(wanted(path, "one\n", mode=0o640)).changes[0].what == ["state", "content"]
    assert path.read_text() == "one\n"
    assert path.stat().st_mode & 0o7777 == 0o640
    assert apply(wanted(path, "one\n", mode=0o640)).changed == []
    assert apply(wanted(path, "one\n", mode=0o600)).changes[0].what == ["mode"]
    assert apply(wanted(path, "two\n")).changes[0].what == ["content"]
    assert path.stat().st_mode & 0o7777 == 0o600
    assert os.listdir(path.parent) == ["b.conf"]


def test_removal(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("1")
    assert apply(wanted(path, state="absent")).changed == [str(path)]
    assert not path.exists()
    assert apply(wanted(path, state="absent")).changed == []


def test_one_failed_check_replaces_no_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text("old")
    files = Files([wanted(good, "new"), wanted(bad, "wrong", validate="grep -q right %s")])
    with pytest.raises(HostError, match=r"no file was replaced:\n- .*bad: the check's own words"):
        files.check(predict=False)
    assert good.read_text() == "old"
    assert os.listdir(tmp_path) == ["good"]


def test_a_prediction_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    files = Files([wanted(tmp_path / "new/x", "right", validate="grep -q right %s")])
    files.check(predict=True)
    assert os.listdir(tmp_path) == []


def test_a_secret_is_in_no_diff(tmp_path: Path) -> None:
    path = tmp_path / "acl"
    path.write_text("CANARY-1")
    change = Files([wanted(path, "CANARY-2", secret=True)]).changes[0]
    assert "CANARY" not in str(change.diff())
    assert change.diff()["before"] != change.diff()["after"]


def test_what_waits_for_a_service_is_known_until_it_is_in_force(tmp_path: Path) -> None:
    path = tmp_path / "x.conf"
    path.write_text("old")
    path.chmod(0o600)
    apply(wanted(path, "new", notify="redis"))
    # The next run finds nothing to change, and the file still waits.
    again = Files([wanted(path, "new", notify="redis")])
    assert again.changed == []
    assert again.pending() == {"redis": [str(path)]}
    apply(wanted(path, "newer", notify="redis"))
    assert Pending("redis").restore() == [str(path)]
    assert path.read_text() == "old"
    assert path.stat().st_mode & 0o7777 == 0o600
    Pending("redis").clear()
    assert Files([wanted(path, "old", notify="redis")]).pending() == {}


def test_a_new_file_goes_away_again(tmp_path: Path) -> None:
    path = tmp_path / "x.conf"
    apply(wanted(path, "new", notify="redis"))
    Pending("redis").restore()
    assert not path.exists()


def test_a_mount_is_written_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text("nameserver 192.0.2.53\n")
    inode = path.stat().st_ino

    def replace(_half: str, _path: str) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(files.os, "replace", replace)
    apply(wanted(path, "nameserver 127.0.0.55\n"))
    assert (path.read_text(), path.stat().st_ino) == ("nameserver 127.0.0.55\n", inode)
    assert os.listdir(tmp_path) == ["resolv.conf"]

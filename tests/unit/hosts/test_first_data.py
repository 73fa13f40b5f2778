# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data that packages make when they are installed: made anew where that failed, and never at the cost of others."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import apt, dpkg, initialising, policy
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


class Maker:
    """Packages that make data in a folder, and fail over them so many times."""

    def __init__(self, folder: Path, fails: int) -> None:
        self.folder = folder
        self.fails = fails
        #: What was in the folder whenever they were installed.
        self.found: list[list[str]] = []

    def install(self, *_words: Any, **_options: Any) -> None:
        self.found.append(sorted(path.name for path in self.folder.iterdir()))
        (self.folder / "half").mkdir(exist_ok=True)
        (self.folder / "half/table").touch()
        if len(self.found) <= self.fails:
            raise HostError("dpkg: error processing package mysql-server")
        (self.folder / "whole").touch()


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(initialising, "ROOT", str(tmp_path / "notes"))
    monkeypatch.setattr(policy, "no_start", nullcontext)
    monkeypatch.setattr(dpkg, "interrupted", lambda: False)
    monkeypatch.setattr(dpkg, "installed", lambda _names: {"mysql-server": "9.7"})
    return tmp_path / "notes/mysql"


def installed(monkeypatch: pytest.MonkeyPatch, folder: Path, fails: int) -> Maker:
    """What became of an installation."""
    maker = Maker(folder, fails)
    monkeypatch.setattr(apt, "install", maker.install)
    packages = Packages(["mysql-server"], {}, {"mysql-server": ""}, {"mysql-server": "9.7"})
    failing = pytest.raises(HostError, match="error processing") if fails > 1 else nullcontext()
    with failing:
        packages.apply(recommends=False, lock_timeout=1, engine="mysql", data_directory=str(folder))
    return maker


def data(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in names:
        (folder / name).touch()
    return folder


def test_one_failure_is_made_good_by_the_same_run(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = data(tmp_path, "lost+found")
    assert installed(monkeypatch, folder, 1).found == [["lost+found"], ["lost+found"]]
    assert (folder / "whole").exists()
    assert not notes.exists()


def test_two_by_the_next_one(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = data(tmp_path)
    assert installed(monkeypatch, folder, 2).found == [[], []]
    assert (list(folder.iterdir()), notes.exists()) == ([], False)
    assert installed(monkeypatch, folder, 0).found == [[]]
    assert not notes.exists()


def test_what_a_killed_run_left_is_made_anew_by_the_next_one(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data(tmp_path)

    def killed(*_words: Any, **_options: Any) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(apt, "install", killed)
    packages = Packages(["mysql-server"], {}, {"mysql-server": ""}, {"mysql-server": "9.7"})
    with pytest.raises(KeyboardInterrupt):
        packages.apply(recommends=False, lock_timeout=1, engine="mysql", data_directory=str(folder))
    assert (notes.read_text(), (folder / "half").exists()) == (f"{folder}\n", True)
    assert installed(monkeypatch, folder, 0).found == [[]]
    assert not notes.exists()


def test_data_that_somebody_made_by_hand_after_a_failure_are_theirs(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data(tmp_path)
    assert installed(monkeypatch, folder, 2).found == [[], []]
    (folder / "ibdata1").touch()
    assert not initialising.interrupted("mysql", str(folder))
    assert installed(monkeypatch, folder, 2).found == [["ibdata1"]]
    assert (folder / "ibdata1").exists()


def test_a_directory_that_held_anything_before_keeps_it(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data(tmp_path, "ibdata1")
    assert installed(monkeypatch, folder, 2).found == [["ibdata1"]]
    assert (folder / "ibdata1").exists()
    assert not notes.exists()


def test_a_note_of_another_directory_says_nothing_of_this_one(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data(tmp_path, "ibdata1")
    notes.parent.mkdir()
    notes.write_text("/srv/mysql\n")
    assert initialising.interrupted("mysql", "/srv/mysql")
    assert not initialising.interrupted("mysql", str(folder))
    assert installed(monkeypatch, folder, 2).found == [["ibdata1"]]

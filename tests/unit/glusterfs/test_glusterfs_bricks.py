# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of bricks: which ones are ours."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import bricks
from ansible_collections.maestro.databases.plugins.module_utils.hosts.listeners import Listener

ID = "de5c98f5-85dd-4fd4-88d3-fbbe3c9b9d2d"


def brick(folder: Path, volume: str) -> Path:
    made = folder / "bricks" / volume / "brick"
    made.mkdir(parents=True)
    return made


def told(folder: Path, *volumes: str) -> list[str]:
    (folder / "vols/ours").mkdir(parents=True, exist_ok=True)
    (folder / "vols/ours/info").write_text(f"type=2\nvolume-id={ID}\nbrick-0=192.0.2.11:-srv\n", encoding="utf-8")
    found = bricks.problems(str(folder / "bricks"), volumes, str(folder / "vols"))
    return [f"{problem.place.removeprefix(str(folder))}: {problem.what}" for problem in found]


def test_nothing_and_an_empty_folder_are_free(tmp_path: Path) -> None:
    brick(tmp_path, "empty")
    assert told(tmp_path, "new", "empty") == []


def test_files_of_somebody_are_in_the_way(tmp_path: Path) -> None:
    (brick(tmp_path, "theirs") / "file").touch()
    (tmp_path / "bricks/odd").mkdir()
    (tmp_path / "bricks/odd/brick").symlink_to("/nowhere")
    assert told(tmp_path, "theirs", "odd") == [
        "/bricks/theirs/brick: holds files that are of no volume",
        "/bricks/odd/brick: is no folder",
    ]


def test_a_brick_is_known_by_its_volumes_id(tmp_path: Path) -> None:
    for name, mark in (("ours", ID), ("other", str(uuid.UUID(int=1)))):
        os.setxattr(brick(tmp_path, name), "trusted.glusterfs.volume-id", uuid.UUID(mark).bytes)
    assert told(tmp_path, "ours", "other") == [
        "/bricks/other/brick: is a brick of another volume (id 00000000-0000-0000-0000-000000000001)"
    ]


def test_folders_are_roots_alone(tmp_path: Path) -> None:
    directory = str(tmp_path / "bricks")
    paths = bricks.missing(directory, ["one"])
    assert paths == [directory, f"{directory}/one"]
    bricks.make(paths)
    assert [oct(os.stat(path).st_mode & 0o7777) for path in paths] == ["0o700", "0o700"]
    assert bricks.missing(directory, ["one"]) == []


def test_whoever_else_answers_on_a_port_of_bricks_would_be_shut_out() -> None:
    ours = Listener("192.0.2.11", 24100, 70, "glusterfsd", "glusterd.service")
    sshd = Listener("0.0.0.0", 24122, 7, "sshd", "ssh.service")
    assert [str(one) for one in bricks.taken([ours, sshd])] == [
        (
            "glusterfs_brick_ports: process 7 (sshd) of ssh.service listens on 0.0.0.0 port 24122; "
            "have it use another port, or give the bricks other ones"
        )
    ]

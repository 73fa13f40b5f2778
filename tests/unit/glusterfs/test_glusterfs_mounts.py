# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mounts of a client: literal units, and what is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import mounts
from ansible_collections.maestro.databases.plugins.module_utils.glusterfs.unmount import Leaver
from ansible_collections.maestro.databases.plugins.module_utils.hosts.units import Unit

STORE = mounts.Mount("data-store", "/mnt/data-store", ("192.0.2.11", "192.0.2.12", "192.0.2.13"))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/mnt/data-store", "mnt-data\\x2dstore"),
        ("/srv/a/b_c.d", "srv-a-b_c.d"),
        ("/.hidden/x", "\\x2ehidden-x"),
    ],
)
def test_names_of_units(path: str, name: str) -> None:
    """As `systemd-escape --path` says."""
    assert mounts.escaped(path) == name


def test_the_unit_of_a_mount() -> None:
    assert STORE.text().splitlines()[1:] == [
        "[Unit]",
        "Description=GlusterFS volume data-store (maestro.databases)",
        "Wants=network-online.target",
        "# The server may be on this host.",
        "After=network-online.target glusterd.service",
        "",
        "[Mount]",
        "What=192.0.2.11:/data-store",
        "Where=/mnt/data-store",
        "Type=glusterfs",
        "Options=_netdev,backup-volfile-servers=192.0.2.12:192.0.2.13",
        "",
        "[Install]",
        "WantedBy=remote-fs.target",
    ]


def test_the_service_that_tries_again_looks_whether_the_mounts_stay() -> None:
    text = mounts.retry_unit([STORE, mounts.Mount("b", "/srv/b", ("192.0.2.11",))])
    assert text.splitlines()[7:9] == [
        "[Service]",
        (
            "ExecStart=/bin/sh -c 'systemctl start /mnt/data-store /srv/b"
            " && mountpoint -q /mnt/data-store && mountpoint -q /srv/b'"
        ),
    ]


def test_mistakes_come_at_once() -> None:
    entries = [
        {"volume": "a", "path": "/mnt", "servers": ["192.0.2.11"]},
        {"volume": "b", "path": "/mnt/../etc", "servers": []},
        {"volume": "c", "path": "/mnt/b c", "servers": ["192.0.2.11"]},
        {"volume": "d", "path": "/mnt/d", "servers": ["192.0.2.11"]},
        {"volume": "e", "path": "/mnt/d", "servers": ["192.0.2.11"]},
    ]
    _mounts, problems = mounts.read(entries)
    assert [f"{problem.place}: {problem.what}" for problem in problems] == [
        "mounts[0].path: '/mnt' is no place to mount at",
        "mounts[1].path: '/mnt/../etc' is no place to mount at",
        "mounts[1].servers: is empty",
        "mounts[2].path: '/mnt/b c' is no place to mount at",
        "mounts[4].path: /mnt/d stands there twice",
    ]


def test_what_is_mounted(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(
        "tmpfs /mnt/a\\040b tmpfs rw 0 0\n192.0.2.11:/data-store /mnt/data-store fuse.glusterfs rw,relatime 0 0\n",
        encoding="utf-8",
    )
    assert mounts.mounted(str(table)) == {
        "/mnt/a b": mounts.Mounted("tmpfs", "tmpfs"),
        "/mnt/data-store": mounts.Mounted("fuse.glusterfs", "192.0.2.11:/data-store"),
    }


def test_mounts_that_leave_need_no_servers() -> None:
    assert mounts.read([{"volume": "a", "path": "/mnt/a", "servers": []}], leaving=True)[1] == []


ARCHIVE = mounts.Mount("archive", "/srv/archive", ("192.0.2.11",))
THERE = {STORE.path: mounts.Mounted("fuse.glusterfs", "192.0.2.11:/data-store")}


def units(folder: Path, *made: mounts.Mount) -> str:
    for mount in made:
        (folder / mount.unit).write_text(mount.text())
    (folder / mounts.RETRY).write_text(mounts.retry_unit(made))
    return str(folder)


def test_what_leaves_is_unmounted_and_its_units_go(tmp_path: Path) -> None:
    leaver = Leaver([STORE], THERE, units(tmp_path, STORE))
    unit = "mnt-data\\x2dstore.mount"
    assert leaver.steps() == {unit: ["unmount", "remove"], mounts.RETRY: ["remove"]}
    assert sorted(leaver.files.changed) == [f"{tmp_path}/{mounts.RETRY}", f"{tmp_path}/{unit}"]
    # It is not mounted at the moment, or something else is there.
    assert Leaver([STORE], {}, str(tmp_path)).steps()[unit] == ["remove"]
    other = {STORE.path: mounts.Mounted("ext4", "/dev/sdb1")}
    assert Leaver([STORE], other, str(tmp_path)).steps()[unit] == ["remove"]


def test_what_is_gone_leaves_nothing_to_do(tmp_path: Path) -> None:
    assert Leaver([STORE], {}, str(tmp_path)).steps() == {}


def test_the_mounts_of_another_application_are_still_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither run undoes what the other one wrote."""
    monkeypatch.setattr(mounts.units, "show", lambda names: {name: Unit(name, True, True, True) for name in names})
    folder = units(tmp_path, STORE, ARCHIVE)
    for own, other in ((STORE, ARCHIVE), (ARCHIVE, STORE)):
        client = mounts.Client([own], {}, folder)
        assert client.files.changed == []
        assert client.others == [mounts.Mount(other.volume, other.path, other.servers[:1])]


def test_mounts_of_others_stay(tmp_path: Path) -> None:
    """Of another application of ours, and of somebody else in the very same place."""
    leaver = Leaver([STORE], THERE, units(tmp_path, STORE, ARCHIVE))
    assert leaver.steps()[mounts.RETRY] == ["write"]
    (written,) = (one.wanted for one in leaver.files.changes if one.wanted.path.endswith(mounts.RETRY))
    assert written.content == mounts.retry_unit([ARCHIVE])
    (tmp_path / STORE.unit).write_text("[Mount]\nWhat=192.0.2.11:/data-store\n")
    assert Leaver([STORE], THERE, str(tmp_path)).steps() == {}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be deleted of a server that was removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import removal
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

OWNER = {"application": "shop", "environment": "production", "group": "spare"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of a server's own user, with a link that leads out of it."""
    folder = tmp_path / "data"
    (folder / "shop").mkdir(parents=True)
    (folder / "shop" / "rows").write_text("rows")
    (folder / "dump.rdb").write_text("dump")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "other").write_text("somebody else's")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(removal, "_user", lambda path: 112)
    return folder


def test_all_within_goes_and_no_link_is_followed(data: Path) -> None:
    paths = removal.doomed(str(data), ["/", str(data), "/elsewhere"])
    assert [os.path.basename(path) for path in paths] == ["dump.rdb", "link", "shop"]
    removal.delete(paths)
    assert list(data.iterdir()) == []
    assert (data.parent / "elsewhere" / "other").read_text() == "somebody else's"
    removal.delete(paths)
    assert removal.doomed(str(data), []) == []


def test_what_is_not_there_has_nothing_to_delete(tmp_path: Path) -> None:
    assert removal.doomed(str(tmp_path / "none"), []) == []


def test_a_data_directory_by_a_link_is_refused(data: Path) -> None:
    link = data.parent / "by"
    link.symlink_to(data)
    for path in (link, link / "shop", f"{data}/../data"):
        with pytest.raises(HostError, match="is or has a symbolic link in it"):
            removal.doomed(str(path), [])


def test_a_file_is_refused(data: Path) -> None:
    with pytest.raises(HostError, match=r"dump\.rdb: is no directory"):
        removal.doomed(f"{data}/dump.rdb", [])


def test_another_disk_within_is_refused(data: Path) -> None:
    with pytest.raises(HostError, match=r"data/shop is mounted within it; unmount it first"):
        removal.doomed(str(data), [f"{data}/shop"])


def test_what_belongs_to_root_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "_user", lambda path: 0)
    with pytest.raises(HostError, match="belongs to root and to no server"):
        removal.doomed(str(data), [])


def test_mounts_are_read(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /srv/my\\040data ext4 rw 0 0\n")
    assert removal.mounted(str(mounts)) == ["/", "/srv/my data"]


@pytest.mark.parametrize(
    ("found", "running", "told"),
    [
        (
            {**OWNER, "group": "main"},
            False,
            (
                "/etc/maestro/databases.d/mysql.json: mysql on this host belongs to shop-production, group main, "
                "not to shop-production, group spare"
            ),
        ),
        (
            {**OWNER, "guests": [{"application": "blog", "environment": "production", "group": "main"}]},
            False,
            "mysql: blog-production, group main have their data on this server; remove them first",
        ),
        (OWNER, True, "mysql: the server runs; stop it first"),
    ],
)
def test_what_speaks_against_it(found: dict[str, Any], running: bool, told: str) -> None:
    with pytest.raises(HostError) as caught:
        removal.check("mysql", found, OWNER, lambda: running)
    assert str(caught.value) == told


def test_its_own_stopped_server_may_go() -> None:
    removal.check("mysql", {**OWNER, "flavour": "mysql"}, OWNER, lambda: False)


def test_the_host_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("marker", "sharing"):
        folder = tmp_path / module
        folder.mkdir()
        (folder / "mysql.json").write_text("{}")
        (folder / "redis.json").write_text("{}")
        monkeypatch.setattr(getattr(removal, module), "path", lambda engine, folder=folder: f"{folder}/{engine}.json")
    removal.release("mysql")
    removal.release("mysql")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")) == [
        "marker/redis.json",
        "sharing/redis.json",
    ]

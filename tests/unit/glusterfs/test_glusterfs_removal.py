# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes of a server and its volumes with their data: its own bricks, and what it knows."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import removal
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

ID = uuid.UUID("de5c98f5-85dd-4fd4-88d3-fbbe3c9b9d2d")


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A server with a volume on two hosts, of which one is another, and what its package brings."""
    known = tmp_path / "glusterd"
    for folder in ("groups", "hooks/1", "peers", "vols/data-store/bricks"):
        (known / folder).mkdir(parents=True)
    (known / "glusterd.info").touch()
    (known / "vols/data-store/info").write_text(f"type=2\nvolume-id={ID}\n")
    for host in ("192.0.2.11", "192.0.2.12"):
        told = f"hostname={host}\npath={tmp_path}/bricks/data-store/brick\nreal_path=/x\nlisten-port=0\n"
        (known / f"vols/data-store/bricks/{host}:-bricks").write_text(told)
    for name, mark in (("data-store", ID), ("theirs", uuid.UUID(int=1))):
        (tmp_path / f"bricks/{name}/brick/files").mkdir(parents=True)
        os.setxattr(tmp_path / f"bricks/{name}/brick", "trusted.glusterfs.volume-id", mark.bytes)
    return tmp_path


def doomed(server: Path, *mounts: str) -> list[str]:
    return [path.removeprefix(str(server)) for path in removal.doomed(f"{server}/glusterd", ["/", *mounts])]


def test_bricks_of_its_volumes_go_and_then_what_it_knows(server: Path) -> None:
    assert doomed(server, f"{server}/bricks/data-store") == [
        "/bricks/data-store/brick",
        "/glusterd/glusterd.info",
        "/glusterd/peers",
        "/glusterd/vols",
    ]


def test_a_brick_that_became_anothers_stays(server: Path) -> None:
    os.setxattr(server / "bricks/data-store/brick", "trusted.glusterfs.volume-id", uuid.UUID(int=2).bytes)
    assert doomed(server)[0] == "/glusterd/glusterd.info"


def test_a_brick_with_another_disk_in_it_is_refused(server: Path) -> None:
    with pytest.raises(HostError, match=r"data-store/brick: .*/brick/files is mounted within it; unmount it first"):
        doomed(server, f"{server}/bricks/data-store/brick/files")


def test_a_server_that_knows_nothing_has_nothing_to_delete(tmp_path: Path) -> None:
    assert removal.doomed(str(tmp_path / "none"), []) == []

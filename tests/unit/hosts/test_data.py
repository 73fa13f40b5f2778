# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which directories hold data."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.data import initialised, within
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import SERVERS


@pytest.mark.parametrize("server", [one for one in SERVERS if one.data_directory], ids=lambda one: one.flavour)
def test_a_new_disk_of_its_own_holds_no_data_of_any_server(server, tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    assert not initialised(str(tmp_path), server.initialised_by)
    made = tmp_path / (server.initialised_by or "dump.rdb")
    made.parent.mkdir(exist_ok=True)
    made.touch()
    assert initialised(str(tmp_path), server.initialised_by)


def test_what_lies_there(tmp_path: Path) -> None:
    for name in ("lost+found", "b", "a"):
        (tmp_path / name).mkdir()
    assert within(str(tmp_path)) == ["a", "b"]
    assert within(str(tmp_path / "none")) == []

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What packages may start while they are being installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import policy


@pytest.mark.parametrize(
    ("unit", "answer"),
    [
        ("redis-server.service", 101),
        ("postgresql", 101),
        ("epmd.socket", 101),
        ("logrotate.service", 0),
        ("logrotate.timer", 0),
    ],
)
def test_no_server_and_what_rotates_its_logs(
    unit: str, answer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "policy-rc.d"
    monkeypatch.setattr(policy, "PATH", str(path))
    monkeypatch.setattr(policy, "ASIDE", str(tmp_path / "aside"))
    with policy.no_start():
        # As deb-systemd-invoke asks it.
        assert subprocess.run([path, unit, "start"], check=False).returncode == answer
    assert not path.exists()

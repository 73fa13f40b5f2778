# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What apt is told of a pinned package, and what it says of one that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import apt, together
from ansible_collections.maestro.databases.plugins.module_utils.hosts.command import Ended
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

PIN = """\
Package: src:{}
Pin: version {}
Pin-Priority: 1001
"""
BOOKWORM = """\
The following packages have unmet dependencies:
 redis-server : Depends: redis-tools (= 5:7.0.15-1~deb12u7) but 5:7.0.15-1~deb12u10 is to be installed
                Depends: other
"""


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        # Named as its source, of another source, and built anew.
        ("Package: redis\nVersion: 7\n", [("server", "7-1")]),
        ("Package: redis-server\nSource: redis\nVersion: 7\n", [("redis", "7-1")]),
        ("Package: influxdb\nSource: influx (6-1)\n", [("influx", "7-1"), ("influx", "6-1")]),
    ],
)
def test_all_of_one_source_come_in_one_version(shown: str, told: list[tuple[str, str]]) -> None:
    assert together.record("server", "7-1", shown) == "\n".join(PIN.format(*one) for one in told)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The preferences that apt-get would read, and its arguments; it refuses."""
    seen: dict[str, Any] = {"stdout": BOOKWORM, "stderr": "E: Unable to correct problems", "returncode": 100}

    def run(argv: Sequence[str], **_options: Any) -> Ended:
        if argv[:2] == ["apt-cache", "show"]:
            return Ended(0, "Source: redis\n", "")
        seen["argv"] = list(argv)
        files = [word.partition("=Dir::Etc::Preferences=")[2] for word in argv if "Preferences" in word]
        seen["preferences"] = Path(files[0]).read_text() if files else ""
        seen["file"] = files[0] if files else ""
        return Ended(seen["returncode"], seen["stdout"], seen["stderr"])

    monkeypatch.setattr(apt, "run", run)
    monkeypatch.setattr(together, "run", run)
    return seen


def test_the_administrators_preferences_stay_in_force(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "preferences"
    own.write_text("Package: x\nPin: version 1\nPin-Priority: 5\n")
    monkeypatch.setattr(together, "_PREFERENCES", str(own))
    told = apt.hindrance(
        ["redis-server=5:7.0.15-1~deb12u7", "nftables"], ["redis-server=5:7.0.15-1~deb12u7"], recommends=False
    )
    assert told == (
        "redis-server : Depends: redis-tools (= 5:7.0.15-1~deb12u7) but 5:7.0.15-1~deb12u10 is to be installed "
        "Depends: other"
    )
    assert asked["preferences"] == PIN.format("redis", "5:7.0.15-1~deb12u7") + "\n" + own.read_text()
    assert "--print-uris" in asked["argv"]
    assert not Path(asked["file"]).exists()


def test_without_a_pin_apt_is_told_nothing(asked: dict[str, Any]) -> None:
    asked |= {"stdout": "", "stderr": "E: another reason"}
    assert apt.hindrance(["redis-server"], [], recommends=False) == "E: another reason"
    assert asked["preferences"] == ""
    asked["returncode"] = 0
    assert apt.hindrance(["redis-server"], [], recommends=False) == ""


def test_a_pin_that_does_not_fit_is_told_in_one_line(asked: dict[str, Any]) -> None:
    pinned = Packages(["redis-server=7"], {}, {"redis-server": "7", "nftables": ""}, {"redis-server": "5:7-1"})
    with pytest.raises(HostError) as caught:
        pinned.prove(recommends=False)
    assert str(caught.value) == (
        "redis-server 5:7-1 cannot be installed, and nothing was: redis-server : Depends: redis-tools "
        "(= 5:7.0.15-1~deb12u7) but 5:7.0.15-1~deb12u10 is to be installed Depends: other; pin another version that is "
        "offered (apt-cache policy), or its leading parts to get the newest of them"
    )
    assert asked["argv"][-2:] == ["redis-server=5:7-1", "nftables"]
    del asked["argv"]
    Packages(["nftables"], {}, {"nftables": ""}, {}).prove(recommends=False)
    assert "argv" not in asked


def test_of_the_latest_version_apt_takes_the_siblings_by_itself() -> None:
    pins = {"mongodb-org-server": "7.0", "redis-server": "5:7.0.15-1", "nftables": ""}
    offered = {"mongodb-org-server": "7.0.14", "redis-server": "5:7.0.15-1", "nftables": "1.0.6"}
    wanted = Packages(["mongodb-org-server=7.0"], {}, pins, offered, latest={**offered, "redis-server": "5:8.0-1"})
    assert wanted.chosen == ["mongodb-org-server=7.0.14", "redis-server=5:7.0.15-1", "nftables"]
    assert wanted.earlier == ["redis-server=5:7.0.15-1"]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module endpoint_check from a host: what answers, what refuses, what is unknown and what says nothing."""

from __future__ import annotations

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab

MODULE = "maestro.databases.endpoint_check"


@pytest.fixture(scope="module")
def host(lab: LabFactory) -> Lab:
    place = lab("web:bookworm")
    # A port that drops what comes, as a firewall does, for the test's own table only.
    place.ssh(
        "web",
        "nft add table inet endpoint; nft add chain inet endpoint in '{ type filter hook input priority 0; }';"
        " nft add rule inet endpoint in tcp dport 27017 drop",
    )
    return place


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_all_that_cannot_be_reached_in_one_message(host: Lab, options: tuple[str, ...]) -> None:
    endpoints = [
        {"name": "ssh/there", "address": "127.0.0.1", "port": 22},
        {"name": "mysql/main", "address": "127.0.0.1", "port": 3306},
        {"name": "redis/default", "address": "nowhere.invalid", "port": 6379},
        {"name": "mongodb/default", "address": "127.0.0.1", "port": 27017, "timeout": 1},
    ]
    failed = host.module("web", MODULE, {"endpoints": endpoints}, *options, must_pass=False)
    assert [one["reachable"] for one in failed["endpoints"]] == [True, False, False, False]
    lines = failed["msg"].splitlines()
    assert lines[0] == "3 of 4 databases cannot be reached from here:"
    assert lines[1] == "- mysql/main at 127.0.0.1:3306: connection refused"
    assert lines[2] in {
        "- redis/default at nowhere.invalid:6379: the name is not known",
        "- redis/default at nowhere.invalid:6379: no name server answers",
    }
    assert lines[3] == "- mongodb/default at 127.0.0.1:27017: timed out after 1 s"
    assert lines[4].startswith("Mend: ")
    # Side by side, not one after the other.
    assert max(one["seconds"] for one in failed["endpoints"]) < 6


def test_what_answers(host: Lab) -> None:
    done = host.module("web", MODULE, {"endpoints": [{"name": "ssh/there", "address": "localhost", "port": 22}]})
    assert not done["changed"]
    assert [(one["name"], one["reachable"], one["reason"]) for one in done["endpoints"]] == [("ssh/there", True, "")]


def test_what_makes_no_sense(host: Lab) -> None:
    endpoints = [
        {"name": "mysql/main", "address": "127.0.0.1", "port": 0},
        {"name": "mysql/spare", "address": "127.0.0.1", "port": 1, "timeout": 0},
    ]
    failed = host.module("web", MODULE, {"endpoints": endpoints}, must_pass=False)
    assert failed["msg"] == "mysql/main: 0 is no port, 1 to 65535; mysql/spare: a time-out of 0 s leaves no time"

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MongoDB's files from what the host has and the user sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.mongodb import config
from ansible_collections.maestro.databases.plugins.module_utils.mongodb.tuning import cache_mb

SERVER = Placed("mongodb", "mongodb", "8.0", "mongod", 27017, "/var/lib/mongodb", 4096)


def files(
    given: Any = None, listen: Any = ("127.0.0.1", "10.0.0.3"), version: str = "8.0"
) -> dict[str, dict[str, Any]]:
    server = replace(SERVER, version=version)
    return {file["path"]: file for file in config.files(server, listen_addresses=listen, given=given)}


@pytest.mark.parametrize(
    ("memory", "cache"), [(0, 256), (1024, 256), (1536, 256), (2048, 512), (4096, 1536), (65536, 32256)]
)
def test_the_cache_is_half_of_what_is_left_after_a_gibibyte(memory, cache):
    assert cache_mb(memory) == cache


def test_the_file():
    file = files()["/etc/maestro/mongod.conf"]
    assert file["content"].splitlines()[1:] == [
        "net:",
        '  bindIp: "127.0.0.1,10.0.0.3"',
        "  port: 27017",
        "processManagement:",
        '  timeZoneInfo: "/usr/share/zoneinfo"',
        "security:",
        '  authorization: "enabled"',
        "  javascriptEnabled: false",
        "storage:",
        '  dbPath: "/var/lib/mongodb"',
        "  wiredTiger:",
        "    engineConfig:",
        "      cacheSizeGB: 1.5",
    ]
    assert (file["mode"], file["notify"], file["validate"]) == (
        "0644",
        "mongodb",
        "/usr/bin/mongod --config %s --outputConfig",
    )


def test_users_settings_win_nested_or_dotted():
    given = {
        "net": {"maxIncomingConnections": 50},
        "security.javascriptEnabled": True,
        "setParameter": {"diagnosticDataCollectionEnabled": False},
    }
    lines = files(given)["/etc/maestro/mongod.conf"]["content"].splitlines()
    for line in (
        "  maxIncomingConnections: 50",
        "  javascriptEnabled: true",
        "  diagnosticDataCollectionEnabled: false",
    ):
        assert line in lines


def test_an_address_of_the_newer_family_is_asked_for():
    assert "  ipv6: true" in files(listen=["127.0.0.1", "2001:db8::3"])["/etc/maestro/mongod.conf"]["content"]


def test_all_that_cannot_be_used_is_told_at_once():
    given = {"net": {"port": 1, "bindIp": "0.0.0.0"}, "a b": 1, "storage.x": [1], "security": {"authorization": "off"}}
    with pytest.raises(HostError) as told:
        files(given, listen=["db1"])
    assert str(told.value).splitlines() == [
        "mongodb_settings: net.port: not here; use mongodb_port",
        "mongodb_settings: net.bindIp: not here; use mongodb_listen_addresses",
        "mongodb_settings: 'a b': no name of a setting; see the reference of mongod's configuration file",
        "mongodb_settings: storage.x: is to be a text, a number or true or false",
        "mongodb_settings: security.authorization: not here; nobody gets in without a password",
        "mongodb_listen_addresses: 'db1': write an address",
    ]


def test_no_server_without_a_login_by_another_name():
    with pytest.raises(HostError) as told:
        files({"security": {"transitionToAuth": True}}, listen=["127.0.0.1"])
    assert str(told.value) == "mongodb_settings: security.transitionToAuth: not here; nobody gets in without a password"


def test_the_unit_starts_it_on_our_file():
    lines = files()["/etc/systemd/system/mongod.service.d/maestro.conf"]["content"].splitlines()
    assert "ExecStart=/usr/bin/mongod --config /etc/maestro/mongod.conf" in lines
    assert lines.index("ExecStart=") < lines.index("ExecStart=/usr/bin/mongod --config /etc/maestro/mongod.conf")


@pytest.mark.parametrize(("version", "without"), [("6.0", True), ("7.0", True), ("8.0", False), ("10.0", False)])
def test_up_to_7_it_goes_without_transparent_huge_pages(version, without):
    content = files(version=version)["/etc/systemd/system/mongod.service.d/maestro.conf"]["content"]
    lines = [line for line in content.splitlines() if line.startswith("ExecStart=/")]
    wrapper = "/usr/bin/python3 -Ic 'import ctypes, os, sys; ctypes.CDLL(None).prctl(41, 1, 0, 0, 0); "
    wrapper += "os.execv(sys.argv[1], sys.argv[1:])' "
    assert lines == [f"ExecStart={wrapper if without else ''}/usr/bin/mongod --config /etc/maestro/mongod.conf"]

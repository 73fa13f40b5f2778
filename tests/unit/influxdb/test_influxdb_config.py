# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB's files from what the host has and the user sets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.influxdb import config
from ansible_collections.maestro.databases.plugins.module_utils.influxdb.tuning import cache_bytes, heap_mb, queries

SERVER = Placed("influxdb", "influxdb", "1.6", "influxdb", 8086, "/var/lib/influxdb", 1024)
MIB = 1024 * 1024


def files(given: Any = None, listen: Any = ("127.0.0.1", "2001:db8::3"), **more: Any) -> dict[str, dict[str, Any]]:
    return {file["path"]: file for file in config.files(SERVER, listen_addresses=listen, given=given, **more)}


@pytest.mark.parametrize(
    ("memory", "cache", "at_once", "heap"),
    [(0, 64, 16, 230), (1024, 256, 64, 921), (4096, 1024, 256, 3686), (65536, 1024, 4096, 58982)],
)
def test_sizes_follow_from_the_memory(memory, cache, at_once, heap):
    assert (cache_bytes(memory), queries(memory), heap_mb(memory)) == (cache * MIB, at_once, heap)


def test_the_file():
    assert files()["/etc/maestro/influxdb.conf"]["content"].splitlines()[1:] == [
        "",
        'bind-address = "127.0.0.1:8088"',
        "reporting-enabled = false",
        "",
        "[coordinator]",
        "max-concurrent-queries = 64",
        "",
        "[data]",
        "cache-max-memory-size = 268435456",
        'dir = "/var/lib/influxdb/data"',
        'index-version = "tsi1"',
        "query-log-enabled = false",
        'wal-dir = "/var/lib/influxdb/wal"',
        "",
        "[http]",
        "auth-enabled = true",
        'bind-address = "[2001:db8::3]:8086"',
        'bind-socket = "/run/influxdb/maestro.sock"',
        "log-enabled = false",
        "pprof-enabled = false",
        "unix-socket-enabled = true",
        'unix-socket-permissions = "0700"',
        "",
        "[meta]",
        'dir = "/var/lib/influxdb/meta"',
    ]


def test_it_does_not_start_without_an_admin_and_reads_nothing_but_our_file():
    unit = files()["/etc/systemd/system/influxdb.service.d/maestro.conf"]["content"].splitlines()
    assert "AssertPathExists=/var/lib/influxdb/maestro-admin" in unit
    assert "EnvironmentFile=" in unit
    assert "ExecStart=/usr/bin/influxd -config /etc/maestro/influxdb.conf" in unit


def test_the_folder_of_the_data_waits_for_the_package():
    assert sorted(path for path, file in files().items() if file.get("early")) == [
        "/etc/maestro/influxdb.conf",
        "/etc/systemd/system/influxdb.service.d/maestro.conf",
    ]
    assert files()["/var/lib/influxdb"]["mode"] == "0750"


def test_root_alone_has_backups():
    rules = files()["/etc/maestro/nftables.d/influxdb-backups.nft"]
    assert rules["notify"] == "firewall"
    assert "\t\tip daddr 127.0.0.1 tcp dport 8088 meta skuid != 0 drop\n" in rules["content"]


@pytest.mark.parametrize(
    ("listening", "address"),
    [
        (["127.0.0.1"], "127.0.0.1"),
        (["::1"], "::1"),
        (["127.0.0.1", "192.0.2.3"], "192.0.2.3"),
        (["0.0.0.0"], "0.0.0.0"),
    ],
)
def test_it_binds_the_networks_address_where_there_is_one(listening, address):
    assert config.bound(listening) == address


def test_users_settings_win_nested_or_dotted():
    content = files({"http": {"log-enabled": True}, "data.cache-max-memory-size": "512m", "logging.level": "warn"})
    lines = content["/etc/maestro/influxdb.conf"]["content"].splitlines()
    assert {"log-enabled = true", 'cache-max-memory-size = "512m"', "[logging]", 'level = "warn"'} <= set(lines)


def test_all_that_cannot_be_used_is_told_at_once():
    given = {
        "http": {"auth-enabled": False, "https-enabled": True, "shared-secret": "x"},
        "udp": [{"enabled": True}],
        "retention.check": "1h",
        "cluster": {"x": 1},
        "data": {"cache-max-memory-size": "much"},
        "monitor.store-enabled": [True],
    }
    with pytest.raises(HostError) as told:
        files(given, listen=["db1"])
    assert str(told.value).splitlines() == [
        "influxdb_settings: http.auth-enabled: not here; nobody gets in without a password",
        "influxdb_settings: http.https-enabled: not here; TLS is not built yet",
        "influxdb_settings: http.shared-secret: not here; it is a secret, and this file is shown in diffs",
        "influxdb_settings: udp: not here; it would take data from everybody; have an agent write over HTTP as a user",
        "influxdb_settings: retention.check: retention has no such setting; it has enabled, check-interval",
        (
            "influxdb_settings: cluster.x: there is no section 'cluster'; use one of meta, data, coordinator, "
            "retention, shard-precreation, monitor, subscriber, http, logging, continuous_queries"
        ),
        "influxdb_settings: data.cache-max-memory-size: 'much' is no size; write bytes, or such as 512m",
        "influxdb_settings: monitor.store-enabled: is to be a text, a number or true or false",
        "influxdb_listen_addresses: 'db1': write an address",
    ]


def test_two_addresses_of_the_network_are_refused():
    with pytest.raises(HostError) as told:
        files(listen=["127.0.0.1", "192.0.2.3", "192.0.2.4"])
    assert str(told.value) == (
        "influxdb_listen_addresses: 192.0.2.3, 192.0.2.4: the server binds one address; name one beside loopback"
    )

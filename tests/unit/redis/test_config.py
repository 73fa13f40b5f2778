# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a Redis or Valkey server."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.redis import config
from ansible_collections.maestro.databases.plugins.module_utils.redis.tuning import maxmemory_mb

HEAD = "# Made by maestro.databases; the next run replaces changes made here.\n"


def files(**other: Any) -> dict[str, dict[str, Any]]:
    server = {
        "engine": "redis",
        "flavour": "redis",
        "version": "8",
        "unit": "redis-server",
        "port": 6379,
        "data_directory": "/var/lib/redis",
        "memory_mb": 4096,
    }
    given = {"listen_addresses": ["127.0.0.1", "10.0.0.3"], "given": {}, **other}
    server |= {name: given.pop(name) for name in list(given) if name in server}
    return {file["path"]: file for file in config.files(Placed(**server), **given)}


@pytest.mark.parametrize(("memory", "data"), [(0, 32), (48, 32), (128, 64), (1023, 511), (4096, 2048), (65536, 32768)])
def test_half_of_the_memory_is_for_data(memory, data):
    assert maxmemory_mb(memory) == data


def test_the_settings_of_a_fresh_server():
    file = files()["/etc/maestro/redis.conf"]
    assert file == {
        "path": "/etc/maestro/redis.conf",
        "content": f"{HEAD}include /etc/redis/redis.conf\n"
        "aclfile /etc/maestro/redis/users.acl\n"
        "bind 127.0.0.1 10.0.0.3\n"
        "dir /var/lib/redis\n"
        'logfile ""\n'
        "maxmemory 2048mb\n"
        "maxmemory-policy noeviction\n"
        "port 6379\n"
        "protected-mode yes\n"
        "unixsocket /run/redis/maestro.sock\n"
        "unixsocketperm 700\n",
        "owner": "root",
        "group": "redis",
        "mode": "0640",
        "notify": "redis",
    }


def test_own_settings_win_and_may_have_several_parts():
    given = {"maxmemory-policy": "allkeys-lru", "appendonly": True, "save": ["3600 1", "300 100"], "Hz": 20,
             "notify-keyspace-events": ""}  # fmt: skip
    lines = files(given=given)["/etc/maestro/redis.conf"]["content"].splitlines()
    assert [line for line in lines if line.split()[0] in ("maxmemory-policy", "appendonly", "save", "hz",
                                                          "notify-keyspace-events")] == [
        "appendonly yes",
        "hz 20",
        "maxmemory-policy allkeys-lru",
        'notify-keyspace-events ""',
        "save 3600 1 300 100",
    ]  # fmt: skip


def test_before_the_package_only_what_belongs_to_root_is_written():
    assert sorted(path for path, file in files().items() if file.get("early")) == [
        "/etc/sysctl.d/60-maestro-redis.conf",
        "/etc/systemd/system/redis-server.service.d/maestro.conf",
    ]


def test_the_unit_starts_on_our_file_and_may_write_where_it_must():
    file = files(
        flavour="valkey", unit="valkey-server", data_directory="/srv/valkey", listen_addresses=["127.0.0.1", "::1"]
    )
    assert "/srv/valkey" in file
    assert file["/etc/systemd/system/valkey-server.service.d/maestro.conf"]["content"] == (
        f"{HEAD}[Unit]\n"
        "# Named addresses can be bound only once they are there.\n"
        "Wants=network-online.target\n"
        "After=network-online.target maestro-databases-firewall.service\n"
        "\n"
        "[Service]\n"
        "# Nobody reaches it whom the firewall does not let in.\n"
        "ExecStartPre=+/bin/sh -c '/usr/sbin/nft list chain inet maestro_databases redis >/dev/null 2>&1"
        " || { /usr/sbin/nft -f /etc/maestro/nftables.conf;"
        " /usr/sbin/nft list chain inet maestro_databases redis >/dev/null; }'\n"
        "# A container may not set this; the server then says so in its log and runs all the same.\n"
        "ExecStartPre=-+/usr/lib/systemd/systemd-sysctl /etc/sysctl.d/60-maestro-redis.conf\n"
        "ExecStart=\n"
        "ExecStart=/usr/bin/valkey-server /etc/maestro/redis.conf --supervised systemd --daemonize no\n"
        "# It is ready when its data are loaded, which takes as long as it takes.\n"
        "TimeoutStartSec=infinity\n"
        "ReadWritePaths=/etc/maestro/redis /srv/valkey\n"
    )
    assert "include /etc/valkey/valkey.conf\n" in file["/etc/maestro/redis.conf"]["content"]
    assert "unixsocket /run/valkey/maestro.sock\n" in file["/etc/maestro/redis.conf"]["content"]


def test_settings_that_are_not_for_the_user_are_refused_all_at_once():
    given = {"port": 6380, "requirepass": "CANARY-7f3a91", "Bad Name": 1, "hz": "10\nrequirepass CANARY-7f3a92"}
    with pytest.raises(HostError) as refusal:
        files(given=given, listen_addresses=["db1", "10.0.0.3"])
    assert str(refusal.value).splitlines() == [
        "redis_settings: port: not here; use redis_port",
        "redis_settings: requirepass: not here; use redis_users",
        "redis_settings: 'bad name': no name of a setting; see CONFIG GET *",
        "redis_settings: hz: a value is one line; write a list for one with several parts",
        "redis_listen_addresses: 'db1': write an address",
    ]


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("tls-port", "TLS is not built yet, and no rule of the firewall guards that port"),
        ("TLS-Port", "TLS is not built yet, and no rule of the firewall guards that port"),
        ("rdma-port", "no rule of the firewall guards that port"),
        ("cluster-enabled", "a group is a single server"),
        ("protected-mode", "nobody gets in without a password"),
        ("enable-debug-command", "it lets clients undo what protects the server"),
        ("enable-module-command", "it lets clients undo what protects the server"),
        ("enable-protected-configs", "it lets clients undo what protects the server"),
        ("aclfile", "users are kept there; use redis_users"),
        ("unixsocketperm", "we reach the server there"),
    ],
)
def test_what_would_undo_the_protection_is_refused(name, mend):
    with pytest.raises(HostError) as refusal:
        files(given={name: "no"})
    assert str(refusal.value) == f"redis_settings: {name.lower()}: not here; {mend}"


def test_no_address_at_all_is_refused():
    with pytest.raises(HostError, match="redis_listen_addresses: is empty; name the addresses to bind"):
        files(listen_addresses=[])

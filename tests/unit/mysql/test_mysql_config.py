# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a MySQL or MariaDB server: text, sizes, and what is refused."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.overrides import parse
from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.mysql import config
from ansible_collections.maestro.databases.plugins.module_utils.mysql.tuning import buffer_pool_mb

MYSQL = """\
# Made by maestro.databases; the next run replaces changes made here.
[mysqld]
bind_address = 127.0.0.1,10.0.0.3
character_set_server = utf8mb4
datadir = /var/lib/mysql
innodb_buffer_pool_size = 896M
innodb_flush_log_at_trx_commit = 1
mysqlx = OFF
port = 3306
server_id = 0
skip_name_resolve = ON
sync_binlog = 1
"""


def made(**other: Any) -> list[dict[str, Any]]:
    """The files of a small server."""
    server: dict[str, Any] = {
        "engine": "mysql",
        "flavour": "mysql",
        "version": "9.7",
        "unit": "mysql",
        "port": 3306,
        "data_directory": "/var/lib/mysql",
        "memory_mb": 2048,
        "overrides": [],
    }
    given: dict[str, Any] = {"listen_addresses": ["127.0.0.1", "10.0.0.3"], "given": {}, **other}
    server |= {name: given.pop(name) for name in list(given) if name in server}
    return config.files(Placed(**server), **given)


def settings(**other: Any) -> dict[str, str]:
    """Lines of our file as name and value."""
    lines = [line for line in made(**other)[0]["content"].splitlines() if not line.startswith(("#", "["))]
    return {line.partition(" = ")[0]: line.partition(" = ")[2] for line in lines}


@pytest.mark.parametrize(
    ("memory_mb", "pool_mb"),
    [(256, 64), (512, 64), (700, 64), (750, 128), (1024, 256), (2048, 896), (4096, 2048), (8192, 4608), (65536, 38912)],
)
def test_buffer_pool(memory_mb: int, pool_mb: int) -> None:
    assert buffer_pool_mb(memory_mb) == pool_mb


def test_files_of_mysql() -> None:
    conf, unit, data = made()
    assert (data["path"], data["mode"]) == ("/var/lib/mysql", "0700")
    assert conf["path"] == "/etc/mysql/mysql.conf.d/zz-maestro.cnf"
    assert conf["content"] == MYSQL
    assert conf["validate"].startswith("/usr/sbin/mysqld --defaults-file=%s --user=mysql --validate-config")
    assert unit["path"] == "/etc/systemd/system/mysql.service.d/maestro.conf"
    assert {conf["notify"], unit["notify"]} == {"mysql"}


CONFINED = [
    "NoNewPrivileges=true",
    "PrivateTmp=true",
    "ProtectHome=true",
    "ProtectSystem=full",
    "ReadWritePaths=/srv/mysql",
]


@pytest.mark.parametrize(("flavour", "added"), [("mysql", CONFINED), ("percona", CONFINED), ("mariadb", [])])
def test_the_unit_keeps_the_server_from_what_it_does_not_need(flavour: str, added: list[str]) -> None:
    lines = made(flavour=flavour, data_directory="/srv/mysql")[1]["content"].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("ExecStartPre="))
    assert lines[start + 1 :] == added


def test_percona_server_has_the_files_of_mysql() -> None:
    assert made(flavour="percona") == made()


def test_files_of_mariadb() -> None:
    conf, unit, _data = made(flavour="mariadb", unit="mariadb")
    assert conf["path"] == "/etc/mysql/mariadb.conf.d/zz-maestro.cnf"
    # MariaDB has no X protocol and no server without a number.
    assert conf["content"] == MYSQL.replace("mysqlx = OFF\n", "").replace("server_id = 0", "server_id = 1")
    assert shlex.split(conf["validate"])[-1] == "%s"
    assert unit["path"] == "/etc/systemd/system/mariadb.service.d/maestro.conf"


@pytest.mark.parametrize(("flavour", "unit"), [("mysql", "mysql"), ("mariadb", "mariadb")])
def test_before_the_packages_are_there_the_unit_alone_is_kept_from_starting(flavour: str, unit: str) -> None:
    (file,) = (one for one in made(flavour=flavour, unit=unit) if one.get("early"))
    assert file["path"] == f"/etc/systemd/system/{unit}.service.d/maestro.conf"
    guard = "ExecStartPre=+/bin/sh -c '/usr/sbin/nft list chain inet maestro_databases mysql >/dev/null"
    assert guard in file["content"]


def test_nothing_is_checked_where_the_program_is_not_there_yet() -> None:
    assert made(check=False)[0]["validate"] == ""


def test_own_settings_win_in_any_spelling() -> None:
    found = settings(given={"Sync-Binlog": 0, "max_connections": 300, "skip_name_resolve": False, "skip-log-bin": None})
    assert (found["sync_binlog"], found["max_connections"], found["skip_name_resolve"]) == ("0", "300", "OFF")
    assert found["skip_log_bin"] == ""


def test_an_empty_value_is_written_and_one_that_is_none_is_not() -> None:
    lines = made(given={"sql_mode": "", "skip-log-bin": None})[0]["content"].splitlines()
    assert ('sql_mode = ""' in lines, "skip_log_bin" in lines) == (True, True)


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("port", "use mysql_port"),
        ("PORT", "use mysql_port"),
        ("bind-address", "use mysql_listen_addresses"),
        ("bind_address", "use mysql_listen_addresses"),
        ("Loose-Bind-Addr", "use mysql_listen_addresses"),
        ("skip-networking", "use mysql_listen_addresses; 127.0.0.1 alone lets nobody else in"),
        ("datadir", "use mysql_data_directory"),
        ("server-id", "use mysql_server_id"),
        ("socket", "we reach the server there"),
        ("user", "it is the package's own"),
        ("skip-grant-tables", "nobody gets in without a password"),
        ("skip_grant", "nobody gets in without a password"),
        ("loose-enable-skip-grant-tables", "nobody gets in without a password"),
        ("mysqlx", "no rule of the firewall guards that port"),
        ("loose_mysqlx_bind_address", "no rule of the firewall guards that port"),
        ("admin-address", "no rule of the firewall guards that port"),
        ("extra_port", "no rule of the firewall guards that port"),
        ("wsrep-provider", "no rule of the firewall guards that port"),
    ],
)
def test_what_has_a_variable_or_would_undo_the_protection_is_refused(name: str, mend: str) -> None:
    with pytest.raises(HostError) as refused:
        made(given={name: 1})
    assert str(refused.value) == f"mysql_settings: {name}: not here; {mend}"


def test_all_that_cannot_be_used_is_told_at_once() -> None:
    with pytest.raises(HostError) as refused:
        made(given={"a b": 1, "port": 1, "init_connect": "a\nb"}, listen_addresses=["*", "::1"])
    assert len(str(refused.value).splitlines()) == 4


def test_options_that_only_look_like_those_are_the_users() -> None:
    given = {"port_open_timeout": 5, "skip_name_resolve": True, "net_buffer_length": 9, "userstat": 1, "skip_slave": 1}
    assert settings(given=given).items() >= {"port_open_timeout": "5", "userstat": "1", "skip_slave": "1"}.items()


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("a b", '"a b"'),
        ("a#b", '"a#b"'),
        ('say "no"', '"say \\"no\\""'),
        ("C:\\x", '"C:\\\\x"'),
        ("SET NAMES utf8mb4;", '"SET NAMES utf8mb4;"'),
        (["STRICT_TRANS_TABLES", "NO_ZERO_DATE"], "STRICT_TRANS_TABLES,NO_ZERO_DATE"),
        (True, "ON"),
        (1.5, "1.5"),
    ],
)
def test_values(value: Any, line: str) -> None:
    assert settings(given={"some_option": value})["some_option"] == line


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"a b": 1}, "mysql_settings: 'a b': no name of an option"),
        ({"[client]": 1}, "no name of an option"),
        ({"init_connect": "a\n[client]"}, "mysql_settings: init_connect: the value has to be one line"),
    ],
)
def test_what_would_break_the_file_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(HostError) as raised:
        made(given=given)
    assert told in str(raised.value)


@pytest.mark.parametrize("every", ["*", "0.0.0.0", "::"])
def test_all_addresses_go_alone(every: str) -> None:
    assert settings(listen_addresses=[every])["bind_address"] == every
    with pytest.raises(HostError) as raised:
        made(listen_addresses=["127.0.0.1", every])
    assert f"mysql_listen_addresses: 127.0.0.1, {every}: " in str(raised.value)


def test_persisted_settings_that_would_win_are_refused() -> None:
    overrides = [{"name": "sync_binlog", "value": "0", "path": "/var/lib/mysql/mysqld-auto.cnf"}]
    with pytest.raises(HostError) as raised:
        made(overrides=overrides)
    assert "sync_binlog: /var/lib/mysql/mysqld-auto.cnf sets 0, which wins over 1" in str(raised.value)
    # The same in another spelling, or of no concern to us.
    same = [
        {"name": "innodb_buffer_pool_size", "value": str(896 * 1024**2), "path": "x"},
        {"name": "skip_name_resolve", "value": "on", "path": "x"},
        {"name": "max_connections", "value": "5", "path": "x"},
    ]
    assert len(made(overrides=same)) == 3


def test_persisted_settings_as_mysql_writes_them() -> None:
    # From MySQL 9.7.4 after SET PERSIST and SET PERSIST_ONLY.
    text = (
        '{"Version": 2, "mysql_static_variables": {"innodb_buffer_pool_size": {"Value": "402653184", "Metadata": '
        '{"Host": "localhost", "User": "root", "Timestamp": 1795573404259348}}}, "mysql_dynamic_parse_early_variables":'
        ' {"max_connections": {"Value": "77", "Metadata": {"Host": "localhost", "User": "root", "Timestamp": 1}}}}'
    )
    assert parse(text) == {"innodb_buffer_pool_size": "402653184", "max_connections": "77"}
    assert parse('{"Version": 2}') == {}
    assert parse("{broken") == {}

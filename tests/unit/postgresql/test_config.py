# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's files: literal texts for given inputs, and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.postgresql import config
from ansible_collections.maestro.databases.plugins.module_utils.postgresql.tuning import tuned


@pytest.mark.parametrize(
    ("memory_mb", "cores", "sizes"),
    [
        (512, 1, ("128MB", "384MB", "32MB", "2MB", "8", "2", "1")),
        (1024, 2, ("256MB", "768MB", "64MB", "2MB", "8", "2", "1")),
        (16384, 4, ("4096MB", "12288MB", "1024MB", "40MB", "8", "4", "2")),
        (262144, 64, ("8192MB", "196608MB", "1024MB", "256MB", "64", "64", "4")),
        (32, 1, ("16MB", "64MB", "16MB", "2MB", "8", "2", "1")),
    ],
)
def test_sizes(memory_mb: int, cores: int, sizes: tuple[str, ...]) -> None:
    values = tuned(memory_mb, cores)
    names = ("shared_buffers", "effective_cache_size", "maintenance_work_mem", "work_mem")
    names += ("max_worker_processes", "max_parallel_workers", "max_parallel_workers_per_gather")
    assert tuple(values[name] for name in names) == sizes
    assert values["max_connections"] == "100"


def settings(**given: Any) -> dict[str, str]:
    return config.settings(
        version="15",
        port=5433,
        listen_addresses=["127.0.0.1", "192.0.2.1"],
        memory_mb=1024,
        cores=2,
        given=given,
    )


def test_the_users_settings_win() -> None:
    values = settings(Shared_Buffers="1GB", jit=False, max_connections=20)
    assert values["shared_buffers"] == "1GB"
    assert values["jit"] == "off"
    assert values["max_connections"] == "20"
    assert values["listen_addresses"] == "127.0.0.1,192.0.2.1"


@pytest.mark.parametrize(
    ("connections", "work_mem"), [(1000, "2MB"), ("500", "4MB"), (20, "102MB"), ("all", "20MB"), (0, "20MB")]
)
def test_more_connections_sort_with_less_memory_each(connections: Any, work_mem: str) -> None:
    values = config.settings(
        version="15",
        port=5432,
        listen_addresses=["127.0.0.1"],
        memory_mb=8192,
        cores=4,
        given={"Max_Connections": connections},
    )
    assert (values["max_connections"], values["work_mem"]) == (str(connections), work_mem)


def test_what_is_no_name_of_a_setting_is_refused() -> None:
    with pytest.raises(HostError, match=r"postgresql_settings: 'a b'"):
        settings(**{"a b": 1})


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("port", "use postgresql_port"),
        ("Listen_Addresses", "use postgresql_listen_addresses"),
        ("hba_file", "use postgresql_allowed_sources"),
        ("ident_file", "use postgresql_allowed_sources"),
        ("DATA_DIRECTORY", "use postgresql_data_directory"),
        ("include_if_exists", "write the settings themselves"),
        ("unix_socket_directories", "we reach the server there"),
        ("password_encryption", "passwords are kept by SCRAM"),
        ("primary_conninfo", "it is a secret, and this file is shown in diffs"),
    ],
)
def test_what_has_a_variable_or_would_undo_the_protection_is_refused(name: str, mend: str) -> None:
    with pytest.raises(HostError) as refused:
        settings(**{name: "CANARY-7f3a91"})
    assert str(refused.value) == f"postgresql_settings: {name.lower()}: not here; {mend}"


def test_a_list_is_joined_by_commas() -> None:
    values = settings(shared_preload_libraries=["pg_stat_statements", "auto_explain"], DateStyle=("ISO", "DMY"))
    assert values["shared_preload_libraries"] == "pg_stat_statements, auto_explain"
    assert values["datestyle"] == "ISO, DMY"


def test_all_that_cannot_be_used_is_told_at_once() -> None:
    with pytest.raises(HostError) as refused:
        settings(**{"a b": 1, "port": 1, "work_mem": None, "search_path": [{"a": 1}], "log_line_prefix": "a\nb"})
    kinds = "is to be a text, a number, true or false, or a list of them; leave the setting out for the server's own"
    assert str(refused.value).splitlines() == [
        "postgresql_settings: 'a b': no name of a setting; see pg_settings",
        "postgresql_settings: port: not here; use postgresql_port",
        f"postgresql_settings: work_mem: {kinds}",
        f"postgresql_settings: search_path: {kinds}",
        "postgresql_settings: log_line_prefix: the value has to be one line",
    ]


def test_values_are_quoted() -> None:
    assert config.render_settings({"search_path": "a'b\\c", "port": "1"}).splitlines()[1:] == [
        "port = '1'",
        "search_path = 'a''b\\\\c'",
    ]


def test_rules_of_who_may_log_in() -> None:
    assert [
        line.split() for line in config.render_hba(["192.0.2.7", "10.0.0.0/8", "2001:db8::1"]).splitlines()[1:]
    ] == [
        ["local", "all", "postgres", "peer"],
        ["local", "all", "all", "scram-sha-256"],
        ["host", "all", "all", "127.0.0.1/32", "scram-sha-256"],
        ["host", "all", "all", "::1/128", "scram-sha-256"],
        ["host", "all", "all", "10.0.0.0/8", "scram-sha-256"],
        ["host", "all", "all", "192.0.2.7/32", "scram-sha-256"],
        ["host", "all", "all", "2001:db8::1/128", "scram-sha-256"],
    ]


def test_a_local_user_is_let_in_on_the_host_alone() -> None:
    rows = [line.split() for line in config.render_hba(["10.0.0.0/8", "127.0.0.1"], ['o"k']).splitlines()[1:]]
    assert rows[2:] == [
        ["host", "all", "all", "127.0.0.1/32", "scram-sha-256"],
        ["host", "all", "all", "::1/128", "scram-sha-256"],
        ["host", "all", '"o""k"', "all", "reject"],
        ["host", "all", "all", "10.0.0.0/8", "scram-sha-256"],
    ]


def test_a_source_that_is_none_is_refused() -> None:
    with pytest.raises(HostError, match="allowed source 'web1'"):
        config.render_hba(["web1"])


def test_a_setting_that_was_changed_on_the_server_is_told_with_both_values_and_the_file() -> None:
    changed = [
        {"name": "max_connections", "value": "300", "path": "/d/postgresql.auto.conf"},
        {"name": "shared_buffers", "value": "262144kB", "path": "/d/postgresql.auto.conf"},
        {"name": "log_statement", "value": "all", "path": "/d/postgresql.auto.conf"},
    ]
    assert config.overridden(settings(max_connections=150, shared_buffers="256MB"), changed) == [
        (
            "max_connections: /d/postgresql.auto.conf sets 300, which wins over 150; "
            "run ALTER SYSTEM RESET max_connections, or give that value in postgresql_settings"
        )
    ]

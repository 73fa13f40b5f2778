# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firewall's files: literal texts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.firewall import files, loaded, render, sources
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def test_sources_are_sorted_merged_and_split_by_family() -> None:
    assert sources(["192.0.2.9", "192.0.2.0/28", "10.0.0.5/32", "2001:db8::/32", "2001:db8::1", "10.0.0.5"]) == (
        ["10.0.0.5", "192.0.2.0/28"],
        ["2001:db8::/32"],
    )


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(HostError, match="allowed source 'web1'"):
        sources(["web1"])


def test_a_port_is_open_to_loopback_and_the_allowed_only() -> None:
    assert render("redis", [6379], ["10.0.0.2", "2001:db8::1"]) == (
        "# Made by maestro.databases: who may reach redis on this host.\n"
        "table inet maestro_databases {\n"
        "\tchain redis {\n"
        "\t\ttype filter hook input priority filter; policy accept;\n"
        '\t\ttcp dport 6379 iifname "lo" accept\n'
        "\t\ttcp dport 6379 ip saddr { 10.0.0.2 } accept\n"
        "\t\ttcp dport 6379 ip6 saddr { 2001:db8::1 } accept\n"
        "\t\ttcp dport 6379 drop\n"
        "\t}\n"
        "}\n"
    )


def test_several_ports_and_nobody_allowed() -> None:
    assert render("rabbitmq", [15672, 5672], []).splitlines()[4:6] == [
        '\t\ttcp dport { 5672, 15672 } iifname "lo" accept',
        "\t\ttcp dport { 5672, 15672 } drop",
    ]


def test_ports_in_a_row_are_a_range() -> None:
    lines = render("glusterfs", [24007, *range(24100, 24200)], []).splitlines()
    assert lines[-3] == "\t\ttcp dport { 24007, 24100-24199 } drop"
    assert render("x", [1, 2, 3], []).splitlines()[-3] == "\t\ttcp dport 1-3 drop"


def test_engines_share_a_table_and_have_a_file_each() -> None:
    assert [file["path"] for file in files("redis", [6379], [])] == [
        "/etc/systemd/system/maestro-databases-firewall.service",
        "/etc/maestro/nftables.conf",
        "/etc/maestro/nftables.d/redis.nft",
    ]


def test_the_unit_loads_them_after_the_one_that_flushes_all_tables_and_leaves_them_when_it_stops() -> None:
    (unit, *_others) = (file["content"].splitlines() for file in files("redis", [6379], []))
    assert unit[unit.index("[Install]") + 1 :] == ["WantedBy=sysinit.target"]
    assert "After=nftables.service" in unit
    assert [line for line in unit if line.startswith(("ExecStop", "PartOf"))] == []


def test_rules_are_in_force_where_the_table_has_the_chain_of_the_engine() -> None:
    shown = "table inet maestro_databases {\n\tchain redis {\n\t\ttcp dport 6379 drop\n\t}\n}\n"
    command.use(SimpleNamespace(run_command=lambda _words, **_options: (0, shown, "")))
    assert [loaded("redis"), loaded("mysql"), loaded("redi")] == [True, False, False]


def test_a_host_without_nftables_has_no_rules_in_force() -> None:
    command.use(SimpleNamespace(run_command=lambda _words, **_options: (127, "", "timeout: failed to run 'nft'")))
    assert loaded("redis") is False

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.lab.errors import LabError
from tests.lab.subnet import choose, gateway, mac, next_address


def test_a_lab_gets_the_same_network_every_time() -> None:
    assert choose("demo", []) == choose("demo", []) == IPv4Network("10.90.234.0/24")


def test_labs_of_different_names_get_different_networks() -> None:
    taken: list[IPv4Network] = []
    for number in range(200):
        taken.append(choose(f"lab-{number}", taken))
    assert len(set(taken)) == 200


def test_a_network_that_overlaps_one_in_use_is_passed_over() -> None:
    first = choose("demo", [])
    assert choose("demo", [IPv4Network("10.90.234.128/25")]) == IPv4Network("10.90.235.0/24") != first


def test_the_search_goes_round_from_the_end_to_the_beginning() -> None:
    taken = [net for net in IPv4Network("10.88.0.0/13").subnets(new_prefix=24) if net != IPv4Network("10.88.0.0/24")]
    assert choose("demo", taken) == IPv4Network("10.88.0.0/24")


def test_a_full_range_is_said() -> None:
    with pytest.raises(LabError, match="no free /24 is left"):
        choose("demo", [IPv4Network("10.0.0.0/8")])


def test_addresses_of_hosts_start_above_the_machines_own() -> None:
    network = IPv4Network("10.90.1.0/24")
    assert gateway(network) == IPv4Address("10.90.1.1")
    assert next_address(network, []) == IPv4Address("10.90.1.10")


def test_the_lowest_address_that_was_freed_is_taken_again() -> None:
    network = IPv4Network("10.90.1.0/24")
    taken = [IPv4Address("10.90.1.10"), IPv4Address("10.90.1.12")]
    assert next_address(network, taken) == IPv4Address("10.90.1.11")


def test_a_full_network_is_said() -> None:
    network = IPv4Network("10.90.1.0/24")
    with pytest.raises(LabError, match="is full"):
        next_address(network, network.hosts())


def test_the_link_address_follows_from_the_address() -> None:
    assert mac(IPv4Address("10.90.1.10")) == "02:4d:0a:5a:01:0a"

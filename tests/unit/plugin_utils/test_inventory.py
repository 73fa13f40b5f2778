# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a host's name to an address, within a time that has an end."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader

from ansible_collections.maestro.databases.plugins.plugin_utils import inventory


def resolver(*addresses: str) -> Any:
    return lambda *_given, **_more: [(socket.AF_INET, 1, 6, "", (address, 0)) for address in addresses]


@pytest.mark.parametrize(
    ("found", "taken"),
    [
        (("192.0.2.7", "192.0.2.8"), "192.0.2.7"),
        (("127.0.1.1", "192.0.2.7"), "192.0.2.7"),
        (("127.0.0.1",), "127.0.0.1"),
        (("fe80::7%eth0",), "fe80::7"),
    ],
)
def test_a_name_becomes_the_first_address_that_others_reach(
    found: tuple[str, ...], taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(*found))
    assert inventory._ip("db1") == taken


def hosts(**variables: str) -> Any:
    given = {"groups": {"all": ["db1"]}, "hostvars": {"db1": variables}}
    return inventory.RunInventory(DataLoader(), given)


@pytest.mark.parametrize(
    ("found", "variables", "private", "beside"),
    [
        (("192.0.2.7", "2001:db8::7"), {"maestro_address": "db1.lan"}, "192.0.2.7", "2001:db8::7"),
        (("2001:db8::7", "192.0.2.7"), {"maestro_address": "db1.lan"}, "192.0.2.7", "2001:db8::7"),
        (("127.0.1.1", "fe80::7%eth0", "192.0.2.7"), {"maestro_address": "db1.lan"}, "192.0.2.7", ""),
        (("2001:db8::7", "2001:db8::8"), {"maestro_address": "db1.lan"}, "2001:db8::7", ""),
        (("192.0.2.7", "2001:db8::7"), {"maestro_address": "db1.lan", "maestro_address6": ""}, "192.0.2.7", ""),
        (
            ("192.0.2.7", "2001:db8::7"),
            {"maestro_address": "db1.lan", "maestro_address6": "2001:db8::9"},
            "192.0.2.7",
            "2001:db8::9",
        ),
        (("192.0.2.7", "2001:db8::7"), {"ansible_host": "db1.lan"}, "192.0.2.7", ""),
        (("192.0.2.7", "2001:db8::7"), {}, "192.0.2.7", ""),
    ],
)
def test_a_name_in_maestro_address_gives_both_families(
    found: tuple[str, ...], variables: dict[str, str], private: str, beside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(*found))
    assert hosts(**variables).addresses("db1") == (private, private)
    assert hosts(**variables).address6("db1") == beside


def test_an_address_is_asked_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert inventory._ip("2001:DB8::7") == "2001:db8::7"


@pytest.mark.parametrize("name", ["db1.invalid", "db1..example.com"])
def test_a_name_that_nobody_knows_is_named(name: str) -> None:
    with pytest.raises(LookupError) as raised:
        inventory._ip(name)
    assert f"'{name}' is no address and does not resolve (" in str(raised.value)


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_more: [] if over.wait() else None)
    monkeypatch.setattr(inventory, "_SECONDS", 0.1)
    started = time.monotonic()
    with pytest.raises(LookupError, match=r"'db1' is no address and did not resolve within 0\.1 s"):
        inventory._ip("db1")
    assert time.monotonic() - started < 3
    # Lets the thread end; what it still finds out goes nowhere.
    over.set()

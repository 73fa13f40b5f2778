# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_names import Name, names
from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_server import (
    addresses_file,
    domain_file,
    files,
)


def group(engine: str, name: str, address: str = "10.0.0.3", **changes: Any) -> dict[str, Any]:
    host = {"name": "db1", "address": address, "address6": ""}
    return {
        "engine": engine,
        "group": name,
        "primary": False,
        "hosts": [host],
        "writer": "db1",
        "listen": ["127.0.0.1", address],
        **changes,
    }


def known(*groups: dict[str, Any]) -> list[str]:
    return [f"{name.name} {name.address}" for name in names({"groups": list(groups)}, "shop.internal")]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param([], [], id="no databases"),
        pytest.param(
            [group("mysql", "default")],
            ["default.mysql.shop.internal 10.0.0.3", "mysql.shop.internal 10.0.0.3"],
            id="a lone group has both names",
        ),
        pytest.param(
            [group("mysql", "main", primary=True), group("mysql", "spare", "10.0.0.4")],
            [
                "main.mysql.shop.internal 10.0.0.3",
                "mysql.shop.internal 10.0.0.3",
                "spare.mysql.shop.internal 10.0.0.4",
            ],
            id="the primary has both names, unlike its Service",
        ),
        pytest.param(
            [group("mysql", "main"), group("mysql", "spare", "10.0.0.4")],
            ["main.mysql.shop.internal 10.0.0.3", "spare.mysql.shop.internal 10.0.0.4"],
            id="without a primary nobody has the bare name",
        ),
        pytest.param(
            [group("mysql", "main"), group("redis", "Cache_1", "10.0.0.4")],
            [
                "main.mysql.shop.internal 10.0.0.3",
                "mysql.shop.internal 10.0.0.3",
                "cache-1.redis.shop.internal 10.0.0.4",
                "redis.shop.internal 10.0.0.4",
            ],
            id="groups are counted for each engine",
        ),
        pytest.param([group("redis", "default", listen=["127.0.0.1"])], [], id="loopback alone has no name"),
        pytest.param([group("redis", "default", hosts=[], writer="", listen=[])], [], id="external has no name"),
        pytest.param(
            [
                group(
                    "redis",
                    "default",
                    hosts=[{"name": "db1", "address": "10.0.0.3", "address6": "2001:db8::3"}],
                    listen=["127.0.0.1", "10.0.0.3", "2001:db8::3"],
                )
            ],
            [
                "default.redis.shop.internal 10.0.0.3",
                "default.redis.shop.internal 2001:db8::3",
                "redis.shop.internal 10.0.0.3",
                "redis.shop.internal 2001:db8::3",
            ],
            id="both families",
        ),
        pytest.param(
            [
                group(
                    "glusterfs",
                    "files",
                    hosts=[{"name": "a", "address": "10.0.0.5"}, {"name": "b", "address": "10.0.0.6"}],
                    writer="b",
                    listen=["10.0.0.6"],
                )
            ],
            ["files.glusterfs.shop.internal 10.0.0.6", "glusterfs.shop.internal 10.0.0.6"],
            id="the writer answers",
        ),
    ],
)
def test_names_of_a_plan(groups: list[dict[str, Any]], expected: list[str]) -> None:
    assert known(*groups) == expected


@pytest.mark.parametrize("domain", ["", "Shop", "shop_internal", "-shop", "shop..internal", "10.0.0.1", "a" * 64])
def test_what_is_no_domain(domain: str) -> None:
    with pytest.raises(ValueError, match="is no domain; write lower-case labels"):
        names({"groups": []}, domain)


def test_the_files() -> None:
    found = {
        file["path"]: file.get("content")
        for file in files("shop", "production", "shop.internal", [Name("redis.shop.internal", "10.0.0.3")], ["::1"], 7)
    }
    unit = found.pop("/etc/systemd/system/maestro-names.service")
    assert "ExecReload=+/bin/kill -HUP $MAINPID" in unit
    assert "-+/bin/sh -c '[ ! -e /sys/class/net/maestro-names ] || ip link delete maestro-names'" in unit
    head = "# Made by maestro.databases; the next run replaces changes made here.\n"
    assert found == {
        "/etc/maestro/names": None,
        "/etc/maestro/names/domains": None,
        "/etc/maestro/names/records": None,
        "/etc/maestro/names/dnsmasq.conf": head
        + "# Addresses of containers' networks come and go.\n"
        + "bind-dynamic\n"
        + "# What is no name of ours goes to the host's own servers, in their order: the first may know more.\n"
        + "resolv-file=/etc/resolv.conf\n"
        + "strict-order\n"
        + "no-hosts\n"
        + "conf-dir=/etc/maestro/names/domains,*.conf\n"
        + "addn-hosts=/etc/maestro/names/records\n"
        + "local-ttl=7\n"
        + "neg-ttl=7\n",
        "/etc/maestro/names/domains/shop-production.conf": head
        + "# Nobody else is asked about it.\nlocal=/shop.internal/\nlisten-address=::1\n",
        "/etc/systemd/system/maestro-names.service.d/shop-production.conf": head + "[Service]\n",
        "/etc/maestro/names/records/shop-production.hosts": head + "10.0.0.3 redis.shop.internal\n",
    }


@pytest.mark.parametrize(
    ("listen", "problem"),
    [
        ([], "no address to listen on"),
        (["0.0.0.0"], "0.0.0.0 stands for all addresses; name those that are to be asked"),
        (["::"], ":: stands for all addresses; name those that are to be asked"),
        (["eth0"], "'eth0' does not appear to be an IPv4 or IPv6 address"),
    ],
)
def test_what_cannot_be_listened_on(listen: list[str], problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        domain_file("shop.internal", listen)


def test_loopback_has_each_of_its_addresses_while_the_server_runs() -> None:
    assert addresses_file(["127.0.0.55", "127.0.0.1", "::1", "10.201.0.1"]) == (
        "# Made by maestro.databases; the next run replaces changes made here.\n"
        "[Service]\n"
        "ExecStartPre=-+ip address replace 127.0.0.55/32 dev lo\n"
        "ExecStopPost=-+ip address delete 127.0.0.55/32 dev lo\n"
    )

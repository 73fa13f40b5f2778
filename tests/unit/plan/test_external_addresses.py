# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a database that is hosted elsewhere may answer, and what no resolver would take."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from tests.unit.plan.world import plan

URL = "is a URL; write its host alone, its port as 'port', and its login where the application has it from"
PORT = "holds a port; write the host alone, and the port as 'port'"
NOTHING = "is neither an IP address nor the name of a host; write it as 192.0.2.7, 2001:db8::7 or db.example.com"

REFUSED = {
    "mysql://db": URL,
    "mysql://shop:canary@db.example.com:3306/shop": URL,
    "shop:canary@db.example.com": URL,
    "[2001:db8::1]": "has brackets; write the address without them",
    "[2001:db8::1]:3306": PORT,
    "db:3307": PORT,
    "192.0.2.7:3307": PORT,
    "no host!": NOTHING,
    "db example": NOTHING,
    " db": NOTHING,
    "-db": NOTHING,
    "db..example.com": NOTHING,
    "db.example.com/shop": NOTHING,
    "192.0.2.300": NOTHING,
    "192.0.2": NOTHING,
    "192.0.2.0/24": NOTHING,
    "2001:db8:::7": NOTHING,
    "d\u00e9b.example.com": NOTHING,
    "db\n": NOTHING,
    f"{'a' * 64}.example.com": NOTHING,
}


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_no_address_is_refused_with_its_place(address: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        plan([{"engine": "mysql", "address": address}])
    assert [str(problem) for problem in raised.value.problems] == [f"maestro_databases[0].address: {REFUSED[address]}"]


@pytest.mark.parametrize(
    "address",
    [
        "192.0.2.7",
        "127.0.0.1",
        "2001:db8::7",
        "fe80::7%eth0",
        "db",
        "db.example.com",
        "db.example.com.",
        "DB-1.example.com",
        "db_1",
        "1.pool.example.com",
        "192.0.2.7.example.com",
        "shop.abc123.eu-west-1.rds.example.com",
    ],
)
def test_an_address_or_a_name_is_taken_as_it_is(address: str) -> None:
    assert plan([{"engine": "mysql", "address": address}]).groups[0].address == address


def test_an_address_for_an_external_database_of_a_manifest_is_refused_alike() -> None:
    with pytest.raises(ProblemsError) as raised:
        plan([{"engine": "mysql", "address": "mysql://db"}], manifest="mysql: {server: external}")
    assert [str(problem) for problem in raised.value.problems] == [f"maestro_databases[0].address: {URL}"]

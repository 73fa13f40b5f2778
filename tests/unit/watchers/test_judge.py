# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the watchers saw speaks against a server, or against them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.watchers import judge

ADDRESSES = ["192.0.2.1", "192.0.2.2"]
FINE: dict[str, Any] = {"open": {"192.0.2.1 22": 50, "192.0.2.2 22": 50}, "rounds": 100, "seconds": 20.5}


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        ({}, []),
        ({"open": {**FINE["open"], "192.0.2.2 6379": 1}}, ["192.0.2.2 6379 was open, 1 times"]),
        ({"open": {"192.0.2.1 22": 50}}, ["192.0.2.2 22 was seen 0 times only in 100 rounds"]),
        ({"open": {"192.0.2.1 22": 25, "192.0.2.2 22": 50}}, ["192.0.2.1 22 was seen 25 times only in 100 rounds"]),
        ({"rounds": 50, "seconds": 10.5}, ["it looked 50 times only"]),
        ({"seconds": 101.2}, ["it looked 100 times in 101 seconds"]),
    ],
)
def test_a_scan_counts_where_it_looked_all_the_time_and_saw_nothing_else(
    seen: dict[str, Any], wrong: list[str]
) -> None:
    assert judge.of_scanner({**FINE, **seen}, ADDRESSES) == wrong


@pytest.mark.parametrize(
    ("let_in", "refused", "wrong"),
    [
        ({}, {"redis": ["Authentication required."], "mysql": ["OperationalError 1045"]}, []),
        (
            {"redis": [""]},
            {"redis": ["Authentication required."], "mysql": ["OperationalError 1045"]},
            ["redis let in ['']"],
        ),
        ({}, {"redis": ["Authentication required."]}, ["mysql refused with []"]),
        (
            {},
            {"redis": ["Error 111 connecting to db1"], "mysql": ["OperationalError 1045", "OperationalError 2003"]},
            [
                "redis refused with ['Error 111 connecting to db1']",
                "mysql refused with ['OperationalError 1045', 'OperationalError 2003']",
            ],
        ),
    ],
)
def test_it_is_the_server_that_has_to_refuse(
    let_in: dict[str, list[str]], refused: dict[str, list[str]], wrong: list[str]
) -> None:
    assert judge.of_intruder({"let in": let_in, "refused": refused}, ["redis", "mysql"]) == wrong

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diffs say what changes, and no secret."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.diff import Differ
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.objects import Owner, Published, build

OWNER = Owner("shop-production", "shop", "production")


def objects(password: str, address: str = "192.0.2.10") -> dict[str, Any]:
    secret = {"MYSQL_PASSWORD": password, "MYSQL_DATABASE": "shop"}
    group = Published("mysql", "mysql", "main", True, 3306, (address,), secret)
    return {item["kind"]: item for item in build(OWNER, [group])}


def test_a_secret_shows_which_keys_change_and_no_value() -> None:
    entry = Differ().entry(objects("canary-old")["Secret"], objects("canary-new")["Secret"])
    assert entry["before_header"] == "Secret shop-production/mysql"
    before, after = entry["before"]["data"], entry["after"]["data"]
    assert before["MYSQL_PASSWORD"] != after["MYSQL_PASSWORD"]
    assert before["MYSQL_DATABASE"] == after["MYSQL_DATABASE"]
    text = json.dumps(entry)
    for value in ("canary", "Y2FuYXJ5", "c2hvcA=="):
        assert value not in text


def test_hashes_of_two_runs_cannot_be_compared() -> None:
    item = objects("canary")["Secret"]
    assert Differ().entry(item, None) != Differ().entry(item, None)


def test_one_value_under_two_keys_does_not_show() -> None:
    item = {"kind": "Secret", "metadata": {"name": "mysql"}, "data": {"A": "eA==", "B": "eA=="}}
    shown = Differ().entry(item, None)["before"]["data"]
    assert shown["A"] != shown["B"]


def test_a_slice_shows_its_addresses() -> None:
    entry = Differ().entry(objects("x")["EndpointSlice"], objects("x", "192.0.2.20")["EndpointSlice"])
    assert entry["before"]["endpoints"] == [{"addresses": ["192.0.2.10"], "conditions": {"ready": True}}]
    assert entry["after"]["endpoints"] == [{"addresses": ["192.0.2.20"], "conditions": {"ready": True}}]


def test_what_is_made_or_removed_has_nothing_on_the_other_side() -> None:
    item = objects("x")["Service"]
    assert Differ().entry(None, item)["before"] == ""
    assert Differ().entry(item, None)["after"] == ""

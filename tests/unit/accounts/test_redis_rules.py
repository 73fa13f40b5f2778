# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command rules: their spelling, and what they come to on a server."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_rules import (
    KINDS,
    Catalogue,
    is_rule,
    normal,
    same,
)

# A server in small, as ACL CAT answers; it lists `config`, which only holds subcommands.
SERVER = Catalogue.of(
    {
        "read": ["get", "keys", "sort_ro"],
        "write": ["set", "flushdb", "flushall", "sort"],
        "admin": ["config", "config|get", "config|set", "shutdown", "client|list"],
        "dangerous": [
            *("config|get", "config|set", "shutdown", "client|list", "info"),
            *("keys", "flushdb", "flushall", "sort", "sort_ro", "restore"),
        ],
        "slow": ["client", "client|id", "restore"],
    }
)


def test_the_application_gets_what_clients_need_and_nothing_that_changes_the_server():
    assert SERVER.allowed(KINDS["application"]) == {
        *("get", "set", "client|id"),
        *("info", "client|list", "flushdb", "keys", "sort", "sort_ro"),
    }


def test_one_who_reads_changes_nothing_and_one_who_writes_administers_nothing():
    assert SERVER.allowed(KINDS["read_only"]) == {"get", "info"}
    assert SERVER.allowed(KINDS["read_write"]) == {"get", "set", "info"}


def test_the_admin_gets_everything():
    assert SERVER.allowed(KINDS["admin"]) == SERVER.every
    assert "config" not in SERVER.every


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ([], set()),
        (["+get"], {"get"}),
        (["+GET"], {"get"}),
        (["allcommands", "-@write", "-@slow", "-@admin", "-@dangerous"], {"get"}),
        (["+@all", "nocommands", "+set"], {"set"}),
        (["+config"], {"config|get", "config|set"}),
        (["+config", "-config|set"], {"config|get"}),
        (["+@admin", "-client|list", "-shutdown"], {"config|get", "config|set"}),
        (["+get", "-@read", "+keys"], {"keys"}),
    ],
)
def test_what_rules_come_to(rules, allowed):
    assert SERVER.allowed(rules) == allowed


def test_redis_7_0_spells_the_same_rules_in_words_of_its_own():
    stored = ["+@all", "-@admin", "+client|list", "-flushall", "-restore"]
    assert not same(KINDS["application"], stored, None)
    assert same(KINDS["application"], stored, SERVER)


def test_a_command_more_is_a_difference():
    assert not same(["+@read"], ["+@read", "+set"], SERVER)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["-@all", "+psync"], ("+psync",)),
        (["+get", "-@all", "+psync"], ("+psync",)),
        (["+@all", "-get", "+get"], ("+@all", "+get")),
        (["AllCommands"], ("+@all",)),
        ([], ()),
    ],
)
def test_one_spelling(rules, expected):
    assert normal(rules) == expected


def test_what_the_server_does_not_have_is_named():
    assert SERVER.unknown(["+@all", "+nope", "-@nope", "+config|nope", "+config|get", "allcommands"]) == [
        "+nope",
        "-@nope",
        "+config|nope",
    ]


@pytest.mark.parametrize("text", ["+get", "-@dangerous", "+config|get", "+ft.search", "allcommands", "-@all"])
def test_rules(text):
    assert is_rule(text)


@pytest.mark.parametrize(
    "text", ["get", "+", "on", "nopass", ">secret", "#00", "~*", "&*", "reset", "+get ~*", "+a|b|c", "(+get"]
)
def test_no_rules(text):
    assert not is_rule(text)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One user's access, as servers answer it and as their files have it."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_access import (
    CLOSED,
    Access,
    from_answer,
    from_words,
    hashed,
    key_pattern,
)

HASH = "30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4"  # of "pw"
SHOP = Access(
    enabled=True,
    passwords=frozenset({HASH}),
    keys=frozenset({"~*"}),
    channels=frozenset({"&*"}),
    commands=("+@all", "-@dangerous"),
)


def test_a_password_is_stored_as_its_sha256():
    assert hashed("pw") == HASH


@pytest.mark.parametrize(
    "answer",
    [
        # Redis 7.0, Redis 8.0 and Valkey 9.1 by version 2 of the protocol, then version 3.
        ["flags", ["on"], "passwords", [HASH], "commands", "+@all -@dangerous", "keys", "~*", "channels", "&*",
         "selectors", []],
        ["flags", ["on", "sanitize-payload"], "passwords", [HASH], "commands", "+@all -@dangerous", "keys", "~*",
         "channels", "&*", "selectors", []],
        ["flags", ["on"], "passwords", [HASH], "commands", "+@all -@dangerous", "keys", "~*", "channels", "&*",
         "databases", "alldbs", "selectors", []],
        {"flags": {"on", "sanitize-payload"}, "passwords": [HASH], "commands": "+@all -@dangerous", "keys": "~*",
         "channels": "&*", "selectors": []},
    ],
)  # fmt: skip
def test_every_server_answers_the_same(answer):
    assert from_answer(answer) == SHOP


def test_who_is_not_there():
    assert from_answer(None) is None


def test_selectors_and_single_databases_are_limits_of_their_own():
    answer = {"flags": ["on"], "passwords": [], "commands": "+@all", "keys": "~*", "channels": "", "databases": "db=1",
              "selectors": [["commands", "-@all +get", "keys", "~x", "channels", ""]]}  # fmt: skip
    assert from_answer(answer) == Access(
        enabled=True,
        keys=frozenset({"~*"}),
        commands=("+@all",),
        more=("commands -@all +get keys ~x channels ", "db=1"),
    )


@pytest.mark.parametrize(
    "line",
    [
        f"on #{HASH} ~* &* +@all -@dangerous",
        f"on sanitize-payload #{HASH} ~* resetchannels &* +@all -@dangerous",
        "on >pw allkeys allchannels allcommands -@dangerous",
        f"on nopass ~a resetkeys ~* reset on #{HASH} ~* &* -get +@all -@dangerous",
        f"ON #00 !00 >other <other #{HASH} %RW~* &* +@all -@dangerous (~x +get) clearselectors",
    ],
)
def test_lines_of_files(line):
    access = from_words(line.split())
    assert (access.enabled, access.open, access.passwords) == (True, False, frozenset({HASH}))
    assert (access.keys, access.channels, access.more) == (frozenset({"~*"}), frozenset({"&*"}), ())
    assert access.commands[-2:] == ("+@all", "-@dangerous")


def test_a_selector_is_one_limit():
    assert from_words("on (~x* +get) +set".split()) == Access(enabled=True, commands=("+set",), more=("(~x* +get)",))


def test_an_open_user():
    assert from_words(["on", "nopass"]).open
    assert not from_words(["on", "nopass", "resetpass"]).open
    assert not from_words(["on", "nopass", f"#{HASH}"]).open


def test_what_is_written_says_everything():
    assert SHOP.words() == ["on", f"#{HASH}", "~*", "&*", "+@all", "-@dangerous"]
    assert CLOSED.words() == ["off", "resetpass", "resetkeys", "resetchannels", "-@all"]


@pytest.mark.parametrize("access", [SHOP, CLOSED, Access(enabled=True, open=True, keys=frozenset({"~a", "%R~b"}))])
def test_what_is_written_is_read_back(access):
    assert from_words(access.words()) == access


@pytest.mark.parametrize(
    ("written", "stored"),
    [("*", "~*"), ("~shop:*", "~shop:*"), ("%R~shop:*", "%R~shop:*"), ("%wr~shop:*", "~shop:*"), ("%w~a", "%W~a")],
)
def test_patterns_of_keys(written, stored):
    assert key_pattern(written) == stored


def test_no_hash_is_shown():
    assert HASH not in repr(SHOP)

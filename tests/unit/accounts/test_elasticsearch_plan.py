# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of Elasticsearch and OpenSearch: from arguments and what is there to what is written."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import pbkdf2
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_plan import (
    Decision,
    Present,
    decide,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_wanted import (
    ELASTICSEARCH,
    OPENSEARCH,
    Role,
    Words,
    read,
)

BLANK = {
    "password": "",
    "kind": "application",
    "prefix": "",
    "indices": [],
    "access": "all",
    "cluster": [],
    "roles": [],
    "state": "present",
}
SHOP = {**BLANK, "name": "shop", "password": "pw-of-shop"}
BOSS = {**BLANK, "name": "boss", "password": "pw-of-boss", "kind": "admin"}
ROLE = Role(frozenset({"monitor"}), frozenset({"shop", "shop-*", "shop.*", "shop_*"}), frozenset({"all"}))


def decided(
    users: list[dict[str, Any]], present: dict[str, Present], roles: dict[str, Role], words: Words = ELASTICSEARCH
) -> Decision:
    wanted, problems = read({"users": users, "absent_prefixes": []}, words)
    assert problems == []
    return decide(wanted, present, roles)


def there(password: str, *roles: str) -> Present:
    return Present(frozenset(roles), lambda given: given == password)


BOTH = {"shop": there("pw-of-shop", "maestro_shop"), "boss": there("pw-of-boss", "superuser")}


def test_who_logs_in_otherwise_needs_no_admin_among_the_users() -> None:
    for words in (ELASTICSEARCH, OPENSEARCH):
        _users, problems = read({"users": [SHOP], "absent_prefixes": []}, words)
        assert [str(one) for one in problems] == [
            "users: none is an admin with a password; add one of the kind admin: it keeps the others"
        ]
        assert (
            read({"users": [SHOP], "absent_prefixes": [], "login_user": "maestro_host", "login_password": "p"}, words)[
                1
            ]
            == []
        )


def test_on_a_new_server_everything_is_made():
    decision = decided([SHOP, BOSS], {}, {})
    assert [(step.kind, step.name, step.state, step.changes) for step in decision.plan.steps] == [
        (
            *("role", "maestro_shop", "created"),
            ("cluster monitor", "indices shop shop-* shop.* shop_*", "access all"),
        ),
        ("user", "shop", "created", ("password", "roles maestro_shop")),
        ("user", "boss", "created", ("password", "roles superuser")),
    ]
    assert "pw-of" not in repr(decision)
    role, shop, boss = decision.plan.work
    assert role.role == ROLE
    assert (shop.roles, shop.password) == (frozenset({"maestro_shop"}), "pw-of-shop")
    assert (boss.roles, boss.password) == (frozenset({"superuser"}), "pw-of-boss")


def test_what_is_as_it_should_be_is_left_alone():
    assert decided([SHOP, BOSS], BOTH, {"maestro_shop": ROLE}).plan.changed is False
    assert decided([{**SHOP, "password": ""}, BOSS], BOTH, {"maestro_shop": ROLE}).plan.changed is False


def test_only_what_differs_is_written():
    narrow = Role(ROLE.cluster, frozenset({"shop"}), ROLE.access)
    decision = decided([{**SHOP, "password": "new"}, BOSS], BOTH, {"maestro_shop": narrow})
    assert [(step.name, step.state, step.changes) for step in decision.plan.steps] == [
        ("maestro_shop", "changed", ("indices shop → shop shop-* shop.* shop_*",)),
        ("shop", "changed", ("password",)),
        ("boss", "unchanged", ()),
    ]


def test_roles_change_without_the_password():
    (change,) = decided([{**SHOP, "roles": ["viewer"]}, BOSS], BOTH, {"maestro_shop": ROLE}).plan.work
    assert (change.roles, change.password) == (frozenset({"maestro_shop", "viewer"}), None)


def test_opensearch_has_words_of_its_own():
    work = decided([{**SHOP, "access": "read", "cluster": ["manage"], "indices": ["x*"]}, BOSS], {}, {}, OPENSEARCH)
    role, _shop, boss = work.plan.work
    assert role.role == Role(
        frozenset({"cluster_composite_ops", "cluster_monitor", "manage"}),
        frozenset({"x*"}),
        frozenset({"indices:admin/get", "indices:admin/mappings/get", "indices:monitor/settings/get", "read"}),
    )
    assert boss.roles == frozenset({"all_access"})


def test_others_stay_and_only_the_named_go():
    present = {**BOTH, "stranger": there("x")}
    gone = {**SHOP, "state": "absent"}
    decision = decided([gone, BOSS], present, {"maestro_shop": ROLE, "other": ROLE})
    assert [(step.kind, step.name, step.state) for step in decision.plan.steps] == [
        ("user", "shop", "removed"),
        ("role", "maestro_shop", "removed"),
        ("user", "boss", "unchanged"),
    ]
    assert decided([gone, BOSS], {"boss": BOTH["boss"]}, {}).plan.changed is False


def test_a_user_that_is_not_there_needs_a_password():
    assert [str(one) for one in decided([{**SHOP, "password": ""}, BOSS], {}, {}).problems] == [
        "user 'shop': is not there, and no password is given; give one"
    ]


def test_all_problems_are_told():
    users = [
        SHOP,
        SHOP,
        {**SHOP, "name": "a:b", "indices": ["x"]},
        {**SHOP, "name": "Shop"},
        {**SHOP, "name": "other", "indices": ["A,b"], "roles": ["x y"]},
        {**BOSS, "password": ""},
    ]
    assert [str(problem) for problem in read({"users": users, "absent_prefixes": []}, ELASTICSEARCH)[1]] == [
        "user 'a:b': is no name; use letters, digits and _.@+-, up to 128",
        (
            "user 'Shop', prefix: 'Shop' begins no name of an index; use lower-case letters, digits and _.+-, or name "
            "its indices"
        ),
        "user 'other', indices: 'A,b' is no pattern of names; use lower-case letters, digits and _.+-*",
        "user 'other', roles: 'x y' is no name of a role; use letters, digits and _.@+-, up to 128",
        "user 'shop': is named twice; name it once",
        "users: none is an admin with a password; add one of the kind admin: it keeps the others",
    ]


#: Made by OpenSearch's own tool for the password `adminpw1`.
BY_OPENSEARCH = (
    "$3$2576980377600256$EPybBG4ahBPvtB86OxdHq9VEUqkN2xy1dqgbKkl/e/iBz4Ha5IghKyIGXLYWV15LzvaspdKzWza9v8PeayLw3lTo4ev/"
    "DGZEtkH8ThCGEXxL525x1BMF9xdMkmPuhPkK8rNH6RwRPz8J6p8amL+5+ETIWcq0GfsWLqLpHSdq6yU=$lu7uYu409u+OWlzpew4kb/3C3SrgLoTW"
    "gUoZzWmFNZ0="
)


def test_verifiers_are_recomputed_with_their_own_salt():
    assert pbkdf2.opensearch_matches("adminpw1", BY_OPENSEARCH)
    assert not pbkdf2.opensearch_matches("adminpw2", BY_OPENSEARCH)
    assert pbkdf2.opensearch_matches("x", pbkdf2.opensearch("x"))
    made = pbkdf2.elasticsearch("pw", b"0" * 32)
    assert made.startswith("{PBKDF2}100000$MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=$")
    assert pbkdf2.elasticsearch_matches("pw", made)
    assert not pbkdf2.elasticsearch_matches("pw2", made)
    assert pbkdf2.elasticsearch("x") != pbkdf2.elasticsearch("x")


@pytest.mark.parametrize(
    "stored", ["", "$2a$10$x", "{PBKDF2}", "{PBKDF2}x$y$z", "{PBKDF2}1000$!$!", "$3$1$", "$3$0$eA==$eA=="]
)
def test_what_is_no_verifier_matches_nothing(stored):
    assert not pbkdf2.elasticsearch_matches("x", stored)
    assert not pbkdf2.opensearch_matches("x", stored)


@pytest.mark.parametrize("words", [ELASTICSEARCH, OPENSEARCH])
@pytest.mark.parametrize("prefix", ["", "*", "sho*", ".security", "-", "shop,other"])
def test_no_prefix_reaches_what_is_not_its_own(words: Words, prefix: str) -> None:
    """An empty one would go on after a point: with the indices that the server has for itself."""
    _users, problems = read({"users": [BOSS], "absent_prefixes": ["shop_production", prefix]}, words)
    assert [str(one) for one in problems] == [
        f"absent_prefixes: {prefix!r} begins no name of an index; use lower-case letters, digits and _.+-"
    ]

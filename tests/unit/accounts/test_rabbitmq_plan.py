# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RabbitMQ's users and virtual hosts: from arguments and what the node exported to what is imported."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.rabbitmq_plan import (
    Decision,
    decide,
    hashed,
    matches,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.rabbitmq_wanted import read

BLANK = {"password": "", "kind": "application", "tags": [], "permissions": {}, "forbidden": [], "state": "present"}
SHOP = {**BLANK, "name": "shop", "password": "pw-of-shop", "permissions": {"shop": {}}}
BOSS = {**BLANK, "name": "boss", "kind": "admin", "password": "pw-of-boss"}
#: The example of the maker's documentation: salt 908DC60A, password test12.
DOCUMENTED = "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"


def decided(users: list[dict[str, Any]], definitions: dict[str, Any], vhosts: tuple[str, ...] = ("shop",)) -> Decision:
    wanted, problems = read({"users": users, "vhosts": list(vhosts)})
    assert problems == []
    return decide(wanted, definitions)


def exported(**users: str) -> dict[str, Any]:
    """A node with the virtual host shop, where each user has that password and everything in it."""
    rights = {"configure": ".*", "read": ".*", "write": ".*"}
    return {
        "vhosts": [{"name": "/"}, {"name": "shop"}],
        "users": [
            {"name": name, "password_hash": hashed(password), "tags": ["administrator"] if name == "boss" else []}
            for name, password in users.items()
        ],
        "permissions": [{"user": name, "vhost": "shop", **rights} for name in users],
    }


def test_a_hash_is_salted_sha256():
    assert hashed("test12", bytes.fromhex("908DC60A")) == DOCUMENTED
    assert matches("test12", DOCUMENTED)
    assert not matches("test13", DOCUMENTED)
    assert not matches("test12", "")
    assert not matches("test12", "no base64!")
    assert hashed("x") != hashed("x")


def test_on_a_new_node_everything_is_made_and_guest_goes():
    new = {"vhosts": [{"name": "/"}], "users": [{"name": "guest", "password_hash": "x", "tags": ""}]}
    decision = decided([SHOP, BOSS], new)
    assert [(step.kind, step.name, step.state, step.changes) for step in decision.plan.steps] == [
        ("vhost", "shop", "created", ()),
        ("user", "shop", "created", ("password", "tags none", "permissions on shop")),
        ("user", "boss", "created", ("password", "tags administrator", "permissions on shop")),
        ("user", "guest", "removed", ("everybody knows it",)),
    ]
    assert "pw-of" not in repr(decision)
    imported = [(change.part, dict(change.entry)) for change in decision.plan.work if change.part]
    assert imported[0] == ("vhosts", {"name": "shop"})
    assert imported[2] == (
        "permissions",
        {"user": "shop", "vhost": "shop", "configure": ".*", "read": ".*", "write": ".*"},
    )
    assert matches("pw-of-shop", imported[1][1]["password_hash"])
    assert decision.plan.work[-1].removed == "guest"


def test_what_is_as_it_should_be_is_left_alone():
    definitions = exported(shop="pw-of-shop", boss="pw-of-boss")
    assert decided([SHOP, BOSS], definitions).plan.changed is False
    # Older servers write tags as a text.
    definitions["users"][1]["tags"] = "administrator"
    definitions["users"][0]["tags"] = ""
    assert decided([SHOP, BOSS], definitions).plan.changed is False


def test_only_what_differs_is_imported():
    definitions = exported(shop="other", boss="pw-of-boss")
    decision = decided([SHOP, {**BOSS, "permissions": {"shop": {"write": "^$"}}}], definitions)
    assert [(step.name, step.state, step.changes) for step in decision.plan.steps[1:]] == [
        ("shop", "changed", ("password",)),
        ("boss", "changed", ("permissions on shop",)),
    ]
    assert [change.part for change in decision.plan.work] == ["users", "permissions"]


def test_a_password_that_is_not_given_stays():
    definitions = exported(shop="secret")
    definitions["users"][0]["tags"] = ["monitoring"]
    (change,) = decided([{**SHOP, "password": ""}], definitions).plan.work
    assert change.entry["password_hash"] == definitions["users"][0]["password_hash"]


def test_others_stay_and_only_the_named_go():
    definitions = exported(shop="pw-of-shop", stranger="x")
    assert decided([SHOP], definitions).plan.changed is False
    gone = {**BLANK, "name": "stranger", "state": "absent"}
    assert [change.removed for change in decided([SHOP, gone], definitions).plan.work] == ["stranger"]


@pytest.mark.parametrize(
    ("users", "texts"),
    [
        ([SHOP, SHOP], ["user 'shop': is named twice; name it once"]),
        (
            [{**SHOP, "name": "guest"}],
            ["user 'guest': is the user that everybody knows, and is removed; take another name"],
        ),
        (
            [{**SHOP, "permissions": {"shop": {"see": ".*"}, "else": {}}}],
            [
                "user 'shop', permissions on 'shop': no right is called see; use configure, read, write",
                "user 'shop', permissions: there is no virtual host 'else'; add it to vhosts",
            ],
        ),
    ],
)
def test_all_problems_are_told(users, texts):
    assert [str(problem) for problem in read({"users": users, "vhosts": ["shop"]})[1]] == texts


def test_a_user_that_is_not_there_needs_a_password():
    assert [str(one) for one in decided([{**SHOP, "password": ""}], exported()).problems] == [
        "user 'shop': is not there, and no password is given; give one"
    ]


def test_one_who_reads_declares_and_publishes_nothing():
    watch = {**SHOP, "name": "watch", "permissions": {"shop": {"configure": "^$", "write": "^$", "read": ".*"}}}
    decision = decided([watch], {})
    assert [change.entry for change in decision.plan.work if change.part == "permissions"] == [
        {"user": "watch", "vhost": "shop", "configure": "^$", "read": ".*", "write": "^$"}
    ]


def test_a_virtual_host_is_closed_to_one_who_was_let_in():
    user = {**SHOP, "permissions": {"other": {}}, "forbidden": ["shop", "never"]}
    decision = decided([user], exported(shop="pw-of-shop"), ("shop", "other"))
    assert decision.plan.objects()[-1]["changes"] == ["permissions on other", "no permissions on shop"]
    assert [(change.removed, change.vhost) for change in decision.plan.work if change.removed] == [("shop", "shop")]
    _wanted, problems = read({"users": [{**SHOP, "forbidden": ["shop"]}], "vhosts": ["shop"]})
    assert [str(problem) for problem in problems] == [
        "user 'shop', forbidden: it is let into 'shop' and kept out of it; leave one of them out"
    ]


def test_a_virtual_host_goes_where_it_is_there_and_named():
    gone = {**BLANK, "name": "shop", "state": "absent"}
    wanted, problems = read({"users": [gone], "vhosts": [], "absent_vhosts": ["shop", "gone"]})
    assert problems == []
    plan = decide(wanted, exported(shop="pw-of-shop")).plan
    assert [(step.kind, step.name, step.state) for step in plan.steps] == [
        ("vhost", "shop", "removed"),
        ("vhost", "gone", "unchanged"),
        ("user", "shop", "removed"),
    ]
    assert [(change.vhost, change.removed) for change in plan.work] == [("shop", ""), ("", "shop")]
    _wanted, problems = read({"users": [], "vhosts": ["shop"], "absent_vhosts": ["shop"]})
    assert [str(problem) for problem in problems] == [
        "absent_vhosts: 'shop' is wanted under vhosts, too; leave one of them out"
    ]

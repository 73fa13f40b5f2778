# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user gives wins and is kept; what is generated is generated once."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import complete, named
from ansible_collections.maestro.databases.plugins.module_utils.credentials.given import apply_given
from ansible_collections.maestro.databases.plugins.module_utils.credentials.variables import (
    complete_variables,
    kept,
    out_of_time,
    out_of_time_changes,
    out_of_time_warning,
    wanted_length,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.hosts import sharing

ACCOUNTS = [{"kind": "application", "username": "shop_production"}, {"kind": "admin", "username": "maestro_admin"}]
PLAN = {
    "groups": [
        {"engine": "mysql", "group": "main", "accounts": ACCOUNTS},
        {"engine": "mysql", "group": "spare", "accounts": ACCOUNTS},
        {"engine": "redis", "group": "default", "accounts": ACCOUNTS[:1]},
        {"engine": "postgresql", "group": "default", "accounts": []},
    ]
}
STORED, _MADE = complete({}, PLAN)
OWN = {"username": "mine", "password": "p@ss w'rd"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("redis", "redis/default/application"),
        ("mysql/main", "mysql/main/application"),
        ("mysql/main/application", "mysql/main/application"),
        ("mysql/spare/admin", "mysql/spare/admin"),
    ],
)
def test_given_wins_and_touches_nothing_else(name: str, key: str) -> None:
    after, changed = apply_given(STORED, PLAN, {name: OWN})
    assert changed == [key]
    assert after == {**STORED, key: OWN}
    # The second time nothing changes, and without it the value stays.
    assert apply_given(after, PLAN, {name: OWN}) == (after, [])
    assert apply_given(after, PLAN, {}) == (after, [])


def test_half_of_it_leaves_the_other_half() -> None:
    after, _changed = apply_given(STORED, PLAN, {"redis": {"password": "x"}, "mysql/main": {"username": "mine"}})
    assert after["redis/default/application"] == {"username": "shop_production", "password": "x"}
    assert after["mysql/main/application"] == {**STORED["mysql/main/application"], "username": "mine"}


def test_before_anything_is_stored_the_rest_is_made() -> None:
    after, made = complete(apply_given({}, PLAN, {"redis": {"password": "x"}})[0], PLAN)
    assert after["redis/default/application"] == {"username": "shop_production", "password": "x"}
    assert sorted(made) == sorted(STORED)
    after, _made = complete(apply_given({}, PLAN, {"redis": {"username": "mine"}})[0], PLAN)
    assert after["redis/default/application"]["username"] == "mine"
    assert len(after["redis/default/application"]["password"]) == 32


def test_the_plan_gets_the_names_that_are_kept() -> None:
    after, _changed = apply_given(STORED, PLAN, {"mysql/main": OWN})
    names = [[account["username"] for account in group["accounts"]] for group in named(PLAN, after)["groups"]]
    usual = ["shop_production", "maestro_admin"]
    assert names == [["mine", "maestro_admin"], usual, usual[:1], []]


def test_a_shared_server_is_asked_for_the_names_that_are_kept() -> None:
    """Two applications that call their user the same are told apart before a host is changed."""

    def asked(name: str, username: str) -> dict[str, Any]:
        accounts = [
            {"kind": "application", "username": f"{name}_production"},
            {"kind": "admin", "username": "maestro_admin"},
            {"kind": "user", "name": "reports", "username": "reports"},
        ]
        owner = {"application": name, "environment": "production", "group": "default"}
        shared = {
            "names": [f"{name}_production"],
            "users": [f"{name}_production", "reports"],
            "admins": ["maestro_admin"],
        }
        plan = {
            "groups": [{"engine": "postgresql", "group": "default", "accounts": accounts}],
            "servers": {"db1": [{"engine": "postgresql", "owner": owner, "port": 5432, "shared": shared}]},
        }
        given = {
            "postgresql": {"username": username},
            "postgresql/default/user/reports": {"username": f"{name}_reports"},
            "postgresql/default/admin": {"username": f"{name}_boss"},
        }
        question: dict[str, Any] = named(plan, complete(apply_given({}, plan, given)[0], plan)[0])["servers"]["db1"][0]
        return question

    shop, blog = asked("shop", "app"), asked("blog", "app")
    assert blog["shared"] == {
        "names": ["blog_production"],
        "users": ["app", "blog_reports"],
        "admins": ["blog_boss"],
    }
    marker = sharing.marked({}, shop["owner"], 5432, shop["shared"])
    assert marker["shared"]["users"] == ["app", "shop_reports", "shop_boss"]
    assert [str(one) for one in sharing.problems("postgresql", marker, blog["owner"], 5432, blog["shared"])] == [
        (
            "postgresql names: app on this server belongs to shop-production, group default; "
            "give this application, or this group's database or user, another name"
        )
    ]
    other = asked("blog", "blog_app")
    assert sharing.problems("postgresql", marker, other["owner"], 5432, other["shared"]) == []


def test_every_mistake_at_once_and_no_password() -> None:
    given = {
        "mysql": OWN,
        "mysql/mian": OWN,
        "postgresql": OWN,
        "redis": {"pasword": "s3cret"},
        "redis/default": {"username": "u" * 10, "password": "s3cret\n"},
        "mysql/main": {"username": "u" * 33},
        "mysql/spare": {"username": "maestro_admin", "password": ""},
        "mysql/spare/admin": "s3cret",
    }
    with pytest.raises(ProblemsError) as caught:
        apply_given(STORED, PLAN, given)
    assert [str(problem) for problem in caught.value.problems] == [
        "maestro_credentials['mysql']: could mean several groups; write mysql/main or mysql/spare",
        (
            "maestro_credentials['mysql/mian']: no database of this application has such an account; "
            "use one of: mysql/main/application, mysql/main/admin, mysql/spare/application, mysql/spare/admin"
        ),
        (
            "maestro_credentials['postgresql']: no database of this application has such an account; "
            f"use one of: {', '.join(STORED)}"
        ),
        "maestro_credentials['redis']: unknown key 'pasword'; did you mean 'password'?",
        (
            "maestro_credentials['redis/default']: its password holds a line break or another control character; "
            "take it out"
        ),
        "maestro_credentials['mysql/main']: its username is longer than the 32 bytes that mysql takes; shorten it",
        "maestro_credentials['mysql/spare']: its password is no text; write it in quotes",
        (
            "maestro_credentials['mysql/spare/admin']: says neither a user name nor a password; "
            "write {username: …, password: …}, or one of them"
        ),
    ]
    assert "s3cret" not in str(caught.value)


def test_two_accounts_of_a_group_keep_two_names() -> None:
    with pytest.raises(
        ProblemsError, match="two accounts of mysql/main are called 'maestro_admin'; rename one of them"
    ):
        apply_given(STORED, PLAN, {"mysql/main": {"username": "maestro_admin"}})
    with pytest.raises(ProblemsError, match="redis/default/application is given twice; leave one of them"):
        apply_given(STORED, PLAN, {"redis": OWN, "redis/default": OWN})


@pytest.mark.parametrize(
    ("engine", "kind", "name"),
    [
        ("mysql", "application", "root"),
        ("mysql", "admin", "root"),
        ("mysql", "application", "MySQL.sys"),
        ("postgresql", "application", "postgres"),
        ("postgresql", "application", "pg_monitor"),
        ("postgresql", "application", "shop_production_owner"),
        ("redis", "application", "default"),
        ("rabbitmq", "application", "guest"),
        ("elasticsearch", "application", "elastic"),
        ("elasticsearch", "admin", "admin"),
        ("mongodb", "application", "__system"),
    ],
)
def test_the_name_of_a_servers_own_user_is_no_users(engine: str, kind: str, name: str) -> None:
    plan = {"groups": [{"engine": engine, "group": "default", "accounts": ACCOUNTS}]}
    with pytest.raises(ProblemsError) as caught:
        apply_given({}, plan, {f"{engine}/default/{kind}": {"username": name, "password": "s3cret"}})
    assert [str(problem) for problem in caught.value.problems] == [
        (
            f"maestro_credentials['{engine}/default/{kind}']: the username '{name}' is kept for {engine} itself; "
            "choose another"
        )
    ]


def test_other_engines_take_such_a_name() -> None:
    assert apply_given(STORED, PLAN, {"mysql/main": {"username": "postgres"}})[1] == ["mysql/main/application"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("AUTO_GENERATE", 10),
        ("AUTO_GENERATE_15", 15),
        ("AUTO_GENERATE_0", None),
        ("AUTO_GENERATE_x", None),
        ("xAUTO_GENERATE", None),
        (15, None),
    ],
)
def test_what_is_to_be_generated(text: object, length: int | None) -> None:
    assert wanted_length(text) == length


def test_generated_once() -> None:
    user = {"A": "AUTO_GENERATE", "B": "AUTO_GENERATE_40", "C": "x"}
    after, changed = complete_variables(STORED, user, {}, first_build=True)
    assert changed == ["generated/A", "generated/B"]
    drawn = kept(after, "generated")
    assert [len(drawn["A"]), len(drawn["B"])] == [10, 40]
    assert drawn["B"].isascii()
    assert drawn["B"].isalnum()
    assert {key: after[key] for key in STORED} == STORED
    # Neither another length nor leaving it out changes it.
    assert complete_variables(after, {"A": "AUTO_GENERATE_99"}, {}, first_build=False) == (after, [])


def test_a_manifest_counts_until_a_build_has_succeeded() -> None:
    first, changed = complete_variables({}, {}, {"A": "1", "B": "AUTO_GENERATE_15"}, first_build=True)
    assert changed == ["initial/A", "initial/B", "generated/B"]
    # Another try of the first build takes what it says then.
    second, changed = complete_variables(first, {}, {"A": "2", "B": "AUTO_GENERATE_15"}, first_build=True)
    assert (kept(second, "initial")["A"], changed) == ("2", ["initial/A"])
    assert second["generated/B"] == first["generated/B"]
    # Afterwards it stays, whatever it says.
    assert complete_variables(second, {}, {"A": "3", "C": "4"}, first_build=False) == (second, [])


def test_what_a_manifest_says_after_the_first_build_is_told_without_its_value() -> None:
    first, _changed = complete_variables(
        {}, {}, {"A": "s3cret", "B": "AUTO_GENERATE", "C": "1", "D": "1"}, first_build=True
    )
    late = out_of_time(first, {"D": "mine"}, {"A": "s3cret2", "B": "AUTO_GENERATE", "D": "2", "E": "s3cret3"})
    assert late == {"A": "set -> set otherwise", "C": "set -> no longer declared", "E": "none -> set"}
    said = "(never: they count until the first deployment; set it in maestro_variables)"
    assert out_of_time_changes(late) == [
        f"environment_variables of the manifest: A set -> set otherwise {said}",
        f"environment_variables of the manifest: C set -> no longer declared {said}",
        f"environment_variables of the manifest: E none -> set {said}",
    ]
    assert ": A, C, E; set it in maestro_variables" in out_of_time_warning(late)
    assert out_of_time(first, {}, {"A": "s3cret", "B": "AUTO_GENERATE", "C": "1", "D": "1"}) == {}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's variables: precedence, references, and every refusal at once."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import (
    Variable,
    replica_aliases,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.others import (
    OtherApplications,
    read_shared,
    shared_data,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.user_variables import (
    Given,
    with_user_variables,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.variables import (
    absent_in_pods,
    host_variables,
    pod_variables,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError

CREDENTIALS = {
    "mysql/main/application": {"username": "shop", "password": "m1"},
    "mysql/spare/application": {"username": "shop", "password": "s1"},
}
OTHER = {"MYSQL_ADDRESS_INT": "10.9.0.1", "MYSQL_ADDRESS": "10.9.0.1", "MYSQL_DATABASE": "blog_production"}


def host(name: str, number: int) -> dict:
    return {"name": name, "address": f"10.0.0.{number}", "address_ext": f"192.0.2.{number}"}


def group(name: str, number: int, *prefixes: str, **more: object) -> dict:
    return {
        "engine": "mysql",
        "group": name,
        "port": 3306,
        "database": "shop_production",
        "service": f"mysql-{name}",
        "prefixes": list(prefixes),
        "hosts": [host(f"db{number}", number)],
        "writer": f"db{number}",
        "address": f"10.0.0.{number}",
        "accounts": [{"kind": "application", "username": "shop"}],
        **more,
    }


PLAN = {
    "application": {"name": "shop", "environment": "production", "hosts": [host("web1", 1)]},
    "groups": [group("main", 3, "MYSQL_MAIN", "MYSQL"), group("spare", 4, "MYSQL_SPARE")],
}


def others(shared: dict[str, dict[str, str]] | None = None) -> OtherApplications:
    known = {"blog-production": OTHER} if shared is None else shared
    return OtherApplications(known.get, lambda: sorted(known))


def everything(user: dict, **more: object) -> list[Variable]:
    plan = more.pop("plan", PLAN)
    return with_user_variables(host_variables(plan, CREDENTIALS, "web1"), Given(user, **more), others())


def values(user: dict, **more: object) -> dict[str, str]:
    return {variable.name: variable.value for variable in everything(user, **more)}


def problems(user: dict, **more: object) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        everything(user, **more)
    return [str(problem) for problem in caught.value.problems]


def test_the_pooler_of_the_documentation() -> None:
    found = values(
        {
            "DATABASES_HOST": "_env(MYSQL_ADDRESS)",
            "DATABASES_PORT": "_env(MYSQL_PORT)",
            "DATABASES_USER": "_env(MYSQL_USERNAME)",
            "DATABASES_PASSWORD": "_env(MYSQL_PASSWORD)",
            "DATABASES_DBNAME": "_env(MYSQL_DATABASE)",
            "PGBOUNCER_LISTEN_PORT": 5439,
        }
    )
    assert {name: value for name, value in found.items() if name.startswith(("DATABASES", "PG"))} == {
        "DATABASES_HOST": "10.0.0.3",
        "DATABASES_PORT": "3306",
        "DATABASES_USER": "shop",
        "DATABASES_PASSWORD": "m1",
        "DATABASES_DBNAME": "shop_production",
        "PGBOUNCER_LISTEN_PORT": "5439",
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{SERVER_NAME}}", "web1"),
        ("{{A}}/{{MYSQL_SPARE_ADDRESS}}", "one/10.0.0.4"),
        ("_env(NONE:a b)", "a b"),
        ("{{NONE:}}", ""),
        # A default is for what is not there, not for what is empty.
        ("x_env(MYSQL_SLAVE_ADDRESSES:none)", "x"),
        ("_env(APP[blog-production].MYSQL_ADDRESS_INT)", "10.9.0.1"),
        ("{{STACK[blog-production].MYSQL_DATABASE}}", "blog_production"),
        ("_env(APP[wiki-production].MYSQL_ADDRESS:10.9.0.2)", "10.9.0.2"),
        ("_env(APP[blog-production].REDIS_ADDRESS:)", ""),
        # A default with references of its own, which nobody asks for where it is not needed.
        ("_env(NONE:_env(SERVER_NAME:x))", "web1"),
        ("{{NONE:{{SERVER_NAME}}}}", "web1"),
        ("{{NONE:tcp://{{NONE_EITHER:{{A}}}}:1}}", "tcp://one:1"),
        ("_env(A:_env(NONE))", "one"),
        ("_env(NONE:f(a)b)", "f(a)b"),
        ("_env(APP[wiki-production].MYSQL_ADDRESS:_env(MYSQL_ADDRESS))", "10.0.0.3"),
        (True, "true"),
        ("007", "007"),
    ],
)
def test_values(text: object, value: str) -> None:
    assert values({"A": "one", "B": text})["B"] == value


def test_a_value_is_put_in_as_it_is() -> None:
    secret = {"mysql/main/application": {"username": "shop", "password": "{{A}}_env(A)"}}
    generated = host_variables(PLAN, {**CREDENTIALS, **secret}, "web1")
    found = with_user_variables(generated, Given({"A": "x", "B": "_env(MYSQL_PASSWORD)"}), others())
    assert {one.name: one.value for one in found}["B"] == "{{A}}_env(A)"


def test_nothing_of_the_users_leaves_all_as_generated() -> None:
    assert everything({}) == host_variables(PLAN, CREDENTIALS, "web1")


def test_a_pointer_can_be_set_and_what_follows_it_follows() -> None:
    found = values({"MYSQL_MAIN_ADDRESS": "{{MYSQL_MAIN_ADDRESS_EXT}}"})
    assert (found["MYSQL_MAIN_ADDRESS"], found["MYSQL_ADDRESS"]) == ("192.0.2.3", "192.0.2.3")
    assert found["MYSQL_ADDRESS_INT"] == "10.0.0.3"
    # The root variable alone leaves the group's own.
    found = values({"MYSQL_ADDRESS": "proxy", "MYSQL_URL": "mysql://proxy/x"})
    assert (found["MYSQL_ADDRESS"], found["MYSQL_MAIN_ADDRESS"]) == ("proxy", "10.0.0.3")
    assert (found["MYSQL_URL"], found["MYSQL_MAIN_URL"]) == (
        "mysql://proxy/x",
        "mysql://shop:m1@10.0.0.3:3306/shop_production",
    )


def test_in_containers_references_lead_to_services_and_what_is_not_there_needs_a_default() -> None:
    """The same variables as on a host, by the names of the Services."""
    plan = {**PLAN, "groups": [PLAN["groups"][0], {**PLAN["groups"][1], "service": ""}]}

    def in_pods(user: dict) -> dict[str, str]:
        absent = absent_in_pods(plan, CREDENTIALS)
        made = with_user_variables(pod_variables(plan, CREDENTIALS), Given(user), others(), absent)
        return {one.name: one.value for one in made}

    user = {"POOL": "tcp://_env(MYSQL_ADDRESS):{{MYSQL_PORT}}", "SPARE": "_env(MYSQL_SPARE_ADDRESS:none)"}
    found = in_pods({**user, "BLOG": "_env(APP[blog-production].MYSQL_ADDRESS)", "WORKERS": 4})
    assert (found["POOL"], found["SPARE"]) == ("tcp://mysql-main:3306", "none")
    assert (found["BLOG"], found["WORKERS"]) == ("10.9.0.1", "4")
    assert found["MYSQL_URL"] == "mysql://shop:m1@mysql-main/shop_production"
    found = in_pods({**user, "MYSQL_MAIN_ADDRESS": "_env(MYSQL_MAIN_ADDRESS_EXT)"})
    assert (found["MYSQL_ADDRESS"], found["POOL"]) == ("192.0.2.3", "tcp://192.0.2.3:3306")
    with pytest.raises(ProblemsError) as caught:
        in_pods({"HERE": "_env(SERVER_NAME)", "SPARE": "_env(MYSQL_SPARE_PORT)"})
    assert [str(problem) for problem in caught.value.problems] == [
        (
            "maestro_variables.HERE: refers to SERVER_NAME, which there is none of; "
            "only hosts have it, so give containers a default: _env(SERVER_NAME:DEFAULT)"
        ),
        (
            "maestro_variables.SPARE: refers to MYSQL_SPARE_PORT, which there is none of; "
            "only hosts have it, so give containers a default: _env(MYSQL_SPARE_PORT:DEFAULT)"
        ),
    ]


def test_groups_whose_names_begin_alike_keep_their_own_values() -> None:
    """Of main, b and main_b, what is MYSQL_B_… belongs to b, though main is the primary and MYSQL_MAIN_B_… is there."""
    groups = [group("main", 3, "MYSQL_MAIN", "MYSQL"), group("b", 4, "MYSQL_B"), group("main_b", 5, "MYSQL_MAIN_B")]
    plan = {**PLAN, "groups": groups}
    accounts = {
        f"mysql/{name}/application": {"username": "shop", "password": f"pw-{name}"} for name in ("main", "b", "main_b")
    }
    generated = host_variables(plan, accounts, "web1")
    assert with_user_variables(generated, Given({}), others()) == generated
    found = {
        one.name: one.value
        for one in with_user_variables(generated, Given({"MYSQL_MAIN_ADDRESS": "proxy"}), others())
        if one.name.endswith(("_ADDRESS", "_PASSWORD")) and one.name.startswith("MYSQL")
    }
    assert found == {
        "MYSQL_MAIN_PASSWORD": "pw-main",
        "MYSQL_MAIN_ADDRESS": "proxy",
        "MYSQL_PASSWORD": "pw-main",
        "MYSQL_ADDRESS": "proxy",
        "MYSQL_B_PASSWORD": "pw-b",
        "MYSQL_B_ADDRESS": "10.0.0.4",
        "MYSQL_MAIN_B_PASSWORD": "pw-main_b",
        "MYSQL_MAIN_B_ADDRESS": "10.0.0.5",
    }


def test_failover_by_hand() -> None:
    """The replica's address in place of the writer's."""
    members = [host("db3", 3), host("db5", 5)]
    plan = {**PLAN, "groups": [group("main", 3, "MYSQL_MAIN", "MYSQL", hosts=members)]}
    assert values({"MYSQL_ADDRESS": "{{MYSQL_SLAVE_ADDRESSES_INT}}"}, plan=plan)["MYSQL_ADDRESS"] == "10.0.0.5"


def test_generated_names_are_never_overridden() -> None:
    assert problems({"MYSQL_PASSWORD": "x", "MYSQL_MAIN_ADDRESS_INT": "x", "MYSQL_PORT": 1, "SERVER_NAME": "x"}) == [
        (
            "maestro_variables.MYSQL_PASSWORD: is a generated variable that cannot be set; "
            "give your own user name and password with maestro_credentials"
        ),
        (
            "maestro_variables.MYSQL_MAIN_ADDRESS_INT: is a generated variable that cannot be set; "
            "addresses follow the inventory; set MYSQL_MAIN_ADDRESS, which points to one of them"
        ),
        (
            "maestro_variables.MYSQL_PORT: is a generated variable that cannot be set; "
            "set 'port' of the group in maestro_databases"
        ),
        "maestro_variables.SERVER_NAME: is a generated variable that cannot be set; take another name",
    ]


def test_cycles_name_their_chain_once() -> None:
    assert problems({"A": "_env(B)", "B": "x{{C}}", "C": "_env(A:x)", "D": "_env(A)", "E": "{{E}}"}) == [
        "maestro_variables.A: refers to itself: A -> B -> C -> A; break the circle",
        "maestro_variables.E: refers to itself: E -> E; break the circle",
    ]
    assert problems({"MYSQL_MAIN_ADDRESS": "{{MYSQL_ADDRESS}}"}) == [
        (
            "maestro_variables.MYSQL_MAIN_ADDRESS: refers to itself: "
            "MYSQL_MAIN_ADDRESS -> MYSQL_ADDRESS -> MYSQL_MAIN_ADDRESS; break the circle"
        )
    ]


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    assert problems({"A": "_env(MYSQL_ADRESS)", "B": "_env(A)"}) == [
        "maestro_variables.A: refers to MYSQL_ADRESS, which there is none of; did you mean 'MYSQL_ADDRESS'?"
    ]


@pytest.mark.parametrize("name", ["MYSQL_PASSWORD", "MYSQL_MAIN_USERNAME", "MYSQL_URL", "MYSQL_URL_EXT"])
def test_credentials_never_cross_applications(name: str) -> None:
    (problem,) = problems({"A": f"_env(APP[blog-production].{name}:x)"})
    assert "user names and passwords never cross applications" in problem


def test_other_applications_that_are_not_there() -> None:
    assert problems({"A": "{{APP[blog].MYSQL_ADDRESS}}", "B": "{{APP[blog-production].MYSQL_ADRESS}}"}) == [
        (
            "maestro_variables.A: refers to APP[blog].MYSQL_ADDRESS: no application blog was deployed from here; "
            "take one of: blog-production, or give a default"
        ),
        (
            "maestro_variables.B: refers to APP[blog-production].MYSQL_ADRESS: "
            "blog-production has no address or database of this name; did you mean 'MYSQL_ADDRESS'?"
        ),
    ]


def test_what_is_shared_is_addresses_and_names() -> None:
    shared = read_shared(shared_data(PLAN))
    assert shared["MYSQL_ADDRESS"] == shared["MYSQL_MAIN_ADDRESS_INT"] == "10.0.0.3"
    assert (shared["MYSQL_DATABASE"], shared["MYSQL_SPARE_ADDRESS_EXT"]) == ("shop_production", "192.0.2.4")
    assert (shared["WEB_ADDRESS"], shared["MYSQL_PORT"]) == ("10.0.0.1", "3306")
    assert not [name for name in shared if "URL" in name or "USER" in name or "PASSWORD" in name]
    # What only its own host reaches.
    local = {**PLAN, "groups": [group("main", 3, "MYSQL", address="127.0.0.1")]}
    assert not [name for name in read_shared(shared_data(local)) if name.startswith("MYSQL")]


def test_a_file_of_a_later_format_is_refused() -> None:
    with pytest.raises(ValueError, match="has format 2, this version reads 1"):
        read_shared({"format": 2, "variables": {}})


def test_the_manifest_comes_last() -> None:
    """It never overrides a generated name, and the user's variables win over it."""
    found = values({"B": "mine"}, initial={"MYSQL_ADDRESS": "ignored", "B": "x", "C": "_env(MYSQL_ADDRESS)"})
    assert (found["MYSQL_ADDRESS"], found["B"], found["C"]) == ("10.0.0.3", "mine", "10.0.0.3")
    assert problems({}, initial={"C": "_env(NONE)"})[0].startswith("environment_variables.C: refers to NONE")


def test_generated_values_are_the_kept_ones() -> None:
    found = values({"A": "AUTO_GENERATE", "B": "x_env(A)"}, drawn={"A": "{{B}}"})
    assert (found["A"], found["B"]) == ("{{B}}", "x{{B}}")


def test_a_value_of_the_users_own_takes_the_place_of_a_generated_one() -> None:
    """Over the variable's own AUTO_GENERATE of before, and over that of a manifest."""
    drawn = {"A": "drawn", "B": "drawn", "C": "drawn"}
    found = values({"A": "mine", "B": "mine"}, initial={"B": "AUTO_GENERATE", "C": "AUTO_GENERATE_5"}, drawn=drawn)
    assert (found["A"], found["B"], found["C"]) == ("mine", "mine", "drawn")
    # Asked for again, it is the one that was made once.
    assert values({"A": "AUTO_GENERATE_20"}, drawn=drawn)["A"] == "drawn"


@pytest.mark.parametrize("text", ["AUTO_GENERATE_0", "AUTO_GENERATE_015", "AUTO_GENERATE_10000", "AUTO_GENERATE_"])
def test_a_length_that_is_none_is_no_password_that_everybody_knows(text: str) -> None:
    said = "asks for a random value in a way that is unknown; write AUTO_GENERATE or AUTO_GENERATE_15"
    assert problems({"A": text}, initial={"B": text}) == [
        f"environment_variables.B: {said}",
        f"maestro_variables.A: {said}",
    ]


@pytest.mark.parametrize(
    "text", ["_env(NONE:AUTO_GENERATE)", "x{{NONE:AUTO_GENERATE_0}}", "_env(A:_env(B:AUTO_GENERATE_9))"]
)
def test_a_default_is_no_password_that_everybody_knows(text: str) -> None:
    assert problems({"C": text}) == [
        "maestro_variables.C: asks for a random value as a default; give that to a variable of its own, and refer to it"
    ]


def test_what_is_wrong_with_a_default_is_told_where_it_stands() -> None:
    assert problems({"A": "_env(NONE:_env(B))", "B": "x{{A}}", "C": "_env(NONE:_env(MYSQL_ADRESS))"}) == [
        "maestro_variables.A: refers to itself: A -> B -> A; break the circle",
        "maestro_variables.C: refers to MYSQL_ADRESS, which there is none of; did you mean 'MYSQL_ADDRESS'?",
    ]


def test_an_external_database_takes_the_users_values_as_they_are() -> None:
    external = group("main", 3, accounts=[], address="db.example.com", hosts=[], writer="")
    found = values({"MYSQL_PASSWORD": "p", "MYSQL_ADDRESS_INT": "db"}, plan={**PLAN, "groups": [external]})
    assert {name: value for name, value in found.items() if name.startswith("MYSQL")} == {
        "MYSQL_PASSWORD": "p",
        "MYSQL_ADDRESS_INT": "db",
    }


def test_every_mistake_at_once_and_no_value() -> None:
    found = problems({"a-b": "s3cret", "C": 1.5, "D": ["s3cret"], "E": None, "F": "s3cret_env("})
    assert [problem.partition(":")[0] for problem in found] == [
        f"maestro_variables.{name}" for name in ("a-b", *"CDEF")
    ]
    assert "s3cret" not in str(found)


def test_what_the_user_wrote_is_secret() -> None:
    secret = {one.name for one in everything({"A": "x", "MYSQL_MAIN_ADDRESS": "y"}) if one.secret}
    assert {"A", "MYSQL_MAIN_ADDRESS", "MYSQL_ADDRESS", "MYSQL_PASSWORD"} <= secret
    assert not {"MYSQL_ADDRESS_INT", "MYSQL_PORT", "SERVER_NAME"} & secret


def test_replicas_under_the_newer_word() -> None:
    found = {one.name: one.value for one in replica_aliases(host_variables(PLAN, CREDENTIALS, "web1"))}
    assert found == {
        f"{prefix}_REPLICA_ADDRESSES{form}": ""
        for prefix in ("MYSQL_MAIN", "MYSQL", "MYSQL_SPARE")
        for form in ("", "_INT", "_EXT")
    }


def test_the_members_of_a_replica_set_by_name() -> None:
    member = {"engine": "mongodb", "port": 27017, "accounts": []}
    lone = {**PLAN, "groups": [group("main", 3, "MONGODB", **member)]}
    several = {**PLAN, "groups": [group("main", 3, "MONGODB", hosts=[host("lion", 3), host("tiger", 4)], **member)]}
    assert "MONGODB_ADDRESSES" not in {one.name for one in host_variables(lone, {}, "web1")}
    assert values({}, plan=several)["MONGODB_ADDRESSES"] == "lion,tiger"

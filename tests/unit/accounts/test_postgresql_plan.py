# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps and statements: everything when nothing is there, nothing when all is, and only what differs."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.maestro.databases.plugins.module_utils.accounts.postgresql_plan import (
    contradictions,
    plan,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.postgresql_state import (
    Contents,
    Found,
    Role,
    State,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.postgresql_wanted import (
    Database,
    Grant,
    Schema,
    User,
    Wanted,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.scram import verifier

PLAIN = Role(
    "shop",
    verifier("secret-1"),
    login=True,
    superuser=False,
    createdb=False,
    createrole=False,
    inherit=True,
    replication=False,
    bypassrls=False,
    connection_limit=-1,
)
WANTED = Wanted(
    users=(User("shop", "secret-1"),),
    databases=(Database("shop_production", "shop_production_owner", users=("shop",)),),
)
THERE = State(
    roles={"shop": PLAIN, "shop_production_owner": replace(PLAIN, name="shop_production_owner", login=False)},
    members=frozenset({("shop", "shop_production_owner")}),
    databases={
        "shop_production": Found("shop_production", "shop_production_owner", "UTF8", "C.UTF-8", "C.UTF-8", -1, False)
    },
    acting={("shop_production", "shop"): "shop_production_owner"},
)


def texts(wanted: Wanted, state: State) -> list[str]:
    return [statement.text for statement in plan(wanted, state).work]


def test_everything_on_an_empty_server() -> None:
    steps = plan(WANTED, State())
    assert [(step.kind, step.name, step.state) for step in steps.steps] == [
        ("user", "shop", "created"),
        ("owner", "shop_production_owner", "created"),
        ("database", "shop_production", "created"),
        ("membership", "shop in shop_production_owner", "created"),
        ("setting", "shop acts as shop_production_owner in shop_production", "created"),
    ]
    assert [statement.text for statement in steps.work] == [
        "CREATE ROLE {} LOGIN PASSWORD {}",
        "CREATE ROLE {} NOLOGIN",
        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {}",
        "REVOKE CONNECT ON DATABASE {} FROM PUBLIC",
        "GRANT {} TO {}",
        "ALTER ROLE {} IN DATABASE {} SET role = {}",
    ]


def test_nothing_where_all_is_there() -> None:
    steps = plan(WANTED, THERE)
    assert not steps.changed
    assert steps.work == []
    assert [one["state"] for one in steps.objects()] == ["unchanged"] * 3


def test_a_password_is_told_as_such_and_never_shown() -> None:
    steps = plan(Wanted(users=(User("shop", "CANARY-2"),)), THERE)
    assert [statement.text for statement in steps.work] == ["ALTER ROLE {} PASSWORD {}"]
    assert steps.objects() == [{"kind": "user", "name": "shop", "state": "changed", "changes": ["password"]}]
    assert "CANARY" not in repr(steps)
    assert "SCRAM" not in repr(steps)
    assert steps.diff()["after"] == "user shop: password\n"


def test_no_password_leaves_the_stored_one() -> None:
    assert texts(Wanted(users=(User("shop"),)), THERE) == []


def test_attributes_and_limits_are_brought_to_what_is_asked() -> None:
    user = User("shop", createdb=True, connection_limit=20)
    steps = plan(Wanted(users=(user,)), replace(THERE, roles={"shop": replace(PLAIN, superuser=True)}))
    assert [statement.text for statement in steps.work] == [
        "ALTER ROLE {} NOSUPERUSER CREATEDB CONNECTION LIMIT 20",
    ]
    assert steps.objects()[0]["changes"] == ["NOSUPERUSER", "CREATEDB", "connection limit -1 → 20"]


def test_a_database_that_everybody_may_enter_is_closed() -> None:
    found = replace(THERE.databases["shop_production"], public=True)
    steps = plan(WANTED, replace(THERE, databases={"shop_production": found}))
    assert [statement.text for statement in steps.work] == ["REVOKE CONNECT ON DATABASE {} FROM PUBLIC"]


def test_extensions_and_schemas_run_in_their_database() -> None:
    database = Database("shop_production", "shop_production_owner", extensions=("hstore",), schemas=(Schema("s"),))
    steps = plan(Wanted(databases=(database,)), THERE)
    assert [(one.database, one.text) for one in steps.work] == [
        ("shop_production", "CREATE EXTENSION IF NOT EXISTS {}"),
        ("shop_production", "CREATE SCHEMA {} AUTHORIZATION {}"),
    ]


def test_removal_takes_the_owner_that_was_made_for_the_database() -> None:
    wanted = Wanted(
        users=(User("shop", state="absent"),),
        databases=(Database("shop_production", "shop_production_owner", state="absent"),),
    )
    assert texts(wanted, THERE) == ["DROP DATABASE {}", "DROP ROLE {}", "DROP ROLE {}"]
    assert not plan(wanted, State()).changed


def grants(privileges: dict[tuple[str, str, str, str], frozenset[str]]) -> State:
    contents = Contents(
        schemas={"s": "shop_production_owner"},
        objects={("tables", "s"): ["t1", "t2"]},
        privileges=privileges,
    )
    found = replace(THERE.databases["shop_production"], contents=contents)
    return replace(THERE, databases={"shop_production": found}, roles={**THERE.roles, "r": PLAIN})


def test_one_missing_privilege_is_one_change() -> None:
    wanted = Wanted(grants=(Grant("r", "shop_production", "tables", "s", ("SELECT", "INSERT")),))
    both = frozenset({"SELECT", "INSERT"})
    state = grants({("tables", "s", "t1", "r"): both, ("tables", "s", "t2", "r"): frozenset({"SELECT"})})
    assert plan(wanted, state).objects() == [
        {
            "kind": "grant",
            "name": "r on tables of shop_production.s",
            "state": "created",
            "changes": ["INSERT on s.t2"],
        }
    ]


def test_the_same_privileges_on_many_tables_are_one_statement() -> None:
    wanted = Wanted(grants=(Grant("r", "shop_production", "tables", "s", ("SELECT",)),))
    work = plan(wanted, grants({})).work
    assert [one.text for one in work] == ["GRANT SELECT ON TABLE {} TO {}"]
    assert [part.parts for part in work[0].parts[0].names] == [("s", "t1"), ("s", "t2")]  # type: ignore[union-attr]


def test_future_objects_are_those_of_the_databases_owner() -> None:
    wanted = Wanted(grants=(Grant("r", "shop_production", "tables", "s", ("SELECT",), future=True),))
    there = {("tables", "s", name, "r"): frozenset({"SELECT"}) for name in ("t1", "t2")}
    assert texts(wanted, grants(there)) == [
        "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} GRANT SELECT ON TABLES TO {}"
    ]
    there["future tables", "s", "", "r"] = frozenset({"SELECT"})
    assert plan(wanted, grants(there)).objects() == [
        {"kind": "grants", "name": "shop_production", "state": "unchanged", "changes": []}
    ]


def test_only_what_is_there_is_revoked() -> None:
    grant = Grant("r", "shop_production", "tables", "s", ("SELECT", "INSERT"), state="absent")
    state = grants({("tables", "s", "t1", "r"): frozenset({"SELECT"})})
    assert texts(Wanted(grants=(grant,)), state) == ["REVOKE SELECT ON TABLE {} FROM {}"]


def test_what_a_server_cannot_change_is_refused_together() -> None:
    wanted = Wanted(
        users=(User("shop", member_of=("nobody",)),),
        databases=(Database("shop_production", "shop_production_owner", encoding="LATIN1", locale="de_DE.UTF-8"),),
        grants=(Grant("r", "elsewhere", "database", "", ("CONNECT",)),),
    )
    assert [str(problem) for problem in contradictions(wanted, THERE)] == [
        (
            "database 'shop_production': its encoding is UTF8 and LATIN1 is asked for; a server does not change that; "
            "ask for UTF8, or dump the data into a new database"
        ),
        (
            "database 'shop_production': its locale is C.UTF-8 and de_DE.UTF-8 is asked for; a server does not change "
            "that; ask for C.UTF-8, or dump the data into a new database"
        ),
        "user 'shop' member_of: there is no role 'nobody'; add it to the users, or correct the name",
        "grant on database: there is no role 'r'; add it to the users, or correct the name",
        "grants: there is no database 'elsewhere'; add it to the databases, or correct the name",
    ]


def test_a_former_user_acts_for_itself_again() -> None:
    former = replace(WANTED.databases[0], users=(), former_users=("shop", "never"))
    steps = plan(replace(WANTED, databases=(former,)), THERE)
    assert [(step.kind, step.name, step.state) for step in steps.steps if step.state != "unchanged"] == [
        ("membership", "shop in shop_production_owner", "removed"),
        ("setting", "shop acts as shop_production_owner in shop_production", "removed"),
    ]
    assert [statement.text for statement in steps.work] == [
        "REVOKE {} FROM {}",
        "ALTER ROLE {} IN DATABASE {} RESET role",
    ]
    apart = replace(THERE, members=frozenset(), acting={})
    assert texts(replace(WANTED, databases=(former,)), apart) == []


EVERYWHERE = Wanted(
    databases=WANTED.databases,
    grants=(
        Grant("r", "shop_production", "schema", "*", ("USAGE",), future=True),
        Grant("r", "shop_production", "tables", "*", ("SELECT",), future=True),
    ),
)


def test_in_every_schema_of_the_owner_and_in_those_to_come() -> None:
    inside = Contents(
        schemas={"public": "pg_database_owner", "own": "shop_production_owner", "other": "somebody"},
        objects={("tables", "public"): ["a"], ("tables", "own"): ["b", "c"]},
    )
    found = replace(THERE.databases["shop_production"], contents=inside)
    state = replace(THERE, databases={"shop_production": found})
    steps = plan(EVERYWHERE, state)
    assert [(step.name, list(step.changes)) for step in steps.steps if step.kind == "grant"] == [
        (
            "r on schema of shop_production.*",
            ["USAGE on schema own", "USAGE on schema public", "USAGE on future schema"],
        ),
        (
            "r on tables of shop_production.*",
            ["SELECT on own.b", "SELECT on own.c", "SELECT on public.a", "SELECT on future tables"],
        ),
    ]
    assert [statement.text for statement in steps.work] == [
        "GRANT USAGE ON SCHEMA {} TO {}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT USAGE ON SCHEMAS TO {}",
        "GRANT SELECT ON TABLE {} TO {}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT SELECT ON TABLES TO {}",
    ]
    for schema in ("public", "own"):
        inside.privileges["schema", schema, "", "r"] = frozenset({"USAGE"})
        for table in inside.objects["tables", schema]:
            inside.privileges["tables", schema, table, "r"] = frozenset({"SELECT"})
    inside.privileges["future schema", "*", "", "r"] = frozenset({"USAGE"})
    inside.privileges["future tables", "*", "", "r"] = frozenset({"SELECT"})
    assert texts(EVERYWHERE, state) == []


def test_in_a_new_database_that_is_the_one_schema_and_those_that_this_run_makes() -> None:
    databases = (replace(WANTED.databases[0], schemas=(Schema("own"), Schema("other", "somebody"))),)
    steps = plan(replace(EVERYWHERE, databases=databases), State())
    assert [list(step.changes) for step in steps.steps if step.kind == "grant"] == [
        ["USAGE on schema own", "USAGE on schema public", "USAGE on future schema"],
        ["SELECT on future tables"],
    ]

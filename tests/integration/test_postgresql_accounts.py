# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, databases and grants on a real server: each is made, changed and removed, predicted, done, and done once."""

from __future__ import annotations

import json
import shlex
import time
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.url import connection_url
from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES
from ansible_collections.maestro.databases.plugins.module_utils.plan.naming import database_name, slug, user_name
from tests.conftest import LabFactory
from tests.hosts import Lab

HOST = "pg1"
ACCOUNTS = "maestro.databases.postgresql_accounts"


@pytest.fixture(scope="module")
def server(lab: LabFactory) -> Lab:
    """A host with a PostgreSQL that the role made."""
    found = lab(f"{HOST}:bookworm")
    size = {"postgresql_memory_mb": 1024}
    play = {"hosts": HOST, "gather_facts": False, "vars": size, "roles": ["maestro.databases.postgresql"]}
    found.playbook([play])
    return found


def sql(server: Lab, statement: str, database: str = "postgres") -> list[str]:
    command = f"runuser -u postgres -- psql -XAt -d {shlex.quote(database)} -c {shlex.quote(statement)}"
    return server.ssh(HOST, command).stdout.splitlines()


def accounts(server: Lab, *options: str, **arguments: Any) -> dict[str, Any]:
    return server.module(HOST, ACCOUNTS, arguments, "--diff", *options)


def four_times(server: Lab, **arguments: Any) -> dict[str, Any]:
    """Predicted, done, predicted again, done again; returns what the first real run told."""
    predicted = accounts(server, "--check", **arguments)
    done = accounts(server, **arguments)
    assert (predicted["changed"], done["changed"]) == (True, True)
    assert predicted["objects"] == done["objects"]
    assert predicted["diff"] == done["diff"]
    for options in (("--check",), ()):
        again = accounts(server, *options, **arguments)
        assert (again["changed"], {one["state"] for one in again["objects"]}) == (False, {"unchanged"})
    return done


def states(result: dict[str, Any]) -> dict[str, str]:
    return {f"{one['kind']} {one['name']}": one["state"] for one in result["objects"] if one["state"] != "unchanged"}


def test_a_user(server: Lab) -> None:
    made = four_times(server, users=[{"name": "ann", "password": "first-password"}])
    assert states(made) == {"user ann": "created"}
    changed = four_times(server, users=[{"name": "ann", "password": "second-password", "connection_limit": 5}])
    assert states(changed) == {"user ann": "changed"}
    assert changed["objects"][0]["changes"] == ["connection limit -1 → 5", "password"]
    removed = four_times(server, users=[{"name": "ann", "state": "absent"}])
    assert states(removed) == {"user ann": "removed"}
    assert sql(server, "SELECT 1 FROM pg_roles WHERE rolname = 'ann'") == []


def test_a_database(server: Lab) -> None:
    users = [{"name": "bob", "password": "a-password"}]
    made = four_times(server, users=users, databases=[{"name": "shop", "users": ["bob"], "schemas": [{"name": "s"}]}])
    assert states(made) == {
        "user bob": "created",
        "owner shop_owner": "created",
        "database shop": "created",
        "membership bob in shop_owner": "created",
        "setting bob acts as shop_owner in shop": "created",
        "schema shop.s": "created",
    }
    wanted = {"name": "shop", "users": ["bob"], "extensions": ["plpgsql"], "connection_limit": 9, "owner": "bob"}
    changed = four_times(server, users=users, databases=[{**wanted, "users": []}])
    assert changed["objects"][1]["changes"] == ["owner shop_owner → bob", "connection limit -1 → 9"]
    removed = four_times(server, databases=[{"name": "shop", "state": "absent"}])
    assert states(removed) == {"database shop": "removed", "owner shop_owner": "removed"}
    accounts(server, users=[{"name": "bob", "state": "absent"}])


def test_grants(server: Lab) -> None:
    base = {"users": [{"name": "reader"}], "databases": [{"name": "lib"}]}
    accounts(server, **base)
    sql(server, "SET ROLE lib_owner; CREATE TABLE a (x int); CREATE TABLE b (x int); CREATE SEQUENCE q", "lib")
    place = {"roles": ["reader"], "databases": ["lib"]}
    connect = {**place, "kind": "database", "privileges": ["CONNECT"]}
    tables = {**place, "kind": "tables", "privileges": ["SELECT"], "future": True}
    made = four_times(server, **base, grants=[connect, tables])
    assert states(made) == {
        "grant reader on database of lib": "created",
        "grant reader on tables of lib.public": "created",
    }
    sql(server, "SET ROLE lib_owner; CREATE TABLE later (x int)", "lib")
    assert sql(server, "SELECT has_table_privilege('reader', 'later', 'SELECT')", "lib") == ["t"]
    changed = four_times(server, **base, grants=[connect, {**tables, "privileges": ["SELECT", "INSERT"]}])
    assert changed["objects"][-1]["changes"] == [
        "INSERT on public.a",
        "INSERT on public.b",
        "INSERT on public.later",
        "INSERT on future tables",
    ]
    removed = four_times(server, **base, grants=[{**tables, "privileges": ["ALL"], "state": "absent"}])
    assert states(removed) == {"grant reader on tables of lib.public": "removed"}
    assert sql(server, "SELECT has_table_privilege('reader', 'a', 'SELECT')", "lib") == ["f"]
    # The privilege to connect was not named, and stays.
    assert sql(server, "SELECT has_database_privilege('reader', 'lib', 'CONNECT')", "lib") == ["t"]


def test_a_second_run_succeeds_where_nothing_can_be_written_and_leaves_the_verifiers(server: Lab) -> None:
    wanted = {
        "users": [{"name": "carl", "password": "a-password", "createdb": True}],
        "databases": [{"name": "carls", "users": ["carl"], "extensions": ["plpgsql"]}],
        "grants": [{"roles": ["carl"], "databases": ["carls"], "kind": "schema", "privileges": ["USAGE"]}],
    }
    accounts(server, **wanted)
    verifier = sql(server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'carl'")
    task = {ACCOUNTS: wanted, "environment": {"PGOPTIONS": "-c default_transaction_read_only=on"}}
    for _turn in range(3):
        run = server.playbook([{"hosts": HOST, "gather_facts": False, "tasks": [task]}])
        assert run.changed() == []
    assert sql(server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'carl'") == verifier
    other = {ACCOUNTS: {"users": [{"name": "carl", "password": "another"}]}, "environment": task["environment"]}
    run = server.playbook([{"hosts": HOST, "gather_facts": False, "tasks": [other]}], must_pass=False)
    assert "user carl: cannot execute ALTER ROLE in a read-only transaction" in run.output


def test_names_are_quoted(server: Lab) -> None:
    name = "we\"ird'; DROP ROLE postgres; --{}%s"
    wanted = {"users": [{"name": name, "password": "it's"}], "databases": [{"name": name, "users": [name]}]}
    four_times(server, **wanted)
    accounts(server, databases=[{"name": name, "state": "absent"}], users=[{"name": name, "state": "absent"}])
    assert sql(server, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'we%'") == ["0"]


def test_names_that_the_server_would_cut_are_refused_before_any_change(server: Lab) -> None:
    long = "shop-" + "a" * 60 + "-one"
    result = server.module(
        HOST, ACCOUNTS, {"users": [{"name": "fine"}], "databases": [{"name": long}]}, must_pass=False
    )
    for text in (f"database '{long}'", "has 69 bytes", "after 63", "nothing was changed"):
        assert text in result["msg"]
    assert sql(server, "SELECT count(*) FROM pg_roles WHERE rolname = 'fine'") == ["0"]
    assert server.ssh(HOST, "grep -c 'will be truncated' /var/log/postgresql/*.log", check=False).stdout == "0\n"


def test_two_long_names_that_begin_alike_are_two_databases(server: Lab) -> None:
    """C007: the names that the plan makes, on a server that would cut them to one."""
    limits = ENGINES["postgresql"].limits
    slugs = [slug(f"shop-{'a' * 60}-{last}", "production") for last in ("one", "two")]
    names = [(database_name(one, limits), user_name(one, limits)) for one in slugs]
    four_times(
        server,
        users=[{"name": user, "password": "a-password"} for _database, user in names],
        databases=[{"name": database, "users": [user]} for database, user in names],
    )
    assert slugs[0][:63] == slugs[1][:63]
    assert sql(server, "SELECT datname FROM pg_database WHERE datname LIKE 'shop_aaa%' ORDER BY 1") == sorted(
        database for database, _user in names
    )
    assert server.ssh(HOST, "grep -c 'will be truncated' /var/log/postgresql/*.log", check=False).stdout == "0\n"
    gone = [[{"name": name[part], "state": "absent"} for name in names] for part in (0, 1)]
    accounts(server, databases=gone[0], users=gone[1])


def test_libpq_logs_in_by_our_url_with_a_password_that_parts_urls(server: Lab) -> None:
    """C011."""
    password = "p@ss/w:rd#1%"
    accounts(server, users=[{"name": "app", "password": password}], databases=[{"name": "shop_url", "users": ["app"]}])
    url = connection_url("postgresql", "127.0.0.1", "shop_url", "app", password, 5432)
    assert url == "postgresql://app:p%40ss%2Fw%3Ard%231%25@127.0.0.1:5432/shop_url"
    asked = "SELECT session_user, current_database()"
    found = server.ssh(HOST, f"psql -XAtw {shlex.quote(url)} -c {shlex.quote(asked)}").stdout
    assert found == "app|shop_url\n"
    wrong = server.ssh(HOST, f"psql -XAtw {shlex.quote(url.replace('%25', '%26'))} -c 'SELECT 1' 2>&1", check=False)
    assert "password authentication failed" in wrong.stdout
    accounts(server, users=[{"name": "app", "state": "absent"}], databases=[{"name": "shop_url", "state": "absent"}])


def test_a_failing_run_names_the_user_and_shows_no_password(server: Lab) -> None:
    users = [{"name": "good", "password": "CANARY-7f3a91"}, {"name": "b" * 70, "password": "CANARY-7f3a92"}]
    play = [{"hosts": HOST, "gather_facts": False, "tasks": [{ACCOUNTS: {"users": users}}]}]
    run = server.playbook(play, None, "-vvvv", "--diff", must_pass=False)
    assert run.code != 0
    assert "CANARY-7f3a" not in run.output
    assert "b" * 70 in run.output
    good = [{"hosts": HOST, "gather_facts": False, "tasks": [{ACCOUNTS: {"users": users[:1]}}]}]
    assert "CANARY-7f3a" not in server.playbook(good, None, "-vvvv", "--diff").output
    left = server.ssh(
        HOST, "journalctl --no-pager | grep -c CANARY-7f3a; grep -rlF CANARY-7f3a /var/log /tmp", check=False
    )
    assert left.stdout == "0\n"


def test_a_role_that_owns_something_is_not_removed_and_the_message_says_why(server: Lab) -> None:
    accounts(server, users=[{"name": "owner1"}], databases=[{"name": "owned", "owner": "owner1"}])
    result = server.module(HOST, ACCOUNTS, {"users": [{"name": "owner1", "state": "absent"}]}, must_pass=False)
    assert 'user owner1: role "owner1" cannot be dropped because some objects depend on it' in result["msg"]
    assert "owner of database owned" in result["msg"]


def test_a_hundred_databases(server: Lab) -> None:
    """ansible-collections/community.postgresql#842: nearly two hours there."""
    databases = [f"db{number:03}" for number in range(100)]
    schemas, roles = ["s1", "s2", "s3"], ["r1", "r2", "r3", "r4", "r5", "r6"]
    everywhere = {"roles": roles, "databases": databases, "schemas": schemas}
    wanted: dict[str, Any] = {
        "users": [{"name": role, "password": f"password-of-{role}"} for role in roles],
        "databases": [{"name": name, "schemas": [{"name": schema} for schema in schemas]} for name in databases],
        "grants": [
            {**everywhere, "kind": "schema", "privileges": ["USAGE"]},
            {**everywhere, "kind": "tables", "privileges": ["SELECT", "INSERT"], "future": True},
        ],
    }
    began = time.monotonic()
    assert accounts(server, **wanted)["changed"]
    first = time.monotonic() - began
    for name in ("db000", "db050"):
        sql(server, f"SET ROLE {name}_owner; CREATE TABLE s2.t (x int)", name)
    began = time.monotonic()
    assert not accounts(server, **wanted)["changed"]
    second = time.monotonic() - began
    print(json.dumps({"first": round(first, 1), "unchanged": round(second, 1)}))
    assert first <= 120
    assert second <= 20
    sql(server, "REVOKE INSERT ON s2.t FROM r4", "db050")
    repaired = [one for one in accounts(server, **wanted)["objects"] if one["state"] != "unchanged"]
    assert repaired == [
        {"kind": "grant", "name": "r4 on tables of db050.s2", "state": "created", "changes": ["INSERT on s2.t"]}
    ]


def test_a_reader_reads_every_schema_and_one_who_is_no_owner_any_more_owns_nothing(server: Lab) -> None:
    users = [{"name": "reporter"}, {"name": "boss"}]
    database = {"name": "press", "users": ["boss"], "extensions": ["pg_stat_statements"]}
    place = {"roles": ["reporter"], "databases": ["press"], "schemas": ["*"], "future": True}
    grants = [
        {"roles": ["reporter"], "databases": ["press"], "kind": "database", "privileges": ["CONNECT"]},
        {**place, "kind": "schema", "privileges": ["USAGE"]},
        {**place, "kind": "tables", "privileges": ["SELECT"]},
    ]
    # What the extension makes is not granted anew by the second run.
    four_times(server, users=users, databases=[database], grants=grants)
    sql(server, "SET ROLE press_owner; CREATE SCHEMA own; CREATE TABLE own.a (x int); CREATE TABLE b (x int)", "press")
    for table in ("own.a", "public.b"):
        assert sql(server, f"SET ROLE reporter; SELECT count(*) FROM {table}", "press")[-1] == "0"
    assert accounts(server, users=users, databases=[database], grants=grants)["changed"] is False
    former = {**database, "users": [], "former_users": ["boss"]}
    changed = four_times(server, users=users, databases=[former], grants=grants)
    assert states(changed) == {
        "membership boss in press_owner": "removed",
        "setting boss acts as press_owner in press": "removed",
    }
    accounts(server, databases=[{"name": "press", "state": "absent"}])
    accounts(server, users=[{**user, "state": "absent"} for user in users])

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module mysql_accounts on real servers: create, change, remove; what it sends; what it never shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES
from ansible_collections.maestro.databases.plugins.module_utils.plan.naming import database_name, slug, user_name
from tests.conftest import LabFactory
from tests.integration.mysql_servers import FLAVOURS, Server, server

WRITES = re.compile(
    r"^\s*(CREATE|ALTER|DROP|GRANT|REVOKE|FLUSH|SET PASSWORD|RENAME|INSERT|UPDATE|DELETE)\b", re.IGNORECASE
)
CANARY = "CANARY-7f3a"


@pytest.fixture(params=FLAVOURS)
def db(request: pytest.FixtureRequest, lab: LabFactory) -> Server:
    """A server of each flavour."""
    return server(lab, request.param)


@pytest.fixture
def clean(db: Server) -> Iterator[Server]:
    """The server, with the accounts and databases of a test removed after it."""
    yield db
    for account in db.sql("SELECT CONCAT('`', User, '`@`', Host, '`') FROM mysql.user WHERE User LIKE 't\\_%'"):
        db.sql(f"DROP USER {account}")
    for name in db.sql("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 't\\_%'"):
        db.sql(f"DROP DATABASE `{name}`")


def differing(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was not as wanted."""
    return [(one["kind"], one["name"], one["state"]) for one in result["objects"] if one["state"] != "unchanged"]


def logged(db: Server, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The module's result and every statement that the server got from it."""
    db.sql("TRUNCATE mysql.general_log; SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON")
    try:
        result = db.accounts(arguments)
    finally:
        db.sql("SET GLOBAL general_log = OFF")
    text = "REPLACE(CONVERT(argument USING utf8mb4), '\\n', ' ')"
    texts = db.sql(f"SELECT {text} FROM mysql.general_log WHERE command_type = 'Query'")
    return result, [text for text in texts if "general_log" not in text]


def steps(db: Server, arguments: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    """Four of the twelve: predict, do, nothing is left to predict, nothing is left to do."""
    predicted = db.accounts(arguments, "--check", "--diff")
    assert (predicted["changed"], differing(predicted)) == (True, expected)
    done = db.accounts(arguments, "--diff")
    assert (done["changed"], differing(done)) == (True, expected)
    assert done["statements"] == predicted["statements"]
    assert done["diff"] == predicted["diff"]
    for options in (("--check",), ()):
        again = db.accounts(arguments, *options)
        assert (again["changed"], differing(again), again["statements"]) == (False, [], [])


def test_create_change_remove(clean: Server) -> None:
    user = {"name": "t_app", "password": "password-one", "grants": {"t_shop.*": ["SELECT", "INSERT"]}}
    database = {"name": "t_shop"}
    steps(
        clean,
        {"users": [user], "databases": [database]},
        [
            ("database", "t_shop", "created"),
            ("user", "t_app@localhost", "created"),
            ("user", "t_app@%", "created"),
            ("grants", "t_app@localhost on t_shop.*", "created"),
            ("grants", "t_app@% on t_shop.*", "created"),
        ],
    )
    assert clean.as_user("t_app", "password-one", "CREATE TABLE t_shop.x (a INT)")[0] != 0
    assert clean.as_user("t_app", "password-one", "SELECT 1") == (0, "1")
    changed = {**user, "password": "password-two", "grants": {"t_shop.*": ["ALL"]}}
    steps(
        clean,
        {"users": [changed], "databases": [{**database, "encoding": "latin1", "collation": "latin1_bin"}]},
        [
            ("database", "t_shop", "changed"),
            ("user", "t_app@localhost", "changed"),
            ("user", "t_app@%", "changed"),
            ("grants", "t_app@localhost on t_shop.*", "changed"),
            ("grants", "t_app@% on t_shop.*", "changed"),
        ],
    )
    assert clean.as_user("t_app", "password-one", "SELECT 1")[0] != 0
    assert clean.as_user("t_app", "password-two", "CREATE TABLE t_shop.x (a INT)")[0] == 0
    steps(
        clean,
        {
            "users": [{"name": "t_app", "state": "absent"}],
            "databases": [{"name": "t_shop", "state": "absent"}],
        },
        [("database", "t_shop", "removed"), ("user", "t_app@localhost", "removed"), ("user", "t_app@%", "removed")],
    )


def test_a_second_run_sends_nothing_and_a_lost_right_is_one_change(clean: Server) -> None:
    """The three users of a well-known report: ALL with the grant option, an alias, ALL on a database."""
    arguments = {
        "databases": [{"name": "t_shop"}],
        "users": [
            {
                "name": "t_admin",
                "password": "a-password",
                "hosts": ["localhost"],
                "grants": {"*.*": ["ALL", "GRANT OPTION"]},
            },
            {
                "name": "t_monitor",
                "password": "a-password",
                "hosts": ["localhost"],
                "grants": {"*.*": ["PROCESS", "REPLICATION CLIENT"]},
            },
            {"name": "t_app", "password": "a-password", "hosts": ["%"], "grants": {"t_shop.*": ["ALL"]}},
        ],
    }
    clean.accounts(arguments)
    verifiers = clean.sql("SELECT User, Host, plugin, HEX(authentication_string) FROM mysql.user ORDER BY 1, 2")
    result, sent = logged(clean, arguments)
    assert not result["changed"]
    assert sent, "the log is on: reading is in it"
    assert [text for text in sent if WRITES.match(text)] == []

    clean.sql("REVOKE SELECT ON `t\\_shop`.* FROM t_app@'%'")
    result, sent = logged(clean, arguments)
    assert differing(result) == [("grants", "t_app@% on t_shop.*", "changed")]
    assert len([text for text in sent if WRITES.match(text)]) == 1
    assert clean.as_user("t_app", "a-password", "SHOW TABLES IN t_shop")[0] == 0
    assert not clean.accounts(arguments)["changed"]
    assert clean.sql("SELECT User, Host, plugin, HEX(authentication_string) FROM mysql.user ORDER BY 1, 2") == verifiers


def test_no_login_fails_and_none_is_tried(clean: Server) -> None:
    arguments = {"users": [{"name": "t_app", "password": "a-password"}]}
    clean.accounts(arguments)
    clean.sql("TRUNCATE mysql.general_log; SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON")
    clean.accounts(arguments)
    clean.sql("SET GLOBAL general_log = OFF")
    logins = clean.sql("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type = 'Connect'")
    assert {line.partition("@")[0] for line in logins} == {"root"}


def test_the_server_never_sees_a_password(clean: Server) -> None:
    secret = "clear-text-of-t_app"
    _result, sent = logged(clean, {"users": [{"name": "t_app", "password": secret}]})
    assert any(text.startswith("CREATE USER") for text in sent)
    assert secret not in "\n".join(sent)
    assert clean.as_user("t_app", secret, "SELECT 1") == (0, "1")


def test_a_grant_is_for_that_database_alone(clean: Server) -> None:
    """`_` matches any character in a grant, unless it is escaped."""
    clean.accounts(
        {
            "databases": [{"name": "t_shop_a"}, {"name": "t_shopXa"}, {"name": "tXshop_a"}],
            "users": [{"name": "t_app", "password": "a-password", "grants": {"t_shop_a.*": ["ALL"]}}],
        }
    )
    try:
        assert clean.as_user("t_app", "a-password", "CREATE TABLE t_shop_a.x (a INT)")[0] == 0
        for other in ("t_shopXa", "tXshop_a"):
            code, said = clean.as_user("t_app", "a-password", f"CREATE TABLE {other}.x (a INT)")
            assert code != 0
            assert "denied" in said
    finally:
        clean.sql("DROP DATABASE tXshop_a")


def test_what_others_made_stays_and_wide_patterns_are_told(clean: Server) -> None:
    clean.sql(
        "CREATE USER t_app@localhost; GRANT SELECT ON `t_shop_a`.* TO t_app@localhost;"
        " GRANT PROCESS ON *.* TO t_app@localhost; CREATE USER t_other@localhost"
    )
    user = {"name": "t_app", "password": "a-password", "hosts": ["localhost"], "grants": {"t_shop_a.*": ["INSERT"]}}
    result = clean.accounts({"users": [user]})
    assert [warning.partition(",")[0] for warning in result["warnings"]] == [
        "t_app@localhost also holds rights on the pattern 't_shop_a'"
    ]
    grants = "\n".join(clean.sql("SHOW GRANTS FOR t_app@localhost"))
    assert "SELECT ON `t_shop_a`.*" in grants
    assert "PROCESS ON *.*" in grants
    assert "INSERT ON `t\\_shop_a`.*" in grants.replace("\\\\", "\\").replace("t\\_shop\\_a", "t\\_shop_a")
    assert clean.sql("SELECT COUNT(*) FROM mysql.user WHERE User = 't_other'") == ["1"]


def test_names_up_to_the_limit_work_and_longer_ones_are_refused_before_anything_is_done(clean: Server) -> None:
    user, database = "t_" + "u" * 30, "t_" + "d" * 61
    arguments = {
        "databases": [{"name": database}],
        "users": [{"name": user, "password": "a-password", "grants": {f"{database}.*": ["ALL"]}}],
    }
    clean.accounts(arguments)
    assert clean.as_user(user, "a-password", f"CREATE TABLE {database}.x (a INT)")[0] == 0
    failed = clean.accounts(
        {
            "databases": [{"name": "t_fine"}, {"name": database + "dd"}],
            "users": [
                {"name": user + "u", "password": "a-password"},
                {"name": "t_x", "password": "a-password", "grants": {f"{database}d.*": ["ALL"]}},
            ],
        },
        must_pass=False,
    )
    assert failed["msg"].splitlines()[0] == "3 problems, nothing was changed:"
    assert f"user '{user}u': the name has 33 characters, the limit is 32" in failed["msg"]
    assert f"database '{database}dd': the name has 65 characters, the limit is 64" in failed["msg"]
    # As long as a name may be, and yet too long for a grant, where its `_` is written with a backslash.
    assert "in a grant the name has 65 characters" in failed["msg"]
    assert clean.sql("SHOW DATABASES LIKE 't\\_fine'") == []


def test_two_long_names_that_begin_alike_are_two_databases(clean: Server) -> None:
    """C007: the names that the plan makes, with a grant on each."""
    limits = ENGINES["mysql"].limits
    slugs = [slug(f"t-{'a' * 63}-{last}", "production") for last in ("one", "two")]
    names = [(database_name(one, limits), user_name(one, limits)) for one in slugs]
    users = [{"name": user, "password": "a-password", "grants": {f"{database}.*": ["ALL"]}} for database, user in names]
    arguments = {"databases": [{"name": database} for database, _user in names], "users": users}
    clean.accounts(arguments)
    assert not clean.accounts(arguments)["changed"]
    (one, of_one), (two, of_two) = names
    assert sorted(clean.sql("SHOW DATABASES LIKE 't\\_a%'")) == sorted([one, two])
    assert clean.as_user(of_one, "a-password", f"CREATE TABLE `{one}`.x (a INT)")[0] == 0
    assert clean.as_user(of_two, "a-password", f"SHOW TABLES IN `{two}`") == (0, "")
    assert "denied" in clean.as_user(of_two, "a-password", f"SELECT * FROM `{one}`.x")[1]


def test_unknown_privileges_and_encodings_are_refused_before_anything_is_done(clean: Server) -> None:
    failed = clean.accounts(
        {
            "databases": [{"name": "t_fine"}, {"name": "t_odd", "encoding": "klingon"}],
            "users": [{"name": "t_x", "password": "a-password", "grants": {"t_fine.*": ["PROCESS"], "*.*": ["FLY"]}}],
        },
        must_pass=False,
    )
    assert len(failed["problems"]) == 3
    assert clean.sql("SHOW DATABASES LIKE 't\\_%'") == []
    assert clean.sql("SELECT COUNT(*) FROM mysql.user WHERE User = 't_x'") == ["0"]


def test_root_is_never_touched(clean: Server) -> None:
    before = clean.sql("SELECT * FROM mysql.user WHERE User = 'root'")
    failed = clean.accounts({"users": [{"name": "root", "password": "a-password"}]}, must_pass=False)
    assert "user 'root': this account belongs to the server" in failed["msg"]
    assert clean.sql("SELECT * FROM mysql.user WHERE User = 'root'") == before


def test_a_server_that_is_not_there_is_told_with_the_mend(db: Server) -> None:
    failed = db.accounts({"socket": "/run/nowhere.sock"}, must_pass=False)
    assert "no session as root on /run/nowhere.sock" in failed["msg"]
    predicted = db.accounts({"socket": "/run/nowhere.sock", "databases": [{"name": "t_shop"}]}, "--check")
    assert differing(predicted) == [("database", "t_shop", "created")]


# Prints every command line that holds the canary, from samples 100 times a second, until it is told to end.
SAMPLER = r"""
import glob, os, time
own, seen, ends = os.getpid(), set(), time.monotonic() + 60
while not os.path.exists("/run/canary.end") and time.monotonic() < ends:
    for path in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ"):
        try:
            text = open(path, "rb").read()
        except OSError:
            continue
        if b"CANARY-" + b"7f3a" in text and str(own) not in path:
            seen.add(path + " " + repr(text))
    time.sleep(0.01)
print(sorted(seen))
"""


@pytest.mark.parametrize("bad", [True, False])
def test_no_password_is_seen_anywhere(clean: Server, bad: bool, tmp_path: Any) -> None:
    """C023: also where the task fails, for another user."""
    users = [{"name": "t_app", "password": f"{CANARY}91", "grants": {"t_shop.*": ["ALL"]}}]
    if bad:
        users.append({"name": "bad user name with spaces and more than 32 chars", "password": f"{CANARY}92"})
    clean.sh(f"rm -f /run/canary.end; cat > /run/canary.py <<'X'\n{SAMPLER}\nX")
    clean.sh("setsid python3 /run/canary.py > /run/canary.out 2>&1 < /dev/null & sleep 0.3")
    log = tmp_path / "ansible.log"
    run = clean.lab.playbook(
        [
            {
                "hosts": clean.host,
                "gather_facts": False,
                "tasks": [{"name": "Accounts", "maestro.databases.mysql_accounts": {"users": "{{ wanted }}"}}],
            }
        ],
        {"wanted": users},
        "-vvvv",
        "--diff",
        env={"ANSIBLE_LOG_PATH": str(log)},
        must_pass=False,
    )
    clean.sh("touch /run/canary.end; sleep 0.3")
    assert (run.code != 0) is bad
    assert CANARY not in run.output
    assert CANARY not in log.read_text()
    assert CANARY not in str(run.results)
    assert clean.sh("cat /run/canary.out") == "[]"
    assert clean.sh(f"journalctl --no-pager --since -2min | grep -c {CANARY} || true").splitlines()[-1] == "0"
    assert clean.sh(f"grep -rlsF {CANARY} /tmp /var/tmp /var/log /root /etc || true") == ""
    if bad:
        assert "bad user name with spaces and more than 32 chars" in run.output
    else:
        assert clean.as_user("t_app", f"{CANARY}91", "SELECT 1") == (0, "1")

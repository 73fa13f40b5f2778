# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for a Redis or Valkey server: what changes, what is refused, what is shown, what its file becomes."""

from __future__ import annotations

import getpass
import stat
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import redis, redis_wanted
from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_access import from_words
from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_file import AccessFile
from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_plan import decide
from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_rules import Catalogue
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

CANARY = "CANARY-7f3a91"
PW = "30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4"
OTHER = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"  # of "other"
APPLICATION = "+@all -@admin -@dangerous +info +client|list +flushdb +keys +sort +sort_ro"
SERVER = Catalogue.of({"read": ["get"], "write": ["set"], "dangerous": ["flushall"]})


def entry(name: str, **other: Any) -> dict[str, Any]:
    """One of the module's `users`, with its defaults."""
    blank = {"password": None, "kind": "application", "commands": [], "keys": None, "channels": None}
    return {"name": name, "state": "present", **blank, **other}


ADMIN = entry("maestro_admin", kind="admin", password="pw")
THERE = {
    "default": from_words("off resetpass resetkeys resetchannels -@all".split()),
    "maestro_admin": from_words(f"on #{PW} ~* &* +@all".split()),
}


def wanted(*entries: dict[str, Any], **more: Any) -> redis_wanted.Wanted:
    found, problems = redis_wanted.read({"users": list(entries), **more})
    assert problems == []
    return found


def refused(*entries: dict[str, Any], **more: Any) -> list[str]:
    return [str(problem) for problem in redis_wanted.read({"users": list(entries), **more})[1]]


def decided(*entries: dict[str, Any], present: Any = None, catalogue: Any = None) -> list[tuple[str, str, list[str]]]:
    decision = decide(wanted(ADMIN, *entries), THERE if present is None else present, catalogue)
    assert decision.problems == []
    return [(step.name, step.state, list(step.changes)) for step in decision.plan.steps if step.state != "unchanged"]


def test_on_a_fresh_host_everything_is_made_and_the_default_user_goes_off():
    assert decided(entry("shop", password="pw"), present={}) == [
        ("default", "changed", ["off", "no password"]),
        ("maestro_admin", "created", ["password", "keys ~*", "channels &*", "commands +@all"]),
        ("shop", "created", ["password", "keys ~*", "channels &*", f"commands {APPLICATION}"]),
    ]


def test_what_is_there_stays():
    there = {**THERE, "shop": from_words(f"on #{PW} ~* &* {APPLICATION}".split())}
    assert decided(entry("shop", password="pw"), present=there) == []


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        (f"on #{OTHER} ~* &* {APPLICATION}", ["password"]),
        (f"on #{PW} #{OTHER} ~* &* {APPLICATION}", ["password"]),
        (f"on nopass ~* &* {APPLICATION}", ["password"]),
        (f"off #{PW} ~* &* {APPLICATION}", ["on"]),
        (f"on #{PW} ~shop:* &* {APPLICATION}", ["keys ~shop:* → ~*"]),
        (f"on #{PW} ~* {APPLICATION}", ["channels none → &*"]),
        (f"on #{PW} ~* &* {APPLICATION} (~x +flushall)", ["limits (~x +flushall) → none"]),
        (f"on #{PW} ~* &* +@all", [f"commands +@all → {APPLICATION}"]),
    ],
)
def test_what_differs_is_said(line, changes):
    assert decided(entry("shop", password="pw"), present={**THERE, "shop": from_words(line.split())}) == [
        ("shop", "changed", changes)
    ]


def test_without_a_password_the_stored_one_stays():
    there = {**THERE, "shop": from_words(f"off #{OTHER} ~* &* {APPLICATION}".split())}
    decision = decide(wanted(ADMIN, entry("shop")), there, None)
    assert decision.plan.work[0].access.passwords == {OTHER}


def test_without_a_password_nobody_is_made():
    decision = decide(wanted(ADMIN, entry("shop")), THERE, None)
    assert [str(one) for one in decision.problems] == [
        "user 'shop': has no stored password, and none is given; give one"
    ]


def test_others_stay_and_only_who_is_named_goes():
    there = {**THERE, "shop": from_words(["on"]), "somebody": from_words(["on"])}
    assert decided(entry("shop", state="absent"), present=there) == [("shop", "removed", [])]
    assert decided(entry("shop", state="absent")) == []


def test_a_server_that_lacks_a_command_is_asked_before_anything_is_sent():
    decision = decide(wanted(ADMIN, entry("a", password="pw", commands=["+nope", "+get", "+@no"])), THERE, SERVER)
    assert [str(one) for one in decision.problems] == [
        "user 'a', commands: this server knows nothing of +nope, +@no; see ACL CAT and COMMAND LIST"
    ]


def test_every_problem_is_told_at_once():
    assert refused(
        entry("default", password="pw"),
        entry("bad user name", password=CANARY),
        entry("a", password=""),
        entry("a", password="pw", commands=["+get", "nopass", f">{CANARY}"], keys=["x y", "*", "z"]),
        entry("b", kind="admin", keys=["x"]),
    ) == [
        "user 'default': is what every connection is before it logs in, and stays off; choose another name",
        "user 'bad user name': is no name for a user; take 1 to 128 letters, digits and _ . @ : -, without spaces",
        "user 'a': the password is empty; give one, or leave the option out",
        (
            "user 'a', commands: 'nopass', '>…': no rule about commands; "
            "write +@category, -@category, +command, -command or +command|subcommand"
        ),
        "user 'a', keys: 'x y': no pattern; write one without spaces, such as shop:*",
        "user 'a', keys: '*' holds all the others; name it alone, or leave it out",
        "user 'b': is an admin and narrowed; leave out commands, keys and channels, or choose another kind",
        "user 'a': is named twice; name it once",
        "users: none is an admin with a password; add one of the kind admin: it keeps the others",
    ]


def test_who_logs_in():
    assert wanted(ADMIN).login_user == "maestro_admin"
    assert wanted(ADMIN).login_password == "pw"
    assert wanted(ADMIN, login_password="old").login_password == "old"
    assert wanted(entry("a", password="pw"), login_user="root", login_password="x").login_user == "root"
    assert refused({**ADMIN, "state": "absent"}, login_user="maestro_admin", login_password="x") == [
        "user 'maestro_admin': is to be removed and to log in; log in as another one"
    ]


def test_no_result_shows_a_secret():
    decision = decide(wanted(ADMIN, entry("shop", password=CANARY)), {}, None)
    shown = repr((decision, decision.plan.result(), wanted(ADMIN, entry("shop", password=CANARY))))
    assert CANARY not in shown
    assert PW not in shown


def test_a_file_is_amended_and_keeps_other_lines(tmp_path):
    path = tmp_path / "users.acl"
    path.write_text(f"# by hand\nuser somebody on nopass ~x\nuser shop on #{OTHER} ~* &* +@all\nuser old on\n")
    file = AccessFile(str(path))
    decision = decide(wanted(ADMIN, entry("shop", password="pw"), entry("old", state="absent")), file.users(), None)
    text = file.amended(decision.plan.work)
    assert text == (
        "# by hand\n"
        "user somebody on nopass ~x\n"
        f"user shop on #{PW} ~* &* {APPLICATION}\n"
        "user default off resetpass resetkeys resetchannels -@all\n"
        f"user maestro_admin on #{PW} ~* &* +@all\n"
    )
    file.write(text, "root")
    assert path.read_text() == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["users.acl"]
    again = AccessFile(str(path))
    assert not decide(wanted(ADMIN, entry("shop", password="pw")), again.users(), None).plan.changed


def test_a_file_for_nobody_says_what_is_missing(tmp_path):
    with pytest.raises(HostError, match="there is no user nobody-has-this-name; install the server first"):
        AccessFile(str(tmp_path / "users.acl")).write("", "nobody-has-this-name")
    assert list(tmp_path.iterdir()) == []


def test_the_file_brings_its_folder(tmp_path):
    path = tmp_path / "ours" / "users.acl"
    AccessFile(str(path)).write("user shop on\n", getpass.getuser())
    assert (path.read_text(encoding="utf-8"), path.parent.stat().st_mode & 0o777) == ("user shop on\n", 0o750)


def test_a_folder_that_a_killed_run_left_half_made_is_finished(tmp_path):
    path = tmp_path / "ours" / "users.acl"
    path.parent.mkdir(mode=0o700)
    AccessFile(str(path)).write("user shop on\n", getpass.getuser())
    assert path.parent.stat().st_mode & 0o777 == 0o750


def test_without_a_server_the_file_is_what_counts(tmp_path):
    place = redis.Place(str(tmp_path / "socket"), str(tmp_path / "users.acl"), "root")
    converging = redis.prepare(wanted(ADMIN), place)
    assert (converging.through, converging.plan.changed, converging.restart_required) == ("file", True, False)
    converging.apply()
    assert not redis.prepare(wanted(ADMIN), place).plan.changed


def test_a_server_that_is_known_to_run_is_to_answer(tmp_path):
    place = redis.Place(str(tmp_path / "socket"), str(tmp_path / "users.acl"), "root", running=True)
    with pytest.raises(HostError, match="the server runs and does not answer there; restart it, or see its log"):
        redis.prepare(wanted(ADMIN), place)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a server that nobody uses without a password, and only the application's host reaches."""

from __future__ import annotations

import json
import shlex
from contextlib import contextmanager

import pytest

SERVERS = ("mongo6", "mongo6t")
testinfra_hosts = [f"ansible://{name}" for name in SERVERS]

DATABASE = "shop_production"
SHOP = ("shop_production", "a-password-of-the-shop", DATABASE)
ADMIN = ("maestro_admin", "a-password-of-the-admin", "admin")
REPORTS = ("reports", "a-password-of-reports", DATABASE)
CRM = ("crm_production", "a-password-of-the-crm", "crm_production")
ANY = [{"role": "readWriteAnyDatabase", "db": "admin"}, {"role": "dbAdminAnyDatabase", "db": "admin"}]
CLIENT = """
import json, sys
import pymongo
host, login, commands = json.loads(sys.argv[1])
names = dict(zip(("username", "password", "authSource"), login)) if login else {}
client = pymongo.MongoClient(host, 27017, serverSelectionTimeoutMS=3000, connectTimeoutMS=3000, **names)
answers = []
for database, command in commands:
    try:
        answer = client[database].command(command)
        answers.append({key: answer[key] for key in ("ok", "n", "nModified", "cursor", "parsed") if key in answer})
    except pymongo.errors.OperationFailure as error:
        answers.append("refused: %s" % error.code)
    except pymongo.errors.PyMongoError as error:
        answers.append("away: " + type(error).__name__)
print(json.dumps(answers, default=str))
"""


def ask(client, host, login, *commands):
    """What a client gets for each command of a database: an answer, `refused: CODE`, or `away: …`."""
    question = json.dumps([host, login, commands])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


def test_the_service_runs_and_comes_back_at_boot(host):
    service = host.service("mongod")
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_never_started_before_it_was_configured(host):
    """An unconfigured server logs to the file of the package; ours to the journal."""
    assert host.file("/var/log/mongodb/mongod.log").size == 0
    log = host.check_output("journalctl --no-pager --output cat --unit mongod")
    assert "Waiting for connections" in log
    assert "Access control is not enabled" not in log
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {one for one in host.socket.get_listening_sockets() if one.endswith(":27017")}
    assert listening == {"tcp://127.0.0.1:27017", f"tcp://{address}:27017"}


def test_the_application_works_over_the_network(web, address):
    answers = ask(
        *(web, address, SHOP),
        [DATABASE, {"delete": "visits", "deletes": [{"q": {}, "limit": 0}]}],
        [DATABASE, {"insert": "visits", "documents": [{"_id": 1, "name": "Grüße", "count": 41}]}],
        [DATABASE, {"update": "visits", "updates": [{"q": {"_id": 1}, "u": {"$inc": {"count": 1}}}]}],
        [DATABASE, {"find": "visits", "filter": {"_id": 1}}],
        [DATABASE, {"createIndexes": "visits", "indexes": [{"key": {"name": 1}, "name": "name"}]}],
        [DATABASE, {"drop": "visits"}],
    )
    assert [answer["ok"] for answer in answers] == [1.0] * 6
    assert answers[1]["n"] == 1
    assert answers[2]["nModified"] == 1
    assert answers[3]["cursor"]["firstBatch"] == [{"_id": 1, "name": "Grüße", "count": 42}]


@pytest.mark.parametrize(
    ("database", "command"),
    [
        ("other", {"insert": "x", "documents": [{"_id": 1}]}),
        ("other", {"find": "x"}),
        ("admin", {"usersInfo": 1}),
        ("admin", {"shutdown": 1}),
        ("admin", {"getParameter": "*"}),
        ("admin", {"getCmdLineOpts": 1}),
        (DATABASE, {"createUser": "x", "pwd": "y", "roles": []}),
        (DATABASE, {"grantRolesToUser": "shop_production", "roles": [{"role": "root", "db": "admin"}]}),
        ("local", {"find": "startup_log"}),
    ],
)
def test_the_application_may_not_administer(web, address, database, command):
    assert ask(web, address, SHOP, [database, command]) == ["refused: 13"]


def test_another_user_only_reads(web, address):
    read, write = ask(
        *(web, address, REPORTS),
        [DATABASE, {"find": "orders"}],
        [DATABASE, {"insert": "orders", "documents": [{"_id": 1}]}],
    )
    assert read["ok"] == 1.0
    assert write == "refused: 13"


def test_one_with_any_database_works_in_all_of_them_and_administers_none(web, address):
    answers = ask(
        *(web, address, CRM),
        ["of_its_own_making", {"insert": "x", "documents": [{"_id": 1}]}],
        ["of_its_own_making", {"find": "x"}],
        ["of_its_own_making", {"dropDatabase": 1}],
        [DATABASE, {"find": "visits"}],
        ["admin", {"listDatabases": 1}],
    )
    assert [answer["ok"] for answer in answers] == [1.0] * 5, answers
    refused = ask(
        *(web, address, CRM),
        ["admin", {"find": "system.users"}],
        ["admin", {"delete": "system.users", "deletes": [{"q": {}, "limit": 0}]}],
        ["admin", {"drop": "system.users"}],
        ["admin", {"usersInfo": 1}],
        ["crm_production", {"grantRolesToUser": "crm_production", "roles": [{"role": "root", "db": "admin"}]}],
        ["admin", {"shutdown": 1}],
        ["local", {"find": "startup_log"}],
        ["config", {"insert": "x", "documents": [{"_id": 1}]}],
        # Nobody may.
        ["admin", {"dropDatabase": 1}],
    )
    assert refused == ["refused: 13"] * 8 + ["refused: 20"]


def test_nobody_works_without_a_password(web, address):
    questions = ([DATABASE, {"find": "visits"}], ["admin", {"listDatabases": 1}])
    assert ask(web, address, None, *questions) == ["refused: 13", "refused: 13"]
    for login in ((SHOP[0], "wrong", DATABASE), ("root", "root", "admin"), ("admin", "admin", "admin")):
        (answer,) = ask(web, address, login, questions[0])
        assert answer == "refused: 18"


def test_the_admin_comes_from_the_host_itself_only(web, host, address):
    assert ask(web, address, ADMIN, ["admin", {"usersInfo": 1}]) == ["refused: 18"]
    (answer,) = ask(host, "127.0.0.1", ADMIN, ["admin", {"usersInfo": 1}])
    assert answer["ok"] == 1.0


@pytest.mark.parametrize(("login", "source"), [(SHOP, ""), (ADMIN, "?authSource=admin")])
def test_a_url_alone_finds_the_account_wherever_it_lives(host, login, source):
    """C012: whatever database the account lives in, the one in the path is the client's own."""
    url = f"mongodb://{login[0]}:{login[1]}@127.0.0.1:27017/{DATABASE}"
    code = (
        "import pymongo, sys; d = pymongo.MongoClient(sys.argv[1]).get_default_database(); "
        "who = d.command('connectionStatus')['authInfo']['authenticatedUsers'][0]; "
        "print(d.name, d.command('ping')['ok'], who['user'], who['db'])"
    )
    found = host.check_output(f"python3 -c {shlex.quote(code)} {shlex.quote(url + source)}")
    assert found == f"{DATABASE} 1.0 {login[0]} {login[2]}"
    # Without saying so, an account that lives elsewhere is not found.
    assert (host.run(f"python3 -c {shlex.quote(code)} {shlex.quote(url)}").rc == 0) is (login is SHOP)


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    assert ask(stranger, address, SHOP, [DATABASE, {"ping": 1}]) == ["away: ServerSelectionTimeoutError"]


def test_the_settings_are_in_force(host):
    (answer,) = ask(host, "127.0.0.1", ADMIN, ["admin", {"getCmdLineOpts": 1}])
    address = host.check_output("hostname -I").split()[0]
    assert answer["parsed"] == {
        "config": "/etc/maestro/mongod.conf",
        "net": {"bindIp": f"127.0.0.1,{address}", "maxIncomingConnections": 500, "port": 27017},
        "processManagement": {"timeZoneInfo": "/usr/share/zoneinfo"},
        "security": {"authorization": "enabled", "javascriptEnabled": False},
        "storage": {"dbPath": "/var/lib/mongodb", "wiredTiger": {"engineConfig": {"cacheSizeGB": 0.5}}},
    }


def test_it_may_open_as_many_files_as_its_maker_advises(host):
    assert int(host.check_output("systemctl show -P LimitNOFILE mongod")) >= 64000


def test_it_goes_without_transparent_huge_pages(host):
    """As the maker of this version advises; a process of the host's own has them."""
    status = host.check_output("cat /proc/$(systemctl show -P MainPID mongod)/status /proc/1/status")
    assert [line.split() for line in status.splitlines() if line.startswith(("Name:", "THP_enabled:"))] == [
        *(["Name:", "mongod"], ["THP_enabled:", "0"]),
        *(["Name:", "systemd"], ["THP_enabled:", "1"]),
    ]
    assert "Waiting for connections" in host.check_output("journalctl --no-pager --identifier mongod")


def test_the_package_comes_from_the_makers_repository_which_delivers_nothing_else(host):
    place = "/mongodb-org/6.0/main"
    assert place in host.check_output("apt-cache policy mongodb-org-server")
    # What it has beside the packages that it may deliver, whether there is any or not.
    (others,) = [line.split() for line in host.check_output("apt-cache policy").splitlines() if place in line]
    assert others[0] == "-10"
    pins = host.file("/etc/apt/preferences.d/maestro-mongodb.pref").content_string
    assert "Package: *\nPin: release o=mongodb\nPin-Priority: -10\n" in pins
    source = host.file("/etc/apt/sources.list.d/maestro-mongodb.sources").content_string
    assert "Signed-By: /etc/apt/keyrings/maestro-mongodb.asc\n" in source
    assert "trusted" not in source.lower()


@contextmanager
def locked(host):
    """The server is locked against writes."""
    ask(host, "127.0.0.1", ADMIN, ["admin", {"fsync": 1, "lock": True}])
    try:
        yield
    finally:
        ask(host, "127.0.0.1", ADMIN, ["admin", {"fsyncUnlock": 1}])


def test_a_second_run_writes_nothing(host):
    """The server is locked against writes, and the module finds everything as it should be all the same."""
    users = [
        {"name": SHOP[0], "password": SHOP[1], "database": DATABASE},
        {"name": ADMIN[0], "password": ADMIN[1], "kind": "admin"},
        {"name": REPORTS[0], "password": REPORTS[1], "database": DATABASE, "roles": ["read"]},
        {"name": CRM[0], "password": CRM[1], "database": CRM[2], "roles": ANY},
    ]
    with locked(host):
        result = host.ansible(
            "maestro.databases.mongodb_accounts", json.dumps({"users": users}), check=False, become=True
        )
    assert result["changed"] is False, result
    assert {one["state"] for one in result["objects"]} == {"unchanged"}


def test_a_user_that_is_written_as_it_was_waits_for_the_lock(host):
    """So that the test above can fail."""
    update = [DATABASE, {"updateUser": REPORTS[0], "roles": ["read"], "maxTimeMS": 1000}]
    with locked(host):
        waited = ask(host, "127.0.0.1", ADMIN, update)
    assert waited == ["refused: 50"]
    assert ask(host, "127.0.0.1", ADMIN, update) == [{"ok": 1.0}]


def test_no_secret_is_left_on_the_host(host):
    found = host.run("grep -rlsF a-password-of- /etc /var/log /root /tmp /run")
    assert found.stdout == ""
    assert "a-password-of-" not in host.check_output("journalctl --no-pager")


def test_the_files_belong_to_the_right_ones(host):
    data = host.file("/var/lib/mongodb")
    assert (data.user, data.group, data.mode) == ("mongodb", "mongodb", 0o750)
    config = host.file("/etc/maestro/mongod.conf")
    assert (config.user, config.group, config.mode) == ("root", "root", 0o644)


def test_the_marker_says_whose_it_is(host):
    assert json.loads(host.file("/etc/maestro/databases.d/mongodb.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": "mongodb",
        "version": "6.0",
        "data_directory": "/var/lib/mongodb",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: nobody gets in without a password, and only the application's host reaches it."""

from __future__ import annotations

import json
import shlex
import time

import pytest

SERVERS = {"influxdb16a": "1.6", "influxdb16b": "1.6"}
testinfra_hosts = [f"ansible://{name}" for name in SERVERS]

SHOP = ("shop_production", "a-password-of-the-shop's")
ADMIN = ("maestro_admin", "a-password-of-the-admin")
REPORTS = ("reports", "a-password-of-reports")
DATABASE = "shop_production"
DATABASES = [{"name": DATABASE}, {"name": "other", "retention": "30d"}]
USERS = [
    {"name": SHOP[0], "password": SHOP[1], "privileges": {DATABASE: "all"}},
    {"name": ADMIN[0], "password": ADMIN[1], "kind": "admin"},
    {"name": REPORTS[0], "password": REPORTS[1], "privileges": {DATABASE: "read"}},
]
#: Says of each step its status, and the values or the error.
CLIENT = """
import base64, hashlib, hmac, json, sys, time, urllib.error, urllib.parse, urllib.request
host, login, database, steps = json.loads(sys.argv[1])
def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
def authorization():
    if login == "token":
        # Signed with the secret that the server has by default: none.
        parts = [{"alg": "HS256", "typ": "JWT"}, {"username": "maestro_admin", "exp": int(time.time()) + 600}]
        signed = ".".join(encoded(json.dumps(part).encode()) for part in parts)
        return "Bearer " + signed + "." + encoded(hmac.new(b"", signed.encode(), hashlib.sha256).digest())
    return "Basic " + base64.b64encode(":".join(login).encode()).decode()
answers = []
for step in steps:
    write = step.startswith("shelf")
    address = "http://%s:8086/%s?%s" % (host, "write" if write else "query", urllib.parse.urlencode({"db": database}))
    body = step if write else urllib.parse.urlencode({"q": step})
    request = urllib.request.Request(address, body.encode(), {"Authorization": authorization()} if login else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            result = (json.loads(answer.read() or b"{}").get("results") or [{}])[0]
            first = int(step.startswith("SELECT"))  # after the time
            rows = [row[first:] for series in result.get("series", []) for row in series["values"]]
            answers.append(result.get("error") or rows)
    except urllib.error.HTTPError as error:
        answers.append(error.code)
    except OSError:
        answers.append("away")
print(json.dumps(answers))
"""
#: Tries to become the first admin until told to stop; says how often a server answered, and how often it let it.
INTRUDER = """
import os, sys, time, urllib.error, urllib.parse, urllib.request
host, stop = sys.argv[1:]
statement = "CREATE USER eve WITH PASSWORD 'eve' WITH ALL PRIVILEGES"
body = urllib.parse.urlencode({"q": statement}).encode()
answered = made = 0
while not os.path.exists(stop):
    try:
        with urllib.request.urlopen("http://%s:8086/query" % host, body, timeout=0.5):
            made += 1
    except urllib.error.HTTPError:
        answered += 1
    except OSError:
        pass
    time.sleep(0.02)
os.unlink(stop)
print(answered > 0, made)
"""


def ask(client, host, login, *steps, database=DATABASE):
    """What a client gets for each step: rows, an error, or the status of a refusal."""
    question = json.dumps([host, login, database, steps])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


def accounts(host, **more):
    arguments = json.dumps({"databases": DATABASES, "users": USERS, **more})
    return host.ansible("maestro.databases.influxdb_accounts", arguments, check=False, become=True)


def test_the_service_runs_and_comes_back_at_boot(host):
    service = host.service("influxdb")
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_never_started_before_it_was_configured(host):
    logged = host.check_output("journalctl --no-pager --output cat")
    assert "authentication=true" in logged
    assert "authentication=false" not in logged
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {one for one in host.socket.get_listening_sockets() if one.startswith(("tcp://", "udp://"))}
    assert listening - {"tcp://0.0.0.0:22", "tcp://:::22", "tcp://[::]:22"} == {
        "tcp://127.0.0.1:8088",
        f"tcp://{address}:8086",
    }


def test_the_application_works_over_the_network(web, address):
    number = "SELECT number FROM shelf"
    steps = ["shelf,name=Grüße number=1i 1000", number, "shelf,name=Grüße number=2i 1000", number]
    steps += ["DELETE FROM shelf", number]
    assert ask(web, address, SHOP, *steps) == [[], [[1]], [], [[2]], [], []]


def test_the_application_has_one_database(web, address):
    assert ask(web, address, SHOP, "SELECT * FROM shelf", "shelf number=1i", database="other") == [403, 403]
    assert ask(web, address, SHOP, "SELECT * FROM shelf", database="_internal") == [403]


@pytest.mark.parametrize(
    "statement",
    ["CREATE DATABASE mine", f"DROP DATABASE {DATABASE}", "SHOW USERS", "GRANT ALL PRIVILEGES TO shop_production"],
)
def test_the_application_is_no_admin(web, address, statement):
    assert ask(web, address, SHOP, statement) == [403]


def test_another_user_only_reads(web, address):
    assert ask(web, address, SHOP, "shelf number=3i") == [[]]
    assert ask(web, address, REPORTS, "SELECT number FROM shelf", "shelf number=4i", "DELETE FROM shelf") == [
        *([[3]], 403, 403),
    ]
    assert ask(web, address, SHOP, "DELETE FROM shelf") == [[]]


@pytest.mark.parametrize(
    "login", [None, "token", (SHOP[0], "wrong"), ("", ""), ("admin", "admin"), ("root", "root"), ("influxdb", "")]
)
def test_nobody_works_without_a_password(web, address, login):
    statements = ["SHOW DATABASES", "shelf number=1i", "CREATE USER eve WITH PASSWORD 'eve' WITH ALL PRIVILEGES"]
    assert ask(web, address, login, *statements) == [401, 401, 401]


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    assert ask(stranger, address, SHOP, "SHOW DATABASES") == ["away"]


def test_root_alone_has_a_backup(host):
    command = "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", 8088), 1)'"
    assert host.run(command).rc == 0
    assert host.run(f"su -s /bin/sh nobody -c {shlex.quote(command)}").rc != 0


def test_the_settings_are_in_force(web, address):
    answer = ask(web, address, ADMIN, "SHOW DIAGNOSTICS FOR 'config-data'", "SHOW DIAGNOSTICS FOR 'config-httpd'")
    assert 262144000 in answer[0][0]
    assert 50000 in answer[0][0]
    assert f"{address}:8086" in answer[1][0]


def test_it_may_open_as_many_files_as_its_maker_advises(host):
    assert int(host.check_output("systemctl show -P LimitNOFILE influxdb")) >= 65536


def test_users_have_what_they_need_and_no_more(web, address):
    statements = [f"SHOW GRANTS FOR {name}" for name in (SHOP[0], REPORTS[0])]
    answer = ask(web, address, ADMIN, "SHOW USERS", *statements, "SHOW RETENTION POLICIES ON other")
    assert answer == [
        [[ADMIN[0], True], [SHOP[0], False], [REPORTS[0], False]],
        [[DATABASE, "ALL PRIVILEGES"]],
        [[DATABASE, "READ"]],
        [["autogen", "720h0m0s", "24h0m0s", 1, True]],
    ]


def test_a_second_run_writes_nothing(host, address):
    # The server writes to its store by itself until its own statistics have a place, some ten seconds from its start.
    deadline = time.monotonic() + 60
    while True:
        (told,) = ask(host, address, ADMIN, "SELECT * FROM runtime LIMIT 1", database="_internal")
        if told and isinstance(told, list):  # until the database is there, the answer is an error
            break
        assert time.monotonic() < deadline, f"the server keeps no statistics of its own: {told}"
        time.sleep(0.5)
    store = "/var/lib/influxdb/meta/meta.db"
    before = (host.file(store).sha256sum, host.file(store).mtime)
    result = accounts(host)
    assert result["changed"] is False, result
    assert {one["state"] for one in result["objects"]} == {"unchanged"}
    assert (host.file(store).sha256sum, host.file(store).mtime) == before


def test_no_secret_is_left_on_the_host(host):
    found = host.run("grep -rlsF a-password-of- /etc /var/log /var/lib /root /tmp /run")
    assert found.stdout == ""
    assert "a-password-of-" not in host.check_output("journalctl --no-pager")
    assert host.file("/var/lib/influxdb").mode == 0o750
    assert host.file("/run/influxdb").mode == 0o700


def test_the_marker_says_whose_it_is(host):
    name = host.check_output("hostname")
    assert json.loads(host.file("/etc/maestro/databases.d/influxdb.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": "influxdb",
        "version": SERVERS[name],
        "data_directory": "/var/lib/influxdb",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""


def begin_again(host):
    host.check_output("systemctl stop influxdb && find /var/lib/influxdb -mindepth 1 -delete")


def test_nobody_makes_himself_the_first_admin(host, web, address):
    begin_again(host)
    assert host.run("systemctl start influxdb").rc != 0
    watched = {(host, "127.0.0.1"), (host, address), (web, address)}
    for client, where in watched:
        words = shlex.join(["python3", "-c", INTRUDER, where, f"/tmp/stop-{where}"])
        client.check_output(
            f"systemd-run --quiet --unit=eve-{where} sh -c {shlex.quote(f'{words} > /tmp/eve-{where}')}"
        )
    try:
        result = accounts(host)
        assert result["changed"] is True, result
        host.check_output("systemctl start influxdb && sleep 3")
    finally:
        for client, where in watched:
            client.check_output(
                f"touch /tmp/stop-{where}; while [ -e /tmp/stop-{where} ]; do sleep 0.1; done; sleep 0.2"
            )
    told = {(client.backend.host, where): client.file(f"/tmp/eve-{where}").content_string for client, where in watched}
    assert told == {
        (host.backend.host, "127.0.0.1"): "False 0\n",
        (host.backend.host, address): "True 0\n",
        ("web1", address): "True 0\n",
    }
    assert ask(web, address, ADMIN, "SHOW USERS") == [[[ADMIN[0], True], [SHOP[0], False], [REPORTS[0], False]]]


def test_a_run_that_was_killed_after_the_first_admin_is_finished_by_the_next(host, web, address):
    begin_again(host)
    result = accounts(host, databases=[], users=USERS[1:2])
    assert result["changed"] is True, result
    host.check_output("rm /var/lib/influxdb/maestro-admin")
    result = accounts(host)
    states = {(one["kind"], one["name"]): one["state"] for one in result["objects"]}
    assert states[("user", ADMIN[0])] == "unchanged", result
    assert states[("user", SHOP[0])] == "created"
    host.check_output("systemctl start influxdb; while [ ! -S /run/influxdb/maestro.sock ]; do sleep 0.1; done")
    assert ask(web, address, SHOP, "shelf number=5i", "SELECT number FROM shelf") == [[], [[5]]]
    assert accounts(host)["changed"] is False


def test_a_server_with_an_admin_of_somebody_else_is_refused(host):
    other = [{**USERS[1], "password": "another"}]
    refused = accounts(host, users=other)
    assert "the server does not let maestro_admin in; give back the credentials" in refused["msg"]
    rotated = accounts(host, users=[{**USERS[1], "password": "a-new-one"}, *USERS[::2]], login_password=ADMIN[1])
    assert [one["changes"] for one in rotated["objects"] if one["state"] != "unchanged"] == [["password"]]
    assert accounts(host, login_user=ADMIN[0], login_password="a-new-one")["changed"] is True
    assert accounts(host)["changed"] is False

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a server that nobody uses without a password, and only the application's host reaches."""

from __future__ import annotations

import hashlib
import json
import shlex

import pytest

SERVERS = {"redis7": ("redis", "7"), "redis8": ("redis", "8"), "valkey8": ("valkey", "8"), "valkey9": ("valkey", "9")}
testinfra_hosts = [f"ansible://{name}" for name in SERVERS]

SHOP = ("shop_production", "a-password-of-the-shop")
ADMIN = ("maestro_admin", "a-password-of-the-admin")
REPORTS = ("reports", "a-password-of-reports")
CLIENT = """
import json, sys
import redis
where, user, password, commands = json.loads(sys.argv[1])
client = redis.Redis(**where, username=user, password=password, decode_responses=True, socket_connect_timeout=3)
answers = []
for command in commands:
    try:
        answers.append(client.execute_command(*command))
    except redis.RedisError as error:
        answers.append("refused: " + str(error))
print(json.dumps(answers, default=str))
"""


def ask(client, where, login, *commands):
    """What a client gets for each command: an answer, or `refused: …`."""
    question = json.dumps([where, *(login or (None, None)), [command.split() for command in commands]])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


@pytest.fixture
def server(host):
    return SERVERS[host.check_output("hostname")]


@pytest.fixture
def address(host):
    return {"host": host.check_output("hostname -I").split()[0]}


@pytest.fixture
def socket(host, server):
    """The server's own socket, and the driver to talk to it: the role does without one."""
    install = "apt-get -qq install -y --no-install-recommends python3-redis >/dev/null"
    host.check_output(f"python3 -c 'import redis' 2>/dev/null || {install}")
    return {"unix_socket_path": f"/run/{server[0]}/maestro.sock"}


def test_the_service_runs_and_comes_back_at_boot(host, server):
    service = host.service(f"{server[0]}-server")
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_never_started_before_it_was_configured(host, server):
    """An unconfigured server would write to the vendor's log; ours writes to the journal."""
    log = host.check_output(f"journalctl --no-pager --output cat --unit {server[0]}-server")
    assert "Ready to accept connections" in log
    assert host.check_output(f"cat /var/log/{server[0]}/*") == ""
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {one for one in host.socket.get_listening_sockets() if one.endswith(":6379")}
    assert listening == {"tcp://127.0.0.1:6379", f"tcp://{address['host']}:6379"}


def test_the_application_works_over_the_network(web, address):
    answers = ask(
        *(web, address, SHOP),
        *("FLUSHDB", "SET visits 41", "INCR visits", "GET visits", "PUBLISH news hello", "KEYS vis*"),
        *("EVAL return{redis.call('get',KEYS[1])} 1 visits", "CLIENT SETNAME shop", "SELECT 1", "DBSIZE"),
    )
    assert answers == [True, True, 42, "42", 0, ["visits"], ["42"], "OK", True, 0]
    info, clients = ask(web, address, SHOP, "INFO", "CLIENT LIST")
    assert info["maxmemory_policy"] == "noeviction"
    assert "user=shop_production" in clients


@pytest.mark.parametrize(
    "command",
    ["CONFIG GET *", "ACL LIST", "ACL SETUSER shop_production +@all", "SHUTDOWN NOSAVE", "FLUSHALL", "MONITOR",
     "SAVE", "REPLICAOF NO ONE", "MODULE LIST", "CLIENT KILL ID 1", "SLOWLOG GET", "SWAPDB 0 1"],
)  # fmt: skip
def test_the_application_may_not_administer(web, address, command):
    (answer,) = ask(web, address, SHOP, command)
    assert "no permissions to run" in answer


def test_another_user_stays_within_its_patterns(web, address):
    ask(web, address, SHOP, "SET catalogue:1 chair", "SET order:1 chair")
    allowed, write, other = ask(web, address, REPORTS, "GET catalogue:1", "SET catalogue:1 x", "GET order:1")
    assert allowed == "chair"
    assert "no permissions" in write
    assert "No permissions to access a key" in other or "no permissions to access" in other


def test_one_who_reads_changes_nothing_and_one_who_writes_administers_nothing(web, address):
    reader, loader = (("reader", "a-password-of-the-reader"), ("loader", "a-password-of-the-loader"))
    assert ask(web, address, loader, "SET order:2 table", "GET order:2", "PUBLISH news hello") == [True, "table", 0]
    assert ask(web, address, reader, "GET order:2", "CLIENT SETNAME reader", "SELECT 0") == ["table", "OK", True]
    for login, commands in (
        (
            reader,
            ("SET order:2 x", "DEL order:2", "PUBLISH news x", "EVAL return(1) 0", "KEYS *", "FLUSHDB", "ACL LIST"),
        ),
        (loader, ("KEYS *", "FLUSHDB", "FLUSHALL", "CONFIG GET *", "ACL LIST", "SHUTDOWN NOSAVE")),
    ):
        for answer in ask(web, address, login, *commands):
            assert "no permissions to run" in str(answer)


def test_nobody_works_without_a_password(web, address):
    assert ask(web, address, None, "PING", "INFO") == ["refused: Authentication required."] * 2
    for login in ((None, SHOP[1]), (SHOP[0], "wrong"), ("default", ""), ("default", "wrong")):
        (answer,) = ask(web, address, login, "PING")
        assert "invalid username-password pair or user is disabled" in answer or answer.endswith(
            "Authentication required."
        )


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    (answer,) = ask(stranger, address, SHOP, "PING")
    assert "Timeout connecting to server" in answer


def test_the_settings_are_in_force(host, server, socket):
    values = {}
    names = ("maxmemory", "maxmemory-policy", "appendonly", "save", "protected-mode", "dir", "aclfile", "logfile")
    for answer in ask(host, socket, ADMIN, *[f"CONFIG GET {name}" for name in names]):
        values.update(answer if isinstance(answer, dict) else {answer[0]: answer[1]})
    assert values == {
        "maxmemory": str(256 * 1024**2),
        "maxmemory-policy": "noeviction",
        "appendonly": "yes",
        "save": "3600 1 300 100",
        "protected-mode": "yes",
        "dir": f"/var/lib/{server[0]}",
        "aclfile": "/etc/maestro/redis/users.acl",
        "logfile": "",
    }


def test_it_may_open_as_many_files_as_its_maker_advises(host, server):
    assert int(host.check_output(f"systemctl show -P LimitNOFILE {server[0]}-server")) >= 65535


def test_config_rewrite_cannot_fight_our_file(host, socket):
    before = host.file("/etc/maestro/redis.conf").sha256sum
    (answer,) = ask(host, socket, ADMIN, "CONFIG REWRITE")
    assert "Rewriting config file" in answer
    assert host.file("/etc/maestro/redis.conf").sha256sum == before


def test_the_default_user_is_off_also_in_the_file(host, server, socket):
    file = host.file("/etc/maestro/redis/users.acl")
    assert (file.user, file.group, file.mode) == (server[0], server[0], 0o640)
    (line,) = [line for line in file.content_string.splitlines() if line.startswith("user default ")]
    assert line.split()[2] == "off"
    assert hashlib.sha256(SHOP[1].encode()).hexdigest() in file.content_string
    (users,) = ask(host, socket, ADMIN, "ACL LIST")
    assert [one.split()[2] for one in users if one.startswith("user default ")] == ["off"]


def test_what_the_server_saves_is_what_it_is_given(host, server, socket):
    """ACL SAVE works within the unit's confinement, keeps owner and mode, and the next start reads it."""
    assert ask(host, socket, ADMIN, "ACL SAVE") in (["OK"], [True])
    file = host.file("/etc/maestro/redis/users.acl")
    assert (file.user, file.group, file.mode) == (server[0], server[0], 0o640)
    host.check_output(f"systemctl restart {server[0]}-server")
    assert ask(host, socket, SHOP, "PING") in (["PONG"], [True])


def test_the_log_has_no_warning(host, server):
    log = host.check_output(f"journalctl --no-pager --output cat --unit {server[0]}-server")
    assert "WARNING" not in log
    assert host.file("/proc/sys/vm/overcommit_memory").content_string == "1\n"


def test_no_secret_is_left_on_the_host(host):
    found = host.run("grep -rlsF a-password-of- /etc /var/log /var/lib /root /tmp /run")
    assert found.stdout == ""
    assert "a-password-of-" not in host.check_output("journalctl --no-pager")


def test_the_marker_says_whose_it_is(host, server):
    assert json.loads(host.file("/etc/maestro/databases.d/redis.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": server[0],
        "version": server[1],
        "data_directory": f"/var/lib/{server[0]}",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a broker without guests, and only the application's host reaches it."""

from __future__ import annotations

import json
import re
import shlex

import pytest

SERVERS = {"rabbit310": "3.10", "rabbit40": "4.0", "rabbit43": "4.3"}
testinfra_hosts = [f"ansible://{name}" for name in SERVERS]

SHOP = ("shop_production", "a-password-of-the-shop")
ADMIN = ("maestro_admin", "a-password-of-the-admin")
REPORTS = ("reports", "a-password-of-reports")
VHOST = "shop_production"
#: What the node logs of whatever is written.
WRITES = re.compile("user|permission|vhost|virtual host|import", re.IGNORECASE)
#: What it logs of who tries the packaged login all the time.
REFUSED = "user 'guest' - invalid credentials"
CLIENT = """
import json, sys
import pika
host, login, vhost, steps = json.loads(sys.argv[1])
answers = []
try:
    connection = pika.BlockingConnection(pika.ConnectionParameters(
        host, 5672, vhost, pika.PlainCredentials(*login), socket_timeout=3, blocked_connection_timeout=3))
    answers.append("in")
    for step in steps:
        channel = connection.channel()
        try:
            if step[0] == "declare":
                channel.queue_declare(step[1], durable=True)
                answers.append("declared")
            elif step[0] == "publish":
                channel.confirm_delivery()
                channel.basic_publish("", step[1], step[2].encode())
                answers.append("published")
            elif step[0] == "get":
                answers.append((channel.basic_get(step[1], auto_ack=True)[2] or b"").decode())
            elif step[0] == "delete":
                channel.queue_delete(step[1])
                answers.append("deleted")
        except pika.exceptions.ChannelClosedByBroker as error:
            answers.append("refused: %s" % error.reply_code)
except pika.exceptions.ProbableAuthenticationError:
    answers.append("no login")
except (pika.exceptions.ProbableAccessDeniedError, pika.exceptions.ConnectionClosedByBroker) as error:
    answers.append("no access")
except pika.exceptions.AMQPConnectionError as error:
    answers.append("away")
print(json.dumps(answers))
"""


def ask(client, host, login, vhost, *steps):
    """What a client gets: whether it came in, and an answer to each step."""
    question = json.dumps([host, login, vhost, steps])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


def definitions(host):
    return json.loads(
        host.check_output("rabbitmqctl --silent --node rabbit@localhost export_definitions - --format json")
    )


def test_the_service_runs_and_comes_back_at_boot(host):
    service = host.service("rabbitmq-server")
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_never_started_before_it_was_configured(host):
    """A node under the host's own name would have left its folder."""
    left = {name.partition("@")[2].partition("-")[0] for name in host.file("/var/lib/rabbitmq/mnesia").listdir()}
    assert left - {"localhost.pid"} == {"localhost"}
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {one for one in host.socket.get_listening_sockets() if one.startswith("tcp://")}
    assert listening - {"tcp://0.0.0.0:22", "tcp://:::22", "tcp://[::]:22"} == {
        "tcp://127.0.0.1:4369",
        "tcp://127.0.0.1:25672",
        "tcp://127.0.0.1:5672",
        f"tcp://{address}:5672",
    }


def test_the_application_works_over_the_network(web, address):
    steps = [["declare", "orders"], ["publish", "orders", "Grüße"], ["get", "orders"], ["delete", "orders"]]
    assert ask(web, address, SHOP, VHOST, *steps) == ["in", "declared", "published", "Grüße", "deleted"]


def test_the_application_has_one_virtual_host(web, address):
    assert ask(web, address, SHOP, "other") == ["no access"]
    assert ask(web, address, SHOP, "/") == ["no access"]


def test_another_user_only_reads(web, address):
    assert ask(web, address, SHOP, VHOST, ["declare", "news"], ["publish", "news", "hello"])[-1] == "published"
    assert ask(web, address, REPORTS, VHOST, ["get", "news"], ["publish", "news", "x"], ["declare", "mine"]) == [
        *("in", "hello", "refused: 403", "refused: 403"),
    ]


def test_nobody_works_with_a_known_password(web, host, address):
    for login in (("guest", "guest"), (SHOP[0], "wrong"), ("", "")):
        assert ask(web, address, login, VHOST) == ["no login"]
        assert ask(web, address, login, "/") == ["no login"]
    assert [user["name"] for user in definitions(host)["users"] if user["name"] == "guest"] == []


def test_the_admin_comes_from_the_host_itself_only(web, address):
    assert ask(web, address, ADMIN, VHOST) == ["no login"]


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    assert ask(stranger, address, SHOP, VHOST) == ["away"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vm_memory_high_watermark", '{absolute,"600MiB"}'),
        ("disk_free_limit", '"600MiB"'),
        ("channel_max", "500"),
    ],
)
def test_the_settings_are_in_force(host, name, value):
    question = f"element(2, application:get_env(rabbit, {name}))."
    told = host.check_output(f"rabbitmqctl --silent --node rabbit@localhost eval '{question}'")
    assert "".join(told.split()) == value


def test_it_may_open_as_many_files_as_its_maker_advises(host):
    assert int(host.check_output("systemctl show -P LimitNOFILE rabbitmq-server")) >= 65536


def test_users_have_what_they_need_and_no_more(host):
    known = definitions(host)
    tags = {user["name"]: user["tags"] for user in known["users"]}
    assert {name: value if isinstance(value, list) else value.split() for name, value in tags.items()} == {
        "maestro_admin": ["administrator"],
        "reports": [],
        "shop_production": [],
    }
    assert {
        (one["user"], one["vhost"]): (one["configure"], one["read"], one["write"]) for one in known["permissions"]
    } == {
        ("maestro_admin", "other"): (".*", ".*", ".*"),
        ("maestro_admin", "shop_production"): (".*", ".*", ".*"),
        ("reports", "shop_production"): ("^$", ".*", "^$"),
        ("shop_production", "shop_production"): (".*", ".*", ".*"),
    }


def written(host, work):
    """What the node logs of users, permissions, virtual hosts and the like while something is done."""
    shown = host.check_output("journalctl --unit rabbitmq-server --lines 0 --show-cursor")
    cursor = shlex.quote(shown.partition("cursor: ")[2].strip())
    work()
    log = host.check_output(f"journalctl --unit rabbitmq-server --output cat --after-cursor {cursor}")
    return [line for line in log.splitlines() if WRITES.search(line) and REFUSED not in line]


def test_a_second_run_writes_nothing(host):
    """Neither is anything other, nor is it written again as it was, which the node tells of in its log."""
    before = definitions(host)
    users = [
        {"name": SHOP[0], "password": SHOP[1], "permissions": {VHOST: {}}},
        {"name": ADMIN[0], "password": ADMIN[1], "kind": "admin"},
        {"name": REPORTS[0], "password": REPORTS[1], "permissions": {VHOST: {"configure": "^$", "write": "^$"}}},
    ]
    arguments = json.dumps({"vhosts": [VHOST, "other"], "users": users})
    results = []
    module = "maestro.databases.rabbitmq_accounts"
    log = written(host, lambda: results.append(host.ansible(module, arguments, check=False, become=True)))
    (result,) = results
    assert result["changed"] is False, result
    assert {one["state"] for one in result["objects"]} == {"unchanged"}
    assert log == []
    assert definitions(host) == before


@pytest.mark.parametrize(
    "words", [f"set_permissions --vhost {VHOST} {SHOP[0]} '.*' '.*' '.*'", f"set_user_tags {ADMIN[0]} administrator"]
)
def test_what_is_written_as_it_was_shows_in_the_log(host, words):
    """So that the test above can fail."""
    before = definitions(host)
    log = written(host, lambda: host.check_output(f"rabbitmqctl --silent --node rabbit@localhost {words}"))
    assert len(log) > 0
    assert definitions(host) == before


def test_no_secret_is_left_on_the_host(host):
    found = host.run("grep -rlsF a-password-of- /etc /var/log /var/lib /root /tmp /run")
    assert found.stdout == ""
    assert "a-password-of-" not in host.check_output("journalctl --no-pager")


def test_the_marker_says_whose_it_is(host):
    name = host.check_output("hostname")
    assert json.loads(host.file("/etc/maestro/databases.d/rabbitmq.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": "rabbitmq",
        "version": SERVERS[name],
        "data_directory": "/var/lib/rabbitmq/mnesia",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a node that nobody uses without a password, and only the application's host reaches."""

from __future__ import annotations

import json
import shlex
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Kind:
    """What differs between the servers."""

    flavour: str
    version: str
    #: Who is logged in, by the server's own word.
    whoami: str
    #: What only an administrator asks.
    users: str


ELASTIC = {"whoami": "/_security/_authenticate", "users": "/_security/role"}
KINDS = {
    "es8": Kind("elasticsearch", "8", **ELASTIC),
    "es7": Kind("elasticsearch", "7", **ELASTIC),
    "os2": Kind(
        "opensearch", "2", whoami="/_plugins/_security/authinfo", users="/_plugins/_security/api/internalusers"
    ),
}
#: Each on bookworm and, with a `t`, on trixie.
SERVERS = {f"{name}{release}": kind for name, kind in KINDS.items() for release in ("", "t")}
testinfra_hosts = [f"ansible://{name}" for name in SERVERS]

INDEX = "/shop_production_visits"
SHOP = ("shop_production", "a-password-of-the-shop")
ADMIN = ("maestro_admin", "a-password-of-the-admin")
REPORTS = ("reports", "a-password-of-reports")
USERS = [
    {"name": SHOP[0], "password": SHOP[1]},
    {"name": ADMIN[0], "password": ADMIN[1], "kind": "admin"},
    {"name": REPORTS[0], "password": REPORTS[1], "prefix": "shop_production", "access": "read"},
]
CLIENT = """
import base64, http.client, json, sys
host, seconds, questions = json.loads(sys.argv[1])
answers = []
for login, verb, path, body in questions:
    headers = {"Content-Type": "application/json"}
    if login:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(login).encode()).decode()
    connection = http.client.HTTPConnection(host, 9200, timeout=seconds)
    try:
        text = body if isinstance(body, str) else None if body is None else json.dumps(body)
        connection.request(verb, path, text, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        answers.append([answer.status, json.loads(text) if text.startswith("{") else text])
    except OSError as error:
        answers.append([0, type(error).__name__])
print(json.dumps(answers))
"""


def ask(client, host, login, *questions):
    """What a client gets for each question of verb, path and body: status and answer; 0 where nobody answers."""
    return ask_each(client, host, [(login, *one) for one in questions])


def ask_each(client, host, questions, seconds=20):
    """The same with a login for each question."""
    question = json.dumps([host, seconds, [(*one, None)[:4] for one in questions]])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


@pytest.fixture
def kind(host):
    return SERVERS[host.check_output("hostname")]


def accounts(host, kind, users, **more):
    arguments = json.dumps({"users": users, **more})
    return host.ansible(f"maestro.databases.{kind.flavour}_accounts", arguments, check=False, become=True)


def test_the_service_runs_and_comes_back_at_boot(host, kind):
    service = host.service(kind.flavour)
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_never_started_before_it_was_configured(host, kind):
    """An unconfigured server logs under the name of its maker's cluster."""
    logs = host.file(f"/var/log/{kind.flavour}").listdir()
    assert "shop-production-main.log" in logs
    assert f"{kind.flavour}.log" not in logs
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {
        line.split()[3].replace("[::ffff:", "").replace("]", "") for line in host.check_output("ss -Hltn").splitlines()
    }
    assert {one for one in listening if not one.endswith(":22")} == {
        "127.0.0.1:9200",
        "127.0.0.1:9300",
        f"{address}:9200",
    }


def test_the_application_works_over_the_network(web, address):
    bulk = '{"index":{"_id":"2"}}\n{"name":"two","count":2}\n'
    answers = ask(
        *(web, address, SHOP),
        ["DELETE", f"{INDEX}?ignore_unavailable=true"],
        ["PUT", INDEX, {"mappings": {"properties": {"name": {"type": "keyword"}}}}],
        ["PUT", f"{INDEX}/_doc/1?refresh=true", {"name": "Grüße", "count": 41}],
        ["POST", f"{INDEX}/_bulk?refresh=true", bulk],
        ["PUT", f"{INDEX}/_doc/1?refresh=true", {"name": "Grüße", "count": 42}],
        ["GET", "/shop_production*/_search", {"query": {"term": {"name": "Grüße"}}}],
        ["DELETE", f"{INDEX}/_doc/2"],
        ["DELETE", INDEX],
        ["GET", "/_cluster/health"],
    )
    assert [status for status, _answer in answers] == [200, 200, 201, 200, 200, 200, 200, 200, 200], answers
    assert answers[3][1]["errors"] is False
    assert [one["_source"] for one in answers[5][1]["hits"]["hits"]] == [{"name": "Grüße", "count": 42}]


def test_the_application_has_its_own_indices_only(web, address):
    answers = ask(
        *(web, address, SHOP),
        ["PUT", "/other/_doc/1", {"x": 1}],
        ["GET", "/other/_search"],
        ["PUT", "/shop_productions"],
        ["PUT", "/shop"],
    )
    assert [status for status, _answer in answers] == [403] * 4, answers


def test_the_application_may_not_administer(web, address, kind):
    answers = ask(
        *(web, address, SHOP),
        ["GET", kind.users],
        ["PUT", "/_cluster/settings", {"persistent": {"cluster.blocks.read_only": True}}],
        ["PUT", f"{kind.users}/mine", {}],
        ["DELETE", "/*"],
    )
    # A wildcard is refused to all: nothing is removed by one.
    assert [status for status, _answer in answers[:3]] in ([403] * 3, [403, 403, 400], [403, 403, 405]), answers
    assert answers[3][0] in (400, 403), answers


def test_another_user_only_reads(web, address):
    index = "/shop_production_news"
    made = ask(web, address, SHOP, ["PUT", f"{index}/_doc/1?refresh=true", {"title": "hello"}])
    assert made[0][0] in (200, 201), made
    answers = ask(
        *(web, address, REPORTS),
        ["GET", f"{index}/_search"],
        ["GET", f"{index}/_mapping"],
        ["PUT", f"{index}/_doc/2", {"title": "x"}],
        ["DELETE", index],
        ["GET", "/other/_search"],
    )
    assert [status for status, _answer in answers] == [200, 200, 403, 403, 403], answers
    ask(web, address, SHOP, ["DELETE", index])


def test_nobody_works_without_a_password(web, address, kind):
    questions = (["GET", "/_cluster/health"], ["GET", kind.whoami], ["GET", "/shop_production/_search"])
    known = [(SHOP[0], "wrong"), (SHOP[0], ""), ("elastic", "changeme"), ("elastic", ""), ("admin", "admin")]
    known += [("admin", "myStrongPassword123!"), ("kibanaserver", "kibanaserver"), ("logstash", "logstash")]
    logins = (None, *known)
    answers = ask_each(web, address, [(login, *question) for login in logins for question in questions])
    assert [status for status, _answer in answers] == [401] * 3 * len(logins), answers


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    questions = [(SHOP, "GET", "/_cluster/health")]
    assert ask_each(stranger, address, questions, seconds=3) == [[0, "TimeoutError"]]


def test_the_settings_are_in_force(host, address, kind):
    settings, processes, health = ask(
        *(host, "127.0.0.1", ADMIN),
        ["GET", "/_nodes/settings,jvm?flat_settings=true"],
        ["GET", "/_nodes/process"],
        ["GET", "/_cluster/health"],
    )
    (node,) = settings[1]["nodes"].values()
    assert health[1]["cluster_name"] == "shop-production-main"
    assert {name: node["settings"].get(name) for name in ("http.host", "transport.host", "discovery.type")} == {
        "http.host": ["127.0.0.1", address],
        "transport.host": "127.0.0.1",
        "discovery.type": "single-node",
    }
    assert node["settings"]["action.destructive_requires_name"] == "true"
    assert node["settings"]["cluster.routing.allocation.disk.threshold_enabled"] == "false"
    assert node["jvm"]["mem"]["heap_max_in_bytes"] == 512 * 1024 * 1024
    assert node["settings"]["bootstrap.memory_lock"] == "true"
    (process,) = processes[1]["nodes"].values()
    # A host of the lab may not raise its limits; where a host may, the memory is locked.
    limits = host.check_output(f"cat /proc/$(systemctl show --property MainPID --value {kind.flavour})/limits")
    (locked,) = [line.split()[3] for line in limits.splitlines() if line.startswith("Max locked memory")]
    assert process["process"]["mlockall"] is (locked == "unlimited")
    assert host.check_output(f"systemctl show --property LimitMEMLOCK --value {kind.flavour}") == "infinity"
    assert int(host.check_output("cat /proc/sys/vm/max_map_count")) >= 262144


def test_the_package_comes_from_the_makers_repository_which_delivers_nothing_else(host, kind):
    place = f"/{kind.flavour}-{kind.version}.x stable/main"
    assert place in host.check_output(f"apt-cache policy {kind.flavour}")
    # What it has beside the packages that it may deliver, whether there is any or not.
    (others,) = [line.split() for line in host.check_output("apt-cache policy").splitlines() if place in line]
    assert others[0] == "-10"
    pins = host.file("/etc/apt/preferences.d/maestro-elasticsearch.pref").content_string
    assert "Package: *\nPin: " in pins
    assert "Pin-Priority: -10\n" in pins
    source = host.file("/etc/apt/sources.list.d/maestro-elasticsearch.sources").content_string
    assert "Signed-By: /etc/apt/keyrings/maestro-elasticsearch.asc\n" in source
    assert "trusted" not in source.lower()


@contextmanager
def read_only(host):
    """The cluster is locked against writes."""

    def lock(value):
        setting = {"persistent": {"cluster.blocks.read_only": value}}
        ask(host, "127.0.0.1", ADMIN, ["PUT", "/_cluster/settings", setting])

    lock(True)
    try:
        yield
    finally:
        lock(None)


def files(host, kind):
    """The server's configuration, and whether it was written again as it was."""
    return host.check_output(f"find /etc/{kind.flavour} -type f -printf '%p %i %T@\\n' | sort")


def test_a_second_run_writes_nothing(host, kind):
    """The cluster is locked against writes, and the module finds everything as it should be without a failed login."""
    before, failed = files(host, kind), failed_logins(host, kind)
    with read_only(host):
        result = accounts(host, kind, USERS)
    assert result["changed"] is False, result
    assert {one["state"] for one in result["objects"]} == {"unchanged"}
    assert files(host, kind) == before
    assert failed_logins(host, kind) == failed


def test_a_run_that_writes_is_refused_or_seen(host, kind):
    """So that the test above can fail."""
    guest = {"name": "guest_2", "password": "a-password-of-a-guest"}
    before = files(host, kind)
    with read_only(host):
        ((status, _answer),) = ask(host, "127.0.0.1", ADMIN, ["PUT", f"{INDEX}/_doc/1", {"name": "one"}])
        refused = accounts(host, kind, [*USERS, guest]).get("msg", "")
    assert status == 403
    if kind.flavour == "opensearch":
        assert "PUT roles/maestro_guest_2: status " in refused
    else:
        # Its users are in files alone.
        assert refused == ""
        assert files(host, kind) != before
        accounts(host, kind, [*USERS, {**guest, "state": "absent"}])


def failed_logins(host, kind):
    log = host.file(f"/var/log/{kind.flavour}/shop-production-main.log").content_string
    return [line for line in log.splitlines() if "uthentication" in line and "fail" in line and "127.0.0.1" in line]


def test_a_user_comes_changes_and_goes(host, kind):
    old, new = "a-password-of-a-guest", "a-password-of-another"
    user = {"name": "guest_1", "password": old, "indices": ["guests-*"], "access": "read"}

    def login(password):
        return ask(host, "127.0.0.1", ("guest_1", password), ["GET", kind.whoami])[0][0]

    steps = [
        (user, ["created", "created"], {old: 200}),
        ({**user, "password": new, "access": "all"}, ["changed", "changed"], {new: 200, old: 401}),
        ({**user, "state": "absent"}, ["removed", "removed"], {new: 401}),
    ]
    for wanted, states, logins in steps:
        result = accounts(host, kind, [*USERS, wanted])
        assert [one["state"] for one in result["objects"] if one["name"].endswith("guest_1")] == states, result
        assert {password: login(password) for password in logins} == logins
    assert ask(host, "127.0.0.1", SHOP, ["GET", "/_cluster/health"])[0][0] == 200


def test_no_secret_is_left_on_the_host(host):
    found = host.run("grep -rlsF a-password-of- /etc /var/log /root /tmp /run")
    assert found.stdout == ""
    assert "a-password-of-" not in host.check_output("journalctl --no-pager")


def test_nothing_is_there_that_everybody_knows(host, kind):
    known = host.run(f"grep -rlsE 'kirk|esnode|Demo |kibanaserver' /etc/{kind.flavour} --include=*.yml --include=*.pem")
    # Roles of the package are named after its demonstration's users; nobody has them.
    assert [
        name
        for name in known.stdout.split()
        if not name.endswith(("/roles.yml", "/config.yml", "/audit.yml", "/tenants.yml"))
    ] == []
    if kind.flavour == "opensearch":
        ((_status, users), (_mapped, mappings)) = ask(
            *(host, "127.0.0.1", ADMIN),
            ["GET", kind.users],
            ["GET", "/_plugins/_security/api/rolesmapping"],
        )
        assert set(users) == {"maestro_admin", "reports", "shop_production"}
        assert mappings == {}
    else:
        names = {line.partition(":")[0] for line in host.file("/etc/elasticsearch/users").content_string.splitlines()}
        assert names == {"maestro_admin", "reports", "shop_production"}


def test_the_files_belong_to_the_right_ones(host, kind):
    name = kind.flavour
    data = host.file(f"/var/lib/{name}")
    assert (data.user, data.group, data.mode) == (name, name, 0o750 if name == "opensearch" else 0o2750)
    owner = "root" if name == "elasticsearch" else name
    secret = "users" if name == "elasticsearch" else "opensearch-security/internal_users.yml"
    for path in (f"{name}.yml", secret, "jvm.options.d/maestro.options"):
        file = host.file(f"/etc/{name}/{path}")
        assert (file.user, file.group, file.mode) == (owner, name, 0o640)
    folders = {f"/etc/{name}": 0o2750, f"/var/log/{name}": 0o2750}
    if name == "opensearch":
        places = (f"/etc/{name}", f"/var/log/{name}", f"/etc/{name}/opensearch-security", f"/etc/{name}/maestro")
        folders = dict.fromkeys(places, 0o750)
        assert host.file(f"/etc/{name}/maestro/node-key.pem").mode == 0o600
    assert {path: host.file(path).mode for path in folders} == folders
    assert host.check_output(f"ps -o user:20= -p $(systemctl show -P MainPID {name})") == name


def test_it_may_open_as_many_files_as_its_maker_advises(host, kind):
    assert int(host.check_output(f"systemctl show -P LimitNOFILE {kind.flavour}")) >= 65535


def test_opensearch_makes_a_certificate_with_each_start_and_keeps_its_users(host, kind):
    certificate = host.file(f"/etc/{kind.flavour}/maestro/node.pem")
    if kind.flavour == "elasticsearch":
        assert not certificate.exists
        return
    before = certificate.content_string
    host.check_output("systemctl restart opensearch")
    for _turn in range(180):
        status = ask(host, "127.0.0.1", SHOP, ["GET", "/_cluster/health"])[0][0]
        if status == 200:
            break
        time.sleep(0.5)
    assert status == 200
    assert certificate.content_string != before


def test_the_marker_says_whose_it_is(host, kind):
    assert json.loads(host.file("/etc/maestro/databases.d/elasticsearch.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": kind.flavour,
        "version": kind.version,
        "data_directory": f"/var/lib/{kind.flavour}",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""

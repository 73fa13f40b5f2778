# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every engine in one deployment: watched from outside while it is made, and used by its environment file alone."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.checkout import ROOT
from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.integration import further_user
from tests.integration.intruder import INTRUDER, KNOWN, PACKAGED, SCANNER, SPY
from tests.play import Run, ansible_playbook

WEB, STORES, STRANGER = "engines-web", "engines-db", "engines-other"
VAULT = "a vault password"
ENVIRONMENT = "/etc/maestro/applications/shop-production.env"
PORTS = {
    "mysql": 3306,
    "postgresql": 5432,
    "mongodb": 27017,
    "redis": 6379,
    "elasticsearch": 9200,
    "rabbitmq": 5672,
    "influxdb": 8086,
    "glusterfs": 24007,
    "memcached": 11211,
}
#: Where bricks answer.
BRICKS = range(24100, 24200)
#: Also what the engines' own daemons might open beside: epmd, Erlang's distribution, management, shards, nodes among
#: themselves, bricks of ours and where the package puts them.
BESIDE = (4369, 25672, 15672, 27018, 27019, 33060, 8088, 9300, *BRICKS, 24008, 49152, 60000)
#: What is open to everybody: where the scanner finds none but this one, it can find one.
CONTROL = 22
#: How each engine refuses a login: by its own words or code, so that nothing else kept the intruder out.
REFUSALS = {
    "mysql": {"OperationalError 1045", "OperationalError 1698"},
    "postgresql": {"OperationalError password authentication failed"},
    "mongodb": {"OperationFailure 13", "OperationFailure 18"},
    "redis": {"Authentication required.", "WRONGPASS invalid username-password pair or user is disabled."},
    "elasticsearch": {"HTTPError 401"},
    "rabbitmq": {"ProbableAuthenticationError"},
    "influxdb": {"HTTPError 401"},
}
#: Owner and rights of what holds data, secrets, or who may come in.
RIGHTS = {
    "mysql": ["700 mysql:mysql /var/lib/mysql"],
    "postgresql": [
        "700 postgres:postgres /var/lib/postgresql/17/main",
        "640 postgres:postgres /etc/postgresql/17/main/conf.d/maestro.conf",
        "640 postgres:postgres /etc/postgresql/17/main/maestro_hba.conf",
    ],
    "mongodb": ["750 mongodb:mongodb /var/lib/mongodb"],
    "redis": [
        "750 redis:redis /var/lib/redis",
        "640 root:redis /etc/maestro/redis.conf",
        "750 redis:redis /etc/maestro/redis",
        "640 redis:redis /etc/maestro/redis/users.acl",
    ],
    "rabbitmq": [
        "750 rabbitmq:rabbitmq /var/lib/rabbitmq/mnesia",
        "400 rabbitmq:rabbitmq /var/lib/rabbitmq/.erlang.cookie",
    ],
    "influxdb": ["750 influxdb:influxdb /var/lib/influxdb"],
    "elasticsearch": [
        "2750 elasticsearch:elasticsearch /var/lib/elasticsearch",
        "640 root:elasticsearch /etc/elasticsearch/users",
    ],
    "glusterfs": ["700 root:root /srv/glusterfs"],
}
#: What each engine has open on loopback besides its own port.
LOCAL = {"rabbitmq": {4369, 25672}, "influxdb": {8088}, "elasticsearch": {9300}}
#: Whose administrator is let in on the host itself alone, and how another is refused with the right password.
AT_HOME = {
    "mysql": "OperationalError 1045",
    "postgresql": "OperationalError pg_hba.conf rejects connection",
    "mongodb": "OperationFailure 18",
    "rabbitmq": "ProbableAuthenticationError",
}
HOME = "on the host itself alone"
BY_PASSWORD = "by its password, from the hosts that the firewall lets in"
#: The disk is that of the machine below, whatever it is filled with.
ANY_DISK = {"cluster": {"routing.allocation.disk.threshold_enabled": False}}
DATABASES = [
    {"engine": "mysql", "flavour": "mariadb", "hosts": STORES},
    {"engine": "postgresql", "hosts": STORES},
    {"engine": "mongodb", "hosts": STORES, "version": "6.0"},
    {"engine": "redis", "hosts": STORES},
    {"engine": "elasticsearch", "hosts": STORES, "version": "8", "settings": ANY_DISK},
    {"engine": "rabbitmq", "hosts": STORES},
    {"engine": "influxdb", "hosts": STORES},
    {"engine": "glusterfs", "hosts": STORES},
    {"engine": "memcached", "hosts": STORES},
]
#: One who only reads, on every engine with logins.
READER = "reader"
for entry in DATABASES:
    if entry["engine"] in REFUSALS:
        entry["users"] = [{"name": READER}]
SIZES = {f"{engine}_memory_mb": 1500 for engine in PORTS}

#: What the application does with each engine, by the URL of its environment.
USES = {
    "mysql": """
import pymysql, urllib.parse as p
u = p.urlsplit(url)
c = pymysql.connect(host=u.hostname, port=u.port, user=u.username, password=p.unquote(u.password), database=u.path[1:])
k = c.cursor(); k.execute("create table v (n int)"); k.execute("insert into v values (42)")
k.execute("select n from v"); print(k.fetchall()[0][0]); k.execute("drop table v")
""",
    "postgresql": """
import psycopg2
c = psycopg2.connect(url); k = c.cursor()
k.execute("create table v (n int)"); k.execute("insert into v values (42)"); k.execute("select n from v")
print(k.fetchone()[0]); k.execute("drop table v")
""",
    "mongodb": """
import pymongo
c = pymongo.MongoClient(url, serverSelectionTimeoutMS=3000).get_default_database().v
c.insert_one({"n": 42}); print(c.find_one()["n"]); c.drop()
""",
    "redis": """
import redis
c = redis.Redis.from_url(url); c.set("v", 42); print(int(c.get("v"))); c.delete("v")
""",
    "elasticsearch": """
import base64, json, urllib.parse as p, urllib.request as r
u = p.urlsplit(url); login = base64.b64encode(p.unquote(f"{u.username}:{u.password}").encode()).decode()
def ask(method, path, body=None):
    headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else None
    address = f"http://{u.hostname}:{u.port}/shop_production_v{path}"
    return json.load(r.urlopen(r.Request(address, data, headers, method=method)))
ask("PUT", "/_doc/1?refresh=true", {"n": 42}); print(ask("GET", "/_doc/1")["_source"]["n"]); ask("DELETE", "")
""",
    "influxdb": """
import json, urllib.parse as p, urllib.request as r
u = p.urlsplit(url); base = f"http://{u.hostname}:{u.port}"
login = {"u": u.username, "p": p.unquote(u.password), "db": u.path[1:]}
r.urlopen(f"{base}/write?{p.urlencode(login)}", b"v n=42i")
answer = r.urlopen(f"{base}/query?{p.urlencode({**login, 'q': 'select n from v'})}")
print(json.load(answer)["results"][0]["series"][0]["values"][0][1])
""",
    "memcached": """
import socket, urllib.parse as p
u = p.urlsplit(url); c = socket.create_connection((u.hostname, u.port), 3)
c.sendall(b"set v 0 60 2\\r\\n42\\r\\nget v\\r\\n")
text = b""
while not text.endswith(b"END\\r\\n"): text += c.recv(4096)
print(text.split(b"\\r\\n")[2].decode())
""",
    "rabbitmq": """
import pika
c = pika.BlockingConnection(pika.URLParameters(url)).channel()
c.queue_declare("v"); c.confirm_delivery(); c.basic_publish("", "v", b"42")
print(c.basic_get("v", auto_ack=True)[2].decode()); c.queue_delete("v")
""",
}


@dataclass
class Project:
    """A project with an inventory of its own, and what the watchers on other hosts saw."""

    hosts: Lab
    folder: Path
    seen: dict[str, Any] = field(default_factory=dict)

    def deploy(self, *options: str) -> Run:
        """Deploys all of them."""
        given = {"maestro_application": "shop", "maestro_web": WEB, "maestro_databases": DATABASES, **SIZES}
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook("maestro.databases.deploy", self.folder / "hosts.yml", given, vault, *options)

    def start(self, host: str, name: str, code: str, question: Any) -> None:
        """Starts a watcher on a host; it ends when its stop file is there."""
        self.hosts.ssh(host, f"rm -f /run/{name}.stop")
        line = f"printf %s {shlex.quote(json.dumps(question))} | python3 -c {shlex.quote(code)}"
        self.hosts.ssh(host, f"systemd-run --quiet --unit {name} sh -c {shlex.quote(f'{line} > /run/{name}.json')}")

    def stop(self, host: str, name: str) -> Any:
        """Ends a watcher; returns what it saw."""
        self.hosts.ssh(host, f"touch /run/{name}.stop")
        for _turn in range(100):
            told = self.hosts.ssh(host, f"cat /run/{name}.json", check=False).stdout
            if told.strip():
                return json.loads(told)
            time.sleep(0.2)
        pytest.fail(f"{name} on {host} never said what it saw", pytrace=False)

    def intrude(self, logins: Mapping[str, Any]) -> Any:
        """What an intruder on the web host comes to that tries some logins once."""
        question = json.dumps([self.hosts.addresses[STORES], logins, "/"])
        return json.loads(self.hosts.ssh(WEB, shlex.join(["python3", "-c", INTRUDER]), given=question).stdout)

    def credentials(self) -> Mapping[str, Mapping[str, str]]:
        """The stored user names and passwords."""
        store = (self.folder / "maestro" / "shop-production" / "credentials.yml").read_bytes()
        plain = VaultLib([("default", VaultSecret(VAULT.encode()))]).decrypt(store)
        found: Mapping[str, Mapping[str, str]] = yaml.safe_load(plain)["credentials"]
        return found

    def use(self, engine: str) -> str:
        """What the application of the web host gets from an engine."""
        if engine == "glusterfs":
            path = "/mnt/data-store/v"
            return self.hosts.ssh(WEB, f"echo 42 > {path} && cat {path} && rm {path}").stdout.strip()
        code = f"import os\nurl = os.environ['{engine.upper()}_URL']{USES[engine]}"
        line = f"set -a; . {ENVIRONMENT}; exec python3 -c {shlex.quote(code)}"
        return self.hosts.ssh(WEB, line).stdout.strip()


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    hosts = lab(f"{WEB}:bookworm", f"{STORES}:trixie", f"{STRANGER}:bookworm", fresh=True)
    folder = tmp_path_factory.mktemp("project")
    lab_command("--name", hosts.name, "mirror", "mongodb-6.0", "elasticsearch-8.15")
    (folder / "hosts.yml").write_text(lab_command("--name", hosts.name, "inventory").stdout)
    (folder / "vault").write_text(VAULT)
    drivers = "python3-pymysql python3-psycopg2 python3-pymongo python3-redis python3-pika"
    hosts.ssh(WEB, f"apt-get -qq update && apt-get -qq install -y --no-install-recommends {drivers} >/dev/null 2>&1")
    yield Project(hosts, folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def deployed(project: Project) -> Project:
    """The first deployment, watched by a host that is not allowed, by one that is, and on the host itself."""
    address = project.hosts.addresses[STORES]
    before = [project.hosts.snapshot(host) for host in (WEB, STORES)]
    predicted = project.deploy("--check")
    after = [project.hosts.snapshot(host) for host in (WEB, STORES)]
    project.seen = {"before and after the check": (before, after), "predicted": predicted}
    project.start(STRANGER, "scanner", SCANNER, [address, [CONTROL, *PORTS.values(), *BESIDE], "/run/scanner.stop"])
    project.start(WEB, "intruder", INTRUDER, [address, PACKAGED, "/run/intruder.stop"])
    project.start(STORES, "spy", SPY, "/run/spy.stop")
    try:
        project.seen["real"] = project.deploy("-vvvv", "--diff")
    finally:
        watchers = {"scanner": STRANGER, "intruder": WEB, "spy": STORES}
        project.seen |= {name: project.stop(host, name) for name, host in watchers.items()}
    return project


def listening(project: Project) -> set[str]:
    """Every address and port that the database host listens on; Java's IPv4 ones in their plain spelling."""
    shown = project.hosts.ssh(STORES, "ss -Hltun | awk '{print $5}'").stdout
    return {re.sub(r"\[::ffff:([\d.]+)\]", r"\1", one) for one in shown.split()}


def test_check_mode_changes_nothing_and_tells_what_a_run_does(deployed: Project) -> None:
    """C027 for every engine."""
    before, after = deployed.seen["before and after the check"]
    assert after == before
    assert deployed.seen["predicted"].changes() == deployed.seen["real"].changes()
    claims = [task for _host, task in deployed.seen["real"].changes() if task.endswith("install the packages")]
    assert len(claims) == len(PORTS)


def test_no_password_is_shown_nor_seen_on_the_host(deployed: Project) -> None:
    """C023 for every engine: neither with -vvvv --diff, nor in any process's command line or environment."""
    passwords = [entry["password"] for entry in deployed.credentials().values()]
    # Of an administrator, the application and the reader; memcached and glusterfs have none.
    assert len(passwords) == 3 * len(REFUSALS)
    spied = deployed.seen["spy"]
    assert any("apt-get\0" in text for text in spied)
    for password in passwords:
        assert password not in deployed.seen["real"].output
        assert not any(password in text for text in spied)


def test_a_host_that_is_not_allowed_never_finds_an_open_port(deployed: Project) -> None:
    seen = deployed.seen["scanner"]
    assert set(seen["open"]) == {str(CONTROL)}
    # It did look all the time, and what it looks for can be seen.
    assert seen["rounds"] > 50
    assert seen["open"][str(CONTROL)] > seen["rounds"] // 2
    here = listening(deployed)
    assert {f"{deployed.hosts.addresses[STORES]}:{port}" for port in PORTS.values()} <= here


def test_a_host_that_is_allowed_never_gets_in_with_packaged_or_empty_credentials(deployed: Project) -> None:
    """C006, as far as one member goes: a database that asks for logins does so from its first moment."""
    seen = deployed.seen["intruder"]
    assert seen["let in"] == {}
    assert seen["rounds"] > 20
    # It was the server that refused, by its own words.
    assert set(seen["refused"]) == set(REFUSALS)
    assert {engine for engine, kinds in seen["refused"].items() if set(kinds) - REFUSALS[engine]} == set()


def test_no_password_that_everybody_knows_is_one(deployed: Project) -> None:
    seen = deployed.intrude(KNOWN)
    assert seen["let in"] == {}
    assert set(seen["refused"]) == set(REFUSALS)
    assert {engine for engine, kinds in seen["refused"].items() if set(kinds) - REFUSALS[engine]} == set()


def test_administrators_are_at_home_alone_where_the_page_says_so(deployed: Project) -> None:
    """With their right passwords, from a host that the firewall lets in."""
    credentials = deployed.credentials()
    admins = {engine: credentials[f"{engine}/default/admin"] for engine in REFUSALS}
    logins = {engine: [[admin["username"], admin["password"]]] for engine, admin in admins.items()}
    seen = deployed.intrude(logins)
    assert seen["refused"] == {engine: [kind] for engine, kind in AT_HOME.items()}
    assert set(seen["let in"]) == set(REFUSALS) - set(AT_HOME)
    page = (ROOT / "docs" / "security.md").read_text()
    for engine in REFUSALS:
        administrator = HOME if engine in AT_HOME else BY_PASSWORD
        assert f"| {engine} | refused | {administrator} | none: a private network is assumed |" in page


@pytest.mark.parametrize("engine", RIGHTS)
def test_what_is_not_for_everybody_is_closed_on_the_host(deployed: Project, engine: str) -> None:
    paths = [line.split()[2] for line in RIGHTS[engine]]
    assert deployed.hosts.ssh(STORES, f"stat -c '%a %U:%G %n' {' '.join(paths)}").stdout.splitlines() == RIGHTS[engine]


def test_servers_listen_on_named_addresses_only(deployed: Project) -> None:
    own = {"127.0.0.1", deployed.hosts.addresses[STORES]}
    expected = {f"{address}:{port}" for address in own for port in PORTS.values()}
    # These bind one address.
    expected -= {f"127.0.0.1:{PORTS[engine]}" for engine in ("influxdb", "glusterfs")}
    expected |= {f"127.0.0.1:{port}" for ports in LOCAL.values() for port in ports}
    seen = listening(deployed)
    bricks = {one for one in seen if int(one.rpartition(":")[2]) in BRICKS}
    assert {one.rpartition(":")[0] for one in bricks} == {deployed.hosts.addresses[STORES]}
    seen -= bricks
    assert seen - {f"0.0.0.0:{CONTROL}", f"[::]:{CONTROL}"} == expected


@pytest.mark.parametrize("engine", PORTS)
def test_the_application_works_with_its_environment_file(deployed: Project, engine: str) -> None:
    assert deployed.use(engine) == "42"


@pytest.mark.parametrize("engine", further_user.READS)
def test_a_further_user_reads_what_the_application_keeps_and_changes_nothing(deployed: Project, engine: str) -> None:
    entry = deployed.credentials()[f"{engine}/default/user/{READER}"]
    words = shlex.join(["python3", "-c", further_user.BEGIN + further_user.READS[engine], engine, READER])
    line = f"set -a; . {ENVIRONMENT}; exec {words}"
    told = deployed.hosts.ssh(WEB, line, given=entry["password"]).stdout.split()
    assert told == ["42", further_user.REFUSED[engine]]
    # It is in no application's environment.
    environment = deployed.hosts.ssh(WEB, f"cat {ENVIRONMENT}").stdout
    assert READER not in environment
    assert entry["password"] not in environment


def test_a_second_deployment_changes_nothing(deployed: Project) -> None:
    assert deployed.deploy().changed() == []
    assert deployed.deploy("--check").changed() == []


def test_packages_are_held_in_their_series(deployed: Project) -> None:
    names = "mariadb-server mongodb-org-server redis-server elasticsearch rabbitmq-server influxdb memcached"
    names += " glusterfs-server"
    shown = deployed.hosts.ssh(STORES, f"apt-cache policy {names} | sed -n 's/^ \\*\\*\\* //p'").stdout
    assert [line.split()[1] for line in shown.splitlines()] == ["990"] * 8


def test_an_upgrade_restarts_what_runs_and_starts_nothing_that_is_stopped(deployed: Project) -> None:
    """As unattended security updates do, by the packages' own scripts."""
    stopped, runs = "postgresql@17-main redis-server", "mariadb"
    files = "/etc/maestro /etc/mysql /etc/postgresql /etc/redis /etc/systemd/system"
    state = f"find {files} -type f -exec sha256sum {{}} + | sort"
    before = deployed.hosts.ssh(STORES, state).stdout
    pid = deployed.hosts.ssh(STORES, f"systemctl show -P MainPID {runs}").stdout
    deployed.hosts.ssh(STORES, f"systemctl stop {stopped}")
    packages = "postgresql-17 redis-server mariadb-server"
    deployed.hosts.ssh(STORES, f"DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --reinstall {packages}")
    active = deployed.hosts.ssh(STORES, f"systemctl is-active {stopped} {runs}", check=False).stdout.split()
    assert active == ["inactive", "inactive", "active"]
    assert deployed.hosts.ssh(STORES, f"systemctl show -P MainPID {runs}").stdout != pid
    assert deployed.hosts.ssh(STORES, state).stdout == before
    # Its operator starts it as ever.
    deployed.hosts.ssh(STORES, f"systemctl start {stopped}")
    assert [deployed.use(engine) for engine in ("postgresql", "redis", "mysql")] == ["42"] * 3


def test_after_a_reboot_everything_is_back(deployed: Project) -> None:
    lab_command("--name", deployed.hosts.name, "reboot", STORES)
    for engine, port in PORTS.items():
        address = deployed.hosts.addresses[STORES]
        wait = (
            f"for i in $(seq 100); do python3 -c 'import socket; socket.create_connection((\"{address}\", {port}), 1)' "
        )
        deployed.hosts.ssh(WEB, f"{wait} 2>/dev/null && exit 0; sleep 0.3; done; exit 1")
        assert deployed.use(engine) == "42"

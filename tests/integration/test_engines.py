# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every engine in one deployment: watched from outside while it is made, and used by its environment file alone."""

from __future__ import annotations

import json
import shlex
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.play import Run, ansible_playbook

WEB, STORES, STRANGER = "engines-web", "engines-db", "engines-other"
ENVIRONMENT = "/etc/maestro/applications/shop-production.env"
PORTS = {
    "mysql": 3306,
    "postgresql": 5432,
    "mongodb": 27017,
    "redis": 6379,
    "rabbitmq": 5672,
    "influxdb": 8086,
    "memcached": 11211,
}
#: Also what the engines' own daemons might open beside: epmd, Erlang's distribution, management, shards.
BESIDE = (4369, 25672, 15672, 27018, 27019, 33060, 8088)
DATABASES = [
    {"engine": "mysql", "flavour": "mariadb", "hosts": STORES},
    {"engine": "postgresql", "hosts": STORES},
    {"engine": "mongodb", "hosts": STORES, "version": "6.0"},
    {"engine": "redis", "hosts": STORES},
    {"engine": "rabbitmq", "hosts": STORES},
    {"engine": "influxdb", "hosts": STORES},
    {"engine": "memcached", "hosts": STORES},
]
SIZES = {f"{engine}_memory_mb": 1500 for engine in PORTS}

#: Tries every port every 200 ms until told to stop; prints what ever answered.
SCANNER = """
import json, os, socket, sys, time
host, ports, stop = json.loads(sys.argv[1])
seen, rounds = {}, 0
while not os.path.exists(stop):
    begun = time.monotonic()
    for port in ports:
        with socket.socket() as client:
            client.settimeout(0.01)
            if client.connect_ex((host, port)) == 0:
                seen[port] = seen.get(port, 0) + 1
    rounds += 1
    time.sleep(max(0, 0.2 - (time.monotonic() - begun)))
print(json.dumps({"open": seen, "rounds": rounds}))
"""

#: Tries packaged and empty credentials on each engine every 200 ms; prints what ever let it in.
INTRUDER = """
import json, os, sys, time, urllib.parse, urllib.request
import pika, psycopg2, pymongo, pymysql, redis
host, stop = json.loads(sys.argv[1])
def mysql():
    for user in ("root", "", "mysql"):
        try:
            pymysql.connect(host=host, user=user, password="", connect_timeout=1).cursor().execute("select 1")
            return True
        except Exception:
            pass
def postgresql():
    for password in ("", "postgres"):
        try:
            psycopg2.connect(host=host, user="postgres", password=password, dbname="postgres", connect_timeout=2)
            return True
        except Exception:
            pass
def mongodb():
    pymongo.MongoClient(host, serverSelectionTimeoutMS=500).admin.command("listDatabases")
    return True
def keys():
    return redis.Redis(host, socket_connect_timeout=0.5, socket_timeout=0.5).ping()
def rabbitmq():
    pika.BlockingConnection(pika.ConnectionParameters(host, socket_timeout=0.5, connection_attempts=1))
    return True
def influxdb():
    for question in ("CREATE USER intruder WITH PASSWORD 'x' WITH ALL PRIVILEGES", "SHOW DATABASES"):
        data = urllib.parse.urlencode({"q": question}).encode()
        try:
            with urllib.request.urlopen(f"http://{host}:8086/query", data, timeout=0.5):
                return True
        except Exception:
            pass
tries = {
    "mysql": mysql, "postgresql": postgresql, "mongodb": mongodb, "redis": keys, "rabbitmq": rabbitmq,
    "influxdb": influxdb,
}
let_in, rounds = {}, 0
while not os.path.exists(stop):
    begun = time.monotonic()
    for name, attempt in tries.items():
        try:
            if attempt():
                let_in[name] = let_in.get(name, 0) + 1
        except Exception:
            pass
    rounds += 1
    time.sleep(max(0, 0.2 - (time.monotonic() - begun)))
print(json.dumps({"let in": let_in, "rounds": rounds}))
"""

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
        line = f"python3 -c {shlex.quote(code)} {shlex.quote(json.dumps(question))}"
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

    def use(self, engine: str) -> str:
        """What the application of the web host gets from an engine."""
        code = f"import os\nurl = os.environ['{engine.upper()}_URL']{USES[engine]}"
        line = f"set -a; . {ENVIRONMENT}; exec python3 -c {shlex.quote(code)}"
        return self.hosts.ssh(WEB, line).stdout.strip()


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    hosts = lab(f"{WEB}:bookworm", f"{STORES}:trixie", f"{STRANGER}:bookworm", fresh=True)
    folder = tmp_path_factory.mktemp("project")
    lab_command("--name", hosts.name, "mirror", "mongodb-6.0")
    (folder / "hosts.yml").write_text(lab_command("--name", hosts.name, "inventory").stdout)
    (folder / "vault").write_text("a vault password")
    drivers = "python3-pymysql python3-psycopg2 python3-pymongo python3-redis python3-pika"
    hosts.ssh(WEB, f"apt-get -qq update && apt-get -qq install -y --no-install-recommends {drivers} >/dev/null 2>&1")
    yield Project(hosts, folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def deployed(project: Project) -> Project:
    """The first deployment, watched by a host that is not allowed and by one that is."""
    address = project.hosts.addresses[STORES]
    project.start(STRANGER, "scanner", SCANNER, [address, [*PORTS.values(), *BESIDE], "/run/scanner.stop"])
    project.start(WEB, "intruder", INTRUDER, [address, "/run/intruder.stop"])
    try:
        project.deploy()
    finally:
        project.seen = {"scanner": project.stop(STRANGER, "scanner"), "intruder": project.stop(WEB, "intruder")}
    return project


def test_a_host_that_is_not_allowed_never_finds_an_open_port(deployed: Project) -> None:
    seen = deployed.seen["scanner"]
    assert seen["open"] == {}
    # It did look all the time, and what it looks for can be seen.
    assert seen["rounds"] > 50
    here = deployed.hosts.ssh(STORES, "ss -Hltn | awk '{print $4}'").stdout.split()
    assert {f"{deployed.hosts.addresses[STORES]}:{port}" for port in PORTS.values()} <= set(here)


def test_a_host_that_is_allowed_never_gets_in_with_packaged_or_empty_credentials(deployed: Project) -> None:
    seen = deployed.seen["intruder"]
    assert seen["let in"] == {}
    assert seen["rounds"] > 20


@pytest.mark.parametrize("engine", PORTS)
def test_the_application_works_with_its_environment_file(deployed: Project, engine: str) -> None:
    assert deployed.use(engine) == "42"


def test_a_second_deployment_changes_nothing(deployed: Project) -> None:
    assert deployed.deploy().changed() == []
    assert deployed.deploy("--check").changed() == []


def test_after_a_reboot_everything_is_back(deployed: Project) -> None:
    lab_command("--name", deployed.hosts.name, "reboot", STORES)
    for engine, port in PORTS.items():
        address = deployed.hosts.addresses[STORES]
        wait = (
            f"for i in $(seq 100); do python3 -c 'import socket; socket.create_connection((\"{address}\", {port}), 1)' "
        )
        deployed.hosts.ssh(WEB, f"{wait} 2>/dev/null && exit 0; sleep 0.3; done; exit 1")
        assert deployed.use(engine) == "42"

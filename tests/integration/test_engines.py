# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every engine in one deployment: watched from outside while it is made, and used by its environment file alone."""

from __future__ import annotations

import ipaddress
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checkout import ROOT
from tests.conftest import LabFactory
from tests.hosts import ANY_DISK, Lab, lab_command
from tests.integration import further_user, stored, watching
from tests.integration.offers import offer
from tests.play import Run, ansible_playbook
from tests.watchers import judge, lines
from tests.watchers.logins import KNOWN, PACKAGED, REFUSALS
from tests.watchers.ports import CONTROL, scanned

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
BRICKS_TOO = f"{{ {PORTS['glusterfs']}, {BRICKS[0]}-{BRICKS[-1]} }}"
#: What binds one address, which is that of IPv4.
SINGLE = ("influxdb", "glusterfs")
#: Addresses of IPv6, of which a lab has none by itself, and what gives one to a host at each boot.
SIX = {WEB: "fd00:88::2", STORES: "fd00:88::3", STRANGER: "fd00:88::4"}
NETWORK = """[Unit]
Before=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0
ExecStart=/sbin/ip address add {}/64 dev eth0 nodad
[Install]
WantedBy=multi-user.target
"""
#: Somebody else's rules on the database host, and a file among ours that cannot be loaded.
FOREIGN = """flush ruleset
table inet foreign {
    chain input { type filter hook input priority 10; policy accept; tcp dport 9 drop; }
}
"""
BROKEN = "/etc/maestro/nftables.d/broken.nft"
#: A file of a package that is ours.
TAKEN = "/etc/elasticsearch/elasticsearch.yml"
#: Of each engine, the package that has its server.
PACKAGES = (
    "mariadb-server postgresql-17 mongodb-org-server redis-server elasticsearch rabbitmq-server influxdb "
    "glusterfs-server memcached"
)
#: What the database host is offered of some packages: a release of the series that is there, and one of the next.
OFFERED = {
    "redis-server": ("5:8.0.99-1", "5:9.0.0-1"),
    "redis-tools": ("5:8.0.99-1", "5:9.0.0-1"),
    "memcached": ("1.6.99-1", "1.7.0-1"),
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
    # It keeps nothing on the disk; nobody but root says how it is started.
    "memcached": ["644 root:root /etc/systemd/system/memcached.service.d/maestro.conf"],
}
#: Unit of each server, and whom it runs as.
RUNS_AS = {
    "mariadb": "mysql",
    "postgresql@17-main": "postgres",
    "mongod": "mongodb",
    "redis-server": "redis",
    "elasticsearch": "elasticsearch",
    "rabbitmq-server": "rabbitmq",
    "influxdb": "influxdb",
    "memcached": "memcache",
    # It mounts, and keeps the files of all users.
    "glusterd": "root",
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
DATABASES = [
    {"engine": "mysql", "flavour": "mariadb", "hosts": STORES},
    {"engine": "postgresql", "hosts": STORES, "extensions": ["postgis"]},
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
#: A second database of the application, on every engine that may have several.
SECOND = "audit"
SEVERAL = ("mysql", "postgresql", "mongodb", "rabbitmq", "influxdb")
#: What a URL says where its path is not the database in which the user lives.
HOME_OF_USER = {"mongodb": "?authSource=shop_production"}
#: One who comes, changes and goes on the engines whose accounts modules have no file of tests: what is wanted besides
#: users, what the user is, what it may do at first, and what afterwards.
VISITOR, FORMER, LATER = "visitor", "the-former-Password_1", "the-later-Password_2"
VISITS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "mongodb": (
        {},
        {"database": "shop_production"},
        {"roles": ["read"]},
        {"roles": ["readWrite"]},
    ),
    "elasticsearch": ({}, {}, {"access": "read"}, {"access": "all"}),
    "rabbitmq": (
        {"vhosts": ["shop_production"]},
        {},
        {"permissions": {"shop_production": {"configure": "^$", "write": "^$"}}},
        {"permissions": {"shop_production": {}}},
    ),
    "influxdb": (
        {"databases": [{"name": "shop_production"}]},
        {},
        {"privileges": {"shop_production": "read"}},
        {"privileges": {"shop_production": "all"}},
    ),
}
for entry in DATABASES:
    if entry["engine"] in REFUSALS:
        entry["users"] = [{"name": READER}]
    if entry["engine"] in SEVERAL:
        entry["databases"] = [SECOND]
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
    address = f"http://{u.netloc.rpartition('@')[2]}/shop_production_v{path}"
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
#: A place is kept and found by the index of its kind.
PLACES = """
import psycopg2
k = psycopg2.connect(url).cursor()
k.execute("create table p (at geometry(point, 4326)); create index on p using gist (at)")
k.execute("insert into p values ('SRID=4326;POINT(13.4 52.5)')")
k.execute("select st_x(at) from p where at && st_makeenvelope(13, 52, 14, 53, 4326)"); print(k.fetchall())
k.execute("select PostGIS_Version()"); print(k.fetchone()[0].split(".")[0])
"""


@dataclass
class Project:
    """A project with an inventory of its own, and what the watchers on other hosts saw."""

    hosts: Lab
    folder: Path
    seen: dict[str, Any] = field(default_factory=dict)

    def deploy(self, *options: str) -> Run:
        """Deploys all of them."""
        given = {"maestro_application": "shop", "maestro_web": WEB, "maestro_databases": DATABASES, **SIZES}
        given["maestro_allowed_sources"] = self.pods
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook("maestro.databases.deploy", self.folder / "hosts.yml", given, vault, *options)

    @property
    def addresses(self) -> list[str]:
        """Both addresses of the database host."""
        return [self.hosts.addresses[STORES], SIX[STORES]]

    @property
    def pods(self) -> list[str]:
        """Networks of which nothing but `maestro_allowed_sources` tells; the neighbours of each are in no list."""
        return [f"{self.addresses[0].rpartition('.')[0]}.240/29", "fd00:88::f0/124"]

    def reached(self, host: str, source: str) -> list[int]:
        """The ports that a host comes to from one of its own addresses."""
        address = self.addresses[":" in source]
        found: list[int] = watching.once(self.hosts, host, "caller", [source, address, [CONTROL, *PORTS.values()]])
        return found

    def rules(self) -> str:
        """Our rules that are in force on the database host."""
        return self.hosts.ssh(STORES, "nft list table inet maestro_databases", check=False).stdout

    def intrude(self, logins: Mapping[str, Any]) -> Any:
        """What an intruder on the web host comes to that tries some logins once."""
        return watching.once(self.hosts, WEB, "intruder", [self.addresses[:1], logins, "/"])[self.addresses[0]]

    def credentials(self) -> Mapping[str, Mapping[str, str]]:
        """The stored user names and passwords."""
        return stored.credentials(self.folder, "shop")

    def use(self, engine: str, database: str = "", *, six: bool = False) -> str:
        """What the application of the web host gets from an engine, of another database or address than its URL's."""
        if engine == "glusterfs":
            path = "/mnt/data-store/v"
            return self.hosts.ssh(WEB, f"echo 42 > {path} && cat {path} && rm {path}").stdout.strip()
        return self.ask(engine, USES[engine], database, six=six)

    def ask(self, engine: str, code: str, database: str = "", *, six: bool = False) -> str:
        """What code on the web host says that has the URL of an engine."""
        other = f".rpartition('/')[0] + '/{database}'" if database else ""
        other += ".replace('{}:', '[{}]:')".format(*self.addresses) if six else ""
        code = f"import os\nurl = os.environ['{engine.upper()}_URL']{other}{code}"
        line = f"set -a; . {ENVIRONMENT}; exec python3 -c {shlex.quote(code)}"
        return self.hosts.ssh(WEB, line).stdout.strip()


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    hosts = lab(f"{WEB}:bookworm", f"{STORES}:trixie", f"{STRANGER}:bookworm")
    folder = tmp_path_factory.mktemp("project")
    lab_command("--name", hosts.name, "mirror", "mongodb-6.0", "elasticsearch-8.15")
    inventory = yaml.safe_load(lab_command("--name", hosts.name, "inventory").stdout)
    for host, address in SIX.items():
        inventory["all"]["hosts"][host]["maestro_address6"] = address
        unit = "/etc/systemd/system/network-six.service"
        hosts.ssh(host, f"cat >{unit}; systemctl enable --quiet --now network-six", given=NETWORK.format(address))
    (folder / "hosts.yml").write_text(yaml.safe_dump(inventory))
    hosts.ssh(STORES, "cat >/etc/nftables.conf; systemctl enable --quiet --now nftables", given=FOREIGN)
    (folder / "vault").write_text(VAULT)
    drivers = "python3-pymysql python3-psycopg2 python3-pymongo python3-redis python3-pika"
    hosts.ssh(WEB, f"apt-get -qq update && apt-get -qq install -y --no-install-recommends {drivers} >/dev/null 2>&1")
    yield Project(hosts, folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def deployed(project: Project) -> Project:
    """The first deployment, watched by a host that is not allowed, by one that is, and on the host itself."""
    before = [project.hosts.snapshot(host) for host in (WEB, STORES)]
    predicted = project.deploy("--check")
    after = [project.hosts.snapshot(host) for host in (WEB, STORES)]
    foreign = project.hosts.ssh(STORES, "nft -a list table inet foreign").stdout
    project.seen = {"before and after the check": (before, after), "predicted": predicted, "foreign": foreign}
    project.hosts.ssh(STRANGER, lines.scan(project.addresses, scanned(*PORTS)))
    project.hosts.ssh(WEB, lines.intrude(project.addresses[:1], PACKAGED))
    project.hosts.ssh(STORES, lines.start("spy", lines.stop_file("spy")))
    try:
        project.seen["real"] = project.deploy("-vvvv", "--diff")
    finally:
        watchers = {"scanner": STRANGER, "intruder": WEB, "spy": STORES}
        project.seen |= {name: watching.stop(project.hosts, host, name) for name, host in watchers.items()}
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
    tasks = [task.rpartition(" : ")[2] for _host, task in deployed.seen["real"].changes()]
    claims = [task for task in tasks if task.startswith(("Claim the host and install", "Install the server"))]
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


def test_a_task_that_fails_names_the_user_and_no_password(deployed: Project) -> None:
    """C023, with the journal of the host."""
    canary, unfit = {"name": "canary", "password": "CANARY-7f3a91"}, "one that cannot be"
    faults: dict[str, dict[str, Any]] = {
        "mongodb": {"database": "a b"},
        "elasticsearch": {},
        "rabbitmq": {},
        "influxdb": {"privileges": {"nowhere": "all"}},
    }
    users, tasks = {}, []
    for engine, fault in faults.items():
        users[engine] = [canary, {"name": f"{engine}, {unfit}", "password": "CANARY-7f3a92", **fault}]
        module = f"maestro.databases.{engine}_accounts"
        tasks.append({"name": engine, module: {"users": f"{{{{ users.{engine} }}}}"}, "ignore_errors": True})
    play = {"hosts": STORES, "gather_facts": False, "tasks": tasks}
    run = ansible_playbook([play], deployed.folder / "hosts.yml", {"users": users}, "-vvvv", "--diff")
    assert [one.status for one in run.results] == ["ignored"] * len(faults)
    for one in run.results:
        assert f"user '{one.task}, {unfit}'" in one.result["msg"]
    journal = deployed.hosts.ssh(STORES, "journalctl --no-pager --since -2min").stdout
    assert "'name': 'canary', 'password': '********'" in journal
    for text in (run.output, journal):
        assert "CANARY-7f3a" not in text


def logs_in(project: Project, engine: str, password: str) -> bool:
    """Whether the visitor's password is this one, by the server's own word."""
    words = shlex.join(["python3", "-c", further_user.BEGIN + further_user.ENTERS[engine], engine, VISITOR])
    done = project.hosts.ssh(WEB, f"set -a; . {ENVIRONMENT}; exec {words}", check=False, given=password)
    assert done.returncode == 0 or further_user.KEPT_OUT[engine] in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("engine", VISITS)
def test_a_user_comes_changes_and_goes_as_check_mode_says(deployed: Project, engine: str) -> None:
    """Each in check mode, for real, in check mode again, for real again."""
    entry = deployed.credentials()[f"{engine}/default/admin"]
    admin = {"name": entry["username"], "password": entry["password"], "kind": "admin"}
    besides, who, first, afterwards = VISITS[engine]
    module = {f"maestro.databases.{engine}_accounts": {"users": "{{ users }}", **besides}}
    tasks = [{"name": "Converge", **module, "check_mode": mode} for mode in (True, False, True, False)]
    play = {"hosts": STORES, "gather_facts": False, "tasks": tasks}
    steps: list[tuple[str, dict[str, Any], dict[str, bool]]] = [
        ("created", {**first, "password": FORMER}, {FORMER: True}),
        ("changed", {**afterwards, "password": LATER}, {FORMER: False, LATER: True}),
        ("removed", {"state": "absent"}, {LATER: False}),
    ]
    changed = []
    for outcome, wanted, logins in steps:
        users = {"users": [admin, {"name": VISITOR, **who, **wanted}]}
        run = ansible_playbook([play], deployed.folder / "hosts.yml", users, "-vvvv", "--diff")
        predicted, done, *_again = [one.result for one in run.results]
        changed += [one.result["changed"] for one in run.results]
        assert (predicted["objects"], predicted["diff"]) == (done["objects"], done["diff"])
        happened = [one for one in done["objects"] if VISITOR in one["name"]]
        # On Elasticsearch its role as well.
        assert {one["state"] for one in happened} == {outcome}
        words = [word for one in happened for word in one["changes"]]
        assert ("password" in words) is (outcome != "removed")
        # What it may do is the other thing.
        assert outcome != "changed" or len(words) == 2
        assert {password: logs_in(deployed, engine, password) for password in logins} == logins
        for password in (admin["password"], FORMER, LATER):
            assert password not in run.output
    assert changed == [True, True, False, False] * 3


def test_a_host_that_is_not_allowed_never_finds_an_open_port(deployed: Project) -> None:
    assert judge.of_scanner(deployed.seen["scanner"], deployed.addresses) == []
    here = listening(deployed)
    assert {f"{deployed.hosts.addresses[STORES]}:{port}" for port in PORTS.values()} <= here


def test_a_host_that_is_allowed_never_gets_in_with_packaged_or_empty_credentials(deployed: Project) -> None:
    """C006, as far as one member goes: a database that asks for logins does so from its first moment."""
    seen = deployed.seen["intruder"][deployed.addresses[0]]
    assert judge.of_intruder(seen, REFUSALS) == []
    assert seen["rounds"] > 20


def test_no_password_that_everybody_knows_is_one(deployed: Project) -> None:
    assert judge.of_intruder(deployed.intrude(KNOWN), REFUSALS) == []


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


def test_servers_run_as_users_of_their_own(deployed: Project) -> None:
    pids = 'for unit in "$@"; do ps -o user:20= -p "$(systemctl show -P MainPID $unit)"; done'
    shown = deployed.hosts.ssh(STORES, f"set -- {' '.join(RUNS_AS)}; {pids}").stdout.split()
    assert dict(zip(RUNS_AS, shown, strict=True)) == RUNS_AS


def test_units_keep_from_their_servers_what_these_do_not_need(deployed: Project) -> None:
    names = ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "ProtectSystem")
    shown = deployed.hosts.ssh(STORES, f"systemctl show {' '.join(RUNS_AS)} --property Id,{','.join(names)}").stdout
    found = {}
    for block in shown.strip().split("\n\n"):
        values = dict(line.split("=") for line in block.splitlines())
        found[values["Id"].removesuffix(".service")] = " ".join(values[name] for name in names)
    expected = dict.fromkeys(RUNS_AS, "yes yes yes full")
    # What their packages' units say.
    expected |= {"mariadb": "no no yes full", "redis-server": "yes yes yes strict"}
    # It mounts, and keeps files wherever they are to be.
    expected["glusterd"] = "yes no no no"
    assert found == expected


def test_servers_listen_on_named_addresses_only(deployed: Project) -> None:
    four, six = deployed.addresses
    own = {"127.0.0.1", four, f"[{six}]"}
    expected = {f"{address}:{port}" for address in own for port in PORTS.values()}
    # These bind one address.
    expected -= {f"{address}:{PORTS[engine]}" for engine in SINGLE for address in own - {four}}
    expected |= {f"127.0.0.1:{port}" for ports in LOCAL.values() for port in ports}
    seen = listening(deployed)
    bricks = {one for one in seen if int(one.rpartition(":")[2]) in BRICKS}
    assert {one.rpartition(":")[0] for one in bricks} == {deployed.hosts.addresses[STORES]}
    seen -= bricks
    assert seen - {f"0.0.0.0:{CONTROL}", f"[::]:{CONTROL}"} == expected


@pytest.mark.parametrize("engine", PORTS)
def test_the_application_works_with_its_environment_file(deployed: Project, engine: str) -> None:
    assert deployed.use(engine) == "42"


@pytest.mark.parametrize("engine", SEVERAL)
def test_the_application_works_in_its_second_database(deployed: Project, engine: str) -> None:
    assert deployed.use(engine, SECOND + HOME_OF_USER.get(engine, "")) == "42"


@pytest.mark.parametrize("database", ["shop_production", SECOND])
def test_the_application_has_postgis_in_each_of_its_databases(deployed: Project, database: str) -> None:
    assert deployed.ask("postgresql", PLACES, database).splitlines() == ["[(13.4,)]", "3"]


@pytest.mark.parametrize("engine", [engine for engine in PORTS if engine not in SINGLE])
def test_the_application_works_over_ipv6(deployed: Project, engine: str) -> None:
    assert deployed.use(engine, six=True) == "42"


def test_allowed_sources_come_to_every_engine_and_their_neighbours_to_none(deployed: Project) -> None:
    """From one and the same host, by IPv4 and by IPv6."""
    for network in deployed.pods:
        *_addresses, last = ipaddress.ip_network(network)
        for source, ports in ((last, PORTS.values()), (last + 1, ())):
            deployed.hosts.ssh(STRANGER, f"ip address add {source} dev eth0 {'nodad' if source.version == 6 else ''}")
            open_to = {CONTROL, *ports} - {PORTS[engine] for engine in SINGLE if source.version == 6}
            assert set(deployed.reached(STRANGER, str(source))) == open_to


def test_tables_of_others_and_other_ports_are_left_alone(deployed: Project) -> None:
    # With the handles of its parts: it was not even made anew.
    assert deployed.hosts.ssh(STORES, "nft -a list table inet foreign").stdout == deployed.seen["foreign"]
    rules = deployed.rules()
    closed = {**{engine: str(port) for engine, port in PORTS.items()}, "glusterfs": BRICKS_TOO}
    # On the host itself, where nobody but root is to reach that one.
    closed["influxdb_backups"] = "8088 meta skuid != 0"
    chains = [chain.splitlines() for chain in rules.split("\tchain ")[1:]]
    found = {lines[0].partition(" ")[0]: re.findall(r"tcp dport (.+) drop", "\n".join(lines)) for lines in chains}
    assert found == {engine: [ports] for engine, ports in closed.items()}
    assert rules.count(" drop\n") == len(closed)


def test_rules_that_another_tool_took_away_are_there_when_a_server_starts(deployed: Project) -> None:
    before = deployed.rules()
    deployed.hosts.ssh(STORES, f"echo nonsense >{BROKEN}")
    try:
        # Those that cannot be loaded leave the former ones in force, and a server down that would have none.
        reload = "systemctl reload maestro-databases-firewall"
        assert deployed.hosts.ssh(STORES, reload, check=False).returncode != 0
        assert deployed.rules() == before
        restart = "nft flush ruleset; systemctl restart memcached"
        assert deployed.hosts.ssh(STORES, restart, check=False).returncode != 0
        assert PORTS["memcached"] not in deployed.reached(WEB, deployed.hosts.addresses[WEB])
    finally:
        # systemd itself tried to start it again and again, and gave up.
        begin = "systemctl stop memcached; systemctl reset-failed memcached; systemctl start memcached"
        deployed.hosts.ssh(STORES, f"rm {BROKEN}; {begin}")
    assert deployed.rules() == before
    deployed.hosts.ssh(STORES, "nft flush ruleset; systemctl restart memcached")
    assert deployed.rules() == before
    # That flushes them is known of this one, which is watched closely in test_firewall.
    for verb in ("stop", "start"):
        deployed.hosts.ssh(STORES, f"systemctl {verb} nftables")
        assert deployed.rules() == before


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


def test_logs_that_are_files_are_rotated(deployed: Project) -> None:
    """Without a reboot, though nothing that packages bring was started, and by rules that find their files."""
    for host in (STORES, WEB):
        assert deployed.hosts.ssh(host, "systemctl is-active logrotate.timer").stdout == "active\n"
    logs = "/var/log/postgresql/postgresql-17-main.log /var/log/glusterfs/glusterd.log"
    rotate = f"logrotate --force /etc/logrotate.conf && stat -c '%n %s' {logs.replace('.log', '.log.1')}"
    sizes = [line.split() for line in deployed.hosts.ssh(STORES, rotate).stdout.splitlines()]
    assert [int(size) > 0 for _name, size in sizes] == [True, True]


def traces(project: Project) -> list[str]:
    """What shows of a file that is written as it was, a server that starts or reloads, and a value in Memcached."""
    files = "find /etc /var/lib/maestro -type f -printf '%p %i %T@ %C@\\n' | sort"
    units = f"{' '.join(RUNS_AS)} maestro-databases-firewall"
    starts = f"systemctl show --property Id,InvocationID,StateChangeTimestampMonotonic {units}"
    counters = "pid|cmd_set|cmd_touch|cmd_flush|total_items|delete_hits|incr_hits"
    stats = rf"exec 3<>/dev/tcp/127.0.0.1/11211; printf 'stats\r\nquit\r\n' >&3; grep -E '^STAT ({counters}) ' <&3"
    found = [project.hosts.ssh(STORES, shlex.join(["bash", "-c", line])).stdout for line in (files, starts, stats)]
    return [*found, project.hosts.ssh(WEB, files).stdout]


def test_a_second_deployment_changes_nothing_and_writes_nothing(deployed: Project) -> None:
    before = traces(deployed)
    assert deployed.deploy().changed() == []
    assert deployed.deploy("--check").changed() == []
    assert traces(deployed) == before
    # So that it can fail.
    assert deployed.use("memcached") == "42"
    deployed.hosts.ssh(STORES, "touch /etc/debian_version; systemctl restart redis-server")
    deployed.hosts.ssh(WEB, "touch /etc/debian_version")
    assert [now != then for now, then in zip(traces(deployed), before, strict=True)] == [True] * 4


def test_packages_are_held_in_their_series(deployed: Project) -> None:
    names = "mariadb-server mongodb-org-server redis-server elasticsearch rabbitmq-server influxdb memcached"
    names += " glusterfs-server"
    shown = deployed.hosts.ssh(STORES, f"apt-cache policy {names} | sed -n 's/^ \\*\\*\\* //p'").stdout
    assert [line.split()[1] for line in shown.splitlines()] == ["990"] * 8


def test_an_upgrade_stays_in_the_series_restarts_what_runs_and_starts_nothing_that_is_stopped(
    deployed: Project,
) -> None:
    """As unattended security updates do, by the packages' own scripts, with nobody to answer a question."""
    pairs = [f"{name}={version}" for name, versions in OFFERED.items() for version in versions]
    offer(deployed.hosts, STORES, pairs)
    stopped, runs = ["postgresql@17-main", "redis-server"], "mariadb"
    # As if the maker had changed what ours stands in the place of.
    deployed.hosts.ssh(STORES, f"sed -i 's|^ {TAKEN} [0-9a-f]*| {TAKEN} {'0' * 32}|' /var/lib/dpkg/status")
    state = "find /etc -type f -not -name '*.cache' -not -name '*.dpkg-dist' -exec sha256sum {} + | sort"
    before = deployed.hosts.ssh(STORES, state).stdout
    pid = deployed.hosts.ssh(STORES, f"systemctl show -P MainPID {runs}").stdout
    deployed.hosts.ssh(STORES, f"systemctl stop {' '.join(stopped)}")
    install = f"apt-get -qq install -y --reinstall {PACKAGES}"
    deployed.hosts.ssh(STORES, f"DEBIAN_FRONTEND=noninteractive {install}")
    active = deployed.hosts.ssh(STORES, f"systemctl is-active {' '.join(RUNS_AS)}", check=False).stdout.split()
    assert [unit for unit, now in zip(RUNS_AS, active, strict=True) if now != "active"] == stopped
    assert deployed.hosts.ssh(STORES, f"systemctl show -P MainPID {runs}").stdout != pid
    assert deployed.hosts.ssh(STORES, state).stdout == before
    deployed.hosts.ssh(STORES, f"test -e {TAKEN}.dpkg-dist")
    there = deployed.hosts.ssh(STORES, f"dpkg-query -W {' '.join(OFFERED)}").stdout.splitlines()
    assert sorted(there) == sorted(f"{name}\t{of_the_series}" for name, (of_the_series, _following) in OFFERED.items())
    # It is our hold that keeps the next ones away.
    policy = "apt-cache -o Dir::Etc::PreferencesParts=/nowhere policy $1 | sed -n 's/^  Candidate: //p'"
    for name, (_of_the_series, following) in OFFERED.items():
        assert deployed.hosts.ssh(STORES, f"set -- {name}; {policy}").stdout.strip() == following
    # Its operator starts it as ever.
    deployed.hosts.ssh(STORES, f"systemctl start {' '.join(stopped)}")
    assert {engine: deployed.use(engine) for engine in PORTS} == dict.fromkeys(PORTS, "42")


def test_after_a_reboot_everything_is_back(deployed: Project) -> None:
    rules = deployed.rules()
    lab_command("--name", deployed.hosts.name, "reboot", STORES)
    assert deployed.rules() == rules
    assert "table inet foreign\n" in deployed.hosts.ssh(STORES, "nft list tables").stdout
    for engine, port in PORTS.items():
        address = deployed.hosts.addresses[STORES]
        wait = (
            f"for i in $(seq 100); do python3 -c 'import socket; socket.create_connection((\"{address}\", {port}), 1)' "
        )
        deployed.hosts.ssh(WEB, f"{wait} 2>/dev/null && exit 0; sleep 0.3; done; exit 1")
        assert deployed.use(engine) == "42"
    for source in (deployed.hosts.addresses[STRANGER], SIX[STRANGER]):
        assert deployed.reached(STRANGER, source) == [CONTROL]

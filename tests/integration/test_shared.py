# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two applications on the servers of one host: the first owns them, the second is a guest, and neither sees the other.

The tests stand in the order in which they change the host.
"""

from __future__ import annotations

import base64
import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.integration import stored
from tests.play import Run, ansible_playbook

DB, WEBS = "db1", {"shop": "web1", "blog": "web2"}
SIZES = {f"{engine}_memory_mb": 1024 for engine in ("postgresql", "mysql", "rabbitmq")}
SETTINGS = {"log_min_duration_statement": "500ms"}
MARKERS = "/etc/maestro/databases.d"
#: Of each engine, the server on that host.
SERVERS = {
    "postgresql": ("postgresql", 5432, "15", "/var/lib/postgresql/15/main"),
    "mysql": ("mariadb", 3306, "10.11", "/var/lib/mysql"),
    "rabbitmq": ("rabbitmq", 5672, "3.10", "/var/lib/rabbitmq/mnesia"),
}

#: Keeps a word in a database by an application's variables, and says what it finds there, or how it was refused. That
#: of RabbitMQ is a virtual host, where a message that nobody confirms stays in its queue.
USE = """
import os, pika, psycopg2, pymysql, sys, urllib.parse as p
engine, database, word = sys.argv[1:]
url = os.environ[engine.upper() + "_URL"]
if engine == "rabbitmq":
    try:
        c = pika.BlockingConnection(pika.URLParameters(url.rpartition("/")[0] + "/" + database)).channel()
        c.queue_declare("words", durable=True)
        if word:
            c.basic_publish("", "words", word.encode(), pika.BasicProperties(delivery_mode=2), mandatory=True)
        print((c.basic_get("words")[2] or b"").decode())
    except pika.exceptions.AMQPError as error:
        print(repr(error).replace(chr(92), ""))
    sys.exit()
u = p.urlsplit(url)
login = dict(host=u.hostname, port=u.port, user=u.username, password=p.unquote(u.password), database=database)
try:
    c = (psycopg2 if engine == "postgresql" else pymysql).connect(**login)
    k = c.cursor()
    k.execute("create table if not exists words (word varchar(20))")
    if word:
        k.execute("insert into words values (%s)", (word,))
    c.commit()
    k.execute("select word from words order by word")
    print(*(row[0] for row in k.fetchall()))
except (psycopg2.Error, pymysql.Error) as error:
    print(str(error).splitlines()[0])
"""


@dataclass
class Project:
    """One inventory and state folder for both applications."""

    hosts: Lab
    folder: Path

    def deploy(
        self,
        application: str,
        databases: list[dict[str, Any]],
        *options: str,
        must_pass: bool = True,
        book: str = "deploy",
        **more: Any,
    ) -> Run:
        given = {
            "maestro_application": application,
            "maestro_web": WEBS[application],
            "maestro_databases": databases,
            "maestro_kubernetes": {"manifest": str(self.manifest(application)), "manifest_secrets": True},
            **SIZES,
            **more,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        inventory = self.folder / "hosts.yml"
        return ansible_playbook(f"maestro.databases.{book}", inventory, given, vault, *options, must_pass=must_pass)

    def use(self, application: str, engine: str, database: str, word: str = "") -> str:
        """What an application gets from its web host with the login of its environment file."""
        variables = f"/etc/maestro/applications/{application}-production.env"
        words = shlex.join(["python3", "-c", USE, engine, database, word])
        return self.hosts.ssh(WEBS[application], f"set -a; . {variables}; exec {words}").stdout.strip()

    def manifest(self, application: str) -> Path:
        """Where an application publishes."""
        return self.folder / f"{application}.yml"

    def passwords(self, application: str) -> list[str]:
        """All that are kept of an application, its administrators' included."""
        return [entry["password"] for entry in stored.credentials(self.folder, application).values()]

    def marker(self, engine: str) -> Any:
        return json.loads(self.hosts.ssh(DB, f"cat {MARKERS}/{engine}.json").stdout)


def declared(**postgresql: Any) -> list[dict[str, Any]]:
    return [
        {"engine": "mysql", "flavour": "mariadb", "hosts": DB, "shared": True},
        {"engine": "postgresql", "hosts": DB, "shared": True, **postgresql},
        {"engine": "rabbitmq", "hosts": DB, "shared": True},
    ]


def declared_without(*engines: str) -> list[dict[str, Any]]:
    return [one for one in declared() if one["engine"] not in engines]


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    hosts = lab("web1:bookworm", "web2:bookworm", f"{DB}:bookworm")
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(hosts.inventory, folder / "hosts.yml")
    (folder / "vault").write_text("a vault password\n")
    install = "apt-get -qq update && apt-get -qq install -y --no-install-recommends python3-pymysql python3-psycopg2"
    install += " python3-pika"
    for web in WEBS.values():
        hosts.ssh(web, f"{install} >/dev/null 2>&1")
    project = Project(hosts, folder)
    project.deploy("shop", declared(settings=SETTINGS))
    yield project
    shutil.rmtree(folder, ignore_errors=True)


def test_without_the_word_and_with_settings_of_its_own_a_guest_is_refused(project: Project) -> None:
    before = project.marker("postgresql")
    run = project.deploy("blog", declared(shared=False), must_pass=False)
    assert run.code != 0
    assert (
        "/etc/maestro/databases.d/postgresql.json: postgresql on this host belongs to shop-production, group default, "
        "and blog-production, group default asks for it; "
        "say shared: true for this group, as that one does, or use another host"
    ) in run.of("maestro.databases.database_host_info")["msg"]
    run = project.deploy("blog", declared(settings={"work_mem": "64MB"}, database="shop_production"), must_pass=False)
    assert run.code != 0
    assert [
        line.removeprefix("- ")
        for line in run.of("maestro.databases.database_host_info")["msg"].splitlines()
        if "postgresql" in line
    ] == [
        (
            "postgresql settings: work_mem: the configuration of this server belongs to shop-production, "
            "group default; remove it here, and set it in shop-production, group default if all are to have it"
        ),
        (
            "postgresql names: shop_production on this server belongs to shop-production, group default; "
            "give this application, or this group's database or user, another name"
        ),
    ]
    # A user's name counts as it was given, and while nothing is kept of it.
    taken = {"maestro_credentials": {"postgresql": {"username": "shop_production"}}}
    run = project.deploy("blog", declared(), must_pass=False, **taken)
    assert run.code != 0
    belongs = "postgresql names: shop_production on this server belongs to shop-production, group default; "
    assert belongs in run.of("maestro.databases.database_host_info")["msg"]
    assert project.marker("postgresql") == before


def test_a_guest_gets_databases_of_its_own(project: Project) -> None:
    predicted = project.deploy("blog", declared(), "--check").changed(DB)
    assert project.deploy("blog", declared()).changed(DB) == predicted
    shop, blog, db = (project.hosts.addresses[host] for host in ("web1", "web2", DB))
    for engine, (flavour, port, version, directory) in SERVERS.items():
        marker = project.marker(engine)
        assert (marker.pop("version"), marker.pop("data_directory")) == (version, directory)
        listen = ["127.0.0.1", db]
        assert marker == {
            "application": "shop",
            "environment": "production",
            "group": "default",
            "flavour": flavour,
            "shared": {
                "clients": [shop, db],
                "listen": listen,
                "names": ["shop_production"],
                "users": ["shop_production", "maestro_admin"],
                "port": port,
            },
            "guests": [
                {
                    "application": "blog",
                    "environment": "production",
                    "group": "default",
                    "clients": [blog, db],
                    "listen": listen,
                    "names": ["blog_production"],
                    "users": ["blog_production"],
                }
            ],
        }


@pytest.mark.parametrize(
    ("engine", "refusal"),
    [
        ("postgresql", 'FATAL:  permission denied for database "{0}_production"'),
        ("mysql", "Access denied for user '{1}_production'@'%' to database '{0}_production'"),
        ("rabbitmq", "NOT_ALLOWED - access to vhost '{0}_production' refused for user '{1}_production'"),
    ],
)
def test_each_has_its_own_and_neither_reads_the_others(project: Project, engine: str, refusal: str) -> None:
    """The firewall lets in both web hosts, and the logins are for the own database alone."""
    assert project.use("shop", engine, "shop_production", "till") == "till"
    assert project.use("blog", engine, "blog_production", "post") == "post"
    assert refusal.format("shop", "blog") in project.use("blog", engine, "shop_production")
    assert refusal.format("blog", "shop") in project.use("shop", engine, "blog_production")


def test_variables_services_and_secrets_stay_apart(project: Project) -> None:
    for mine, other in (("shop", "blog"), ("blog", "shop")):
        objects = list(yaml.safe_load_all(project.manifest(mine).read_text()))
        assert {one["metadata"]["labels"]["maestro.databases/application"] for one in objects} == {mine}
        found = sorted(one["metadata"]["name"] for one in objects if one["kind"] == "Service")
        assert found == sorted(SERVERS)
        addresses = [one["endpoints"][0]["addresses"] for one in objects if one["kind"] == "EndpointSlice"]
        assert addresses == [[project.hosts.addresses[DB]]] * len(SERVERS)
        data = [text for one in objects if one["kind"] == "Secret" for text in one["data"].values()]
        secrets = "\n".join(base64.b64decode(text).decode() for text in data)
        variables = project.hosts.ssh(WEBS[mine], f"cat /etc/maestro/applications/{mine}-production.env").stdout
        for text in (secrets, variables):
            assert f"{mine}_production" in text
            assert f"{other}_production" not in text
            assert [password for password in project.passwords(other) if password in text] == []
        # The logins of its own are there, so that one of the other's would have been seen.
        logins = set(project.passwords(mine))
        assert len({password for password in logins if password in secrets and password in variables}) == len(SERVERS)


def test_second_runs_of_both_change_nothing(project: Project) -> None:
    assert project.deploy("shop", declared(settings=SETTINGS)).changed() == []
    assert project.deploy("blog", declared()).changed() == []


def test_what_the_owner_changes_leaves_the_guest_whole(project: Project) -> None:
    run = project.deploy("shop", declared(settings={**SETTINGS, "work_mem": "5MB"}))
    role = "maestro.databases.postgresql"
    tasks = ["Write the files and load the firewall", "Start the server, or have it take over its files"]
    assert run.changed(DB) == [f"{role} : {task}" for task in tasks]
    for engine in SERVERS:
        assert project.use("blog", engine, "blog_production") == "post"
    # The guest's next run writes the owner's new files.
    assert project.deploy("blog", declared(), "--check").changed() == []


def test_the_owner_cannot_take_the_word_back_while_there_are_guests(project: Project) -> None:
    run = project.deploy("shop", declared(shared=False, settings=SETTINGS), must_pass=False)
    assert run.code != 0
    assert (
        "postgresql shared: blog-production, group default have their data on this server; "
        "leave shared: true as long as they do"
    ) in run.of("maestro.databases.database_host_info")["msg"]


# Guests leave


def remove(project: Project, application: str, databases: list[dict[str, Any]], *options: str, **named: str) -> Run:
    return project.deploy(application, databases, *options, book="remove", must_pass=False, **named)


def let_in(project: Project, application: str, port: int) -> bool:
    """Whether the firewall lets an application's web host in; whom it does not is never answered."""
    line = f"timeout 2 bash -c '</dev/tcp/{project.hosts.addresses[DB]}/{port}'"
    return project.hosts.ssh(WEBS[application], line, check=False).returncode == 0


def test_an_owner_does_not_go_before_its_guests(project: Project) -> None:
    before = project.marker("mysql")
    run = remove(project, "shop", declared(settings=SETTINGS)[1:], maestro_remove="mysql/default")
    assert run.code != 0
    assert run.changed() == []
    assert (
        f"mysql on {DB} is shared with blog: nothing was changed; a server goes after its guests, "
        "so remove the group there first"
    ) in run.output
    assert project.marker("mysql") == before


def test_a_guest_leaves_with_its_own_data_where_that_is_asked_for(project: Project) -> None:
    named = {"maestro_remove": "postgresql/default", "maestro_remove_data": "postgresql/default"}
    assert let_in(project, "blog", 5432)
    left = declared_without("postgresql")
    predicted = remove(project, "blog", left, "--check", **named)
    done = remove(project, "blog", left, **named)
    assert done.code == 0, done.output
    assert done.changed(DB) == predicted.changed(DB)
    assert (let_in(project, "blog", 5432), let_in(project, "blog", 3306)) == (False, True)
    left = "select datname from pg_database; select rolname from pg_roles"
    found = project.hosts.ssh(DB, f"runuser -u postgres -- psql -Atc '{left}'").stdout.split()
    assert [name for name in found if "blog" in name] == []
    assert project.marker("postgresql")["guests"] == []
    assert project.use("shop", "postgresql", "shop_production") == "till"
    assert project.use("blog", "mysql", "blog_production") == "post"


def test_a_guest_leaves_with_its_virtual_host(project: Project) -> None:
    named = {"maestro_remove": "rabbitmq/default", "maestro_remove_data": "rabbitmq/default"}
    assert let_in(project, "blog", 5672)
    done = remove(project, "blog", declared_without("postgresql", "rabbitmq"), **named)
    assert done.code == 0, done.output
    assert not let_in(project, "blog", 5672)
    shown = project.hosts.ssh(DB, "for of in vhosts users; do rabbitmqctl -n rabbit@localhost -q list_$of; done").stdout
    assert "shop_production" in shown
    assert "blog" not in shown
    assert project.marker("rabbitmq")["guests"] == []
    assert project.use("shop", "rabbitmq", "shop_production") == "till"


def test_a_guest_leaves_its_data_otherwise_and_the_owner_is_whole(project: Project) -> None:
    done = remove(project, "blog", [], maestro_remove="mysql/default")
    assert done.code == 0, done.output
    assert not let_in(project, "blog", 3306)
    assert (project.marker("mysql")["application"], project.marker("mysql")["guests"]) == ("shop", [])
    assert project.hosts.ssh(DB, "mysql -NBe 'select word from blog_production.words'").stdout == "post\n"
    for engine in SERVERS:
        assert project.use("shop", engine, "shop_production") == "till"
    # The files are what the owner would write without a guest.
    assert project.deploy("shop", declared(settings={**SETTINGS, "work_mem": "5MB"})).changed() == []


def test_an_owner_whose_guests_have_left_goes_with_all_its_data(project: Project) -> None:
    named = {"maestro_remove": "postgresql/default", "maestro_remove_data": "postgresql/default"}
    done = remove(project, "shop", declared_without("postgresql"), **named)
    assert done.code == 0, done.output
    left = f"pg_lsclusters --no-header; ls -A /var/lib/postgresql/15/main; cd {MARKERS}/..; ls databases.d shared.d"
    engines = ["mysql.json", "rabbitmq.json"]
    assert project.hosts.ssh(DB, left).stdout.split() == ["databases.d:", *engines, "shared.d:", *engines]
    for engine in ("mysql", "rabbitmq"):
        assert project.use("shop", engine, "shop_production") == "till"

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two applications on the servers of one host: the first owns them, the second is a guest, and neither sees the other.

The tests stand in the order in which they change the host.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.play import Run, ansible_playbook

DB, WEBS = "db1", {"shop": "web1", "blog": "web2"}
SIZES = {"postgresql_memory_mb": 1024, "mysql_memory_mb": 1024}
SETTINGS = {"log_min_duration_statement": "500ms"}
MARKERS = "/etc/maestro/databases.d"

#: Keeps a word in a database by an application's variables, and says what it finds there, or how it was refused.
USE = """
import os, psycopg2, pymysql, sys, urllib.parse as p
engine, database, word = sys.argv[1:]
u = p.urlsplit(os.environ[engine.upper() + "_URL"])
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

    def marker(self, engine: str) -> Any:
        return json.loads(self.hosts.ssh(DB, f"cat {MARKERS}/{engine}.json").stdout)


def declared(**postgresql: Any) -> list[dict[str, Any]]:
    return [
        {"engine": "mysql", "flavour": "mariadb", "hosts": DB, "shared": True},
        {"engine": "postgresql", "hosts": DB, "shared": True, **postgresql},
    ]


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    hosts = lab("web1:bookworm", "web2:bookworm", f"{DB}:bookworm", fresh=True)
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(hosts.inventory, folder / "hosts.yml")
    (folder / "vault").write_text("a vault password\n")
    install = "apt-get -qq update && apt-get -qq install -y --no-install-recommends python3-pymysql python3-psycopg2"
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
    for engine, flavour, port in (("postgresql", "postgresql", 5432), ("mysql", "mariadb", 3306)):
        marker = project.marker(engine)
        assert marker.pop("version") in {"15", "10.11"}
        assert marker.pop("data_directory") in {"/var/lib/postgresql/15/main", "/var/lib/mysql"}
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
    ],
)
def test_each_has_its_own_and_neither_reads_the_others(project: Project, engine: str, refusal: str) -> None:
    """The firewall lets in both web hosts, and the logins are for the own database alone."""
    assert project.use("shop", engine, "shop_production", "till") == "till"
    assert project.use("blog", engine, "blog_production", "post") == "post"
    assert refusal.format("shop", "blog") in project.use("blog", engine, "shop_production")
    assert refusal.format("blog", "shop") in project.use("shop", engine, "blog_production")


def test_second_runs_of_both_change_nothing(project: Project) -> None:
    assert project.deploy("shop", declared(settings=SETTINGS)).changed() == []
    assert project.deploy("blog", declared()).changed() == []


def test_what_the_owner_changes_leaves_the_guest_whole(project: Project) -> None:
    run = project.deploy("shop", declared(settings={**SETTINGS, "work_mem": "5MB"}))
    role = "maestro.databases.postgresql"
    tasks = ["Write the files and load the firewall", "Start the server, or have it take over its files"]
    assert run.changed(DB) == [f"{role} : {task}" for task in tasks]
    for engine in ("postgresql", "mysql"):
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
    predicted = remove(project, "blog", declared()[:1], "--check", **named)
    done = remove(project, "blog", declared()[:1], **named)
    assert done.code == 0, done.output
    assert done.changed(DB) == predicted.changed(DB)
    assert (let_in(project, "blog", 5432), let_in(project, "blog", 3306)) == (False, True)
    left = "select datname from pg_database; select rolname from pg_roles"
    found = project.hosts.ssh(DB, f"runuser -u postgres -- psql -Atc '{left}'").stdout.split()
    assert [name for name in found if "blog" in name] == []
    assert project.marker("postgresql")["guests"] == []
    assert project.use("shop", "postgresql", "shop_production") == "till"
    assert project.use("blog", "mysql", "blog_production") == "post"


def test_a_guest_leaves_its_data_otherwise_and_the_owner_is_whole(project: Project) -> None:
    done = remove(project, "blog", [], maestro_remove="mysql/default")
    assert done.code == 0, done.output
    assert not let_in(project, "blog", 3306)
    assert (project.marker("mysql")["application"], project.marker("mysql")["guests"]) == ("shop", [])
    assert project.hosts.ssh(DB, "mysql -NBe 'select word from blog_production.words'").stdout == "post\n"
    for engine in ("postgresql", "mysql"):
        assert project.use("shop", engine, "shop_production") == "till"
    # The files are what the owner would write without a guest.
    assert project.deploy("shop", declared(settings={**SETTINGS, "work_mem": "5MB"})).changed() == []

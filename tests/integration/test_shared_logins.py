# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two applications on servers that ask for a password on the host itself, too: a guest's run logs in by the host's own.

The tests stand in the order in which they change the hosts. What holds for all shared servers is in test_shared.
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
from tests.hosts import ANY_DISK, Lab, lab_command
from tests.integration import stored
from tests.play import Run, ansible_playbook

DB, DB2, WEBS = "logins-db1", "logins-db2", {"shop": "logins-web1", "blog": "logins-web2"}
ADMIN = "maestro_host"
#: Of each server: engine and group, its host, and its variable. A primary group leaves last.
SERVERS = {
    "mongodb": ("mongodb/default", DB, "MONGODB_URL"),
    "influxdb": ("influxdb/default", DB, "INFLUXDB_URL"),
    "opensearch": ("elasticsearch/open", DB2, "ELASTICSEARCH_OPEN_URL"),
    "elasticsearch": ("elasticsearch/default", DB, "ELASTICSEARCH_URL"),
}
DECLARED = [
    {"engine": "mongodb", "hosts": DB, "version": "6.0"},
    {"engine": "influxdb", "hosts": DB},
    {"engine": "elasticsearch", "hosts": DB, "version": "8.15", "primary": True},
    {"engine": "elasticsearch", "group": "open", "flavour": "opensearch", "hosts": DB2, "version": "2.19"},
]
#: Keeps a word in a database by the login of a URL, and says what it finds there, or how it was refused. That of the
#: search engines is what the name of an index begins with.
USE = """
import base64, json, sys, urllib.error, urllib.parse as p, urllib.request
server, url, database, word = sys.argv[1:]
u = p.urlsplit(url)
def ask(method, path, body=None, kind="application/json"):
    login = base64.b64encode(f"{u.username}:{p.unquote(u.password)}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", "Content-Type": kind}
    request = urllib.request.Request(f"http://{u.hostname}:{u.port}{path}", body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"{}")
if server == "mongodb":
    import pymongo
    client = pymongo.MongoClient(url, serverSelectionTimeoutMS=20000)
    try:
        if word:
            client[database].words.insert_one({"word": word})
        print(*(one["word"] for one in client[database].words.find()))
    except pymongo.errors.OperationFailure as error:
        print("refused", error.code)
    sys.exit()
try:
    if server == "influxdb":
        if word:
            ask("POST", f"/write?db={database}", f"words word=\\"{word}\\"".encode(), "text/plain")
        found = ask("GET", f"/query?db={database}&" + p.urlencode({"q": "select word from words"}))
        if found["results"][0].get("error"):
            print("refused", found["results"][0]["error"])
        print(*(row[1] for series in found["results"][0].get("series", []) for row in series["values"]))
    else:
        if word:
            ask("POST", f"/{database}-words/_doc?refresh=true", json.dumps({"word": word}).encode())
        hits = ask("GET", f"/{database}-words/_search")["hits"]["hits"]
        print(*(hit["_source"]["word"] for hit in hits))
except urllib.error.HTTPError as error:
    print("refused", error.code)
"""
#: Asks a server on its host, as the administrator whose password lies there, for its databases and users.
LOOK = """
import base64, json, sys, urllib.request
server, address = sys.argv[1:]
engine = "elasticsearch" if server == "opensearch" else server
login = json.load(open(f"/etc/maestro/shared.d/{engine}.admin.json"))
def ask(path):
    word = base64.b64encode(f"{login['name']}:{login['password']}".encode()).decode()
    request = urllib.request.Request(f"http://{address}:{path}", headers={"Authorization": f"Basic {word}"})
    return json.loads(urllib.request.urlopen(request, timeout=30).read())
if server == "mongodb":
    import pymongo
    client = pymongo.MongoClient(username=login["name"], password=login["password"])
    names = client.list_database_names()
    users = [one["user"] for one in client.admin.command({"usersInfo": {"forAllDBs": True}})["users"]]
elif server == "influxdb":
    found = ask("8086/query?q=SHOW+DATABASES%3B+SHOW+USERS")["results"]
    names, users = ([row[0] for row in one["series"][0]["values"]] for one in found)
else:
    names = [one["name"] for one in ask("9200/_resolve/index/*?expand_wildcards=all")["indices"]]
    if server == "opensearch":
        users = list(ask("9200/_plugins/_security/api/internalusers"))
    else:
        users = [line.partition(":")[0] for line in open("/etc/elasticsearch/users")]
print(json.dumps(sorted(name for name in {*names, *users} if "_production" in name or name.startswith("maestro_"))))
"""


def declared(*, without: tuple[str, ...] = (), shared: bool = True) -> list[dict[str, Any]]:
    names = [f"{one['engine']}/{one.get('group', 'default')}" for one in DECLARED]
    return [{**one, "shared": shared} for name, one in zip(names, DECLARED, strict=True) if name not in without]


@dataclass
class Project:
    """One inventory and state folder for both applications."""

    hosts: Lab
    folder: Path
    #: What the run said that made the servers and their administrators.
    made: str = ""

    def deploy(
        self, application: str, databases: list[dict[str, Any]], *options: str, book: str = "deploy", **more: Any
    ) -> Run:
        given = {
            "maestro_application": application,
            "maestro_web": WEBS[application],
            # The configuration of a server is its owner's.
            "maestro_databases": [
                {**one, "settings": ANY_DISK} if (application, one["engine"]) == ("shop", "elasticsearch") else one
                for one in databases
            ],
            **{f"{engine}_memory_mb": 1024 for engine in ("mongodb", "influxdb", "elasticsearch")},
            **more,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook(f"maestro.databases.{book}", self.folder / "hosts.yml", given, vault, *options)

    def use(self, application: str, server: str, database: str, word: str = "") -> str:
        """What an application gets from its web host with the login of its environment file."""
        variables = f"/etc/maestro/applications/{application}-production.env"
        words = shlex.join(["python3", "-c", USE, server])
        line = f'set -a; . {variables}; exec {words} "${SERVERS[server][2]}" {database} {shlex.quote(word)}'
        return self.hosts.ssh(WEBS[application], line).stdout.strip()

    def look(self, server: str) -> Any:
        """What of ours the server has."""
        host = SERVERS[server][1]
        words = ["python3", "-c", LOOK, server, self.hosts.addresses[host]]
        return json.loads(self.hosts.ssh(host, shlex.join(words)).stdout)

    def secrets(self) -> list[str]:
        """All passwords that there are: of both applications, and of the hosts' own administrators."""
        found = []
        for application in WEBS:
            found += [entry["password"] for entry in stored.credentials(self.folder, application).values()]
        for host in (DB, DB2):
            text = self.hosts.ssh(host, "cat /etc/maestro/shared.d/*.admin.json").stdout
            found += [json.loads(line)["password"] for line in text.splitlines()]
        return found


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    webs = [f"{web}:bookworm" for web in WEBS.values()]
    hosts = lab(*webs, f"{DB}:trixie", f"{DB2}:trixie")
    lab_command("--name", hosts.name, "mirror", "mongodb-6.0", "elasticsearch-8.15", "opensearch-2.19")
    folder = tmp_path_factory.mktemp("project")
    (folder / "hosts.yml").write_text(lab_command("--name", hosts.name, "inventory").stdout)
    (folder / "vault").write_text("a vault password\n")
    for web in WEBS.values():
        hosts.ssh(
            web, "apt-get -qq update && apt-get -qq install -y --no-install-recommends python3-pymongo >/dev/null"
        )
    project = Project(hosts, folder)
    project.made = project.deploy("shop", declared(), "-vvvv", "--diff").output
    yield project
    shutil.rmtree(folder, ignore_errors=True)


def test_a_guest_gets_databases_of_its_own_and_nobodys_password_is_shown(project: Project) -> None:
    predicted = project.deploy("blog", declared(), "--check")
    done = project.deploy("blog", declared(), "-vvvv", "--diff")
    for host in (DB, DB2):
        assert done.changed(host) == predicted.changed(host)
    secrets = project.secrets()
    # Of each application two logins a server, but that a guest has no administrator; and one of each server's host.
    assert len(set(secrets)) >= 16
    assert [one for one in secrets if one in project.made + done.output + predicted.output] == []
    for server, (group, host, _variable) in SERVERS.items():
        engine = group.partition("/")[0]
        path = f"/etc/maestro/shared.d/{engine}.admin.json"
        assert project.hosts.ssh(host, f"stat -c '%a %U %G' {path}").stdout == "600 root root\n"
        found = project.look(server)
        assert [name for name in found if name in {"maestro_admin", ADMIN}] == ["maestro_admin", ADMIN]


@pytest.mark.parametrize(
    ("server", "refusal"),
    [
        ("mongodb", "refused 13"),
        ("influxdb", "refused 403"),
        ("elasticsearch", "refused 403"),
        ("opensearch", "refused 403"),
    ],
)
def test_each_has_its_own_and_neither_reads_the_others(project: Project, server: str, refusal: str) -> None:
    assert project.use("shop", server, "shop_production", "till") == "till"
    assert project.use("blog", server, "blog_production", "post") == "post"
    for mine, other in (("shop", "blog_production"), ("blog", "shop_production")):
        assert project.use(mine, server, other) == refusal
        assert project.use(mine, server, other, "intruder") == refusal


def test_second_runs_of_both_change_nothing(project: Project) -> None:
    for application in WEBS:
        assert project.deploy(application, declared()).changed() == []


def test_a_guest_leaves_each_with_its_own_data(project: Project) -> None:
    gone: tuple[str, ...] = ()
    for server, (group, host, _variable) in SERVERS.items():
        assert [name for name in project.look(server) if "blog" in name] != []
        gone += (group,)
        named = {"maestro_remove": group, "maestro_remove_data": group}
        predicted = project.deploy("blog", declared(without=gone), "--check", book="remove", **named).changed(host)
        done = project.deploy("blog", declared(without=gone), book="remove", **named).changed(host)
        assert predicted == done
        assert len(done) == 2
        assert [name for name in project.look(server) if "blog" in name] == []
        assert project.use("shop", server, "shop_production") == "till"


def test_the_hosts_own_administrator_goes_with_the_word(project: Project) -> None:
    predicted = project.deploy("shop", declared(shared=False), "--check")
    done = project.deploy("shop", declared(shared=False))
    for host in (DB, DB2):
        assert done.changed(host) == predicted.changed(host)
        assert project.hosts.ssh(host, "ls -A /etc/maestro/shared.d").stdout == ""
    assert f"user {ADMIN}" in str([one.result.get("diff") for one in predicted.results])
    assert ADMIN not in project.hosts.ssh(DB, "cat /etc/elasticsearch/users").stdout
    assert project.deploy("shop", declared(shared=False)).changed() == []
    for server in SERVERS:
        assert project.use("shop", server, "shop_production") == "till"

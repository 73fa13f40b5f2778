# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on real hosts and a real Kubernetes API: from code to an application that answers.

One project is deployed in check mode, for real, and again; the tests look at these runs and then change the project, in
the order in which they stand here.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.integration import application_files, stored
from tests.play import Run, ansible_playbook

APPLICATION = ROOT / "examples" / "visits"
VAULT = "a vault password"
NAMESPACE = "visits-production"
ENVIRONMENT = "/etc/maestro/applications/visits-production.env"

POSTGRESQL = {"engine": "postgresql", "hosts": "db1"}
REDIS = {"engine": "redis", "deployment": "local"}
MYSQL = [
    {"engine": "mysql", "group": "main", "flavour": "mariadb", "hosts": "db2"},
    {"engine": "mysql", "group": "spare", "flavour": "mysql", "hosts": "db3"},
    {"engine": "mysql", "group": "archive", "flavour": "mariadb", "hosts": "db1"},
]


@dataclass
class Project:
    """An application's inventory and state folder, and the runs of its deployment so far."""

    hosts: Lab
    folder: Path
    outputs: list[str] = field(default_factory=list)

    def deploy(self, databases: object, *options: str, web: str = "web1", **variables: Any) -> Run:
        given = {
            "maestro_application": "visits",
            "maestro_environment": "production",
            "maestro_source": str(APPLICATION),
            "maestro_web": web,
            "maestro_units": ["visits"],
            "maestro_kubernetes": {"kubeconfig": str(self.folder / "kubeconfig")},
            "maestro_databases": databases,
            **variables,
        }
        run = ansible_playbook(
            "maestro.databases.deploy",
            self.folder / "hosts.yml",
            given,
            f"--vault-password-file={self.folder / 'vault'}",
            "-vvvv",
            "--diff",
            *options,
        )
        self.outputs.append(run.output)
        return run

    def credentials(self) -> Mapping[str, Mapping[str, str]]:
        return stored.credentials(self.folder, "visits")

    def kubectl(self, *words: str) -> Any:
        done = lab_command("--name", self.hosts.name, "kubectl", "-n", NAMESPACE, *words, "-o", "json")
        return json.loads(done.stdout)

    def objects(self) -> dict[str, str]:
        """Version of each of our objects in the API server."""
        listed = self.kubectl(
            "get", "services,endpointslices,secrets", "-l", "app.kubernetes.io/managed-by=maestro-databases"
        )
        return {
            f"{one['kind']}/{one['metadata']['name']}": one["metadata"]["resourceVersion"] for one in listed["items"]
        }

    def services(self) -> list[str]:
        return sorted(name.partition("/")[2] for name in self.objects() if name.startswith("Service/"))

    def python(self, host: str, code: str) -> str:
        """Runs Python on a host with nothing but the environment file; its code may hold secrets and is its input."""
        line = f"set -a; . {ENVIRONMENT}; exec python3 -"
        return lab_command("--name", self.hosts.name, "ssh", host, line, given=code).stdout

    def visits(self, host: str) -> dict[str, int]:
        code = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:8080/').read().decode())"
        counted: dict[str, int] = json.loads(self.hosts.ssh(host, f'python3 -c "{code}"').stdout)["visits"]
        return counted


@dataclass(frozen=True)
class First:
    """The first three runs."""

    project: Project
    before: list[str]
    after_check: list[str]
    check: Run
    real: Run
    objects: dict[str, str]
    again: Run
    objects_again: dict[str, str]


@pytest.fixture(scope="module")
def first(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> First:
    hosts = lab("web1:bookworm", "web2:trixie", "db1:trixie", "db2:bookworm", "db3:sid")
    lab_command("--name", hosts.name, "kubernetes", "up")
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(hosts.inventory, folder / "hosts.yml")
    (folder / "vault").write_text(VAULT)
    kubeconfig = lab_command("--name", hosts.name, "kubernetes", "kubeconfig").stdout
    (folder / "kubeconfig").write_text(kubeconfig)
    project = Project(hosts, folder)
    hosts.playbook(APPLICATION / "install.yml", {"visits_hosts": "web1,web2"})
    databases = [POSTGRESQL, MYSQL[0], REDIS]

    before = [hosts.snapshot(host) for host in ("web1", "db1", "db2")]
    check = project.deploy(databases, "--check")
    after_check = [hosts.snapshot(host) for host in ("web1", "db1", "db2")]
    real = project.deploy(databases)
    objects = project.objects()
    again = project.deploy(databases)
    return First(project, before, after_check, check, real, objects, again, project.objects())


def test_check_mode_changes_nothing(first: First) -> None:
    assert first.after_check == first.before


def test_check_mode_predicts_the_run(first: First) -> None:
    assert first.check.changes() == first.real.changes()
    assert {host for host, _task in first.real.changes()} == {"localhost", "web1", "db1", "db2"}


def test_a_second_run_changes_nothing(first: First) -> None:
    assert first.again.changed() == []
    assert all(totals["changed"] == 0 for totals in first.again.stats.values())
    assert first.objects_again == first.objects


def test_the_application_answers_and_its_data_is_in_each_database(first: First) -> None:
    before = first.project.visits("web1")
    assert sorted(before) == ["mysql", "postgresql", "redis"]
    after = first.project.visits("web1")
    assert after == {name: count + 1 for name, count in before.items()}
    counted = first.project.python(
        "web1",
        """
import os, psycopg, pymysql, redis
with psycopg.connect(os.environ["POSTGRESQL_URL"]) as connection:
    print("postgresql", connection.execute("SELECT count(*) FROM visits").fetchone()[0])
connection = pymysql.connect(
    host=os.environ["MYSQL_ADDRESS"], port=int(os.environ["MYSQL_PORT"]), user=os.environ["MYSQL_USERNAME"],
    password=os.environ["MYSQL_PASSWORD"], database=os.environ["MYSQL_DATABASE"])
cursor = connection.cursor()
cursor.execute("SELECT count(*) FROM visits")
print("mysql", cursor.fetchone()[0])
print("redis", redis.Redis.from_url(os.environ["REDIS_URL"]).get("visits").decode())
""",
    )
    assert dict(line.split() for line in counted.splitlines()) == {name: str(count) for name, count in after.items()}


def test_the_administrators_of_relational_servers_are_let_in_on_the_host_alone(first: First) -> None:
    stored = first.project.credentials()
    refused = first.project.python(
        "web1",
        f"""
import os, psycopg, pymysql
try:
    psycopg.connect(host=os.environ["POSTGRESQL_ADDRESS"], dbname="postgres", user="maestro_admin",
                    password="{stored["postgresql/default/admin"]["password"]}")
except psycopg.OperationalError as error:
    print("postgresql", "pg_hba.conf rejects connection" in str(error))
try:
    pymysql.connect(host=os.environ["MYSQL_ADDRESS"], user="maestro_admin",
                    password="{stored["mysql/main/admin"]["password"]}")
except pymysql.err.OperationalError as error:
    print("mysql", error.args[0])
""",
    )
    assert refused.splitlines() == ["postgresql True", "mysql 1045"]


def test_the_environment_file_is_closed_to_others(first: First) -> None:
    assert first.project.hosts.ssh("web1", f"stat -c '%a %U' {ENVIRONMENT}").stdout == "640 root\n"


def test_the_secret_is_what_a_pod_reads(first: First) -> None:
    data = first.project.kubectl("get", "secret", "redis")["data"]
    assert base64.b64decode(data["REDIS_PORT"]) == b"6379"
    password = first.project.credentials()["redis/default/application"]["password"]
    assert base64.b64decode(data["REDIS_URL"]).decode() == f"redis://visits_production:{password}@redis/0"


def test_services_have_the_bare_names(first: First) -> None:
    assert first.project.services() == ["mysql", "postgresql", "redis"]


def test_adding_groups_renames_no_service(first: First) -> None:
    project = first.project
    before = project.objects()
    run = project.deploy([POSTGRESQL, *MYSQL, REDIS])
    assert project.services() == ["mysql", "mysql-archive", "mysql-spare", "postgresql", "redis"]
    now = project.objects()
    kept = {name: version for name, version in before.items() if not name.startswith("Secret/")}
    assert {name: now[name] for name in kept} == kept
    assert "db2" not in {host for host, _task in run.changes()}
    assert project.deploy([POSTGRESQL, *MYSQL, REDIS]).changed() == []
    assert sorted(project.visits("web1")) == ["mysql", "mysql_archive", "mysql_spare", "postgresql", "redis"]


def test_a_new_web_host_reaches_every_database(first: First) -> None:
    project = first.project
    databases = [POSTGRESQL, *MYSQL, REDIS]
    before = project.visits("web1")
    for host in ("web1", "web2"):
        application_files.install(project.hosts, host, packages=host == "web1")
    both = {"web": "web1,web2", "maestro_application_files": application_files.FILES}
    run = project.deploy(databases, **both)
    assert run.code == 0
    # Its environment and the files changed on web1; the unit was restarted once for both.
    restarted = [one for one in run.results if one.task.endswith("Restart what runs with an older environment")]
    assert {one.host: [item["name"] for item in one.result["results"]] for one in restarted}["web1"] == [
        "visits.service"
    ]
    assert run.of("maestro.databases.application_files", "web1")["restart"] == ["visits.service"]
    after = project.visits("web2")
    assert {name: after[name] for name in ("postgresql", "redis")} == {
        name: before[name] + 1 for name in ("postgresql", "redis")
    }
    assert project.deploy(databases, **both).changed() == []


def test_applications_answer_from_the_files_that_they_were_given(first: First) -> None:
    hosts, visits = first.project.hosts, first.project.visits("web1")
    answers = {name: application_files.ask(hosts, "web1", name) for name in application_files.COMMANDS}
    postgresql = visits["postgresql"]
    assert answers == {
        "rails": {"primary": visits["mysql"], "archive": visits["mysql_archive"], "reports": postgresql},
        "django": {"key": "not told", "default": postgresql, "other": postgresql},
        "laravel": {"name": "A shop", "visits": postgresql, "redis": "6379"},
        "symfony": {"environment": "prod", "query": "serverVersion=16&charset=utf8", "visits": postgresql},
        "node": {"url": postgresql, "variables": postgresql},
    }
    assert application_files.contents(hosts, "web1") == application_files.contents(hosts, "web2")


def test_an_exported_database_url_leads_no_entry_of_rails_elsewhere(first: First) -> None:
    """C014."""
    hosts = first.project.hosts
    addresses = {"archive": hosts.addresses["db1"], "reports": hosts.addresses["db1"]}
    wanted = {"primary": hosts.addresses["db2"], **addresses}
    assert application_files.ask(hosts, "web1", "rails", "--hosts") == wanted
    url = f"mysql2://a:b@{addresses['archive']}/visits_archive"
    assert application_files.ask(hosts, "web1", "rails", "--hosts", DATABASE_URL=url) == wanted
    # One that names the entry is for that entry alone.
    led = application_files.ask(hosts, "web1", "rails", "--hosts", REPORTS_DATABASE_URL="postgresql://a:b@elsewhere/c")
    assert led == {**wanted, "reports": "elsewhere"}


@pytest.mark.parametrize("kind", ["laravel", "symfony"])
def test_readers_of_php_get_each_value_byte_for_byte(first: First, kind: str) -> None:
    """C013."""
    wanted = {f"V{number}": value for number, value in enumerate(application_files.corpus())}
    assert application_files.read_by_php(first.project.hosts, "web1", kind, wanted) == wanted


def test_ruby_gets_each_value_byte_for_byte(first: First) -> None:
    """C013."""
    values = [*application_files.corpus(), "<%= 1 %>", "a <%% b %>", "- a", "&a", "*a", "~", "1e3", "0o7", "größe 😀"]
    wanted = {f"V{number}": value for number, value in enumerate(values)}
    assert application_files.read_by_ruby(first.project.hosts, "web1", wanted) == wanted


def test_no_secret_was_shown(first: First) -> None:
    passwords = [entry["password"] for entry in first.project.credentials().values()]
    assert len(passwords) == 10
    for password in passwords:
        assert not any(password in output for output in first.project.outputs)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local database follows its web hosts: loopback for one, an address for several, and back.

The login is the user's own, and the application reads a variable of the user's own from a file of the user's choice.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.play import Run, ansible_playbook

ENVIRONMENT = "/etc/shop/environment.sh"
REDIS = [{"engine": "redis", "flavour": "valkey", "deployment": "local"}]
#: C011: each of these characters parts a URL or a line for some reader.
OWN = {"username": "mine", "password": "p@ss/w:rd#1%"}
PING = (
    "import os, redis; "
    "print(redis.Redis.from_url(os.environ['CACHE'], socket_connect_timeout=3).ping(), os.environ['REDIS_ADDRESS'])"
)


@dataclass
class Project:
    hosts: Lab
    folder: Path

    def deploy(self, web: str, *options: str, must_pass: bool = True, **variables: Any) -> Run:
        given = {
            "maestro_application": "shop",
            "maestro_web": web,
            "maestro_databases": REDIS,
            "maestro_credentials": {"redis": OWN},
            "maestro_variables": {"CACHE": "_env(REDIS_URL)"},
            "maestro_environment_files": [{"path": ENVIRONMENT, "format": "shell"}],
            **variables,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        inventory = self.folder / "hosts.yml"
        return ansible_playbook("maestro.databases.deploy", inventory, given, vault, *options, must_pass=must_pass)

    def ping(self, host: str) -> str:
        """What the application of a host gets, with nothing but a file that its shell reads."""
        line = f'. {ENVIRONMENT}; exec python3 -c "{PING}"'
        return self.hosts.ssh(host, line).stdout.strip()

    def shared(self) -> dict[str, str]:
        """What other applications may refer to."""
        return yaml.safe_load((self.folder / "maestro/shop-production/addresses.yml").read_text())["variables"]

    def listeners(self) -> list[str]:
        """Addresses on which the database listens."""
        lines = self.hosts.ssh("local1", "ss -Hltn sport = :6379").stdout.splitlines()
        return sorted(line.split()[3] for line in lines)


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Project:
    hosts = lab("local1:trixie", "local2:bookworm")
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(hosts.inventory, folder / "hosts.yml")
    (folder / "vault").write_text("a vault password")
    for host in ("local1", "local2"):
        hosts.ssh(host, "apt-get -qq update && apt-get -qq install -y python3-redis >/dev/null 2>&1")
    return Project(hosts, folder)


def test_for_one_web_host_it_is_on_loopback_alone(project: Project) -> None:
    project.deploy("local1")
    assert project.ping("local1") == "True 127.0.0.1"
    assert project.listeners() == ["127.0.0.1:6379"]
    # Nobody else reaches it there, so that no other application learns of it.
    assert [name for name in project.shared() if name.startswith("REDIS")] == []


def test_what_the_host_runs_is_remembered_and_another_system_refused(project: Project) -> None:
    remembered = yaml.safe_load((project.folder / "maestro/shop-production/state.yml").read_text())
    assert [group["operating_system"] for group in remembered["groups"]] == ["debian13"]
    (database,) = REDIS
    refused = project.deploy(
        "local1", "--check", must_pass=False, maestro_databases=[{**database, "operating_system": "ubuntu2404"}]
    )
    assert "default was deployed on debian13, not ubuntu2404" in refused.of("maestro.databases.plan")["problems"][0]


def test_the_login_is_the_users_own(project: Project) -> None:
    """C011."""
    read = "print(os.environ['CACHE'], redis.Redis.from_url(os.environ['CACHE']).execute_command('ACL', 'WHOAMI'))"
    line = f'. {ENVIRONMENT}; exec python3 -c "import os, redis; {read}"'
    found = project.hosts.ssh("local1", line).stdout.strip()
    assert found == "redis://mine:p%40ss%2Fw%3Ard%231%25@127.0.0.1:6379/0 b'mine'"


def test_a_second_web_host_moves_it_to_an_address_for_both(project: Project) -> None:
    project.deploy("local1,local2")
    address = project.hosts.addresses["local1"]
    assert project.ping("local1") == f"True {address}"
    assert project.ping("local2") == f"True {address}"
    assert project.listeners() == sorted(["127.0.0.1:6379", f"{address}:6379"])
    assert project.shared()["REDIS_ADDRESS"] == address
    assert project.deploy("local1,local2").changed() == []


def test_manifests_are_written_where_there_is_no_cluster_one_for_each_target(project: Project) -> None:
    manifest, other = project.folder / "shop.yml", project.folder / "other.yml"
    targets = [{"manifest": str(manifest)}, {"manifest": str(other), "aliases": True}]
    project.deploy("local1,local2", maestro_kubernetes=targets)
    services = [one["metadata"]["name"] for one in yaml.safe_load_all(other.read_text()) if one["kind"] == "Service"]
    assert services == ["redis", "redis-default"]
    written = list(yaml.safe_load_all(manifest.read_text()))
    assert sorted((one["kind"], one["metadata"]["name"]) for one in written) == [
        ("EndpointSlice", "redis-ipv4"),
        ("Service", "redis"),
    ]
    slices = next(one for one in written if one["kind"] == "EndpointSlice")
    assert slices["endpoints"][0]["addresses"] == [project.hosts.addresses["local1"]]
    assert project.deploy("local1,local2", maestro_kubernetes=targets).changed() == []


def test_a_login_elsewhere_is_tried_before_anything_is_changed(project: Project) -> None:
    address = project.hosts.addresses["local1"]
    elsewhere = {
        "maestro_application": "blog",
        "maestro_databases": [{"engine": "redis", "address": address}],
        "maestro_variables": {},
        "maestro_environment_files": [],
    }
    taken = project.deploy("local2", "--check", "-vvv", **elsewhere)
    (answer,) = taken.of("maestro.databases.endpoint_check", "local2")["endpoints"]
    assert (answer["reachable"], answer["logged_in"], answer["reason"]) == (True, True, "")

    wrong = {"redis": {"username": "mine", "password": "an0ther-Canary"}}
    stopped = project.deploy("local2", "-vvv", must_pass=False, **elsewhere, maestro_credentials=wrong)
    assert (stopped.code != 0, stopped.changed()) == (True, [])
    assert f"redis/default at {address}:6379: the login of user 'mine' is refused (WRONGPASS" in stopped.output
    for output, password in ((taken.output, OWN["password"]), (stopped.output, "an0ther-Canary")):
        assert password not in output
    assert not (project.folder / "maestro/blog-production").exists()


def test_back_to_one_web_host_it_is_closed_again(project: Project) -> None:
    run = project.deploy("local1")
    assert run.of("maestro.databases.plan")["warnings"][-1].startswith("local2 ran the application and no longer does")
    assert project.ping("local1") == "True 127.0.0.1"
    assert project.listeners() == ["127.0.0.1:6379"]


def test_a_web_host_that_left_keeps_what_it_has_until_somebody_takes_it_away(project: Project) -> None:
    """Told once, and taken away by the command of the documentation."""
    remembered = yaml.safe_load((project.folder / "maestro/shop-production/state.yml").read_text())
    assert remembered["web_hosts"] == ["local1"]
    main = "/etc/maestro/applications/shop-production.env"
    left = f"ls {main} {ENVIRONMENT}"
    assert len(project.hosts.ssh("local2", left).stdout.split()) == 2
    gone = {"path": main, "files": [{"path": ENVIRONMENT}], "state": "absent"}
    assert project.hosts.module("local2", "maestro.databases.environment_file", gone)["changed"]
    assert project.hosts.ssh("local2", left, check=False).stdout == ""


def test_memcached_is_on_each_web_host_for_that_one_alone(project: Project) -> None:
    """C025: without an address."""
    alone: dict[str, Any] = {
        "maestro_application": "cached",
        "maestro_databases": [{"engine": "memcached"}],
        "maestro_credentials": {},
        "maestro_variables": {},
        "maestro_environment_files": [],
    }
    published = {"maestro_kubernetes": {"manifest": str(project.folder / "cached.yml")}}
    refused = project.deploy("local1,local2", must_pass=False, **alone, **published)
    assert (refused.code != 0, refused.changed()) == (True, [])
    assert "memcached answers on the loopback address of each web host, where no pod reaches it" in refused.output
    project.deploy("local1,local2", **alone)
    for host in ("local1", "local2"):
        shown = project.hosts.ssh(host, "ss -Hlntu sport = :11211 | awk '{print $1, $5}'").stdout.splitlines()
        assert shown == ["tcp 127.0.0.1:11211"]
        variables = project.hosts.ssh(host, "grep MEMCACHED /etc/maestro/applications/cached-production.env").stdout
        assert "MEMCACHED_URL='memcached://127.0.0.1:11211'\n" in variables
        assert "PASSWORD" not in variables

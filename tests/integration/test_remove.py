# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group is removed: the application leaves it, its server stops, its data stay and are found again, or go too."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checkout import environment
from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.integration.cluster import Cluster, Namespace
from tests.play import Run, ansible_playbook

ENVIRONMENT = "/etc/maestro/applications/shop-production.env"
MAIN = {"engine": "redis", "group": "main", "hosts": "local1", "primary": True}
SPARE = {"engine": "redis", "group": "spare", "hosts": "local2"}
REMOVE = {"maestro_remove": "redis/spare"}
DOMAIN = {"maestro_domain": "shop.internal"}
DATA = {**REMOVE, "maestro_remove_data": "redis/spare"}


@dataclass
class Project:
    hosts: Lab
    folder: Path
    namespace: Namespace

    def run(self, book: str, groups: list[dict[str, Any]], *options: str, must_pass: bool = True, **more: Any) -> Run:
        given = {"maestro_application": "shop", "maestro_web": "local1", "maestro_databases": groups, **more}
        kubeconfig = str(self.namespace.cluster.kubeconfig)
        given["maestro_kubernetes"] = {"kubeconfig": kubeconfig, "namespace": self.namespace.name}
        vault = f"--vault-password-file={self.folder / 'vault'}"
        book = f"maestro.databases.{book}"
        return ansible_playbook(book, self.folder / "hosts.yml", given, vault, *options, must_pass=must_pass)

    def redis(self, words: str) -> str:
        """What the application gets from the spare group, by the variable that it was given."""
        unit = f"systemd-run --quiet --pipe --wait --property=EnvironmentFile={ENVIRONMENT}"
        line = f"{unit} sh -c 'exec redis-cli --no-auth-warning -u \"$REDIS_SPARE_URL\" {words}'"
        return self.hosts.ssh("local1", line).stdout.strip()

    def recorded(self) -> list[str]:
        state = yaml.safe_load((self.folder / "maestro/shop-production/state.yml").read_text())
        return [one["group"] for one in state["groups"]]

    def variables(self) -> str:
        return self.hosts.ssh("local1", f"cat {ENVIRONMENT}").stdout

    def published(self) -> dict[str, list[str]]:
        """Names of what is in the cluster, by kind."""
        return {kind: sorted(self.namespace.all(kind)) for kind in ("Service", "EndpointSlice", "Secret")}

    def resolved(self) -> list[str]:
        """The names that the application's host finds."""
        asked = "for name in redis main.redis spare.redis; do getent hosts $name.shop.internal; done; true"
        return [
            line.split()[1].removesuffix(".shop.internal")
            for line in self.hosts.ssh("local1", asked).stdout.splitlines()
        ]

    def server(self) -> str:
        return self.hosts.ssh(
            "local2", "systemctl is-active redis-server; systemctl is-enabled redis-server; true"
        ).stdout


@pytest.fixture(scope="module")
def project(lab: LabFactory, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Project:
    hosts = lab("local1:trixie", "local2:bookworm")
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(hosts.inventory, folder / "hosts.yml")
    (folder / "vault").write_text("a vault password")
    found = Project(hosts, folder, cluster.namespace())
    found.run("deploy", [MAIN, SPARE])
    return found


def test_no_deployment_leaves_it_out_and_nobody_removes_what_is_declared(project: Project) -> None:
    run = project.run("deploy", [MAIN], must_pass=False)
    assert run.of("maestro.databases.plan")["problems"] == [
        (
            "maestro_databases: redis group 'spare' was deployed and is not declared any more; declare it, "
            "or remove it: ansible-playbook maestro.databases.remove -e maestro_remove=redis/spare"
        )
    ]
    run = project.run("remove", [MAIN, SPARE], must_pass=False, **REMOVE)
    assert run.of("maestro.databases.plan")["problems"] == [
        "maestro_remove: redis/spare is still declared; take it out of the declaration first"
    ]


def test_check_mode_tells_and_leaves_it(project: Project) -> None:
    run = project.run("remove", [MAIN], "--check", **DATA)
    told = {"Stop and disable the server", "Close the firewall", "Delete the data", "Forget the group"}
    assert told <= set(run.changed())
    assert project.server() == "active\nenabled\n"
    assert project.recorded() == ["main", "spare"]


def test_a_server_out_of_reach_leaves_everything_as_it_is(project: Project) -> None:
    inventory = project.folder / "hosts.yml"
    before = inventory.read_text()
    away = yaml.safe_load(before)
    away["all"]["hosts"]["local2"] |= {"ansible_host": "127.0.0.1", "ansible_port": 9}
    inventory.write_text(yaml.safe_dump(away))
    run = project.run("remove", [MAIN], must_pass=False, **REMOVE)
    inventory.write_text(before)
    assert run.code != 0
    assert run.changed() == []
    assert "REDIS_SPARE_ADDRESS" in project.variables()
    assert project.recorded() == ["main", "spare"]


def test_it_goes_and_its_data_stay(project: Project) -> None:
    assert "REDIS_SPARE_ADDRESS" in project.variables()
    kept = {"Service": ["redis"], "EndpointSlice": ["redis-ipv4"], "Secret": ["redis", "redis-binding"]}
    assert {kind: set(found) - set(kept[kind]) for kind, found in project.published().items()} == {
        "Service": {"redis-spare"},
        "EndpointSlice": {"redis-spare-ipv4"},
        "Secret": {"redis-spare", "redis-spare-binding", "shop-production"},
    }
    before = project.namespace.versions()
    assert project.redis("set kept 42") == "OK"
    run = project.run("remove", [MAIN], **REMOVE)
    assert "Stop and disable the server" in run.changed("local2")
    assert project.server() == "inactive\ndisabled\n"
    assert project.recorded() == ["main"]
    # The rest was not written to, but for the Secret that held everything.
    everything = project.namespace.environment("shop-production")
    assert [name for name in everything if name.startswith("REDIS_SPARE")] == []
    assert "REDIS_MAIN_PASSWORD" in everything
    left = {name: version for name, version in project.namespace.versions().items() if "production" not in name}
    assert left == {name: before[name] for name in left}
    assert project.published() == {**kept, "Secret": [*kept["Secret"], "shop-production"]}
    assert "REDIS_SPARE" not in project.variables()
    assert "REDIS_MAIN_ADDRESS" in project.variables()
    rules = project.hosts.ssh("local2", "nft list table inet maestro_databases").stdout
    assert "6379" not in rules
    # It was the last one of its host; nothing of ours is left in a service of the host's own.
    assert "maestro" not in project.hosts.ssh("local2", "systemctl cat nftables").stdout


def test_a_second_run_has_nothing_to_remove(project: Project) -> None:
    run = project.run("remove", [MAIN], **REMOVE)
    assert run.changed() == []
    assert "redis/spare is not recorded: nothing to remove" in run.output


def test_deployed_again_it_has_its_data_and_its_login(project: Project) -> None:
    project.run("deploy", [MAIN, SPARE], **DOMAIN)
    assert project.server() == "active\nenabled\n"
    assert project.hosts.ssh("local2", "systemctl cat nftables | grep -c '^#.*maestro.conf'").stdout == "2\n"
    assert project.redis("get kept") == "42"
    assert project.resolved() == ["redis", "main.redis", "spare.redis"]
    assert project.recorded() == ["main", "spare"]


def test_its_data_go_when_they_are_named_too(project: Project) -> None:
    run = project.run("remove", [MAIN], **DATA, **DOMAIN)
    assert project.resolved() == ["redis", "main.redis"]
    assert run.of("maestro.databases.database_removal", "local2")["data_directory"] == "/var/lib/redis"
    left = project.hosts.ssh("local2", "find /var/lib/redis -mindepth 1; ls /etc/maestro/databases.d").stdout
    assert left == ""
    assert project.server() == "inactive\ndisabled\n"
    assert project.recorded() == ["main"]
    stored = subprocess.run(
        ["ansible-vault", "view", "--vault-password-file", "vault", "maestro/shop-production/credentials.yml"],
        cwd=project.folder,
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "redis/main/application" in stored
    assert "redis/spare" not in stored


def test_the_last_one_leaves_no_service(project: Project) -> None:
    project.run("remove", [], maestro_remove="redis/main")
    assert project.published() == {"Service": [], "EndpointSlice": [], "Secret": ["shop-production"]}
    assert project.recorded() == []
    assert "REDIS" not in project.variables()

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a pod to each engine: the mounted Secret, the Service's name, CoreDNS, kube-proxy, the server, and a query.

Then another group of MySQL becomes primary, and then the hosts of all databases get other addresses. The application is
tests/integration/pod_application.py, which never changes. The tests stand in the order in which they change things.

GlusterFS is not among them: its volumes are mounted by hosts, and its data keeps the servers' addresses.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.integration.cluster import Cluster, Namespace
from tests.integration.readers import readers
from tests.play import Run, ansible_playbook

NODE, ONE, TWO = "web1", "db1", "db2"
APPLICATION = Path(__file__).with_name("pod_application.py")
NAMESPACE = "chain-production"
MAIN = {"engine": "mysql", "group": "main", "flavour": "mariadb", "hosts": ONE}
SPARE = {"engine": "mysql", "group": "spare", "flavour": "mariadb", "hosts": TWO}
PRIMARY = {"primary": True}
OTHERS: list[dict[str, Any]] = [
    {"engine": "postgresql", "hosts": TWO},
    {"engine": "mongodb", "version": "6.0", "hosts": ONE},
    {"engine": "redis", "hosts": TWO},
    {
        "engine": "elasticsearch",
        "flavour": "opensearch",
        "hosts": ONE,
        # The disk of a test machine may be fuller than the server likes.
        "settings": {"cluster.routing.allocation.disk.threshold_enabled": False},
    },
    {"engine": "rabbitmq", "hosts": TWO},
    {"engine": "influxdb", "hosts": TWO},
    {"engine": "memcached", "hosts": TWO},
]
ENGINES = ["mysql", *(one["engine"] for one in OTHERS)]
SIZES = {f"{engine}_memory_mb": 1024 for engine in ENGINES}

#: Gives a host the address $2 in the place of $1; with the promotion its routes stay.
MOVE = r"""
sysctl -qw net.ipv4.conf.eth0.promote_secondaries=1
ip address add "$2/24" dev eth0
ip address del "$1/24" dev eth0
sed "s/^$1\b/$2/" /etc/hosts > /run/hosts
cat /run/hosts > /etc/hosts
"""


@dataclass(frozen=True)
class Answer:
    """What the application in the pod says: the name that it used, that name's address, and the words that it found."""

    host: str
    address: str
    words: list[str]


@dataclass(frozen=True)
class Chain:
    """The hosts, the cluster, and the project of one application."""

    hosts: Lab
    folder: Path
    drivers: Path
    namespace: Namespace

    def deploy(self, *mysql: Mapping[str, Any]) -> Run:
        given = {
            "maestro_application": "chain",
            "maestro_web": NODE,
            "maestro_databases": [*mysql, *OTHERS],
            "maestro_kubernetes": {"kubeconfig": str(self.namespace.cluster.kubeconfig)},
            **SIZES,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook("maestro.databases.deploy", self.folder / "hosts.yml", given, vault)

    def ask(self, engine: str, word: str, service: str = "") -> Answer:
        """Runs the application in a pod until it gets an answer: names and proxies learn of a change within seconds."""
        service = service or engine
        pod = ["pod", "--namespace", NAMESPACE, "--mount", f"{service}-binding", NODE]
        words = ["env", f"PYTHONPATH={self.drivers}", sys.executable, "-P", str(APPLICATION), engine, service, word]
        for _turn in range(20):
            done = lab_command("--name", self.hosts.name, *pod, *words, check=False)
            if done.returncode == 0:
                return Answer(**json.loads(done.stdout))
            time.sleep(0.5)
        pytest.fail(f"{engine} gave no answer in a pod\n{done.stderr}", pytrace=False)

    def leads_to(self, service: str) -> list[str]:
        """Where a Service leads."""
        endpoints = self.namespace.get("EndpointSlice", f"{service}-ipv4")["endpoints"]
        return [address for endpoint in endpoints for address in endpoint["addresses"]]

    def move(self, host: str) -> str:
        """Gives a host another address in the place of its own, and the inventory with it; returns it."""
        old = self.hosts.addresses[host]
        new = str(ip_address(old) + 100)
        # Not over SSH, whose connection is to the old one.
        shell = ["podman", "exec", f"maestro-lab-{self.hosts.name}-{host}", "sh", "-ec"]
        subprocess.run([*shell, MOVE, "move", old, new], check=True, stdin=subprocess.DEVNULL)
        inventory = self.folder / "hosts.yml"
        inventory.write_text(inventory.read_text().replace(f'"{old}"', f'"{new}"'))
        return new


@pytest.fixture(scope="module")
def chain(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """All of it, deployed."""
    hosts = lab(f"{NODE}:bookworm", f"{ONE}:trixie", f"{TWO}:trixie", fresh=True)
    name = ("--name", hosts.name)
    lab_command(*name, "kubernetes", "up")
    lab_command(*name, "kubernetes", "node", NODE)
    lab_command(*name, "mirror", "mongodb-6.0", "opensearch-2.19")
    folder = tmp_path_factory.mktemp("chain")
    (folder / "hosts.yml").write_text(lab_command(*name, "inventory").stdout)
    (folder / "vault").write_text("a vault password")
    kubeconfig = Path(lab_command(*name, "kubernetes", "kubeconfig", "--path").stdout.strip())
    found = Chain(hosts, folder, readers().folder, Namespace(Cluster(kubeconfig), NAMESPACE))
    found.deploy(MAIN | PRIMARY, SPARE)
    return found


@pytest.fixture(scope="module")
def switched(chain: Chain) -> Run:
    """The other group of MySQL has become primary."""
    return chain.deploy(MAIN, SPARE | PRIMARY)


@pytest.fixture(scope="module")
def moved(chain: Chain, switched: Run) -> dict[str, str]:
    """The hosts of the databases have other addresses, and a deployment has come after that: the new ones."""
    addresses = {host: chain.move(host) for host in (ONE, TWO)}
    chain.deploy(MAIN, SPARE | PRIMARY)
    return addresses


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pod_reaches_each_engine_by_its_service_with_the_mounted_secret(chain: Chain, engine: str) -> None:
    answer = chain.ask(engine, "first")
    assert answer.words == ["first by db1" if engine == "mysql" else "first"]
    assert answer.host == engine
    assert answer.address == chain.namespace.get("Service", engine)["spec"]["clusterIP"]


def test_another_primary_is_behind_the_same_name_and_nothing_else_moves(
    chain: Chain, request: pytest.FixtureRequest
) -> None:
    before, service = chain.namespace.versions(), chain.namespace.get("Service", "mysql")
    run: Run = request.getfixturevalue("switched")
    after = chain.namespace.versions()
    assert {one.host for one in run.results if one.result.get("changed")} == {"localhost", NODE}
    gone, new, both = before.keys() - after.keys(), after.keys() - before.keys(), before.keys() & after.keys()
    kinds = [("EndpointSlice", "-ipv4"), ("Secret", ""), ("Secret", "-binding"), ("Service", "")]
    assert sorted(gone) == [f"{kind} mysql-spare{end}" for kind, end in kinds]
    assert sorted(new) == [f"{kind} mysql-main{end}" for kind, end in kinds]
    # The last one holds the application's whole environment.
    other = {*(f"{kind} mysql{end}" for kind, end in kinds), f"Secret {NAMESPACE}"}
    assert {one for one in both if after[one] != before[one]} == other
    assert chain.namespace.get("Service", "mysql")["spec"] == service["spec"]

    # A row that only this server has, and the other one still has its own.
    assert chain.ask("mysql", "second").words == ["second by db2"]
    assert chain.ask("mysql", "second", "mysql-main").words == ["first by db1", "second by db1"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_name_works_again_after_the_hosts_got_other_addresses(
    chain: Chain, moved: dict[str, str], engine: str
) -> None:
    on = {one["engine"]: one["hosts"] for one in [SPARE, *OTHERS]}[engine]
    assert moved[on] != chain.hosts.addresses[on]
    assert chain.leads_to(engine) == [moved[on]]
    kept = {"mysql": ["second by db2", "third by db2"], "memcached": ["third"]}
    answer = chain.ask(engine, "third")
    assert answer.words == kept.get(engine, ["first", "third"])
    assert answer.host == engine
    assert answer.address == chain.namespace.get("Service", engine)["spec"]["clusterIP"]


def test_a_further_deployment_changes_nothing(chain: Chain, moved: dict[str, str]) -> None:
    before = chain.namespace.versions()
    run = chain.deploy(MAIN, SPARE | PRIMARY)
    assert run.changed() == []
    assert all(totals["changed"] == 0 for totals in run.stats.values())
    assert chain.namespace.versions() == before

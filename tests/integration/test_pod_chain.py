# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a pod to each engine: the mounted Secret, the Service's name, CoreDNS, kube-proxy, the server, and a query.

Then other groups become primary, the databases' hosts get other addresses, and a group is removed. The application is
tests/integration/pod_application.py, which never changes. The tests stand in the order in which they change things.

GlusterFS has one group, and its host keeps its address: a volume's data keep it, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import ANY_DISK, Lab, lab_command
from tests.integration.cluster import Cluster, Namespace
from tests.integration.readers import readers
from tests.play import Run, ansible_playbook

NODE, ONE, TWO, STORE = "web1", "db1", "db2", "store1"
APPLICATION = Path(__file__).with_name("pod_application.py")
NAMESPACE, DOMAIN = "chain-production", "chain.internal"
MAIN, SPARE = "main", "spare"
#: What is said of each engine; all but a volume have two groups on two hosts, of which either can be primary.
ENGINES: dict[str, dict[str, Any]] = {
    "mysql": {"flavour": "mariadb"},
    "postgresql": {},
    "mongodb": {"version": "6.0"},
    "redis": {},
    "elasticsearch": {"flavour": "opensearch", "settings": ANY_DISK},
    "rabbitmq": {},
    "influxdb": {},
    "memcached": {},
}
GROUPS = {MAIN: ONE, SPARE: TWO}
VOLUMES = "glusterfs"
SIZES = {f"{engine}_memory_mb": 1024 for engine in ENGINES}

#: Gives a host the address $2 in the place of $1; with the promotion its routes stay.
MOVE = r"""
sysctl -qw net.ipv4.conf.eth0.promote_secondaries=1
ip address add "$2/24" dev eth0
ip address del "$1/24" dev eth0
sed "s/^$1\b/$2/" /etc/hosts > /run/hosts
cat /run/hosts > /etc/hosts
"""


def objects(service: str) -> set[str]:
    """What a group has in the cluster."""
    kinds = [("EndpointSlice", "-ipv4"), ("Secret", ""), ("Secret", "-binding"), ("Service", "")]
    return {f"{kind} {service}{end}" for kind, end in kinds}


def declared(primary: str) -> list[dict[str, Any]]:
    """All groups, with these ones primary."""
    pairs = [
        {"engine": engine, "group": group, "hosts": host, "primary": group == primary, **said}
        for engine, said in ENGINES.items()
        for group, host in GROUPS.items()
    ]
    return [*pairs, {"engine": VOLUMES, "hosts": STORE}]


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

    def deploy(self, primary: str) -> Run:
        return self.run("deploy", declared(primary))

    def run(self, book: str, groups: list[dict[str, Any]], **more: Any) -> Run:
        given = {
            "maestro_application": "chain",
            "maestro_web": NODE,
            "maestro_databases": groups,
            "maestro_domain": DOMAIN,
            "maestro_kubernetes": {"kubeconfig": str(self.namespace.cluster.kubeconfig)},
            **SIZES,
            **more,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook(f"maestro.databases.{book}", self.folder / "hosts.yml", given, vault)

    def ask(self, engine: str, word: str, service: str = "") -> Answer:
        """Runs the application in a pod until it gets an answer: names and proxies learn of a change within seconds."""
        service = service or engine
        pod = ["pod", "--namespace", NAMESPACE, "--mount", f"{service}-binding"]
        python = [NODE, "env", f"PYTHONPATH={self.drivers}", sys.executable, "-P", str(APPLICATION)]
        if engine == VOLUMES:
            # Its client is a program that the node has.
            python = ["--inside", NODE, "python3", "-c", APPLICATION.read_text()]
        words = [*python, engine, service, word]
        for _turn in range(20):
            done = lab_command("--name", self.hosts.name, *pod, *words, check=False)
            if done.returncode == 0:
                return Answer(**json.loads(done.stdout))
            time.sleep(0.5)
        pytest.fail(f"{engine} gave no answer in a pod\n{done.stderr}", pytrace=False)

    def on_the_web_host(self, engine: str) -> dict[str, list[str]]:
        """The addresses of an engine that programs outside the cluster get, by each name and by the root variable."""
        names = {label: f"{label}{engine}.{DOMAIN}" for label in ("", *(f"{group}." for group in GROUPS))}
        told = {label: self.hosts.ssh(NODE, f"getent ahostsv4 {name}").stdout for label, name in names.items()}
        found = {label: sorted({line.split()[0] for line in text.splitlines()}) for label, text in told.items()}
        variable = f"{engine.upper()}_ADDRESS"
        line = f'. /etc/maestro/applications/{NAMESPACE}.env; echo "${variable}"'
        return {**found, variable: self.hosts.ssh(NODE, line).stdout.split()}

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
    hosts = lab(f"{NODE}:bookworm", f"{ONE}:trixie", f"{TWO}:trixie", f"{STORE}:bookworm")
    name = ("--name", hosts.name)
    lab_command(*name, "kubernetes", "up")
    lab_command(*name, "kubernetes", "node", NODE)
    lab_command(*name, "mirror", "mongodb-6.0", "opensearch-2.19")
    folder = tmp_path_factory.mktemp("chain")
    (folder / "hosts.yml").write_text(lab_command(*name, "inventory").stdout)
    (folder / "vault").write_text("a vault password")
    kubeconfig = Path(lab_command(*name, "kubernetes", "kubeconfig", "--path").stdout.strip())
    found = Chain(hosts, folder, readers().folder, Namespace(Cluster(kubeconfig), NAMESPACE))
    found.deploy(MAIN)
    return found


@pytest.fixture(scope="module")
def switched(chain: Chain) -> Run:
    """Of each pair, the other group has become primary."""
    return chain.deploy(SPARE)


@pytest.fixture(scope="module")
def moved(chain: Chain, switched: Run) -> dict[str, str]:
    """Hosts of databases have other addresses, and a deployment has come after that: the addresses of all."""
    addresses = {**chain.hosts.addresses, **{host: chain.move(host) for host in (ONE, TWO)}}
    chain.deploy(SPARE)
    return addresses


@pytest.mark.parametrize("engine", [*ENGINES, VOLUMES])
def test_a_pod_reaches_each_engine_by_its_service_with_the_mounted_secret(chain: Chain, engine: str) -> None:
    answer = chain.ask(engine, "first")
    assert answer.words == ["first by db1" if engine == "mysql" else "first"]
    assert answer.host == engine
    assert answer.address == chain.namespace.get("Service", engine)["spec"]["clusterIP"]


def test_a_web_host_sees_what_a_pod_has_written_to_a_volume(chain: Chain) -> None:
    assert chain.hosts.ssh(NODE, "cat /mnt/data-store/words").stdout == "first\n"


def test_another_primary_is_behind_the_same_name_and_nothing_else_moves(
    chain: Chain, request: pytest.FixtureRequest
) -> None:
    before = chain.namespace.versions()
    specs = {engine: chain.namespace.get("Service", engine)["spec"] for engine in ENGINES}
    run: Run = request.getfixturevalue("switched")
    after = chain.namespace.versions()
    assert {one.host for one in run.results if one.result.get("changed")} == {"localhost", NODE}
    gone, new, both = before.keys() - after.keys(), after.keys() - before.keys(), before.keys() & after.keys()
    assert gone == {name for engine in ENGINES for name in objects(f"{engine}-spare")}
    assert new == {name for engine in ENGINES for name in objects(f"{engine}-main")}
    # The last one holds the application's whole environment.
    other = {*(name for engine in ENGINES for name in objects(engine)), f"Secret {NAMESPACE}"}
    assert {one for one in both if after[one] != before[one]} == other
    assert {engine: chain.namespace.get("Service", engine)["spec"] for engine in ENGINES} == specs


@pytest.mark.parametrize("engine", ENGINES)
def test_an_application_writes_to_the_new_primary_and_finds_the_old_one_by_its_group(
    chain: Chain, switched: Run, engine: str
) -> None:
    """A row that only this server has, and the other one still has its own."""
    server = {MAIN: " by db1", SPARE: " by db2"} if engine == "mysql" else {MAIN: "", SPARE: ""}
    assert chain.ask(engine, "second").words == [f"second{server[SPARE]}"]
    assert chain.ask(engine, "second", f"{engine}-main").words == [f"first{server[MAIN]}", f"second{server[MAIN]}"]


@pytest.mark.parametrize("engine", ENGINES)
def test_variables_and_names_outside_the_cluster_follow_with_it(chain: Chain, switched: Run, engine: str) -> None:
    """As the one change of the declaration that it is."""
    one, two = ([chain.hosts.addresses[host]] for host in (ONE, TWO))
    found = {"": two, f"{MAIN}.": one, f"{SPARE}.": two, f"{engine.upper()}_ADDRESS": two}
    assert chain.on_the_web_host(engine) == found


@pytest.mark.parametrize("engine", [*ENGINES, VOLUMES])
def test_the_same_name_works_again_after_the_hosts_got_other_addresses(
    chain: Chain, moved: dict[str, str], engine: str
) -> None:
    host = STORE if engine == VOLUMES else GROUPS[SPARE]
    assert (moved[host] == chain.hosts.addresses[host]) == (host == STORE)
    assert chain.leads_to(engine) == [moved[host]]
    kept = {
        "mysql": ["second by db2", "third by db2"],
        # Its server was started again, to listen elsewhere.
        "memcached": ["third"],
        VOLUMES: ["first", "third"],
    }
    answer = chain.ask(engine, "third")
    assert answer.words == kept.get(engine, ["second", "third"])
    assert answer.host == engine
    assert answer.address == chain.namespace.get("Service", engine)["spec"]["clusterIP"]


def test_a_further_deployment_changes_nothing(chain: Chain, moved: dict[str, str]) -> None:
    before = chain.namespace.versions()
    run = chain.deploy(SPARE)
    assert run.changed() == []
    assert all(totals["changed"] == 0 for totals in run.stats.values())
    assert chain.namespace.versions() == before


def test_a_group_that_is_removed_leaves_the_cluster_and_all_else_is_as_it_was(
    chain: Chain, moved: dict[str, str]
) -> None:
    """With its data. Of the others nothing is changed."""
    before, variables = chain.namespace.versions(), chain.namespace.environment(NAMESPACE)
    left = [one for one in declared(SPARE) if one["engine"] != VOLUMES]
    named = dict.fromkeys(("maestro_remove", "maestro_remove_data"), f"{VOLUMES}/default")
    run = chain.run("remove", left, **named)
    named = "maestro.databases.names : Write the names and put them into force"
    written = "maestro.databases.application : Write the environment of the application"
    stopped = ["Stop the volumes", "Stop and disable the server", "Close the firewall", "Load the firewall"]
    assert {host: run.changed(host) for host in (NODE, ONE, TWO, STORE)} == {
        NODE: [named, written, "Unmount the volumes"],
        ONE: [],
        TWO: [],
        STORE: [*stopped, "Delete the data"],
    }
    after = chain.namespace.versions()
    assert before.keys() - after.keys() == objects(VOLUMES)
    assert {one for one in after if before.get(one) != after[one]} == {f"Secret {NAMESPACE}"}
    kept = {name: value for name, value in variables.items() if not name.startswith("GLUSTERFS_")}
    assert chain.namespace.environment(NAMESPACE) == kept != variables
    # What the package has brought stays, and the folder of the volume, which may be a disk of its own.
    found = "pgrep gluster; cd /var/lib/glusterd; find . /srv/glusterfs/data-store -mindepth 1 -maxdepth 1"
    assert sorted(chain.hosts.ssh(STORE, found).stdout.split()) == ["./groups", "./hooks"]

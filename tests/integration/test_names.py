# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An application reaches its databases by their names, on its hosts and in their containers, whatever becomes of them.

Another group becomes primary and its host gets another address; a web host starts anew; a second application comes; and
the domains are taken away. The tests stand in the order in which they change things.
"""

from __future__ import annotations

import json
import shlex
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.integration.containers import in_container, network
from tests.play import Run, ansible_playbook

ONE, TWO = "local1", "local2"
DOMAIN = "shop.internal"
MAIN, SPARE, BARE = (f"{label}memcached.{DOMAIN}" for label in ("main.", "spare.", ""))
GROUPS = (
    {"engine": "memcached", "group": "main", "hosts": ONE},
    {"engine": "memcached", "group": "spare", "hosts": TWO},
)
#: How another application says where this one's cache is.
OF_SHOP = "_env(APP[shop-production].MEMCACHED_ADDRESS):_env(APP[shop-production].MEMCACHED_MAIN_PORT:1)"
#: Seconds for which an answer may be kept.
TTL = 10
BRIDGE, CONTAINER = "10.201.0.1", "10.201.0.2"
#: A network behind a bridge of the host, whose programs ask the bridge's address for names, as containers do.
BOX = f"""
ip netns add box
ip link add bridge0 type veth peer name eth0 netns box
ip address add {BRIDGE}/24 dev bridge0
ip link set bridge0 up
ip -n box address add {CONTAINER}/24 dev eth0
ip -n box link set lo up
ip -n box link set eth0 up
ip -n box route add default via {BRIDGE}
mkdir -p /etc/netns/box
echo nameserver {BRIDGE} > /etc/netns/box/resolv.conf
"""
#: By name, its addresses.
RESOLVE = """
import json, socket, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = sorted({item[4][0] for item in socket.getaddrinfo(name, None)})
    except OSError:
        found[name] = []
print(json.dumps(found))
"""
#: An application that runs on and on, and says which server it finds by each name.
WATCH = """
import json, os, socket, sys, time
while True:
    found = {}
    for name in sys.argv[2:]:
        try:
            with socket.create_connection((name, 11211), 2) as server:
                server.sendall(b"version\\r\\n")
                found[name] = server.getpeername()[0] if server.recv(99).startswith(b"VERSION") else ""
        except OSError as error:
            found[name] = str(error)
    with open(sys.argv[1] + ".new", "w") as file:
        json.dump(found, file)
    os.replace(sys.argv[1] + ".new", sys.argv[1])
    time.sleep(0.2)
"""
#: What is left of names on a host.
LEFT = """
ls -d /etc/maestro/names /etc/systemd/system/maestro-names* /etc/systemd/system/*/maestro-names* 2>/dev/null
ls /var/lib/maestro/pending | grep names
pgrep -a dnsmasq
"""


@dataclass
class Project:
    """An application's inventory and state folder."""

    hosts: Lab
    folder: Path
    #: `/etc/resolv.conf` by host, as it was at first.
    before: Mapping[str, str]

    def deploy(self, *options: str, primary: int = 0, domain: str = DOMAIN, must_pass: bool = True, **more: Any) -> Run:
        given = {
            "maestro_application": "shop",
            "maestro_web": f"{ONE},{TWO}",
            "maestro_databases": [group | {"primary": place == primary} for place, group in enumerate(GROUPS)],
            "maestro_domain": domain,
            "maestro_names_listen": ["127.0.0.55", BRIDGE, "{{ ansible_host }}"],
            # The host that gets another address goes on calling others by its first one.
            "maestro_allowed_sources": [CONTAINER, self.hosts.addresses[TWO]],
            **more,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        inventory = self.folder / "hosts.yml"
        return ansible_playbook("maestro.databases.deploy", inventory, given, vault, *options, must_pass=must_pass)

    def blog(self, domain: str, *options: str, must_pass: bool = True) -> Run:
        """Deploys another application without databases on the same hosts."""
        other = {"maestro_application": "blog", "maestro_databases": [], "maestro_variables": {"CACHE": OF_SHOP}}
        return self.deploy(*options, domain=domain, must_pass=must_pass, **other)

    def resolve(self, host: str, *names: str, within: str = "") -> dict[str, list[str]]:
        """What any program gets for a name, on a host or within a container's network."""
        line = f"{within} {shlex.join(['python3', '-c', RESOLVE, *names])}"
        found: dict[str, list[str]] = json.loads(self.hosts.ssh(host, line).stdout)
        return found

    def sees(self, host: str, unit: str) -> dict[str, str]:
        """Which server an application finds by each name; none while its first round, which may wait for the
        unreachable, is not over."""
        told = self.hosts.ssh(host, f"cat /run/{unit}.json", check=False).stdout
        found: dict[str, str] = json.loads(told or "{}")
        return found

    def pids(self, host: str) -> list[str]:
        """The processes that answer and ask."""
        line = "systemctl show -P MainPID maestro-names watch watch-box"
        return self.hosts.ssh(host, line).stdout.split()

    def server(self, host: str) -> str:
        """The process that answers; 0 where none does."""
        return self.hosts.ssh(host, "systemctl show -P MainPID maestro-names").stdout.strip()

    def names_of(self, host: str) -> list[str]:
        """The applications that have names on a host."""
        line = "systemctl is-active --quiet maestro-names && ls /etc/maestro/names/domains"
        return [name.removesuffix(".conf") for name in self.hosts.ssh(host, line).stdout.split()]

    def resolver(self, host: str) -> str:
        """A host's own resolver's file."""
        return self.hosts.ssh(host, "cat /etc/resolv.conf").stdout


@dataclass(frozen=True)
class First:
    """The first deployment, and the applications that run since then."""

    project: Project
    check: Run
    real: Run
    pids: Mapping[str, list[str]]


@pytest.fixture(scope="module")
def first(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> First:
    hosts = lab(f"{ONE}:trixie", f"{TWO}:bookworm")
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(hosts.inventory, folder / "hosts.yml")
    (folder / "vault").write_text("a vault password")
    project = Project(hosts, folder, {host: hosts.ssh(host, "cat /etc/resolv.conf").stdout for host in (ONE, TWO)})
    check = project.deploy("--check")
    real = project.deploy()
    for host in (ONE, TWO):
        hosts.ssh(host, BOX)
        for unit, within in (("watch", ""), ("watch-box", "ip netns exec box ")):
            words = shlex.join(["python3", "-c", WATCH, f"/run/{unit}.json", MAIN, SPARE, BARE])
            hosts.ssh(host, f"systemd-run --quiet --unit {unit} {within}{words}")
    return First(project, check, real, {host: project.pids(host) for host in (ONE, TWO)})


def comes_to(wanted: Any, seen: Any) -> None:
    """Waits for as long as an answer may be kept."""
    ends = time.monotonic() + TTL
    while (found := seen()) != wanted and time.monotonic() < ends:
        time.sleep(0.3)
    assert found == wanted


def test_check_mode_predicts_the_run(first: First) -> None:
    assert first.check.changes() == first.real.changes()
    given = {host for host, task in first.real.changes() if task.endswith("Write the names and put them into force")}
    assert given == {ONE, TWO}


@pytest.mark.parametrize("host", [ONE, TWO])
def test_an_application_finds_each_server_by_its_names(first: First, host: str) -> None:
    one, two = first.project.hosts.addresses[ONE], first.project.hosts.addresses[TWO]
    comes_to({MAIN: one, SPARE: two, BARE: one}, lambda: first.project.sees(host, "watch"))


@pytest.mark.parametrize("host", [ONE, TWO])
def test_a_container_resolves_them_too_and_reaches_the_server_of_its_host(first: First, host: str) -> None:
    one, two = first.project.hosts.addresses[ONE], first.project.hosts.addresses[TWO]
    found = first.project.resolve(host, MAIN, SPARE, BARE, within="ip netns exec box")
    assert found == {MAIN: [one], SPARE: [two], BARE: [one]}
    own = {ONE: MAIN, TWO: SPARE}[host]
    comes_to(first.project.hosts.addresses[host], lambda: first.project.sees(host, "watch-box").get(own))


def test_a_container_of_an_engine_resolves_them_where_it_is_told_the_server(first: First) -> None:
    hosts = first.project.hosts
    one, two = hosts.addresses[ONE], hosts.addresses[TWO]
    told = ["--dns", two]
    found = in_container(hosts, ONE, [network(hosts), *told], ["/usr/bin/python3", "-c", RESOLVE, MAIN, SPARE, BARE])
    assert json.loads(found) == {MAIN: [one], SPARE: [two], BARE: [one]}


def test_a_second_run_changes_nothing(first: First) -> None:
    assert first.project.deploy().changed() == []


def test_another_primary_and_another_address_are_behind_the_same_names(first: First) -> None:
    """Without a restart of anything but the server that moves."""
    project = first.project
    one, two = project.hosts.addresses[ONE], str(ip_address(project.hosts.addresses[TWO]) + 100)
    project.hosts.ssh(TWO, f"ip address add {two}/24 dev eth0")
    inventory = project.folder / "hosts.yml"
    hosts = yaml.safe_load(inventory.read_text())
    hosts["all"]["hosts"][TWO]["maestro_address"] = two
    inventory.write_text(yaml.safe_dump(hosts))
    run = project.deploy(primary=1)
    for host in (ONE, TWO):
        comes_to({MAIN: one, SPARE: two, BARE: two}, lambda host=host: project.sees(host, "watch"))
        found = project.resolve(host, MAIN, SPARE, BARE, within="ip netns exec box")
        assert found == {MAIN: [one], SPARE: [two], BARE: [two]}
    assert {host: project.pids(host) for host in (ONE, TWO)} == first.pids
    assert [task for task in run.changed(ONE) if "Write the names" in task] != []


def test_after_a_reboot_the_names_are_there_by_themselves(first: First) -> None:
    project = first.project
    lab_command("--name", project.hosts.name, "reboot", ONE)
    two = str(ip_address(project.hosts.addresses[TWO]) + 100)
    # Units that wait for the network come up after sshd.
    project.hosts.ssh(ONE, "systemctl is-system-running --wait", check=False)
    comes_to({BARE: [two]}, lambda: project.resolve(ONE, BARE))


def test_the_server_of_the_names_is_put_back_where_a_dhcp_client_writes_while_it_starts(first: First) -> None:
    project = first.project
    late = "/etc/systemd/system/maestro-names.service.d/zz-late.conf"
    lines = [
        "grep -v 'maestro\\|127.0.0.55' /etc/resolv.conf > /root/of-dhcp",
        f"printf '[Service]\\nExecStartPost=+/bin/cp /root/of-dhcp /etc/resolv.conf\\n' > {late}",
        "systemctl daemon-reload",
        "systemctl restart maestro-names",
        f"rm {late} && systemctl daemon-reload",
    ]
    project.hosts.ssh(ONE, " && ".join(lines))
    two = str(ip_address(project.hosts.addresses[TWO]) + 100)
    comes_to({BARE: [two]}, lambda: project.resolve(ONE, BARE))


def test_the_server_of_the_names_comes_back_however_often_it_falls(first: First) -> None:
    project = first.project
    for _turn in range(6):
        fallen = project.server(ONE)
        project.hosts.ssh(ONE, f"kill -9 {fallen}")
        comes_to(True, lambda fallen=fallen: project.server(ONE) not in ("0", fallen))
    two = str(ip_address(project.hosts.addresses[TWO]) + 100)
    comes_to({BARE: [two]}, lambda: project.resolve(ONE, BARE))


def test_the_domain_of_another_application_is_refused_before_anything_is_changed(first: First) -> None:
    run = first.project.blog(DOMAIN, must_pass=False)
    assert (run.code != 0, run.changed()) == (True, [])
    for host in (ONE, TWO):
        assert run.of("maestro.databases.names_info", host)["problems"] == [
            (
                "maestro_domain: shop.internal is the domain of shop-production on this host, and one name would mean "
                "databases of two applications; give this application another domain, or deploy that one without it "
                "first"
            )
        ]


def test_another_application_has_a_domain_beside_it(first: First) -> None:
    project = first.project
    project.blog("blog.internal")
    assert project.names_of(ONE) == ["blog-production", "shop-production"]
    assert len(project.resolve(TWO, BARE)[BARE]) == 1
    # And it is told of the other one's databases, as it asked.
    line = ". /etc/maestro/applications/blog-production.env; echo $CACHE"
    two = str(ip_address(project.hosts.addresses[TWO]) + 100)
    assert project.hosts.ssh(ONE, line).stdout == f"{two}:11211\n"


def test_without_a_domain_its_names_go_and_with_the_last_ones_everything(first: First) -> None:
    project = first.project
    before = {host: project.resolver(host) for host in (ONE, TWO)}
    run = project.deploy(primary=1, domain="")
    assert {host for host, task in run.changes() if "Take the names away" in task} == {ONE, TWO}
    assert project.names_of(ONE) == ["blog-production"]
    assert {host: project.resolver(host) for host in (ONE, TWO)} == before
    assert project.resolve(ONE, BARE) == {BARE: []}

    check = project.blog("", "--check")
    assert project.names_of(ONE) == ["blog-production"]
    real = project.blog("")
    assert check.changes() == real.changes()
    assert {host: project.resolver(host) for host in (ONE, TWO)} == project.before
    assert {host: project.hosts.ssh(host, LEFT, check=False).stdout for host in (ONE, TWO)} == {ONE: "", TWO: ""}
    assert project.blog("").changed() == []

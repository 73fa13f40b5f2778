# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself, on real containers: what it promises to the tests that stand on it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts import LAB, lab_command
from tests.lab.processes import start_time

#: Of this process alone: two runs of these tests on one machine would take each other's hosts away.
NAME = f"selftest-{os.getpid()}"
#: A page from a host, as a stand-in for a database.
SERVE = "systemd-run --quiet --unit=page python3 -m http.server 8080 --directory /srv"
FETCH = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=5).read().decode())"


def lab(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return lab_command("--name", NAME, *words, check=check)


def status() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lab("status", "--json").stdout)
    return found


def pids() -> dict[str, int]:
    return {host: facts["pid"] for host, facts in status()["hosts"].items()}


def ssh(host: str, line: str) -> str:
    return lab("ssh", host, line).stdout.strip()


@pytest.fixture(scope="module", autouse=True)
def hosts() -> Iterator[None]:
    for left in lab_command("list").stdout.split():
        number = left.removeprefix("selftest-").partition("-")[0]
        if left.startswith("selftest-") and not Path(f"/proc/{number}").exists():
            lab_command("--name", left, "down")
    lab("up", "one", "two:trixie")
    yield
    lab("down")


@pytest.fixture(scope="module")
def cluster(hosts: None) -> Path:
    lab("up", "--kubernetes", "one", "two:trixie")
    return Path(lab("kubernetes", "kubeconfig", "--path").stdout.strip())


@pytest.fixture(scope="module")
def service(cluster: Path) -> str:
    """A Service without selector whose one endpoint is host two; applied by the namespace's own account."""
    ssh("two", f"echo 'the page of two' > /srv/index.html; {SERVE}")
    lab("kubernetes", "kubeconfig", "--namespace", "shop")
    slice_ = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "mysql-main-1", "labels": {"kubernetes.io/service-name": "mysql-main"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [status()["hosts"]["two"]["address"]]}],
        "ports": [{"name": "page", "port": 8080}],
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "mysql-main"},
        "spec": {"ports": [{"name": "page", "port": 3306, "targetPort": 8080}]},
    }
    everything = json.dumps({"apiVersion": "v1", "kind": "List", "items": [service, slice_]})
    assert publisher("apply", "-f", "-", stdin=everything).returncode == 0
    address = publisher("get", "service", "mysql-main", "-o", "jsonpath={.spec.clusterIP}").stdout
    assert address.startswith("10.96.")
    return address


def publisher(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run kubectl as the account that is bound to one namespace."""
    path = lab("kubernetes", "kubeconfig", "--namespace", "shop", "--path").stdout.strip()
    command = [*LAB, "--name", NAME, "kubectl", f"--kubeconfig={path}", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)


def page(host: str, url: str, *options: str) -> str:
    """Fetch a page from a pod on a host. A proxy learns of a new Service within a second or so."""
    for _attempt in range(20):
        done = lab("pod", "--namespace", "shop", *options, host, "python3", "-c", FETCH, url, check=False)
        if done.returncode == 0:
            break
        time.sleep(0.5)
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize(("host", "release"), [("one", "bookworm"), ("two", "trixie")])
def test_a_host_is_a_bare_running_debian(host: str, release: str) -> None:
    assert ssh(host, "systemctl is-system-running; hostname; . /etc/os-release; echo $VERSION_CODENAME").split() == [
        "running",
        host,
        release,
    ]
    listening = ssh(host, "ss -Hltn | awk '{print $4}' | sort").split()
    assert listening == ["0.0.0.0:22", "[::]:22"]


def test_up_again_leaves_everything_as_it_is() -> None:
    before = pids()
    assert lab("up", "one", "two:trixie").stdout.splitlines() == [
        f"one bookworm {status()['hosts']['one']['address']}",
        f"two trixie {status()['hosts']['two']['address']}",
    ]
    assert pids() == before


def test_fresh_replaces_one_host_at_the_same_address_and_leaves_the_other() -> None:
    before = status()["hosts"]
    ssh("one", "touch /root/mine")
    lab("up", "one", "two:trixie", "--fresh", "one")
    after = status()["hosts"]
    assert after["two"] == before["two"]
    assert after["one"]["address"] == before["one"]["address"]
    assert ssh("one", "ls /root") == ""


def test_packages_come_through_the_cache_of_the_lab() -> None:
    assert ssh("one", "apt-get -qq update && apt-get -qqy install tree >/dev/null 2>&1 && tree --version") != ""
    assert "lab package cache" in ssh("one", "exec 3<>/dev/tcp/$(ip -4 r | awk '/default/{print $3}')/3142; "
                                      "printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3")  # fmt: skip


def test_hosts_know_each_other_by_name() -> None:
    assert ssh("one", "getent hosts two").split()[0] == status()["hosts"]["two"]["address"]


def test_a_reboot_keeps_address_and_disk_and_is_seen_as_one() -> None:
    before = ssh("one", "touch /root/kept; cat /proc/sys/kernel/random/boot_id")
    lab("reboot", "one")
    assert ssh("one", "ls /root") == "kept"
    assert ssh("one", "cat /proc/sys/kernel/random/boot_id") != before


def test_a_host_that_reboots_by_itself_comes_back() -> None:
    before = ssh("one", "cat /proc/sys/kernel/random/boot_id")
    lab("ssh", "one", "systemctl reboot", check=False)
    deadline = time.monotonic() + 60
    now = before
    while now in (before, "") and time.monotonic() < deadline:
        time.sleep(0.5)
        now = lab("ssh", "one", "cat /proc/sys/kernel/random/boot_id", check=False).stdout.strip()
    assert now not in (before, "")


def test_what_a_killed_run_left_is_replaced() -> None:
    with subprocess.Popen([*LAB, "--name", NAME, "up", "one", "--fresh"]) as run:
        time.sleep(0.9)
        run.kill()
    subprocess.run(["podman", "stop", "--time", "0", f"maestro-lab-{NAME}-two"], check=True, capture_output=True)
    os.kill(status()["servers"]["package-cache"], signal.SIGKILL)
    lab("up", "one", "two:trixie")
    assert [facts["state"] for facts in status()["hosts"].values()] == ["running", "running"]
    assert status()["servers"]["package-cache"]
    assert ssh("two", "apt-get -qq update && echo done") == "done"


def test_two_runs_at_once_do_not_trip_over_each_other() -> None:
    runs = [subprocess.Popen([*LAB, "--name", NAME, "up", "one", "--fresh"]) for _run in range(2)]
    assert [run.wait(120) for run in runs] == [0, 0]
    assert ssh("one", "hostname") == "one"


def test_another_lab_has_a_network_of_its_own() -> None:
    try:
        lab_command("--name", f"{NAME}-2", "up", "one")
        other = json.loads(lab_command("--name", f"{NAME}-2", "status", "--json").stdout)
        assert other["network"] != status()["network"]
    finally:
        lab_command("--name", f"{NAME}-2", "down")
    assert ssh("one", "hostname") == "one"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ssh", "three", "true"], "has no host three (there is: one, two)"),
        (["up", "two:sid"], "host two of lab {lab} is trixie, not sid"),
        (["up", "one:sid", "one:trixie"], "host one is named twice, with two releases"),
        (["up", "--fresh", "three"], "--fresh three: no such host in this lab"),
    ],
)
def test_mistakes_are_said(words: list[str], said: str) -> None:
    done = lab(*words, check=False)
    assert done.returncode == 1
    assert said.format(lab=NAME) in done.stderr
    assert "mend: " in done.stderr


def test_a_service_is_reached_by_its_cluster_address_from_a_node(service: str) -> None:
    assert page("one", f"http://{service}:3306/") == "the page of two"


@pytest.mark.parametrize("name", ["mysql-main", "mysql-main.shop", "mysql-main.shop.svc.cluster.local"])
def test_a_service_is_reached_by_its_name(service: str, name: str) -> None:
    assert page("one", f"http://{name}:3306/") == "the page of two"


def test_a_pod_can_have_the_files_of_its_host(service: str) -> None:
    assert page("one", "http://mysql-main:3306/", "--inside") == "the page of two"


def test_a_node_is_one_again_after_a_reboot(service: str) -> None:
    lab("reboot", "one")
    assert page("one", f"http://{service}:3306/") == "the page of two"


def test_the_account_of_a_namespace_may_publish_there_and_nowhere_else(service: str) -> None:
    assert publisher("get", "services,endpointslices").returncode == 0
    for refused in (["get", "nodes"], ["get", "secrets", "-n", "kube-system"], ["get", "pods"]):
        done = publisher(*refused)
        assert done.returncode == 1
        assert "forbidden" in done.stderr


def test_a_killed_api_server_is_replaced_and_has_forgotten_nothing(service: str) -> None:
    servers = json.loads(lab("kubernetes", "status", "--json").stdout)["servers"]
    os.kill(servers["kube-apiserver"], signal.SIGKILL)
    os.kill(servers["etcd"], signal.SIGKILL)
    assert lab("kubernetes", "status", check=False).returncode == 1
    lab("kubernetes", "up")
    assert publisher("get", "service", "mysql-main", "-o", "jsonpath={.spec.clusterIP}").stdout == service
    assert page("one", f"http://{service}:3306/") == "the page of two"


def test_removing_a_namespace_works_with_the_controllers(cluster: Path) -> None:
    lab("kubernetes", "up", "--controllers")
    lab("kubectl", "create", "namespace", "gone")
    lab("kubectl", "delete", "namespace", "gone", "--timeout=30s")


def test_down_leaves_nothing() -> None:
    servers = [pid for pid in status()["servers"].values() if pid]
    lab("down")
    for what in (["ps", "--all"], ["network", "ls"]):
        done = subprocess.run(["podman", *what], check=True, capture_output=True, text=True)
        assert f"maestro-lab-{NAME} " not in done.stdout
        assert f"maestro-lab-{NAME}-" not in done.stdout
    assert not [pid for pid in servers if start_time(pid)]
    assert lab("status").stdout == f"lab {NAME} is down\n"
    assert NAME not in lab("list").stdout.split()

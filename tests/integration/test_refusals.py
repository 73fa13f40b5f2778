# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong input to the deployment: one clear message that names the place and the mend, and nothing half done. And what
becomes of one that was killed.
"""

from __future__ import annotations

import json
import shlex
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.integration import stored, watching
from tests.play import Run, ansible_playbook
from tests.watchers import judge, lines
from tests.watchers.ports import scanned

DEPLOY = "maestro.databases.deploy"


@pytest.fixture(scope="module")
def hosts(lab: LabFactory) -> Lab:
    return lab("web1:bookworm", "db1:trixie")


@pytest.fixture
def folder(tmp_path: Path, hosts: Lab) -> Path:
    """A project of its own: inventory, vault password, state folder."""
    shutil.copy(hosts.inventory, tmp_path / "hosts.yml")
    (tmp_path / "vault").write_text("a vault password\n")
    return tmp_path


def deploy(
    folder: Path,
    databases: object,
    *options: str,
    vault: bool = True,
    until: Callable[[Path], object] | None = None,
    **variables: Any,
) -> Run:
    given = {
        "maestro_application": "shop",
        "maestro_web": "web1",
        "maestro_databases": databases,
        **variables,
    }
    secret = (f"--vault-password-file={folder / 'vault'}",) if vault else ()
    return ansible_playbook(DEPLOY, folder / "hosts.yml", given, *secret, *options, must_pass=False, until=until)


def untouched(hosts: Lab, folder: Path) -> bool:
    """True where neither the hosts nor the state folder hold anything of ours."""
    left = [hosts.ssh(host, "ls -A /etc/maestro 2>/dev/null", check=False).stdout for host in ("web1", "db1")]
    return not any(left) and not (folder / "maestro").exists()


@pytest.mark.parametrize(
    ("databases", "texts"),
    [
        (
            [{"engine": "postgres", "hosts": "db1"}],
            ["maestro_databases[0].engine: 'postgres' is no engine; did you mean 'postgresql'?"],
        ),
        ([{"engine": "redis", "hots": "db1"}], ["maestro_databases[0]: unknown key 'hots'; did you mean 'hosts'?"]),
        (
            [
                {"engine": "redis", "group": "a", "hosts": "db1", "primary": True},
                {"engine": "redis", "group": "b", "hosts": "web1", "primary": True},
            ],
            ["maestro_databases[1].primary: redis has two primaries, a and b; mark one of them"],
        ),
        ([{"engine": "redis", "hosts": "db9"}], ["maestro_databases[0].hosts: 'db9' matches no host of the inventory"]),
        (
            [{"engine": "redis", "group": "a.b", "hosts": "db1"}],
            ["maestro_databases[0].group: 'a.b' is not a group name"],
        ),
        (
            [{"engine": "redis", "group": "a", "hosts": "db1"}, {"engine": "redis", "group": "b", "hosts": "db1"}],
            ["maestro_databases[1]: host db1 already carries redis group 'a'"],
        ),
        (
            [
                {"engine": "mysqll"},
                {"engine": "redis", "hosts": "db1", "prot": 1},
                {"engine": "postgresql", "hosts": "db9"},
            ],
            ["3 problems, nothing was changed", "'mysqll'", "'prot'", "'db9'"],
        ),
        (
            [{"engine": "mongodb", "address": "127.0.0.1", "port": 9}],
            ["mongodb/default at 127.0.0.1:9: connection refused"],
        ),
        (
            [{"engine": "postgresql", "hosts": "db1", "version": "9.6", "operating_system": "ubuntu2404"}],
            [
                "9.6",
                "postgresql",
                "postgresql operating_system: this host runs debian13, and ubuntu2404 is asked for; name a host that",
            ],
        ),
        ([{"engine": "mysql", "hosts": "db1"}], ["mysql-server"]),
        # The firewall would leave it to the database's clients.
        (
            [{"engine": "redis", "hosts": "db1", "port": 22}],
            [
                "redis port: process",
                "(sshd) of ssh.service listens on 0.0.0.0 port 22; stop it, or choose another port",
            ],
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_changed(
    hosts: Lab, folder: Path, databases: object, texts: list[str]
) -> None:
    run = deploy(folder, databases)
    assert run.code != 0
    for text in texts:
        assert text in run.output
    assert run.changed() == []
    assert untouched(hosts, folder)


def test_a_missing_vault_password_is_named(hosts: Lab, folder: Path) -> None:
    run = deploy(folder, [{"engine": "redis", "hosts": "db1"}], vault=False)
    assert run.code != 0
    assert "this run has no vault password; give one with --vault-password-file" in run.output
    assert run.changed() == []
    assert untouched(hosts, folder)


def test_a_foreign_data_directory_is_refused(hosts: Lab, folder: Path) -> None:
    hosts.ssh("db1", "mkdir -p /var/lib/redis && echo somebody > /var/lib/redis/dump.rdb")
    try:
        run = deploy(folder, [{"engine": "redis", "hosts": "db1"}])
        assert run.code != 0
        assert "/var/lib/redis" in run.output
        assert run.changed() == []
        assert hosts.ssh("db1", "cat /var/lib/redis/dump.rdb").stdout == "somebody\n"
        assert untouched(hosts, folder)
    finally:
        hosts.ssh("db1", "rm -r /var/lib/redis")


def test_a_host_that_is_too_small_is_refused(hosts: Lab, folder: Path) -> None:
    hosts.ssh("db1", "install -d /var/lib/redis && mount -t tmpfs -o size=20m none /var/lib/redis")
    try:
        run = deploy(folder, [{"engine": "redis", "hosts": "db1"}])
    finally:
        hosts.ssh("db1", "umount /var/lib/redis && rmdir /var/lib/redis")
    assert run.code != 0
    assert run.changed() == []
    assert "/var/lib/redis: 20 MiB are free there, and redis needs 64 MiB to begin with; make room" in run.output
    assert untouched(hosts, folder)


def test_a_container_with_too_little_memory_is_refused(hosts: Lab, folder: Path) -> None:
    """As LXC has it: the container's own part is what /proc tells, and the kernel counts all of the machine's."""
    little = (
        "sed '/^MemTotal:/s/[0-9][0-9]*/204800/' /proc/meminfo >/run/meminfo && mount --bind /run/meminfo /proc/meminfo"
    )
    hosts.ssh("db1", little)
    try:
        run = deploy(folder, [{"engine": "mysql", "flavour": "mariadb", "hosts": "db1"}])
    finally:
        hosts.ssh("db1", "umount /proc/meminfo")
    assert run.code != 0
    assert run.changed() == []
    assert "the host has 200 MiB, and mysql needs " in run.output
    assert untouched(hosts, folder)


#: Engine, who listens on one of the ports that its server takes besides its own, the port, and what is told.
LISTENERS = {
    "whoever answers on a port of bricks is not shut out": (
        "glusterfs",
        "/usr/sbin/sshd -D -p 24150",
        24150,
        "(sshd) of stranger.service listens on 0.0.0.0 port 24150; have it use another port",
    ),
    "a port that a server takes besides its own is told with its process": (
        "influxdb",
        "python3 -m http.server 8088 --bind 0.0.0.0",
        8088,
        "(python3) of stranger.service listens on 0.0.0.0 port 8088; stop it, or use another host",
    ),
}


@pytest.mark.parametrize(("engine", "command", "port", "told"), LISTENERS.values(), ids=LISTENERS)
def test_a_stranger_on_a_further_port(
    hosts: Lab, folder: Path, engine: str, command: str, port: int, told: str
) -> None:
    hosts.ssh("db1", f"mkdir -p /run/sshd; systemd-run --quiet --unit stranger {command}")
    try:
        hosts.ssh("db1", f"timeout 30 sh -c 'until ss -Hlnt sport = :{port} | grep -q .; do sleep 0.1; done'")
        run = deploy(folder, [{"engine": engine, "hosts": "db1"}])
    finally:
        hosts.ssh("db1", "systemctl stop stranger")
    assert run.code != 0
    assert told in run.output
    assert run.changed() == []
    assert untouched(hosts, folder)


def test_a_required_engine_has_to_be_declared(hosts: Lab, folder: Path) -> None:
    (folder / "src").mkdir()
    (folder / "src" / "requirements.txt").write_text("redis==5.0\n")
    run = deploy(folder, [], maestro_source=str(folder / "src"))
    assert run.code != 0
    assert "the code needs redis (requirements.txt line 1" in run.output
    assert "list redis in maestro_ignore" in run.output
    assert untouched(hosts, folder)


def test_a_host_that_fails_stops_what_builds_on_it_and_the_next_run_finishes(hosts: Lab, folder: Path) -> None:
    databases = [
        {"engine": "redis", "group": "far", "hosts": "db1", "primary": True},
        {"engine": "redis", "group": "near", "deployment": "local"},
    ]
    environment = "/etc/maestro/applications/shop-production.env"
    # Passes every look beforehand, then nothing of ours can be written.
    hosts.ssh("db1", "touch /etc/maestro")
    run = deploy(folder, databases)
    assert run.code != 0
    assert "not every database is in place, so the application and the Services stay as they are:" in run.output
    assert "- redis group 'far' on db1" in run.output
    assert "- redis group 'near'" not in run.output
    assert hosts.ssh("web1", f"ls {environment}", check=False).returncode != 0
    assert not (folder / "maestro" / "shop-production" / "state.yml").exists()

    hosts.ssh("db1", "rm /etc/maestro")
    assert deploy(folder, databases).code == 0
    assert deploy(folder, databases).changed() == []
    assert hosts.ssh("web1", f"grep -c ^REDIS_URL= {environment}").stdout == "1\n"


def test_a_host_out_of_reach_stops_everything(hosts: Lab, folder: Path) -> None:
    inventory = yaml.safe_load((folder / "hosts.yml").read_text())
    inventory["all"]["hosts"]["away"] = {"ansible_host": "127.0.0.1", "ansible_port": 9}
    (folder / "hosts.yml").write_text(yaml.safe_dump(inventory))
    for database, web in (("away", "web1"), ("db1", "web1,away"), ("away", "")):
        run = deploy(folder, [{"engine": "redis", "hosts": database}], maestro_web=web)
        assert run.code != 0
        assert run.stats["away"]["unreachable"] == 1
        assert run.changed() == []
        assert not (folder / "maestro").exists()
    # The only host of its play: nothing else would have stopped the plays that follow.
    assert "away: cannot be reached, so nothing was changed anywhere" in run.output


def test_a_limit_is_refused(folder: Path) -> None:
    run = deploy(folder, [{"engine": "redis", "hosts": "db1"}], "--limit=db1")
    assert run.code != 0
    assert "a deployment is of a whole application: run it without --limit" in run.output


ASK = """
import json, sys, urllib.parse as p, urllib.request as r
address, admin, shop = json.load(sys.stdin)
def ask(login, path, body=None, **words):
    words |= {"u": login["username"], "p": login["password"]}
    return r.urlopen(f"http://{address}:8086/{path}?{p.urlencode(words)}", body).read()
ask(shop, "write", b"v n=42i", db="metrics_production")
value = json.loads(ask(shop, "query", db="metrics_production", q="select n from v"))
users = json.loads(ask(admin, "query", q="show users"))
print(value["results"][0]["series"][0]["values"][0][1], users["results"][0]["series"][0]["values"])
"""


def test_a_deployment_that_is_killed_is_finished_by_the_next(hosts: Lab, folder: Path) -> None:
    """C029: once while packages are unpacked, and once when the server has its accounts.

    What is in pods alone gives the other host no right: it must never find the server.
    """
    databases = [{"engine": "influxdb", "hosts": "db1"}]
    given = {"maestro_application": "metrics", "maestro_web": "", "maestro_kubernetes": {"manifest": str(folder / "k")}}
    store = folder / "maestro" / "metrics-production" / "credentials.yml"
    address = hosts.addresses["db1"]

    def unpacking(_record: Path) -> None:
        hosts.ssh("db1", 'for i in $(seq 1200); do pgrep -f "[-]-unpack" >/dev/null && exit; sleep 0.05; done; exit 1')

    def granted(record: Path) -> None:
        ends = time.monotonic() + 120
        while "maestro.databases.influxdb_accounts" not in record.read_text() and time.monotonic() < ends:
            time.sleep(0.05)

    hosts.ssh("web1", lines.scan([address], scanned("influxdb")))
    try:
        assert deploy(folder, databases, until=unpacking, **given).code == -signal.SIGKILL
        kept = store.read_bytes()
        assert deploy(folder, databases, until=granted, **given).code == -signal.SIGKILL
        finished = deploy(folder, databases, **given)
    finally:
        seen = watching.stop(hosts, "web1", "scanner")
    assert finished.code == 0, finished.output
    assert deploy(folder, databases, **given).changed() == []
    assert judge.of_scanner(seen, [address]) == []
    # No password was lost, made twice, or left behind with another user.
    assert store.read_bytes() == kept
    logins = stored.credentials(folder, "metrics")
    asked = json.dumps([address, *(logins[f"influxdb/default/{kind}"] for kind in ("admin", "application"))])
    told = hosts.ssh("db1", shlex.join(["python3", "-c", ASK]), given=asked).stdout
    assert told == "42 [['maestro_admin', True], ['metrics_production', False]]\n"

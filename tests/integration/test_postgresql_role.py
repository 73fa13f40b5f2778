# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PostgreSQL role on real hosts: what it refuses, what it survives, and what it leaves alone."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.checkout import environment
from tests.conftest import LabFactory
from tests.hosts import LAB, Lab
from tests.play import Run

HOST = "pg2"
OWNER = {"application": "shop", "environment": "production", "group": "main"}
UNIT = "postgresql@15-main"
POLICY = "/usr/sbin/policy-rc.d"
TREE = (
    "dpkg-query -W; systemctl list-unit-files --no-legend; ls -A /var/lib/maestro /usr/sbin/policy-rc.d 2>&1; "
    "find /etc -type f -exec sha256sum {} + | sort"
)


@pytest.fixture
def fresh(lab: LabFactory) -> Lab:
    """A host that nothing was done to."""
    return lab(f"{HOST}:bookworm", fresh=True)


@pytest.fixture(scope="module")
def made(lab: LabFactory) -> Lab:
    """A host that the role was run on; tests that share it leave the server running."""
    found = lab("pg3:bookworm")
    role(found, host="pg3")
    return found


def role(lab: Lab, *options: str, host: str = HOST, must_pass: bool = True, **variables: Any) -> Run:
    given = {"postgresql_owner": OWNER, "postgresql_memory_mb": 1024, **variables}
    given.setdefault("postgresql_users", [{"name": "shop", "password": "a-password"}])
    given.setdefault("postgresql_databases", [{"name": "shop", "users": ["shop"]}])
    play = {"hosts": host, "gather_facts": False, "vars": given, "roles": ["maestro.databases.postgresql"]}
    return lab.playbook([play], None, *options, must_pass=must_pass)


def pid(lab: Lab, host: str = "pg3") -> str:
    return lab.ssh(host, f"systemctl show -P MainPID {UNIT}").stdout.strip()


def answer(lab: Lab, statement: str, host: str = "pg3") -> str:
    return lab.ssh(host, f'runuser -u postgres -- psql -XAtc "{statement}"').stdout.strip()


def policy(lab: Lab, status: int) -> str:
    """Puts a policy-rc.d of somebody else's on the host."""
    lab.ssh(HOST, f"printf '#!/bin/sh\\n# mine\\nexit {status}\\n' > {POLICY}; chmod 755 {POLICY}")
    return look_at_policy(lab)


def look_at_policy(lab: Lab) -> str:
    return lab.ssh(HOST, f"sha256sum {POLICY}; stat -c '%i %a %y' {POLICY}").stdout


def runs(lab: Lab) -> bool:
    """Whether the server runs, also after a boot, and was started once."""
    assert lab.ssh(HOST, f"systemctl is-active postgresql {UNIT}").stdout.split() == ["active", "active"]
    assert lab.ssh(HOST, "systemctl is-enabled postgresql").stdout.strip() == "enabled"
    assert lab.ssh(HOST, "grep -c 'starting PostgreSQL' /var/log/postgresql/*.log").stdout == "1\n"
    return answer(lab, "SELECT 1", HOST) == "1"


def test_check_mode_on_a_fresh_host_changes_nothing_and_predicts_the_run(fresh: Lab) -> None:
    """C005, C027: the host forbids starts already, as images often do."""
    mine = policy(fresh, 101)
    before = fresh.ssh(HOST, TREE).stdout
    predicted = role(fresh, "--check", "--diff")
    assert fresh.ssh(HOST, TREE).stdout == before
    done = role(fresh)
    assert predicted.changed() == done.changed()
    assert [task.rpartition(" : ")[2] for task in done.changed()] == [
        "Claim the host and install the packages",
        "Make the cluster",
        "Write the files and load the firewall",
        "Start the server, or have it take over its files",
        "Converge users, databases and grants",
    ]
    assert look_at_policy(fresh) == mine
    assert runs(fresh)
    assert role(fresh, "--check").changed() == []
    assert role(fresh).changed() == []


@pytest.fixture
def held(fresh: Lab) -> Iterator[Lab]:
    """A host whose package manager is busy for an hour."""
    code = (
        "import fcntl, time; f = open('/var/lib/dpkg/lock-frontend', 'w'); fcntl.lockf(f, fcntl.LOCK_EX); "
        "time.sleep(3600)"
    )
    with subprocess.Popen(
        [*LAB, "--name", fresh.name, "ssh", HOST, f'python3 -c "{code}"'], env=environment()
    ) as holding:
        time.sleep(3)
        yield fresh
        holding.kill()


def test_a_busy_package_manager_is_named_and_left_clean(held: Lab) -> None:
    """C004: the host has a policy that allows starts; it is put aside meanwhile, and comes back."""
    mine = policy(held, 0)
    began = time.monotonic()
    run = role(held, must_pass=False, postgresql_lock_timeout=20)
    assert time.monotonic() - began < 40
    assert run.code != 0
    holder = held.ssh(HOST, "pgrep -f lock-frontend | head -1").stdout.strip()
    assert f"process {holder} (python3) holds /var/lib/dpkg/lock-frontend" in run.output
    assert run.changed() == []
    assert held.ssh(HOST, "dpkg --audit; ls /etc/maestro 2>/dev/null", check=False).stdout == ""
    # It lets go while the next run waits.
    held.ssh(HOST, f"(sleep 8; kill {holder}) >/dev/null 2>&1 &")
    role(held)
    assert look_at_policy(held) == mine
    assert runs(held)
    assert role(held).changed() == []


def test_a_killed_run_is_finished_by_the_next(fresh: Lab) -> None:
    """Everything of ours on the host is killed while packages are being unpacked, by the signal that nobody catches."""
    wait = 'for i in $(seq 1200); do pgrep -f "[-]-unpack" >/dev/null && break; sleep 0.05; done; sleep 0.5'
    killer = f"{wait}; pkill -9 -x python3; pkill -9 -x apt-get; pkill -9 -x dpkg; true"
    with subprocess.Popen([*LAB, "--name", fresh.name, "ssh", HOST, killer], env=environment()) as kill:
        assert role(fresh, must_pass=False).code != 0
        kill.wait()
    assert fresh.ssh(HOST, f"grep -c maestro {POLICY}").stdout.strip() == "1"
    role(fresh)
    assert fresh.ssh(HOST, f"dpkg --audit; ls {POLICY}* 2>/dev/null", check=False).stdout == ""
    assert runs(fresh)
    assert role(fresh).changed() == []


@pytest.fixture(scope="module")
def bare(lab: LabFactory) -> Lab:
    """A host that the role is never allowed to touch."""
    return lab(f"{HOST}:bookworm", fresh=True)


def test_a_version_that_the_repositories_lack_is_told_with_those_they_have(bare: Lab) -> None:
    run = role(bare, must_pass=False, postgresql_version="13")
    told = "the host's repositories have no postgresql 13; they have 15, and its maker's has 14, 15, 16, 17, 18"
    assert told in run.output
    assert bare.ssh(HOST, "ls /etc/maestro", check=False).stdout == ""


def test_a_maker_that_is_out_of_reach_leaves_nothing_behind(bare: Lab) -> None:
    away = {"key_url": "http://127.0.0.1:9/key.asc"}
    run = role(bare, must_pass=False, postgresql_version="16", postgresql_repository=away)
    assert run.code != 0
    assert "http://127.0.0.1:9/key.asc" in run.output
    assert run.changed() == []
    assert bare.ssh(HOST, "ls /etc/maestro /etc/apt/keyrings", check=False).stdout == "/etc/apt/keyrings:\n"


def test_a_port_that_is_taken_is_told_with_its_process(bare: Lab) -> None:
    bare.ssh(HOST, "systemd-run --unit=squatter python3 -m http.server 5432 --bind 127.0.0.1; sleep 2")
    stranger = bare.ssh(HOST, "systemctl show -P MainPID squatter").stdout.strip()
    run = role(bare, must_pass=False)
    assert f"process {stranger} (python3) of squatter.service listens on 127.0.0.1 port 5432" in run.output
    assert bare.ssh(HOST, "dpkg-query -W postgresql-15; ls /etc/maestro", check=False).stdout == ""
    bare.ssh(HOST, "systemctl stop squatter")


def test_a_host_is_refused_for_every_reason_at_once(bare: Lab) -> None:
    install = "apt-get -q -y install --no-install-recommends postgresql"
    bare.ssh(HOST, f"apt-get -q update && DEBIAN_FRONTEND=noninteractive {install}")
    before = bare.ssh(HOST, TREE).stdout
    run = role(bare, must_pass=False)
    assert "1 problem, nothing was changed" in run.output
    assert "/var/lib/postgresql/15/main: holds data of a postgresql server that we did not make" in run.output
    run = role(bare, must_pass=False, postgresql_version="13")
    assert "2 problems, nothing was changed" in run.output
    assert "(postgres) of postgresql@15-main.service listens on 127.0.0.1 port 5432" in run.output
    assert "the host's repositories have no postgresql 13" in run.output
    assert bare.ssh(HOST, TREE).stdout == before


def test_packages_of_extensions_are_wanted_with_the_server(made: Lab) -> None:
    asked = {"engine": "postgresql", "port": 5432, "owner": OWNER, "extensions": ["hstore", "postgis"]}
    seen = made.module("pg3", "maestro.databases.database_host_info", {"engines": [asked]})
    assert seen["host"]["engines"]["postgresql"]["missing"] == ["postgresql-15-postgis-3"]


def test_another_version_and_another_owner_are_refused(made: Lab) -> None:
    other = {**OWNER, "application": "blog"}
    run = role(made, host="pg3", must_pass=False, postgresql_version="17", postgresql_owner=other)
    for text in (
        "belongs to shop-production, group main",
        "15 runs here and 17 is asked for",
        "use another host and move the data there by dump and restore",
    ):
        assert text in run.output


def test_new_sources_are_reloaded_and_new_sizes_restart(made: Lab) -> None:
    before = pid(made)
    run = role(made, host="pg3", postgresql_allowed_sources=["192.0.2.0/24"])
    assert run.of("maestro.databases.postgresql_service")["steps"] == ["reload"]
    assert pid(made) == before
    assert answer(made, "SELECT count(*) FROM pg_hba_file_rules WHERE address = '192.0.2.0'") == "1"
    assert "192.0.2.0/24" in made.ssh("pg3", "nft list table inet maestro_databases").stdout
    run = role(made, host="pg3", postgresql_settings={"max_connections": 50, "work_mem": "5MB"})
    assert run.of("maestro.databases.postgresql_service")["steps"] == ["restart"]
    assert pid(made) != before
    assert answer(made, "SHOW max_connections") == "50"
    assert role(made, host="pg3", postgresql_settings={"max_connections": 50, "work_mem": "5MB"}).changed() == []


def test_another_port_moves_server_and_firewall(made: Lab) -> None:
    role(made, host="pg3", postgresql_port=5433)
    listening = made.ssh("pg3", "ss -Hlnt | grep -o ':543[0-9]'").stdout.split()
    assert listening == [":5433"]
    assert "tcp dport 5433 drop" in made.ssh("pg3", "nft list table inet maestro_databases").stdout
    assert role(made, host="pg3", postgresql_port=5433).changed() == []
    role(made, host="pg3")


def test_a_setting_that_the_server_does_not_know_replaces_nothing(made: Lab) -> None:
    path = "/etc/postgresql/15/main/conf.d/maestro.conf"
    before = made.ssh("pg3", f"sha256sum {path}").stdout, pid(made)
    run = role(made, host="pg3", must_pass=False, postgresql_settings={"no_such_option_xyz": 1})
    assert run.code != 0
    assert 'unrecognized configuration parameter "no_such_option_xyz"' in run.output.replace('\\"', '"')
    assert (made.ssh("pg3", f"sha256sum {path}").stdout, pid(made)) == before


def test_a_server_that_does_not_come_up_goes_back(made: Lab) -> None:
    before = made.ssh("pg3", "sha256sum /etc/postgresql/15/main/conf.d/maestro.conf").stdout
    run = role(made, host="pg3", must_pass=False, postgresql_settings={"shared_preload_libraries": "no_such"})
    assert run.code != 0
    assert "The former files are back" in run.output
    assert made.ssh("pg3", "sha256sum /etc/postgresql/15/main/conf.d/maestro.conf").stdout == before
    assert answer(made, "SELECT 1") == "1"
    assert role(made, host="pg3").changed() == []


def test_a_setting_changed_on_the_server_is_told_with_both_values_and_the_file(made: Lab) -> None:
    answer(made, "ALTER SYSTEM SET max_connections = 300")
    wanted = {"max_connections": 150}
    try:
        run = role(made, host="pg3", must_pass=False, postgresql_settings=wanted)
        assert run.code != 0
        for text in ("max_connections", "300", "150", "postgresql.auto.conf"):
            assert text in run.output
    finally:
        answer(made, "ALTER SYSTEM RESET max_connections")
    role(made, host="pg3", postgresql_settings=wanted)
    assert answer(made, "SHOW max_connections") == "150"


def test_a_file_of_somebody_elses_that_wins_is_told(made: Lab) -> None:
    made.ssh("pg3", "echo 'work_mem = 7MB' > /etc/postgresql/15/main/conf.d/zz.conf")
    try:
        run = role(made, host="pg3", must_pass=False, postgresql_settings={"work_mem": "9MB"})
        assert "work_mem: /etc/postgresql/15/main/conf.d/zz.conf sets 7MB, which wins over 9MB" in run.output
    finally:
        made.ssh("pg3", "rm /etc/postgresql/15/main/conf.d/zz.conf")
    role(made, host="pg3")


def test_the_firewall_comes_back_and_leaves_other_tables_alone(made: Lab) -> None:
    role(made, host="pg3")
    made.ssh("pg3", "nft flush ruleset; nft add table inet mine; nft add chain inet mine c")
    run = role(made, host="pg3")
    assert [task.rpartition(" : ")[2] for task in run.changed()] == ["Write the files and load the firewall"]
    assert made.ssh("pg3", "nft list tables").stdout.splitlines() == ["table inet mine", "table inet maestro_databases"]
    made.ssh("pg3", "systemctl restart nftables")
    assert "maestro_databases" in made.ssh("pg3", "nft list tables").stdout


def test_rules_that_cannot_be_loaded_leave_the_former_ones_in_force(made: Lab) -> None:
    path, shown = "/etc/maestro/nftables.d/new.nft", "nft list table inet maestro_databases"
    before = made.ssh("pg3", shown).stdout
    file = {"path": path, "content": "nonsense\n", "notify": "firewall"}
    given = {"files": [file], "firewall": "postgresql"}
    told = made.module("pg3", "maestro.databases.database_files", given, must_pass=False)
    assert f"{path}:1:9-9: Error: syntax error" in told["msg"]
    assert f"The former files are back ({path}) and maestro-databases-firewall.service runs on them." in told["msg"]
    assert made.ssh("pg3", f"{shown}; ls {path} 2>/dev/null", check=False).stdout == before


def test_a_half_made_cluster_is_made_again(made: Lab) -> None:
    note, data = "/var/lib/maestro/initialising/postgresql", "/var/lib/postgresql/15/main"
    made.ssh("pg3", f"systemctl stop {UNIT}; rm -r {data}/base; echo {data} > {note}")
    role(made, host="pg3")
    assert answer(made, "SELECT count(*) FROM pg_database WHERE datname = 'shop'") == "1"
    assert role(made, host="pg3").changed() == []


def test_everything_is_there_after_a_reboot(made: Lab) -> None:
    subprocess.run([*LAB, "--name", made.name, "reboot", "pg3"], check=True, env=environment(), capture_output=True)
    for _turn in range(60):
        if made.ssh("pg3", f"systemctl is-active {UNIT}", check=False).stdout.strip() == "active":
            break
        time.sleep(1)
    assert answer(made, "SELECT 1") == "1"
    assert "chain postgresql" in made.ssh("pg3", "nft list table inet maestro_databases").stdout
    assert role(made, host="pg3").changed() == []

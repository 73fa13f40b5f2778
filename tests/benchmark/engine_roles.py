# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PostgreSQL role against the raw commands, on equal hosts in one run.

First deploy: fresh hosts; `apt-get update`, install, create role and database over one ssh session, against the role
with one user and one database. No change: the role again, against a play with a single ping on the same host. The sides
take turns, so that whatever else the machine does falls on both; medians are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from tests.checkout import ROOT, VENV, environment
from tests.hosts import Lab, bring_up, lab_command

LAB = "bench-postgresql"
RELEASE = "bookworm"
FIRST_ROUNDS = 3
SECOND_ROUNDS = 9
FIRST_BUDGET = 1.5
SECOND_BUDGET = 3.0

RAW = """
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y install postgresql
runuser -u postgres -- psql -q -c "CREATE ROLE shop LOGIN PASSWORD 'a-password'"
runuser -u postgres -- psql -q -c "CREATE DATABASE shop OWNER shop"
"""
ROLE = {
    "hosts": "{host}",
    "gather_facts": False,
    "vars": {
        "postgresql_listen_addresses": ["127.0.0.1", "{{ ansible_host }}"],
        "postgresql_allowed_sources": ["192.0.2.0/24"],
        "postgresql_owner": {"application": "shop", "environment": "production", "group": "main"},
        "postgresql_memory_mb": 1024,
        "postgresql_users": [{"name": "shop", "password": "a-password"}],
        "postgresql_databases": [{"name": "shop", "users": ["shop"]}],
    },
    "roles": ["maestro.databases.postgresql"],
}
PING = {"hosts": "{host}", "gather_facts": False, "tasks": [{"name": "Ping", "ansible.builtin.ping": None}]}


def seconds(work: Callable[[], None]) -> float:
    """How long it takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def play(lab: Lab, folder: Path, host: str, content: dict[str, object]) -> float:
    """Seconds that ansible-playbook takes for one play on a host."""
    path = folder / "play.yml"
    path.write_text(yaml.safe_dump([{**content, "hosts": host}], sort_keys=False))
    command = [VENV / "bin/ansible-playbook", "-i", lab.inventory, path]
    return seconds(lambda: run(command))


def raw(lab: Lab, host: str) -> float:
    """Seconds that the raw commands take in one ssh session."""
    command = [sys.executable, ROOT / "tests/lab", "--name", lab.name, "ssh", host, f"bash -c '{_quoted(RAW)}'"]
    return seconds(lambda: run(command))


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''")


def run(command: Sequence[object]) -> None:
    """Run it quietly; where it fails, show what it said and stop."""
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(str(word) for word in command[:3])} …: exit {done.returncode}\n{done.stdout}{done.stderr}")


def told(name: str, ours: Sequence[float], theirs: Sequence[float], budget: float) -> bool:
    """Prints a line; whether the budget is kept."""
    ratio = statistics.median(ours) / statistics.median(theirs)
    verdict = "ok" if ratio <= budget else "OVER"
    print(
        f"{name:<32}{statistics.median(ours):8.2f} s {statistics.median(theirs):8.2f} s   "
        f"ratio {ratio:.2f} (at most {budget}, {len(ours)} rounds) {verdict}",
        flush=True,
    )
    return ratio <= budget


def main() -> int:
    """Measure; 1 where a budget is missed."""
    with tempfile.TemporaryDirectory(prefix="maestro-bench-") as name:
        folder = Path(name)
        try:
            return measure(folder)
        finally:
            lab_command("--name", LAB, "down")


def measure(folder: Path) -> int:
    """All rounds."""
    ours, theirs = [], []
    # One round that does not count fills the package cache of the lab.
    for turn in range(FIRST_ROUNDS + 1):
        hosts = [f"raw:{RELEASE}", f"role:{RELEASE}"]
        lab = bring_up(LAB, hosts, ["raw", "role"])
        # The connection of either side is up, and the host has settled.
        for host in ("raw", "role"):
            lab.ssh(host, "systemctl is-system-running --wait", check=False)
            play(lab, folder, host, PING)
        both = [
            lambda lab=lab: theirs.append(raw(lab, "raw")),
            lambda lab=lab: ours.append(play(lab, folder, "role", ROLE)),
        ]
        for work in both if turn % 2 else reversed(both):
            work()
        if turn == 0:
            ours.clear()
            theirs.clear()
    print(f"{'':<32}{'role':>10} {'raw':>10}   medians, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    first = told("first deploy against raw commands", ours, theirs, FIRST_BUDGET)
    pings, seconds_ours = [], []
    for _turn in range(SECOND_ROUNDS):
        pings.append(play(lab, folder, "role", PING))
        seconds_ours.append(play(lab, folder, "role", ROLE))
    second = told("no change against one ping", seconds_ours, pings, SECOND_BUDGET)
    return 0 if first and second else 1


if __name__ == "__main__":
    sys.exit(main())

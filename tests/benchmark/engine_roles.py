# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each engine's role against the raw commands, on equal hosts in one run; names as arguments choose engines.

First deploy: fresh hosts; `apt-get update`, install, create user and database over one ssh session, against the role
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

from tests.benchmark._engines import CASES, Case
from tests.checkout import ROOT, VENV, environment
from tests.hosts import Lab, bring_up, lab_command

LAB = "bench-engines"
FIRST_ROUNDS = 4
SECOND_ROUNDS = 5
FIRST_BUDGET = 1.5
SECOND_BUDGET = 3.0

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


def raw(lab: Lab, host: str, case: Case) -> float:
    """Seconds that the raw commands take in one ssh session."""
    variables = yaml.safe_load(lab.inventory.read_text())["all"]["vars"]
    script = case.script(variables.get("maestro_repositories", {}))
    command = [sys.executable, ROOT / "tests/lab", "--name", lab.name, "ssh", host, f"bash -c '{_quoted(script)}'"]
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
        f"{name:<48}{statistics.median(ours):8.2f} s {statistics.median(theirs):8.2f} s   "
        f"ratio {ratio:.2f} (at most {budget}, {len(ours)} rounds) {verdict}",
        flush=True,
    )
    return ratio <= budget


def main(wanted: Sequence[str]) -> int:
    """Measure; return how many engines missed a budget."""
    unknown = [name for name in wanted if name not in CASES]
    if unknown:
        sys.exit(f"no engine of this name: {', '.join(unknown)}; there are: {', '.join(CASES)}")
    missed = 0
    print(f"{'':<48}{'role':>10} {'raw':>10}   medians, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="maestro-bench-") as name:
        for engine in wanted or CASES:
            try:
                missed += not measure(engine, CASES[engine], Path(name))
            finally:
                lab_command("--name", LAB, "down")
    return missed


def measure(name: str, case: Case, folder: Path) -> bool:
    """All rounds of one engine; whether it keeps its budgets."""
    ours, theirs = [], []
    # One round that does not count fills the package cache of the lab.
    for turn in range(FIRST_ROUNDS + 1):
        if case.product:
            lab_command("--name", LAB, "mirror", case.product)
        lab = bring_up(LAB, [f"raw:{case.release}", f"role:{case.release}"], ["raw", "role"])
        # The connection of either side is up, and the host has settled.
        for host in ("raw", "role"):
            lab.ssh(host, "systemctl is-system-running --wait", check=False)
            play(lab, folder, host, PING)
        both = [
            lambda lab=lab: theirs.append(raw(lab, "raw", case)),
            lambda lab=lab: ours.append(play(lab, folder, "role", case.play())),
        ]
        for work in both if turn % 2 else reversed(both):
            work()
        if turn == 0:
            ours.clear()
            theirs.clear()
    first = told(f"{name}: first against raw commands", ours, theirs, FIRST_BUDGET)
    pings, again = [], []
    for _turn in range(SECOND_ROUNDS):
        pings.append(play(lab, folder, "role", PING))
        again.append(play(lab, folder, "role", case.play()))
    second = told(f"{name}: no change against one ping", again, pings, SECOND_BUDGET)
    return first and second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

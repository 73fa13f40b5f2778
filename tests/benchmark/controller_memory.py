# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory of the controller while it deploys to 1 and to 20 hosts.

Memory is the proportional set size of ansible-playbook and all that it started, summed five times a second: what the
kernel would get back if all of it ended. The hosts get Redis, the lightest server, so that the controller is what is
measured. Prints figures; there is no budget.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import yaml

from tests.checkout import ROOT, VENV, environment

LAB = (sys.executable, str(ROOT / "tests" / "lab"), "--name", "memory")
#: A server has one owner, so each count has hosts of its own.
HOSTS = {1: ["m0"], 20: [f"m{number}" for number in range(1, 21)]}
INTERVAL = 0.2


def main() -> int:
    """Measures; returns the exit code."""
    hosts = [f"{name}:bookworm" for names in HOSTS.values() for name in names]
    try:
        subprocess.run([*LAB, "up", *hosts], check=True, stdout=subprocess.DEVNULL)
        inventory = subprocess.run([*LAB, "inventory"], check=True, capture_output=True, text=True).stdout
        with tempfile.TemporaryDirectory(prefix="maestro-memory-") as folder:
            print(f"{'hosts':>5}  {'run':<10}{'peak MiB':>9}{'seconds':>9}")
            for count, names in HOSTS.items():
                for run in ("first", "unchanged"):
                    peak, seconds = deploy(Path(folder), inventory, names)
                    print(f"{count:>5}  {run:<10}{peak:>9.0f}{seconds:>9.1f}", flush=True)
    finally:
        subprocess.run([*LAB, "down"], check=False, stdout=subprocess.DEVNULL)
    return 0


def deploy(folder: Path, inventory: str, hosts: list[str]) -> tuple[float, float]:
    """Deploys one database a host; returns the peak in MiB and the time in seconds."""
    (folder / "hosts.yml").write_text(inventory, encoding="utf-8")
    (folder / "vault").write_text("a vault password", encoding="utf-8")
    databases = [{"engine": "redis", "group": f"on_{host}", "hosts": host} for host in hosts]
    variables = {"maestro_application": f"memory{len(hosts)}", "maestro_databases": databases}
    (folder / "variables.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
    command = [
        str(VENV / "bin" / "ansible-playbook"),
        *("-i", str(folder / "hosts.yml"), "-e", f"@{folder / 'variables.yml'}"),
        f"--vault-password-file={folder / 'vault'}",
        "maestro.databases.deploy",
    ]
    began = time.monotonic()
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=log, stderr=log)
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(INTERVAL)
    if process.returncode:
        raise SystemExit((folder / "log").read_text(encoding="utf-8")[-4000:])
    return peak / 1024, time.monotonic() - began


def memory(root: int) -> int:
    """Proportional set size of a process and all of its descendants, in KiB.

    By parentage and not by session: Ansible's workers have sessions of their own.
    """
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The name, in parentheses, may hold anything; the parent is the second word behind it.
                parent = int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    total, left = 0, [root]
    while left:
        process = left.pop()
        left += children.get(process, [])
        # One that has ended meanwhile takes none.
        with suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total


if __name__ == "__main__":
    sys.exit(main())

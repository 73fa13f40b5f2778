# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lab hosts for tests: brought up through the lab's command line, reached over SSH and by Ansible."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import BUILD, ROOT
from tests.play import Run, ansible_playbook, run_module

LAB = (sys.executable, str(ROOT / "tests/lab"))
#: Settings for Elasticsearch and OpenSearch: the disk is that of the machine below, whatever it is filled with.
ANY_DISK = {"cluster": {"routing.allocation.disk.threshold_enabled": False}}


def lab_command(
    *words: str, check: bool = True, timeout: float = 1800, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the lab's command line; fail the test with what it said where it fails. `given` is its standard input."""
    done = subprocess.run(
        [*LAB, *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
    )
    if check and done.returncode:
        pytest.fail(f"lab {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}", pytrace=False)
    return done


@dataclass(frozen=True)
class Lab:
    """A lab that is up: its name, an inventory of all its hosts, the address of each, and the way into its cluster."""

    name: str
    inventory: Path
    addresses: Mapping[str, str]
    #: None where no Kubernetes API was asked for.
    kubeconfig: Path | None = None

    def ssh(self, host: str, line: str, check: bool = True, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a shell line on a host; `given` is its standard input, where a secret is seen by nobody else."""
        return lab_command("--name", self.name, "ssh", host, line, check=check, given=given)

    def snapshot(self, host: str) -> str:
        """A host's packages, units and configuration, as a fingerprint of each."""
        line = (
            "dpkg -l | sha256sum; systemctl list-unit-files --no-legend | sha256sum; "
            "find /etc -type f | sort | xargs sha256sum | sha256sum"
        )
        return self.ssh(host, line).stdout

    def playbook(
        self,
        playbook: Path | str | Sequence[Mapping[str, Any]],
        variables: Mapping[str, Any] | None = None,
        *options: str,
        **more: Any,
    ) -> Run:
        """Run a playbook on the lab's hosts; see tests.play.ansible_playbook."""
        return ansible_playbook(playbook, self.inventory, variables, *options, **more)

    def module(
        self, host: str, module: str, arguments: Mapping[str, Any], *options: str, **more: Any
    ) -> dict[str, Any]:
        """Run one module on a host; see tests.play.run_module."""
        return run_module(module, arguments, self.inventory, host, *options, **more)


def bring_up(name: str, hosts: Sequence[str], fresh: Sequence[str], kubernetes: bool = False) -> Lab:
    """Bring a lab's hosts up; those of `fresh` are made anew whatever they hold.

    Args:
        name: The lab.
        hosts: HOST or HOST:RELEASE, each.
        fresh: Names of hosts, without a release.
        kubernetes: Also bring up the lab's Kubernetes API.
    """
    renewed = [word for host in fresh for word in ("--fresh", host)]
    lab_command("--name", name, "up", *hosts, *renewed, *(["--kubernetes"] if kubernetes else []))
    folder = BUILD / "labs"
    folder.mkdir(parents=True, exist_ok=True)
    inventory = folder / f"{name}.yml"
    inventory.write_text(lab_command("--name", name, "inventory").stdout)
    status = json.loads(lab_command("--name", name, "status", "--json").stdout)
    addresses = {host: facts["address"] for host, facts in status["hosts"].items()}
    return Lab(name, inventory, addresses, _kubeconfig(name, folder) if kubernetes else None)


def _kubeconfig(name: str, folder: Path) -> Path:
    path = folder / f"{name}-kubeconfig.yml"
    path.touch(mode=0o600)
    path.write_text(lab_command("--name", name, "kubernetes", "kubeconfig").stdout)
    return path

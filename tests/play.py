# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks and single modules, and gives back what every task returned."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checkout import ROOT, VENV, environment


@dataclass(frozen=True)
class TaskResult:
    """What one task did on one host. `status`: ok, failed, ignored, skipped or unreachable."""

    host: str
    task: str
    action: str
    status: str
    result: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A run of ansible-playbook: its exit code, all that it printed, each task's result, and each host's totals."""

    code: int
    output: str
    results: tuple[TaskResult, ...]
    stats: Mapping[str, Mapping[str, int]]

    def changed(self, host: str | None = None) -> list[str]:
        """The tasks that changed something, on one host or on all: [] proves a run without changes."""
        return [one.task for one in self.results if one.result.get("changed") and host in (None, one.host)]

    def changes(self) -> list[tuple[str, str]]:
        """Host and task of each change, in an order that two runs share."""
        return sorted((one.host, one.task) for one in self.results if one.result.get("changed"))

    def failures(self) -> str:
        """Who failed where and why, in few lines: a log may have kept no more than the end of a run."""
        failed = [one for one in self.results if one.status in {"failed", "unreachable"}]
        return "\n".join(f"{one.host}: {one.task}: {str(one.result.get('msg', ''))[:1500]}" for one in failed)

    def of(self, action: str, host: str | None = None) -> dict[str, Any]:
        """The last result of a module, by its full name."""
        found = [one.result for one in self.results if one.action == action and host in (None, one.host)]
        if not found:
            pytest.fail(f"the run never came to {action}\n{self.output}", pytrace=False)
        return found[-1]


def ansible_playbook(
    playbook: Path | str | Sequence[Mapping[str, Any]],
    inventory: Path | str,
    variables: Mapping[str, Any] | None = None,
    *options: str,
    env: Mapping[str, str] | None = None,
    must_pass: bool = True,
    timeout: float = 900,
    until: Callable[[Path], object] | None = None,
) -> Run:
    """Run a playbook and return what it did.

    Args:
        playbook: A file, the full name of one of the collection's playbooks, or plays as data.
        inventory: A file, or hosts as for ansible-playbook -i.
        variables: Extra variables; they are handed over in a file and so never stand in an argv.
        options: More options: "--check", "--diff", "-vvvv", "--vault-password-file=…".
        env: Changes of the environment.
        must_pass: Fail the test where the run fails. Without it the caller judges `code` and `results`.
        timeout: Seconds until the test fails.
        until: Waits beside the run, with the file in which a line a result is written. When it returns, the run is
            killed with all that it started on this machine, by the signal that nobody catches.
    """
    with tempfile.TemporaryDirectory(prefix="maestro-play-") as folder:
        place = Path(folder)
        if not isinstance(playbook, (Path, str)):
            written = place / "play.yml"
            written.write_text(yaml.safe_dump(list(playbook), sort_keys=False))
            playbook = written
        record = place / "record.jsonl"
        record.touch()
        command = [str(VENV / "bin/ansible-playbook"), "-i", str(inventory), *options, str(playbook)]
        if variables:
            given = place / "variables.json"
            given.write_text(json.dumps(variables))
            given.chmod(0o600)
            command[1:1] = ["-e", f"@{given}"]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(
                {
                    "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/callbacks"),
                    "ANSIBLE_CALLBACKS_ENABLED": "record",
                    "MAESTRO_TEST_RECORD": str(record),
                    **(env or {}),
                }
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=until is not None,
        ) as done:
            try:
                if until is not None:
                    until(record)
                    os.killpg(done.pid, signal.SIGKILL)
                output, _nothing = done.communicate(timeout=timeout)
            except BaseException:
                done.kill()
                raise
        entries = [json.loads(line) for line in record.read_text().splitlines()]
    run = Run(
        code=done.returncode,
        output=output,
        results=tuple(TaskResult(**entry) for entry in entries if "task" in entry),
        stats=next((entry["stats"] for entry in entries if "stats" in entry), {}),
    )
    if must_pass and run.code:
        told = f"{' '.join(command)}\nexit {run.code}\n{output[-20000:]}\n{run.failures()}"
        pytest.fail(told, pytrace=False)
    return run


def run_module(
    module: str,
    arguments: Mapping[str, Any],
    inventory: Path | str,
    host: str,
    *options: str,
    env: Mapping[str, str] | None = None,
    must_pass: bool = True,
) -> dict[str, Any]:
    """Run one module on one host and return its result; `options` such as "--check" and "--diff" as above."""
    task = {"name": "Run the module", module: dict(arguments)}
    run = ansible_playbook(
        [{"hosts": host, "gather_facts": False, "tasks": [task]}],
        inventory,
        None,
        *options,
        env=env,
        must_pass=must_pass,
    )
    if not run.results:
        pytest.fail(f"{module} did not run on {host}\n{run.output}", pytrace=False)
    return run.results[-1].result

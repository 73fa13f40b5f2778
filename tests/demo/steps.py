# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command as one step of the demo: a line on the screen, its output in a log."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

TAIL = 40


class StepError(Exception):
    """A command of the demo failed; its text shows the end of its log."""


class Steps:
    """The steps of one demo, each with a log of its own."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, title: str, command: Sequence[str]) -> str:
        """Runs a command, returns what it printed.

        Raises:
            StepError: It did not end with 0.
        """
        print(f"{title:<64}", end="", flush=True)
        began = time.monotonic()
        log = self._folder / f"{title.split(':', maxsplit=1)[0].lower().replace(' ', '-')}.log"
        with log.open("w", encoding="utf-8") as output:
            result = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, env=self._environment, check=False
            )
        print(f"{time.monotonic() - began:6.1f} s", flush=True)
        text = log.read_text(encoding="utf-8")
        if result.returncode:
            end = "\n".join(text.splitlines()[-TAIL:])
            raise StepError(f"{end}\n\n{title}: failed with {result.returncode}; the whole log: {log}")
        return text

    def read(self, command: Sequence[str]) -> str:
        """Runs a command whose output is for the demo alone, such as one with secrets: no log, nothing on the screen.

        Raises:
            StepError: It did not end with 0.
        """
        result = subprocess.run(command, capture_output=True, text=True, env=self._environment, check=False)
        if result.returncode:
            raise StepError(f"{' '.join(command)}: failed with {result.returncode}\n{result.stderr}")
        return result.stdout

    def show(self, title: str, command: Sequence[str], given: str = "") -> None:
        """Runs a command with something on its standard input, and shows its output under a title.

        Raises:
            StepError: It did not end with 0.
        """
        print(f"\n== {title}", flush=True)
        result = subprocess.run(
            command, input=given, capture_output=True, text=True, env=self._environment, check=False
        )
        sys.stdout.write(result.stdout)
        if result.returncode:
            raise StepError(f"{result.stderr}\n{title}: failed with {result.returncode}")


def told(output: str, task: str) -> str:
    """What the task of a playbook told, out of all that the run printed."""
    text = output.split(f"TASK [{task}] ", 1)[1].split("\n", 1)[1]
    return text.split("\nok: [localhost]", 1)[0].strip("\n")

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How programs are started, and how their end is waited for."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command


class Program:
    """One that ends when it is waited for, or goes on."""

    def __init__(self, *, ends: bool) -> None:
        self.ends = ends
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, seconds: float) -> int:
        if not self.ends:
            raise subprocess.TimeoutExpired("program", seconds)
        self.returncode = 3
        return 3


class Module:
    """Has what `run_command` is given, and does with the program what Ansible does."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.given: dict[str, Any] = {}

    def run_command(self, words: list[str], **given: Any) -> tuple[int, str, str]:
        self.given = {"words": words, **given}
        given["before_communicate_callback"](self.program)
        return self.program.poll() or 0, "out", "err"


@pytest.mark.parametrize(("ends", "code"), [(True, 3), (False, 0)])
def test_the_first_look_sees_a_program_that_is_about_to_end(ends: bool, code: int) -> None:
    module = Module(Program(ends=ends))
    command.use(module)
    assert command.run(["nft", "list"], check=False, timeout=60) == command.Ended(code, "out", "err")
    assert module.given["words"] == ["timeout", "--kill-after=5", "60", "nft", "list"]

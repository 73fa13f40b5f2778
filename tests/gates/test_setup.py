# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make setup`: finds a Python that works among some that do not, and has nothing to do the second time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.checkout import ROOT, VENV, must_pass


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with what the script itself needs and no Python."""
    for name in ("bash", "seq", "grep", "sort"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    return tmp_path


def _program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def _find(path: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {"PATH": path, "HOME": str(home)}
    return subprocess.run([ROOT / "tools/find-python"], env=env, capture_output=True, text=True, check=False)


def test_a_python_that_fails_when_run_is_passed_over(bare: Path) -> None:
    _program(bare / "python3.14", "exit 127")
    (bare / "python3.13").symlink_to(sys.executable)
    found = _find(str(bare), bare)
    assert found.stdout.strip() == str(bare / "python3.13"), found.stderr


def test_pyenv_is_looked_at_past_its_shims(bare: Path) -> None:
    (bare / "shims").mkdir()
    _program(bare / "shims/python3.14", "exit 127")
    real = bare / ".pyenv/versions/3.14.1/bin/python3.14"
    real.parent.mkdir(parents=True)
    real.symlink_to(sys.executable)
    found = _find(f"{bare / 'shims'}:{bare}", bare)
    assert found.stdout.strip() == str(real), found.stderr


def test_a_python_that_is_too_old_is_refused_with_the_mend(bare: Path) -> None:
    _program(bare / "python3", "exit 1")
    found = _find(str(bare), bare)
    assert (found.returncode, found.stdout) == (1, "")
    assert "make setup PYTHON=" in found.stderr


def test_setup_again_has_nothing_to_do_and_is_fast() -> None:
    venv = os.path.relpath(VENV, ROOT)
    began = time.monotonic()
    output = must_pass(["tools/setup", "--venv", venv, "--python", Path(VENV / "bin/python").resolve()])
    assert output == ""
    assert time.monotonic() - began < 1

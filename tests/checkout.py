# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things lie in this checkout, which files belong to it, and how its tools are started."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
COLLECTIONS = BUILD / "collections"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "maestro-databases"
NAMESPACE = "maestro.databases"
VENV = Path(sys.prefix)


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be: tracked, or untracked and not ignored. Relative to ROOT."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()))


def environment(changes: Mapping[str, str] | None = None, venv: Path = VENV) -> dict[str, str]:
    """The environment of our tools: the virtual environment first on PATH, this checkout's collection, no colour."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "MOLECULE_", "PYTEST_"))
    }
    return {
        **inherited,
        "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(COLLECTIONS),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        **(changes or {}),
    }


def must_pass(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = 600,
    tail: int = 200,
) -> str:
    """Run a tool; fail the test with the last `tail` lines of its output where it fails. Returns the output.

    Args:
        command: The program, found on the virtual environment's PATH, and its arguments.
        cwd: Where it runs.
        env: Its whole environment; by default environment().
        timeout: Seconds until it is killed and the test fails.
        tail: Lines of output to show.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=dict(env) if env is not None else environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or ""
        text = output.decode(errors="replace") if isinstance(output, bytes) else output
        pytest.fail(f"{' '.join(words)}\ndid not end within {timeout:g} s\n{_last(text, tail)}", pytrace=False)
    if done.returncode != 0:
        pytest.fail(f"{' '.join(words)}\nexit {done.returncode}\n{_last(done.stdout, tail)}", pytrace=False)
    return done.stdout


def _last(text: str, count: int) -> str:
    lines = text.splitlines()
    omitted = [f"… {len(lines) - count} lines before"] if len(lines) > count else []
    return "\n".join(omitted + lines[-count:])

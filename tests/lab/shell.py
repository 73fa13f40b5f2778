# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program of the machine and turn its failure into a message."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from .errors import LabError, last_lines


def run(
    argv: Iterable[str | Path],
    *,
    what: str = "",
    mend: str = "",
    check: bool = True,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run to the end and return the outcome; raise LabError when it failed and ``check``."""
    command = [str(word) for word in argv]
    what = what or " ".join(command[:3])
    try:
        done = subprocess.run(
            command,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            env={**os.environ, **env} if env else None,
            cwd=cwd,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError as error:
        raise LabError(f"{what}: the program {command[0]} is not installed", mend) from error
    except subprocess.TimeoutExpired as error:
        raise LabError(f"{what}: no end after {timeout:.0f} seconds", mend) from error
    if check and done.returncode != 0:
        raise LabError(f"{what}: failed ({done.returncode})", mend, last_lines(done.stderr or done.stdout))
    return done


def output(argv: Iterable[str | Path], **options: object) -> str:
    """Return what a program printed, without the line's end."""
    return run(argv, **options).stdout.strip()  # type: ignore[arg-type]

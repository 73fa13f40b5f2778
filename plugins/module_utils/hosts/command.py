# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the host's own programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

from .problem import HostError

#: Words of the programs that are read are English, and sbin is searched as in a root shell.
BASE = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def run(
    argv: Sequence[str],
    *,
    check: bool = True,
    what: str = "",
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a program and returns it ended; its output is text, both streams apart.

    Args:
        argv: Program and arguments; they hold no secret.
        check: Whether an exit status other than 0 is an error.
        what: The step in words, for the message.
        env: Additions to the environment.
        stdin: Text to hand in.
        timeout: Seconds; a program that takes longer is killed.

    Raises:
        HostError: It failed (with `check`), is not installed, or took too long.
    """
    name = what or " ".join(argv)
    try:
        ended = subprocess.run(
            list(argv),
            env={**os.environ, **BASE, **(env or {})},
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError as error:
        raise HostError(f"{name}: the program {argv[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise HostError(f"{name}: did not end within {timeout:g} s") from error
    if check and ended.returncode != 0:
        raise HostError(f"{name}: exit status {ended.returncode}: {tail(ended.stderr or ended.stdout)}")
    return ended


def tail(text: str, lines: int = 8) -> str:
    """The last lines of an output, for a message."""
    return "\n".join(text.strip().splitlines()[-lines:])

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the host's own programs."""

from __future__ import annotations

import fcntl
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .problem import HostError

#: Words of the programs that are read are English, and sbin is searched as in a root shell.
BASE = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
# Seconds between two looks that are one.
_ONE_LOOK = 0.5
# What `timeout` ends with.
_TOO_LONG = (124, 137)


@dataclass(frozen=True)
class Ended:
    """A program that has ended."""

    returncode: int
    stdout: str
    stderr: str


class Runner:
    """Who starts programs; the module that runs says so by `use`."""

    run_command: ClassVar[Callable[..., Any] | None] = None


def use(module: Any) -> None:
    """Has programs started by an Ansible module's own means, for the rest of its run."""
    Runner.run_command = module.run_command


def run(
    argv: Sequence[str],
    *,
    check: bool = True,
    what: str = "",
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> Ended:
    """Runs a program until it has ended.

    Args:
        argv: Program and arguments; they hold no secret.
        check: Whether an exit status other than 0 is an error.
        what: The step in words, for the message.
        env: Additions to the environment.
        timeout: Seconds; a program that takes longer is killed.

    Raises:
        HostError: It failed (with `check`), is not installed, or took too long.
    """
    if Runner.run_command is None:
        raise HostError("no module said how programs are started; call command.use first")
    words = [*(["timeout", "--kill-after=5", f"{timeout:g}"] if timeout else []), *argv]
    try:
        code, out, err = Runner.run_command(
            words,
            environ_update={**BASE, **(env or {})},
            expand_user_and_vars=False,
            handle_exceptions=False,
            before_communicate_callback=_careful,
        )
    except OSError as error:
        raise HostError(f"{what or argv[0]}: the program {argv[0]} cannot be started: {error}") from error
    ended = Ended(code, out, err)
    if timeout and ended.returncode in _TOO_LONG:
        raise HostError(f"{what or ' '.join(argv)}: did not end within {timeout:g} s")
    if check and ended.returncode != 0:
        raise HostError(
            f"{what or ' '.join(argv)}: exit status {ended.returncode}: {tail(ended.stderr or ended.stdout)}"
        )
    return ended


def _careful(process: Any) -> None:
    """Mends how Ansible looks whether a program has ended.

    It looks twice once the outputs are closed, and waits for a whole second where the program ends in between: the
    second look says what the first one said. And it takes a silent program that has ended for one that has nothing more
    to say, though it may have spoken last before that look: as long as something is unread, it has not ended.
    """
    look = process.poll
    running = float("-inf")

    def poll() -> int | None:
        nonlocal running
        if time.monotonic() - running < _ONE_LOOK:
            return None
        code: int | None = look()
        if code is None or _unread(process.stdout) or _unread(process.stderr):
            running = time.monotonic()
            return None
        return code

    process.poll = poll


def _unread(stream: Any) -> bool:
    """Whether a pipe holds what nobody has read."""
    waiting = fcntl.ioctl(stream.fileno(), termios.FIONREAD, bytes(struct.calcsize("i")))
    return bool(struct.unpack("i", waiting)[0])


def tail(text: str, lines: int = 8) -> str:
    """The last lines of an output, for a message."""
    return "\n".join(text.strip().splitlines()[-lines:])

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep packages from starting what they install, by Debian's own means: /usr/sbin/policy-rc.d."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .command import run

PATH = "/usr/sbin/policy-rc.d"
ASIDE = "/usr/sbin/policy-rc.d.maestro-aside"
_MARK = "# maestro.databases: nothing is started while its packages are being installed"
#: Logrotate's service and timer are no server, and logs grow until they run.
_SCRIPT = f"#!/bin/sh\n{_MARK}\ncase $1 in logrotate.*) exit 0;; esac\nexit 101\n"


@contextmanager
def no_start() -> Iterator[None]:
    """Within it no package starts a service. A policy of somebody else's comes back byte for byte, also when killed.

    A policy that forbids starts already is not touched at all. After SIGKILL, where nothing can be done, the next
    run puts things right.
    """
    with _signals_end_us():
        recover()
        if _denies():
            yield
            return
        stranger = os.path.lexists(PATH)
        if stranger:
            os.rename(PATH, ASIDE)
        try:
            half = f"{PATH}.maestro-new"
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o755), "w", encoding="ascii") as script:
                script.write(_SCRIPT)
            os.chmod(half, 0o755)  # noqa: S103 - dpkg runs it for packages of every kind
            os.rename(half, PATH)
            yield
        finally:
            recover()


def recover() -> None:
    """Removes a policy of ours and puts back the one that was aside."""
    if _ours():
        os.unlink(PATH)
    if os.path.lexists(ASIDE) and not os.path.lexists(PATH):
        os.rename(ASIDE, PATH)


def _ours() -> bool:
    try:
        with open(PATH, encoding="utf-8", errors="replace") as script:
            return _MARK in script.read(4096)
    except OSError:
        return False


def _denies() -> bool:
    """Whether the policy that is there forbids starts; the way invoke-rc.d asks it."""
    if not os.access(PATH, os.X_OK):
        return False
    return run([PATH, "maestro-databases", "start"], check=False, timeout=30).returncode == 101


@contextmanager
def _signals_end_us() -> Iterator[None]:
    """Turns the polite signals into an exit, so that `finally` runs."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

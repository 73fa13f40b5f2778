# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that outlive a command: found again, replaced when dead, never mistaken for a stranger."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.daemon import Daemon
from tests.lab.errors import LabError
from tests.lab.processes import MARK, start_time

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    made = Daemon("sleeper", tmp_path)
    yield made
    made.stop(grace=1)


def start(daemon: Daemon, argv: list[str] | None = None, digest: str = "") -> bool:
    return daemon.ensure(argv or SLEEP, ready=lambda: daemon.pid() is not None, digest=digest, grace=1)


def test_it_is_started_once(daemon: Daemon) -> None:
    assert start(daemon)
    pid = daemon.pid()
    assert not start(daemon)
    assert daemon.pid() == pid


def test_another_command_or_configuration_replaces_it(daemon: Daemon) -> None:
    start(daemon)
    first = daemon.pid()
    assert start(daemon, digest="other configuration")
    second = daemon.pid()
    assert first != second
    assert start(daemon, [*SLEEP, "more"])
    assert daemon.pid() != second


def test_one_that_was_killed_is_replaced(daemon: Daemon) -> None:
    start(daemon)
    pid = daemon.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert daemon.pid() is None
    assert not daemon.pid_file.exists()
    assert start(daemon)


def test_a_pid_that_a_stranger_has_now_is_left_alone(daemon: Daemon) -> None:
    with subprocess.Popen(SLEEP) as stranger:
        record = {"pid": stranger.pid, "start": "1", "boot": "another", "command": ""}
        daemon.pid_file.write_text(json.dumps(record))
        assert daemon.pid() is None
        daemon.stop(grace=1)
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"pid": 1}'])
def test_a_half_written_pid_file_counts_as_none(daemon: Daemon, rubbish: str) -> None:
    daemon.pid_file.write_text(rubbish)
    assert daemon.pid() is None


def test_an_orphan_without_pid_file_is_found_by_its_mark_and_ended(daemon: Daemon) -> None:
    with subprocess.Popen(SLEEP, env={**os.environ, MARK: str(daemon.pid_file)}) as orphan:
        time.sleep(0.1)
        daemon.stop(grace=1)
        assert orphan.wait(2) == -signal.SIGTERM


def test_one_that_ends_at_once_is_reported_with_its_last_words(daemon: Daemon) -> None:
    with pytest.raises(LabError) as caught:
        daemon.ensure([sys.executable, "-c", "print('no such port'); exit(1)"], ready=lambda: False)
    assert "ended while starting" in caught.value.what
    assert caught.value.log == "no such port"
    assert str(daemon.log) in caught.value.mend


def test_one_that_never_gets_ready_is_ended(daemon: Daemon) -> None:
    with pytest.raises(LabError, match="not ready after 0 s"):
        daemon.ensure(SLEEP, ready=lambda: False, timeout=0.2, grace=1)
    assert daemon.pid() is None


def test_a_stubborn_one_is_killed_after_its_grace(daemon: Daemon) -> None:
    deaf = "import signal,time,pathlib; signal.signal(15, signal.SIG_IGN); pathlib.Path('deaf').touch(); time.sleep(60)"
    daemon.ensure([sys.executable, "-c", deaf], ready=(daemon.folder / "deaf").exists)
    pid = daemon.pid()
    assert pid is not None
    daemon.stop(grace=0.2)
    assert start_time(pid) is None

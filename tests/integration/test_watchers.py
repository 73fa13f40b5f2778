# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who watch servers find what is open and who is let in: here it is, on addresses of this machine's loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.checkout import ROOT
from tests.watchers import judge
from tests.watchers.logins import PACKAGED

ADDRESSES = ["127.0.77.1", "127.0.77.2"]


def watch(name: str, question: list[Any], folder: Path, work: Callable[[], object]) -> Any:
    """What a watcher says that is stopped when some work is done."""
    stop, asked = folder / "stop", folder / "question"
    asked.write_text(json.dumps([*question, str(stop)]))
    program = [sys.executable, str(ROOT / "tests/watchers" / f"{name}.py")]
    with asked.open() as given, subprocess.Popen(program, stdin=given, stdout=subprocess.PIPE, text=True) as running:
        try:
            work()
        finally:
            stop.touch()
        return json.loads(running.communicate(timeout=60)[0])


def listen(address: str, port: int) -> socket.socket:
    server = socket.create_server((address, port), backlog=1000)
    server.settimeout(60)
    return server


def test_the_scanner_finds_a_port_that_is_open_for_a_moment(tmp_path: Path) -> None:
    with ExitStack() as open_ones:
        control, spare = (open_ones.enter_context(listen(ADDRESSES[0], 0)) for _turn in range(2))
        ports = [control.getsockname()[1], spare.getsockname()[1]]
        open_ones.enter_context(listen(ADDRESSES[1], ports[0]))

        def moment() -> None:
            for _turn in range(10):
                spare.accept()
            with listen(ADDRESSES[1], ports[1]) as found:
                found.accept()
            for _turn in range(5):
                spare.accept()

        seen = watch("scanner", [ADDRESSES, ports], tmp_path, moment)
    assert set(seen["open"]) == {f"{address} {port}" for address in ADDRESSES for port in ports}
    moments = f"{ADDRESSES[1]} {ports[1]}"
    assert seen["open"][moments] < seen["open"][f"{ADDRESSES[0]} {ports[1]}"] / 2
    assert any(one.startswith(f"{moments} was open, ") for one in judge.of_scanner(seen, ADDRESSES))


class Open(BaseHTTPRequestHandler):
    """Serves whoever comes."""

    code, seconds = 200, 0.0
    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        self.asked[type(self).__name__] += 1
        time.sleep(self.seconds)
        self.send_response(self.code)
        self.end_headers()

    def log_message(self, *_words: object) -> None: ...


class Closed(Open):
    """Serves nobody."""

    code = 401


class Slow(Closed):
    """Thinks about it."""

    seconds = 0.3


SERVERS = {"127.0.77.1": Open, "127.0.77.2": Closed, "127.0.77.4": Slow}


@pytest.fixture
def asked() -> Iterator[Counter[str]]:
    """How often each server was asked."""
    with ExitStack() as running:
        for address, handler in SERVERS.items():
            server = running.enter_context(ThreadingHTTPServer((address, 9200), handler))
            threading.Thread(target=server.serve_forever).start()
            running.callback(server.shutdown)
        Open.asked.clear()
        yield Open.asked


def until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not done() and time.monotonic() < ends:
        time.sleep(0.05)


def test_the_intruder_tells_who_is_let_in_and_who_refuses(asked: Counter[str], tmp_path: Path) -> None:
    nobody = "127.0.77.3"
    logins = {"elasticsearch": PACKAGED["elasticsearch"]}

    def tried() -> None:
        until(lambda: min(asked["Open"], asked["Closed"]) >= 3 * len(logins["elasticsearch"]))

    seen = watch("intruder", [[*ADDRESSES, nobody], logins], tmp_path, tried)
    told = {address: judge.of_intruder(one, logins) for address, one in seen.items()}
    assert told == {
        ADDRESSES[0]: ["elasticsearch let in ['', 'admin', 'elastic']", "elasticsearch refused with []"],
        ADDRESSES[1]: [],
        nobody: ["elasticsearch refused with ['URLError']"],
    }
    assert min(seen[address]["rounds"] for address in ADDRESSES) > 2


def test_a_server_that_is_slow_to_refuse_is_asked_seldom_and_at_the_end(asked: Counter[str], tmp_path: Path) -> None:
    logins = {"elasticsearch": [["admin", "admin"]]}

    def wait() -> None:
        until(lambda: asked["Slow"] > 0)
        time.sleep(1.5)

    (seen,) = watch("intruder", [["127.0.77.4"], logins], tmp_path, wait).values()
    assert judge.of_intruder(seen, logins) == []
    assert seen["rounds"] > 2
    assert asked["Slow"] == 2


def test_a_driver_that_is_missing_is_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "stop").touch()
    question = json.dumps([ADDRESSES, {"redis": PACKAGED["redis"]}, str(tmp_path / "stop")])
    program = [sys.executable, "-S", str(ROOT / "tests/watchers/intruder.py")]
    done = subprocess.run(program, input=question, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "ModuleNotFoundError: No module named 'redis'" in done.stderr

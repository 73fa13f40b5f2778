# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins that servers take, refuse and leave without an answer, with real sockets of this machine."""

from __future__ import annotations

import http.server
import importlib.util
import socket
import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections import login_drivers
from ansible_collections.maestro.databases.plugins.module_utils.connections.login import log_in, login_all
from ansible_collections.maestro.databases.plugins.module_utils.connections.reach import Endpoint, Login

PASSWORD = "pä:s s%3d"


class Web(http.server.BaseHTTPRequestHandler):
    """Knows one user, who may not see what stands at `/`; what nobody knows about is ill."""

    def do_GET(self) -> None:
        _scheme, _blank, pair = self.headers.get("Authorization", "").partition(" ")
        user, _colon, password = b64decode(pair).decode().partition(":")
        found = {"/": 403, "/query?q=SHOW%20DATABASES": 200}.get(self.path, 404)
        if user == "ill":
            found = 503
        elif (user, password) != ("shop", PASSWORD):
            found = 401
        self.send_response(found)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


class Words(socketserver.StreamRequestHandler):
    """Answers to AUTH as Redis does."""

    def handle(self) -> None:
        count = int(self.rfile.readline()[1:])
        words = [self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2].decode() for _dummy in range(count)]
        fine = words in (["AUTH", "shop", PASSWORD], ["AUTH", PASSWORD])
        self.wfile.write(b"+OK\r\n" if fine else b"-WRONGPASS invalid username-password pair or user is disabled.\r\n")


def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def web() -> Iterator[int]:
    yield from serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web))


@pytest.fixture
def redis() -> Iterator[int]:
    yield from serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Words))


@pytest.fixture
def silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def attempt(engine: str, port: int, user: str, password: str) -> str:
    return log_in(Endpoint(f"{engine}/main", "127.0.0.1", port, 0.4, Login(engine, password, user)))


@pytest.mark.parametrize("engine", ["elasticsearch", "influxdb"])
def test_http(web: int, engine: str) -> None:
    assert attempt(engine, web, "shop", PASSWORD) == ""
    assert attempt(engine, web, "shop", "wrong") == "the login of user 'shop' is refused"
    assert attempt(engine, web, "ill", "any") == "the login failed (HTTP 503)"


def test_redis(redis: int) -> None:
    words = "WRONGPASS invalid username-password pair or user is disabled."
    assert attempt("redis", redis, "shop", PASSWORD) == ""
    assert attempt("redis", redis, "", PASSWORD) == ""
    assert attempt("redis", redis, "shop", "wrong") == f"the login of user 'shop' is refused ({words})"
    assert attempt("redis", redis, "", "wrong") == f"the login of the default user is refused ({words})"


@pytest.mark.parametrize("engine", ["elasticsearch", "influxdb", "redis"])
def test_a_server_that_says_nothing(silent: int, engine: str) -> None:
    assert attempt(engine, silent, "shop", PASSWORD) == "logging in timed out after 0.4 s"


def test_many_at_once_in_one_line_each(redis: int, silent: int) -> None:
    endpoints = [
        Endpoint(f"redis/{name}", "127.0.0.1", port, 0.4, Login("redis", password, "shop"))
        for name, port, password in (("a", redis, PASSWORD), ("b", silent, PASSWORD), ("c", silent, PASSWORD))
    ]
    assert [str(one) for one in login_all(endpoints)] == [
        f"redis/a at 127.0.0.1:{redis}: answers",
        f"redis/b at 127.0.0.1:{silent}: logging in timed out after 0.4 s",
        f"redis/c at 127.0.0.1:{silent}: logging in timed out after 0.4 s",
    ]
    assert PASSWORD not in repr(endpoints)


def test_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"psycopg", "pymongo"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name in there else None)
    needed = {
        engine: login_drivers.missing(engine)
        for engine in ("postgresql", "mysql", "mongodb", "rabbitmq", "redis", "elasticsearch", "influxdb")
    }
    assert needed == {
        "postgresql": "",
        "mysql": "python3-pymysql python3-cryptography",
        "mongodb": "",
        "rabbitmq": "python3-pika",
        "redis": "",
        "elasticsearch": "",
        "influxdb": "",
    }

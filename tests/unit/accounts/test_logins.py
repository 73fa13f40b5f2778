# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer to a login tells of the password, of servers that tell no verifier."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import BaseServer, TCPServer, UnixStreamServer
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import influxdb, opensearch
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_wanted import User
from ansible_collections.maestro.databases.plugins.module_utils.accounts.search_api import Api
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

Status = Callable[[str], int]
SHOP = User("shop", frozenset({"maestro_shop"}), password="CANARY-7f3a91")


@contextmanager
def served(make: Callable[[type[BaseHTTPRequestHandler]], BaseServer], body: Any, status: Status) -> Iterator[Any]:
    """A server that gives every login the status of its user."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            text = json.dumps(body).encode()
            self.send_response(status(self.headers["Authorization"]))
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_GET  # noqa: N815  (the library's name)

        def log_message(self, *_args: Any) -> None:
            """Nothing."""

        def address_string(self) -> str:
            return ""

    server = make(Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_address
    finally:
        server.shutdown()
        server.server_close()


def opensearch_matches(status: int) -> bool:
    body = {"shop": {"opendistro_security_roles": ["maestro_shop"]}}
    admin = "Basic Ym9zczpw"
    with served(lambda one: TCPServer(("127.0.0.1", 0), one), body, lambda by: 200 if by == admin else status) as at:
        present = opensearch.Server(Api(at[1], "boss", "p")).present([SHOP])
        return present["shop"].matches("CANARY-7f3a91")


def influxdb_accepts(status: int, tmp_path: Path) -> bool:
    path = str(tmp_path / "socket")
    with served(lambda one: UnixStreamServer(path, one), {}, lambda _by: status):
        return influxdb.Server(path, "boss", "p")._accepts("shop", "CANARY-7f3a91")


@pytest.mark.parametrize(("status", "right"), [(200, True), (401, False)])
def test_an_answer_to_a_login_tells_whether_the_password_is_right(status: int, right: bool, tmp_path: Path) -> None:
    assert opensearch_matches(status) is right
    assert influxdb_accepts(status, tmp_path) is right


@pytest.mark.parametrize("status", [403, 500, 503])
def test_any_other_answer_is_neither_a_right_nor_a_wrong_password(status: int, tmp_path: Path) -> None:
    told = f"the server answers a login of shop by status {status}; see its log, and run again once it is well"
    with pytest.raises(HostError, match=told) as refused:
        opensearch_matches(status)
    assert "CANARY" not in str(refused.value)
    with pytest.raises(HostError, match=told):
        influxdb_accepts(status, tmp_path)


def test_no_answer_is_no_wrong_password() -> None:
    server = opensearch.Server(Api(1, "boss", "p"))
    with pytest.raises(HostError, match=r"127\.0\.0\.1 port 1: the server does not answer a login of shop"):
        server._present("shop", {}).matches("CANARY-7f3a91")


def connects(*answers: int) -> list[int]:
    """Logs in at an OpenSearch that answers so, the last for ever; what is left of the answers."""
    left = list(answers)

    def status(_by: str) -> int:
        return left.pop(0) if len(left) > 1 else left[0]

    with served(lambda one: TCPServer(("127.0.0.1", 0), one), {}, status) as at:
        opensearch.Server(Api(at[1], "boss", "CANARY-7f3a91")).connect(timeout=20, settles=2)
    return left


@pytest.mark.parametrize("answers", [(200,), (503, 401, 200), (401, 503, 401, 401, 200), (401, 200)])
def test_opensearch_that_starts_has_not_yet_read_its_users(answers: tuple[int, ...]) -> None:
    # It takes logins first, and reads its users then: for a moment, nobody is let in.
    assert connects(*answers) == [200]


def test_opensearch_that_goes_on_refusing_has_another_password() -> None:
    with pytest.raises(opensearch.LoginRefusedError, match="the server does not let boss in") as refused:
        connects(401)
    assert "CANARY" not in str(refused.value)

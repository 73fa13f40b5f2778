# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The indices of a prefix, as a server on loopback tells and removes them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.plan import Plan
from ansible_collections.maestro.databases.plugins.module_utils.accounts.search_api import Api
from ansible_collections.maestro.databases.plugins.module_utils.accounts.search_indices import plan_removal, remove
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

#: Of two applications, of which one has a stream.
INDICES = [
    {"name": "shop"},
    {"name": "shop-orders"},
    {"name": "shop_2026.11"},
    {"name": "shopping-carts"},
    {"name": ".ds-shop-logs-1", "data_stream": "shop-logs"},
]
STREAMS = [{"name": "shop-logs"}, {"name": "shopping-logs"}]


@dataclass
class Server:
    """What it answers, and what it was asked."""

    port: int = 0
    status: int = 200
    body: dict[str, Any] = field(default_factory=lambda: {"indices": INDICES, "data_streams": STREAMS})
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(f"{self.command} {self.path}")
            text = json.dumps(told.body).encode()
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_DELETE = do_GET  # noqa: N815  (the library's name)

        def log_message(self, *_args: Any) -> None:
            """Nothing."""

    http = HTTPServer(("127.0.0.1", 0), Handler)
    told.port = http.server_port
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    yield told
    http.shutdown()
    http.server_close()


def test_what_belongs_to_a_prefix_goes_and_nothing_else(server: Server) -> None:
    api, plan = Api(server.port, "boss", "p"), Plan[Any]()
    paths = plan_removal(plan, api, ["shop"])
    assert [(step.kind, step.name, step.state) for step in plan.steps] == [
        ("stream", "shop-logs", "removed"),
        ("index", "shop", "removed"),
        ("index", "shop-orders", "removed"),
        ("index", "shop_2026.11", "removed"),
    ]
    remove(api, paths)
    assert server.asked == [
        "GET /_resolve/index/shop*?expand_wildcards=all",
        "DELETE /_data_stream/shop-logs",
        "DELETE /shop",
        "DELETE /shop-orders",
        "DELETE /shop_2026.11",
    ]


def test_a_server_that_refuses_is_told(server: Server) -> None:
    api = Api(server.port, "boss", "p")
    server.status, server.body = 403, {"error": {"reason": "not for [boss]"}}
    told = f"127.0.0.1 port {server.port}: {{}}: status 403: not for [boss]"
    with pytest.raises(HostError) as refused:
        plan_removal(Plan[Any](), api, ["shop"])
    assert str(refused.value) == told.format("GET _resolve/index/shop*?expand_wildcards=all")
    with pytest.raises(HostError) as refused:
        remove(api, ["/shop"])
    assert str(refused.value) == told.format("DELETE shop")
    # Somebody else was faster.
    server.status = 404
    remove(api, ["/shop"])


def test_no_answer_is_no_empty_server() -> None:
    with pytest.raises(HostError, match=r"127\.0\.0\.1 port 1: GET .*: status 0: no reason given"):
        plan_removal(Plan[Any](), Api(1, "boss", "p"), ["shop"])

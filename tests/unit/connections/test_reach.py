# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports that answer and ports that do not, with real sockets of this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.reach import Endpoint, reach, reach_all


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        yield listening


def port_of(server: socket.socket) -> int:
    return server.getsockname()[1]


def test_a_port_that_answers(server: socket.socket) -> None:
    assert reach(Endpoint("mysql/main", "127.0.0.1", port_of(server))) == ""


def test_a_port_where_nobody_listens(server: socket.socket) -> None:
    port = port_of(server)
    server.close()
    assert reach(Endpoint("mysql/main", "127.0.0.1", port)) == "connection refused"


def test_a_name_that_nobody_knows() -> None:
    assert reach(Endpoint("mysql/main", "nowhere.invalid", 1)) in {"the name is not known", "no name server answers"}
    assert reach(Endpoint("mysql/main", "a" * 64 + ".example", 1)) in {
        "the name is no host name",
        "the name is not known",
    }


def test_a_port_that_says_nothing(server: socket.socket) -> None:
    held = []
    try:
        # A full queue drops what knocks further, as a firewall does.
        for _dummy in range(8):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port_of(server)))
            held.append(client)
        assert reach(Endpoint("mysql/main", "127.0.0.1", port_of(server), 0.5)) == "timed out after 0.5 s"
    finally:
        for client in held:
            client.close()


def test_one_address_of_a_name_is_enough(server: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    def both(_host: str, port: int, **_: object) -> list[tuple]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", port)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert reach(Endpoint("mysql/main", "two.example", port_of(server))) == ""


def test_a_resolver_that_hangs_holds_up_nobody(server: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def slow(host: str, *arguments: object, **more: object) -> list[tuple]:
        if host == "slow.example":
            time.sleep(5)
        return real(host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    begun = time.monotonic()
    answers = reach_all(
        [
            Endpoint("mysql/a", "slow.example", 3306, 0.2),
            Endpoint("mysql/b", "127.0.0.1", port_of(server), 0.2),
            Endpoint("mysql/c", "slow.example", 3306, 0.3),
        ]
    )
    assert time.monotonic() - begun < 2
    assert [one.reason for one in answers] == [
        "looking up the name timed out after 0.2 s",
        "",
        "looking up the name timed out after 0.3 s",
    ]


def test_the_line_of_a_message() -> None:
    (one,) = reach_all([Endpoint("mysql/main", "::1", 1)])
    assert str(one).startswith("mysql/main at [::1]:1: ")

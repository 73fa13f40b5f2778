# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol of Redis, spoken with a socket that gives the bytes of a server's answers, in pieces."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.redis.wire import Connection, RefusedError

Answering = Callable[[bytes], Connection]


@pytest.fixture
def heard() -> list[bytes]:
    """What the server was sent."""
    return []


@pytest.fixture
def answering(tmp_path: Path, heard: list[bytes]) -> Iterator[Answering]:
    """Connects to a server that gives an answer to whatever it is sent, and goes."""
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen()
        opened: list[Connection] = []
        threads: list[threading.Thread] = []

        def serve(answer: bytes) -> None:
            peer, _address = listener.accept()
            with peer:
                heard.append(peer.recv(4096))
                for place in range(0, len(answer), 3):
                    peer.sendall(answer[place : place + 3])

        def connected(answer: bytes) -> Connection:
            threads.append(threading.Thread(target=serve, args=(answer,)))
            threads[-1].start()
            opened.append(Connection(path, 5))
            return opened[-1]

        yield connected
        for connection in opened:
            connection.close()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"+OK\r\n", "OK"),
        (b":12\r\n", 12),
        (b"$-1\r\n", None),
        (b"*-1\r\n", None),
        (b"$0\r\n\r\n", ""),
        (b"$7\r\na\r\nb\xc3\xa9\r\r\n", "a\r\nb\u00e9\r"),
        (b"*3\r\n$5\r\nflags\r\n*1\r\n+on\r\n:1\r\n", ["flags", ["on"], 1]),
    ],
)
def test_answers(answering: Answering, answer: bytes, found: object) -> None:
    assert answering(answer).ask("PING") == found


def test_a_command_is_bytes_with_their_number(answering: Answering, heard: list[bytes]) -> None:
    answering(b"+OK\r\n").ask("AUTH", "shop", 'p w"\r\n\u00e9')
    assert heard == [b'*3\r\n$4\r\nAUTH\r\n$4\r\nshop\r\n$8\r\np w"\r\n\xc3\xa9\r\n']


def test_a_refusal_has_the_servers_words(answering: Answering) -> None:
    with pytest.raises(RefusedError, match=r"^WRONGPASS invalid username-password pair or user is disabled\.$"):
        answering(b"-WRONGPASS invalid username-password pair or user is disabled.\r\n").ask("AUTH", "shop", "no")


@pytest.mark.parametrize("answer", [b"", b"+O", b"$5\r\nabc", b"*2\r\n+a\r\n"])
def test_a_server_that_goes_in_the_midst_is_told(answering: Answering, answer: bytes) -> None:
    with pytest.raises(OSError, match=r"^the server closed the connection$"):
        answering(answer).ask("PING")

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol of Redis and Valkey (RESP 2) over a socket: hosts are spared a driver and the packages that it needs."""

from __future__ import annotations

import socket
from typing import Any

#: Names of users and patterns of keys are bytes to the server.
_TEXT = {"encoding": "utf-8", "errors": "surrogateescape"}


class RefusedError(Exception):
    """The server's own words, such as `WRONGPASS …`."""


class Connection:
    """One connection; what is asked is answered before the next thing is."""

    def __init__(self, place: str | tuple[str, int], timeout: float) -> None:
        """Connects.

        Args:
            place: The server's socket, or its address and port.
            timeout: Seconds to wait for each part of an answer.

        Raises:
            OSError: Nobody takes connections there.
        """
        if isinstance(place, str):
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(timeout)
            try:
                self._socket.connect(place)
            except OSError:
                self._socket.close()
                raise
        else:
            self._socket = socket.create_connection(place, timeout)
        self._answers = self._socket.makefile("rb")

    def ask(self, *words: str) -> Any:
        """The answer to a command: a text, a number, a list of these, or None.

        Raises:
            RefusedError: The server said no.
            OSError: The connection broke.
        """
        parts = [word.encode(**_TEXT) for word in words]
        bulks = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._socket.sendall(b"*%d\r\n%s" % (len(parts), bulks))
        return self._answer()

    def _answer(self) -> Any:
        line = self._answers.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionResetError("the server closed the connection")
        kind, rest = line[:1], line[1:-2].decode(**_TEXT)
        if kind == b"-":
            raise RefusedError(rest)
        if kind == b"+":
            return rest
        number = int(rest)
        if kind == b":":
            return number
        if number < 0:
            return None
        if kind == b"$":
            content = self._answers.read(number + 2)
            if len(content) < number + 2:
                raise ConnectionResetError("the server closed the connection")
            return content[:-2].decode(**_TEXT)
        return [self._answer() for _turn in range(number)]

    def close(self) -> None:
        """Ends it."""
        self._answers.close()
        self._socket.close()

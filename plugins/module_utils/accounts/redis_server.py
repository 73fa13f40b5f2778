# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running Redis or Valkey, over its socket."""

from __future__ import annotations

import os
from typing import Any

from ..hosts.problem import HostError
from ..redis.wire import Connection, RefusedError
from .redis_access import Access, from_answer
from .redis_plan import Change
from .redis_rules import Catalogue

#: Seconds; everything that is asked is answered from memory.
_TIMEOUT = 30


class LoginRefusedError(HostError):
    """The server does not take the password."""


def connect(path: str) -> Connection | None:
    """A connection to whoever takes connections on a socket; None where nobody does.

    Raises:
        HostError: It is there and may not be used.
    """
    try:
        return Connection(path, _TIMEOUT)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except OSError as error:
        raise HostError(f"{path}: {error.strerror}; run as root (become: true)") from error


class Server:
    """A connection as an admin."""

    def __init__(self, connection: Connection, path: str, user: str, password: str) -> None:
        """Keeps what is needed.

        Args:
            connection: To the server, without a login yet.
            path: The server's socket, as messages call it.
            user: The account to log in by.
            password: Its password.
        """
        self._connection = connection
        self._path = path
        self._user = user
        self._password = password

    def log_in(self) -> None:
        """Becomes the account; a refused login leaves a single trace.

        Raises:
            LoginRefusedError: The password is not the server's.
            HostError: The server refused something else.
        """
        try:
            self._connection.ask("AUTH", self._user, self._password)
        except RefusedError as error:
            if not str(error).startswith("WRONGPASS"):
                raise self._error(error, "AUTH") from error
            told = f"user '{self._user}': the server on {self._path} does not take the password"
            raise LoginRefusedError(told) from error
        except OSError as error:
            raise self._error(error, "AUTH") from error

    def _ask(self, *words: str) -> Any:
        try:
            return self._connection.ask(*words)
        except (RefusedError, OSError) as error:
            raise self._error(error, *words[:3]) from error

    def _error(self, error: Exception, *words: str) -> HostError:
        return HostError(f"{self._path}: {' '.join(words)}: {error}")

    def aclfile(self) -> str:
        """Where the server keeps its access control list; empty where nowhere."""
        answer = self._ask("CONFIG", "GET", "aclfile")
        pairs = dict(zip(answer[::2], answer[1::2]))
        return os.path.realpath(pairs["aclfile"]) if pairs.get("aclfile") else ""

    def users(self) -> dict[str, Access]:
        """Every user."""
        found = {name: from_answer(self._ask("ACL", "GETUSER", name)) for name in self._ask("ACL", "USERS")}
        return {name: access for name, access in found.items() if access is not None}

    def catalogue(self) -> Catalogue:
        """The commands that it has."""
        return Catalogue.of({category: self._ask("ACL", "CAT", category) for category in self._ask("ACL", "CAT")})

    def change(self, change: Change) -> None:
        """Gives one user its access, in one step, or removes it."""
        if change.access is None:
            self._ask("ACL", "DELUSER", change.name)
        else:
            self._ask("ACL", "SETUSER", change.name, "reset", *change.access.words())

    def save(self) -> None:
        """Has it write its file."""
        self._ask("ACL", "SAVE")

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

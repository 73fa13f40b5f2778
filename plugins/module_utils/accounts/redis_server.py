# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running Redis or Valkey, over its socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from typing import Any

from ..hosts.problem import HostError
from .redis_access import Access, from_answer
from .redis_plan import Change
from .redis_rules import Catalogue

#: Seconds; everything that is asked is answered from memory.
_TIMEOUT = 30


class LoginRefusedError(HostError):
    """The server does not take the password."""


def listens(path: str) -> bool:
    """Whether somebody takes connections on a socket.

    Raises:
        HostError: It is there and may not be used.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(_TIMEOUT)
            client.connect(path)
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    except OSError as error:
        raise HostError(f"{path}: {error.strerror}; run as root (become: true)") from error
    return True


class Server:
    """A connection as an admin."""

    def __init__(self, driver: Any, path: str, user: str, password: str) -> None:
        """Keeps what is needed.

        Args:
            driver: The module redis.
            path: The server's socket.
            user: The account to log in by.
            password: Its password.
        """
        self._driver = driver
        self._path = path
        self._user = user
        self._client = driver.Redis(
            unix_socket_path=path,
            username=user,
            password=password,
            decode_responses=True,
            socket_timeout=_TIMEOUT,
            # A refused login is told at once, and leaves a single trace.
            retry=driver.retry.Retry(driver.backoff.NoBackoff(), 0),
        )

    def _ask(self, *words: str) -> Any:
        # The command's name alone goes first: the driver has readings of its own for `ACL GETUSER` as one word.
        try:
            return self._client.execute_command(*words)
        except self._driver.exceptions.RedisError as error:
            raise self._error(error, words) from error

    def _error(self, error: Exception, words: Iterable[str]) -> HostError:
        text = str(error)
        refused = isinstance(error, self._driver.exceptions.AuthenticationError)
        if refused or text.startswith(("WRONGPASS", "NOAUTH")):
            return LoginRefusedError(f"user '{self._user}': the server on {self._path} does not take the password")
        name = " ".join(list(words)[:3])
        return HostError(f"{self._path}: {name}: {text}")

    def aclfile(self) -> str:
        """Where the server keeps its access control list; empty where nowhere.

        Raises:
            LoginRefusedError: The password is not the server's.
            HostError: The server refused something else.
        """
        answer = self._ask("CONFIG", "GET", "aclfile")
        pairs = answer if isinstance(answer, dict) else dict(zip(answer[::2], answer[1::2]))
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
        self._client.close()

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB over its socket: as the admin, or, while it has none, as the one who makes the first."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from ..hosts.problem import HostError
from . import influxdb_sql as sql
from .asking import accepted
from .influxdb_plan import Account, Policy, Present, Statement
from .influxdb_wanted import PRIVILEGES, Wanted

_SECONDS = 60
_WRONG = 401
_NO_ADMIN = 403
#: How the server prints that somebody may do all in a database.
_ALL = "ALL PRIVILEGES"

Rows = list[dict[str, Any]]


class LoginRefusedError(HostError):
    """The server has an admin, and does not take this one's password."""


class _Connection(http.client.HTTPConnection):
    """HTTP over a socket file."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Opens it."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(self._path)


class Server:
    """One server, reached on the host itself."""

    def __init__(self, path: str, user: str, password: str) -> None:
        """Keeps how to log in.

        Args:
            path: The server's socket.
            user: The admin.
            password: Its password.
        """
        self.path = path
        self.user = user
        self._password = password
        #: True while the server has no admin, so that nobody can log in yet.
        self.empty = False

    def connect(self) -> None:
        """Logs in.

        Raises:
            LoginRefusedError: The server has an admin, and does not take this one's password.
            HostError: It does not answer.
        """
        # While there is no admin, everybody is told so, whatever he logs in by: no login fails.
        status, _answer = self._ask("SHOW DATABASES", self.user, self._password)
        if status == _WRONG:
            raise LoginRefusedError(
                f"{self.path}: the server does not let {self.user} in; give back the credentials that it was set up "
                f"with, or have one of its admins give {self.user} ALL PRIVILEGES and this password"
            )
        self.empty = status == _NO_ADMIN

    def look(self, wanted: Wanted) -> Present:
        """What is there of that which is wanted."""
        if self.empty:
            return Present()
        users, databases = self._rows(["SHOW USERS", "SHOW DATABASES"])
        admins = {row["user"]: bool(row["admin"]) for row in users}
        there = {row["name"] for row in databases}
        names = [user.name for user in wanted.users if user.name in admins]
        held = [one.name for one in wanted.databases if one.name in there]
        grants = self._rows([f"SHOW GRANTS FOR {sql.name(name)}" for name in names])
        policies = self._rows([f"SHOW RETENTION POLICIES ON {sql.name(name)}" for name in held])
        return Present(
            databases={name: _policy(rows) for name, rows in zip(held, policies)},
            users={
                name: Account(admins[name], _privileges(rows), partial(self._accepts, name))
                for name, rows in zip(names, grants)
            },
            dropped=frozenset(name for name in wanted.dropped if name in there),
        )

    def execute(self, statements: Iterable[Statement]) -> None:
        """Sends the statements, one after the other; the first one on a server without an admin makes him."""
        for statement in statements:
            self._run(statement)
            if statement.login and statement.login[0] == self.user:
                self._password = statement.login[1]

    def _accepts(self, user: str, password: str) -> bool:
        """Whether that is the user's password: asked by a login, since no verifier can be read."""
        if user == self.user and password == self._password:
            return True
        status, _answer = self._ask("SHOW DATABASES", user, password)
        return accepted(status, self.path, user)

    def _rows(self, questions: Sequence[str]) -> list[Rows]:
        """The rows of each answer."""
        if not questions:
            return []
        answer = self._run(Statement("; ".join(questions)))
        return [_read(result) for result in answer["results"]]

    def _run(self, statement: Statement) -> Any:
        status, answer = self._ask(statement.text, self.user, self._password)
        told = [answer.get("error"), *(result.get("error") for result in answer.get("results", []))]
        error = next((one for one in told if one), "" if status == http.client.OK else f"status {status}")
        if error:
            # It may repeat what it could not read.
            raise HostError(f"{self.path}: {statement}: {'the server refused it' if statement.secret else error}")
        return answer

    def _ask(self, text: str, user: str, password: str) -> tuple[int, dict[str, Any]]:
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {login}"}
        connection = _Connection(self.path)
        try:
            # In the body, which no log has.
            connection.request("POST", "/query", urlencode({"q": text}), headers)
            response = connection.getresponse()
            answer = json.loads(response.read() or b"{}")
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise HostError(f"{self.path}: the server does not answer ({type(error).__name__})") from error
        finally:
            connection.close()
        return response.status, answer


def _read(result: Mapping[str, Any]) -> Rows:
    """The rows of one result by the names of their columns."""
    return [
        dict(zip(series["columns"], values))
        for series in result.get("series", [])
        for values in series.get("values", [])
    ]


def _privileges(rows: Rows) -> dict[str, str]:
    found = {row["database"]: PRIVILEGES[0] if row["privilege"] == _ALL else str(row["privilege"]) for row in rows}
    # What was revoked is still told, as no privileges.
    return {database: right for database, right in found.items() if right in PRIVILEGES}


def _policy(rows: Rows) -> Policy | None:
    return next((Policy(row["name"], sql.seconds(row["duration"]) or 0) for row in rows if row["default"]), None)

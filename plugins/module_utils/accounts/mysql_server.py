# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to a MySQL or MariaDB server on this host: root over the socket, no password, PyMySQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..hosts.problem import HostError
from .mysql_plan import Statement
from .plan import Plan

_CONNECT_TIMEOUT = 10  # seconds
_READ_TIMEOUT = 120  # seconds; a metadata lock held by somebody else may keep an ALTER DATABASE waiting

_SYNTAX_ERROR = 1064


class Server:
    """A server behind a socket; the connection is made with the first statement."""

    def __init__(self, driver: Any, socket: str) -> None:
        self.driver = driver
        self.socket = socket
        self._connection: Any = None

    def connection(self) -> Any:
        """The session.

        Raises:
            HostError: Nobody answers, or root is not let in over the socket.
        """
        if self._connection is None:
            try:
                self._connection = self.driver.connect(
                    unix_socket=self.socket,
                    user="root",
                    charset="utf8mb4",
                    autocommit=True,
                    connect_timeout=_CONNECT_TIMEOUT,
                    read_timeout=_READ_TIMEOUT,
                    # Files of whoever runs this do not count.
                    read_default_file=None,
                )
            except self.driver.MySQLError as error:
                raise HostError(
                    f"no session as root on {self.socket}: {_said(error)}; the server must run and its root must be let"
                    " in by the socket (auth_socket, unix_socket) as Debian sets it up, and the task needs become"
                ) from error
        return self._connection

    def close(self) -> None:
        """Ends the session."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def query(self, statement: str) -> Sequence[Sequence[Any]]:
        """Rows of a statement that only reads."""
        with self.connection().cursor() as cursor:
            try:
                cursor.execute(statement)
            except self.driver.MySQLError as error:
                raise HostError(f"{self.socket}: {_said(error)}") from error
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def execute(self, plan: Plan[Statement]) -> None:
        """Takes the steps of a plan. None of these statements can be in a transaction.

        Raises:
            HostError: A step failed; the message names it. Earlier ones are done, and the next run does the rest.
        """
        with self.connection().cursor() as cursor:
            for step in plan.steps:
                for statement in step.work:
                    try:
                        cursor.execute(statement.text)
                    except self.driver.MySQLError as error:
                        # A syntax error quotes the statement with the verifier in it: then only the number is told.
                        quoted = statement.text != statement.shown and error.args[:1] == (_SYNTAX_ERROR,)
                        said = f"error {_SYNTAX_ERROR}" if quoted else _said(error)
                        raise HostError(f"{step.kind} {step.name}: {said}; sent was: {statement.shown}") from None


def _said(error: Exception) -> str:
    """`error 1045: Access denied …`; the numbers are the ones of the manual."""
    if len(error.args) > 1:
        return f"error {error.args[0]}: {error.args[1]}"
    return str(error)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL over its local socket, as the operating system's user of the server."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from ..hosts.problem import HostError
from .plan import Plan, Step
from .postgresql_sql import Name, Names, Part, Statement, Value

# Only what is about passwords could show in a log, and even that is a verifier; keep it out all the same.
_QUIET = (
    "SET LOCAL log_statement = 'none'",
    "SET LOCAL log_min_duration_statement = -1",
    "SET LOCAL log_min_error_statement = 'panic'",
    "SET LOCAL pg_stat_statements.track_utility = off",
)


class Server:
    """Connections to one server, each opened when first needed and closed before the next database's."""

    def __init__(
        self, driver: Any, *, directory: str, port: int, user: str = "postgres", maintenance: str = "postgres"
    ) -> None:
        """Keeps how to connect.

        Args:
            driver: The module psycopg2.
            directory: Folder of the socket.
            port: Port, which is a part of the socket's name.
            user: The operating system's user, and the role, to connect as.
            maintenance: Database to work in where no other is named.
        """
        self.driver = driver
        self.directory = directory
        self.port = port
        self.user = user
        self.maintenance = maintenance
        self._connections: dict[str, Any] = {}

    @property
    def socket(self) -> str:
        """The socket file."""
        return os.path.join(self.directory, f".s.PGSQL.{self.port}")

    def connection(self, database: str = "") -> Any:
        """A connection to a database; those to others than the maintenance database are kept one at a time."""
        name = database or self.maintenance
        for other in [one for one in self._connections if one not in {name, self.maintenance}]:
            self._connections.pop(other).close()
        if name not in self._connections:
            try:
                with acting_as(self.user):
                    connection = self.driver.connect(
                        host=self.directory,
                        port=self.port,
                        user=self.user,
                        dbname=name,
                        connect_timeout=20,
                        application_name="maestro.databases",
                    )
            except self.driver.Error as error:
                raise HostError(f"PostgreSQL on {self.socket}, database {name}: {_said(error)}") from error
            connection.autocommit = True
            self._connections[name] = connection
        return self._connections[name]

    def close(self) -> None:
        """Closes every connection."""
        while self._connections:
            self._connections.popitem()[1].close()

    def query(self, database: str, text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows of a statement that only reads."""
        with self.connection(database).cursor() as cursor:
            try:
                cursor.execute(text, values)
                rows: list[tuple[Any, ...]] = cursor.fetchall()
            except self.driver.Error as error:
                raise HostError(f"PostgreSQL, database {database}: {_said(error)}") from error
        return rows

    def execute(self, plan: Plan[Statement]) -> None:
        """Takes the steps of a plan: what can be is one transaction for each database in turn.

        Raises:
            HostError: A step failed; the message names it. What stands in earlier transactions is done, and the next
                run does the rest.
        """
        todo = [(step, statement) for step in plan.steps for statement in step.work]
        todo.sort(key=lambda one: (one[1].database != "", one[1].database, one[1].phase))
        for (database, together), group in groupby(todo, key=lambda one: (one[1].database, one[1].transaction)):
            with self.connection(database).cursor() as cursor:
                self._run(cursor, list(group), together=together)

    def _run(self, cursor: Any, todo: Sequence[tuple[Step[Statement], Statement]], *, together: bool) -> None:
        done = 0
        try:
            if together:
                cursor.execute("; ".join(("BEGIN", *_QUIET)))
            for _step, statement in todo:
                cursor.execute(self._rendered(statement))
                done += 1
            if together:
                cursor.execute("COMMIT")
        except self.driver.Error as error:
            said = _said(error)
            if together and not cursor.connection.closed:
                cursor.execute("ROLLBACK")
            step = todo[min(done, len(todo) - 1)][0]
            raise HostError(f"{step.kind} {step.name}: {said}") from error

    def _rendered(self, statement: Statement) -> Any:
        sql = self.driver.sql
        return sql.SQL(statement.text).format(*[self._part(part) for part in statement.parts])

    def _part(self, part: Part) -> Any:
        sql = self.driver.sql
        if isinstance(part, Name):
            return sql.Identifier(*part.parts)
        if isinstance(part, Names):
            return sql.SQL(", ").join([sql.Identifier(*one.parts) for one in part.names])
        return sql.Literal(part.text) if isinstance(part, Value) else sql.SQL(part.text)


def _said(error: Any) -> str:
    """What the server said, without the statement that it quotes."""
    told = getattr(error, "diag", None)
    parts = [getattr(told, key, None) for key in ("message_primary", "message_detail", "message_hint")]
    return "; ".join(str(part) for part in parts if part) or str(error).strip()


@contextmanager
def acting_as(user: str) -> Iterator[None]:
    """Within it this process is another user to everybody, as peer authentication sees it.

    Raises:
        HostError: There is no such user, or we are not root and not that user.
    """
    try:
        entry = pwd.getpwnam(user)
    except KeyError as error:
        raise HostError(f"the operating system has no user {user}; is the server installed?") from error
    if os.geteuid() == entry.pw_uid:
        yield
        return
    if os.geteuid() != 0:
        raise HostError(f"connecting as {user} needs root or that user; run the task with become")
    group, groups = os.getegid(), os.getgroups()
    os.setgroups([])
    os.setegid(entry.pw_gid)
    os.seteuid(entry.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)

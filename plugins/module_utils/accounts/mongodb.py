# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MongoDB over loopback: as the admin, or, while it has no user at all, by its exception for the first one."""

from __future__ import annotations

import atexit
import base64
import hmac
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.problem import HostError
from . import scram
from .mongodb_plan import Command, Present
from .mongodb_wanted import ADMIN, User

#: Codes of the server's errors.
_REFUSED = 18
_NOT_ALLOWED = 13
_NO_SUCH_ROLE = 31
#: Where the server says so, it would have made the user, had the role existed.
_PROBE = {
    "createUser": "maestro_probe",
    "pwd": "never-stored",
    "roles": [{"role": "maestro_no_such_role", "db": ADMIN}],
}
_SECONDS = 20


class LoginRefusedError(HostError):
    """The server has users, and does not take the admin's password."""


class Server:
    """One server, reached on the host itself."""

    def __init__(self, driver: Any, port: int, user: str, password: str) -> None:
        """Keeps how to log in.

        Args:
            driver: The module pymongo.
            port: TCP port on loopback.
            user: The admin.
            password: Its password.
        """
        self.driver = driver
        self.port = port
        self.user = user
        self.password = password
        #: True while the server has no user, so that nobody can log in yet.
        self.empty = False
        self._client: Any = None

    def connect(self) -> None:
        """Logs in.

        Raises:
            LoginRefusedError: The server has users, and the password is another.
            HostError: It does not answer.
        """
        if self._has_no_user():
            self.empty = True
            return
        self._client = self._open(username=self.user, password=self.password, authSource=ADMIN)
        self.run(ADMIN, {"connectionStatus": 1})

    def users(self, wanted: Sequence[User]) -> dict[tuple[str, str], Present]:
        """Those of the wanted users that are there."""
        if self.empty or not wanted:
            return {}
        question = [{"user": user.name, "db": user.database} for user in wanted]
        answer = self.run(
            ADMIN, {"usersInfo": question, "showCredentials": True, "showAuthenticationRestrictions": True}
        )
        return {(found["db"], found["user"]): _present(found) for found in answer["users"]}

    def databases(self, names: Sequence[str]) -> set[str]:
        """Those of the databases that are there."""
        if self.empty or not names:
            return set()
        question = {"listDatabases": 1, "nameOnly": True, "filter": {"name": {"$in": list(names)}}}
        return {found["name"] for found in self.run(ADMIN, question)["databases"]}

    def execute(self, commands: Sequence[Command]) -> None:
        """Sends the commands; the first one on a server without users makes the admin, and then we log in as it."""
        for command in commands:
            if self.empty:
                self._first(command)
            else:
                self.run(command.database, command.body)

    def _first(self, command: Command) -> None:
        """Makes the first user. What the exception does not cover follows as soon as it can log in.

        That is roles of other databases, and restrictions.
        """
        later = {name: command.body[name] for name in ("roles", "authenticationRestrictions")}
        with self._open() as client:
            first = {name: value for name, value in command.body.items() if name not in later}
            self._command(client, ADMIN, {**first, "roles": [{"role": "root", "db": ADMIN}]})
        self.empty = False
        self._client = self._open(username=self.user, password=self.password, authSource=ADMIN)
        self.run(ADMIN, {"updateUser": self.user, **later})

    def run(self, database: str, body: Mapping[str, Any]) -> Any:
        """The answer to one command."""
        return self._command(self._client, database, body)

    def close(self) -> None:
        """Ends the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None
        # Its threads look up twice a second, and Python would wait for that before it ends.
        monitor = sys.modules.get("pymongo.synchronous.monitor") or sys.modules.get("pymongo.monitor")
        if look_up := getattr(monitor, "_shutdown_resources", None):
            atexit.unregister(look_up)

    def _has_no_user(self) -> bool:
        """Whether the exception for the first user holds.

        No login is tried that could fail, and nothing is made: the probe asks for a role that no server has.
        """
        with self._open() as client:
            try:
                client[ADMIN].command(dict(_PROBE))
            except self.driver.errors.OperationFailure as error:
                return bool(error.code == _NO_SUCH_ROLE)
            except self.driver.errors.PyMongoError as error:
                raise self._silent(error) from error
        return False

    def _open(self, **login: Any) -> Any:
        return self.driver.MongoClient(
            "127.0.0.1",
            self.port,
            directConnection=True,
            serverSelectionTimeoutMS=_SECONDS * 1000,
            connectTimeoutMS=_SECONDS * 1000,
            socketTimeoutMS=_SECONDS * 1000,
            appname="maestro.databases",
            **login,
        )

    def _command(self, client: Any, database: str, body: Mapping[str, Any]) -> Any:
        try:
            return client[database].command(dict(body))
        except self.driver.errors.OperationFailure as error:
            if error.code in (_REFUSED, _NOT_ALLOWED):
                raise LoginRefusedError(
                    f"127.0.0.1 port {self.port}: the server does not let {self.user} in, or not do that; "
                    "give back the credentials that this server was set up with"
                ) from error
            # The text of a failure names the command's fields, never the password's value.
            told = (error.details or {}).get("errmsg") or f"error {error.code}"
            raise HostError(f"127.0.0.1 port {self.port}: {next(iter(body))}: {told}") from error
        except self.driver.errors.PyMongoError as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> HostError:
        return HostError(f"127.0.0.1 port {self.port}: the server does not answer ({type(error).__name__})")


def _present(found: Mapping[str, Any]) -> Present:
    restrictions = found.get("authenticationRestrictions") or []
    # Each user may have several; we write one.
    sources = {source for one in _flat(restrictions) for source in one.get("clientSource", [])}
    stored = (found.get("credentials") or {}).get("SCRAM-SHA-256") or {}
    return Present(
        roles=frozenset((role["role"], role["db"]) for role in found.get("roles", [])),
        sources=frozenset(sources),
        matches=lambda password: _matches(password, stored),
    )


def _flat(restrictions: Sequence[Any]) -> list[Mapping[str, Any]]:
    """The server nests them: a list for each time they were set."""
    return [one for each in restrictions for one in (each if isinstance(each, list) else [each])]


def _matches(password: str, stored: Mapping[str, Any]) -> bool:
    """Whether the stored keys are those of the password: recomputed with the stored salt, no login."""
    try:
        salt, iterations = base64.b64decode(stored["salt"]), int(stored["iterationCount"])
        keys = tuple(base64.b64decode(stored[name]) for name in ("storedKey", "serverKey"))
    except (KeyError, ValueError):
        return False
    made = scram.keys(password, salt, iterations)
    return all(hmac.compare_digest(one, other) for one, other in zip(made, keys))

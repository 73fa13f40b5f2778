# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to Elasticsearch or OpenSearch on the host itself."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any

from ..hosts.problem import HostError

#: A login lasts as long as a slow verifier takes; a server that starts has to make its index first.
_SECONDS = 30


class Api:
    """The server as one user sees it."""

    def __init__(self, port: int, user: str, password: str) -> None:
        """Keeps how to log in.

        Args:
            port: TCP port on loopback.
            user: Who asks.
            password: Its password.
        """
        self.place = f"127.0.0.1 port {port}"
        self.user = user
        self.password = password
        self._port = port

    def request(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, login: tuple[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer, 0 where nothing answers; as somebody else, where a login is given."""
        user, password = login or (self.user, self.password)
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        # No proxy of the host's environment gets to see it.
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
        try:
            connection.request(verb, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            status = answer.status
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()
        try:
            found = json.loads(text)
        except ValueError:
            found = {}
        return status, found if isinstance(found, dict) else {}

    def refused(self, verb: str, what: str, status: int, answer: Mapping[str, Any]) -> HostError:
        """The error of a request that was not done."""
        # The server's text names what it dislikes, and no password or hash.
        error = answer.get("error")
        told = answer.get("reason") or answer.get("message") or (isinstance(error, Mapping) and error.get("reason"))
        return HostError(f"{self.place}: {verb} {what}: status {status}: {told or 'no reason given'}")

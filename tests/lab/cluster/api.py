# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The little of the Kubernetes API that the lab itself needs, as its administrator."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import LabError
from .pki import Pair

MANAGER = "maestro-lab"


class Api:
    """A client with a certificate."""

    def __init__(self, host: str, port: int, authority: Path, pair: Pair) -> None:
        """Trust that authority only."""
        self.host, self.port = host, port
        self.context = ssl.create_default_context(cafile=str(authority))
        self.context.load_cert_chain(pair.certificate, pair.key)

    def ready(self) -> bool:
        """Tell whether the server says so of itself."""
        try:
            return self._send("GET", "/readyz", None, "") == (200, b"ok")
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str) -> dict[str, Any] | None:
        """Return an object by its whole path; None where there is none."""
        code, answer = self._send("GET", path, None, "")
        if code == 404:
            return None
        if code != 200:
            raise LabError(f"GET {path}: the API server answered {code}", log=answer.decode(errors="replace"))
        found: dict[str, Any] = json.loads(answer)
        return found

    def apply(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Apply an object (or its status) by its whole path, server-side."""
        return self._checked("PATCH", f"{path}?fieldManager={MANAGER}&force=true", body, "application/apply-patch+yaml")

    def create(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create by a POST."""
        return self._checked("POST", path, body, "application/json")

    def delete(self, path: str) -> None:
        """Delete; what is not there is fine."""
        code, answer = self._send("DELETE", path, None, "")
        if code not in (200, 202, 404):
            raise LabError(f"DELETE {path}: the API server answered {code}", log=answer.decode(errors="replace"))

    def _checked(self, method: str, path: str, body: Mapping[str, Any], kind: str) -> dict[str, Any]:
        code, answer = self._send(method, path, body, kind)
        if code not in (200, 201):
            raise LabError(f"{method} {path}: the API server answered {code}", log=answer.decode(errors="replace"))
        found: dict[str, Any] = json.loads(answer)
        return found

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None, kind: str) -> tuple[int, bytes]:
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=10, context=self.context)
        try:
            headers = {"Content-Type": kind} if kind else {}
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

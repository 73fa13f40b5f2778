# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to the Kubernetes API over one kept connection.

The library ``kubernetes`` sets up TLS and renews tokens. The requests themselves are plain JSON: the library's own
methods would make and check a Python object for everything.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from ..within import LateError, within
from .errors import ApiError, ConnectionFailedError
from .kinds import Kind, Object, kind_of
from .login import authorization
from .objects import MANAGER

try:
    import urllib3
    from kubernetes.client.rest import RESTClientObject
except ImportError as error:
    IMPORT_ERROR: ImportError | None = error
else:
    IMPORT_ERROR = None

    class _Patience(urllib3.Retry):
        """Waits as long as a busy server asks, within reason."""

        def get_retry_after(self, response: Any) -> float | None:
            seconds = super().get_retry_after(response)
            return min(seconds, _LONGEST_WAIT) if seconds else seconds


#: What the requirements file of the collection asks for.
LIBRARY = "kubernetes>=31"

_CONNECT_SECONDS = 10.0
_TRIES = 3
_LONGEST_WAIT = 5.0
#: What OpenSSL says of a certificate that is good, for another name or address.
_OTHER_NAME = (62, 64)
_UNSENT = "check the address, the credentials and the proxy in the kubeconfig"


class Client:
    """One connection to one API server."""

    def __init__(self, configuration: Any, timeout: int) -> None:
        """Opens nothing yet.

        Args:
            configuration: The library's Configuration.
            timeout: Seconds that one request may take with all that belongs to it.
        """
        self._configuration = configuration
        self._seconds = timeout
        self._root = configuration.host.rstrip("/")
        self._pool = RESTClientObject(configuration).pool_manager
        # Two tries to connect leave some of the time for the answer.
        self._timeout = urllib3.Timeout(connect=min(timeout / 3, _CONNECT_SECONDS), read=timeout)
        # Only what the server has certainly not carried out is sent again; 429 and 503 say when.
        self._retries = _Patience(
            total=_TRIES, connect=1, read=0, redirect=0, other=0, allowed_methods=None, raise_on_status=False
        )
        #: What the server warned of, each text once.
        self.warnings: list[str] = []
        #: How many requests were sent.
        self.requests = 0

    @property
    def server(self) -> str:
        """Host and port."""
        parts = urlsplit(self._root)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    def list(self, kind: Kind, namespace: str, selector: str) -> list[dict[str, Any]]:
        """All objects of a kind that a label selector finds."""
        _status, body = self._send("GET", kind.path(namespace), {"labelSelector": selector})
        # Items of a list do not say what they are.
        return [{**item, "apiVersion": kind.api_version, "kind": kind.name} for item in body["items"]]

    def get(self, kind: Kind, namespace: str, name: str) -> dict[str, Any] | None:
        """One object, or None."""
        try:
            return self._send("GET", kind.path(namespace, name))[1]
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def get_quietly(self, kind: Kind, namespace: str, name: str) -> dict[str, Any] | None:
        """The same of a kind that the server warns of at each look; the look is ours, not the user's."""
        warnings = list(self.warnings)
        try:
            return self.get(kind, namespace, name)
        finally:
            self.warnings = warnings

    def apply(self, item: Object, *, dry_run: bool, force: bool) -> tuple[bool, dict[str, Any]]:
        """Writes an object by server-side apply: whether it is a new one, and what it is then."""
        query = {"fieldManager": MANAGER, "force": "true" if force else "false", "fieldValidation": "Strict"}
        path = kind_of(item).path(item["metadata"]["namespace"], item["metadata"]["name"])
        query |= _dry_run(dry_run)
        status, body = self._send("PATCH", path, query, item, "application/apply-patch+yaml")
        return status == 201, body

    def delete(self, item: Object, *, dry_run: bool) -> None:
        """Removes the very object that was read; one that is gone already is fine."""
        options: dict[str, Any] = {"preconditions": {"uid": item["metadata"]["uid"]}, "propagationPolicy": "Background"}
        if dry_run:
            # Here and not in the query: the server reads no query where a request to delete has a body.
            options["dryRun"] = ["All"]
        path = kind_of(item).path(item["metadata"]["namespace"], item["metadata"]["name"])
        try:
            self._send("DELETE", path, None, options)
        except ApiError as error:
            if error.status != 404:
                raise

    def has_namespace(self, name: str) -> bool:
        """False where the namespace is known not to exist; who may not ask gets True, as writing into it will tell."""
        try:
            self._send("GET", f"/api/v1/namespaces/{name}")
        except ApiError as error:
            return error.status != 404
        return True

    def create_namespace(self, name: str, *, dry_run: bool) -> dict[str, Any]:
        """Makes a namespace."""
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        return self._send("POST", "/api/v1/namespaces", {"fieldManager": MANAGER, **_dry_run(dry_run)}, body)[1]

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Object | None = None,
        content_type: str = "application/json",
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Accept": "application/json", "Content-Type": content_type, "User-Agent": MANAGER}
        headers |= authorization(self._configuration, self.server)
        url = f"{self._root}{path}?{urlencode(query)}" if query else f"{self._root}{path}"
        content = json.dumps(body).encode() if body is not None else None
        options: dict[str, Any] = {"timeout": self._timeout, "retries": self._retries, "redirect": False}
        self.requests += 1
        try:
            answer = within(
                self._seconds, lambda: self._pool.request(method, url, body=content, headers=headers, **options)
            )
        except LateError:
            raise ConnectionFailedError(self._late()) from None
        except ValueError:
            # Its text may be that of a header.
            raise ConnectionFailedError(f"no request can be sent to {self.server}; {_UNSENT}") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise ConnectionFailedError(self._unreachable(error)) from error
        return answer.status, self._read(answer)

    def _read(self, answer: Any) -> dict[str, Any]:
        for warning in answer.headers.getlist("Warning") if hasattr(answer.headers, "getlist") else []:
            if warning not in self.warnings:
                self.warnings.append(warning)
        try:
            body = json.loads(answer.data)
        except ValueError:
            body = {}
        if not isinstance(body, dict) or (answer.status < 300 and not body):
            raise ConnectionFailedError(
                f"what answers at {self.server} is no Kubernetes API server (HTTP {answer.status})"
            )
        if answer.status == 401:
            raise ConnectionFailedError(
                f"the Kubernetes API server {self.server} does not accept the credentials of the kubeconfig; renew them"
            )
        if answer.status >= 300:
            message = body.get("message") or f"HTTP {answer.status}"
            causes = (body.get("details") or {}).get("causes") or []
            raise ApiError(answer.status, body.get("reason") or "", message, causes)
        return body

    def _late(self) -> str:
        return (
            f"the Kubernetes API server {self.server} gave no answer within {self._seconds:g} s; "
            "see what keeps it busy, or allow more time"
        )

    def _unreachable(self, error: BaseException) -> str:
        if isinstance(getattr(error, "reason", error), urllib3.exceptions.ReadTimeoutError):
            return self._late()
        reason: BaseException = getattr(error, "reason", None) or error
        while reason.__cause__ or reason.__context__:
            reason = reason.__cause__ or reason.__context__ or reason
        text = getattr(reason, "strerror", None) or str(reason)
        mend = "check the address in the kubeconfig and the way there"
        if isinstance(reason, ssl.SSLError):
            mend = "check the certificate authority in the kubeconfig"
        if getattr(reason, "verify_code", 0) in _OTHER_NAME:
            mend = "check the server's name in the kubeconfig (server, or tls-server-name)"
        return f"the Kubernetes API server {self.server} cannot be reached ({text}); {mend}"


def _dry_run(wanted: bool) -> dict[str, str]:
    return {"dryRun": "All"} if wanted else {}

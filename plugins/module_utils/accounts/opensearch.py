# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSearch: its first admin from a file that a server without data reads; then users and roles over its API.

The API tells no verifier, so a stored password is compared by a login with the wanted one: it fails only where the
password is to be changed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from ..hosts.files import Files, Wanted
from ..hosts.problem import HostError
from . import pbkdf2
from .asking import accepted
from .elasticsearch_plan import Change, Present
from .elasticsearch_wanted import Role, User
from .search_api import Api

_API = "/_plugins/_security/api"
_WHOAMI = "/_plugins/_security/authinfo"
_USER = "opensearch"
_HEAD = "# Made by maestro.databases for the first start of the server, which never reads it again.\n"
_UNAUTHORISED, _NOT_FOUND, _BUSY = 401, 404, 503
#: Seconds for which a refusal is not believed: a server that starts logs in before it has read its users.
_SETTLES = 5.0


class LoginRefusedError(HostError):
    """The server does not take the admin's password."""


class FirstUsers:
    """The file from which a server without data makes its users."""

    def __init__(self, folder: str) -> None:
        self._path = f"{folder}/opensearch-security/internal_users.yml"
        self._stored = _stored(self._path)

    def present(self) -> dict[str, Present]:
        """The admin, where the file is ours; anything else in it counts for nothing."""
        return {
            name: Present(
                frozenset(one.get("opendistro_security_roles", [])),
                partial(pbkdf2.opensearch_matches, stored=str(one.get("hash"))),
            )
            for name, one in self._stored.items()
        }

    def apply(self, changes: Sequence[Change]) -> None:
        """Writes the file.

        Raises:
            HostError: It could not be written.
        """
        for change in changes:
            if change.roles is not None and change.password is not None:
                verifier = pbkdf2.opensearch(change.password)
                self._stored[change.name] = {"hash": verifier, "opendistro_security_roles": sorted(change.roles)}
        meta = {"_meta": {"type": "internalusers", "config_version": 2}}
        # JSON is YAML.
        lines = "".join(f"{name}: {json.dumps(one)}\n" for name, one in {**meta, **self._stored}.items())
        file = Wanted(self._path, _HEAD + lines, owner=_USER, group=_USER, mode=0o640, secret=True)
        files = Files([file])
        files.check(predict=False)
        files.apply()


def _stored(path: str) -> dict[str, dict[str, Any]]:
    try:
        with open(path, encoding="utf-8") as text:
            head, *lines = text.readlines()
    except (FileNotFoundError, ValueError):
        return {}
    if head != _HEAD:
        # The package's, with users that everybody knows.
        return {}
    parts = (line.partition(": ") for line in lines)
    try:
        return {name: json.loads(body) for name, colon, body in parts if colon and name != "_meta"}
    except ValueError:
        return {}


class Server:
    """One server, reached on the host itself."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def connect(self, timeout: float, settles: float = _SETTLES) -> None:
        """Waits until the server knows its users, and logs in.

        Args:
            timeout: Seconds until it has to answer.
            settles: Seconds for which it has to refuse the password without a break.

        Raises:
            LoginRefusedError: The password is another.
            HostError: It does not answer.
        """
        ends = time.monotonic() + timeout
        believed = None
        while True:
            status = self._whoami()
            now = time.monotonic()
            if status not in (0, _BUSY, _UNAUTHORISED):
                break
            believed = (believed or now + settles) if status == _UNAUTHORISED else None
            if now >= (believed or ends):
                break
            time.sleep(0.5)
        if status in (0, _BUSY):
            raise HostError(f"{self.api.place}: the server does not answer; see its log")
        if status == _UNAUTHORISED:
            raise LoginRefusedError(
                f"{self.api.place}: the server does not let {self.api.user} in; "
                "give back the credentials that this server was set up with"
            )
        if status >= 400:
            raise HostError(f"{self.api.place}: status {status}; is the security plugin there?")

    def present(self, users: Sequence[User]) -> dict[str, Present]:
        """Those of the wanted users that are there."""
        found = ((user.name, self._get("internalusers", user.name)) for user in users)
        return {name: self._present(name, body) for name, body in found if body is not None}

    def roles(self, users: Sequence[User]) -> dict[str, Role]:
        """Those of the wanted users' own roles that are there."""
        found = ((user.own_name, self._get("roles", user.own_name)) for user in users)
        return {name: _role(body) for name, body in found if body is not None}

    def apply(self, changes: Sequence[Change]) -> None:
        """Writes and removes, each by one request.

        Raises:
            HostError: The server refused one.
        """
        for change in changes:
            kind = "internalusers" if change.user else "roles"
            if change.role is None and change.roles is None:
                self._ask("DELETE", _path(kind, change.name))
            elif change.role is not None:
                self._ask("PUT", _path(kind, change.name), _body(change.role))
            else:
                body: dict[str, Any] = {"opendistro_security_roles": sorted(change.roles or ())}
                if change.password is not None:
                    body["hash"] = pbkdf2.opensearch(change.password)
                self._ask("PUT", _path(kind, change.name), body)

    def _present(self, name: str, body: Mapping[str, Any]) -> Present:
        # The admin is logged in, which tells all about its password.
        known = {self.api.user: self.api.password}
        return Present(
            # A role by way of a backend role is one that we did not give.
            frozenset([*body.get("opendistro_security_roles", []), *body.get("backend_roles", [])]),
            lambda password: known.get(name) == password or self._accepts(name, password),
        )

    def _accepts(self, name: str, password: str) -> bool:
        return accepted(self._whoami((name, password)), self.api.place, name)

    def _get(self, kind: str, name: str) -> Mapping[str, Any] | None:
        status, body = self.api.request("GET", _path(kind, name))
        if status == _NOT_FOUND:
            return None
        if status != 200:
            raise self.api.refused("GET", f"{kind}/{name}", status, body)
        found: Mapping[str, Any] = body[name]
        return found

    def _ask(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        status, answer = self.api.request(verb, path, body)
        if status >= 300 or status == 0:
            raise self.api.refused(verb, path[len(_API) + 1 :], status, answer)

    def _whoami(self, login: tuple[str, str] | None = None) -> int:
        """Status of a login; 0 where nothing answers."""
        return self.api.request("GET", _WHOAMI, login=login)[0]


def _path(kind: str, name: str) -> str:
    return f"{_API}/{kind}/{quote(name, safe='')}"


def _body(role: Role) -> dict[str, Any]:
    return {
        "cluster_permissions": sorted(role.cluster),
        "index_permissions": [{"index_patterns": sorted(role.indices), "allowed_actions": sorted(role.access)}],
    }


def _role(body: Mapping[str, Any]) -> Role:
    indices = body.get("index_permissions", [])
    if len(indices) != 1 or body.get("tenant_permissions"):
        # Not as we write it: nothing of it counts, and it is written anew.
        return Role()
    (one,) = indices
    if one.get("dls") or one.get("fls") or one.get("masked_fields"):
        return Role()
    return Role(
        frozenset(body.get("cluster_permissions", [])),
        frozenset(one.get("index_patterns", [])),
        frozenset(one.get("allowed_actions", [])),
    )

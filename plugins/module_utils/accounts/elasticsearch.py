# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticsearch's users and roles in the files of its file realm, which it reads when it starts and every 2 seconds.

They are there before the server first runs, and stay ours to read: a verifier is compared without a login. Users that
others make over the server's API are in another realm, and none of this.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from ..hosts.files import Files, Wanted
from ..hosts.problem import HostError
from . import pbkdf2
from .elasticsearch_plan import Change, Present
from .elasticsearch_wanted import Role

_USER = "elasticsearch"
_BEGIN = "# Begin of what maestro.databases made; its next run replaces changes made here.\n"
_END = "# End of what maestro.databases made.\n"
#: A little more than the interval at which our configuration has the server look at its files.
_SECONDS = 3


class Store:
    """The three files: who there is, who has which role, and what our roles are."""

    def __init__(self, folder: str) -> None:
        """Reads the files.

        Raises:
            HostError: What is ours in them was changed so that it cannot be read.
        """
        self._users = os.path.join(folder, "users")
        self._holders = os.path.join(folder, "users_roles")
        self._roles = os.path.join(folder, "roles.yml")
        self.verifiers = _pairs(_read(self._users))
        self.holders = {role: _names(names) for role, names in _pairs(_read(self._holders)).items()}
        self._before, ours, self._after = _parted(_read(self._roles))
        try:
            self.bodies: dict[str, Mapping[str, Any]] = {
                name: json.loads(body)
                for name, colon, body in (line.partition(":") for line in ours.splitlines())
                if colon
            }
        except ValueError as error:
            raise HostError(f"{self._roles}: what is between our two comments is not ours; remove it") from error

    def present(self) -> dict[str, Present]:
        """The users that are there."""
        return {
            name: Present(
                frozenset(role for role, holders in self.holders.items() if name in holders),
                partial(pbkdf2.elasticsearch_matches, stored=verifier),
            )
            for name, verifier in self.verifiers.items()
        }

    def roles(self) -> dict[str, Role]:
        """The roles that are ours."""
        return {name: _role(body) for name, body in self.bodies.items()}

    def apply(self, changes: Sequence[Change], *, running: bool) -> None:
        """Writes the files; a server that runs has taken them over when this returns.

        Raises:
            HostError: They could not be written.
        """
        for change in changes:
            if change.user:
                self._set_user(change)
            elif change.role is None:
                self.bodies.pop(change.name, None)
            else:
                self.bodies[change.name] = _body(change.role)
        files = Files(
            [
                # Roles first: nobody has one that is not there.
                self._file(self._roles, self._before + self._ours() + self._after, secret=False),
                self._file(self._holders, _lines((role, ",".join(names)) for role, names in self.holders.items())),
                self._file(self._users, _lines(self.verifiers.items())),
            ]
        )
        files.check(predict=False)
        files.apply()
        if running:
            time.sleep(_SECONDS)

    def _set_user(self, change: Change) -> None:
        if change.roles is None:
            self.verifiers.pop(change.name, None)
        elif change.password is not None:
            self.verifiers[change.name] = pbkdf2.elasticsearch(change.password)
        wanted = change.roles or frozenset()
        for role in sorted({*self.holders, *wanted}):
            names = [name for name in self.holders.get(role, []) if name != change.name]
            self.holders[role] = [*names, change.name] if role in wanted else names
            if not self.holders[role]:
                del self.holders[role]

    def _ours(self) -> str:
        if not self.bodies:
            return ""
        # JSON is YAML.
        lines = "".join(f"{name}: {json.dumps(body, sort_keys=True)}\n" for name, body in sorted(self.bodies.items()))
        return f"{_BEGIN}{lines}{_END}"

    @staticmethod
    def _file(path: str, content: str, *, secret: bool = True) -> Wanted:
        return Wanted(path, content, owner="root", group=_USER, mode=0o640, secret=secret)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as text:
            return text.read()
    except FileNotFoundError:
        return ""


def _pairs(text: str) -> dict[str, str]:
    """Lines of `name:value`."""
    parts = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip() for name, colon, value in parts if colon}


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{name}:{value}\n" for name, value in pairs)


def _parted(text: str) -> tuple[str, str, str]:
    """What is before ours, ours, and what is after it."""
    before, begin, rest = text.partition(_BEGIN)
    if not begin:
        return (text if text.endswith("\n") or not text else f"{text}\n"), "", ""
    ours, _end, after = rest.partition(_END)
    return before, ours, after


def _body(role: Role) -> dict[str, Any]:
    return {
        "cluster": sorted(role.cluster),
        "indices": [{"names": sorted(role.indices), "privileges": sorted(role.access)}],
    }


def _role(body: Mapping[str, Any]) -> Role:
    if body.get("cluster") is None or len(body.get("indices", [])) != 1 or set(body) != {"cluster", "indices"}:
        # Not as we write it: nothing of it counts, and it is written anew.
        return Role()
    (indices,) = body["indices"]
    return Role(
        frozenset(body["cluster"]), frozenset(indices.get("names", [])), frozenset(indices.get("privileges", []))
    )

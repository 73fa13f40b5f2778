# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that a manifest defines, and the hosts of the inventory that they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .document import Path
from .manifest_keys import APPLICATIONS, SERVER
from .manifest_values import Findings
from .problem import nearest

EXTERNAL_WORD = "external"


class Machines(Protocol):
    """What there is to run on."""

    def hosts(self, pattern: str) -> list[str]:
        """Names of the hosts that match."""

    def addresses(self, host: str) -> tuple[str, str]:
        """Private and public address of a host, or LookupError."""


@dataclass(frozen=True)
class Server:
    """One server definition."""

    path: Path
    component: str
    name: str
    address: str = ""
    same_as: str = ""


@dataclass
class Servers:
    """All servers of a manifest, by their unique names."""

    machines: Machines
    findings: Findings
    known: dict[str, Server] = field(default_factory=dict)
    _first: dict[tuple[Path, str], Server] = field(default_factory=dict)

    def read(self, path: Path, component: str, value: Mapping[str, Any]) -> list[Server] | None:
        """The servers of a component or group; None where it is external, in whichever spelling."""
        found: list[Server] = []
        external = False
        for key in ("server", "servers"):
            given = value.get(key)
            where = (*path, key)
            items = given if isinstance(given, list) else [] if given is None else [given]
            for index, outer in enumerate(items):
                place = (*where, index) if isinstance(given, list) else where
                item = outer
                if isinstance(outer, Mapping) and set(outer) == {"server"}:
                    item, place = outer["server"], (*place, "server")
                if item == EXTERNAL_WORD:
                    external = True
                elif isinstance(item, Mapping):
                    found += self._server(place, component, item)
                else:
                    mend = "write {server: {unique_name: NAME}}, or external"
                    self.findings.problem(place, "is no server", mend)
        if external and found:
            mend = "keep external, or the servers"
            self.findings.problem(path, "is external and has servers", mend)
        return None if external else found

    def application(self, path: Path, component: str, value: Mapping[str, Any]) -> list[Server]:
        """The servers of the application itself: they alone count of what its components say."""
        found = []
        for key in ("server", "servers"):
            items = value.get(key)
            for index, item in enumerate(items if isinstance(items, list) else [items]):
                place = (*path, key, index) if isinstance(items, list) else (*path, key)
                inner = item.get("server", item) if isinstance(item, Mapping) else item
                if inner == EXTERNAL_WORD:
                    mend = "only a database may be hosted elsewhere"
                    self.findings.problem(place, "makes the application itself external", mend)
                elif isinstance(inner, Mapping) and inner.get("unique_name"):
                    name, address, same = (str(inner.get(word) or "") for word in ("unique_name", "address", "same_as"))
                    found.append(Server(place, component, name, address, same))
        return found

    def add(self, scope: Path, servers: Sequence[Server]) -> None:
        """Makes servers known by their names. A scope is the manifest's root or an environment: the latter wins."""
        for server in servers:
            first = self._first.setdefault((scope, server.name), server)
            if server.name and first is not server:
                mend = f"write same_as: {server.name} where the same server is meant; {self._place(first)} is the first"
                self.findings.problem((*server.path, "unique_name"), f"'{server.name}' stands there twice", mend)
            elif server.name:
                self.known[server.name] = server

    def host(self, server: Server) -> str | None:
        """The host that a server is; empty for the application's own, None where there is none."""
        chain = [server]
        while chain[-1].same_as:
            last = chain[-1]
            following = self.known.get(last.same_as)
            if following is None:
                if last.same_as in self.machines.hosts("all"):
                    return last.same_as
                known = [*self.known, *self.machines.hosts("all")]
                what = f"'{last.same_as}' is neither a server of the manifest nor a host of the inventory"
                self.findings.problem((*last.path, "same_as"), what, nearest(last.same_as, known))
                return None
            if following in chain:
                way = [one.same_as for one in chain[chain.index(following) :]]
                what = f"goes round in a circle: {' -> '.join([following.name, *way])}"
                self.findings.problem((*server.path, "same_as"), what, "give one of them a server of its own")
                return None
            chain.append(following)
        return self._of_inventory(chain[-1])

    def _server(self, path: Path, component: str, item: Mapping[str, Any]) -> list[Server]:
        before = len(self.findings.problems)
        keys = self.findings.read(path, item, SERVER)
        name, same = str(keys.get("unique_name", "")), str(keys.get("same_as", ""))
        if not name and not same and len(self.findings.problems) == before:
            self.findings.problem(path, "has no name", "add unique_name, the name of its host in the inventory")
        if same and "address" in keys:
            self.findings.problem((*path, "address"), "stands beside same_as", "remove one of them")
            return []
        return [Server(path, component, name, str(keys.get("address", "")), same)] if name or same else []

    def _of_inventory(self, server: Server) -> str | None:
        names = self.machines.hosts("all")
        found = next((name for name in names if name == server.name), None)
        if found is None and server.address:
            found = next((name for name in names if server.address in self._addresses(name)), None)
        elif found and server.address and server.address not in self._addresses(found):
            what = f"is {server.address}, and the inventory has {self._addresses(found)[0]} for {found}"
            self.findings.problem((*server.path, "address"), what, "correct one of them")
            return None
        if found is None and server.component in APPLICATIONS:
            return ""
        if found is None:
            also = f", and none has the address {server.address}" if server.address else ""
            mend = f"add it there; {nearest(server.name, names)}" if names else "add it there"
            self.findings.problem(server.path, f"'{server.name}' is no host of the inventory{also}", mend)
        return found

    def _addresses(self, host: str) -> tuple[str, ...]:
        try:
            return self.machines.addresses(host)
        except LookupError:
            return ()

    def _place(self, server: Server) -> str:
        return self.findings.document.place(*server.path)

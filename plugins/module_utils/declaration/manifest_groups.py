# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a manifest's components to groups: one, or several by name, each with its settings and hosts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .document import Path
from .entry import Entry
from .manifest_keys import (
    APPLICATIONS,
    COMPONENT,
    CONFIGURATION,
    DATABASES,
    GROUP,
    GROUPED,
    MYSQL_VERSIONS,
    POSTGIS,
    Key,
)
from .manifest_servers import Server, Servers
from .manifest_values import Findings
from .manifest_volumes import glusterfs
from .model import BOTH_WORDS, CONTRARY, EXTERNAL, LOCAL

_POSTGIS = {"version": Key("version", becomes=".")}


@dataclass
class Groups:
    """Reads components, one scope of the manifest after the other."""

    findings: Findings
    servers: Servers
    #: Names of the hosts that run the application.
    web: Sequence[str]
    #: Servers by the path of the group that has them; None for an external one.
    _servers: dict[Path, list[Server] | None] = field(default_factory=dict)
    #: Hosts by component and by group, for volumes that are mounted there.
    _hosts: dict[str, list[str]] = field(default_factory=dict)

    def know(self, scope: Path, components: Mapping[str, Any]) -> None:
        """Notes all servers first: one may be the same as one that comes later."""
        for component, value in components.items():
            if not isinstance(value, Mapping) or component not in {*GROUPED, "glusterfs", *APPLICATIONS}:
                continue
            path = (*scope, component)
            if component in APPLICATIONS:
                self.servers.add(scope, self.servers.application(path, component, value))
                continue
            parts = [(path, value)]
            if isinstance(value.get("groups"), Mapping):
                parts += [((*path, "groups", name), group) for name, group in value["groups"].items()]
            for place, part in parts:
                if isinstance(part, Mapping):
                    self._servers[place] = self.servers.read(place, component, part)
                    self.servers.add(scope, self._servers[place] or [])

    def entries(self, scope: Path, components: Mapping[str, Any]) -> list[Entry]:
        """The groups of a scope's databases."""
        found: list[Entry] = []
        # glusterfs comes last: its volumes may be mounted where the others are.
        databases = [name for name in components if name in DATABASES]
        for component in sorted(databases, key=lambda name: name == "glusterfs"):
            found += self._component((*scope, component), component, components[component])
        if POSTGIS in components:
            self._postgis((*scope, POSTGIS), components[POSTGIS], found)
        return found

    def _component(self, path: Path, component: str, value: Any) -> list[Entry]:
        keys = COMPONENT[component]
        if isinstance(value, Mapping) and component == "memcached" and value.keys() & {"server", "servers"}:
            mend = "give it a host of its own by 'hosts' in maestro_databases"
            self.findings.problem(path, "has servers, and memcached lives on each web host", mend)
            value = {key: one for key, one in value.items() if key not in {"server", "servers"}}
        if isinstance(value, Mapping) and "groups" in value and "groups" not in keys:
            mend = "declare its servers and volumes in the component itself"
            self.findings.problem((*path, "groups"), f"{component} has one group only", mend)
            value = {key: one for key, one in value.items() if key != "groups"}
        read = self.findings.read(path, value, keys)
        if "groups" not in read:
            return [self._group(path, component, "", read)]
        for key in ("configuration", "servers", "server"):
            if key in read:
                self.findings.problem((*path, key), "stands beside 'groups'", "move it into the group that it means")
        found = []
        for name, group in read["groups"].items():
            where = (*path, "groups", name)
            found.append(self._group(where, component, name, self.findings.read(where, group, GROUP)))
        return found

    def _group(self, path: Path, component: str, name: str, read: Mapping[str, Any]) -> Entry:
        document = self.findings.document
        values: dict[str, Any] = {"engine": component}
        places = {"engine": document.place(*path)}
        if name:
            values["group"] = name
            places["group"] = document.place(*path)
        where = (*path, "configuration")
        keys = CONFIGURATION[component]
        given = self.findings.read(where, read.get("configuration"), keys)
        for key, value in given.items():
            ours = keys[key].becomes
            if ours != ".":
                values[ours] = value
                places[ours] = document.place(*where, key)
        if read.keys() >= BOTH_WORDS and read["primary"] != read["default"]:
            self.findings.problem((*path, "default"), *CONTRARY)
        for key in ("primary", "default"):
            if key in read:
                values["primary"] = read[key]
                places["primary"] = document.place(*path, key)
        lost = self._place(path, component, name, values, places)
        self._own(where, component, given, values, places)
        return Entry(document.place(*path), values, places, lost)

    def _place(self, path: Path, component: str, name: str, values: dict[str, Any], places: dict[str, str]) -> bool:
        """Where a group runs; True where that cannot be found out."""
        servers = self._servers.get(path, [])
        if servers is None:
            values["deployment"] = EXTERNAL
            places["deployment"] = self.findings.document.place(*path)
            return False
        hosts = [self.servers.host(server) for server in servers]
        if servers:
            known = [host for host in hosts if host]
            self._hosts.setdefault(component, []).extend(known)
            if name:
                self._hosts.setdefault(name, []).extend(known)
            if hosts in ([""], [next(iter(self.web), "")]):
                values["deployment"] = LOCAL
            elif known:
                values["hosts"] = known
            places["hosts"] = self.findings.document.place(*path, "servers")
            self.findings.warnings += [
                f"{self.findings.document.place(*server.path)}: {host} runs the application too, and is not its first "
                "host, where a local database would be; it counts as a dedicated one"
                for server, host in zip(servers, hosts, strict=True)
                if len(servers) == 1 and host in self.web[1:]
            ]
        # With what was wrong there, a complaint that it is nowhere would be the same slip in other words.
        return None in hosts or (not values.keys() & {"hosts", "deployment"} and self.findings.faults_below(path))

    def _own(
        self,
        path: Path,
        component: str,
        given: Mapping[str, Any],
        values: dict[str, Any],
        places: dict[str, str],
    ) -> None:
        """What one engine alone has."""
        document = self.findings.document
        if "memory" in given:
            values["settings"] = {"memory": given["memory"]}
            places["settings"] = document.place(*path, "memory")
        if "postgis" in given:
            self._extension((*path, "postgis"), given["postgis"], values, places)
        if component == "mysql" and "version" in given and given.get("engine") != "mariadb":
            version = ".".join(given["version"].split(".")[:2])
            if version not in MYSQL_VERSIONS:
                known = ", ".join(MYSQL_VERSIONS)
                self.findings.unlisted.append(
                    (document.place(*path, "version"), f"mysql {given['version']} is none of {known}")
                )
        if component == "glusterfs":
            glusterfs(self.findings, path, given, values, places, self._target)

    def _extension(self, path: Path, postgis: Any, values: dict[str, Any], places: dict[str, str]) -> None:
        if isinstance(postgis, Mapping):
            self._postgis_version(path, postgis)
        elif not isinstance(postgis, bool):
            self.findings.problem(path, "is neither true nor a version", "write true, or {version: '3.5'}")
        if postgis:
            values["extensions"] = ["postgis"]
            places["extensions"] = self.findings.document.place(*path)

    def _postgis_version(self, path: Path, value: Any) -> None:
        """The distribution has one for each version of the server."""
        if self.findings.read(path, value, _POSTGIS):
            self.findings.idle["postgis version"] = None

    def _target(self, word: str) -> list[str]:
        """The hosts that a word means: a server, a component or a group of the manifest; else the word itself."""
        server = self.servers.known.get(word)
        if server is not None:
            host = self.servers.host(server)
            return [host] if host else list(self.web) if host == "" else []
        return self._hosts.get(word) or [word]

    def _postgis(self, path: Path, value: Any, entries: Sequence[Entry]) -> None:
        """The component `postgis` is an extension of all groups of postgresql."""
        read = self.findings.read(path, value, {"configuration": GROUP["configuration"]})
        self._postgis_version((*path, "configuration"), read.get("configuration"))
        groups = [entry for entry in entries if entry.values["engine"] == "postgresql"]
        if not groups:
            self.findings.problem(path, "stands without postgresql", "declare postgresql beside it")
        for entry in groups:
            entry.values["extensions"] = ["postgis"]

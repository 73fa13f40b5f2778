# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C# code: where it sets the use of an engine up, whether under a condition, and what an Aspire host starts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..formats.csharp_calls import Call, parse_calls, parse_enums
from ..formats.csharp_environments import ANYBODY, DEPLOYERS, DEVELOPERS
from ..model import DEVELOPMENT, DRIVER, LIVE, SERVICE, Claim, Evidence
from ..rules.dotnet import CALLS, CLASSES, HANDLES, IN_PLACE_OF, NAMESPACES, PROVIDERS, RESOURCES, SQL_SERVER, TWINS
from ..scope import deployed
from ..tree import Tree
from . import dotnet_reach

_CODE = (".cs", ".fs", ".vb")
#: What is generated, or is there for a tool of the developers.
_NOT_CODE = (".Designer.cs", ".g.cs", "ModelSnapshot.cs")
_FOLDERS = frozenset({"migrations"})
_USING = re.compile(r"(?:global )?(?:using|open|Imports) ([A-Za-z][\w.]*) *;?")
_FOR_TOOLS = "IDesignTimeDbContextFactory"
_FILES_LIMIT = 400
#: Few enough to look for them in all code; each name that is looked for holds one of them, as do enumerations.
_ROOTS = (
    "Npgsql",
    "Postgre",
    "POSTGRE",
    "MySql",
    "MySQL",
    "MYSQL",
    "Sqlite",
    "SQLite",
    "SQLITE",
    "SqlServer",
    "SqlConnection",
    "Redis",
    "Valkey",
    "Garnet",
    "Rabbit",
    "Mongo",
    "Elastic",
    "OpenSearch",
    "Influx",
    "ConnectionFactory",
)
_RELATIONAL_WORDS = {
    "mysql": ("mysql", "mariadb"),
    "postgresql": ("postgre", "npgsql", "pgsql"),
    "sqlite": ("sqlite",),
    SQL_SERVER: ("sqlserver", "mssql"),
}
_RELATIONAL = frozenset(_RELATIONAL_WORDS)


@dataclass
class Code:
    """What code tells: for each engine, of every place that sets it up, whether a condition stands before it."""

    sites: dict[str, list[bool]] = field(default_factory=dict)
    services: list[Claim] = field(default_factory=list)
    #: Engines that code sets up in another environment alone, with the first place.
    elsewhere: dict[str, Evidence] = field(default_factory=dict)
    #: The first place that uses each engine's driver.
    uses: dict[str, Claim] = field(default_factory=dict)
    #: Engines whose classes have twins that do the same without them.
    twins: set[str] = field(default_factory=set)
    #: Engines that only classes use which are set up where the settings ask for them.
    asked: set[str] = field(default_factory=set)
    #: Engines that code reaches, of those in `HANDLES`.
    reached: set[str] = field(default_factory=set)
    #: Relational engines that an enumeration of the code lists: it can use any of them.
    listed: set[str] = field(default_factory=set)

    @property
    def optional(self) -> set[str]:
        """Engines that the application also runs without, as far as its code tells."""
        return self.twins | self.listed | self.asked | self._idle

    @property
    def _idle(self) -> set[str]:
        """Engines whose driver's words are used, and none of those that reach a server."""
        return HANDLES.keys() & self.uses.keys() - self.reached


def look(tree: Tree, environment: str, folders: Mapping[str, bool], hosts: set[str]) -> Code:
    """Looks into the code of the projects in `folders` that are true there; `hosts` are Aspire's."""
    result = Code()
    found: dict[str, list[tuple[str, bool]]] = {}
    users: dict[str, dict[str, str]] = {}
    names = (*CALLS, *CLASSES, *(RESOURCES if hosts else ()))
    count = 0
    here = {ANYBODY, DEPLOYERS if deployed(environment) else DEVELOPERS}

    def counts(path: str) -> bool:
        """True for the application's own code."""
        return folders.get(_project_of(path, folders) or "", False) and not (
            path.endswith(_NOT_CODE) or _FOLDERS & {part.lower() for part in path.split("/")[:-1]}
        )

    for path, text in tree.sources(_CODE, _ROOTS):
        if not counts(path) or _FOR_TOOLS in text:
            continue
        for used, claim in _uses(path, text).items():
            result.uses.setdefault(used, claim)
            users.setdefault(used, {})[path] = text
        result.reached |= {engine for engine, parts in HANDLES.items() if any(part in text for part in parts)}
        if not result.listed and "enum " in text:
            result.listed = _listed(text)
        if count >= _FILES_LIMIT or not any(name in text for name in names):
            continue
        count += 1
        calls = parse_calls(text)
        if _project_of(path, folders) in hosts:
            result.services += _started(path, calls, here)
        replaced = {IN_PLACE_OF[call.name] for call in calls if call.name in IN_PLACE_OF and call.audience in here}
        for call in calls:
            engine = CALLS.get(call.name) or (CLASSES.get(call.name) if call.new else None)
            if engine and call.audience not in here:
                detail = f"{call.name} in another environment"
                result.elsewhere.setdefault(engine, Evidence(path, call.line, "structure", detail))
            elif engine:
                found.setdefault(engine, []).append((path, call.conditional or engine in replaced))
    result.elsewhere = {engine: place for engine, place in result.elsewhere.items() if engine not in found}
    result.twins = _twins(tree, folders)
    result.asked = dotnet_reach.asked_for(tree, users, counts)
    several = len(_RELATIONAL & set(found)) > 1
    for engine, places in found.items():
        result.sites[engine] = [conditional or (several and _named_after(path, engine)) for path, conditional in places]
    return result


def _named_after(path: str, engine: str) -> bool:
    """True for a class or folder that stands for one server of several."""
    plain = path.lower().replace(".", "").replace("_", "")
    return any(word in plain for word in _RELATIONAL_WORDS.get(engine, ()))


def _uses(path: str, text: str) -> dict[str, Claim]:
    """The engines whose drivers a file uses, by namespace."""
    found: dict[str, Claim] = {}
    if not any(name in text for name in NAMESPACES):
        return found
    for number, line in enumerate(text.split("\n"), 1):
        using = _USING.fullmatch(line)
        engine = NAMESPACES.get(using.group(1)) if using else None
        if using and engine and engine not in found:
            evidence = Evidence(path, number, "dependency", f"using {using.group(1)}")
            found[engine] = Claim(engine, evidence, DRIVER)
    return found


def _listed(text: str) -> set[str]:
    """The relational engines of an enumeration such as `enum DatabaseType { SQLite, PostgreSQL }`, or `DB_SQLITE`."""
    for members in parse_enums(text):
        plain = {name.rpartition("_")[2] for name in members}
        engines = {PROVIDERS[name] for name in plain if name in PROVIDERS} & _RELATIONAL
        if len(engines) > 1:
            return engines
    return set()


def _twins(tree: Tree, folders: Mapping[str, bool]) -> set[str]:
    """Engines whose classes have twins that do the same without the engine."""
    stems = {
        posixpath.basename(path).partition(".")[0].lower()
        for path in tree.ending(_CODE)
        if (folder := _project_of(path, folders)) is not None and folders[folder]
    }
    found = set()
    for engine, (own, others) in TWINS.items():
        plain = {stem.replace(word, "", 1) for stem in stems for word in others if word in stem}
        if any(stem.replace(word, "", 1) in plain for stem in stems for word in own if word in stem):
            found.add(engine)
    return found


def _project_of(path: str, folders: Mapping[str, bool]) -> str | None:
    folder = posixpath.dirname(path)
    while folder not in folders:
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return folder


def _started(path: str, calls: list[Call], here: set[str]) -> list[Claim]:
    return [
        Claim(
            RESOURCES[call.name],
            Evidence(path, call.line, "service", f"Aspire starts {call.text or call.name}"),
            SERVICE,
            LIVE if call.audience in here else DEVELOPMENT,
            choice=call.conditional,
        )
        for call in calls
        if call.name in RESOURCES
    ]

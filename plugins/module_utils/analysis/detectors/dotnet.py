# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
""".NET: which projects are deployed, and what they and those they build on install, set up and are set to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ..formats.dotnet_project import DotnetProject, PackageReference, parse_dotnet_project, parse_packages_config
from ..formats.errors import FormatError
from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework, Variants
from ..rules.dotnet import (
    FRAMEWORKS,
    LITEDB,
    PACKAGES,
    RIVALS,
    SETTINGS_WORDS,
    SEVERAL,
    SLOT_WORDS,
    SQL_SERVER,
    TEST_PACKAGES,
    TEST_WORDS,
)
from ..rules.strangers import DOTNET as STRANGERS
from ..scope import words
from ..tree import Tree, beside, folder_of, tooling, upwards
from . import dotnet_code, dotnet_settings

_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_DEPTH = 8
_FILES_LIMIT = 600
_SERVERS = frozenset({"mysql", "postgresql"})
_RELATIONAL = _SERVERS | {"sqlite"}
#: The kinds of projects that are deployed: hosts are what users reach, programs are started by hand or by a host.
_HOST, _PROGRAM, _LIBRARY, _TEST = "host", "program", "library", "test"
#: The kind of web project in Visual Studio's old format.
_OLD_WEB = "349c5851-65df-11da-9384-00065b846f21"


@dataclass
class Project:
    """A project, and the packages that it gets by its own file and by those above it."""

    path: str
    parsed: DotnetProject
    #: Each package with the file that names it.
    packages: list[tuple[str, PackageReference]] = field(default_factory=list)
    kind: str = _LIBRARY

    @property
    def folder(self) -> str:
        """The folder that holds its code; empty for the root."""
        return posixpath.dirname(self.path)

    def names(self) -> set[str]:
        """Its packages, in lower case."""
        return {package.name for _path, package in self.packages}

    @property
    def aspire(self) -> bool:
        """True for a host that starts the others and what they need."""
        sdk = self.parsed.sdk.lower()
        return "aspire.apphost" in sdk or "aspire.hosting.apphost" in self.names()


def detect(tree: Tree, environment: str) -> Findings:
    """What the .NET parts of a tree tell."""
    findings = Findings()
    projects = _projects(tree)
    if not projects:
        return findings
    hosts = [project for project in projects.values() if project.kind == _HOST]
    started = hosts or [project for project in projects.values() if project.kind == _PROGRAM]
    live = _closure(projects, started)
    _tell(tree, started or list(projects.values()), projects, findings)
    for project in projects.values():
        findings.claims += _installed(project, LIVE if project.path in live else OPTIONAL)
    folders = {project.folder: project.path in live for project in projects.values() if project.kind != _TEST}
    code = dotnet_code.look(tree, environment, folders, {project.folder for project in hosts if project.aspire})
    installed = {claim.engine for claim in findings.claims}
    # A package of the application's own makers brings the driver along.
    findings.claims += [claim for engine, claim in code.uses.items() if engine not in installed]
    configured = dotnet_settings.look(tree, environment, {project.folder for project in projects.values()})
    rivals = any(RIVALS & project.names() for path, project in projects.items() if path in live)
    stands_in = any(LITEDB in project.names() for path, project in projects.items() if path in live)
    _strangers([project for path, project in projects.items() if path in live], findings)
    _weigh(findings, code, configured, rivals, stands_in)
    findings.claims += code.services + configured.claims
    findings.variants += configured.variants
    return findings


def _projects(tree: Tree) -> dict[str, Project]:
    imported = {
        path: parsed
        for path in tree.matching({"Directory.Build.props", "Directory.Packages.props"}, _DEPTH)
        if (parsed := _parsed(tree, path))
    }
    projects: dict[str, Project] = {}
    for path in tree.ending(_PROJECTS, _DEPTH)[:_FILES_LIMIT]:
        parsed = _parsed(tree, path)
        if parsed is None:
            continue
        project = Project(path, parsed, [(path, package) for package in parsed.packages])
        for above in upwards(posixpath.dirname(path)):
            for name in ("Directory.Build.props", "Directory.Packages.props"):
                other = imported.get(posixpath.join(above, name))
                if other:
                    inherited = posixpath.join(above, name)
                    # Conditions in a file for all projects choose some of them, such as the tests.
                    project.packages += [(inherited, package) for package in other.packages if not package.conditional]
                    parsed.versions = {**other.versions, **parsed.versions}
                    parsed.properties = {**other.properties, **parsed.properties}
        project.packages += _old_packages(tree, posixpath.join(project.folder, "packages.config"))
        project.kind = _kind(project)
        projects[path] = project
    return projects


def _parsed(tree: Tree, path: str) -> DotnetProject | None:
    text = tree.read(path)
    if text is None:
        return None
    try:
        return parse_dotnet_project(text)
    except FormatError as exc:
        tree.warn(path, f"cannot be read as a project ({exc}); it was left out")
        return None


def _old_packages(tree: Tree, path: str) -> list[tuple[str, PackageReference]]:
    text = tree.read(path) if tree.has(path) else None
    if text is None:
        return []
    try:
        return [(path, package) for package in parse_packages_config(text)]
    except FormatError as exc:
        tree.warn(path, f"cannot be read as XML ({exc}); it was left out")
        return []


def _kind(project: Project) -> str:
    properties = project.parsed.properties
    name_words = words(posixpath.splitext(posixpath.basename(project.path))[0])
    if properties.get("istestproject", "").lower() == "true" or TEST_PACKAGES & project.names():
        return _TEST
    if name_words & TEST_WORDS or tooling(project.path):
        return _TEST
    sdk = project.parsed.sdk.lower()
    old_web = _OLD_WEB in properties.get("projecttypeguids", "").lower()
    if old_web or sdk.startswith(("microsoft.net.sdk.web", "microsoft.net.sdk.worker")) or project.aspire:
        # A library of web pages has the same kit; nobody starts it.
        return _LIBRARY if properties.get("outputtype", "").lower() == "library" and not old_web else _HOST
    if "azurefunctionsversion" in properties:
        return _HOST
    return _PROGRAM if properties.get("outputtype", "").lower() in ("exe", "winexe") else _LIBRARY


def _closure(projects: dict[str, Project], started: list[Project]) -> set[str]:
    """Those projects and all that they build on. An Aspire host refers to the ones that it starts."""
    reached: set[str] = set()
    waiting = [project.path for project in started]
    while waiting:
        path = waiting.pop()
        if path in reached or path not in projects or projects[path].kind == _TEST:
            continue
        reached.add(path)
        waiting += [other for name in projects[path].parsed.references if (other := beside(path, name))]
    return reached


def _tell(tree: Tree, told: list[Project], projects: dict[str, Project], findings: Findings) -> None:
    """Language, frameworks and web server."""
    del tree
    targets = [project.parsed.target for project in told if project.parsed.target]
    versions = targets or [project.parsed.target for project in projects.values() if project.parsed.target]
    findings.language("dotnet", versions[0] if versions else "")
    for project in told:
        version = project.parsed.target
        if project.aspire:
            findings.frameworks.append(Framework("Aspire", "", folder_of(project.path)))
            continue
        if project.parsed.sdk.lower().startswith("microsoft.net.sdk.web") and project.kind == _HOST:
            findings.frameworks.append(Framework("ASP.NET Core", version, folder_of(project.path)))
            if "Kestrel" not in findings.web_servers:
                findings.web_servers.append("Kestrel")
        for _path, package in project.packages:
            if package.name in FRAMEWORKS:
                number = package.version or project.parsed.versions.get(package.name, "")
                known = Framework(FRAMEWORKS[package.name], number.strip("[]()"), folder_of(project.path))
                if known not in findings.frameworks:
                    findings.frameworks.append(known)


def _installed(project: Project, scope: str) -> list[Claim]:
    claims = []
    for path, package in project.packages:
        rules = (PACKAGES[package.name],) if package.name in PACKAGES else SEVERAL.get(package.name, ())
        for rule in rules:
            own = DEVELOPMENT if package.development or project.kind == _TEST else scope
            detail = package.written if path == project.path else f"{package.written}, for {project.path}"
            claims.append(Claim(rule.engine, Evidence(path, package.line, "dependency", detail), rule.basis, own))
    return claims


def _strangers(projects: Iterable[Project], findings: Findings) -> None:
    for project in projects:
        for path, package in project.packages:
            if package.name in STRANGERS and not package.development:
                place = Evidence(path, package.line, "dependency", package.written)
                findings.strangers.setdefault(STRANGERS[package.name], place)


def _slot(path: str, engine: str) -> bool:
    """True for one of the modules that whoever runs the application switches on, such as `Modules/Shop.Redis`."""
    folder, name = posixpath.split(path)
    named = any(word in name.lower() and SETTINGS_WORDS[word] == engine for word in SETTINGS_WORDS)
    return named and bool(words(posixpath.dirname(folder)) & SLOT_WORDS)


def _weigh(
    findings: Findings,
    code: dotnet_code.Code,
    configured: dotnet_settings.Configured,
    rival_packages: bool,
    stands_in: bool,
) -> None:
    """Says of each driver whether the application also runs without it."""
    relational_sites = {engine for engine in code.sites if engine in _RELATIONAL | {SQL_SERVER}}
    rival = SQL_SERVER in configured.picked or (SQL_SERVER in relational_sites if relational_sites else rival_packages)
    picked = configured.picked & (_SERVERS | {"mongodb"})
    stores = {claim.engine for claim in findings.claims if claim.scope == LIVE and claim.basis == DRIVER}
    # Its only store is needed, though an installer fills its place in; LiteDB stands in for it under a condition.
    only = {"mongodb"} if stores & {*_RELATIONAL, "mongodb"} == {"mongodb"} and not rival else set[str]()
    elsewhere = {
        engine: place
        for engine, place in code.elsewhere.items()
        # Code that names its driver may reach it in ways that are no call of ours.
        if engine not in configured.picked and (engine in _RELATIONAL or engine not in code.uses)
    }
    weighed = []
    for claim in findings.claims:
        engine = claim.engine
        sites = code.sites.get(engine, [])
        firm = any(not conditional for conditional in sites)
        changes: dict[str, Any] = {}
        if claim.basis == DRIVER and claim.scope == LIVE:
            # Only drivers come along without being used.
            if engine in elsewhere:
                changes["scope"] = DEVELOPMENT
            elif engine in _RELATIONAL and rival and not firm and engine not in configured.picked:
                # SQL Server is what it runs with; the other is what it could run with instead.
                changes["scope"] = OPTIONAL
            elif engine in configured.off | (configured.empty - only):
                changes["choice"] = True
            elif engine not in configured.picked and not (stands_in and engine in only):
                asked = engine in code.optional or _slot(claim.evidence.path, engine)
                changes["choice"] = asked or (bool(sites) and not firm)
        weighed.append(replace(claim, **changes))
    used = {claim.engine for claim in weighed}
    findings.claims = weighed + [
        Claim(engine, place, DRIVER, DEVELOPMENT) for engine, place in elsewhere.items() if engine in used
    ]
    servers = {claim.engine for claim in weighed if claim.engine in _SERVERS and claim.scope != DEVELOPMENT}
    if "mongodb" in picked and not picked & _SERVERS and (len(servers) > 1 or (servers and rival)):
        place = next(
            (
                claim.evidence
                for claim in configured.claims
                if claim.engine == "mongodb" and claim.basis == CONFIGURATION
            ),
            None,
        )
        if place:
            findings.variants.append(Variants(frozenset(servers | {"mongodb"}), place))

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHP: what Composer installs, the platform an application is built on, its framework's settings, and its code."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..formats.composer import ComposerFile, Requirement, parse_composer, parse_composer_lock
from ..formats.errors import FormatError
from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, LIBRARY, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework
from ..rules.php import (
    BY_SETTING,
    CACHE_ADAPTERS,
    FRAMEWORKS,
    MAPPERS,
    PACKAGES,
    SCOUT_ENGINES,
    SETTLED_BY_SETTINGS,
    STORES,
    SYMFONY_FILES,
    WANTED_BY_NAME,
)
from ..rules.php_platforms import DATABASE_TOOLS, MARKERS, PLATFORMS, Platform
from ..scope import deployed, narrower
from ..tree import Tree, folder_of, tooling
from . import documented, laravel, php_code, php_images, php_settings, symfony
from .versions import version_file

_DEPTH = 3
#: Packages of Symfony whose version is the framework's.
_KERNEL = ("symfony/http-kernel", "symfony/dependency-injection", "symfony/console", "symfony/runtime")
_SERVERS = frozenset({"mysql", "postgresql"})
_RELATIONAL = _SERVERS | {"sqlite"}
_SEARCH = "elasticsearch"
#: What a web server hands requests to: a library has none.
_FRONTS = ("artisan", "index.php", "public/index.php", "web/index.php", "webroot/index.php", "htdocs/index.php")
#: Bytes; a lock file is written by a machine.
_LOCK_LIMIT = 4 * 1024 * 1024


@dataclass
class Project:
    """A composer.json that counts, and what it led to."""

    path: str
    composer: ComposerFile
    frameworks: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """The folder it stands for; empty for the root."""
        return posixpath.dirname(self.path)


def detect(tree: Tree, environment: str) -> Findings:
    """What the PHP parts of a tree tell."""
    findings = Findings()
    marked = _markers(tree)
    projects, carried = _projects(tree, set(marked))
    for project in projects:
        _read_project(tree, project, environment, findings)
    for folder, path in marked.items():
        if not any(project.folder == folder and _platform(project) for project in projects):
            _read_marker(tree, folder, path, findings)
    for project in projects:
        if "Symfony" in project.frameworks:
            findings.claims += symfony.settings(tree, project.folder, project.composer, environment)
    laravels = laravel.roots(tree)
    for root in laravels:
        findings.claims += _laravel(tree, root, next((project for project in projects if project.folder == root), None))
    if tree.ending((".php",)):
        told = php_settings.settings(tree, environment, [*laravels, *carried])
        findings.claims += _templates(projects, told)
    for project in projects:
        itself = _itself(project) or (
            _marked(project.folder, marked[project.folder]) if project.folder in marked else None
        )
        findings.claims += _weighed(tree, project, itself, findings.claims + project.claims)
    known = {(item.engine, item.basis) for item in findings.claims if item.engine in STORES and item.scope == LIVE}
    stores = {engine for engine, _basis in known}
    settled = any(SETTLED_BY_SETTINGS & set(project.frameworks) for project in projects)
    # An extension for documents alone says nothing of the main database.
    documents = known == {("mongodb", DRIVER)}
    if tree.ending((".php",)) and (documents or not (stores and (settled or findings.frameworks))):
        connected = php_code.connections(tree, carried, set() if documents else stores)
        connected = [claim for claim in connected if not documents or claim.engine in _SERVERS]
        if {claim.engine for claim in connected} & _SERVERS:
            findings.claims = [_only_default(claim) for claim in findings.claims]
        findings.claims += connected
    mapped = any(MAPPERS & set(project.composer.require) for project in projects)
    if mapped and not any(claim.engine in STORES | {"sqlite"} for claim in findings.claims):
        findings.claims += php_images.extensions(tree)
    if not laravels:
        findings.claims += _cared_for(tree, findings.claims)
    if any(tree.has(front) for front in _FRONTS):
        findings.claims = _documented(tree, findings.claims)
    if findings.claims and not findings.languages:
        findings.language("php", version_file(tree, "", [".php-version"], "php"))
    return findings


def _projects(tree: Tree, platforms: set[str]) -> tuple[list[Project], frozenset[str]]:
    """Each composer.json that stands for an application, and the folders of packages that one carries along."""
    found: list[Project] = []
    carried: set[str] = set()
    for path in tree.matching("composer.json", _DEPTH + 2):
        text = tree.read(path)
        if text is None:
            continue
        try:
            composer = parse_composer(text)
        except FormatError as exc:
            tree.warn(path, f"is not JSON ({exc}); it was left out")
            continue
        above = next((other for other in found if _below(path, other.folder)), None)
        plugin = any(_below(path, folder) and posixpath.dirname(path) != folder for folder in platforms)
        part = above is not None and _is_part(composer, above.composer)
        if (above or plugin) and composer.type != "project" and not part:
            carried.add(posixpath.dirname(path))
        elif path.count("/") <= _DEPTH:
            found.append(Project(path, composer))
    return found, frozenset(carried)


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _is_part(composer: ComposerFile, above: ComposerFile) -> bool:
    """True where the upper file installs the lower one, or installs nothing itself."""
    packages = [name for name in above.require if "/" in name]
    return not packages or composer.name in above.require


def _read_project(tree: Tree, project: Project, environment: str, findings: Findings) -> None:
    composer, folder = project.composer, project.folder
    findings.language("php", composer.php or version_file(tree, folder, [".php-version"], "php"))
    live = DEVELOPMENT if tooling(project.path) else LIVE
    locked = _locked(tree, folder)
    platform = _platform(project)
    for name, requirement in composer.require.items():
        known = FRAMEWORKS.get(name)
        if known and live == LIVE and known not in project.frameworks:
            project.frameworks.append(known)
            version = locked.get(name) or requirement.version
            findings.frameworks.append(Framework(known, version, folder_of(project.path)))
    if "Symfony" not in project.frameworks and any(tree.has(posixpath.join(folder, name)) for name in SYMFONY_FILES):
        version = next(
            (locked.get(name) or place.version for name, place in composer.require.items() if name in _KERNEL), ""
        )
        project.frameworks.append("Symfony")
        findings.frameworks.append(Framework("Symfony", version, folder_of(project.path)))
    if platform and live == LIVE:
        found, place = platform
        version = locked.get(place.name) or place.version
        findings.frameworks.append(Framework(found.name, version, folder_of(project.path)))
        evidence = Evidence(project.path, place.line, "dependency", f'"{place.name}"')
        project.claims += _platform_claims(found, evidence)
    develop = DEVELOPMENT if deployed(environment) else live
    for part, requirements, scope in (("require", composer.require, live), ("require-dev", composer.develop, develop)):
        for requirement in requirements.values():
            rule = PACKAGES.get(requirement.name)
            if rule:
                detail = f'"{requirement.name}" in {part}'
                evidence = Evidence(project.path, requirement.line, "dependency", detail)
                project.claims.append(Claim(rule.engine, evidence, rule.basis, scope))


def _locked(tree: Tree, folder: str) -> dict[str, str]:
    path = posixpath.join(folder, "composer.lock")
    text = tree.read(path, _LOCK_LIMIT) if tree.has(path) else None
    if text is None:
        return {}
    try:
        return parse_composer_lock(text)
    except FormatError as exc:
        tree.warn(path, f"is no lock file ({exc}); it was left out")
        return {}


def _platform(project: Project) -> tuple[Platform, Requirement] | None:
    """The platform that a project is, or is built on, with the place that says so."""
    composer = project.composer
    if itself := _itself(project):
        return itself, Requirement(composer.name, "", composer.line)
    return next(((PLATFORMS[name], place) for name, place in composer.require.items() if name in PLATFORMS), None)


def _platform_claims(platform: Platform, evidence: Evidence) -> list[Claim]:
    needed = [Claim(engine, evidence, LIBRARY) for engine in platform.engines]
    return needed + [Claim(engine, evidence, DRIVER, choice=True) for engine in platform.choices]


def _markers(tree: Tree) -> dict[str, str]:
    """The folders of platforms that are known by their own files, each with the file that shows it."""
    names = {posixpath.basename(marker) for marker in MARKERS}
    found: dict[str, tuple[int, str]] = {}
    for path in tree.matching(names, _DEPTH + 4):
        for rank, marker in enumerate(MARKERS):
            folder = path.removesuffix(marker).rstrip("/")
            if f"/{path}".endswith(f"/{marker}") and folder.count("/") < _DEPTH:
                found[folder] = min(found.get(folder, (rank, path)), (rank, path))
    return {folder: path for folder, (_rank, path) in found.items()}


def _marked(folder: str, path: str) -> Platform:
    """The platform of a folder, by the file that shows it."""
    return MARKERS[path.removeprefix(f"{folder}/") if folder else path]


def _read_marker(tree: Tree, folder: str, path: str, findings: Findings) -> None:
    platform = _marked(folder, path)
    if any(known.name == platform.name for known in findings.frameworks):
        return
    findings.language("php", version_file(tree, folder, [".php-version"], "php"))
    version = php_settings.assigned_text(tree, path, "wp_version")
    findings.frameworks.append(Framework(platform.name, version, folder or "."))
    findings.claims += _platform_claims(platform, Evidence(path, 1, "structure", f"{platform.name}'s own file"))


def _documented(tree: Tree, claims: list[Claim]) -> list[Claim]:
    """The claims, and what the README lists where the code leaves it open which servers can be used."""
    known = [claim for claim in claims if claim.engine in _RELATIONAL and claim.scope == LIVE]
    if any(_firm(claim) for claim in known) or any(claim.engine == "mongodb" for claim in claims):
        return claims
    told = documented.relational(tree)
    servers = set(told) - {"sqlite"}
    if len(told) > 1:
        missing = set(told) - {claim.engine for claim in known}
        return claims + [Claim(engine, told[engine], DRIVER, choice=True) for engine in sorted(missing)]
    if len(servers) == 1 and {claim.engine for claim in known if not claim.choice} <= {"sqlite"}:
        # A framework's own settings describe connections to all servers; this is the one that is meant.
        rest = [claim for claim in claims if claim.engine not in _SERVERS or claim.engine in servers]
        return rest + [Claim(engine, told[engine], DRIVER) for engine in servers]
    return claims


def _templates(projects: list[Project], claims: list[Claim]) -> list[Claim]:
    """The claims; what settings in a platform's own repository pick is replaced when it is installed."""
    platforms = [platform for project in projects if (platform := _itself(project))]
    offered = {engine for platform in platforms for engine in platform.choices}
    return [replace(claim, default=True) if claim.engine in offered else claim for claim in claims]


def _itself(project: Project) -> Platform | None:
    """The platform whose own repository this is."""
    return PLATFORMS.get(project.composer.name)


def _cared_for(tree: Tree, claims: list[Claim]) -> list[Claim]:
    """The other server, where only a default names one and the code looks in several places for the other by name."""
    known = [claim for claim in claims if claim.engine in _RELATIONAL and claim.scope == LIVE]
    told = {claim.engine for claim in known if claim.basis == CONFIGURATION and claim.default} & _SERVERS
    if len(told) != 1 or any(_firm(claim) for claim in known):
        return []
    other = next(iter(_SERVERS - told))
    place = None if any(claim.engine == other for claim in known) else php_code.cared_for(tree, "", other)
    return [Claim(other, place, DRIVER, choice=True)] if place else []


def _only_default(claim: Claim) -> Claim:
    """SQLite in the settings is what an application starts with where its code connects to servers, too."""
    return replace(claim, default=True) if claim.engine == "sqlite" and claim.basis == CONFIGURATION else claim


def _laravel(tree: Tree, root: str, project: Project | None) -> list[Claim]:
    """What the settings of an application of Laravel tell; they also say whether its queues need a server."""
    if project is None:
        return laravel.settings(tree, root, frozenset())
    if any(map(_watches, project.claims)) and laravel.queues_without(tree, root):
        # It has nothing to do there.
        project.claims = [
            replace(claim, basis=DRIVER, choice=True) if _watches(claim) else claim for claim in project.claims
        ]
    return laravel.settings(tree, root, frozenset(project.composer.require))


def _watches(claim: Claim) -> bool:
    """True for what watches queues in Redis."""
    return claim.engine == "redis" and claim.basis == LIBRARY


def _firm(claim: Claim) -> bool:
    """True for what a README does not outweigh: the application's own settings, its manifest, what it is built on."""
    return claim.basis == LIBRARY or not (claim.choice or claim.default)


def _weighed(tree: Tree, project: Project, itself: Platform | None, known: list[Claim]) -> list[Claim]:
    """The project's claims; a driver that only a setting would use is a choice where the settings do not.

    `itself` is the platform that the project is.
    """
    drivers = {claim.engine for claim in project.claims if claim.basis == DRIVER and claim.scope == LIVE}
    picked = {claim.engine for claim in known if claim.basis != DRIVER and claim.scope == LIVE}
    configured = {claim.engine for claim in known if claim.basis == DRIVER and claim.evidence.kind == "configuration"}
    open_ones: set[str] = set()
    if project.composer.name in DATABASE_TOOLS:
        return [replace(claim, scope=narrower(claim.scope, OPTIONAL), choice=True) for claim in project.claims]
    if itself:
        # What every installation of it needs is known, so all else is to be set up by whoever wants it.
        open_ones = drivers - {*itself.engines, *itself.choices} - picked
    if _platform(project) or SETTLED_BY_SETTINGS & set(project.frameworks):
        asked = drivers & BY_SETTING - picked - configured - open_ones
        open_ones |= asked - (php_code.spoken_to(tree, project.folder, asked) if asked else set())
    searching = {name for name in project.composer.require if name in PACKAGES and PACKAGES[name].engine == _SEARCH}
    if searching <= SCOUT_ENGINES:
        open_ones |= {_SEARCH} - picked
    open_ones |= _adapted(project.composer.require) - picked
    open_ones |= php_code.plugged(tree, project.folder, drivers - picked - configured - open_ones)
    if drivers & set(WANTED_BY_NAME.values()) - picked:
        open_ones |= php_code.wanted_by_name(tree, project.folder)
    return [
        replace(claim, choice=True) if claim.basis == DRIVER and claim.engine in open_ones else claim
        for claim in project.claims
    ]


def _adapted(packages: Iterable[str]) -> set[str]:
    """Engines that nothing but one of several adapters for caches speaks to."""
    adapters = {name for name in packages if CACHE_ADAPTERS.fullmatch(name)}
    others = {PACKAGES[name].engine for name in packages if name in PACKAGES and name not in adapters}
    return {PACKAGES[name].engine for name in adapters & PACKAGES.keys()} - others if len(adapters) > 1 else set()

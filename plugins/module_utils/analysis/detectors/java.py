# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Java, Kotlin, Scala, Clojure: what the modules that are deployed ask for, and what their settings say."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, LIVE, OPTIONAL, SCOPES, Claim, Evidence, Findings, Framework
from ..rules.java import (
    BARE_CLIENTS,
    CLIENTLESS,
    EMBEDDED,
    FRAMEWORK_PLUGINS,
    FRAMEWORKS,
    OPTIONAL_PACKAGES,
    PACKAGES,
    PRODUCTS,
    WEB_SERVERS,
)
from ..rules.judgement import STORES
from ..rules.model import Package
from ..rules.names import NAMES
from ..rules.strangers import JAVA as STRANGERS
from ..scope import narrower, words
from ..tree import Tree
from . import clojure, jvm_scripts, scala
from .gradle import GradleBuild
from .jvm import Module, Wanted, module_of, rank
from .jvm_code import Code, look
from .maven import MavenBuild
from .spring import OWN_KEYS, Settings, read_settings

_RELATIONAL = frozenset({"mysql", "postgresql"})
#: Scala's version behind an artifact's name.
_SCALA_SUFFIX = re.compile(r"_(?:2\.1[0-3]|3)\Z")
_DEPTH = 8
#: Names of modules that a product has and a library has not.
_SHIPPED = frozenset("server webapp app application backend installers launcher distribution dist standalone".split())
#: Folders of scripts for an embedded database.
_EMBEDDED_FOLDERS = frozenset(["h2", "hsqldb", "hsql", "derby"])


def detect(tree: Tree, environment: str) -> Findings:
    """What the parts of a tree for the JVM tell."""
    findings = Findings()
    maven, gradle = MavenBuild(tree), GradleBuild(tree)
    scala_modules, scala_version = scala.modules(tree, environment)
    clojure_modules, clojure_version = clojure.modules(tree, environment)
    modules = [*maven.modules(environment), *gradle.modules(environment), *scala_modules, *clojure_modules]
    if not modules:
        return findings
    kotlin = gradle.kotlin() if maven.kotlin() is None else maven.kotlin()
    if maven.poms or gradle.scripts:
        findings.language("java", maven.java() or gradle.java())
    for name, version in (("kotlin", kotlin), ("scala", scala_version), ("clojure", clojure_version)):
        if version is not None:
            findings.language(name, version if version[:1].isdigit() else "")
    code = look(tree, {rule.engine for module in modules for item in module.wanted if (rule := _rule(item.coordinate))})
    _mark(tree, modules, code)
    rank(modules, _shipped(tree, modules))
    _frameworks(modules, findings)
    packages = _packages(modules)
    _strangers(modules, findings)
    settings = read_settings(tree, environment, {"", *(module.folder for module in modules)})
    _settle(tree, modules, packages, settings, code)
    findings.claims = [*packages, *settings.claims]
    return findings


def _mark(tree: Tree, modules: list[Module], code: Code) -> None:
    """Modules that start something, or have what only an application has, are applications."""
    folders = {module.folder: module for module in modules if not module.abstract}
    packed = tree.matching(lambda name: name.startswith("Dockerfile"), _DEPTH)
    for path in (*code.starts, *packed):
        module = module_of(path, folders)
        if module is not None and (module.folder or path in code.starts):
            module.application = True


def _shipped(tree: Tree, modules: list[Module]) -> bool:
    """True where something in the tree packs it to be run, or is called so."""
    return any(posixpath.basename(module.folder) in _SHIPPED for module in modules) or any(
        True for _path in tree.matching(lambda name: name.startswith(("Dockerfile", "Procfile")), 3)
    )


def _rule(coordinate: str) -> Package | None:
    found = PACKAGES.get(coordinate)
    if found is None and "_" in coordinate:
        found = PACKAGES.get(_SCALA_SUFFIX.sub("", coordinate))
    return found


def _packages(modules: list[Module]) -> list[Claim]:
    """One claim a place: what several modules take from one parent speaks for the widest of them."""
    claims: dict[tuple[str, str, int], Claim] = {}
    exchanged = _exchanged({module.folder for module in modules})
    for module in modules:
        if module.abstract and module.scope != LIVE:
            continue
        for wanted in module.wanted:
            rule = _rule(wanted.coordinate)
            scope = narrower(module.scope, wanted.scope)
            if rule is None and wanted.coordinate in OPTIONAL_PACKAGES:
                rule = Package(OPTIONAL_PACKAGES[wanted.coordinate], DRIVER)
                scope = narrower(scope, OPTIONAL)
            if rule is None:
                continue
            evidence = Evidence(wanted.path, wanted.line, "dependency", _detail(wanted))
            # Who takes a module that no application of its build uses, chooses it.
            choice = wanted.choice or module.scope == OPTIONAL or (module.folder, rule.engine) in exchanged
            claim = Claim(rule.engine, evidence, rule.basis, scope, choice)
            key = (rule.engine, wanted.path, wanted.line)
            known = claims.get(key)
            if known is None or _weight(claim) < _weight(known):
                claims[key] = claim
    return list(claims.values())


def _strangers(modules: list[Module], findings: Findings) -> None:
    for module in modules:
        if module.scope != LIVE or module.abstract:
            continue
        for wanted in module.wanted:
            if wanted.scope == LIVE and not wanted.choice and wanted.coordinate in STRANGERS:
                place = Evidence(wanted.path, wanted.line, "dependency", _detail(wanted))
                findings.strangers.setdefault(STRANGERS[wanted.coordinate], place)


def _exchanged(folders: set[str]) -> set[tuple[str, str]]:
    """Folders that differ from one beside them in the name of a product alone: `search-elastic`, `search-solr`."""
    others = {
        (posixpath.dirname(folder), posixpath.basename(folder).replace(word, "*"))
        for folder in folders
        for word in words(posixpath.basename(folder)) & PRODUCTS
    }
    return {
        (folder, NAMES[word])
        for folder in folders
        for word in words(posixpath.basename(folder)) & set(NAMES)
        if NAMES[word] not in STORES
        and (posixpath.dirname(folder), posixpath.basename(folder).replace(word, "*")) in others
    }


def _detail(wanted: Wanted) -> str:
    return wanted.coordinate + (f" ({wanted.where})" if wanted.where else "")


def _weight(claim: Claim) -> tuple[int, bool]:
    return SCOPES.index(claim.scope), claim.choice


def _frameworks(modules: list[Module], findings: Findings) -> None:
    """Each framework once, with its version where any place tells it, at the place nearest to the root."""
    found: dict[str, tuple[str, str]] = {}
    servers: list[str] = []
    for module in sorted(modules, key=lambda module: (module.folder.count("/"), module.folder)):
        if module.scope != LIVE and not module.abstract:
            continue
        for wanted in module.wanted:
            name = FRAMEWORKS.get(_SCALA_SUFFIX.sub("", wanted.coordinate), "")
            name = name or FRAMEWORK_PLUGINS.get(wanted.coordinate.removeprefix("plugin:"), "")
            if not name or wanted.scope == DEVELOPMENT:
                continue
            version = wanted.version if wanted.version[:1].isdigit() else ""
            known = found.get(name)
            if known is None or (version and not known[0]):
                found[name] = (version or (known[0] if known else ""), known[1] if known else module.folder or ".")
            if wanted.scope == LIVE and module.scope == LIVE and wanted.coordinate in WEB_SERVERS:
                servers.append(WEB_SERVERS[wanted.coordinate])
        if module.scope == LIVE:
            servers += [WEB_SERVERS[item.coordinate] for item in module.wanted if item.coordinate in WEB_SERVERS]
    if len(found) > 1:
        # It stands under all others that are made of it.
        found.pop("Spring", None)
    findings.frameworks = [Framework(name, version, path) for name, (version, path) in found.items()]
    order = list(dict.fromkeys(WEB_SERVERS.values()))
    findings.web_servers = sorted(dict.fromkeys(servers), key=order.index)[:1]


def _settle(tree: Tree, modules: list[Module], packages: list[Claim], settings: Settings, code: Code) -> None:
    """Settings count where their module does, and for what the application has a driver for."""
    folders = {module.folder: module for module in modules if not module.abstract}
    widest: dict[str, str] = {}
    for claim in packages:
        known = widest.get(claim.engine)
        widest[claim.engine] = min(known or claim.scope, claim.scope, key=SCOPES.index)
    claims: list[Claim] = []
    for claim in settings.claims:
        module = module_of(claim.evidence.path, folders)
        scope = narrower(claim.scope, module.scope) if module else claim.scope
        if claim.engine not in _RELATIONAL:
            if claim.engine not in widest:
                # Nothing that could talk to it. A driver for SQL may be put beside the application by whoever runs it.
                continue
            scope = narrower(scope, widest[claim.engine])
        claims.append(replace(claim, scope=scope))
    settings.claims = jvm_scripts.opened(tree, folders, claims)
    _switches(packages, settings, code)
    _stand_ins(tree, modules, packages, settings, code)


def _two_flavours(packages: list[Claim]) -> set[str]:
    """Elasticsearch, where its client and OpenSearch's are both there: what the code asks for is which of the two."""
    names = [_coordinate(claim) for claim in packages if claim.engine == "elasticsearch" and claim.scope == LIVE]
    flavours = {"opensearch" in name for name in names}
    return {"elasticsearch"} if len(flavours) > 1 else set()


def _switches(packages: list[Claim], settings: Settings, code: Code) -> None:
    """What settings leave off, and what the code uses only where it is asked to or not at all, is a choice."""
    has = {claim.engine for claim in packages if claim.scope == LIVE} - _RELATIONAL - {"sqlite"}
    idle = [(engine, place) for engine, place in settings.uncached if engine not in code.free]
    off = [(engine, place) for engine, place in [*settings.off, *idle] if engine in has]
    left = {(engine, posixpath.dirname(place.path)) for engine, place in off}
    settings.claims = [
        replace(claim, choice=True)
        if (claim.engine, posixpath.dirname(claim.evidence.path)) in left
        # Where a server is, in settings of the application's own, does not turn on what its code leaves off.
        or (claim.engine in code.off and not claim.evidence.detail.startswith(OWN_KEYS))
        else claim
        for claim in settings.claims
    ]
    firm = {claim.engine for claim in settings.claims if claim.scope == LIVE and not claim.choice and not claim.default}
    # Starters connect by themselves, whatever the code asks.
    started = {claim.engine for claim in packages if claim.scope == LIVE and _connects(claim)}
    asked = _two_flavours(packages)
    off += [
        (engine, place) for engine, place in sorted(code.switches.items()) if engine in has - firm - started - asked
    ]
    told: set[str] = set()
    for engine, place in off:
        if engine not in told:
            told.add(engine)
            settings.claims.append(Claim(engine, place, CONFIGURATION, LIVE, choice=True))
    reached = {claim.engine for claim in packages if claim.scope == LIVE and _coordinate(claim) not in CLIENTLESS}
    packages[:] = [
        replace(claim, choice=True)
        if (claim.engine in has - firm - code.used and _coordinate(claim) in BARE_CLIENTS)
        or claim.engine in has - firm - code.used - reached
        # All code that speaks to it is only there where a property says so: nothing connects without.
        or claim.engine in has & code.used - code.free - firm - settings.on
        else claim
        for claim in packages
    ]


def _coordinate(claim: Claim) -> str:
    return claim.evidence.detail.partition(" ")[0]


def _connects(claim: Claim) -> bool:
    coordinate = _coordinate(claim)
    return "-starter" in coordinate or coordinate.startswith(("io.quarkus", "io.micronaut"))


def _stand_ins(tree: Tree, modules: list[Module], packages: list[Claim], settings: Settings, code: Code) -> None:
    """An embedded database that keeps its data works by default: the one server beside it is there to be asked for.

    So it is with one that the application brings scripts for. Two servers beside it stay what they are, one of several.
    """
    servers = {claim.engine for claim in packages if claim.scope == LIVE and claim.engine in _RELATIONAL}
    picked = [claim for claim in settings.claims if claim.scope == LIVE and claim.engine in _RELATIONAL]
    if any(not claim.choice for claim in picked):
        return
    if any(engine in servers for engine, _place in settings.off):
        # Its data is in no database unless somebody says so.
        packages[:] = [
            replace(claim, scope=narrower(claim.scope, OPTIONAL), choice=True) if claim.engine in servers else claim
            for claim in packages
        ]
        return
    if len(servers) != 1:
        return
    carried = any(module.scope == LIVE and _carries(module) for module in modules)
    scripted = carried and any(
        path.endswith((".sql", ".xml", ".yml", ".yaml")) and _EMBEDDED_FOLDERS & set(path.lower().split("/")[:-1])
        for path in tree.files
    )
    # Nothing says where a server is: what needs no place is what it runs with.
    placeless = not (picked or settings.embedded) and _carried_beside(modules, servers)
    kept = any(not memory for _evidence, memory in settings.embedded)
    if kept or placeless or (carried and (code.embedded or scripted)):
        for claims in (packages, settings.claims):
            claims[:] = [
                replace(claim, scope=narrower(claim.scope, OPTIONAL)) if claim.engine in servers else claim
                for claim in claims
            ]


def _carried_beside(modules: list[Module], servers: set[str]) -> bool:
    """True where each of the application's modules with the server's driver carries an embedded database as well."""
    with_driver = [
        module
        for module in modules
        if module.scope == LIVE
        and any(
            wanted.scope == LIVE and (rule := _rule(wanted.coordinate)) and rule.engine in servers
            for wanted in module.wanted
        )
    ]
    return bool(with_driver) and all(map(_carries, with_driver))


def _carries(module: Module) -> bool:
    """True for a module with an embedded database."""
    return any(wanted.coordinate in EMBEDDED and wanted.scope == LIVE for wanted in module.wanted)

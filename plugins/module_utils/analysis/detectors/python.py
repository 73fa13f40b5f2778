# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: what the packages that an application asks for, its code and its settings tell."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import replace

from ..model import (
    CONFIGURATION,
    DEVELOPMENT,
    DRIVER,
    LIBRARY,
    LIVE,
    OPTIONAL,
    Broker,
    Claim,
    Evidence,
    Findings,
    Framework,
)
from ..rules.judgement import STORES
from ..rules.model import Package
from ..rules.python import (
    BROKERS,
    FRAMEWORKS,
    IMPORTED,
    MINOR_FRAMEWORKS,
    OTHER_TRANSPORTS,
    PACKAGES,
    REACHES,
    WEB_SERVERS,
    extra_engine,
)
from ..rules.strangers import PYTHON as STRANGERS
from ..scope import narrower, words
from ..tree import Tree, folder_of
from .django import settings
from .openstack import served
from .python_choice import left_open
from .python_code import Usage, look, modules_of
from .python_config import ini_files, yaml_files
from .python_eager import without_broker
from .python_locks import pin
from .python_packages import Asked, packages
from .versions import version_file

_SERVERS = frozenset({"mysql", "postgresql"})
#: Words in the names of settings that a framework reads.
_FRAMEWORK_WORDS = frozenset(
    "cache caches celery broker channel channels layers haystack rq huey dramatiq databases".split()
)


def detect(tree: Tree, environment: str) -> Findings:
    """What the Python parts of a tree tell."""
    findings = Findings()
    asked = packages(tree, environment, findings)
    engines = _engines(asked)
    live = _engines([item for item in asked if item.scope == LIVE])
    unlisted = unlisted_drivers(tree, asked)
    usage = look(tree, _packages(asked), engines, environment, unlisted) if asked else Usage()
    for item in asked:
        tell(item, findings, usage.choices)
    if any(framework.name not in MINOR_FRAMEWORKS for framework in findings.frameworks):
        findings.frameworks = [item for item in findings.frameworks if item.name not in MINOR_FRAMEWORKS]
    pin(tree, findings)
    if asked or tree.has("manage.py"):
        findings.language("python", version_file(tree, "", [".python-version", "runtime.txt"], "python"))
    if asked or any(path.endswith("manage.py") for path in tree.matching("manage.py".__eq__, 3)):
        settings(tree, environment, findings)
    known = {(claim.engine, str(claim.evidence)) for claim in findings.claims}
    configured = [*usage.claims]
    if asked:
        configured += [*ini_files(tree, engines, environment), *yaml_files(tree, engines)]
    findings.claims += [claim for claim in configured if (claim.engine, str(claim.evidence)) not in known]
    findings.claims = [_switched_off(claim, usage.off) for claim in findings.claims]
    if engines & _SERVERS:
        findings.claims = [claim for claim in findings.claims if not _outdated(claim, engines)]
    if asked:
        findings.claims = left_open(
            (_reachable(claim, engines, live) for claim in findings.claims),
            any(framework.name == "Django" for framework in findings.frameworks),
        )
        findings.claims = served(tree, _places(asked), findings.claims)
        without_broker(tree, environment, findings)
    return findings


def _switched_off(claim: Claim, off: Collection[str]) -> Claim:
    """What the settings say of an engine that a switch of theirs leaves off is for those who turn it on.

    `REDIS_URL` counts for nothing where `REDIS_ENABLED` is off.
    """
    return replace(claim, choice=True) if claim.basis == CONFIGURATION and claim.engine in off else claim


def _outdated(claim: Claim, engines: set[str]) -> bool:
    """True for a default of a relational engine that has no driver any more, while another one has."""
    return claim.default and claim.basis == CONFIGURATION and claim.engine in _SERVERS - engines


def _reachable(claim: Claim, engines: set[str], live: set[str]) -> Claim:
    """A URL that no package is there for is no decision, unless it is one that the framework itself connects to."""
    if claim.basis != CONFIGURATION or claim.engine in live | _SERVERS | {"sqlite", "rabbitmq"}:
        return claim
    if claim.engine in engines:
        # Only an extra can reach it: it is not needed before somebody asks for the extra.
        return replace(claim, scope=narrower(claim.scope, OPTIONAL))
    url = "://" in claim.evidence.detail and not words(claim.evidence.detail.split()[0]) & _FRAMEWORK_WORDS
    return replace(claim, choice=True) if url else claim


def _packages(asked: list[Asked]) -> dict[str, Package]:
    """The packages with a rule that an installation may get."""
    names = [item.requirement.name for item in asked if item.scope != DEVELOPMENT]
    return {name: PACKAGES[name] for name in names if name in PACKAGES}


def _places(asked: list[Asked]) -> dict[str, Evidence]:
    """The packages of every installation, with the first place that asks for each."""
    found: dict[str, Evidence] = {}
    for item in asked:
        if item.scope == LIVE:
            detail = f"package {item.requirement.name}"
            found.setdefault(item.requirement.name, Evidence(item.path, item.requirement.line, "dependency", detail))
    return found


def unlisted_drivers(tree: Tree, asked: list[Asked]) -> dict[str, Package]:
    """The usual drivers of engines that no manifest has to do with."""
    names = {item.requirement.name for item in asked}
    listed = {PACKAGES[name].engine for name in names if name in PACKAGES}
    for item in asked:
        listed |= {extra_engine(item.requirement.name, extra) for extra in item.requirement.extras}
    own = _own_modules(tree)
    found = {
        name: PACKAGES[name]
        for name in IMPORTED
        if PACKAGES[name].engine not in listed and own.isdisjoint(modules_of(name))
    }
    if not listed & STORES:
        # Python's own. Beside another store it holds what nobody would miss.
        found["sqlite3"] = Package("sqlite", DRIVER)
    return found


def _own_modules(tree: Tree) -> set[str]:
    """The names of the application's own modules and packages."""
    found: set[str] = set()
    for path in tree.ending((".py",)):
        folder, name = posixpath.split(path)
        found.add(posixpath.basename(folder) if name == "__init__.py" else name[:-3])
    return found


def _engines(asked: list[Asked]) -> set[str]:
    """The engines that an installation can reach."""
    engines = {rule.engine for rule in _packages(asked).values()}
    for item in asked:
        if item.scope != DEVELOPMENT:
            name = item.requirement.name
            engines |= {extra_engine(name, extra) for extra in item.requirement.extras} - {""}
            engines |= {*BROKERS.get(name, ()), *REACHES.get(name, ())}
    return engines


def tell(asked: Asked, findings: Findings, choices: set[str]) -> None:
    """Notes what a package that is asked for says."""
    requirement, path = asked.requirement, asked.path
    if asked.scope == LIVE and requirement.name in FRAMEWORKS:
        name = FRAMEWORKS[requirement.name]
        if not any(known.name == name and known.path == folder_of(path) for known in findings.frameworks):
            findings.frameworks.append(Framework(name, requirement.version, folder_of(path)))
    if (
        asked.scope == LIVE
        and requirement.name in WEB_SERVERS
        and WEB_SERVERS[requirement.name] not in findings.web_servers
    ):
        findings.web_servers.append(WEB_SERVERS[requirement.name])
    where = f" ({asked.where})" if asked.where else ""
    if asked.scope == LIVE and requirement.name in STRANGERS:
        place = Evidence(path, requirement.line, "dependency", f"package {requirement.name}{where}")
        findings.strangers.setdefault(STRANGERS[requirement.name], place)
    rule = PACKAGES.get(requirement.name)
    if rule:
        evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}{where}")
        findings.claims.append(
            Claim(rule.engine, evidence, rule.basis, asked.scope, choice=requirement.name in choices)
        )
    for extra in requirement.extras:
        engine = extra_engine(requirement.name, extra)
        if engine:
            evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}[{extra}]{where}")
            # The extra of an ORM brings one driver of several; the others stand for the engine itself.
            basis = DRIVER if engine in _SERVERS else LIBRARY
            findings.claims.append(Claim(engine, evidence, basis, asked.scope))
    if asked.scope == LIVE and requirement.name in BROKERS:
        evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}{where}")
        elsewhere = bool(OTHER_TRANSPORTS.get(requirement.name, set()) & set(requirement.extras))
        findings.brokers.append(Broker(requirement.name, BROKERS[requirement.name], evidence, elsewhere))

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: which packages an application asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..formats.conda import parse_conda
from ..formats.errors import FormatError
from ..formats.pyproject import Dependency, Project, parse_pipfile, parse_pyproject
from ..formats.requirements import Requirement, RequirementsFile, parse_requirements
from ..formats.setup_files import parse_setup_cfg, parse_setup_py
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
from ..rules.model import Package
from ..rules.python import (
    BROKERS,
    EXTRAS,
    FRAMEWORKS,
    MINOR_FRAMEWORKS,
    OTHER_TRANSPORTS,
    PACKAGES,
    REACHES,
    WEB_SERVERS,
)
from ..scope import narrower, scope_of, words
from ..tree import Tree, beside, folder_of, tooling
from .django import settings
from .python_choice import left_open
from .python_code import Usage, look
from .python_config import ini_files, yaml_files
from .python_locks import pin
from .python_plugins import plugin_folders
from .versions import version_file

_DEPTH = 4
_FILE_LIMIT = 500
_ENDINGS = (".txt", ".in", ".pip")
_FOLDERS = frozenset({"requirements", "reqs", "requirement"})
#: A file or an extra called so is for those who choose that engine.
_ENGINE_WORDS = frozenset("mysql mariadb postgres postgresql psycopg psycopg2 pg mongo mongodb sqlite redis".split())
_OPTIONAL_WORDS = frozenset("optional extra extras all full contrib plugins".split())
_SERVERS = frozenset({"mysql", "postgresql"})
#: Words in the names of settings that a framework reads.
_FRAMEWORK_WORDS = frozenset(
    "cache caches celery broker channel channels layers haystack rq huey dramatiq databases".split()
)
#: Of several places that ask for a package, the one that speaks for more comes first.
_ORDER = (LIVE, OPTIONAL, DEVELOPMENT)


#: Names of files that list packages in a structure, and what reads them.
_TABLES: tuple[tuple[str | frozenset[str], Callable[[str], Project]], ...] = (
    ("pyproject.toml", parse_pyproject),
    ("Pipfile", parse_pipfile),
    ("setup.cfg", parse_setup_cfg),
    ("setup.py", parse_setup_py),
    (frozenset({"environment.yml", "environment.yaml", "conda.yml", "conda.yaml"}), parse_conda),
)
_MANIFESTS = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})


@dataclass(frozen=True)
class _Asked:
    """A package with the place that asks for it."""

    path: str
    requirement: Requirement
    scope: str
    where: str = ""


def detect(tree: Tree, environment: str) -> Findings:
    """What the Python parts of a tree tell."""
    findings = Findings()
    asked = [*_from_requirements(tree, environment), *_from_tables(tree, environment, findings)]
    asked = [item for item in asked if item.requirement.applies]
    engines = _engines(asked)
    live = _engines([item for item in asked if item.scope == LIVE])
    usage = look(tree, _packages(asked), engines, environment) if engines else Usage()
    for item in asked:
        _tell(item, findings, usage.choices)
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
    if engines & _SERVERS:
        findings.claims = [claim for claim in findings.claims if not _outdated(claim, engines)]
    if asked:
        findings.claims = left_open(
            (_reachable(claim, engines, live) for claim in findings.claims),
            any(framework.name == "Django" for framework in findings.frameworks),
        )
    return findings


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


def _packages(asked: list[_Asked]) -> dict[str, Package]:
    """The packages with a rule that an installation may get."""
    names = [item.requirement.name for item in asked if item.scope != DEVELOPMENT]
    return {name: PACKAGES[name] for name in names if name in PACKAGES}


def _engines(asked: list[_Asked]) -> set[str]:
    """The engines that an installation can reach."""
    engines = {rule.engine for rule in _packages(asked).values()}
    for item in asked:
        if item.scope != DEVELOPMENT:
            name = item.requirement.name
            engines |= {EXTRAS[name, extra] for extra in item.requirement.extras if (name, extra) in EXTRAS}
            engines |= {*BROKERS.get(name, ()), *REACHES.get(name, ())}
    return engines


def file_scope(path: str, environment: str) -> str:
    """For which environment a requirements file is."""
    stem = posixpath.basename(path).rpartition(".")[0]
    # `requirements/edx/base.txt`, `requirements/dev/base.txt`
    folders = posixpath.dirname(path).split("/")
    below = next((index for index, folder in enumerate(folders) if folder in _FOLDERS), len(folders))
    name_words = words(" ".join([stem, *folders[below + 1 :]])) - {"requirements", "requirement", "reqs", "pip"}
    if name_words & (_ENGINE_WORDS | _OPTIONAL_WORDS):
        return OPTIONAL
    scope = scope_of(" ".join(sorted(name_words)), environment, LIVE)
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def _is_requirements(path: str) -> bool:
    folder, name = posixpath.split(path)
    if not name.endswith(_ENDINGS) or "constraint" in name:
        return False
    return "requirements" in name.lower() or "reqs" in name.lower() or bool(_FOLDERS & set(folder.split("/")))


def _from_requirements(tree: Tree, environment: str) -> list[_Asked]:
    """Starts at each file, follows its includes, and keeps the widest scope that leads to a file."""
    starts = [path for path in tree.files if path.count("/") <= _DEPTH and _is_requirements(path)][:_FILE_LIMIT]
    starts.sort(key=lambda path: _ORDER.index(file_scope(path, environment)))
    read: dict[str, RequirementsFile] = {}
    scopes: dict[str, str] = {}
    constraints: set[str] = set()
    for start in starts:
        scope = file_scope(start, environment)
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            if path in scopes:
                # Files come widest first, so what is known is as wide already.
                continue
            parsed = read[path] if path in read else _read_requirements(tree, path)
            if parsed is None:
                continue
            read[path], scopes[path] = parsed, scope
            waiting += [other for name in parsed.included if (other := beside(path, name)) and tree.has(other)]
            constraints |= {other for name in parsed.constraints if (other := beside(path, name))}
    compiled = {path for path in scopes if path.endswith(".txt") and f"{path[:-4]}.in" in scopes}
    return [
        _Asked(path, requirement, scopes[path])
        for path in scopes
        if path not in constraints and path not in compiled
        for requirement in read[path].requirements
        if _wanted_itself(requirement)
    ]


def _read_requirements(tree: Tree, path: str) -> RequirementsFile | None:
    text = tree.read(path)
    if text is None:
        return None
    parsed = parse_requirements(text)
    if parsed.faults and len(parsed.faults) > len(parsed.requirements):
        tree.warn(path, f"is no requirements file (line {parsed.faults[0]}); it was left out")
        return None
    if parsed.faults:
        tree.warn(path, f"line {parsed.faults[0]} is no requirement; it was left out")
    return parsed


def _wanted_itself(requirement: Requirement) -> bool:
    """False for a line that pip-compile wrote for the sake of another package."""
    if not requirement.via:
        return True
    return any(
        name.startswith(("-r", "(")) or name.endswith((".in", ".txt", ".toml", ".cfg", ".py", ")"))
        for name in requirement.via
    )


def _from_tables(tree: Tree, environment: str, findings: Findings) -> list[_Asked]:
    asked: list[_Asked] = []
    plugins = plugin_folders(tree.matching(_MANIFESTS, _DEPTH))
    for wanted, parse in _TABLES:
        for path in tree.matching(wanted, _DEPTH):
            text = tree.read(path)
            # Other modules are called setup.py, too.
            if text is None or (wanted == "setup.py" and "setuptools" not in text and "distutils" not in text):
                continue
            try:
                project = parse(text)
            except FormatError as exc:
                tree.warn(path, f"cannot be read ({exc}); it was left out")
                continue
            if project.python:
                findings.language(
                    "python",
                    version_file(tree, posixpath.dirname(path), [".python-version"], "python") or project.python,
                )
            outer = OPTIONAL if posixpath.dirname(posixpath.dirname(path)) in plugins else LIVE
            asked += [
                _Asked(
                    path,
                    dependency.requirement,
                    narrower(outer, _table_scope(dependency, path, environment)),
                    dependency.where,
                )
                for dependency in project.dependencies
            ]
    return asked


def _table_scope(dependency: Dependency, path: str, environment: str) -> str:
    if not dependency.group:
        scope = OPTIONAL if dependency.optional else LIVE
    elif words(dependency.group) & (_ENGINE_WORDS | _OPTIONAL_WORDS):
        scope = OPTIONAL
    else:
        # A group that is no extra serves developers unless its name says otherwise.
        scope = scope_of(dependency.group, environment, OPTIONAL if dependency.optional else DEVELOPMENT)
        asked = dependency.optional or dependency.beside
        if scope == LIVE and asked and not words(dependency.group) & {"prod", "production", "live", environment}:
            # An extra or a group called so is added to what every installation gets.
            scope = OPTIONAL if dependency.optional else DEVELOPMENT
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def _tell(asked: _Asked, findings: Findings, choices: set[str]) -> None:
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
    rule = PACKAGES.get(requirement.name)
    if rule:
        evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}{where}")
        findings.claims.append(
            Claim(rule.engine, evidence, rule.basis, asked.scope, choice=requirement.name in choices)
        )
    for extra in requirement.extras:
        engine = EXTRAS.get((requirement.name, extra))
        if engine:
            evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}[{extra}]{where}")
            # The extra of an ORM brings one driver of several; the others stand for the engine itself.
            basis = DRIVER if engine in _SERVERS else LIBRARY
            findings.claims.append(Claim(engine, evidence, basis, asked.scope))
    if asked.scope == LIVE and requirement.name in BROKERS:
        evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}{where}")
        elsewhere = bool(OTHER_TRANSPORTS.get(requirement.name, set()) & set(requirement.extras))
        findings.brokers.append(Broker(requirement.name, BROKERS[requirement.name], evidence, elsewhere))

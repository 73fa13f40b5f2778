# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: which packages an application asks for."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from ..formats.errors import FormatError
from ..formats.pyproject import Dependency, parse_pipfile, parse_pyproject
from ..formats.requirements import Requirement, RequirementsFile, parse_requirements
from ..model import DEVELOPMENT, LIBRARY, LIVE, OPTIONAL, Broker, Claim, Evidence, Findings, Framework
from ..rules.python import BROKERS, EXTRAS, FRAMEWORKS, OTHER_TRANSPORTS, PACKAGES, WEB_SERVERS
from ..scope import narrower, scope_of, words
from ..tree import Tree, beside, folder_of, tooling
from .django import settings
from .versions import version_file

_DEPTH = 4
_FILE_LIMIT = 500
_ENDINGS = (".txt", ".in", ".pip")
_FOLDERS = frozenset({"requirements", "reqs", "requirement"})
#: A file or an extra called so is for those who choose that engine.
_ENGINE_WORDS = frozenset("mysql mariadb postgres postgresql psycopg psycopg2 pg mongo mongodb sqlite redis".split())
_OPTIONAL_WORDS = frozenset("optional extra extras all full contrib plugins".split())
#: Of several places that ask for a package, the one that speaks for more comes first.
_ORDER = (LIVE, OPTIONAL, DEVELOPMENT)


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
    for item in asked:
        if item.requirement.applies:
            _tell(item, findings)
    if asked or tree.has("manage.py"):
        findings.language("python", version_file(tree, "", [".python-version", "runtime.txt"], "python"))
    if asked or any(path.endswith("manage.py") for path in tree.matching("manage.py".__eq__, 3)):
        settings(tree, environment, findings)
    return findings


def file_scope(path: str, environment: str) -> str:
    """For which environment a requirements file is."""
    stem = posixpath.basename(path).rpartition(".")[0]
    name_words = words(stem) - {"requirements", "requirement", "reqs", "pip"}
    if name_words & (_ENGINE_WORDS | _OPTIONAL_WORDS):
        return OPTIONAL
    scope = scope_of(" ".join(sorted(name_words)), environment, LIVE)
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def _is_requirements(path: str) -> bool:
    folder, name = posixpath.split(path)
    if not name.endswith(_ENDINGS) or "constraint" in name:
        return False
    return "requirements" in name.lower() or "reqs" in name.lower() or posixpath.basename(folder) in _FOLDERS


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
    for name, parse in (("pyproject.toml", parse_pyproject), ("Pipfile", parse_pipfile)):
        for path in tree.matching(name.__eq__, _DEPTH):
            text = tree.read(path)
            if text is None:
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
            asked += [
                _Asked(path, dependency.requirement, _table_scope(dependency, path, environment), dependency.where)
                for dependency in project.dependencies
            ]
    return asked


def _table_scope(dependency: Dependency, path: str, environment: str) -> str:
    if not dependency.group:
        scope = OPTIONAL if dependency.optional else LIVE
    elif words(dependency.group) & _ENGINE_WORDS:
        scope = OPTIONAL
    else:
        # A group that is no extra serves developers unless its name says otherwise.
        scope = scope_of(dependency.group, environment, OPTIONAL if dependency.optional else DEVELOPMENT)
        if scope == LIVE and words(dependency.group) & {"web", "server", "app", "core"}:
            scope = OPTIONAL if dependency.optional else LIVE
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def _tell(asked: _Asked, findings: Findings) -> None:
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
        findings.claims.append(Claim(rule.engine, evidence, rule.basis, asked.scope))
    for extra in requirement.extras:
        engine = EXTRAS.get((requirement.name, extra))
        if engine:
            evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}[{extra}]{where}")
            findings.claims.append(Claim(engine, evidence, LIBRARY, asked.scope))
    if asked.scope == LIVE and requirement.name in BROKERS:
        evidence = Evidence(path, requirement.line, "dependency", f"package {requirement.name}{where}")
        elsewhere = bool(OTHER_TRANSPORTS.get(requirement.name, set()) & set(requirement.extras))
        findings.brokers.append(Broker(requirement.name, BROKERS[requirement.name], evidence, elsewhere))

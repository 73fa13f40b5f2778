# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: which packages the manifests of an application ask for, and for whom."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..formats.conda import parse_conda
from ..formats.errors import FormatError
from ..formats.pyproject import Dependency, Project, parse_pipfile, parse_pyproject
from ..formats.requirements import Requirement, RequirementsFile, parse_requirements
from ..formats.setup_files import parse_setup_cfg, parse_setup_py
from ..model import DEVELOPMENT, LIVE, OPTIONAL, SCOPES, Findings
from ..rules.python import FRAMEWORKS, extra_engine
from ..scope import narrower, scope_of, words
from ..tree import Tree, beside, tooling
from .python_plugins import of_a_part, plugin_folders
from .versions import version_file

_DEPTH = 4
_FILE_LIMIT = 500
_ENDINGS = (".txt", ".in", ".pip")
_FOLDERS = frozenset({"requirements", "reqs", "requirement"})
#: A file or an extra called so is for those who choose that engine.
_ENGINE_WORDS = frozenset("mysql mariadb postgres postgresql psycopg psycopg2 pg mongo mongodb sqlite redis".split())
_OPTIONAL_WORDS = frozenset("optional extra extras all full contrib plugins".split())
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
class Asked:
    """A package with the place that asks for it."""

    path: str
    requirement: Requirement
    scope: str
    where: str = ""


def packages(tree: Tree, environment: str, findings: Findings) -> list[Asked]:
    """All packages that apply to a deployed host."""
    tables = _from_tables(tree, environment, findings)
    listing = {item.path for item in tables if item.scope == LIVE}
    asked = [*_from_requirements(tree, environment, listing), *tables]
    return _versions([item for item in asked if item.requirement.applies])


def installs(path: str, text: str) -> bool:
    """True for the setup.py that installs a project: it asks for packages and uses none. Others are called so, too."""
    return posixpath.basename(path) == "setup.py" and ("setuptools" in text or "distutils" in text)


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


def _from_requirements(tree: Tree, environment: str, listing: set[str]) -> list[Asked]:
    """Starts at each file, follows its includes, and keeps the widest scope that leads to a file."""
    starts = [path for path in tree.files if path.count("/") <= _DEPTH and _is_requirements(path)][:_FILE_LIMIT]
    # Of several places that ask for a package, the one that speaks for more comes first.
    starts.sort(key=lambda path: SCOPES.index(file_scope(path, environment)))
    read: dict[str, RequirementsFile] = {}
    scopes: dict[str, str] = {}
    constraints: set[str] = set()
    included: set[str] = set()
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
            others = [other for name in parsed.included if (other := beside(path, name)) and tree.has(other)]
            included.update(others)
            waiting += others
            constraints |= {other for name in parsed.constraints if (other := beside(path, name))}
    compiled = {path for path in scopes if path.endswith(".txt") and f"{path[:-4]}.in" in scopes}
    for path in set(scopes) - included:
        if of_a_part(tree, path, listing):
            scopes[path] = narrower(scopes[path], OPTIONAL)
    return [
        Asked(path, requirement, scopes[path])
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


def _from_tables(tree: Tree, environment: str, findings: Findings) -> list[Asked]:
    asked: list[Asked] = []
    plugins = plugin_folders(tree.matching(_MANIFESTS, _DEPTH))
    for wanted, parse in _TABLES:
        for path in tree.matching(wanted, _DEPTH):
            text = tree.read(path)
            if text is None or (wanted == "setup.py" and not installs(path, text)):
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
                Asked(
                    path,
                    dependency.requirement,
                    narrower(outer, _table_scope(dependency, path, environment)),
                    dependency.where,
                )
                for dependency in _with_the_framework(project.dependencies)
            ]
    return asked


def _with_the_framework(dependencies: list[Dependency]) -> list[Dependency]:
    """A group that brings the web framework that nothing else does is no addition to what every installation gets."""
    bringing = {found.group for found in dependencies if found.requirement.name in FRAMEWORKS and not found.optional}
    if "" in bringing:
        return dependencies
    return [replace(found, beside=False) if found.group in bringing else found for found in dependencies]


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


def _versions(asked: list[Asked]) -> list[Asked]:
    """Extras that each bring the same package for another version of one engine: every installation takes one."""
    found: dict[tuple[str, str], set[str]] = {}
    for item in asked:
        for extra in item.requirement.extras if item.scope == OPTIONAL else ():
            engine = extra_engine(item.requirement.name, extra)
            if engine and extra[-1].isdigit():
                found.setdefault((item.requirement.name, engine), set()).add(extra)
    either = {brought for brought, extras in found.items() if len(extras) > 1}
    return [replace(item, scope=LIVE) if item.scope == OPTIONAL and _brought(item) & either else item for item in asked]


def _brought(item: Asked) -> set[tuple[str, str]]:
    """The package with each engine that its extras bring a driver for."""
    name = item.requirement.name
    return {(name, extra_engine(name, extra)) for extra in item.requirement.extras}

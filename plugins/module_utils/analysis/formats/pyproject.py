# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv) and Pipfile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .requirements import Requirement, parse_requirement, version_of
from .toml_lines import Lines, parse_toml


@dataclass(frozen=True)
class Dependency:
    """A requirement with the group or extra that it stands in."""

    requirement: Requirement
    #: Empty for what every installation gets.
    group: str = ""
    #: True for an extra: part of the application, but only when asked for.
    optional: bool = False
    where: str = ""
    #: True where the group stands beside a list of what every installation gets.
    beside: bool = False


@dataclass
class Project:
    """What a file asks for."""

    dependencies: list[Dependency] = field(default_factory=list)
    python: str = ""


def parse_pyproject(source: str) -> Project:
    """Reads a pyproject.toml. Raises FormatError."""
    document = parse_toml(source)
    lines = Lines(source)
    project = _table(document, "project")
    result = Project(python=version_of(str(project.get("requires-python", "")).lstrip("<>=~^! ")))
    start = lines.header("project")
    result.dependencies += _listed(project.get("dependencies"), lines, start, "", False, "")
    for extra, listed in _table(project, "optional-dependencies").items():
        start = lines.key(extra, lines.header("project.optional-dependencies"))
        result.dependencies += _listed(listed, lines, start, extra, True, f"extra {extra}")
    for group, listed in _table(document, "dependency-groups").items():
        start = lines.key(group, lines.header("dependency-groups"))
        result.dependencies += [
            replace(found, beside=bool(project.get("dependencies")))
            for found in _listed(listed, lines, start, group, False, f"group {group}")
        ]
    tool = _table(document, "tool")
    for group, listed in _table(tool, "pdm", "dev-dependencies").items():
        start = lines.key(group, lines.header("tool.pdm.dev-dependencies"))
        result.dependencies += _listed(listed, lines, start, group, False, f"group {group}")
    start = lines.header("tool.uv")
    result.dependencies += _listed(_table(tool, "uv").get("dev-dependencies"), lines, start, "dev", False, "group dev")
    _poetry(_table(tool, "poetry"), lines, result)
    return result


def parse_pipfile(source: str) -> Project:
    """Reads a Pipfile. Raises FormatError."""
    document = parse_toml(source)
    lines = Lines(source)
    result = Project(python=version_of(str(_table(document, "requires").get("python_version", ""))))
    result.dependencies += _keyed(_table(document, "packages"), lines, "packages", "", "")
    result.dependencies += _keyed(_table(document, "dev-packages"), lines, "dev-packages", "dev", "dev-packages")
    return result


def _poetry(poetry: dict[str, Any], lines: Lines, result: Project) -> None:
    dependencies = _table(poetry, "dependencies")
    if isinstance(dependencies.get("python"), str):
        result.python = result.python or version_of(dependencies["python"].lstrip("<>=~^! "))
    result.dependencies += _keyed(dependencies, lines, "tool.poetry.dependencies", "", "")
    result.dependencies += _keyed(
        _table(poetry, "dev-dependencies"), lines, "tool.poetry.dev-dependencies", "dev", "group dev"
    )
    for group in _table(poetry, "group"):
        listed = _table(poetry, "group", group, "dependencies")
        optional = _table(poetry, "group", group).get("optional") is True
        result.dependencies += _keyed(
            listed, lines, f"tool.poetry.group.{group}.dependencies", group, f"group {group}", optional
        )


def _listed(listed: Any, lines: Lines, start: int, group: str, optional: bool, where: str) -> Iterator[Dependency]:
    for text in listed if isinstance(listed, list) else []:
        # A group may include another one; that one is read in its own place.
        if not isinstance(text, str):
            continue
        requirement = parse_requirement(text, lines.quoted(text, start))
        if requirement:
            yield Dependency(requirement, group, optional, where)


def _keyed(
    table: dict[str, Any], lines: Lines, header: str, group: str, where: str, optional: bool = False
) -> Iterator[Dependency]:
    """Poetry's and Pipenv's form: `name = "^1.0"` or `name = {version = "^1.0", optional = true}`."""
    start = lines.header(header)
    for name, value in table.items():
        if name == "python":
            continue
        details = value if isinstance(value, dict) else value[0] if isinstance(value, list) and value else {}
        details = details if isinstance(details, dict) else {}
        extras = details.get("extras", [])
        marker = details.get("markers")
        text = name + (f"[{','.join(str(extra) for extra in extras)}]" if isinstance(extras, list) and extras else "")
        text += f" ; {marker}" if isinstance(marker, str) else ""
        requirement = parse_requirement(text, lines.key(name, start))
        if requirement is None:
            continue
        version = version_of(value if isinstance(value, str) else str(details.get("version", "")))
        requirement = Requirement(
            requirement.name, requirement.line, requirement.extras, version.lstrip("^"), requirement.applies
        )
        yield Dependency(
            requirement,
            group,
            optional or details.get("optional") is True,
            where or ("optional" if details.get("optional") is True else ""),
        )


def _table(document: dict[str, Any], *path: str) -> dict[str, Any]:
    for key in path:
        value = document.get(key)
        if not isinstance(value, dict):
            return {}
        document = value
    return document

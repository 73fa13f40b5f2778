# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads setup.cfg, and setup.py as a syntax tree: what setuptools is told that a project needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .ini_lines import parse_ini
from .pyproject import Dependency, Project
from .python_syntax import dotted, parse_module, text_of
from .requirements import parse_requirement, version_of

_STEPS_LIMIT = 20


def parse_setup_cfg(source: str) -> Project:
    """Reads a setup.cfg."""
    project = Project()
    for value in parse_ini(source):
        if value.section == "options" and value.key == "python_requires":
            project.python = version_of(value.text.lstrip("<>=~^! "))
        elif value.section == "options" and value.key in ("install_requires", "tests_require"):
            group = "test" if value.key == "tests_require" else ""
            project.dependencies += _lines(value.lines, group, False, group and "tests_require")
        elif value.section == "options.extras_require":
            project.dependencies += _lines(value.lines, value.key, True, f"extra {value.key}")
    return project


def parse_setup_py(source: str) -> Project:
    """Reads the call of `setup(…)`; lists that stand under a name are followed. Raises FormatError."""
    module = parse_module(source)
    project = Project()
    names: dict[str, ast.expr] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, node.value)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "setup":
            given = {item.arg: item.value for item in node.keywords if item.arg}
            for item in node.keywords:
                # setup(**options)
                if item.arg is None:
                    given |= _members(item.value, names)
            _setup(given, names, project)
            break
    return project


def _setup(given: dict[str, ast.expr], names: dict[str, ast.expr], project: Project) -> None:
    project.python = version_of(text_of(given.get("python_requires")).lstrip("<>=~^! "))
    for key, group in (("install_requires", ""), ("requires", ""), ("tests_require", "test")):
        if key in given:
            project.dependencies += _lines(_texts(given[key], names), group, False, group and key)
    if "extras_require" in given:
        for extra, listed in _members(given["extras_require"], names).items():
            project.dependencies += _lines(_texts(listed, names), extra, True, f"extra {extra}")


def _lines(lines: list[tuple[int, str]], group: str, optional: bool, where: str) -> Iterator[Dependency]:
    for number, text in lines:
        requirement = parse_requirement(text, number)
        if requirement:
            yield Dependency(requirement, group, optional, where)


def _texts(node: ast.expr, names: dict[str, ast.expr]) -> list[tuple[int, str]]:
    """The texts of a list, a sum of lists, or a text of several lines, with their lines."""
    found: list[tuple[int, str]] = []
    waiting = [node]
    seen: set[str] = set()
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, (ast.List, ast.Tuple, ast.Set)):
            waiting = [*item.elts, *waiting]
        elif isinstance(item, ast.Starred):
            waiting.insert(0, item.value)
        elif isinstance(item, ast.BinOp) and isinstance(item.op, ast.Add):
            waiting = [item.left, item.right, *waiting]
        elif isinstance(item, ast.Name) and item.id in names and item.id not in seen:
            seen.add(item.id)
            waiting.insert(0, names[item.id])
        elif text_of(item):
            found += [
                (item.lineno + index, line.strip())
                for index, line in enumerate(text_of(item).split("\n"))
                if line.strip() and not line.strip().startswith("#")
            ]
    return found


def _members(node: ast.expr, names: dict[str, ast.expr]) -> dict[str, ast.expr]:
    """A mapping's members, by name or written out."""
    for _step in range(_STEPS_LIMIT):
        if isinstance(node, ast.Name) and node.id in names:
            node = names[node.id]
    if isinstance(node, ast.Dict):
        return {text_of(key): value for key, value in zip(node.keys, node.values, strict=True) if key and text_of(key)}
    if isinstance(node, ast.Call) and dotted(node.func) == "dict":
        return {item.arg: item.value for item in node.keywords if item.arg}
    return {}

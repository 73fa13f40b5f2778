# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads setup.cfg, and setup.py as a syntax tree: what setuptools is told that a project needs."""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator

from .ini_lines import parse_ini
from .pyproject import Dependency, Project
from .python_syntax import dotted, parse_module, text_of, words_in
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
    for name, more in _added(module.body).items():
        if name in names:
            names[name] = ast.Tuple([names[name], *more], ast.Load())
    asked = _added([below for node in module.body if isinstance(node, ast.If) for below in (*node.body, *node.orelse)])
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "setup":
            given = {item.arg: item.value for item in node.keywords if item.arg}
            for item in node.keywords:
                # setup(**options)
                if item.arg is None:
                    given |= _members(item.value, names)
            _setup(given, names, project)
            needed = given.get("install_requires")
            for name in sorted(set(words_in(needed))) if needed else ():
                listed = [line for more in asked.get(name, ()) for line in _texts(more, names)]
                project.dependencies += _lines(listed, "", True, "under a condition")
            break
    return project


def _added(statements: Iterable[ast.stmt]) -> dict[str, list[ast.expr]]:
    """What statements add to lists that stand under names."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in statements:
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
            found[node.target.id].append(node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name, _point, called = dotted(node.value.func).rpartition(".")
            if called in ("append", "extend"):
                found[name] += node.value.args
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            # `names = names + […]`
            target = node.targets[0]
            left = node.value.left
            if isinstance(target, ast.Name) and isinstance(left, ast.Name) and left.id == target.id:
                found[target.id].append(node.value.right)
    return found


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
    waiting = deque([node])
    seen: set[str] = set()
    while waiting:
        item = waiting.popleft()
        if isinstance(item, (ast.List, ast.Tuple, ast.Set)):
            waiting.extendleft(reversed(item.elts))
        elif isinstance(item, ast.Starred):
            waiting.appendleft(item.value)
        elif isinstance(item, ast.BinOp) and isinstance(item.op, ast.Add):
            waiting.extendleft((item.right, item.left))
        elif isinstance(item, ast.Name) and item.id in names and item.id not in seen:
            seen.add(item.id)
            waiting.appendleft(names[item.id])
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

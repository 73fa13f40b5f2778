# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go: packages and modules of a tree that nothing in it imports, so that no program is built with them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ..formats.errors import FormatError
from ..formats.go_model import Import
from ..formats.go_source import parse_go_imports
from ..model import DEVELOPMENT, LIVE
from ..tree import Tree, upwards
from .go_imports import Imported, file_scope

#: How far back packages are followed; further up they count as used.
_ROUNDS = 3
_PROGRAM = re.compile(r"^package main\b", re.MULTILINE)


def unreached(tree: Tree, modules: Mapping[str, str], found: Iterable[Imported], texts: Mapping[str, str]) -> set[str]:
    """Folders of the imports whose packages no program is built with. `modules` is a module's folder to its path."""
    wanted = {
        posixpath.dirname(item.file) for item in found if item.scope == LIVE and not _PROGRAM.search(texts[item.file])
    }
    #: Folder to the folders whose packages import it; those of a program, and those nobody knows of, are empty.
    users: dict[str, set[str]] = {}
    waiting = wanted
    for _round in range(_ROUNDS):
        waiting = {folder for folder in waiting if folder and folder not in users}
        if not waiting:
            break
        users |= _users(tree, {folder: _import_path(folder, modules) for folder in waiting})
        waiting = {user for folder in waiting for user in users[folder]}
    reached = {""} | {folder for own in users.values() for folder in own if folder not in users}
    for _round in range(_ROUNDS):
        reached |= {folder for folder, own in users.items() if own & reached}
    return wanted - reached


def without_test_modules(
    tree: Tree, modules: Mapping[str, str], programs: Collection[str], found: list[Imported]
) -> list[Imported]:
    """A module beside that of the programs which none of them uses, and which is mostly tests, is there for those."""
    beside = {_module_of(posixpath.dirname(item.file), modules) for item in found if item.scope == LIVE}
    beside -= {_module_of(folder, modules) for folder in programs}
    tests = _mostly_tests(tree, {folder for folder in beside if folder}, modules)
    if not tests:
        return found
    needles = {folder: f'"{modules[folder]}' for folder in tests}
    for place, text in tree.sources((".go",), sorted(needles.values())):
        user = _module_of(posixpath.dirname(place), modules)
        used = {folder for folder in tests if user != folder and needles[folder] in text}
        paths = [f"{item.path}/" for item in _parsed(text)] if used else []
        tests -= {folder for folder in used if any(path.startswith(f"{modules[folder]}/") for path in paths)}
    return [
        replace(item, scope=DEVELOPMENT) if _module_of(posixpath.dirname(item.file), modules) in tests else item
        for item in found
    ]


def _parsed(text: str) -> list[Import]:
    try:
        return parse_go_imports(text).imports
    except FormatError:
        return []


def _module_of(folder: str, modules: Collection[str]) -> str | None:
    """The folder of the module that a package is part of; None where there is none."""
    return next((above for above in upwards(folder) if above in modules), None)


def _mostly_tests(tree: Tree, folders: Collection[str], modules: Collection[str]) -> set[str]:
    """Those of the modules of which most files are tests."""
    files: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for path in tree.ending((".go",)) if folders else ():
        module = _module_of(posixpath.dirname(path), modules)
        if module is not None and module in folders:
            files[module] += 1
            tests[module] += path.endswith("_test.go")
    return {folder for folder in folders if 2 * tests[folder] > files[folder]}


def _users(tree: Tree, paths: Mapping[str, str]) -> dict[str, set[str]]:
    """For each folder, those whose code imports its package."""
    found: dict[str, set[str]] = {folder: set() if path else {""} for folder, path in paths.items()}
    needles = {folder: f'"{path}"' for folder, path in paths.items() if path}
    for place, text in tree.sources((".go",), sorted(needles.values())) if needles else ():
        if place.endswith("_test.go") or file_scope(place, "")[0] != LIVE:
            continue
        user = posixpath.dirname(place)
        for folder, needle in needles.items():
            if needle in text and user != folder:
                found[folder].add("" if _PROGRAM.search(text) else user)
    return found


def _import_path(folder: str, modules: Mapping[str, str]) -> str:
    """Under which path others import a folder's package; empty where no module of the tree has it."""
    above = _module_of(folder, modules)
    if above is None:
        return ""
    rest = posixpath.relpath(folder, above or ".") if folder != above else ""
    return f"{modules[above]}/{rest}".rstrip("/") if modules[above] else ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go: packages of a tree that nothing in it imports, so that no program is built with them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from ..model import LIVE
from ..tree import Tree
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
    above = folder
    while above not in modules:
        if not above:
            return ""
        above = posixpath.dirname(above)
    rest = posixpath.relpath(folder, above or ".") if folder != above else ""
    return f"{modules[above]}/{rest}".rstrip("/") if modules[above] else ""

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

_PROGRAM = re.compile(r"^package main\b", re.MULTILINE)


def unreached(tree: Tree, modules: Mapping[str, str], found: Iterable[Imported], texts: Mapping[str, str]) -> set[str]:
    """Folders of the imports whose packages nobody imports. `modules` is the folder of a module to its path."""
    waiting = {
        folder: path
        for item in found
        if item.scope == LIVE and not _PROGRAM.search(texts[item.file])
        if (path := _import_path(folder := posixpath.dirname(item.file), modules))
    }
    if not waiting:
        return set()
    for place, text in tree.sources((".go",), sorted({f'"{path}"' for path in waiting.values()})):
        if place.endswith("_test.go") or file_scope(place, "")[0] != LIVE:
            continue
        waiting = {
            folder: path
            for folder, path in waiting.items()
            if f'"{path}"' not in text or posixpath.dirname(place) == folder
        }
        if not waiting:
            break
    return set(waiting)


def _import_path(folder: str, modules: Mapping[str, str]) -> str:
    """Under which path others import a folder's package; empty where no module of the tree has it."""
    above = folder
    while above not in modules:
        if not above:
            return ""
        above = posixpath.dirname(above)
    rest = posixpath.relpath(folder, above or ".") if folder != above else ""
    return f"{modules[above]}/{rest}".rstrip("/") if modules[above] else ""

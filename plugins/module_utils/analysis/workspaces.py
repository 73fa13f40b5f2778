# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace of npm, Yarn or pnpm is one application; which of its packages can be started is told."""

from __future__ import annotations

from .formats.errors import FormatError
from .formats.json_lines import Member, parse_json
from .tree import Tree, folder_of, tooling

_DEPTH = 4
_PACKAGES_LIMIT = 200
#: Files at the root that make a workspace whatever package.json says.
_FILES = ("pnpm-workspace.yaml", "lerna.json")


def startable(tree: Tree) -> tuple[tuple[str, ...], str]:
    """The folders of packages that can be started, where they are several, and what holds them together."""
    file = next(filter(tree.has, _FILES), "")
    if not file and "workspaces" in _read(tree, "package.json"):
        file = "package.json"
    if not file:
        return (), ""
    found = [
        folder_of(path)
        for path in tree.matching("package.json", _DEPTH, _PACKAGES_LIMIT)
        if "/" in path and not tooling(path) and _starts(tree, path)
    ]
    return (tuple(sorted(found)), f"{file} makes them one workspace") if len(found) > 1 else ((), "")


def _starts(tree: Tree, path: str) -> bool:
    if tree.has(f"{folder_of(path)}/Dockerfile"):
        return True
    scripts = _read(tree, path).get("scripts")
    return scripts is not None and isinstance(scripts.value, dict) and "start" in scripts.value


def _read(tree: Tree, path: str) -> dict[str, Member]:
    try:
        document = parse_json(tree.read(path) or "") if tree.has(path) else {}
    except FormatError:
        # The detector tells.
        return {}
    return document if isinstance(document, dict) else {}

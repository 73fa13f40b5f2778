# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: the exact versions of frameworks, from the locks. What else stands in a lock, nobody asked for."""

from __future__ import annotations

from dataclasses import replace

from ..formats.errors import FormatError
from ..formats.python_locks import locked_by_pipenv, locked_versions
from ..model import Findings
from ..rules.python import FRAMEWORKS
from ..tree import Tree

#: Locks, and what reads the exact versions from them.
_LOCKS = (
    ("poetry.lock", locked_versions),
    ("uv.lock", locked_versions),
    ("pdm.lock", locked_versions),
    ("Pipfile.lock", locked_by_pipenv),
)
_LOCK_LIMIT = 8 * 1024 * 1024


def pin(tree: Tree, findings: Findings) -> None:
    """Gives frameworks the exact version that the lock beside their manifest, or at the root, holds."""
    packages = {name: package for package, name in FRAMEWORKS.items()}
    for index, framework in enumerate(findings.frameworks):
        for folder in dict.fromkeys((framework.path, ".")):
            version = _locked(tree, folder, packages[framework.name])
            if version:
                findings.frameworks[index] = replace(framework, version=version)
                break


def _locked(tree: Tree, folder: str, package: str) -> str:
    for name, versions in _LOCKS:
        path = name if folder == "." else f"{folder}/{name}"
        text = tree.read(path, _LOCK_LIMIT) if tree.has(path) else None
        if text is not None:
            try:
                return versions(text, {package}).get(package, "")
            except FormatError as exc:
                tree.warn(path, f"cannot be read ({exc}); it was left out")
    return ""

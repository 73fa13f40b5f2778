# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node.js: the exact versions of frameworks, from the locks. What else stands in a lock, nobody asked for."""

from __future__ import annotations

import posixpath

from ..formats.errors import FormatError
from ..formats.node_locks import READERS, Locked
from ..rules.node import FRAMEWORKS
from ..tree import Tree, upwards

_LOCK_LIMIT = 8 * 1024 * 1024
#: Locks that are read in one tree; a workspace has one.
_LOCKS_LIMIT = 20


class Locks:
    """The locks of a tree, each read when a framework below it asks for its version."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._read: dict[str, Locked] = {}

    def version(self, folder: str, package: str, asked: str) -> str:
        """The version that the nearest lock holds for a package that the package.json of a folder asks for."""
        for above in upwards(folder):
            for name in READERS:
                path = posixpath.join(above, name)
                if self._tree.has(path):
                    return self._held(self._locked(path), folder[len(above) :].lstrip("/"), package, asked)
        return ""

    @staticmethod
    def _held(locked: Locked, folder: str, package: str, asked: str) -> str:
        """By its range, as Yarn does, else by where it is installed: in the folder or in one above it."""
        places = [asked.removeprefix("npm:"), *upwards(folder)]
        return next((locked[(place, package)] for place in places if (place, package) in locked), "")

    def _locked(self, path: str) -> Locked:
        if path not in self._read:
            self._read[path] = {}
            text = self._tree.read(path, _LOCK_LIMIT) if len(self._read) <= _LOCKS_LIMIT else None
            try:
                reader = READERS[posixpath.basename(path)]
                self._read[path] = reader(text, FRAMEWORKS) if text is not None else {}
            except FormatError as exc:
                self._tree.warn(path, f"cannot be read ({exc}); it was left out")
        return self._read[path]

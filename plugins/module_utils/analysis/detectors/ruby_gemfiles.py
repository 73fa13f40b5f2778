# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files a Gemfile is made of: other Gemfiles that it reads, and the gemspecs of gems in the same repository."""

from __future__ import annotations

import fnmatch
import posixpath

from ..formats.errors import FormatError
from ..formats.gemfile import Gem, Gemfile, parse_gemfile
from ..formats.gemspec import parse_gemspec
from ..tree import Tree, beside

#: Bytes of a Gemfile or gemspec.
_LIMIT = 512 * 1024
_INCLUDE_LIMIT = 40
_SPEC_DEPTH = 4
_SPEC_LIMIT = 200


def gemfiles_of(tree: Tree, path: str) -> list[tuple[str, Gemfile]]:
    """A Gemfile and those that it reads."""
    read: dict[str, Gemfile] = {}
    waiting = [path]
    while waiting and len(read) < _INCLUDE_LIMIT:
        current = waiting.pop(0)
        text = tree.read(current, _LIMIT) if current not in read else None
        if text is None:
            continue
        try:
            read[current] = parse_gemfile(text)
        except FormatError as exc:
            tree.warn(current, f"is not a complete Gemfile ({exc}); it was left out")
            continue
        for name in read[current].included[:_INCLUDE_LIMIT]:
            waiting += _named(tree, beside(current, name))
    return list(read.items())


def _named(tree: Tree, path: str | None) -> list[str]:
    if path is None:
        return []
    if "*" not in path:
        return [path] if tree.has(path) else []
    return [other for other in tree.files if fnmatch.fnmatchcase(other, path) and other.count("/") == path.count("/")][
        :_INCLUDE_LIMIT
    ]


class Gems:
    """The gems whose source lies in the tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.paths = tree.matching(lambda name: name.endswith(".gemspec"), _SPEC_DEPTH, _SPEC_LIMIT)
        #: Name to gemspec, the nearer to the root first.
        self.local: dict[str, str] = {}
        for path in self.paths:
            self.local.setdefault(posixpath.basename(path).removesuffix(".gemspec"), path)
        self._read: dict[str, list[Gem]] = {}

    def of(self, spec: str) -> list[Gem]:
        """The gems that a gemspec names."""
        if spec not in self._read:
            try:
                self._read[spec] = parse_gemspec(self.tree.read(spec, _LIMIT) or "")
            except FormatError as exc:
                self.tree.warn(spec, f"is not a complete gemspec ({exc}); it was left out")
                self._read[spec] = []
        return self._read[spec]

    def specs(self, path: str, folder: str) -> list[str]:
        """The gemspecs of a folder that is named relative to a Gemfile."""
        wanted = beside(path, folder)
        wanted = "" if wanted == "." else wanted
        return [spec for spec in self.paths if posixpath.dirname(spec) == wanted]

    def spec(self, path: str, folder: str, name: str) -> str | None:
        """The gemspec of a gem that a Gemfile takes from a folder, or from one of the folders inside it."""
        wanted = beside(path, folder)
        if wanted is None:
            return None
        inside = "" if wanted == "." else f"{wanted}/"
        for spec in self.paths:
            if spec.startswith(inside) and posixpath.basename(spec) == f"{name}.gemspec":
                return spec
        return None

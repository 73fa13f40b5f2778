# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code of a Node.js application: which files load a package, and which hold a text; bounded in all it costs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

from ..formats.errors import FormatError
from ..formats.js_code import parse_code
from ..formats.js_model import Code
from ..tree import Tree
from .node_names import package_of

_ENDINGS = (".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".jsx", ".tsx")
_ENDING = re.compile(r"\.[mc]?[jt]sx?$")
#: Code that is not parsed; a driver that it names is taken to be used.
_OTHER_ENDINGS = (".vue", ".svelte", ".astro", ".coffee", ".ls")
#: Bytes and files of code that are parsed for one tree, the tokens that are kept of them, and searches through all.
_PARSED_LIMIT = 3 * 1024 * 1024
_PARSED_FILES_LIMIT = 400
_TOKENS_KEPT = 1_000_000
_SEARCHES_LIMIT = 24
#: Characters of code that are kept for a closer look.
_KEPT_LIMIT = 16 * 1024 * 1024
_FILES_LIMIT = 60
#: Fewer files of code than this tell nothing by what they lack.
_FILES_LEAST = 3


class Files:
    """Finds files of code in a tree, and parses each once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._codes: dict[str, Code | None] = {}
        #: Package to the files that may load it, with their text.
        self._loading: dict[str, dict[str, str]] = {}
        #: Packages that code names which is not parsed.
        self.elsewhere: set[str] = set()
        self._left = _PARSED_LIMIT
        self._files_left = _PARSED_FILES_LIMIT
        self._tokens_left = _TOKENS_KEPT
        self._searches = _SEARCHES_LIMIT
        self._searched: dict[tuple[str, ...], list[tuple[str, Code]]] = {}

    @property
    def few(self) -> bool:
        """True where there is too little code to tell anything by what it lacks."""
        return len(self._tree.ending(_ENDINGS)) < _FILES_LEAST

    def texts(self, packages: Collection[str]) -> Iterator[str]:
        """The texts of the files that may load one of those packages."""
        return (text for package in packages for text in self._loading.get(package, {}).values())

    def look_for(self, packages: Collection[str]) -> None:
        """Finds the files that load those packages, in one look at all files."""
        names = sorted(packages)
        quoted = re.compile("[\"'`](" + "|".join(re.escape(name) for name in names) + ")[\"'`/]")
        needles = [f"{mark}{name}" for name in names for mark in "\"'"]
        kept = 0
        for path, text in self._tree.sources((*_ENDINGS, *_OTHER_ENDINGS), needles):
            found = set(quoted.findall(text))
            if path.endswith(_OTHER_ENDINGS):
                self.elsewhere |= found
                continue
            kept += len(text) if found else 0
            for name in found if kept < _KEPT_LIMIT else ():
                self._loading.setdefault(name, {})[path] = text

    def loading(self, packages: Collection[str], holding: re.Pattern[str] | None = None) -> Iterator[tuple[str, Code]]:
        """The files that load one of those packages (and hold something), the nearer to the root first.

        Each is parsed when it is asked for.
        """
        texts = {path: text for package in packages for path, text in self._loading.get(package, {}).items()}
        for path in sorted(texts, key=lambda path: (path.count("/"), path)):
            if holding and not holding.search(texts[path]):
                continue
            code = self._code(path, texts[path])
            # What tells a mapper its engine may know it by its types alone.
            if code is not None and (holding or any(package_of(loaded.module, packages) for loaded in code.loaded)):
                yield path, code

    def is_driver(self, module: str) -> bool:
        """True where a module is one of the packages that were looked for, or a part of one."""
        return bool(package_of(module, self._loading))

    def target(self, module: str, importer: str) -> str:
        """The file of the tree that a module is which is loaded by its place; empty where that is not sure."""
        place = posixpath.join(posixpath.dirname(importer), module) if module.startswith(".") else module
        stem = _ENDING.sub("", posixpath.normpath(place))
        found = (f"{stem}{middle}{ending}" for middle in ("", "/index") for ending in _ENDINGS)
        return next(filter(self._tree.has, found), "")

    def search(self, texts: list[str]) -> list[tuple[str, Code]]:
        """The files that hold one of the texts, parsed; bounded, what was searched before costs nothing."""
        key = tuple(texts)
        if key not in self._searched:
            self._searches -= 1
            found: list[tuple[str, Code]] = []
            for path, text in self._tree.sources(_ENDINGS, texts) if self._searches >= 0 else ():
                code = self._code(path, text)
                found += [(path, code)] if code is not None else []
                if len(found) >= _FILES_LIMIT:
                    break
            self._searched[key] = found
        return self._searched[key]

    def _code(self, path: str, text: str) -> Code | None:
        if path not in self._codes:
            if path.endswith((".d.ts", ".min.js")) or self._spent(text):
                return None
            self._left -= len(text)
            self._files_left -= 1
            try:
                code: Code | None = parse_code(text)
            except FormatError:
                code = None
            self._tokens_left -= len(code.tokens) if code else 0
            self._codes[path] = code if self._tokens_left >= 0 else None
        return self._codes[path]

    def _spent(self, text: str) -> bool:
        """True where one more file would be more than is parsed for one tree."""
        return len(text) > self._left or not self._files_left or self._tokens_left < 0

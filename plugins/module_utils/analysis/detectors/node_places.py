# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the place of a file in a tree says: plug-ins lie beside each other."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict

from ..rules import node_code as rules
from ..tree import Tree
from .node_conditions import names_engine, words_of


class Places:
    """The folders of a tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._entries: dict[str, set[str]] | None = None

    def reason(self, path: str, engine: str) -> str:
        """`plugin` or `sibling` where a file, or a folder around it, bears the engine's name and is one of several."""
        parts = path.split("/")
        if self._is_other_command(parts):
            return "command"
        plugins = False
        for depth, part in enumerate(parts):
            if names_engine(part, engine):
                neighbours = [name for name in self._listed("/".join(parts[:depth])) if not names_engine(name, engine)]
                if plugins and sum(_stem(name) != "index" for name in neighbours) >= rules.PLUGIN_NEIGHBOURS:
                    return "plugin"
                slot = depth > 0 and _is_slot(parts[depth - 1])
                substitutes = rules.SUBSTITUTES_IN_SLOTS if slot else rules.SUBSTITUTES
                # `cache/MemoryCache.js`: in a slot, its own words say nothing.
                plain = frozenset(words_of(parts[depth - 1])) if slot else frozenset()
                rest = self._rest(part, engine) - plain
                if any(_stands_in(name, rest, plain, substitutes) for name in neighbours):
                    return "sibling"
            plugins = plugins or bool(rules.PLUGIN_FOLDERS.fullmatch(part))
        return ""

    def _is_other_command(self, parts: list[str]) -> bool:
        """True for `commands/worker.ts` beside `commands/start.ts`."""
        if len(parts) < 2 or not rules.COMMANDS.fullmatch(parts[-2]) or _stem(parts[-1]) in rules.STARTING:
            return False
        return any(_stem(name) in rules.STARTING for name in self._listed("/".join(parts[:-1])))

    @staticmethod
    def _rest(name: str, engine: str) -> frozenset[str]:
        """The words of a name without the engine's."""
        stem = _stem(name)
        return frozenset(
            word
            for word in words_of(stem)
            if not names_engine(word, engine) and word not in ("mq", "io", "db", "search", "ql")
        )

    def _listed(self, folder: str) -> set[str]:
        if self._entries is None:
            entries: dict[str, set[str]] = defaultdict(set)
            for file in self._tree.files:
                path = file
                while path:
                    parent, name = posixpath.split(path)
                    if name in entries[parent]:
                        break
                    entries[parent].add(name)
                    path = parent
            self._entries = entries
        return self._entries.get(folder, set())


def _is_slot(folder: str) -> bool:
    """True for `stores`, and for `document_stores`."""
    return any(map(rules.SLOTS.fullmatch, [folder, *words_of(folder)[-1:]]))


def _stem(name: str) -> str:
    return re.sub(r"\.[mc]?[jt]sx?$", "", name)


def _stands_in(name: str, rest: frozenset[str], plain: frozenset[str], substitutes: frozenset[str]) -> bool:
    """True for a neighbour that is called the same but for a word that stands for no server."""
    words = frozenset(words_of(_stem(name))) - plain
    return bool(words - rest) and rest <= words and words - rest <= substitutes

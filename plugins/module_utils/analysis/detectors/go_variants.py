# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drivers of a Go program stand in for each other, as its files and folders show."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable

from ..rules.names import SPELLINGS
from ..tree import Tree
from .go_conditions import Callers
from .go_imports import Imported
from .slots import named_after

#: Files that are looked at for a switch over engines.
_SWITCHES_LIMIT = 40


def exchangeable(
    tree: Tree, callers: Callers, found: list[Imported], brought: Collection[str]
) -> tuple[frozenset[str], Imported | None]:
    """Engines that one place of the code offers together, and that place.

    `brought` are those whose drivers come with other packages: code that tells them apart offers them as well.
    """
    engines = {item.engine for item in found}
    if len(engines) < 2:
        return frozenset(), None
    alike: set[str] = set()
    first: Imported | None = None
    # Two relational drivers in one place are a choice; MongoDB beside them may hold other data.
    for group in _groups([item for item in found if item.engine != "mongodb"]):
        offered = {item.engine for item in group}
        if len(offered) > 1:
            alike |= offered
            first = first or min(group, key=lambda item: (item.file, item.line))
    # Several servers of which no two lie together are a choice anyway.
    if alike != engines and (alike or "mongodb" in engines or len(engines - {"sqlite"}) == 1):
        told = _switched(tree, callers, engines.union(brought))
        if len(told & engines) > 1:
            alike |= told
            first = first or min(found, key=lambda item: (item.file, item.line))
    return frozenset(alike), first


def _groups(found: list[Imported]) -> Iterable[list[Imported]]:
    """Imports of one folder, and imports of folders beside each other that are named after their engines."""
    groups: dict[str, list[Imported]] = {}
    for item in found:
        folder = posixpath.dirname(item.file)
        groups.setdefault(folder, []).append(item)
        parts = folder.split("/")
        for index, part in enumerate(parts):
            if named_after(part, item.engine):
                groups.setdefault("/".join([*parts[:index], "*"]), []).append(item)
    return [groups[key] for key in sorted(groups)]


def _switched(tree: Tree, callers: Callers, engines: set[str]) -> set[str]:
    """Engines that one file tells apart by their names."""
    spelled = [f'"{word}' for word, engine in SPELLINGS.items() if engine in engines and len(word) > 2]
    best: set[str] = set()
    seen = 0
    for path, text in tree.sources((".go",), spelled):
        if path.endswith("_test.go") or seen >= _SWITCHES_LIMIT:
            continue
        if len({SPELLINGS[word[1:]] for word in spelled if word in text}) < 2:
            continue
        seen += 1
        source = callers.source(path, text)
        if source is None:
            continue
        for switch in source.switches:
            told = {SPELLINGS[case.lower()] for case in switch.cases if case.lower() in SPELLINGS} & engines
            best = max(best, told, key=len)
        compared = {
            SPELLINGS[token.text.lower()]
            for use in source.uses
            for condition in (*use.conditions, *use.denied)
            for token in condition
            if token.kind == "string" and token.text.lower() in SPELLINGS
        } & engines
        best = max(best, compared, key=len)
    return best

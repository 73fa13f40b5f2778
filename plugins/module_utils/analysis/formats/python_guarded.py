# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: whether what a module imports is used only where a condition asks for the engine behind it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..rules.python_code import ENGINE_WORDS
from .python_syntax import dotted, identifier_words, text_of, unset_names, words_in

_DEPTH_LIMIT = 60
#: What only looks at the type of a value.
_TYPE_QUESTIONS = frozenset("isinstance issubclass cast".split())


@dataclass(frozen=True)
class Place:
    """Where a name is used: the function or class of the module around it, and the engines that conditions ask for."""

    owner: str
    asked: frozenset[str]


def spared(module: ast.Module, engines: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """What of the modules, given with their engines, is used only where the engine is asked for, and at least once.

    With each come the functions and classes that use it and are themselves used so.
    """
    names = {local: root for node in module.body for local, root in _imported(node) if root in engines}
    if not names:
        return {}
    own = {
        node.name
        for node in module.body
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and _engines_in({node.name})
    }
    places: dict[str, list[Place]] = defaultdict(list)
    for name, place in _block(module.body, {*names, *own}, Place("", frozenset()), 0):
        places[name].append(place)
    result: dict[str, frozenset[str]] = {}
    for root in sorted(set(names.values())):
        used = [place for local, other in names.items() if other == root for place in places[local]]
        firm = [place for place in used if engines[root] not in place.asked]
        owners = {place.owner for place in firm}
        # A class may name itself.
        called = {name: [place for place in places[name] if place.owner != name] for name in owners if name in own}
        if used and all(
            called.get(name) and all(engines[root] in place.asked for place in called[name]) for name in owners
        ):
            result[root] = frozenset(owners)
    return result


def _imported(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """The names that an import binds, and the first name of the module."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.partition(".")[0]
            yield alias.asname or root, root
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            yield alias.asname or alias.name, node.module.partition(".")[0]


def _block(body: list[ast.stmt], names: set[str], place: Place, depth: int) -> Iterator[tuple[str, Place]]:
    if depth > _DEPTH_LIMIT:
        # Somebody else's tangle: as if it were used without a condition.
        yield from ((name, Place(place.owner, frozenset())) for name in names)
        return
    for node in body:
        if isinstance(node, ast.If):
            if ways := _ways(node, names):
                for way in ways:
                    yield from _expression(way.test, names, place)
                    yield from _block(way.body, names, place, depth + 1)
                continue
            present = _within(place, _engines_in(unset_names(node.test)))
            yield from _expression(node.test, names, place)
            yield from _block(node.body, names, _within(place, _asked(node.test)), depth + 1)
            yield from _block(node.orelse, names, present, depth + 1)
            if isinstance(node.body[-1], (ast.Return, ast.Continue)):
                # if not REDIS_URL: return
                place = present
        elif isinstance(node, ast.Match):
            yield from _expression(node.subject, names, place)
            for case in node.cases:
                inner = _within(place, _engines_in(set(_words_in_pattern(case.pattern))))
                yield from _block(case.body, names, inner, depth + 1)
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = place if place.owner else Place(node.name, place.asked)
            for item in [*node.decorator_list, *(node.bases if isinstance(node, ast.ClassDef) else ())]:
                yield from _expression(item, names, inner if isinstance(node, ast.ClassDef) else place)
            if not isinstance(node, ast.ClassDef):
                for default in [*node.args.defaults, *(item for item in node.args.kw_defaults if item)]:
                    yield from _expression(default, names, place)
            yield from _block(node.body, names, inner, depth + 1)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        else:
            yield from _parts(node, names, place, depth)


def _ways(node: ast.If, names: set[str]) -> list[ast.If]:
    """The branches that compare one name with a text each, where all of them use what is looked for.

    REDIS_MODE == "single", else REDIS_MODE == "cluster": that asks how it is reached, not whether.
    """
    ways = [node]
    while len(ways[-1].orelse) == 1 and isinstance(following := ways[-1].orelse[0], ast.If):
        ways.append(following)
    if len(ways) == 1 or ways[-1].orelse or not all(_is_text_of(way.test, node.test) for way in ways):
        return []
    return ways if all(_uses(way.body, names) for way in ways) else []


def _is_text_of(test: ast.expr, first: ast.expr) -> bool:
    """True for `NAME == "text"`, of the name that the first test is about."""
    if not (isinstance(test, ast.Compare) and isinstance(first, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return False
    subject = dotted(test.left)
    return bool(subject and text_of(test.comparators[0])) and subject == dotted(first.left)


def _uses(body: list[ast.stmt], names: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in names for item in body for node in ast.walk(item))


def _parts(node: ast.stmt, names: set[str], place: Place, depth: int) -> Iterator[tuple[str, Place]]:
    """The expressions and blocks of any other statement."""
    for part, value in ast.iter_fields(node):
        if part == "annotation":
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.stmt):
                yield from _block([item], names, place, depth + 1)
            elif isinstance(item, ast.ExceptHandler):
                # Who catches an error of it has not connected yet.
                yield from _block(item.body, names, place, depth + 1)
            elif isinstance(item, ast.withitem):
                yield from _expression(item.context_expr, names, place)
            elif isinstance(item, ast.expr):
                yield from _expression(item, names, place)


def _expression(node: ast.AST, names: set[str], place: Place) -> Iterator[tuple[str, Place]]:
    # Sums and attributes may be nested deeper than Python calls.
    left = [(node, place)]
    while left:
        node, place = left.pop()
        if isinstance(node, ast.IfExp):
            left += [(node.orelse, place), (node.body, _within(place, _asked(node.test))), (node.test, place)]
        elif isinstance(node, ast.Name):
            if node.id in names and isinstance(node.ctx, ast.Load):
                yield node.id, place
        elif not (isinstance(node, ast.Call) and dotted(node.func) in _TYPE_QUESTIONS):
            left += [(child, place) for child in ast.iter_child_nodes(node)]


def _asked(test: ast.expr) -> frozenset[str]:
    """The engines that a condition asks for; none where it asks for what is not there yet."""
    return frozenset() if unset_names(test) else _engines_in(set(words_in(test)))


def _words_in_pattern(pattern: ast.pattern) -> Iterator[str]:
    """The texts and names of a case."""
    for child in ast.walk(pattern):
        if isinstance(child, ast.MatchValue):
            yield from words_in(child.value)


def _engines_in(names: set[str]) -> frozenset[str]:
    return frozenset(ENGINE_WORDS[word] for name in names for word in identifier_words(name) if word in ENGINE_WORDS)


def _within(place: Place, asked: frozenset[str]) -> Place:
    return Place(place.owner, place.asked | asked) if asked else place

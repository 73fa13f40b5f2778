# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drivers of a Rust program stand in for each other, and which are one of several ways."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from ..model import LIVE, Claim
from ..rules.names import SPELLINGS
from ..scope import words
from ..tree import Tree, tooling
from .slots import one_of_several, words_of

_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Words of a package's name that tell of one engine among several.
_NAMED = frozenset("mysql postgres postgresql pg sqlite".split())
#: Files that tie implementations together, or hold what all of them share.
_GLUE = frozenset("mod.rs lib.rs main.rs error.rs errors.rs cfg.rs config.rs settings.rs types.rs prelude.rs".split())
#: Words in the names of fields that hold the place of an engine, or all that is known of it.
_PLACES = frozenset("url uri dsn addr address host endpoint".split())
_WHOLE = frozenset("config cfg conf settings options client pool connection conn manager".split())
_VARIABLE = re.compile(r"""\bvar\("([A-Z0-9_]+)"\)""")
#: A question whose answer has arms, the arm for one who got none, and what ends the program or the function.
_MATCH = re.compile(r"\bmatch\b")
_MATCH_LINES = 80
_ABSENT = ("Err(", "_ =>")
_GIVES_UP = re.compile(r"\b(?:panic|bail|unreachable|todo|ensure)!|\bErr\(|\bexit\(|\bexpect\(|\bunwrap\(\)|\?;")
_TESTS = ("_test.rs", "_tests.rs", "/tests.rs")


def choices(tree: Tree, claims: list[Claim], crates: dict[str, set[str]]) -> list[Claim]:
    """The claims, with those marked that the application can do without. `crates` is an engine to its crates."""
    alike = _exchangeable(claims)
    if len(alike) == 2 and "sqlite" in alike and not _told_apart(tree, next(iter(alike - {"sqlite"}))):
        alike = set()
    for engine in {claim.engine for claim in claims if claim.scope == LIVE} - _RELATIONAL:
        if crates.get(engine) and (_one_way(tree, engine, crates[engine]) or _left_out(tree, engine)):
            alike.add(engine)
    return [replace(claim, choice=True) if claim.scope == LIVE and claim.engine in alike else claim for claim in claims]


def _exchangeable(claims: Iterable[Claim]) -> set[str]:
    """Relational engines that one manifest has together, or that packages of their own name hold."""
    places: dict[str, set[str]] = {}
    named: set[str] = set()
    for claim in claims:
        if claim.scope != LIVE or claim.engine not in _RELATIONAL:
            continue
        places.setdefault(claim.evidence.path, set()).add(claim.engine)
        if words(posixpath.basename(posixpath.dirname(claim.evidence.path))) & _NAMED:
            named.add(claim.engine)
    return {engine for engines in [*places.values(), named] if len(engines) > 1 for engine in engines}


def _told_apart(tree: Tree, server: str) -> bool:
    """False where no file knows both: SQLite then holds something else than the server does, or nothing at all."""
    words_for = ("postgres", "Postgres", "PgPool", "PgConnection") if server == "postgresql" else ("mysql", "MySql")
    seen = False
    for path, text in tree.sources((".rs",), (*words_for, "sqlite", "Sqlite", "SQLite")):
        if path.endswith(_TESTS) or tooling(path):
            continue
        code = "\n".join(line.partition("//")[0] for line in text.split("\n"))
        of_file, of_server = "sqlite" in code.lower(), any(word in code for word in words_for)
        if of_file and of_server:
            return True
        # Where the code is written for the server's own types, a driver for files is left over.
        seen = seen or of_server or "sqlite" in text.lower()
    return not seen


def _one_way(tree: Tree, engine: str, crates: set[str]) -> bool:
    """True where all code that uses an engine's crates is one implementation of several."""
    names = {crate.replace("-", "_") for crate in crates}
    texts = sorted({f"{name}::" for name in names} | {f"use {name}" for name in names})
    users = [
        path
        for path, _text in tree.sources((".rs",), texts)
        if posixpath.basename(path) not in _GLUE or one_of_several(tree, path, engine)
        if not path.endswith(_TESTS) and not tooling(path)
    ]
    return bool(users) and all(one_of_several(tree, path, engine) for path in users)


def _left_out(tree: Tree, engine: str) -> bool:
    """True where the settings hold the engine's place as an `Option`: nobody has to fill it in."""
    names = {name for name, known in SPELLINGS.items() if known == engine and name != "es"}
    options = False
    for path, text in tree.sources((".rs",), sorted({*names, *map(str.upper, names)})):
        if path.endswith(_TESTS) or tooling(path):
            continue
        for field, kind in _fields(text):
            rest = words_of(field) - names
            if rest == words_of(field):
                continue
            if kind.startswith("Option<") and (rest & _PLACES or rest <= _WHOLE):
                options = True
            elif rest & _PLACES and rest <= _PLACES | _WHOLE:
                # Another part cannot do without.
                return False
    return options


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Name and type of each field of structures, one a line as `rustfmt` writes them, and of variables that are read.

    A variable that the code goes on without counts as an `Option`.
    """
    inside = False
    lines = [line.partition("//")[0].rstrip() for line in text.split("\n")]
    for number, line in enumerate(lines):
        code = line.strip()
        variable = _VARIABLE.search(code)
        if variable:
            spared = "if let Ok(" in code or ".ok()" in code or _matched(lines, number)
            yield variable.group(1).lower(), "Option<String>" if spared else "String"
        if code.endswith("{") and "struct " in code:
            inside = True
        elif code.startswith("}"):
            inside = False
        elif inside and ":" in code and not code.startswith("#"):
            name, _colon, kind = code.partition(":")
            yield name.split()[-1] if name.split() else "", kind.strip()


def _matched(lines: list[str], number: int) -> bool:
    """True where a `match` begins in a line that has an arm for what is not there, and that arm does not give up."""
    opening = lines[number]
    if not (opening.endswith("{") and _MATCH.search(opening)) or _GIVES_UP.search(opening):
        return False
    block = _within(lines[number : number + _MATCH_LINES])
    start = next((index for index, line in enumerate(block) if line.lstrip().startswith(_ABSENT)), None)
    if start is None:
        return False
    arm = [block[start], *_within(block[start:])]
    return not _GIVES_UP.search("\n".join(arm).partition("=>")[2])


def _within(lines: list[str]) -> list[str]:
    """The lines that stand deeper than the first one, up to one that does not."""
    depth = _depth(lines[0])
    return list(takewhile(lambda line: not line or _depth(line) > depth, lines[1:]))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())

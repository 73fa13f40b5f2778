# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drivers of a Rust program stand in for each other, and which are one of several ways."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from ..model import LIVE, Claim
from ..scope import words
from ..tree import Tree, tooling
from .slots import one_of_several

_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Words of a package's name that tell of one engine among several.
_NAMED = frozenset("mysql postgres postgresql pg sqlite".split())
#: Files that tie implementations together, or hold what all of them share.
_GLUE = frozenset("mod.rs lib.rs main.rs error.rs errors.rs cfg.rs config.rs settings.rs types.rs prelude.rs".split())
_TESTS = ("_test.rs", "_tests.rs", "/tests.rs")


def choices(tree: Tree, claims: list[Claim], crates: dict[str, set[str]]) -> list[Claim]:
    """The claims, with those marked that the application can do without. `crates` is an engine to its crates."""
    alike = _exchangeable(claims)
    if len(alike) == 2 and "sqlite" in alike and not _told_apart(tree, next(iter(alike - {"sqlite"}))):
        alike = set()
    for engine in {claim.engine for claim in claims if claim.scope == LIVE} - _RELATIONAL:
        if crates.get(engine) and _one_way(tree, engine, crates[engine]):
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
    """False where no file knows both: SQLite then holds something else than the server does."""
    words_for = ("postgres", "Postgres", "PgPool", "PgConnection") if server == "postgresql" else ("mysql", "MySql")
    seen = False
    for path, text in tree.sources((".rs",), ("sqlite", "Sqlite", "SQLite")):
        if path.endswith(_TESTS) or tooling(path):
            continue
        seen = True
        code = "\n".join(line.partition("//")[0] for line in text.split("\n"))
        if any(word in code for word in words_for) and "sqlite" in code.lower():
            return True
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

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build constraints of Go: which builds a file is part of. https://pkg.go.dev/cmd/go#hdr-Build_constraints"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Union

_CONSTRAINT = re.compile(r"//go:build[ \t]+(.*)|//[ \t]*\+build[ \t]+(.*)")
_LEAVES = re.compile(r"\w[\w.]*|&&|\|\||[!()]")
#: As long, and as deeply nested, as people write them.
_LENGTH_LIMIT = 2000
_DEPTH_LIMIT = 20

#: What comes out of a constraint: it holds, it does not, or these tags decide, each asked for or ruled out.
Outcome = Union[bool, tuple[tuple[str, bool], ...]]  # noqa: UP007 -- evaluated, by the oldest Python as well


def constraint(source: str) -> str:
    """The build constraint in the form of `//go:build`, empty where there is none."""
    older: list[str] = []
    for line in source.split("\n", maxsplit=400)[:400]:
        found = _CONSTRAINT.match(line.strip())
        if found and found.group(1):
            return found.group(1)
        if found:
            # "a,b !c" of the older form: a comma is and, a space is or.
            alternatives = [" && ".join(part.split(",")) for part in found.group(2).split()]
            older.append("(" + " || ".join(f"({part})" for part in alternatives) + ")")
        elif line.startswith("package "):
            break
    return " && ".join(older)


def outcome(expression: str, truth: Callable[[str], bool | None]) -> Outcome:
    """Whether a constraint holds where some tags are known to; those that decide it where that is not enough.

    Where it is none, all its tags decide.
    """
    leaves = _LEAVES.findall(expression[:_LENGTH_LIMIT])
    try:
        reader = _Reader(leaves, truth)
        found = reader.any_of(0)
    except ValueError:
        return tuple(_listed(leaves))
    return tuple(_listed(leaves)) if reader.rest() else found


def _listed(leaves: list[str]) -> Iterator[tuple[str, bool]]:
    wanted = True
    for leaf in leaves:
        if leaf == "!":
            wanted = not wanted
            continue
        if leaf not in ("&&", "||", "(", ")"):
            yield leaf, wanted
        wanted = True


class _Reader:
    def __init__(self, leaves: list[str], truth: Callable[[str], bool | None]) -> None:
        self._leaves = leaves
        self._next = 0
        self._truth = truth

    def rest(self) -> list[str]:
        return self._leaves[self._next :]

    def any_of(self, depth: int) -> Outcome:
        return _joined(self._row("||", lambda: self._all_of(depth)), True)

    def _all_of(self, depth: int) -> Outcome:
        return _joined(self._row("&&", lambda: self._one(depth)), False)

    def _row(self, sign: str, read: Callable[[], Outcome]) -> list[Outcome]:
        found = [read()]
        while self.rest()[:1] == [sign]:
            self._next += 1
            found.append(read())
        return found

    def _one(self, depth: int) -> Outcome:
        leaf = self._take()
        if depth > _DEPTH_LIMIT:
            raise ValueError("nested deeper than people write")
        if leaf == "!":
            inner = self._one(depth + 1)
            return not inner if isinstance(inner, bool) else tuple((tag, not wanted) for tag, wanted in inner)
        if leaf == "(":
            inner = self.any_of(depth + 1)
            if self._take() != ")":
                raise ValueError("a bracket stays open")
            return inner
        if leaf in ("&&", "||", ")"):
            raise ValueError("no tag")
        known = self._truth(leaf)
        return ((leaf, True),) if known is None else known

    def _take(self) -> str:
        if self._next >= len(self._leaves):
            raise ValueError("it ends too early")
        self._next += 1
        return self._leaves[self._next - 1]


def _joined(parts: list[Outcome], settling: bool) -> Outcome:
    """One part that settles it is enough; of the others only those count that are open."""
    if any(part is settling for part in parts):
        return settling
    undecided = tuple(leaf for part in parts if not isinstance(part, bool) for leaf in part)
    return undecided or not settling

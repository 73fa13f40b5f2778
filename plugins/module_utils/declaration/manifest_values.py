# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the values of a manifest by the tables of its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from .document import Document, Path
from .manifest_keys import TYPES, Key
from .problem import nearest

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass
class Findings:
    """What reading a manifest brings to light, beside its groups."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: Where they are.
    faulty: set[Path] = field(default_factory=set)
    #: Keys of the original that mean nothing here, in the order in which they were met.
    idle: dict[str, None] = field(default_factory=dict)
    #: Versions that are in no list, with their places: a word, or in strict mode a problem.
    unlisted: list[tuple[str, str]] = field(default_factory=list)

    def problem(self, path: Path, what: str, mend: str) -> None:
        """Notes something wrong at a path."""
        self.problems.append(Problem(self.document.place(*path), what, mend))
        self.faulty.add(path)

    def faults_below(self, path: Path) -> bool:
        """Whether something was wrong there."""
        return any(one[: len(path)] == path for one in self.faulty)

    def read(self, path: Path, value: Any, keys: Mapping[str, Key]) -> dict[str, Any]:
        """The keys of a mapping with values of the right types; all else is noted and left out."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem(path, f"is {_name(value)}", f"write a mapping of {', '.join(keys)}")
            return {}
        found = {}
        for name, given in value.items():
            where = (*path, name)
            if name not in keys:
                self.problem(where, "is no key of a manifest there", nearest(name, keys))
                continue
            if given is None:
                continue
            key = keys[name]
            right, typed = _typed(key.type, given)
            if not right:
                self.problem(where, f"is {_name(given)}", f"write {TYPES[key.type]}")
            elif key.choices and typed not in key.choices:
                self.problem(where, f"'{typed}' is none of its values", nearest(str(typed), key.choices))
            elif key.becomes:
                found[name] = typed
            else:
                self.idle[name] = None
        return found


def _typed(kind: str, value: Any) -> tuple[bool, Any]:
    """Whether a value is of a type, and the value in that type: '50' is a number as well."""
    if kind == "any":
        return True, value
    if kind in {"text", "version"}:
        return isinstance(value, (str, int)) and not isinstance(value, bool), str(value)
    if kind == "truth":
        truth = _WORDS.get(value.lower()) if isinstance(value, str) else value
        return isinstance(truth, bool), truth
    if kind == "whole":
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        return isinstance(number, int) and not isinstance(number, bool), number
    if kind == "texts":
        texts = [value] if isinstance(value, str) else value
        return isinstance(texts, list) and all(isinstance(text, str) for text in texts), texts
    return isinstance(value, {"list": list, "map": dict}[kind]), value


def _name(value: Any) -> str:
    """A value's type as people call it."""
    for kind, name in ((bool, "true or false"), (int, "a number"), (str, "a text"), (list, "a list")):
        if isinstance(value, kind):
            return name
    return "a mapping"

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a file of JavaScript or TypeScript."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from .js_tokens import Token
from .ranges import Ranges

#: What a condition can be.
IF, CASE, KEY = "if", "case", "key"


@dataclass(frozen=True)
class Loaded:
    """A module that is loaded, and the names it is known by: local name to exported name, `*` for all of it."""

    module: str
    index: int
    line: int
    names: dict[str, str]
    #: True where it is known by names; False for `import "module"` and for a call amid an expression.
    bound: bool
    #: True for `export … from`.
    passed_on: bool = False
    #: The token after the statement or call.
    end: int = 0


@dataclass(frozen=True)
class Extent:
    """From the first token to the one behind the last."""

    start: int
    end: int


@dataclass(frozen=True)
class Condition:
    """A part of the code that only runs where something holds; first and last token of the test."""

    start: int
    end: int
    test: tuple[int, int]
    #: True where the part runs when the test does not hold.
    negated: bool
    kind: str = IF


@dataclass(frozen=True)
class Owner:
    """A named function or class; `bases` are what a class extends and implements."""

    start: int
    end: int
    name: str
    bases: tuple[str, ...] = ()
    is_class: bool = False


@dataclass
class Code:
    """One file."""

    tokens: list[Token]
    #: Index of an opening bracket to that of its closing one, and back.
    match: dict[int, int]
    loaded: list[Loaded] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    #: Parts that are functions, named or not.
    functions: list[Extent] = field(default_factory=list)
    #: Methods that only their own class calls, by `private` or their name.
    private: list[Owner] = field(default_factory=list)
    #: All methods and functions with a name in front of their brackets.
    methods: list[Owner] = field(default_factory=list)
    #: A constant's name to the tokens of its value.
    constants: dict[str, tuple[int, int]] = field(default_factory=dict)

    @functools.cached_property
    def in_loads(self) -> frozenset[int]:
        """The tokens that load a module."""
        return frozenset(index for one in self.loaded for index in range(one.index, one.end))

    def conditions_of(self, index: int) -> list[Condition]:
        """The conditions under which a token runs."""
        return self._conditions.around(index)

    @functools.cached_property
    def _conditions(self) -> Ranges[Condition]:
        return Ranges(self.conditions)

    @functools.cached_property
    def _functions(self) -> Ranges[Extent]:
        return Ranges(self.functions)

    @functools.cached_property
    def _owners(self) -> Ranges[Owner]:
        return Ranges(self.owners)

    def owner_of(self, index: int) -> Owner | None:
        """The outermost named function or class around a token."""
        around = self._owners.around(index)
        return min(around, key=lambda found: found.start) if around else None

    def in_function(self, index: int) -> bool:
        """True where a token runs only when somebody calls."""
        return bool(self._functions.around(index))

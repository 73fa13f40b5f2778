# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of Go tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from .go_tokens import Token

#: The tokens of a condition. In a case, the mark `case` stands between what is switched over and the values.
Condition = tuple[Token, ...]


@dataclass(frozen=True)
class Import:
    """A package that a file imports; the alias is empty where it has none."""

    path: str
    alias: str
    line: int


@dataclass(frozen=True)
class Use:
    """A call, a new object, or a function that is handed over by name, with the text it is registered under."""

    qualifier: str
    name: str
    line: int
    #: The function it stands in; empty outside of functions.
    function: str
    conditions: tuple[Condition, ...] = ()
    #: Those that do not hold here: it stands below `else`, or after a block that left the function.
    denied: tuple[Condition, ...] = ()
    #: Texts among the arguments.
    texts: tuple[str, ...] = ()
    registered: str = ""


@dataclass(frozen=True)
class Switch:
    """What a switch tells apart, with its names and texts."""

    line: int
    subject: Condition
    cases: tuple[str, ...]


@dataclass
class GoSource:
    """What a file tells."""

    package: str = ""
    constraint: str = ""
    imports: list[Import] = field(default_factory=list)
    functions: dict[str, int] = field(default_factory=dict)
    #: Methods, with the type that they belong to.
    methods: dict[str, str] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    #: Tags of structs' fields, with their line.
    tags: list[tuple[str, int]] = field(default_factory=list)

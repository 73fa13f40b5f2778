# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the tokens of a build script into statements, with what stands in brackets as groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from .errors import DEPTH_LIMIT, FormatError
from .script_tokens import NAME, NEWLINE, PUNCTUATION, STRING, tokens
from .tokens import Token

_CLOSING = {"(": ")", "[": "]", "{": "}"}
#: A line that ends with one of these goes on, and so does one before a line that starts with one of those.
_GOES_ON = frozenset([",", "=", "+", ":", "%", "%%", "%%%", "+=", "++=", "++", ":=", "&&", "||", "?:", "?", "."])
_CONTINUES = frozenset([".", "?.", "%", "%%", "%%%", "++", "?:", "&&", "||", "?"])


@dataclass
class Group:
    """What stands between brackets. In braces each line is a statement, elsewhere there is one."""

    opening: str
    line: int
    statements: list[list[Item]] = field(default_factory=lambda: [[]])


Item: TypeAlias = "Token | Group"


def parse_script(source: str, language: str) -> list[list[Item]]:
    """The statements of a script. Raises FormatError."""
    root = Group("{", 1)
    opened = [root]
    for token in tokens(source, language):
        group = opened[-1]
        statement = group.statements[-1]
        if token.kind == NEWLINE or (token.kind == PUNCTUATION and token.text == ";"):
            goes_on = statement and is_mark(statement[-1], _GOES_ON) and token.kind == NEWLINE
            if group.opening == "{" and statement and not goes_on:
                group.statements.append([])
        elif token.kind == PUNCTUATION and token.text in _CLOSING:
            if len(opened) > DEPTH_LIMIT:
                raise FormatError(f"line {token.line}: nested deeper than {DEPTH_LIMIT} levels")
            inner = Group(token.text, token.line)
            statement.append(inner)
            opened.append(inner)
        elif token.kind == PUNCTUATION and token.text in _CLOSING.values():
            if len(opened) == 1 or _CLOSING[group.opening] != token.text:
                raise FormatError(f"line {token.line}: '{token.text}' closes nothing")
            opened.pop()
        else:
            if not statement and len(group.statements) > 1 and is_mark(token, _CONTINUES):
                group.statements.pop()
            group.statements[-1].append(token)
    if len(opened) > 1:
        raise FormatError(f"line {opened[-1].line}: '{opened[-1].opening}' is never closed")
    return [statement for statement in root.statements if statement]


def is_mark(item: Item, marks: str | frozenset[str]) -> bool:
    """True for that punctuation, or one of those."""
    if not isinstance(item, Token) or item.kind != PUNCTUATION:
        return False
    return item.text == marks if isinstance(marks, str) else item.text in marks


def dotted(items: list[Item], start: int = 0) -> tuple[str, int]:
    """The dotted name that starts at a place, and the place after it."""
    parts: list[str] = []
    position = start
    while position < len(items):
        item = items[position]
        if not isinstance(item, Token) or item.kind != NAME:
            break
        parts.append(item.text)
        position += 1
        if position + 1 < len(items) and is_mark(items[position], frozenset([".", "?."])):
            following = items[position + 1]
            if isinstance(following, Token) and following.kind == NAME:
                position += 1
                continue
        break
    return ".".join(parts), position


def groups(items: list[Item], opening: str) -> list[Group]:
    """The groups of one kind that stand directly in a statement."""
    return [item for item in items if isinstance(item, Group) and item.opening == opening]


def flat(items: list[Item], braces: bool = False) -> Iterator[Item]:
    """The items of a statement with those in its brackets; those in braces only where wanted."""
    for item in items:
        if not isinstance(item, Group):
            yield item
        elif braces or item.opening != "{":
            yield item
            for statement in item.statements:
                yield from flat(statement, braces)


def strings(items: list[Item]) -> list[Token]:
    """All strings of a statement that stand outside of braces."""
    return [item for item in flat(items) if isinstance(item, Token) and item.kind == STRING]


def arguments(items: list[Item]) -> list[list[Item]]:
    """A list of items, split at its commas."""
    result: list[list[Item]] = [[]]
    for item in items:
        if is_mark(item, ","):
            result.append([])
        else:
            result[-1].append(item)
    return [argument for argument in result if argument]

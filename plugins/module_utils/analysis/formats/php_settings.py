# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the values that a PHP settings file returns, assigns and defines, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from . import php_tokens as php
from .errors import DEPTH_LIMIT, FormatError
from .tokens import Token

#: Functions that read the environment begin so: `env`, `getenv`, `envUnlessEmpty`.
_READERS = ("env", "getenv")
_ARRAYS = frozenset({"$_ENV", "$_SERVER"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


#: What stands before a text that counts where a variable is not set.
_BEFORE_DEFAULT = frozenset({",", "?:", "??", ":", "?"})


@dataclass
class Value:
    """What is known of a value: its text, or what it is unless an environment variable says otherwise."""

    line: int
    text: str = ""
    #: The environment variables that decide, the first one first.
    variables: tuple[str, ...] = ()
    #: True where the code decides between texts.
    conditional: bool = False
    #: True for an array.
    array: bool = False
    members: dict[str, Value] = field(default_factory=dict)

    def at(self, *path: str) -> Value | None:
        """The value on a path of keys."""
        found: Value | None = self
        for key in path:
            found = found.members.get(key) if found is not None else None
        return found

    def walk(self, *path: str) -> Iterator[tuple[tuple[str, ...], Value]]:
        """This value and all below it, each with its path."""
        yield path, self
        for key, value in self.members.items():
            yield from value.walk(*path, key)


@dataclass(frozen=True)
class Assigned:
    """`$a['b'] = value`, `define('A', value)`, `return value`: the target is a, b; A; or `return`."""

    target: tuple[str, ...]
    value: Value


def parse_php_settings(source: str) -> list[Assigned]:
    """What a file assigns, in its order. Raises FormatError."""
    return list(_Reader(list(php.tokens(source))).assignments())


def parse_cases(source: str) -> set[str]:
    """The texts that `case 'x':` tells apart. Raises FormatError."""
    found = list(php.tokens(source))
    return {
        token.text
        for before, token in pairwise(found)
        if token.kind == php.STRING and before.kind == php.NAME and before.text.lower() == "case"
    }


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def assignments(self) -> Iterator[Assigned]:
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            word = token.text.lower().lstrip("\\")
            if token.kind == php.NAME and word == "return":
                self.position += 1
                yield Assigned(("return",), self._expression(0))
            elif token.kind == php.NAME and word == "define" and self._text(1) == "(":
                yield from self._defined()
            elif token.kind == php.VARIABLE:
                yield from self._assigned()
            else:
                self.position += 1

    def _text(self, ahead: int = 0) -> str:
        """The text of a coming piece that is no string; empty for a string and at the end."""
        index = self.position + ahead
        if index >= len(self.tokens) or self.tokens[index].kind == php.STRING:
            return ""
        return self.tokens[index].text

    def _string(self, ahead: int) -> Token | None:
        index = self.position + ahead
        token = self.tokens[index] if index < len(self.tokens) else None
        return token if token is not None and token.kind == php.STRING else None

    def _defined(self) -> Iterator[Assigned]:
        name = self._string(2)
        if name is None or self._text(3) != ",":
            self.position += 1
            return
        self.position += 4
        yield Assigned((name.text,), self._expression(0))

    def _assigned(self) -> Iterator[Assigned]:
        target = [self._text().lstrip("$")]
        self.position += 1
        while True:
            if self._text() in ("->", "?->") and self.position + 1 < len(self.tokens):
                # `$CFG->dbtype`, `$this->db['default']`.
                target.append(self._text(1))
                self.position += 2
            elif self._text() == "[" and self._text(1) == "]":
                target.append("[]")
                self.position += 2
            elif self._text() == "[" and self._text(2) == "]":
                target.append(self.tokens[self.position + 1].text)
                self.position += 3
            else:
                break
        if self._text() == "=":
            self.position += 1
            yield Assigned(tuple(target), self._expression(0))

    def _expression(self, depth: int) -> Value:
        """A value up to the comma, semicolon or bracket that ends it."""
        if depth > DEPTH_LIMIT:
            raise FormatError(f"line {self.tokens[self.position - 1].line}: nested deeper than {DEPTH_LIMIT} levels")
        start = self.position
        line = self.tokens[min(start, len(self.tokens) - 1)].line
        if self._text() == "[" or (self._text().lower() == "array" and self._text(1) == "("):
            array = self._array(depth)
            if self.position >= len(self.tokens) or self._text() in (",", ";", "]", ")", "}"):
                return array
        self._skip()
        return _read(self.tokens[start : self.position], line)

    def _skip(self) -> None:
        """To the end of an expression, wherever in it we are."""
        depth = 0
        while self.position < len(self.tokens):
            text = self._text()
            if text in _OPENING:
                depth += 1
            elif text in _CLOSING:
                if depth == 0:
                    return
                depth -= 1
            elif depth == 0 and text in (",", ";", "=>"):
                return
            self.position += 1

    def _array(self, depth: int) -> Value:
        result = Value(self.tokens[self.position].line, array=True)
        closing = "]" if self._text() == "[" else ")"
        self.position += 1 if closing == "]" else 2
        while self.position < len(self.tokens):
            if self._text() == closing:
                self.position += 1
                return result
            if self._text() in _CLOSING or self._text() == ";":
                raise FormatError(f"line {self.tokens[self.position].line}: '{closing}' is missing")
            before = self.position
            value = self._expression(depth + 1)
            key = str(len(result.members))
            if self._text() == "=>":
                line = value.line
                key = value.text or key
                self.position += 1
                value = self._expression(depth + 1)
                value.line = line
            result.members[key] = value
            if self._text() == "," or self.position == before:
                self.position += 1
        raise FormatError(f"line {result.line}: '{closing}' is missing")


def _read(tokens: list[Token], line: int) -> Value:
    """Understands plain strings, `env('X', 'y')`, `getenv('X') ?: 'y'`, `$_ENV['X'] ?? 'y'` and `Some\\Name::class`."""
    value = Value(line)
    if len(tokens) == 1 and tokens[0].kind in (php.STRING, php.NUMBER):
        value.text = "" if tokens[0].dynamic else tokens[0].text
        return value
    if len(tokens) == 3 and _is_class(tokens, 0):
        value.text = tokens[0].text.lstrip("\\")
        return value
    texts: list[str] = []
    for index, token in enumerate(tokens):
        opening = tokens[index - 1].text if index else ""
        reader = tokens[index - 2].text.lower().rpartition("\\")[2] if index > 1 else ""
        if token.kind == php.PUNCTUATION and token.text == "?":
            value.conditional = True
        elif token.kind == php.STRING and not token.dynamic:
            if (opening == "(" and reader.startswith(_READERS)) or (opening == "[" and reader.upper() in _ARRAYS):
                value.variables += (token.text,)
            elif opening in _BEFORE_DEFAULT:
                texts.append(token.text)
        elif token.kind == php.NAME and opening in _BEFORE_DEFAULT and _is_class(tokens, index):
            texts.append(token.text.lstrip("\\"))
    if texts and (value.variables or value.conditional):
        value.text = texts[-1]
    return value


def _is_class(tokens: list[Token], index: int) -> bool:
    return [token.text for token in tokens[index + 1 : index + 3]] == ["::", "class"]

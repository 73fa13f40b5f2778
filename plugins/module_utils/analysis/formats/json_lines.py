# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads JSON and keeps the line of every key, which the standard library does not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Union

from .errors import DEPTH_LIMIT, FormatError

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")


@dataclass(frozen=True)
class Member:
    """A value of an object, with the line of its key."""

    line: int
    value: Value


Value = Union[str, int, float, bool, None, list[Any], "dict[str, Member]"]


def parse_json(source: str) -> Value:
    """The value of a JSON text; objects become mappings of key to Member. Raises FormatError."""
    reader = _Reader(source)
    value = reader.value(0)
    if reader.skip() != len(source):
        raise FormatError(f"line {reader.line()}: something follows the end")
    return value


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self._counted = (0, 1)

    def line(self) -> int:
        position, line = self._counted
        line += self.source.count("\n", position, self.position)
        self._counted = (self.position, line)
        return line

    def skip(self) -> int:
        space = _SPACE.match(self.source, self.position)
        if space:
            self.position = space.end()
        return self.position

    def value(self, depth: int) -> Value:
        if depth > DEPTH_LIMIT:
            raise FormatError(f"line {self.line()}: nested deeper than {DEPTH_LIMIT} levels")
        self.skip()
        character = self.source[self.position : self.position + 1]
        if character == '"':
            return self._string()
        if character == "{":
            return self._object(depth)
        if character == "[":
            return self._list(depth)
        scalar = _SCALAR.match(self.source, self.position)
        if not scalar:
            raise FormatError(f"line {self.line()}: a value is missing or wrong")
        self.position = scalar.end()
        if len(scalar.group()) > 100:
            raise FormatError(f"line {self.line()}: a number is too long")
        try:
            loaded: Value = json.loads(scalar.group())
        except ValueError as exc:
            raise FormatError(f"line {self.line()}: a value is missing or wrong") from exc
        return loaded

    def _string(self) -> str:
        try:
            text, end = json.decoder.scanstring(self.source, self.position + 1)  # type: ignore[attr-defined]
        except ValueError as exc:
            raise FormatError(f"line {self.line()}: a string never ends or holds a wrong escape") from exc
        self.position = end
        return str(text)

    def _object(self, depth: int) -> dict[str, Member]:
        members: dict[str, Member] = {}
        self.position += 1
        if self._take("}"):
            return members
        while True:
            self.skip()
            if not self.source.startswith('"', self.position):
                raise FormatError(f"line {self.line()}: a key is missing")
            line = self.line()
            key = self._string()
            if not self._take(":"):
                raise FormatError(f"line {self.line()}: ':' is missing")
            members[key] = Member(line, self.value(depth + 1))
            if self._take("}"):
                return members
            if not self._take(","):
                raise FormatError(f"line {self.line()}: ',' or '}}' is missing")

    def _list(self, depth: int) -> list[Value]:
        items: list[Value] = []
        self.position += 1
        if self._take("]"):
            return items
        while True:
            items.append(self.value(depth + 1))
            if self._take("]"):
                return items
            if not self._take(","):
                raise FormatError(f"line {self.line()}: ',' or ']' is missing")

    def _take(self, character: str) -> bool:
        self.skip()
        if self.source.startswith(character, self.position):
            self.position += 1
            return True
        return False

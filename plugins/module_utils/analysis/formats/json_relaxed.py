# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads JSON as .NET's settings may be written: with comments, and with commas after the last entry."""

from __future__ import annotations

import re

from .errors import FormatError
from .json_lines import Value, parse_json

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_NOT_NEWLINE = re.compile(r"[^\n]")


def parse_relaxed_json(source: str) -> Value:
    """The value of the text, lines kept. Raises FormatError."""
    return parse_json(_strict(source))


def _strict(source: str) -> str:
    """The text with spaces where comments and needless commas stood."""
    parts: list[str] = []
    comma = -1
    position = 0
    while position < len(source):
        character = source[position]
        if character == '"':
            string = _STRING.match(source, position)
            if string is None:
                raise FormatError(f"line {source.count(chr(10), 0, position) + 1}: a string never ends")
            parts.append(string.group())
            position = string.end()
            comma = -1
        elif source.startswith(("//", "/*"), position):
            end = source.find("\n" if source[position + 1] == "/" else "*/", position + 2)
            if end < 0 and source[position + 1] == "*":
                raise FormatError(f"line {source.count(chr(10), 0, position) + 1}: a comment never ends")
            end = len(source) if end < 0 else end + (0 if source[position + 1] == "/" else 2)
            parts.append(_NOT_NEWLINE.sub(" ", source[position:end]))
            position = end
        else:
            if character in "]}" and comma >= 0:
                parts[comma] = " "
            if character == ",":
                comma = len(parts)
            elif not character.isspace():
                comma = -1
            parts.append(character)
            position += 1
    return "".join(parts)

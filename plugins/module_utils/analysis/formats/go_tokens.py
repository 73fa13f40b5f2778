# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits Go source into tokens; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .errors import FormatError

# Kinds of tokens. A raw string is a string between backquotes, such as a struct's tag.
NAME, STRING, RAW, NUMBER, PUNCTUATION, NEWLINE = "name", "string", "raw", "number", "punctuation", "newline"

#: More tokens than people write in one file.
TOKENS_LIMIT = 400_000

_TOKEN = re.compile(
    r"""(?:[^\S\n]+|//[^\n]*+)*+
    (?:(?P<newline>\n)
    |(?P<name>[^\W\d]\w*)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<rune>'(?:[^'\\\n]|\\.){1,12}')
    |(?P<number>\d[\w.]*)
    |(?P<opening>/\*|["'`])
    |(?P<punctuation>:=|==|!=|<=|>=|&&|\|\||<-|\.\.\.|[^\w\s])
    |(?P<end>\Z))
    """,
    re.VERBOSE,
)
#: Kinds that are yielded as they stand.
_PLAIN = frozenset({NAME, NUMBER, PUNCTUATION})
_ESCAPE = re.compile(r'\\(["\\])')


class Token(NamedTuple):
    """A piece of source; a string's text is without its quotes."""

    kind: str
    text: str
    line: int


def tokens(source: str) -> Iterator[Token]:
    """All tokens of a source, comments left out. Raises FormatError where a string or comment never ends."""
    position, line, count, size, match = 0, 1, 0, len(source), _TOKEN.match
    while position < size:
        found = match(source, position)
        if found is None:
            raise FormatError(f"line {line}: no Go")
        count += 1
        if count > TOKENS_LIMIT:
            raise FormatError(f"line {line}: more code than people write in one file")
        position, kind = found.end(), str(found.lastgroup)
        text = found[kind]
        if kind in _PLAIN:
            yield Token(kind, text, line)
        elif kind == "opening":
            end = source.find("*/" if text == "/*" else "`", position) if text in ("/*", "`") else -1
            if end < 0:
                raise FormatError(f"line {line}: a string or comment never ends")
            if text == "`":
                yield Token(RAW, source[position:end], line)
            line += source.count("\n", position, end)
            position = end + (2 if text == "/*" else 1)
        elif kind == "newline":
            yield Token(NEWLINE, text, line)
            line += 1
        elif kind == "string":
            yield Token(STRING, _ESCAPE.sub(r"\1", text[1:-1]), line)
        elif kind == "rune":
            yield Token(NUMBER, text, line)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits Groovy, Kotlin and Scala build scripts into tokens: enough of the languages to read what a build declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import FormatError
from .tokens import Cursor, Token

# Languages.
GROOVY, KOTLIN, SCALA = "groovy", "kotlin", "scala"
# Kinds of tokens.
NEWLINE, NAME, STRING, NUMBER, PUNCTUATION = "newline", "name", "string", "number", "punctuation"

_SPACE = re.compile(r"(?:[ \t\f]|\\\n)+")
_NAME = re.compile(r"[^\W\d]\w*|\$\w+|`[^`\n]+`")
_NUMBER = re.compile(r"\d[\w.]*")
_OPERATOR = re.compile(r"%%%?|\+\+=?|\+=|:=|->|=>|<-|::|\?:|\?\.|[=!]==?|&&|\|\||<=|>=|[^\w\s]")
_CHARACTER = re.compile(r"'(?:\\.[^'\n]{0,6}|[^'\\\n])'")
_STRING_END = {quote: re.compile(rf"[{quote}\\$\n]") for quote in "\"'"}
_SLASHY = re.compile(r"/(?:\\.|[^/\\\n])+/")
#: After these a slash starts a string in Groovy.
_BEFORE_SLASHY = frozenset(["(", ",", "=", "[", ":", "~", "==", "&&", "||", "!"])


def tokens(source: str, language: str) -> Iterator[Token]:
    """All tokens of a source. Raises FormatError where a string or comment never ends."""
    return _Lexer(source, language).run()


class _Lexer(Cursor):
    def __init__(self, source: str, language: str) -> None:
        self.source = source
        self.language = language
        self.position = 0
        self.line = 1
        self.last: Token | None = None

    def run(self) -> Iterator[Token]:
        source = self.source
        if source.startswith("#!"):
            self._line_end()
        while self.position < len(source):
            space = _SPACE.match(source, self.position)
            if space:
                self.advance(space.end())
            elif source.startswith("//", self.position):
                self._line_end()
            elif source.startswith("/*", self.position):
                self._comment()
            else:
                self.last = self._token()
                yield self.last

    def _line_end(self) -> None:
        end = self.source.find("\n", self.position)
        self.position = len(self.source) if end < 0 else end

    def _comment(self) -> None:
        """A block comment; in Kotlin and Scala one may stand in another."""
        depth, position = 1, self.position + 2
        while depth:
            end = self.source.find("*/", position)
            if end < 0:
                raise FormatError(f"line {self.line}: a comment never ends")
            inner = self.source.find("/*", position, end) if self.language != GROOVY else -1
            depth, position = (depth + 1, inner + 2) if inner >= 0 else (depth - 1, end + 2)
        self.advance(position)

    def _token(self) -> Token:
        source, start, line = self.source, self.position, self.line
        character = source[start]
        if character == "\n":
            self.advance(start + 1)
            return Token(NEWLINE, "\n", line)
        if character == '"' or (character == "'" and self.language == GROOVY):
            return self._string(character)
        if character == "'":
            letter = _CHARACTER.match(source, start)
            self.advance(letter.end() if letter else start + 1)
            return Token(STRING if letter else PUNCTUATION, source[start : self.position], line)
        if self.language == GROOVY and character == "/" and self._value_may_start():
            slashy = _SLASHY.match(source, start)
            if slashy:
                self.advance(slashy.end())
                return Token(STRING, slashy.group()[1:-1], line, "$" in slashy.group())
        for kind, pattern in ((NAME, _NAME), (NUMBER, _NUMBER)):
            found = pattern.match(source, start)
            if found:
                self.advance(found.end())
                return Token(kind, found.group().strip("`"), line)
        operator = _OPERATOR.match(source, start)
        self.advance(operator.end() if operator else start + 1)
        return Token(PUNCTUATION, source[start : self.position], line)

    def _value_may_start(self) -> bool:
        last = self.last
        return last is None or last.kind == NEWLINE or (last.kind == PUNCTUATION and last.text in _BEFORE_SLASHY)

    def _string(self, quote: str) -> Token:
        line = self.line
        if self.source.startswith(quote * 3, self.position):
            end = self.source.find(quote * 3, self.position + 3)
            if end < 0:
                raise FormatError(f"line {line}: a string never ends")
            # Of more than three quotes the last three end it.
            while self.source.startswith(quote, end + 3):
                end += 1
            text = self.source[self.position + 3 : end]
            self.advance(end + 3)
            return Token(STRING, text, line, quote == '"' and "$" in text)
        source, position, parts, dynamic = self.source, self.position + 1, list[str](), False
        while True:
            stop = _STRING_END[quote].search(source, position)
            if stop is None or stop.group() == "\n":
                raise FormatError(f"line {line}: a string never ends")
            parts.append(source[position : stop.start()])
            position = stop.end()
            if stop.group() == quote:
                self.advance(position)
                return Token(STRING, "".join(parts), line, dynamic)
            if stop.group() == "\\":
                parts.append(source[position : position + 1])
                position += 1
            elif quote == '"' and source.startswith("{", position):
                end = self.interpolation(position + 1, ends="\n")
                parts.append(source[stop.start() : end])
                position, dynamic = end, True
            else:
                parts.append("$")
                dynamic = dynamic or quote == '"'

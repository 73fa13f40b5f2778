# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits Ruby source into tokens: enough of the language for Gemfiles and settings, and it never runs anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import FormatError
from .tokens import CLOSING, Cursor, Token

# Kinds of tokens.
NEWLINE, NAME, STRING, SYMBOL, LABEL, WORDS, NUMBER, PUNCTUATION = (
    "newline",
    "name",
    "string",
    "symbol",
    "label",
    "words",
    "number",
    "punctuation",
)

_SPACE = re.compile(r"[ \t\f]+|\\\n")
_NAME = re.compile(r"(?:@@?|\$)?[^\W\d]\w*[?!]?|\$(?:\d+|[!@&~`'+*$?:\"<>,./\\;=-])")
#: `?a` is a string of one letter.
_LETTER = re.compile(r"\?(?:\\[^\n]|[\w\"'#/.,;-])(?!\w)")
_NUMBER = re.compile(r"\d[\w.]*")
_PERCENT = re.compile(r"%([wWiIqQrx]?)([\[({<|!/])")
_HEREDOC = re.compile(r"<<[~-]?(['\"`]?)([A-Za-z_]\w*)\1")
_OPERATOR = re.compile(r"=>|&&|\|\||::|->|[=!]=|=~|!~|\.\.\.?|\|\|=|<<|[^\w\s]")
#: After these a slash starts a regular expression.
_BEFORE_REGEXP = frozenset(["(", ",", "=", "=~", "!~", "[", "{", "|", "&&", "||", "!", "=>", "?", ":", "+", ";", "<<"])
_KEYWORDS_BEFORE_REGEXP = frozenset(["when", "if", "unless", "and", "or", "not", "elsif", "while", "until", "return"])


def tokens(source: str) -> Iterator[Token]:
    """All tokens of a source. Raises FormatError where a string or the like never ends."""
    return _Lexer(source).run()


class _Lexer(Cursor):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.heredocs: list[str] = []
        self.last: Token | None = None

    def run(self) -> Iterator[Token]:
        source = self.source
        while self.position < len(source):
            if self._line_start() and self._skip_block_comment():
                continue
            if self._line_start() and re.compile(r"__END__[ \t]*(?:\n|\Z)").match(source, self.position):
                return
            space = _SPACE.match(source, self.position)
            if space:
                self.advance(space.end())
                continue
            if source[self.position] == "#":
                end = source.find("\n", self.position)
                self.position = len(source) if end < 0 else end
                continue
            token = self._token()
            self.last = token
            yield token

    def _line_start(self) -> bool:
        return self.position == 0 or self.source[self.position - 1] == "\n"

    def _skip_block_comment(self) -> bool:
        if not self.source.startswith("=begin", self.position):
            return False
        end = self.source.find("\n=end", self.position)
        if end < 0:
            self.advance(len(self.source))
            return True
        rest = self.source.find("\n", end + 1)
        self.advance(len(self.source) if rest < 0 else rest)
        return True

    def _token(self) -> Token:
        source, start, line = self.source, self.position, self.line
        character = source[start]
        if character == "\n":
            self.advance(start + 1)
            self._skip_heredocs()
            return Token(NEWLINE, "\n", line)
        if character in "\"'`":
            text, dynamic = self._quoted(start + 1, character, character)
            if (
                character != "`"
                and source.startswith(":", self.position)
                and not source.startswith("::", self.position)
            ):
                self.position += 1
                return Token(LABEL, text, line, dynamic)
            return Token(STRING, text, line, dynamic or character == "`")
        if character == ":" and source[start + 1 : start + 2] in ("'", '"'):
            text, dynamic = self._quoted(start + 2, source[start + 1], source[start + 1])
            return Token(SYMBOL, text, line, dynamic)
        if character == ":":
            name = _NAME.match(source, start + 1)
            if name and not source.startswith("::", start):
                self.position = name.end()
                return Token(SYMBOL, name.group(), line)
        if character == "%" and self._value_may_start():
            percent = _PERCENT.match(source, start)
            if percent:
                opening = percent.group(2)
                text, dynamic = self._quoted(percent.end(), opening, CLOSING.get(opening, opening))
                letter = percent.group(1)
                return Token(WORDS if letter in tuple("wWiI") else STRING, text, line, dynamic or letter in tuple("rx"))
        heredoc = _HEREDOC.match(source, start) if self._value_may_start() else None
        if heredoc:
            self.heredocs.append(heredoc.group(2))
            self.position = heredoc.end()
            return Token(STRING, "", line, True)
        if character == "/" and self._value_may_start():
            text, _dynamic = self._quoted(start + 1, "/", "/")
            return Token(STRING, text, line, True)
        single = _LETTER.match(source, start) if character == "?" and self._value_may_start() else None
        if single:
            self.advance(single.end())
            return Token(STRING, single.group()[1:], line)
        name = _NAME.match(source, start)
        if name:
            self.position = name.end()
            text = name.group()
            if (
                text[-1] in "?!"
                and source.startswith("=", self.position)
                and not source.startswith("=>", self.position)
            ):
                # `a != b` without a space.
                self.position -= 1
                text = text[:-1]
            if source.startswith(":", self.position) and not source.startswith("::", self.position):
                self.position += 1
                return Token(LABEL, text, line)
            return Token(NAME, text, line)
        number = _NUMBER.match(source, start)
        if number:
            self.position = number.end()
            return Token(NUMBER, number.group(), line)
        operator = _OPERATOR.match(source, start)
        self.advance(operator.end() if operator else start + 1)
        return Token(PUNCTUATION, source[start : self.position], line)

    def _value_may_start(self) -> bool:
        last = self.last
        if last is None or last.kind in (NEWLINE, LABEL):
            return True
        if last.kind == PUNCTUATION:
            return last.text in _BEFORE_REGEXP
        if last.kind != NAME:
            return False
        if last.text in _KEYWORDS_BEFORE_REGEXP:
            return True
        # `gem %q(pg)` but not `a / b`: a space before and none after.
        before, after = self.source[self.position - 1], self.source[self.position + 1 : self.position + 2]
        return before in " \t" and after not in ("", " ", "\t", "\n", "=")

    def _quoted(self, start: int, opening: str, closing: str) -> tuple[str, bool]:
        """The text up to the closing mark, and whether it is put together at run time."""
        source, position, depth, dynamic = self.source, start, 0, False
        parts: list[str] = []
        interpolates = opening != "'"
        while position < len(source):
            character = source[position]
            if character == "\\":
                parts.append(source[position + 1 : position + 2])
                position += 2
                continue
            if interpolates and source.startswith("#{", position):
                dynamic = True
                position = self.interpolation(position + 2)
                continue
            if character == closing and depth == 0:
                self.advance(position + 1)
                return "".join(parts), dynamic
            if opening != closing:
                depth += (character == opening) - (character == closing)
            parts.append(character)
            position += 1
        raise FormatError(f"line {self.line}: a string never ends")

    def _skip_heredocs(self) -> None:
        for name in self.heredocs:
            end = re.compile(rf"^[ \t]*{name}[ \t]*$", re.MULTILINE).search(self.source, self.position)
            if end is None:
                raise FormatError(f"line {self.line}: the text up to {name} never ends")
            self.advance(min(end.end() + 1, len(self.source)))
        self.heredocs = []

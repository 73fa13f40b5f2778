# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits JavaScript and TypeScript into tokens: comments, strings, templates and regular expressions told apart.

Code is only looked into, so nothing is refused that an editor would show: a quote that never ends on its line, as in
the text between two tags of JSX, is a mark like any other. The time is linear in the length of the source.
"""

from __future__ import annotations

import re
from sys import intern
from typing import NamedTuple

from .errors import FormatError
from .tokens import Cursor

# Kinds of tokens.
NAME, STRING, TEMPLATE, NUMBER, REGEXP, PUNCTUATION = (
    "name",
    "string",
    "template",
    "number",
    "regexp",
    "punctuation",
)
#: People write fewer in one file.
TOKENS_LIMIT = 150_000

#: Space, names, numbers, and the marks that mean the same everywhere, each in the group that is called after its kind.
_PLAIN = re.compile(
    rf"((?:\s++|//[^\n]*+)++)|(?P<{NAME}>#?[^\W\d][\w$]*+|#?\$[\w$]*+)|(?P<{NUMBER}>\d[\w.]*+|\.\d\w*+)"
    rf"|(?P<{PUNCTUATION}>=>|\?\.(?!\d)|\?\?=?|\.\.\.|===?|!==?|&&=?|\|\|=?|<=|>=|\+\+|--|\*\*=?|[-+*%&|^]=|[^\s\"'`/{{}}])"
)
_STRINGS = {quote: re.compile(rf"{quote}[^{quote}\\\n]*+(?:\\[\s\S][^{quote}\\\n]*+)*+{quote}") for quote in "\"'"}
_REGEXP = re.compile(r"/(?![*/])(?:[^\\/\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*+\])++/[a-z]*")
_TEMPLATE_END = re.compile(r"`|\$\{")
_TEMPLATE_TEXT = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*+")
#: After these words an expression starts, so a slash starts a regular expression.
_BEFORE_EXPRESSION = frozenset(
    "return typeof instanceof in of new delete void throw case do else await yield default extends".split()
)
_VALUE_ENDS = frozenset([")", "]", "}", "++", "--"])


class Token(NamedTuple):
    """A piece of source. The text of a string or template is what stands between its marks."""

    kind: str
    text: str
    line: int


def tokens(source: str) -> list[Token]:
    """All tokens of a source. A template with `${}` comes in its pieces, with `${` and `}` around the code inside.

    Raises FormatError for more tokens than people write.
    """
    return _Lexer(source).run()


class _Lexer(Cursor):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.found: list[Token] = []
        #: Open `{` of each open `${`.
        self.interpolations: list[int] = []
        #: Up to where a mark is known not to close, so that no line is searched twice.
        self.unclosed: dict[str, int] = {}

    def run(self) -> list[Token]:
        source, length = self.source, len(self.source)
        if source.startswith("#!"):
            self.position = _line_end(source, 0)
        while self.position < length:
            plain = _PLAIN.match(source, self.position)
            if plain:
                kind, text = plain.lastgroup, plain.group()
                self.position = plain.end()
                if kind is None:
                    self.line += text.count("\n")
                else:
                    # A file repeats its names; one copy of each is enough.
                    self.found.append(Token(kind, intern(text) if kind == NAME else text, self.line))
            elif source.startswith("/*", self.position):
                end = source.find("*/", self.position + 2)
                self.advance(length if end < 0 else end + 2)
            else:
                self._token(source[self.position])
            if len(self.found) > TOKENS_LIMIT:
                raise FormatError(f"line {self.line}: more than {TOKENS_LIMIT} tokens")
        return self.found

    def _add(self, kind: str, text: str, end: int) -> None:
        self.found.append(Token(kind, text, self.line))
        self.advance(end)

    def _token(self, character: str) -> None:
        start = self.position
        if character == "`":
            self._template(start + 1)
        elif character in "\"'" and (string := self._closed(character, _STRINGS[character])):
            self._add(STRING, string.group()[1:-1], string.end())
        elif character == "/" and self._value_may_start() and (regexp := self._closed("/", _REGEXP)):
            self._add(REGEXP, regexp.group(), regexp.end())
        else:
            self._operator(character)

    def _operator(self, character: str) -> None:
        if self.interpolations:
            if character == "{":
                self.interpolations[-1] += 1
            elif character == "}":
                if self.interpolations[-1] == 0:
                    self.interpolations.pop()
                    self._add(PUNCTUATION, "}", self.position + 1)
                    self._template(self.position)
                    return
                self.interpolations[-1] -= 1
        self._add(PUNCTUATION, character, self.position + 1)

    def _closed(self, mark: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if self.position < self.unclosed.get(mark, 0):
            return None
        found = pattern.match(self.source, self.position)
        if not found:
            self.unclosed[mark] = _line_end(self.source, self.position)
        return found

    def _template(self, start: int) -> None:
        """The text of a template up to its end or its next `${`."""
        text = _TEMPLATE_TEXT.match(self.source, start)
        end = text.end() if text else start
        self._add(TEMPLATE, self.source[start:end], end)
        mark = _TEMPLATE_END.match(self.source, end)
        if mark is None:
            self.advance(len(self.source))
        elif mark.group() == "`":
            self.advance(mark.end())
        else:
            self._add(PUNCTUATION, "${", mark.end())
            self.interpolations.append(0)

    def _value_may_start(self) -> bool:
        if not self.found:
            return True
        last = self.found[-1]
        if last.kind == NAME:
            return last.text in _BEFORE_EXPRESSION
        # `</` closes a tag of JSX.
        return last.kind == PUNCTUATION and last.text not in _VALUE_ENDS and last.text != "<"


def _line_end(source: str, position: int) -> int:
    end = source.find("\n", position)
    return len(source) if end < 0 else end

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits Elixir source into tokens: heredocs, sigils, atoms and comments included. It never runs anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import FormatError
from .tokens import CLOSING, Cursor, Token

# Kinds of tokens. An alias is a module's whole name, a label is a key of a keyword list.
NEWLINE, NAME, ALIAS, ATOM, LABEL, STRING, WORDS, NUMBER, PUNCTUATION = (
    "newline",
    "name",
    "alias",
    "atom",
    "label",
    "string",
    "words",
    "number",
    "punctuation",
)

#: Most of any source, in one look: white space and comments, then what ends where the pattern ends.
_PLAIN = re.compile(
    r"""(?:[ \t\f\r]+|\#[^\n]*+)*+
    (?:(?P<newline>\n)
    |(?:(?P<alias>[A-Z]\w*(?:\.[A-Z]\w*)*+)|(?P<name>@?[^\W\dA-Z]\w*[?!]?)|(?P<number>\d\w*(?:\.\d\w*)?+))
     (?P<label>:(?=[ \n\t]|\Z))?+
    |(?P<punctuation>\|>|->|<-|=>|==|!=|&&|\|\||<>|\+\+|=~|[^\w\s\#"'~:?])
    |(?P<end>\Z))
    """,
    re.VERBOSE,
)
_ATOM = re.compile(r":([^\W\d]\w*[?!]?)")
_SIGIL = re.compile(r"~([A-Za-z]+)(\"\"\"|'''|[\"'/|(\[{<])")
_CHARACTER = re.compile(r"\?(?:\\.|[^\s\\])")
_MODIFIERS = re.compile(r"[A-Za-z]*")
_SPACE = re.compile(r"(?:[ \t\f\r]+|#[^\n]*+)*+")


def tokens(source: str) -> Iterator[Token]:
    """All tokens of a source. Raises FormatError where a string or the like never ends."""
    return _Lexer(source).run()


class _Lexer(Cursor):
    def run(self) -> Iterator[Token]:
        source = self.source
        while self.position < len(source):
            found = _PLAIN.match(source, self.position)
            if found is None:
                self._skip()
                yield self._token()
                continue
            self.position, kind = found.end(), found.lastgroup
            if kind == NEWLINE:
                yield Token(NEWLINE, "\n", self.line)
                self.line += 1
            elif kind == LABEL:
                yield Token(LABEL, found["alias"] or found["name"] or found["number"], self.line)
            elif kind and kind != "end":
                yield Token(kind, found[kind], self.line)

    def _skip(self) -> None:
        space = _SPACE.match(self.source, self.position)
        self.position = space.end() if space else self.position

    def _token(self) -> Token:
        source, start, line = self.source, self.position, self.line
        character = source[start]
        if character in "\"'":
            mark = character * 3 if source.startswith(character * 3, start) else character
            text, dynamic = self._quoted(start + len(mark), mark, mark, True)
            return self._label(text, line, dynamic) or Token(STRING, text, line, dynamic)
        if character == "~" and (sigil := _SIGIL.match(source, start)):
            return self._sigil(sigil, line)
        if character == ":":
            if source[start + 1 : start + 2] in ("'", '"'):
                mark = source[start + 1]
                text, dynamic = self._quoted(start + 2, mark, mark, True)
                return Token(ATOM, text, line, dynamic)
            if not source.startswith("::", start) and (atom := _ATOM.match(source, start)):
                self.position = atom.end()
                return Token(ATOM, atom.group(1), line)
        if character == "?" and (single := _CHARACTER.match(source, start)):
            self.advance(single.end())
            return Token(NUMBER, single.group(), line)
        self.advance(start + (2 if source.startswith("::", start) else 1))
        return Token(PUNCTUATION, source[start : self.position], line)

    def _label(self, text: str, line: int, dynamic: bool) -> Token | None:
        """A label where a colon and a space follow at once."""
        if self.source.startswith(":", self.position) and self.source[self.position + 1 : self.position + 2] in (
            " ",
            "\n",
            "\t",
            "",
        ):
            self.position += 1
            return Token(LABEL, text, line, dynamic)
        return None

    def _sigil(self, sigil: re.Match[str], line: int) -> Token:
        letter, mark = sigil.groups()
        closing = CLOSING.get(mark, mark)
        text, dynamic = self._quoted(sigil.end(), mark, closing, letter[0].islower())
        modifiers = _MODIFIERS.match(self.source, self.position)
        self.advance(modifiers.end() if modifiers else self.position)
        if letter.lower() == "w":
            return Token(WORDS, text, line, dynamic)
        return Token(STRING, text, line, dynamic or letter.lower() not in ("s", "c"))

    def _quoted(self, start: int, opening: str, closing: str, interpolates: bool) -> tuple[str, bool]:
        """The text up to the closing mark, and whether it is put together at run time."""
        source, position, dynamic = self.source, start, False
        parts: list[str] = []
        while position < len(source):
            if source.startswith(closing, position):
                self.advance(position + len(closing))
                return "".join(parts), dynamic
            character = source[position]
            if character == "\\" and (interpolates or len(closing) == 1):
                parts.append(source[position + 1 : position + 2])
                position += 2
            elif interpolates and source.startswith("#{", position):
                dynamic = True
                position = self.interpolation(position + 2, quotes='"')
            else:
                parts.append(character)
                position += 1
        raise FormatError(f"line {self.line}: a text that starts with {opening} never ends")

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits PHP into tokens, comments and the page around the code left out: enough for settings files and calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import FormatError
from .tokens import Cursor, Token

# Kinds of tokens.
NAME, VARIABLE, STRING, NUMBER, PUNCTUATION = "name", "variable", "string", "number", "punctuation"

_OPEN = re.compile(r"<\?(?:php\b|=)?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_HEREDOC = re.compile(r"<<<[ \t]*(['\"]?)([^\W\d]\w*)\1[ \t]*\n")
#: Names, variables and numbers, each in the group that is called after its kind.
_WORD = re.compile(
    rf"(?P<{VARIABLE}>\$++[^\W\d]\w*+)|(?P<{NAME}>\\?[^\W\d]\w*+(?:\\\w++)*+)|(?P<{NUMBER}>\.?\d[\w.]*+)"
)
_MARK = re.compile(r"\$+|=>|\?->|->|::|\?\?=?|\?:|&&|\|\||[=!]==?|<=|>=|\.=|[^\w\s]")
#: A variable within a string in double quotes.
_DYNAMIC = re.compile(r"(?<!\\)(?:\\\\)*(?:\$[^\W\d{]|\$\{|\{\$)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LINE_END = re.compile(r"\n|\?>")
#: More tokens than a settings file has.
TOKENS_LIMIT = 100_000


def tokens(source: str) -> Iterator[Token]:
    """All tokens of a PHP file. Raises FormatError where a string or the like never ends."""
    return _Lexer(source).run()


class _Lexer(Cursor):
    def run(self) -> Iterator[Token]:
        source, count = self.source, 0
        while True:
            opened = _OPEN.search(source, self.position)
            if opened is None:
                return
            self.advance(opened.end())
            while self.position < len(source):
                found = _WORD.match(source, self.position)
                if found is None:
                    if source.startswith("?>", self.position):
                        self.advance(self.position + 2)
                        break
                    if self._passed_over():
                        continue
                count += 1
                if count > TOKENS_LIMIT:
                    raise FormatError(f"line {self.line}: holds more than {TOKENS_LIMIT} words")
                if found is None:
                    yield self._token()
                else:
                    self.position = found.end()
                    yield Token(found.lastgroup or "", found.group(), self.line)

    def _passed_over(self) -> bool:
        """Skips space and comments; false where there were none."""
        source, start = self.source, self.position
        space = _SPACE.match(source, start)
        if space:
            self.advance(space.end())
        elif source.startswith("/*", start):
            end = source.find("*/", start + 2)
            if end < 0:
                raise FormatError(f"line {self.line}: a comment never ends")
            self.advance(end + 2)
        elif source.startswith("//", start) or (source.startswith("#", start) and not source.startswith("#[", start)):
            # The end of the code ends such a comment, too.
            ended = _LINE_END.search(source, start)
            self.advance(ended.start() if ended else len(source))
        else:
            return False
        return True

    def _token(self) -> Token:
        source, start, line = self.source, self.position, self.line
        character = source[start]
        if character in "'\"`":
            return self._quoted(character)
        if source.startswith("<<<", start):
            heredoc = _HEREDOC.match(source, start)
            if heredoc:
                return self._heredoc(heredoc)
        mark = _MARK.match(source, start)
        self.advance(mark.end() if mark else start + 1)
        return Token(PUNCTUATION, source[start : self.position], line)

    def _quoted(self, quote: str) -> Token:
        source, line, position = self.source, self.line, self.position + 1
        while True:
            end = source.find(quote, position)
            if end < 0:
                raise FormatError(f"line {line}: a string never ends")
            escapes = end
            while source[escapes - 1] == "\\" and escapes - 1 > self.position:
                escapes -= 1
            if (end - escapes) % 2 == 0:
                break
            position = end + 1
        text = source[self.position + 1 : end]
        self.advance(end + 1)
        dynamic = quote == "`" or (quote == '"' and bool(_DYNAMIC.search(text)))
        # `\n` and its like do not matter in what is looked for; class names in either quotes do.
        text = _ESCAPE.sub(lambda found: found.group(1) if found.group(1) in "\\'\"$" else found.group(), text)
        return Token(STRING, text, line, dynamic)

    def _heredoc(self, opened: re.Match[str]) -> Token:
        line = self.line
        end = re.compile(rf"^[ \t]*{opened.group(2)}\b", re.MULTILINE).search(self.source, opened.end())
        if end is None:
            raise FormatError(f"line {line}: the text up to {opened.group(2)} never ends")
        text = self.source[opened.end() : end.start()].rstrip("\n")
        self.advance(end.end())
        return Token(STRING, text, line, opened.group(1) != "'" and bool(_DYNAMIC.search(text)))

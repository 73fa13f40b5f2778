# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far things reach in JavaScript and TypeScript: brackets, expressions, statements. In bounded time."""

from __future__ import annotations

from .errors import FormatError
from .js_model import Code
from .js_tokens import NAME, PUNCTUATION, Token

OPENING = {"(": ")", "[": "]", "{": "}", "${": "}"}
CLOSING = frozenset(")]}")
#: A line that begins or ends with one of these goes on.
_JOINING = frozenset(". ?. ? : && || ?? + - * / % = => , ( [ { ${ < > <= >= == === != !== & | ^".split())
LOOK_BACK = 400
#: Steps a token that the search for extents may take; code that people write takes about two.
_STEPS = 20


def matched(found: list[Token]) -> dict[int, int]:
    """Index of an opening bracket to that of its closing one, and back."""
    match: dict[int, int] = {}
    waiting: list[int] = []
    for index, token in enumerate(found):
        if token.kind != PUNCTUATION:
            continue
        if token.text in OPENING:
            waiting.append(index)
        elif token.text in CLOSING:
            # A bracket that fits none is passed over, one that never closes ends with the one around it.
            for back in range(len(waiting) - 1, max(-1, len(waiting) - 4), -1):
                if OPENING[found[waiting[back]].text] == token.text:
                    match[index], match[waiting[back]] = waiting[back], index
                    del waiting[back:]
                    break
    return match


class Extents:
    """Looks around in the tokens of a file."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.tokens = code.tokens
        self.match = code.match
        self.size = len(code.tokens)
        self.left = _STEPS * self.size + 10_000

    def text(self, index: int) -> str:
        """A name or a mark; empty for strings and beyond the ends."""
        if not 0 <= index < self.size:
            return ""
        token = self.tokens[index]
        return token.text if token.kind in (NAME, PUNCTUATION) else ""

    def _step(self, index: int) -> None:
        self.left -= 1
        if self.left < 0:
            line = self.tokens[min(index, self.size - 1)].line
            raise FormatError(f"line {line}: more tangled than people write")

    def kind(self, index: int) -> str:
        return self.tokens[index].kind if 0 <= index < self.size else ""

    def _next(self, text: str, index: int) -> int:
        for position in range(index, min(index + 60, self.size)):
            if self.text(position) == text:
                return position
            if self.text(position) == ";":
                break
        return -1

    def _statement_end(self, start: int) -> int:
        if self.text(start) == "{":
            return self.match.get(start, self.size - 1) + 1
        end = self._expression_end(start, also=frozenset("}"), commas=False)
        return end + 1 if self.text(end) == ";" else end

    def _expression_end(self, start: int, also: frozenset[str] = frozenset(), *, commas: bool = True) -> int:
        index = start
        while index < self.size:
            self._step(index)
            text = self.text(index)
            if text in CLOSING or text == ";" or text in also or (commas and text == ","):
                return index
            if index > start and self._line_ends(index):
                return index
            index = self.match.get(index, self.size - 1) + 1 if text in OPENING else index + 1
        return self.size

    def _line_ends(self, index: int) -> bool:
        """True where a new line starts a new statement."""
        return (
            self.tokens[index].line > self.tokens[index - 1].line
            and self.text(index) not in _JOINING
            and self.text(index - 1) not in _JOINING
        )

    def _expression_start(self, index: int) -> int:
        """The first token of the expression that ends before `index`."""
        stops = frozenset(", ; ( [ { ${ = => : || ?? ? return".split())
        start = index
        for _count in range(LOOK_BACK):
            before = start - 1
            self._step(start)
            text = self.text(before)
            if before < 0 or text in stops:
                return start
            if start < index and self._line_ends(start):
                return start
            start = self.match.get(before, before) if text in CLOSING else before
        return start

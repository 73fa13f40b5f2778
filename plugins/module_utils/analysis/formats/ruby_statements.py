# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits Ruby into statements that know the blocks around them. It understands structure, never what code would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import ruby_tokens as ruby
from .tokens import Token

_OPENERS = frozenset(["if", "unless", "case", "while", "until", "for", "begin", "def", "class", "module"])
_LOOPS = frozenset(["while", "until", "for"])
BRANCHES = frozenset(["else", "elsif", "when", "in", "rescue", "ensure"])
#: What follows a statement and says when it holds.
MODIFIERS = frozenset(["if", "unless", "while", "until", "rescue"])
#: What follows them may be a keyword's block although it does not start a line.
_ASSIGNMENTS = frozenset(["=", "<<"])
#: Names before a brace that opens a hash.
_BEFORE_HASH = MODIFIERS | frozenset("return break next yield and or not when in elsif else gem".split())

BLOCK_LIMIT = 200


@dataclass(frozen=True, eq=False)
class Block:
    """What stands around a statement: the statement that opened it, and the block around that."""

    head: tuple[Token, ...]
    outer: Block | None
    closing: str = "end"
    #: `if`, `def`, … where a keyword opened it; empty where a call did.
    keyword: str = ""


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement without its line ends. A statement that opens a block ends where the block starts."""

    tokens: tuple[Token, ...]
    block: Block | None
    opens: Block | None = None


def statements(source: str) -> Iterator[Statement]:
    """All statements of a source, those that open blocks included. Raises FormatError where a string never ends."""
    return _Reader(_without_empty_lines(ruby.tokens(source))).run()


def _without_empty_lines(source: Iterator[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in source:
        if token.kind != ruby.NEWLINE or (kept and kept[-1].kind != ruby.NEWLINE):
            kept.append(token)
    return kept


class _Reader:
    def __init__(self, source: list[Token]) -> None:
        self.tokens = source
        self.position = 0
        self.block: Block | None = None
        self.depth = 0

    def run(self) -> Iterator[Statement]:
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.kind == ruby.NEWLINE or (token.kind == ruby.PUNCTUATION and token.text == ";"):
                self.position += 1
            elif self._closes(token):
                self.position += 1
                if self.block is not None:
                    self.block = self.block.outer
                    self.depth -= 1
            else:
                yield from self._statement()

    def _closes(self, token: Token) -> bool:
        closing = self.block.closing if self.block else "end"
        return token.text == closing and token.kind == (ruby.NAME if closing == "end" else ruby.PUNCTUATION)

    def _statement(self) -> Iterator[Statement]:
        """Reads up to the end of a statement or to the block that it opens."""
        start = self.position
        first = self.tokens[start]
        found: list[Token] = []
        depth = 0
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if depth == 0 and found and self._ends(token, found):
                break
            if depth == 0 and token.kind == ruby.NAME and token.text == "do" and not _is_word(found, "."):
                self.position += 1
                self._skip_block_parameters()
                keyword = first.text if first.kind == ruby.NAME and first.text in _LOOPS else ""
                yield self._opening(found, "end", keyword)
                return
            if token.text == "{" and token.kind == ruby.PUNCTUATION and depth == 0 and _block_brace(found):
                self.position += 1
                self._skip_block_parameters()
                yield self._opening(found, "}", "")
                return
            if token.kind == ruby.PUNCTUATION and token.text in ("(", "[", "{"):
                depth += 1
            elif token.kind == ruby.PUNCTUATION and token.text in (")", "]", "}"):
                if depth == 0 and found:
                    break
                depth = max(depth - 1, 0)
            if token.kind != ruby.NEWLINE:
                found.append(token)
            self.position += 1
        if self.position < len(self.tokens) and self.tokens[self.position].text == "then":
            self.position += 1
        if not found:
            self.position += 1
            return
        keyword = "" if self._continues(start) else _keyword(found)
        yield self._opening(found, "end", keyword) if keyword else Statement(tuple(found), self.block)

    def _continues(self, start: int) -> bool:
        """True for what follows the end of a block on its line: `end if …`."""
        before = self.tokens[start - 1] if start else None
        return before is not None and (
            (before.kind == ruby.NAME and before.text == "end")
            or (before.kind == ruby.PUNCTUATION and before.text == "}")
        )

    def _opening(self, found: Sequence[Token], closing: str, keyword: str) -> Statement:
        outer = self.block
        block = Block(tuple(found), outer, closing, keyword)
        if self.depth < BLOCK_LIMIT:
            self.block = block
            self.depth += 1
        return Statement(tuple(found), outer, block)

    def _ends(self, token: Token, found: Sequence[Token]) -> bool:
        if token.kind == ruby.PUNCTUATION:
            return token.text == ";"
        if token.kind == ruby.NAME:
            return token.text == "then" or (token.text == "end" and not _is_word(found, "."))
        if token.kind != ruby.NEWLINE:
            return False
        last = found[-1]
        if last.kind == ruby.LABEL or (
            last.kind == ruby.PUNCTUATION and last.text not in (")", "]", "}", "!", "?", "|")
        ):
            return False
        following = self.tokens[self.position + 1] if self.position + 1 < len(self.tokens) else None
        return not (
            following is not None
            and following.kind == ruby.PUNCTUATION
            and following.text in (".", "&", "&&", "||")
            and (following.text != "&" or self._safe_navigation())
        )

    def _safe_navigation(self) -> bool:
        return self.position + 2 < len(self.tokens) and self.tokens[self.position + 2].text == "."

    def _skip_block_parameters(self) -> None:
        if self.position < len(self.tokens) and self.tokens[self.position].text == "|":
            self.position += 1
            while self.position < len(self.tokens) and self.tokens[self.position].text not in ("|", "\n"):
                self.position += 1
            self.position += 1


def _block_brace(found: Sequence[Token]) -> bool:
    """True where a brace opens a block: after a call's parenthesis or a bare method name."""
    if not found:
        return False
    last = found[-1]
    return last.text == ")" or (last.kind == ruby.NAME and last.text not in _BEFORE_HASH)


def _keyword(found: Sequence[Token]) -> str:
    """The keyword whose block the statement opens; empty where it opens none."""
    first = found[0]
    if first.kind == ruby.NAME and first.text in BRANCHES:
        return ""
    depth = 0
    for index, token in enumerate(found):
        if token.kind == ruby.PUNCTUATION:
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        elif token.kind == ruby.NAME and depth <= 0 and token.text in _OPENERS:
            before = found[index - 1] if index else None
            if before is not None and before.text in (".", ":"):
                continue
            if token.text == "def":
                # `private def name` too.
                return "" if _endless(found[index:]) else "def"
            if before is None or before.text in _ASSIGNMENTS:
                return token.text
    return ""


def _is_word(found: Sequence[Token], text: str) -> bool:
    return bool(found) and found[-1].kind == ruby.PUNCTUATION and found[-1].text == text


def _endless(found: Sequence[Token]) -> bool:
    """True for `def name(…) = value`, which has no end."""
    depth = 0
    for token in found[2:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.kind == ruby.PUNCTUATION and token.text == "=":
            return True
    return False


def option(arguments: Sequence[Token], name: str) -> list[Token]:
    """The tokens of an option's value, written as `name: value`, `:name => value` or `"name" => value`."""
    for index, token in enumerate(arguments):
        start = index + 1
        if token.kind == ruby.LABEL and token.text == name:
            pass
        elif (
            token.kind in (ruby.SYMBOL, ruby.STRING)
            and token.text == name
            and start < len(arguments)
            and arguments[start].text == "=>"
        ):
            start += 1
        else:
            continue
        depth, value = 0, []
        for following in arguments[start:]:
            if following.text in ("[", "(", "{") and following.kind == ruby.PUNCTUATION:
                depth += 1
            elif following.text in ("]", ")", "}") and following.kind == ruby.PUNCTUATION:
                depth -= 1
            if depth < 0 or (depth == 0 and (following.text == "," or following.text in MODIFIERS)):
                break
            value.append(following)
        return value
    return []


def words_of(arguments: Sequence[Token]) -> list[str]:
    """The symbols and strings of a list of names; what follows a label is an option, not a name."""
    found: list[str] = []
    for token in arguments:
        if token.kind == ruby.LABEL or token.text == "=>" or token.text in MODIFIERS:
            break
        if token.kind in (ruby.SYMBOL, ruby.STRING) and not token.dynamic:
            found.append(token.text)
        elif token.kind == ruby.WORDS:
            found += token.text.split()
    return found


def modifier(arguments: Sequence[Token]) -> int:
    """The index of the `if …` or `unless …` that follows a statement; -1 where none does."""
    depth = 0
    for index, token in enumerate(arguments):
        if token.kind == ruby.PUNCTUATION:
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if depth <= 0 and token.kind == ruby.NAME and token.text in MODIFIERS and index:
            return index
    return -1

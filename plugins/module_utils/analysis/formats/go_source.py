# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a Go file: its imports, and each call with the conditions that it stands under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from .errors import FormatError
from .go_constraints import constraint
from .go_model import Condition, GoSource, Import, Switch, Use
from .go_tokens import NAME, NEWLINE, PUNCTUATION, RAW, STRING, Token, tokens

_DEPTH_LIMIT = 200
#: Ways out of a function that a block had before, each of them a condition for what follows.
_LEFT_LIMIT = 20
_ARGUMENTS_LIMIT = 24
_CONDITION_LIMIT = 80
_LINE_LIMIT = 16
#: A block that ends so does not leave the choice open.
_FAILURES = frozenset("panic Fatal Fatalf Fatalln Panic Panicf Panicln Exit".split())
#: What makes an error, which ends nothing where a function gives nobody anything back.
_ERRORS = frozenset("Errorf New Wrap Wrapf Errf".split())
_DECLARATIONS = frozenset("func type const var".split())
_HEADS = frozenset("if for switch select".split())
#: A function whose name begins so is worth noting where it is handed over.
_MAKERS = ("new", "init", "setup", "provide", "make", "create", "connect", "open", "dial", "build", "start")
_KEYWORDS = _HEADS | frozenset(
    "func return else case default go defer range var const type struct interface map chan package import".split()
)


@dataclass
class _Block:
    kind: str
    #: Brackets that are open around its head.
    depth: int = 0
    #: First token of its head.
    start: int = 0
    line: int = 0
    name: str = ""
    condition: Condition = ()
    cases: list[str] = field(default_factory=list)
    #: Conditions under which the code has left before.
    left: list[Condition] = field(default_factory=list)
    leaves: bool = False
    fails: bool = False
    #: True for a function other than `main` that has a name and no results.
    silent: bool = False


def parse_go(source: str) -> GoSource:
    """The file's content. Raises FormatError where it cannot be told apart."""
    return _Reader(tokens(source), constraint(source)).run()


def parse_go_imports(source: str) -> GoSource:
    """Only what stands before the first declaration: cheap, and whatever follows may be broken."""
    head = takewhile(lambda token: token.text not in _DECLARATIONS or token.kind != NAME, tokens(source))
    return _Reader(head, constraint(source)).run()


class _Reader:
    def __init__(self, source: Iterable[Token], build: str) -> None:
        self.all = list(source)
        self.result = GoSource(constraint=build)
        self.position = 0
        self.brackets = 0
        self.stack: list[_Block] = []
        self.heads: list[_Block] = []
        self.last_condition: Condition = ()

    def text(self, position: int) -> str:
        """A name or sign; empty for a literal, the end of a line and beyond the end."""
        if 0 <= position < len(self.all) and self.all[position].kind in (NAME, PUNCTUATION):
            return self.all[position].text
        return ""

    def run(self) -> GoSource:
        while self.position < len(self.all):
            token = self.all[self.position]
            if token.kind == PUNCTUATION:
                self._sign(token)
            elif token.kind == NAME:
                self._name(token)
            elif token.kind == NEWLINE:
                while self.heads and self.heads[-1].kind == "func" and self.heads[-1].depth >= self.brackets:
                    self.heads.pop()
            elif token.kind == RAW and self.stack and self.stack[-1].kind == "struct":
                self.result.tags.append((token.text, token.line))
            self.position += 1
        return self.result

    def _sign(self, token: Token) -> None:
        if token.text in ("(", "["):
            self.brackets += 1
            if self.brackets > _DEPTH_LIMIT:
                raise FormatError(f"line {token.line}: nested deeper than people write")
        elif token.text in (")", "]"):
            self.brackets = max(0, self.brackets - 1)
        elif token.text == "{":
            self._open(token)
        elif token.text == "}" and self.stack:
            self._close(self.stack.pop())

    def _open(self, token: Token) -> None:
        if len(self.stack) > _DEPTH_LIMIT:
            raise FormatError(f"line {token.line}: nested deeper than people write")
        before = self.text(self.position - 1)
        if before in ("struct", "interface"):
            self.stack.append(_Block(before, self.brackets))
            return
        while self.heads and self.heads[-1].depth > self.brackets:
            self.heads.pop()
        if self.heads and self.heads[-1].depth == self.brackets:
            block = self.heads.pop()
            if block.kind in ("if", "switch"):
                end = min(self.position, block.start + _CONDITION_LIMIT)
                block.condition = tuple(item for item in self.all[block.start : end] if item.kind != NEWLINE)
        else:
            block = _Block("other", self.brackets)
        self.stack.append(block)

    def _close(self, block: _Block) -> None:
        self.brackets = block.depth
        if block.kind in ("if", "else"):
            # What follows `else { return }` stands under the conditions before it.
            self.last_condition = block.condition
            if block.leaves and not block.fails and self.stack and len(self.stack[-1].left) < _LEFT_LIMIT:
                self.stack[-1].left.append(block.condition)
        elif block.kind == "switch" and block.cases:
            # Of a case, only the last one's condition is kept in `condition`; the subject stands before the mark.
            self.result.switches.append(Switch(block.line, block.condition, tuple(block.cases)))
        if block.fails and block.kind not in ("func", "if") and self.stack:
            self.stack[-1].fails = True

    def _name(self, token: Token) -> None:
        word, following = token.text, self.text(self.position + 1)
        if self.text(self.position - 1) != "." and word in _KEYWORDS:
            self._keyword(token)
            return
        if not self.stack and self.heads and self.heads[-1].kind == "func" and self.position == self.heads[-1].start:
            return
        if following == "(" and self.stack and self.stack[-1].kind == "interface":
            # What a type has to offer; nobody calls it here.
            return
        if following == "(":
            if self.stack and (word in _FAILURES or (word in _ERRORS and not self._silent())):
                self.stack[-1].fails = True
            self._use(token, self._arguments())
        elif following == "{" and not self._head_ends():
            self._literal(token)
        elif following in (",", ")", "}", ""):
            self._registered(token)

    def _literal(self, token: Token) -> None:
        """`Type{…}`, `&Type{…}`, `"name": pkg.Type{…}`."""
        start = self.position - (2 if self.text(self.position - 1) == "." else 0)
        start -= self.text(start - 1) == "&"
        if start == self.position and not token.text[:1].isupper():
            return
        line = start
        while line > 0 and start - line < _LINE_LIMIT and self.all[line - 1].kind != NEWLINE:
            line -= 1
        if "_" in (self.text(line), self.text(line + 1)):
            # `var _ Interface = &Type{}` only asks the compiler.
            return
        key = self.all[start - 2] if start > 1 and self.text(start - 1) in (",", ":") else None
        self._use(token, (), key.text if key and key.kind in (STRING, NAME) else "")

    def _head_ends(self) -> bool:
        """True where a brace that follows opens the block of an `if` or a function."""
        return bool(self.heads) and self.heads[-1].depth == self.brackets

    def _keyword(self, token: Token) -> None:
        word = token.text
        if word == "package" and not self.result.package:
            self.result.package = self.text(self.position + 1)
        elif word == "import" and not self.stack:
            self._imports()
        elif word == "func":
            self._function(token)
        elif word in _HEADS:
            kind = "switch" if word == "select" else word
            self.heads.append(_Block(kind, self.brackets, self.position + 1, token.line))
        elif word == "else" and self.text(self.position + 1) == "{":
            self.heads.append(_Block("else", self.brackets, line=token.line, condition=self.last_condition))
        elif word == "return" and self.stack:
            self.stack[-1].leaves = True
        elif word in ("case", "default") and self.stack and self.stack[-1].kind == "switch":
            self._case(self.stack[-1])

    def _function(self, token: Token) -> None:
        position, name, receiver = self.position + 1, "", ""
        if not self.stack and not self.brackets:
            if self.text(position) == "(":
                start, position = position, self._after_brackets(position)
                plain = takewhile(lambda item: item.text != "[", self.all[start:position])
                receiver = next((item.text for item in reversed(list(plain)) if item.kind == NAME), "")
            name = self.text(position)
            if name:
                self.result.functions.setdefault(name, token.line)
            if name and receiver:
                self.result.methods.setdefault(name, receiver)
        block = _Block("func", self.brackets, position, token.line, name)
        block.silent = name not in ("", "main") and self.text(self._after_brackets(position + 1)) == "{"
        self.heads.append(block)

    def _silent(self) -> bool:
        """True in a function, and in none within it, whose caller learns of no error."""
        return next((block.silent for block in reversed(self.stack) if block.kind == "func"), False)

    def _after_brackets(self, position: int) -> int:
        depth = 0
        while position < len(self.all):
            depth += (self.text(position) == "(") - (self.text(position) == ")")
            position += 1
            if depth == 0:
                break
        return position

    def _case(self, block: _Block) -> None:
        """Reads the head of a case, so that what follows stands under it."""
        start, depth = self.position + 1, 0
        position = start
        while position < len(self.all):
            text = self.text(position)
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if depth < 0 or (depth == 0 and text == ":"):
                break
            position += 1
        head = tuple(item for item in self.all[start : min(position, start + _CONDITION_LIMIT)] if item.kind != NEWLINE)
        block.name = "case" if head else "default"
        block.cases += [item.text for item in head if item.kind in (STRING, NAME)]
        block.left = []
        # The mark tells a case from an `if`: there a bare name is a value to compare with.
        mark = Token(PUNCTUATION, "case", self.all[self.position].line)
        subject = block.condition[: _index(block.condition, "case")]
        block.condition = (*subject, mark, *head) if head else subject
        self.position = position

    def _imports(self) -> None:
        position = self.position + 1
        single = self.text(position) != "("
        alias = ""
        while position < len(self.all):
            token = self.all[position]
            if token.kind in (STRING, RAW):
                self.result.imports.append(Import(token.text, alias, token.line))
                alias = ""
                if single:
                    break
            elif token.kind == NAME or token.text == ".":
                alias = token.text
            elif token.text == ")" or (single and token.kind == NEWLINE):
                break
            position += 1
        self.position = position

    def _qualifier(self, position: int) -> str:
        """What stands before a name and its dot; `?` for the result of something."""
        if self.text(position - 1) != ".":
            return ""
        return self.text(position - 2) if self.text(position - 2).isidentifier() else "?"

    def _arguments(self) -> tuple[str, ...]:
        found: list[str] = []
        depth = 0
        for item in self.all[self.position + 1 : self.position + 1 + _ARGUMENTS_LIMIT]:
            if item.kind == PUNCTUATION:
                depth += (item.text in ("(", "{")) - (item.text in (")", "}"))
            elif item.kind == STRING and depth == 1:
                found.append(item.text)
            if depth == 0:
                break
        return tuple(found)

    def _registered(self, token: Token) -> None:
        """`Register("redis", newRedis)`, `{"redis": newRedis}`, `Provide(newRedis)`, `new(Type)`."""
        position = self.position - (2 if self.text(self.position - 1) == "." else 0)
        before = self.text(position - 1)
        if before in (",", ":") and self.all[position - 2].kind in (STRING, NAME):
            self._use(token, (), self.all[position - 2].text)
        elif (before in ("(", ",", "=", ":") and token.text.lower().startswith(_MAKERS)) or (
            before == "(" and self.text(position - 2) == "new"
        ):
            self._use(token, ())

    def _use(self, token: Token, texts: tuple[str, ...], registered: str = "") -> None:
        function = next((block.name for block in self.stack if block.kind == "func" and block.name), "")
        conditions: list[Condition] = []
        denied: list[Condition] = []
        for block in self.stack:
            if block.kind == "if" or (block.kind == "switch" and block.name == "case"):
                conditions.append(block.condition)
            denied += block.left if block.kind != "else" else [block.condition, *block.left]
        self.result.uses.append(
            Use(
                self._qualifier(self.position),
                token.text,
                token.line,
                function,
                tuple(conditions),
                tuple(denied),
                texts,
                registered,
            )
        )


def _index(condition: Condition, mark: str) -> int:
    return next(
        (position for position, token in enumerate(condition) if token.kind == PUNCTUATION and token.text == mark),
        len(condition),
    )

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What JavaScript and TypeScript load, under which conditions a place in them runs, and whose code it is.

No grammar is parsed: brackets are matched, and the few shapes that matter are found between them. Where a shape is
unusual, a condition or an owner is missed; nothing is invented.
"""

from __future__ import annotations

from .js_extents import CLOSING, LOOK_BACK, OPENING, matched
from .js_loading import Loading
from .js_model import CASE, KEY, Code, Condition, Extent, Owner
from .js_tokens import NAME, PUNCTUATION, STRING, tokens

_CONTROL = frozenset("if for while switch catch with return function new await typeof super import require".split())


def parse_code(source: str) -> Code:
    """Looks through a file. Raises FormatError where it is no code that people write."""
    found = tokens(source)
    code = Code(found, matched(found))
    _Reader(code).read()
    return code


class _Reader(Loading):
    """Notes conditions and owners."""

    def read(self) -> None:
        steps = {
            "import": self._import,
            "export": self._export,
            "require": self._require,
            "if": self._if,
            "?": self._ternary,
            "&&": self._and,
            "case": self._case,
            "with": self._with,
            "class": self._class,
            "function": self._function,
            "=>": self._arrow,
            "const": self._constant,
            "let": self._constant,
        }
        for index, token in enumerate(self.tokens):
            if token.kind not in (NAME, PUNCTUATION):
                continue
            step = steps.get(token.text)
            if step is not None:
                step(index)
            elif token.text == "(" and self.kind(index - 1) == NAME:
                self._method(index)

    # Conditions.

    def _if(self, index: int) -> None:
        opening = index + 1
        if self.text(opening) != "(" or self.text(index - 1) == "." or opening not in self.match:
            return
        closing = self.match[opening]
        test = (opening + 1, closing)
        end = self._statement_end(closing + 1)
        self.code.conditions.append(Condition(closing + 1, end, test, False))
        if self.text(end) == "else":
            self.code.conditions.append(Condition(end + 1, self._chain_end(end + 1), test, True))
        elif self._leaves(closing + 1, end):
            self.code.conditions.append(Condition(end, self._block_end(index), test, True))

    def _chain_end(self, start: int) -> int:
        """The end of what follows `else`, further `else` included; bounded."""
        for _count in range(50):
            self._step(start)
            if self.text(start) != "if" or start + 1 not in self.match:
                return self._statement_end(start)
            end = self._statement_end(self.match[start + 1] + 1)
            if self.text(end) != "else":
                return end
            start = end + 1
        return start

    def _leaves(self, start: int, end: int) -> bool:
        """True where a statement ends with a quiet `return`; one that throws makes its test a must."""
        depth = 0
        for index in range(start, min(end, start + LOOK_BACK)):
            self._step(index)
            text = self.text(index)
            depth += (text in OPENING) - (text in CLOSING)
            if text == "throw" or (text == "exit" and self.text(index - 1) == "."):
                return False
            if text in ("return", "continue") and depth <= 1:
                return True
        return False

    def _block_end(self, index: int) -> int:
        """The end of the block around a token."""
        while index < self.size:
            self._step(index)
            text = self.text(index)
            if text in OPENING:
                index = self.match.get(index, self.size)
            elif text in CLOSING:
                return index
            index += 1
        return self.size

    def _ternary(self, index: int) -> None:
        if self.text(index + 1) in (":", ")", ",", "=", ";"):
            return
        test = (self._expression_start(index), index)
        colon = self._colon(index + 1)
        if colon < 0:
            return
        self.code.conditions.append(Condition(index + 1, colon, test, False))
        self.code.conditions.append(Condition(colon + 1, self._expression_end(colon + 1), test, True))

    def _colon(self, index: int) -> int:
        nested = 0
        for _count in range(4 * LOOK_BACK):
            self._step(index)
            text = self.text(index)
            if text in OPENING:
                index = self.match.get(index, self.size)
            elif text in CLOSING or text == ";" or index >= self.size:
                return -1
            elif text == "?":
                nested += 1
            elif text == ":":
                if nested == 0:
                    return index
                nested -= 1
            index += 1
        return -1

    def _and(self, index: int) -> None:
        end = self._expression_end(index + 1, also=frozenset(["||", "??", "?", ":"]))
        self.code.conditions.append(Condition(index + 1, end, (self._expression_start(index), index), False))

    def _case(self, index: int) -> None:
        colon = self._colon(index + 1)
        if colon < 0 or self.text(index - 1) == ".":
            return
        end = colon + 1
        while end < self.size and self.text(end) not in ("case", "default", "}"):
            self._step(end)
            end = self.match.get(end, end) + 1 if self.text(end) in OPENING else end + 1
        self.code.conditions.append(Condition(colon + 1, end, (index + 1, colon), False, CASE))

    def _with(self, index: int) -> None:
        """`match(value).with('this', …)`."""
        if self.text(index - 1) == "." and self.text(index + 1) == "(" and self.kind(index + 2) == STRING:
            end = self.match.get(index + 1, index)
            self.code.conditions.append(Condition(index + 3, end, (index + 2, index + 3), False, CASE))

    # Owners.

    def _class(self, index: int) -> None:
        if self.text(index - 1) == "." or self.text(index + 1) in (":", "=", ")", ","):
            return
        name = self.text(index + 1) if self.kind(index + 1) == NAME else ""
        name = "" if name in ("extends", "implements") else name
        bases: list[str] = []
        position, listing = index + 1, False
        while position < min(index + LOOK_BACK, self.size):
            self._step(position)
            text = self.text(position)
            if text == "{":
                break
            if text == "<" and position == index + 2:
                # Parameters of a type may extend something themselves.
                position = max(self._next(">", position), position) + 1
                continue
            if text in ("extends", "implements", ","):
                listing = True
            elif listing and self.kind(position) == NAME and self.text(position + 1) != ".":
                bases.append(text)
                listing = False
            elif text in ("(", ";"):
                return
            position += 1
        end = self.match.get(position, self.size)
        start = self._decorated(index)
        self.code.owners.append(Owner(start, end, name or self._assigned(index), tuple(bases), True))

    def _decorated(self, index: int) -> int:
        """The first token of a class, `@Decorators(…)` before it included."""
        start = index
        while self.text(start - 1) in ("export", "default", "abstract"):
            start -= 1
        for _count in range(20):
            before = self.match.get(start - 1, start - 1) if self.text(start - 1) == ")" else start
            name = before - 1
            while self.text(name - 1) == ".":
                name -= 2
            if self.kind(name) != NAME or self.text(name - 1) != "@":
                return start
            start = name - 1
        return start

    def _function(self, index: int) -> None:
        position = index + 1 + (self.text(index + 1) == "*")
        name = self.text(position) if self.kind(position) == NAME else ""
        opening = position + bool(name)
        if self.text(opening) == "<":
            opening = self._next("(", opening)
        self._body(index, opening, name or self._assigned(index))

    def _method(self, opening: int) -> None:
        """`name(…) {` in a class or an object."""
        if self.text(opening - 1) in _CONTROL or self.text(opening - 2) in (".", "?.", "new", "function", "*", "=>"):
            return
        closing = self.match.get(opening, -1)
        if closing > 0 and self.text(closing + 1) in ("{", ":"):
            self._body(opening - 1, opening, "", typed=self.text(closing + 1) == ":")

    def _body(self, start: int, opening: int, name: str, *, typed: bool = True) -> None:
        """A function from `start`, its parameters from `opening`."""
        if self.text(opening) != "(" or opening not in self.match:
            return
        position = self.match[opening] + 1
        if self.text(position) == ":" and typed:
            limit = position + 40
            position += 1
            while position < min(limit, self.size) and not (
                self.text(position) == "{" and self.text(position - 1) not in (":", "<", "|", "&")
            ):
                if self.text(position) in (";", ",", ")", "=>", "?", "=") or self.kind(position) == STRING:
                    return
                position = self.match.get(position, position) + 1 if self.text(position) in OPENING else position + 1
        if self.text(position) == "{":
            end = self.match.get(position, self.size)
            self._owned(start, position, end, name)
            own = self.text(start)
            if own not in ("function", "constructor", "async", ""):
                self.code.methods.append(Owner(start, end, own))
            if own.startswith(("#", "_")) or "private" in (self.text(start - back) for back in (1, 2, 3)):
                self.code.private.append(Owner(start, end, own))

    def _arrow(self, index: int) -> None:
        start = self._arrow_start(index)
        end = self.match.get(index + 1, self.size) if self.text(index + 1) == "{" else self._expression_end(index + 1)
        name = self._assigned(start)
        self._owned(start, index + 1, end, name)
        key = self.text(start - 2) if self.text(start - 1) == ":" else ""
        if self.text(start - 1) == ":" and (key or self.kind(start - 2) == STRING):
            self.code.conditions.append(Condition(index + 1, end, (start - 2, start - 1), False, KEY))

    def _owned(self, start: int, body: int, end: int, name: str) -> None:
        if not self._is_module(start):
            self.code.functions.append(Extent(body, end))
        if name:
            self.code.owners.append(Owner(start, end, name))

    def _is_module(self, start: int) -> bool:
        """True for `module.exports = function (app)`, wrapped in a call or not: it runs as the application starts."""
        opening = next((at for at in range(start, start + 4) if self.text(at) == "("), start)
        position = start - 1
        while self.text(position) in ("async", "function"):
            position -= 1
        if self.text(position) == "(" and self.kind(position - 1) == NAME:
            position -= 2
        own = self.text(position) == "=" and self.text(position - 1) == "exports"
        return own and self.text(opening + 1) in ("app", "fastify", "instance", "server")

    def _arrow_start(self, index: int) -> int:
        """The first token of an arrow function."""
        position = index - 1
        if self.text(position - 1) == ":" and self.text(position - 2) == ")":
            # `(…): Type =>`
            position -= 2
        elif self.text(position) != ")" and self.text(position - 1) not in (
            "(",
            ",",
            "=",
            "=>",
            "async",
            ":",
            "return",
        ):
            # A type of what it returns: back to the bracket before the colon.
            for back in range(position, max(position - 40, 0), -1):
                if self.text(back) == ":" and self.text(back - 1) == ")":
                    position = back - 1
                    break
        position = self.match.get(position, position)
        return position - 1 if self.text(position - 1) == "async" else position

    def _assigned(self, start: int) -> str:
        """The name that a function or class is given by `name = …` or `name: …`."""
        position = start - 1
        while self.text(position) in ("async", "("):
            position -= 1
        if self.text(position) == "=":
            for back in range(position - 1, max(position - 30, -1), -1):
                # `const name: Type = …`
                if self.text(back) in ("const", "let", "var", "static", "export"):
                    return self.text(back + 1)
                if self.text(back) in (";", "{", "}"):
                    break
            name = self.text(position - 1) if self.kind(position - 1) == NAME else ""
            return "" if name == "exports" else name
        return ""

    def _constant(self, index: int) -> None:
        name = self.text(index + 1)
        position = index + 2
        if self.text(position) == ":":
            position = self._next("=", position)
        if self.kind(index + 1) == NAME and self.text(position) == "=":
            self.code.constants.setdefault(name, (position + 1, self._expression_end(position + 1)))

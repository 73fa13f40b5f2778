# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a place in JavaScript or TypeScript only runs where somebody asked for an engine."""

from __future__ import annotations

import re

from ..formats.js_model import CASE, IF, KEY, Code, Condition, Owner
from ..formats.js_tokens import NAME, PUNCTUATION, STRING, TEMPLATE
from ..rules import node_code as rules

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NOTHING = frozenset(["undefined", "null", "false", "0", ""])
_DEPTH = 8


def words_of(identifier: str) -> list[str]:
    """The words of a name in any of the usual spellings, in lower case."""
    return [word.lower() for word in _WORD.findall(identifier)]


def names_engine(identifier: str, engine: str) -> bool:
    """True where a name or text speaks of the engine."""
    lower = identifier.lower()
    for word in rules.WORDS.get(engine, ()):
        if word in lower and (word not in rules.WHOLE_WORDS or word in words_of(identifier)):
            return True
    return False


def reason(code: Code, index: int, engine: str) -> str:
    """A key of `REASONS` where the token only runs on somebody's wish, otherwise empty."""
    for condition in code.conditions_of(index):
        found = _Test(code, engine).reason(condition)
        if found:
            return found
    return ""


def reason_of_callers(code: Code, index: int, engine: str, among: list[Owner] | None = None) -> str:
    """The same for a token in a private method, or one of `among`, where it holds for all its callers in the file."""
    found = _of_callers(code, index, engine, code.private if among is None else among, set())
    return next(iter(found), "") if all(found) else ""


def _of_callers(code: Code, index: int, engine: str, among: list[Owner], seen: set[str]) -> list[str]:
    """What holds for those who call the method around a token; empty texts for those without a condition.

    Those who call each other, such as to connect again, say nothing of their own.
    """
    for method in among:
        if not method.start <= index < method.end:
            continue
        if method.name in seen:
            return []
        seen.add(method.name)
        found: list[str] = []
        for position, token in enumerate(code.tokens):
            if token.text != method.name or not position or code.tokens[position - 1].text != ".":
                continue
            if method.start <= position < method.end:
                continue
            why = reason(code, position, engine)
            found += [why] if why else _of_callers(code, position, engine, among, seen)
        return found
    return [""]


class _Test:
    """One look at a condition."""

    def __init__(self, code: Code, engine: str) -> None:
        self.code = code
        self.engine = engine

    def reason(self, condition: Condition) -> str:
        start, end = condition.test
        if condition.kind == IF:
            if not self._asks(start, end, condition.negated, 0):
                return ""
            return "chosen" if self.engine == "mongodb" and self._chooses(start, end) else "condition"
        named = any(names_engine(text, self.engine) for text in self._texts(start, end))
        if condition.kind == CASE:
            return "case" if named else ""
        if condition.kind == KEY and named:
            return "case" if self._has_variants(start) else ""
        return ""

    def _asks(self, start: int, end: int, negated: bool, depth: int) -> bool:
        """True where the test (or, negated, its opposite) can only hold where somebody set something."""
        code = self.code
        while start < end and self._mark(start) == "(" and code.match.get(start) == end - 1:
            start, end = start + 1, end - 1
        if start >= end or depth > _DEPTH:
            return False
        for operator, needs_all in (("||", not negated), ("&&", negated)):
            parts = self._parts(start, end, (operator,))
            if len(parts) > 1:
                return (all if needs_all else any)(self._asks(*part, negated, depth + 1) for part in parts)
        if self._mark(start) == "!":
            return self._asks(start + 1, end, not negated, depth + 1)
        if self._mark(start) == "Boolean" and self._mark(start + 1) == "(":
            return self._asks(start + 1, end, negated, depth + 1)
        return self._asks_simply(start, end, negated)

    def _asks_simply(self, start: int, end: int, negated: bool) -> bool:
        sides = self._parts(start, end, ("===", "==", "!==", "!="))
        if len(sides) == 2:
            operator = self._mark(sides[1][0] - 1)
            negated ^= operator.startswith("!")
            other = sides[1] if self._texts(*sides[1]) and sides[1][1] - sides[1][0] == 1 else (0, 0)
            if other != (0, 0) and self.code.tokens[other[0]].text in _NOTHING:
                negated = not negated
                end = sides[0][1]
        texts = self._texts(start, end)
        if negated:
            absent = any(rules.ABSENCE_WORDS & set(words_of(text)) for text in texts)
            return absent and (self._reads_environment(texts) or self._named(texts))
        return self._is_switch(texts)

    def _is_switch(self, texts: list[str], *, resolve: bool = True) -> bool:
        if any(rules.NEUTRAL.fullmatch(text) for text in texts):
            return False
        if self._reads_environment(texts) or self._named(texts):
            return True
        words = [set(words_of(text)) for text in texts]
        if any(rules.SWITCH_WORDS & some for some in words):
            return True
        if any(rules.CHOSEN & some for some in words) and any(rules.CHOSEN_BY & some for some in words):
            return True
        if resolve and texts and texts[0] in self.code.constants:
            start, end = self.code.constants[texts[0]]
            return end - start < 60 and self._is_switch(self._texts(start, end), resolve=False)
        return False

    def _chooses(self, start: int, end: int) -> bool:
        """True where a name asks which database is used."""
        names = [set(words_of(text)) for text in self._texts(start, end)]
        return any(words & rules.DATABASES and words & rules.CHOSEN_BY for words in names)

    def _named(self, texts: list[str]) -> bool:
        return any(names_engine(text, self.engine) for text in texts)

    @staticmethod
    def _reads_environment(texts: list[str]) -> bool:
        return any(text in rules.ENVIRONMENT for text in texts)

    def _texts(self, start: int, end: int) -> list[str]:
        return [token.text for token in self.code.tokens[start:end] if token.kind in (NAME, STRING, TEMPLATE)]

    def _mark(self, index: int) -> str:
        token = self.code.tokens[index] if index < len(self.code.tokens) else None
        return token.text if token and token.kind in (NAME, PUNCTUATION) else ""

    def _parts(self, start: int, end: int, operators: tuple[str, ...]) -> list[tuple[int, int]]:
        parts = []
        first = index = start
        while index < end:
            if self._mark(index) in operators:
                parts.append((first, index))
                first = index + 1
            closing = self.code.match.get(index, index)
            index = closing + 1 if closing > index else index + 1
        return [*parts, (first, end)]

    def _has_variants(self, index: int) -> bool:
        """True where an object has a key that stands for another way beside the engine's."""
        code = self.code
        before = index - 1
        for _count in range(200):
            if before < 0 or self._mark(before) == "{":
                break
            closing = code.match.get(before, before)
            before = closing - 1 if closing < before else before - 1
        keys = [
            code.tokens[position].text
            for position in range(max(before, 0), min(code.match.get(before, before), before + 400))
            if self._mark(position + 1) == ":"
        ]
        return any(rules.VARIANT_WORDS & set(words_of(key)) for key in keys if not names_engine(key, self.engine))

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds calls in C# code, comments and strings told apart, and says whether a condition stands before them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from .csharp_environments import ANYBODY, environments

_NAME = re.compile(r"@?[^\W\d]\w*")
_NUMBER = re.compile(r"\d[\w.]*")
_SPACE = re.compile(r"\s+")
_RAW = re.compile(r'\$*+("{3,})')
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_VERBATIM = re.compile(r'(?:@\$?|\$@)"(?:[^"]|"")*"')
_CHARACTER = re.compile(r"'(?:[^'\\\n]|\\.)[^'\n]{0,8}'")
_OPERATOR = re.compile(r"=>|\?\.|\?\?=?|&&|\|\||[^\w\s]")
#: More words than people write into a file; what follows is generated.
TOKENS_LIMIT = 100_000
#: Words after which code runs only sometimes.
_CONDITIONS = frozenset({"if", "else", "switch", "case", "when"})
#: Words that a type's name follows, where it is declared.
_TYPES = frozenset("class record struct interface".split())
#: ... and where it is used.
_BEFORE_TYPES = frozenset(
    "new return is as in await static public private protected internal readonly override virtual async".split()
)
#: Words that follow `record` where that is a variable, and `class` and `struct` where they say what a type has to be.
_NO_NAMES = _TYPES | _BEFORE_TYPES | {"where"}
#: Statements that only name namespaces, and what statements end with.
_NAMESPACES, _ENDS = frozenset({"using", "namespace"}), frozenset(";{}")
#: Words of the longest condition that is looked at for what it asks.
_ASKED_LIMIT = 40


@dataclass(frozen=True)
class Call:
    """A name that is called, or made with `new`. The text is the first argument where that is a plain string."""

    name: str
    line: int
    #: True below `if`, `else`, `switch` and in their likes.
    conditional: bool
    text: str = ""
    new: bool = False
    #: For whom it runs, where the code asks for the environment.
    audience: str = ANYBODY


class Offered(NamedTuple):
    """How other files speak of what a file declares: by its types, and by `.Method` where one extends another type."""

    names: set[str]
    #: True where nothing but those who speak of it leads to it: a framework finds other classes by itself.
    called_only: bool


def parse_calls(source: str) -> list[Call]:
    """All calls of a file. What cannot be told apart is passed over: half a file has calls, too."""
    return _settled(_calls(list(islice(_tokens(source), TOKENS_LIMIT))))


def parse_mentions(source: str, names: Collection[str]) -> list[Call]:
    """Each place of a file that speaks of one of the names, as a call of it."""
    return _settled(_calls(list(islice(_tokens(source), TOKENS_LIMIT)), names))


def parse_offered(source: str) -> Offered:
    """What a file declares: types, and methods that extend other types."""
    tokens = list(islice(_tokens(source), TOKENS_LIMIT))
    names: set[str] = set()
    methods: set[str] = set()
    makeable = False
    for index, (text, _line) in enumerate(tokens):
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if text in _TYPES and _NAME.fullmatch(following) and following not in _NO_NAMES:
            names.add(following)
            makeable = makeable or all(word != "static" for word, _place in tokens[max(0, index - 2) : index])
        elif text == "this" and index > 1 and tokens[index - 1][0] == "(":
            name = _name_before(tokens, index - 1)[0]
            if _NAME.fullmatch(name):
                methods.add(f".{name}")
    return Offered(names | methods, bool(methods) and not makeable)


def _settled(calls: Iterator[tuple[Call, _Block]]) -> list[Call]:
    found = list(calls)
    branches: dict[tuple[int, str], set[int]] = {}
    lasts: dict[int, int] = {}
    for call, block in found:
        branches.setdefault((block.question, call.name), set()).add(block.branch)
        lasts[block.question] = max(block.last, lasts.get(block.question, 0))
    # What each branch of `if … else …` calls is called whatever the answer is.
    return [
        replace(call, conditional=block.outer)
        if block.question and len(branches[block.question, call.name]) == lasts[block.question] > 1
        else call
        for call, block in found
    ]


def parse_enums(source: str) -> list[set[str]]:
    """The members of each enumeration of a file, in lower case."""
    tokens = [text for text, _line in islice(_tokens(source), TOKENS_LIMIT)]
    found = []
    for index, text in enumerate(tokens):
        if text != "enum" or "{" not in tokens[index : index + 6]:
            continue
        start = tokens.index("{", index)
        end = start + 1
        # None stands within another one: where a brace opens, this one was never closed.
        while end < len(tokens) and tokens[end] not in ("{", "}"):
            end += 1
        found.append({name.lower() for name in tokens[start:end] if _NAME.fullmatch(name)})
    return found


def _tokens(source: str) -> Iterator[tuple[str, int]]:
    """Words, strings (with their quotes) and signs, each with its line."""
    position, line = 0, 1
    while position < len(source):
        end = _passed_over(source, position)
        if end == position:
            end = _token_end(source, position)
            text = source[position:end]
            if text != "$":
                yield text, line
        line += source.count("\n", position, end)
        position = end


def _token_end(source: str, position: int) -> int:
    if raw := _raw_end(source, position):
        return raw
    for pattern in (_VERBATIM, _NAME, _NUMBER, _STRING, _CHARACTER):
        found = pattern.match(source, position)
        if found:
            return found.end()
    if source[position] == '"':
        # It never ends: only its line is lost.
        end = source.find("\n", position)
        return len(source) if end < 0 else end
    operator = _OPERATOR.match(source, position)
    return operator.end() if operator else position + 1


def _passed_over(source: str, position: int) -> int:
    """The place after space, a comment or a line for the compiler."""
    space = _SPACE.match(source, position)
    if space:
        return space.end()
    if source.startswith("//", position) or source[position] == "#":
        end = source.find("\n", position)
        return len(source) if end < 0 else end
    if source.startswith("/*", position):
        end = source.find("*/", position + 2)
        return len(source) if end < 0 else end + 2
    return position


def _raw_end(source: str, position: int) -> int:
    """The place after a string in three or more quotes; 0 where none starts."""
    if source[position] not in '"$' or (position and source.startswith("$$", position - 1)):
        # Where the first of several `$` starts none, none of them does.
        return 0
    opened = _RAW.match(source, position)
    if opened is None:
        return 0
    end = source.find(opened.group(1), opened.end())
    return len(source) if end < 0 else end + len(opened.group(1))


class _Block(NamedTuple):
    """What stands between braces."""

    #: True where it runs only sometimes, and whether what is around it does.
    sometimes: bool = False
    outer: bool = False
    #: Number of the `if` that it is a branch of, and which branch it is, counted from 1; 0 where it is none.
    question: int = 0
    branch: int = 0
    #: How many branches there are, known from a plain `else` only.
    last: int = 0


def _calls(tokens: list[tuple[str, int]], names: Collection[str] = ()) -> Iterator[tuple[Call, _Block]]:
    """Calls, each with the innermost branch of an `if` that it stands in; mentions instead where names are given."""
    asked = environments([text for text, _line in tokens])
    braces: list[_Block] = []
    #: True from a condition to the end of its statement.
    pending = False
    questions = 0
    #: The word that the statement begins with; `using static` is no word that only opens a namespace.
    head = ""
    #: What the next brace opens, and what the last one closed.
    coming, closed = _Block(), _Block()
    for index, (text, line) in enumerate(tokens):
        around = braces[-1] if braces else _Block()
        head = "" if text in _ENDS else text if not head or (head, text) == ("using", "static") else head
        if text in _CONDITIONS:
            pending = pending or not (index in asked.plain or _makes_once(tokens, index))
            before = tokens[index - 1][0] if index else ""
            if text == "if" and before != "else":
                questions += 1
                coming = _Block(True, around.sometimes, questions, 1)
            elif text == "else" and before == "}" and closed.question:
                plain = tokens[index + 1 : index + 2] and tokens[index + 1][0] == "{"
                number = closed.branch + 1
                coming = _Block(True, closed.outer, closed.question, number, number if plain else 0)
        elif text == "{":
            inner = coming if pending and coming.question else around._replace(sometimes=pending or around.sometimes)
            braces.append(inner)
            pending, coming = False, _Block()
        elif text == "}":
            pending, coming = False, _Block()
            if braces:
                closed = braces.pop()
        elif text == ";":
            pending, coming = False, _Block()
        elif text == "?" and not _nullable(tokens, index):
            pending = True
        elif names:
            before = tokens[index - 1][0] if index else ""
            name = f".{text}" if f".{text}" in names and before == "." else text
            # After another name it is what a variable is called, or declared.
            named = before in _BEFORE_TYPES or not (_NAME.fullmatch(before) or (before == "." and head in _NAMESPACES))
            if name in names and named:
                own = Call(name, line, pending or around.sometimes, audience=asked.audience(index))
                yield own, _Block() if pending else around
        elif text == "(" and index:
            name, start = _name_before(tokens, index)
            if _NAME.fullmatch(name) and name not in _CONDITIONS:
                before = tokens[start - 1][0] if start else ""
                conditional = pending or around.sometimes
                first, made = _argument(tokens, index), before == "new"
                own = Call(name, line, conditional, first, made, asked.audience(index))
                # One without braces is no branch that could be told apart.
                yield own, _Block() if pending else around


def _makes_once(tokens: list[tuple[str, int]], index: int) -> bool:
    """True for `if (_connection == null)` and `if (_connection is null)`: what follows runs once, whatever is set."""
    asked: list[str] = []
    depth = 0
    for text, _line in tokens[index + 1 : index + 1 + _ASKED_LIMIT]:
        depth += (text == "(") - (text == ")")
        asked.append(text)
        if depth <= 0:
            break
    joined = " ".join(asked)
    return tokens[index][0] == "if" and ("= = null" in joined or "is null" in joined) and "&&" not in joined


def _nullable(tokens: list[tuple[str, int]], index: int) -> bool:
    """True for `string? name`, which is no condition: a type stands before and a name after, then no `:`."""
    before = tokens[index - 1][0] if index else ""
    after = [text for text, _line in tokens[index + 1 : index + 3]]
    if before in (")", "]") or '"' in before:
        return before == "]" and after[:1] != ["("] and after[1:2] in (["="], [";"], [","], [")"])
    return after[:1] in ([">"], [")"], [","], ["{"]) or after[1:2] in (["="], [";"], [","], [")"], ["{"], ["=>"])


def _name_before(tokens: list[tuple[str, int]], index: int) -> tuple[str, int]:
    """The name that is called where the index is that of the bracket, and its place."""
    start = index - 1
    if tokens[start][0] == ">":
        start = _before_generic(tokens, start)
    return (tokens[start][0] if start >= 0 else ""), start


def _before_generic(tokens: list[tuple[str, int]], index: int) -> int:
    """The place of the name before `<…>` that ends at the index; -1 where there is none near."""
    depth = 0
    for place in range(index, max(-1, index - 60), -1):
        text = tokens[place][0]
        depth += (text == ">") - (text == "<")
        if depth == 0:
            return place - 1
        if text in (";", "{", "}"):
            break
    return -1


def _argument(tokens: list[tuple[str, int]], index: int) -> str:
    following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    return (
        following[1:-1] if following.startswith('"') and len(following) > 1 and not following.startswith('"""') else ""
    )

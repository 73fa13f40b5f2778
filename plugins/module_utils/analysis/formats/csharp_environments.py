# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which parts of C# code run only for developers, or only for users: `if (env.IsDevelopment()) … else …`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# For whom a part runs.
ANYBODY, DEVELOPERS, DEPLOYERS = "", "development", "deployed"

_OTHERS = {DEVELOPERS: DEPLOYERS, DEPLOYERS: DEVELOPERS, ANYBODY: ANYBODY}
_CALLED = {"IsDevelopment": DEVELOPERS, "IsTest": DEVELOPERS, "IsTesting": DEVELOPERS, "IsProduction": DEPLOYERS}
_NAMED = {'"Development"': DEVELOPERS, '"Test"': DEVELOPERS, '"Testing"': DEVELOPERS, '"Production"': DEPLOYERS}
#: What asks for the environment by its name.
_BY_NAME = frozenset({"IsEnvironment", "EnvironmentName"})
_CLOSING = {")": "(", "}": "{", "]": "["}
#: More than people write: questions for the environment in a file, words of a question, parts of a statement.
_QUESTIONS_LIMIT, _WORDS_LIMIT, _PARTS_LIMIT = 100, 40, 400


@dataclass
class Environments:
    """The parts of a file that an environment decides on."""

    #: First place, place after the last one, and for whom.
    parts: list[tuple[int, int, str]] = field(default_factory=list)
    #: Places of `if` and `else` that ask for nothing else.
    plain: set[int] = field(default_factory=set)

    def audience(self, place: int) -> str:
        """For whom the code at a place runs, by the innermost part that it stands in."""
        around = [part for part in self.parts if part[0] <= place < part[1]]
        return min(around, key=lambda part: part[1] - part[0])[2] if around else ANYBODY


def environments(words: Sequence[str]) -> Environments:
    """Looks for questions for the environment among the words of a file."""
    found = Environments()
    asking = _CALLED.keys() | _BY_NAME
    if asking.isdisjoint(words):
        return found
    ends = _ends(words)
    switches = _switches(words)
    questions = 0
    for place, word in enumerate(words):
        if word != "if" or questions >= _QUESTIONS_LIMIT:
            continue
        start = ends.get(place + 1, 0)
        if not 0 < start - place <= _WORDS_LIMIT:
            continue
        audience, otherwise = _asked(words[place + 2 : start - 1], switches)
        if not audience:
            continue
        questions += 1
        end = _statement_end(words, start, ends)
        found.parts.append((start, end, audience))
        if otherwise:
            found.plain.add(place)
        if end < len(words) and words[end] == "else" and otherwise:
            found.plain.add(end)
            found.parts.append((end + 1, _chain_end(words, end + 1, ends), otherwise))
    return found


def _ends(words: Sequence[str]) -> dict[int, int]:
    """Place of an opening bracket to the place after the one that closes it."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, word in enumerate(words):
        if word in _CLOSING.values():
            opened.append(place)
        elif word in _CLOSING and opened and words[opened[-1]] == _CLOSING[word]:
            found[opened.pop()] = place + 1
    return found


def _switches(words: Sequence[str]) -> dict[str, str]:
    """`var isDevelopment = builder.Environment.IsDevelopment();`: names of answers, and what they say."""
    found: dict[str, str] = {}
    for place, word in enumerate(words):
        if word in _CALLED and tuple(words[place + 1 : place + 4]) == ("(", ")", ";"):
            start = place - 1
            while place - start < _WORDS_LIMIT and start > 0 and (words[start] == "." or words[start].isidentifier()):
                start -= 1
            if words[start] == "=" and start > 0:
                found[words[start - 1]] = _CALLED[word]
    return found


def _asked(condition: Sequence[str], switches: dict[str, str]) -> tuple[str, str]:
    """For whom what stands under a condition runs, and for whom what stands below its `else`."""
    if "&&" in condition:
        told = {_one(part, switches) for part in _split(condition, "&&")} - {ANYBODY}
        return (told.pop(), ANYBODY) if len(told) == 1 else (ANYBODY, ANYBODY)
    told = {_one(part, switches) for part in _split(condition, "||")}
    audience = told.pop() if len(told) == 1 else ANYBODY
    return audience, _OTHERS[audience]


def _split(words: Sequence[str], sign: str) -> Iterator[list[str]]:
    part: list[str] = []
    for word in words:
        if word == sign:
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _one(part: Sequence[str], switches: dict[str, str]) -> str:
    called = next((_CALLED[word] for word in part if word in _CALLED), ANYBODY)
    if not called and _BY_NAME & set(part):
        called = next((_NAMED[word] for word in part if word in _NAMED), ANYBODY)
    if not called:
        called = switches.get(part[-1], ANYBODY) if part and len(part) <= 2 else ANYBODY
    joined = " ".join(part)
    denied = part[:1] == ["!"] or "! =" in joined or "= = false" in joined or "is false" in joined
    return _OTHERS[called] if denied else called


def _statement_end(words: Sequence[str], start: int, ends: dict[int, int]) -> int:
    """The place after a statement: a block, or what ends with a semicolon."""
    if words[start : start + 1] == ["{"]:
        return ends.get(start, len(words))
    place = start
    for _part in range(_PARTS_LIMIT):
        if place >= len(words) or words[place] == "}":
            break
        if words[place] == ";":
            return place + 1
        place = ends.get(place, place + 1)
    return place


def _chain_end(words: Sequence[str], start: int, ends: dict[int, int]) -> int:
    """The place after what stands below `else`, further questions of the same chain and all."""
    for _part in range(_PARTS_LIMIT):
        if words[start : start + 1] != ["if"]:
            break
        start = _statement_end(words, ends.get(start + 1, start + 1), ends)
        if words[start : start + 1] != ["else"]:
            return start
        start += 1
    return _statement_end(words, start, ends)

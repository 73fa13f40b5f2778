# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and settings of JavaScript and TypeScript that say whether an engine is used at all."""

from __future__ import annotations

from itertools import pairwise

from ..formats.js_model import Code
from ..rules import node_code as rules
from .node_conditions import names_engine, words_of

#: Tokens of a setting's value that are looked at.
_VALUE_LIMIT = 30


def is_off(code: Code, index: int, engine: str) -> bool:
    """True for `enableRedis: false`, `redisEnabled: env("REDIS_ENABLED", false)` and `redis: { enabled: false }`."""
    name, *following = [token.text for token in code.tokens[index : index + 5]]
    rest = {word for word in words_of(name) if not names_engine(word, engine) and word != "search"}
    if not names_engine(name, engine) or following[:1] != [":"]:
        return False
    if rest:
        return rest <= rules.SWITCHES and not rest & rules.ABSENCE_WORDS and _is_false(code, index + 2)
    within = following[1:2] == ["{"] and following[2:] in (["enabled", ":"], ["enable", ":"])
    return within and _is_false(code, index + 5)


def _is_false(code: Code, index: int) -> bool:
    """True where the value that begins at the token says no, unless something else is set."""
    depth, found = 0, False
    for token in code.tokens[index : index + _VALUE_LIMIT]:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if depth < 0 or (depth == 0 and token.text in (",", ";")):
            break
        if token.text == "true":
            return False
        found = found or token.text == "false"
    return found


def is_switch(code: Code, index: int, engine: str) -> bool:
    """True for `REDIS_ENABLED` and for `!!process.env.REDIS_URL`."""
    text = code.tokens[index].text
    if text != text.upper():
        return False
    rest = [word for word in words_of(text) if word not in rules.WORDS[engine]]
    if rest and set(rest) <= rules.SWITCHES:
        following = [token.text for token in code.tokens[index + 1 : index + 12]]
        # `=== "true"` is off unless somebody turns it on, any other word of this kind on unless somebody turns it off.
        asked = any(pair in (("===", "true"), ("==", "true")) for pair in pairwise(following))
        return (asked or "true" not in following) and not (rules.ABSENCE_WORDS & set(rest))
    if not rest or rest[-1] not in rules.PLACES:
        return False
    start = index
    while start and code.tokens[start - 1].text in (".", "env", "process", "config", "(", "?.", "import", "meta"):
        start -= 1
    before = [token.text for token in code.tokens[max(start - 2, 0) : start + 1]]
    return before[:2] == ["!", "!"] or (before[1:2] == ["Boolean"] and code.tokens[start].text == "(")

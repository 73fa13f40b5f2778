# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Ruby code makes use of a name: a constant, a symbol, an environment variable; and which settings it assigns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from . import ruby_tokens as ruby
from .ruby_conditions import Conditions, Standing
from .ruby_statements import Statement, statements
from .ruby_tokens import Token

#: Statements that load code or name what may go wrong; neither uses a server.
_PASSIVE = frozenset(
    "require require_relative require_dependency load autoload rescue retry_on discard_on rescue_from".split()
)
#: What follows a variable that is asked for, instead of being taken as a value.
_QUESTIONS = frozenset(["present?", "blank?", "nil?", "empty?", "==", "!=", "?", "key?", "include?", "presence"])
#: Deeper than brackets nest.
_NOWHERE = 1_000_000
#: Methods that open a connection, and what they are called on; "" stands for any class.
_CONNECTING = {"establish_connection": "", "connect": "Sequel", "setup": "DataMapper"}
#: The setting that such a call counts as.
CONNECTION = "connection"
_YES = frozenset(["true", "1", "yes", "on"])


@dataclass(frozen=True)
class Use:
    """A name in code that is run."""

    #: `constant`, `name` (of a method or variable), `word` (a symbol, a label or a string) or `variable` (of the
    #: environment).
    kind: str
    name: str
    line: int
    standing: Standing
    #: The name of the method that is called on a constant.
    called: str = ""
    #: For a variable: true where it is asked for, and true where it counts as set when it is not.
    asked: bool = False
    on: bool = False


@dataclass(frozen=True)
class Setting:
    """`config.NAME = VALUE` or `config.NAME VALUE`: the names and constants that the value is made of."""

    name: str
    values: tuple[str, ...]
    line: int
    standing: Standing


@dataclass
class Uses:
    """All that one file makes use of."""

    uses: list[Use] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)


def parse_uses(source: str, environment: str, settings: frozenset[str] = frozenset()) -> Uses:
    """Reads a source. Raises FormatError where a string never ends."""
    found = Uses()
    conditions = Conditions(environment)
    for statement in statements(source):
        standing = conditions.of(statement)
        if not statement.tokens:
            continue
        known = len(found.settings)
        _settings(statement, standing, settings, found)
        first = statement.tokens[0]
        if first.kind == ruby.NAME and first.text in _PASSIVE:
            continue
        uses = _names(statement.tokens, standing)
        # What a setting is set to counts as the setting, which another one may replace.
        found.uses += [use for use in uses if use.kind != "word" or known == len(found.settings)]
    return found


def _settings(statement: Statement, standing: Standing, wanted: frozenset[str], found: Uses) -> None:
    tokens = statement.tokens
    for index, token in enumerate(tokens[:8]):
        if token.kind == ruby.NAME and token.text in _CONNECTING and index > 1 and tokens[index - 1].text == ".":
            if _CONNECTING[token.text] in ("", tokens[index - 2].text):
                found.settings.append(Setting(CONNECTION, _values(tokens[index + 1 :]), token.line, standing))
            return
        if token.kind != ruby.NAME or token.text not in wanted or index == 0 or tokens[index - 1].text != ".":
            continue
        value = tokens[index + 1 :]
        if value:
            chosen = _ternary(value)
            place = Standing(standing.live, True, standing.block) if chosen else standing
            found.settings.append(Setting(token.text, _values(value), token.line, place))
        return
    block = statement.block
    # The value of `config.cache_store = if …` stands in the branches.
    if block is not None and block.keyword in ("if", "unless", "case") and statement.opens is None:
        heads = [token.text for token in block.head[:8]]
        for name in wanted & set(heads):
            if "=" in heads:
                found.settings.append(Setting(name, _values(tokens), tokens[0].line, standing))


def _ternary(value: Sequence[Token]) -> bool:
    return any(token.kind == ruby.PUNCTUATION and token.text in ("?", "&&") for token in value)


def _values(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Symbols, strings and the last parts of constants."""
    return tuple(
        token.text
        for token in tokens
        if (token.kind in (ruby.SYMBOL, ruby.STRING) and not token.dynamic)
        or (token.kind == ruby.NAME and token.text[:1].isupper())
    )


def _names(tokens: Sequence[Token], standing: Standing) -> Iterator[Use]:
    if tokens[0].kind == ruby.NAME and tokens[0].text in ("class", "module"):
        # A class of the application's own; what it inherits from is a use.
        start = next((index for index, token in enumerate(tokens) if token.text == "<"), len(tokens))
        tokens = tokens[start:]
    condition = bool(tokens) and tokens[0].kind == ruby.NAME and tokens[0].text in ("if", "unless", "elsif", "while")
    depth, hanging = 0, _NOWHERE
    for index, token in enumerate(tokens):
        if token.kind == ruby.PUNCTUATION:
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if token.text in ("?", "&&"):
                # What follows hangs on what stands before, as far as the argument goes.
                hanging = min(hanging, depth)
            elif depth < hanging or (token.text == "," and depth == hanging):
                hanging = _NOWHERE
        elif token.kind == ruby.NAME and token.text in ("if", "unless"):
            condition = True
        place = standing if hanging == _NOWHERE else Standing(standing.live, True, standing.block)
        if token.kind == ruby.NAME and token.text[:1].isupper():
            use = _constant(tokens, index, place)
            if use is not None:
                yield use
        elif token.kind in (ruby.SYMBOL, ruby.LABEL, ruby.STRING) and token.text:
            variable = _variable(tokens, index, place, condition) if token.kind == ruby.STRING else None
            yield variable or Use("word", token.text, token.line, place)
        elif token.kind == ruby.NAME and (index or token.text != "def"):
            yield Use("name", token.text, token.line, place)


def _constant(tokens: Sequence[Token], index: int, place: Standing) -> Use | None:
    if index and (tokens[index - 1].text == "." or (tokens[index - 1].text == "::" and _is_within(tokens, index - 1))):
        return None
    if index > 1 and any(token.text == "defined?" for token in tokens[index - 2 : index]):
        return None
    parts = [tokens[index].text]
    position = index + 1
    while position + 1 < len(tokens) and tokens[position].text == "::" and tokens[position + 1].kind == ruby.NAME:
        parts.append(tokens[position + 1].text)
        position += 2
    if parts[-1].endswith(("Error", "Exception", "Errors")) or (len(parts) > 1 and "Errors" in parts):
        return None
    called = tokens[position + 1].text if position + 1 < len(tokens) and tokens[position].text == "." else ""
    return Use("constant", "::".join(parts), tokens[index].line, place, called)


def _is_within(tokens: Sequence[Token], colons: int) -> bool:
    """True for colons after a constant or a call; `::Redis` that stands alone is Redis itself."""
    before = tokens[colons - 1] if colons else None
    return before is not None and (before.text == ")" or (before.kind == ruby.NAME and before.text[:1].isupper()))


def _variable(tokens: Sequence[Token], index: int, place: Standing, condition: bool) -> Use | None:
    before = [token.text for token in tokens[max(0, index - 4) : index]]
    direct = before[-2:] == ["ENV", "["]
    if not direct and not (len(before) == 4 and before[0] == "ENV" and before[1] == "." and before[3] == "("):
        return None
    after = [token.text for token in tokens[index + 1 : index + 8]]
    asked = condition or bool(_QUESTIONS & set(after[1:3])) or (not direct and before[2] in ("key?", "has_key?"))
    default = after[1] if len(after) > 1 and after[0] == "," else ""
    return Use("variable", tokens[index].text, tokens[index].line, place, "", asked, default in _YES or "!=" in after)

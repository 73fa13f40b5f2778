# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When each token of an Elixir source takes effect: in which environment, and whether only under a condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import elixir_tokens as elixir
from .tokens import Token

_CONDITIONS = frozenset(["if", "unless", "case", "cond"])
_BRANCHES = frozenset(["else", "rescue", "catch", "after"])
_ASKED = frozenset(["config_env", "env"])
_ENVIRONMENTS = frozenset(["prod", "dev", "test"])

BLOCK_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """A token, the index of it in its source, and when it takes effect."""

    token: Token
    index: int
    live: bool
    conditional: bool


@dataclass
class _Block:
    keyword: str
    live: bool
    conditional: bool
    #: The first alternative of a question about the environment; the second is the opposite.
    on_environment: bool = False
    outer_live: bool = True
    outer_conditional: bool = False


def placed(found: Sequence[Token], environment: str) -> Iterator[Placed]:
    """All tokens with their standing. `environment` is Mix's name for it."""
    bottom = _Block("", True, False)
    blocks: list[_Block] = []
    beyond = 0
    #: Where the statement starts that a `do` belongs to.
    start = 0
    #: The condition of `if …, do: …, else: …`, up to the end of the statement.
    inline: _Block | None = None
    for index, token in enumerate(found):
        top = blocks[-1] if blocks else bottom
        if token.kind == elixir.LABEL and token.text == "do" and inline is None:
            opened = _opened(found[max(start, index - 60) : index], top, environment)
            inline = opened if opened.keyword else None
        elif token.kind == elixir.LABEL and token.text == "else" and inline is not None:
            _turn(inline, "else")
        elif token.kind == elixir.NEWLINE or (token.kind == elixir.PUNCTUATION and token.text in (";", "->")):
            if not _continued(found, index):
                start, inline = index + 1, None
        elif token.kind == elixir.NAME and token.text in ("do", "fn") and not _after_dot(found, index):
            if len(blocks) >= BLOCK_LIMIT:
                beyond += 1
            else:
                head = found[max(start, index - 60) : index] if token.text == "do" else ()
                blocks.append(_opened(head, top, environment))
            start = index + 1
        elif token.kind == elixir.NAME and token.text == "end" and not _after_dot(found, index):
            if beyond:
                beyond -= 1
            elif blocks:
                blocks.pop()
            start = index + 1
        elif token.kind == elixir.NAME and token.text in _BRANCHES and blocks:
            _turn(top, token.text)
            start = index + 1
        top = inline or (blocks[-1] if blocks else bottom)
        yield Placed(token, index, top.live, top.conditional)


def _after_dot(found: Sequence[Token], index: int) -> bool:
    return index > 0 and found[index - 1].text == "."


def _continued(found: Sequence[Token], index: int) -> bool:
    """True where a statement goes on in the next line."""
    before = found[index - 1].text if index else ""
    after = found[index + 1].text if index + 1 < len(found) else ""
    return before in (",", "=", "&&", "||", "and", "or", "(", "[", "{", "|>", "<>") or after in ("|>", "&&", "||")


def _opened(head: Sequence[Token], outer: _Block, environment: str) -> _Block:
    position = next(
        (index for index, token in enumerate(head) if token.kind == elixir.NAME and token.text in _CONDITIONS), -1
    )
    if position < 0:
        return _Block("", outer.live, outer.conditional, False, outer.live, outer.conditional)
    keyword, condition = head[position].text, head[position + 1 :]
    environments = _environments(condition)
    if environments and keyword in ("if", "unless"):
        texts = [token.text for token in condition]
        negated = (keyword == "unless") != bool({"!=", "!", "not"} & set(texts))
        holds = (environment in environments) != negated
        return _Block(
            keyword,
            outer.live and holds,
            outer.conditional or bool({"&&", "and"} & set(texts)),
            True,
            outer.live,
            outer.conditional,
        )
    return _Block(keyword, outer.live, True, False, outer.live, outer.conditional)


def _environments(condition: Sequence[Token]) -> set[str]:
    """The environments that a condition asks for; none where it asks for something else."""
    if not any(token.kind == elixir.NAME and token.text in _ASKED for token in condition):
        return set()
    named = {token.text for token in condition if token.kind == elixir.ATOM and token.text in _ENVIRONMENTS}
    named |= {
        word
        for token in condition
        if token.kind == elixir.WORDS
        for word in token.text.split()
        if word in _ENVIRONMENTS
    }
    return named


def _turn(block: _Block, word: str) -> None:
    if word in ("rescue", "catch"):
        block.conditional = True
    elif word == "else" and block.on_environment:
        block.live = block.outer_live and not block.live
        block.conditional = block.outer_conditional

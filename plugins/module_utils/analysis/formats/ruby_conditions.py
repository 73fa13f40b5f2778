# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a Ruby statement takes effect: in which environment, and whether only under a condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import ruby_tokens as ruby
from .ruby_statements import Block, Statement, modifier, words_of
from .tokens import Token

_CONDITIONS = frozenset(["if", "unless", "case"])
_ENVIRONMENTS = frozenset("production staging development test local".split())
#: Leaves the block it stands in.
_LEAVING = frozenset(["return", "next", "exit", "break"])


@dataclass(frozen=True)
class Standing:
    """When a statement takes effect."""

    #: False where another environment than the one that is analysed runs it.
    live: bool = True
    conditional: bool = False
    #: The one block whose condition decides, and which of its branches this is; the last one is `else`.
    block: Block | None = None
    branch: str = ""


class Conditions:
    """Follows the statements of one file, in their order."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._inside: dict[Block | None, Standing] = {None: Standing()}
        #: Blocks of which a further branch has begun.
        self._branched: set[Block] = set()

    def of(self, statement: Statement) -> Standing:
        """When a statement takes effect. Each statement has to be asked for once, in order."""
        outer = self._inside.get(statement.block, Standing())
        tokens = statement.tokens
        first = tokens[0] if tokens and tokens[0].kind == ruby.NAME else None
        if first and statement.block and first.text in ("else", "elsif", "when", "in", "rescue"):
            outer = self._branch(statement.block, first.text, outer)
            self._inside[statement.block] = outer
            self._branched.add(statement.block)
        index = -1 if statement.opens is not None and statement.opens.keyword else modifier(tokens)
        own = outer
        if index >= 0 and tokens[index].text in ("if", "unless"):
            live, conditional = self._holds(tokens[index + 1 :], tokens[index].text == "unless")
            own = _within(outer, live, conditional)
            if first and first.text in _LEAVING:
                # What follows is reached only where this is not.
                live, conditional = self._holds(tokens[index + 1 :], tokens[index].text == "if")
                self._inside[statement.block] = _within(outer, live, conditional)
        elif first and first.text in _LEAVING - {"exit"} and statement.block and statement.block not in self._branched:
            # A program that ends there told first what is wrong.
            self._left(statement.block)
        if statement.opens is not None:
            self._inside[statement.opens] = self._opened(statement.opens, own)
        return own

    def _left(self, block: Block) -> None:
        """What follows a block that leaves the one around it is reached only where the block is not."""
        if block.keyword in ("if", "unless"):
            live, conditional = self._holds(_condition(block), block.keyword == "if")
            outer = self._inside.get(block.outer, Standing())
            self._inside[block.outer] = _within(outer, live, conditional)

    def _opened(self, block: Block, outer: Standing) -> Standing:
        if block.keyword in ("if", "unless"):
            live, conditional = self._holds(_condition(block), block.keyword == "unless")
            inner = _within(outer, live, conditional)
        elif block.keyword == "case":
            inner = _within(outer, True, True)
        elif block.head and block.head[0].text == "configure" and (names := words_of(block.head[1:])):
            # Sinatra: configure :production do
            return _within(outer, self.environment in names or not _ENVIRONMENTS & set(names), False)
        else:
            return outer
        if inner.conditional and not outer.conditional:
            return Standing(inner.live, True, block, "if")
        return inner

    def _branch(self, block: Block, word: str, current: Standing) -> Standing:
        outer = self._inside.get(block.outer, Standing())
        if word == "rescue":
            return _within(outer, True, True)
        if block.keyword not in _CONDITIONS:
            return current
        if current.conditional and not outer.conditional:
            return Standing(outer.live, True, block, word)
        if current.conditional:
            return current
        # The condition was the environment.
        return Standing(outer.live and not current.live, outer.conditional, outer.block, outer.branch)

    def _holds(self, condition: Sequence[Token], negated: bool) -> tuple[bool, bool]:
        """Whether a condition on the environment holds, and whether it hangs on anything else."""
        texts = [token.text for token in condition]
        on_environment = "env" in texts or "RAILS_ENV" in texts or "RACK_ENV" in texts
        named = {
            name
            for token in condition
            for name in (token.text.split() if token.kind == ruby.WORDS else [token.text.rstrip("?")])
            if name in _ENVIRONMENTS
        }
        if not on_environment or not named:
            return True, True
        if "local" in named:
            named |= {"development", "test"}
        holds = (self.environment in named) != (texts[0] in ("!", "not") or "!=" in texts)
        if not _only_environments(texts):
            if {"||", "or"} & set(texts) and not holds:
                return True, True
            if {"&&", "and"} & set(texts) and holds:
                return True, True
        return holds != negated, False


def _condition(block: Block) -> Sequence[Token]:
    """What stands behind the block's keyword."""
    start = next((index for index, token in enumerate(block.head) if token.text == block.keyword), 0)
    return block.head[start + 1 :]


def _only_environments(texts: Sequence[str]) -> bool:
    """True where each side of `&&` and `||` asks for the environment."""
    sides = 1 + sum(text in ("&&", "||", "and", "or") for text in texts)
    return sum(text.rstrip("?") in _ENVIRONMENTS for text in texts) >= sides


def _within(outer: Standing, live: bool, conditional: bool) -> Standing:
    return Standing(outer.live and live, outer.conditional or conditional, outer.block, outer.branch)

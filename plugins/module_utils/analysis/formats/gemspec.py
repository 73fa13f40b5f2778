# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a gemspec: what the gem needs, and what only its developers need."""

from __future__ import annotations

from . import ruby_tokens as ruby
from .gemfile import Gem
from .ruby_statements import Block, modifier, statements

#: Method to the group its gems are in.
_METHODS: dict[str, tuple[str, ...]] = {
    "add_dependency": (),
    "add_runtime_dependency": (),
    "add_development_dependency": ("development",),
}


def parse_gemspec(source: str) -> list[Gem]:
    """The gems that a gemspec names. Raises FormatError where it is cut off inside a string."""
    found: list[Gem] = []
    conditional: dict[Block | None, bool] = {None: False}
    for statement in statements(source):
        under = conditional.get(statement.block, False)
        if statement.opens is not None:
            conditional[statement.opens] = under or statement.opens.keyword not in ("", "begin")
        tokens = statement.tokens
        for index, token in enumerate(tokens[:6]):
            if token.kind != ruby.NAME or token.text not in _METHODS:
                continue
            rest = [item for item in tokens[index + 1 :] if item.text != "("]
            if rest and rest[0].kind == ruby.STRING and not rest[0].dynamic:
                requirement = rest[2].text if len(rest) > 2 and rest[2].kind == ruby.STRING else ""
                gem = Gem(
                    rest[0].text,
                    rest[0].line,
                    requirement,
                    _METHODS[token.text],
                    conditional=under or modifier(tokens) >= 0,
                )
                found.append(gem)
            break
    return found

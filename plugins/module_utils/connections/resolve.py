# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts values in the place of references, over as many steps as it takes; cycles and unknown names are problems."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from ..declaration.problem import nearest
from ..problem import Problem
from .references import Expression, Reference


class MissingError(ValueError):
    """There is no such variable; a default may stand in for it. The text says why and what to do, apart by ``; ``."""


class Others(Protocol):
    """The variables of other applications."""

    def value(self, application: str, name: str) -> str:
        """One of them.

        Raises:
            MissingError: It is not there.
            ValueError: It is nobody else's business.
        """


class Resolver:
    """Resolves the variables of one application; each one once."""

    def __init__(
        self,
        expressions: Mapping[str, Expression],
        places: Mapping[str, str],
        others: Others,
        absent: Collection[str] = (),
    ) -> None:
        """Takes what is to be resolved.

        Args:
            expressions: Every variable.
            places: Where the user wrote a variable, for problems.
            others: The other applications.
            absent: Names that the application has elsewhere, and not here.
        """
        self.problems: list[Problem] = []
        self._expressions = expressions
        self._places = places
        self._others = others
        self._absent = absent
        #: None for one that cannot be resolved, which is told once, where it stands.
        self._values: dict[str, str | None] = {}

    def values(self) -> dict[str, str]:
        """All values; those with a problem are missing."""
        for name in self._expressions:
            self._resolve(name, ())
        return {name: value for name, value in self._values.items() if value is not None}

    def _resolve(self, name: str, chain: tuple[str, ...]) -> str | None:
        if name in self._values:
            return self._values[name]
        if name in chain:
            cycle = chain[chain.index(name) :]
            self._problem(cycle[0], f"refers to itself: {' -> '.join((*cycle, name))}", "break the circle")
            self._values.update(dict.fromkeys(cycle))
            return None
        return self._values.setdefault(name, self._text(self._expressions[name], name, (*chain, name)))

    def _text(self, expression: Expression, name: str, chain: tuple[str, ...]) -> str | None:
        parts = [self._part(part, name, chain) for part in expression]
        texts = [part for part in parts if part is not None]
        return "".join(texts) if len(texts) == len(parts) else None

    def _part(self, part: str | Reference, name: str, chain: tuple[str, ...]) -> str | None:
        if isinstance(part, str):
            return part
        if part.application:
            return self._foreign(part, name, chain)
        if part.name in self._expressions:
            return self._resolve(part.name, chain)
        if part.default is None:
            mend = nearest(part.name, self._expressions)
            if part.name in self._absent:
                mend = f"only hosts have it, so give containers a default: _env({part.name}:DEFAULT)"
            self._problem(name, f"refers to {part}, which there is none of", mend)
        return self._default(part, name, chain)

    def _default(self, part: Reference, name: str, chain: tuple[str, ...]) -> str | None:
        return self._text(part.default, name, chain) if isinstance(part.default, tuple) else part.default

    def _foreign(self, part: Reference, name: str, chain: tuple[str, ...]) -> str | None:
        try:
            return self._others.value(part.application, part.name)
        except MissingError as error:
            if part.default is not None:
                return self._default(part, name, chain)
            reason = str(error)
        except ValueError as error:
            reason = str(error)
        what, _dummy, mend = reason.partition("; ")
        self._problem(name, f"refers to {part}: {what}", mend)
        return None

    def _problem(self, name: str, what: str, mend: str) -> None:
        self.problems.append(Problem(self._places.get(name, name), what, mend))

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements before they are quoted: text with `{}` where a part goes, and the parts. The driver quotes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union


@dataclass(frozen=True)
class Name:
    """An identifier; several parts make a qualified one."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A string literal."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Raw:
    """Text that the server itself quoted, or a number."""

    text: str


@dataclass(frozen=True)
class Names:
    """A list of identifiers."""

    names: tuple[Name, ...]


#: The order in which statements run, whatever object they are about.
DROP_DATABASE, ROLES, CREATE_DATABASE, REST = range(4)

Part = Union[Name, Value, Raw, Names]


@dataclass(frozen=True)
class Statement:
    """One statement for one database."""

    #: Database that it runs in; empty for the maintenance database.
    database: str
    text: str
    parts: tuple[Part, ...] = ()
    #: When it runs among the others.
    phase: int = REST

    @property
    def transaction(self) -> bool:
        """Whether it can run inside a transaction."""
        return self.phase not in {DROP_DATABASE, CREATE_DATABASE}


def name(*parts: str) -> Name:
    """An identifier."""
    return Name(parts)

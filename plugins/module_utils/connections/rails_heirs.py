# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the same environment that are not led to a group of their own, and may inherit from one that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..problem import Problem
from .rails_edit import inherits
from .rails_file import Outcome
from .rails_nodes import Document, Node
from .settings_databases import Database

#: The key whose value an entry that goes along may say itself.
DATABASE = "database"


@dataclass(frozen=True)
class Led:
    """A mapping that gets values of ours."""

    name: str
    node: Node
    keys: frozenset[str]
    database: Database


@dataclass(frozen=True)
class Alone:
    """An entry that gets none."""

    name: str
    #: None where a URL of its own wins over what it inherits.
    node: Node | None
    reason: str
    #: Whether it may follow one that it inherits from: nothing says that its database is another's.
    follows: bool = False


def tell(document: Document, path: str, led: Sequence[Led], alone: Iterable[Alone], outcome: Outcome) -> None:
    """Notes what becomes of each entry that is left alone: one that inherits from a led one is not."""
    missing: dict[str, tuple[Database, dict[str, str]]] = {}
    for one in alone:
        sources = (other for other in led if one.node and inherits(document, one.node, other.node, set(other.keys)))
        other = next(sources, None)
        if other is None or one.node is None:
            outcome.leave(f"{path}: {one.name}", one.reason)
        elif one.follows:
            if name := nowhere(document, one.node, other):
                missing.setdefault(other.database.name, (other.database, {}))[1][one.name] = name
            outcome.notes.append(
                f"{path}: {one.name} goes where '{other.name}' goes, from which it inherits: {one.reason}; "
                "what it says itself stays"
            )
        else:
            outcome.problems.append(
                Problem(
                    f"{path} line {document.line(one.node.start)}",
                    f"'{one.name}' is to be left alone ({one.reason}), but inherits from '{other.name}', "
                    "and would be led to its database",
                    f"give '{one.name}' {', '.join(sorted(other.keys))} of its own, "
                    "or let both inherit from an entry beside them",
                )
            )
    outcome.warnings += [unmade(path, group, names) for group, names in missing.values()]


def nowhere(document: Document, heir: Node, other: Led) -> str:
    """The database of an entry that goes along with another one, where the other one's group does not have it."""
    own = DATABASE in other.keys and not inherits(document, heir, other.node, {DATABASE})
    said = document.find(heir, DATABASE) if own else None
    name = document.scalar(said.value) if said else None
    return "" if not name or other.database.has(name) else name


def unmade(path: str, group: Database, names: dict[str, str]) -> str:
    """What to say of entries whose databases nobody makes."""
    databases = ", ".join(dict.fromkeys(names.values()))
    what = f"{path}: {', '.join(names)} would go to {databases} of {group.name}, which has no such database"
    own = "declare groups of their names"
    if group.engine == "mongodb":
        # Its accounts live in one database, and log in by no other.
        return f"{what}: {own}"
    return f"{what}: add 'databases: [{databases}]' to {group.name} in maestro_databases, or {own}"

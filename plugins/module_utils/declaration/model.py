# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database group as its user declared it, checked but not yet placed on hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engines import Engine

#: Name of a group that was declared without one.
DEFAULT_GROUP = "default"

DEDICATED = "dedicated"
LOCAL = "local"
EXTERNAL = "external"
DEPLOYMENTS = (DEDICATED, LOCAL, EXTERNAL)

#: Two words for one mark, and what is wrong where they differ.
BOTH_WORDS = frozenset({"primary", "default"})
CONTRARY = ("says the contrary of 'primary', and both mean the same mark", "keep one of them")

#: What a further user may do: look at data, change data, or all that the application may.
READ_ONLY = "read_only"
READ_WRITE = "read_write"
OWNER = "owner"
ACCESS = (READ_ONLY, READ_WRITE, OWNER)


@dataclass(frozen=True)
class DeclaredUser:
    """A user of a group beside the application's."""

    name: str
    access: str = READ_ONLY
    #: Of the group's databases; empty for all of them.
    databases: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeclaredGroup:
    """One entry of ``maestro_databases``, or what one of the files says in its place."""

    #: Where it was declared, for messages.
    place: str
    engine: Engine
    group: str
    deployment: str
    flavour: str
    #: As text; empty for the distribution's own.
    version: str = ""
    #: What its hosts are to run; empty for any.
    operating_system: str = ""
    primary: bool = False
    #: Whether somebody wrote that it is not the primary.
    unmarked: bool = False
    #: Inventory patterns or host names; empty where the inventory's groups decide.
    hosts: tuple[str, ...] = ()
    #: Address of an external database.
    address: str = ""
    port: int = 0
    database: str = ""
    #: Further databases.
    databases: tuple[str, ...] = ()
    #: Further users.
    users: tuple[DeclaredUser, ...] = ()
    settings: dict[str, object] = field(default_factory=dict)
    #: What its engine alone knows; see `options`.
    options: dict[str, Any] = field(default_factory=dict)
    #: Whether the server may be that of another application, too.
    shared: bool = False
    #: Where a key was declared, if elsewhere than at `place` under its own name.
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Where a key was declared."""
        return self.places.get(key) or f"{self.place}.{key}"

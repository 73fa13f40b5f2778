# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which group of an engine is the primary one, and what the names are that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..declaration.model import DeclaredGroup
from ..declaration.names import service_part, variable_part


def primary_of(groups: Sequence[DeclaredGroup], recorded: Collection[str]) -> DeclaredGroup | None:
    """The primary among the groups of one engine.

    Marked by the user; else recorded by an earlier deployment; else the only one. None where nothing of it holds.

    Args:
        groups: The declared groups of one engine.
        recorded: Names of groups of this engine that an earlier deployment recorded as primary.
    """
    for group in groups:
        if group.primary:
            return group
    for group in groups:
        if group.group in recorded:
            return group
    return groups[0] if len(groups) == 1 else None


def service_name(group: DeclaredGroup, primary: DeclaredGroup | None) -> str:
    """Name of the group's Kubernetes Service: the engine's for the primary, else with the group behind it."""
    return group.engine.name if group is primary else suffixed(group.engine.name, group.group)


def suffixed(engine: str, group: str) -> str:
    """Name of the Service of a group among several."""
    return f"{engine}-{service_part(group)}"


def prefixes(group: DeclaredGroup, root: bool) -> tuple[str, ...]:
    """Prefixes of the group's environment variables: its own, then the bare one where root variables follow it."""
    own = f"{group.engine.prefix}_{variable_part(group.group)}"
    return (own, group.engine.prefix) if root else (own,)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A declared group before it is checked: its keys, as ``maestro_databases`` has them, and where each one stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One group of one declaration."""

    place: str
    #: A mapping; whatever else somebody wrote is named by the check.
    values: Any
    #: Where a key stands, if elsewhere than at `place` under its own name.
    places: Mapping[str, str] = field(default_factory=dict)
    #: True where its hosts were declared and could not be found out: a problem says why, and none more is to follow.
    lost: bool = False

    def at(self, key: str) -> str:
        """Where a key stands."""
        return self.places.get(key) or f"{self.place}.{key}"

    def get(self, key: str) -> Any:
        """A key's value, or None."""
        return self.values.get(key)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run did, object by object."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CREATED, CHANGED, UNCHANGED, PRUNED = "created", "changed", "unchanged", "pruned"


@dataclass(frozen=True)
class Result:
    """What became of one object."""

    kind: str
    name: str
    state: str
    #: Moves with each write; empty where there is none yet, or none any more.
    resource_version: str = ""
    #: Of a Secret's content.
    checksum: str = ""


@dataclass
class Outcome:
    """What a run did, or in check mode would do."""

    results: list[Result] = field(default_factory=list)
    diffs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """True unless everything was as wanted."""
        return any(result.state != UNCHANGED for result in self.results)


def as_dicts(results: Iterable[Result]) -> list[dict[str, str]]:
    """Results as a module returns them."""
    return [dataclasses.asdict(result) for result in results]

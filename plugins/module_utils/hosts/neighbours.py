# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of other applications that are on the host as well, as their markers tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from . import marker
from .problem import HostError
from .resources import Needed
from .servers import server


def neighbours(
    engines: Collection[str], owners: Sequence[Mapping[str, Any]], folder: str = marker.FOLDER
) -> list[Needed]:
    """What they need.

    Args:
        engines: Those that somebody asks for now.
        owners: Who asks.
        folder: Where the markers are.
    """
    found = []
    for engine in sorted(set(marker.engines(folder)) - set(engines)):
        try:
            marked = marker.read(engine, folder)
        except HostError:
            # Whoever asks for that engine is told.
            continue
        known = server(engine, str(marked.get("flavour") or ""))
        if known and not any(marker.same_application(marked, owner) for owner in owners):
            found.append(Needed(engine, False, known.least_memory_mb, 0, "", known.sized))
    return found

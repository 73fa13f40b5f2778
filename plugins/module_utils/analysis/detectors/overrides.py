# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an environment's own file says of a connection takes the place of what the file for all environments says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from ..model import CONFIGURATION, LIVE, Claim

_NAME_END = re.compile(r"[, ]")


def overridden(claims: Iterable[Claim], own: Callable[[str], bool]) -> list[Claim]:
    """The claims; those that others replace lead where these do. `own` is true for a file of the environment's own."""
    claims = list(claims)
    replacing: dict[tuple[str, str, str], list[Claim]] = {}
    replaced: dict[tuple[str, str, str], int] = {}
    for claim in claims:
        if key := _key(claim):
            if own(claim.evidence.path):
                replacing.setdefault(key, []).append(claim)
            else:
                replaced[key] = replaced.get(key, 0) + 1
    # Where the own file names fewer, another database of the kind may be left as it was.
    found = {key: iter(others) for key, others in replacing.items() if replaced.get(key, 0) <= len(others)}
    result = []
    for claim in claims:
        others = found.get(key) if (key := _key(claim)) and not own(claim.evidence.path) else None
        other = next(others) if others else claim
        result.append(replace(claim, external=other.external, address=other.address))
    return result


def _key(claim: Claim) -> tuple[str, str, str] | None:
    """What two files have in common that speak of one connection: folder, setting and engine."""
    if claim.basis != CONFIGURATION or claim.scope != LIVE or claim.choice:
        return None
    return (posixpath.dirname(claim.evidence.path), _NAME_END.split(claim.evidence.detail, maxsplit=1)[0], claim.engine)

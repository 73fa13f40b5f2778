# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages that differ only by an engine's name (`db-mysql`, `db-postgres`) are implementations to choose from."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable

from .model import CONFIGURATION, DRIVER, LIBRARY, Claim
from .rules.judgement import ADAPTER_WORDS, CONNECTOR_WORDS, RELATIONAL, STORES
from .rules.platforms import WORDS
from .scope import words

_WORD = re.compile(r"[a-z0-9]+")
_OF_DOTNET = ("proj", ".cs", ".fs", ".vb")


def in_connector(path: str) -> bool:
    """True for a place in a part to connect. What .NET calls extensions are helpers of the application's own."""
    found = words(posixpath.dirname(path)) & CONNECTOR_WORDS
    return bool(found - {"extensions"} if path.endswith(_OF_DOTNET) else found) or any(
        ADAPTER_WORDS & (own := words(part)) and own & WORDS.keys() for part in path.split("/")[:-1]
    )


def siblings(claims: Iterable[Claim]) -> list[frozenset[str]]:
    """Engines whose drivers stand in folders side by side that differ only by the engine's name."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in claims:
        shape = shape_of(claim)
        if shape:
            groups[shape].add(claim.engine)
    return [frozenset(groups[shape]) for shape in sorted(groups) if len(groups[shape]) > 1]


def without_need(claim: Claim, groups: Iterable[frozenset[str]]) -> Claim:
    """What is one of several such packages is a matter of choice; stores compete anyhow."""
    own = [group for group in groups if claim.engine in group]
    if claim.choice or not shape_of(claim) or not own:
        return claim
    if claim.engine in RELATIONAL | STORES:
        # Its types, mappers or settings say no more than its driver.
        return dataclasses.replace(claim, basis=DRIVER)
    # A search engine or a cache takes no store's place: `data-elasticsearch` and `data-postgresql` are two parts.
    several = any(len(group) > 2 or not group & STORES for group in own)
    return dataclasses.replace(claim, choice=True) if several else claim


def shape_of(claim: Claim) -> tuple[str, str] | None:
    """The folder above, and the package's folder with the engine's name left out; None where it has no such name."""
    if claim.basis not in (CONFIGURATION, DRIVER, LIBRARY) or in_connector(claim.evidence.path):
        return None
    for depth, part in enumerate(parts := claim.evidence.path.lower().split("/")[:-1]):
        if any(WORDS.get(word) == claim.engine for word in _WORD.findall(part)):
            plain = "-".join("*" if WORDS.get(word) == claim.engine else word for word in _WORD.findall(part))
            return "/".join(parts[:depth]), plain
    return None

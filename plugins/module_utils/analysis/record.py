# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An analysis as a file that is kept beside the code, and what changed since it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..engines import ENGINES

#: What nobody deploys anything for; the same as not needed.
_NOT_NEEDED = ("", "development")


def to_text(result: Mapping[str, Any]) -> str:
    """The file's text: the result in its own, stable order."""
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def from_text(text: str) -> dict[str, Any] | None:
    """What was recorded; None where the text is no record of an analysis."""
    try:
        recorded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    parts = ("databases", "applications")
    if not isinstance(recorded, dict) or not all(isinstance(recorded.get(part), list) for part in parts):
        return None
    entries = [*recorded["databases"], *recorded["applications"]]
    return recorded if all(isinstance(entry, dict) for entry in entries) else None


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """How the needs changed, one line an engine; lines that moved and other words for the same are no change."""
    lines = list(_changes("", before, after))
    old, new = _by_path(before), _by_path(after)
    if len(old) < 2 and len(new) < 2:
        return lines
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            lines.append(f"{path}: the application is gone")
        elif path not in old:
            lines.append(f"{path}: a new application")
        else:
            lines += _changes(f"{path}: ", old[path], new[path])
    return lines


def _by_path(result: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("path")): one for one in result["applications"]}


def _changes(place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    old, new = _needs(before), _needs(after)
    for engine in ENGINES:
        was, now = old.get(engine, "not needed"), new.get(engine, "not needed")
        if was != now:
            yield f"{place}{engine} is {now}, was {was}"


def _needs(result: Mapping[str, Any]) -> dict[str, str]:
    """Engine to its need in words."""
    needs = {}
    databases = result.get("databases")
    for found in databases if isinstance(databases, list) else []:
        need = str(found.get("need", "")) if isinstance(found, dict) else ""
        if need in _NOT_NEEDED:
            continue
        words = need.replace("_", " ")
        if found.get("alternatives"):
            words += f" {', '.join(sorted([str(found.get('engine')), *map(str, found['alternatives'])]))}"
        if found.get("external"):
            words += f", hosted at {found['address']}" if found.get("address") else ", hosted elsewhere"
        needs[str(found.get("engine"))] = words
    return needs

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The volumes of a manifest's glusterfs, and who mounts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .document import Path
from .manifest_keys import CONFIGURATION, VOLUME
from .manifest_values import Findings
from .volumes import APP, DB

_KEYS = CONFIGURATION["glusterfs"]


def glusterfs(
    findings: Findings,
    path: Path,
    given: Mapping[str, Any],
    values: dict[str, Any],
    places: dict[str, str],
    target: Callable[[str], list[str]],
) -> None:
    """Adds volumes and targets to a group.

    Args:
        findings: Takes what is wrong.
        path: Of the configuration.
        given: The configuration.
        values: Takes the keys.
        places: Takes where they stand.
        target: The hosts that a word stands for.
    """
    if values.get("deployment") == "external":
        return
    values["volumes"] = _volumes(findings, (*path, "volumes"), given["volumes"]) if "volumes" in given else _default()
    places["volumes"] = findings.document.place(*path, "volumes")
    if "mount_targets" in given:
        words: list[str] = []
        for index, word in enumerate(given["mount_targets"]):
            if word == "glusterfs":
                mend = "name others: a volume is mounted elsewhere than on its own servers"
                findings.problem((*path, "mount_targets", index), "is the group itself", mend)
            else:
                words += [word] if word in {APP, DB} else target(word)
        values["mount_targets"] = list(dict.fromkeys(words))
        places["mount_targets"] = findings.document.place(*path, "mount_targets")


def _default() -> list[dict[str, str]]:
    return [dict(volume) for volume in _KEYS["volumes"].default]


def _volumes(findings: Findings, path: Path, items: list[Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for index, item in enumerate(items):
        where = (*path, index)
        inner = item.get("volume") if isinstance(item, Mapping) else None
        # One level too deep is what one would write: the keys stand beside `volume`.
        below = isinstance(inner, Mapping)
        read = findings.read((*where, "volume") if below else where, inner if below else item, VOLUME)
        volume: dict[str, str] = {key: read[key] for key in read if key != "volume"}
        if isinstance(inner, str):
            volume.setdefault("name", inner)
        if volume:
            found.append(volume)
        elif isinstance(item, Mapping) or item is None:
            findings.problem(where, "has no name", "write name and mount beside 'volume:'")
    return found

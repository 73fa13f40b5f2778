# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declaration from several: variables win over the manifest, and that over service.yml, group by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .entry import Entry
from .model import BOTH_WORDS, DEFAULT_GROUP, EXTERNAL

#: Keys that say one thing together: who says one of them says all of it.
TOGETHER = (frozenset({"deployment", "hosts", "address"}), BOTH_WORDS)

#: What only a server that is built has: nothing of it stays where what wins makes the group external.
BUILT = frozenset(
    {
        *("shared", "databases", "users", "any_database", "encoding", "extensions", "operating_system"),
        *("replica_count", "volumes", "mount_targets"),
    }
)


def merged(winning: Sequence[Entry], other: Sequence[Entry]) -> list[Entry]:
    """Both declarations as one: a group that both have is one group, and of its keys those that win count.

    The order is that of the other declaration, then what it lacks: a key that is set elsewhere moves no group.
    """
    waiting: dict[tuple[str, str], Entry] = {}
    for entry in winning:
        waiting.setdefault(_group(entry), entry)
    found = []
    taken = []
    for entry in other:
        upper = waiting.pop(_group(entry), None)
        if upper is not None:
            taken.append(upper)
        found.append(entry if upper is None else _one(upper, entry))
    return found + [entry for entry in winning if not any(entry is one for one in taken)]


def fulfilled(engines: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Both as one, where the first names engines only: each stands for any group of its engine."""
    declared = {_group(entry)[0] for entry in others}
    return [*(entry for entry in engines if entry.values["engine"] not in declared), *others]


def _one(upper: Entry, lower: Entry) -> Entry:
    values: dict[str, Any] = {key: value for key, value in upper.values.items() if value is not None}
    places = {key: upper.at(key) for key in values}
    said = set(values).union(*(keys for keys in TOGETHER if keys & values.keys()))
    if _is_external(upper):
        said |= BUILT
    for key, value in lower.values.items():
        if key not in said:
            values[key] = value
            places[key] = lower.at(key)
        elif key == "settings" and isinstance(values[key], Mapping):
            values[key] = {**value, **values[key]}
    return Entry(upper.place, values, places, upper.lost or lower.lost)


def _is_external(entry: Entry) -> bool:
    return entry.get("deployment") == EXTERNAL or bool(entry.get("address") and not entry.get("deployment"))


def _group(entry: Entry) -> tuple[str, str]:
    """Engine and group of an entry; something of its own for what is neither."""
    if not isinstance(entry.values, Mapping):
        return ("", entry.place)
    return (str(entry.get("engine")), str(entry.get("group") or DEFAULT_GROUP).lower())

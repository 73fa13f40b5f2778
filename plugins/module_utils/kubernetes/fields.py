# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares a live object with the wanted one: what it says, and which fields the server records as ours.

Both must agree before an object counts as unchanged without asking the server. A field that we no longer want shows
only in the record: the live object still says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .kinds import Object
from .objects import MANAGER

#: Lists whose entries the server tells apart by these fields; it takes every other list as a whole.
_KEYED_LISTS: dict[tuple[str, ...], tuple[str, ...]] = {("Service", "spec", "ports"): ("port", "protocol")}
#: What the server takes as a whole though it is no list.
_ATOMIC = frozenset({("NetworkPolicy", "spec", "podSelector")})
#: Say which object it is, and are no fields of it.
_IDENTITY = frozenset({"apiVersion", "kind"})


def unchanged(live: Object, wanted: Object) -> bool:
    """True where writing the wanted object would change nothing."""
    return _says((wanted["kind"],), live, wanted) and _owned(live) == _fields((wanted["kind"],), _content(wanted))


def differs(live: Object, answer: Object) -> bool:
    """True where the server's answer to a write (or to the dry run of one) is another object than the live one."""
    return _essence(live) != _essence(answer)


def _content(item: Object) -> dict[str, Any]:
    content = {key: value for key, value in item.items() if key not in _IDENTITY}
    content["metadata"] = {"labels": item["metadata"]["labels"]}
    return content


def _says(path: tuple[str, ...], live: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(live, Mapping) and all(
            _says((*path, key), live.get(key), value)
            for key, value in wanted.items()
            if len(path) > 1 or key not in _IDENTITY
        )
    keys = _KEYED_LISTS.get(path)
    if keys:
        found = {tuple(entry.get(key) for key in keys): entry for entry in live or []}
        return all(_says((*path, "[]"), found.get(tuple(entry[key] for key in keys)), entry) for entry in wanted)
    if isinstance(wanted, list):
        same_length = isinstance(live, list) and len(live) == len(wanted)
        return same_length and all(_says((*path, "[]"), *pair) for pair in zip(live, wanted, strict=True))
    return bool(live == wanted)


def _owned(live: Object) -> Any:
    """What the server records as applied by us; None where it records nothing."""
    for entry in live["metadata"].get("managedFields") or []:
        if entry.get("manager") == MANAGER and entry.get("operation") == "Apply" and not entry.get("subresource"):
            return _without_dots(entry.get("fieldsV1") or {})
    return None


def _without_dots(fields: Any) -> Any:
    # "." stands for the node itself, which follows from what is in it.
    return {key: _without_dots(value) for key, value in fields.items() if key != "."}


def _fields(path: tuple[str, ...], wanted: Any) -> dict[str, Any]:
    """The server's record of an object that was applied, in its own form (fieldsV1)."""
    if isinstance(wanted, Mapping) and path not in _ATOMIC:
        return {f"f:{key}": _fields((*path, key), value) for key, value in wanted.items()}
    keys = _KEYED_LISTS.get(path)
    if keys:
        return {_list_key(entry, keys): _fields((*path, "[]"), entry) for entry in wanted}
    return {}


def _list_key(entry: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    values = ",".join(
        f'"{key}":{entry[key]}' if isinstance(entry[key], int) else f'"{key}":"{entry[key]}"' for key in keys
    )
    return f"k:{{{values}}}"


def _essence(item: Object) -> dict[str, Any]:
    metadata = {key: value for key, value in item["metadata"].items() if key not in {"resourceVersion", "generation"}}
    # A no-op keeps the time of an entry in the store, a dry run need not.
    metadata["managedFields"] = [
        {key: value for key, value in entry.items() if key != "time"} for entry in metadata.get("managedFields") or []
    ]
    return {**item, "metadata": metadata}

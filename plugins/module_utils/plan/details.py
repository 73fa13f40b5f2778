# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else of a group is remembered and told when it changes: settings, extensions, volumes, addresses and more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..declaration.model import EXTERNAL

#: What there was none of, and what there is none of any more.
NONE, GONE = "none", "no longer declared"
DECLARED = "declared"
YES, NO = "yes", "no"
ROOT = "variables without a group"
_ADDRESS, _SETTING = "address of ", "setting "
_VOLUME, _PLACE, _MOUNTS = "volume ", "at ", "volumes on "
_DIGITS = 12


def details(group: Mapping[str, Any]) -> dict[str, str]:
    """What is remembered of a group of the plan, each part under the words by which it is told."""
    if group["deployment"] == EXTERNAL:
        return {"address": group.get("address", "")}
    options = group.get("options", {})
    found = {"shared": _word(group.get("shared")), ROOT: _word(len(group.get("prefixes", ())) > 1)}
    found.update({key: _word(options[key]) for key in ("any_database", "tamper_with_yml") if key in options})
    found.update({f"database '{name}'": DECLARED for name in group.get("databases", ())})
    found.update({f"extension '{name}'": DECLARED for name in options.get("extensions", ())})
    found.update({f"{_VOLUME}'{one['name']}'": f"{_PLACE}{one['mount']}" for one in options.get("volumes", ())})
    found.update({f"{_MOUNTS}{name}": "mounted" for name in options.get("mounts", ())})
    found.update({f"{_ADDRESS}{one['name']}": _addresses(one) for one in group.get("hosts", ())})
    found.update({f"{_SETTING}'{name}'": _digest(name, value) for name, value in group.get("settings", {}).items()})
    return found


def mounts(remembered: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """By host, the volumes that it mounts and where, as they are remembered."""
    volumes = [
        {"volume": what.removeprefix(_VOLUME).strip("'"), "path": where.removeprefix(_PLACE)}
        for what, where in remembered.items()
        if what.startswith(_VOLUME)
    ]
    return {what.removeprefix(_MOUNTS): volumes for what in remembered if what.startswith(_MOUNTS)}


def addresses(remembered: Mapping[str, str]) -> dict[str, str]:
    """By host, where it was; two addresses in one text, as they are told."""
    return {what.removeprefix(_ADDRESS): where for what, where in remembered.items() if what.startswith(_ADDRESS)}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What differs, how it was and how it is to be; a setting's value, which is the user's own, is never told."""
    for what in dict.fromkeys([*before, *after]):
        old, new = before.get(what), after.get(what)
        if old == new or (what.startswith(_ADDRESS) and None in (old, new)):
            # That a host comes or goes is told of the hosts.
            continue
        if what.startswith(_SETTING):
            old, new = old and "set", new and ("set otherwise" if old else "set")
        yield what, old or NONE, new or GONE


def _addresses(host: Mapping[str, Any]) -> str:
    return ", ".join(address for address in (host.get("address"), host.get("address6")) if address)


def _digest(name: str, value: Any) -> str:
    """Something that tells one value from another and stands in a plain file."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(f"{name}={text}".encode()).hexdigest()[:_DIGITS]


def _word(value: Any) -> str:
    return YES if value else NO

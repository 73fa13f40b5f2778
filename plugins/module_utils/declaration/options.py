# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a declared group that one engine alone knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..problem import Problem
from . import volumes
from .entry import Entry
from .problem import beside_external


@dataclass(frozen=True)
class Options:
    """The keys of one engine."""

    #: Each with the type its value has and how the message calls that type.
    keys: Mapping[str, tuple[tuple[type, ...], str]]
    #: From entry and whether the group is external to all options with their defaults, and what is wrong.
    read: Callable[..., tuple[dict[str, Any], list[Problem]]]


#: Character set of a database that names none.
ENCODINGS = {"mysql": "utf8mb4", "postgresql": "UTF8"}

_ENCODING = {"encoding": ((str,), "the name of a character set")}
_EXTENSIONS = {"extensions": ((list,), "a list of names")}
_TAMPER = {"tamper_with_yml": ((bool,), "true or false")}
_ANY = {"any_database": ((bool,), "true or false")}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")


def _plain(*parts: Mapping[str, tuple[tuple[type, ...], str]]) -> Options:
    """Keys that stand for themselves."""
    keys = {key: what for part in parts for key, what in part.items()}

    def read(entry: Entry, *, external: bool) -> tuple[dict[str, Any], list[Problem]]:
        made = [key for key in keys if key not in _TAMPER]
        if external:
            return {}, beside_external(entry, made)
        problems = []
        found: dict[str, Any] = {}
        for key in keys:
            value = entry.get(key)
            if key in _TAMPER:
                found[key] = value is not False
            elif key in _ANY:
                found[key] = value is True
            elif key in _EXTENSIONS:
                found[key] = list(value or [])
                problems += [
                    Problem(f"{entry.at(key)}[{index}]", f"'{name}' is no extension", "name it as in CREATE EXTENSION")
                    for index, name in enumerate(found[key])
                    if not isinstance(name, str) or not _NAME.fullmatch(name)
                ]
            else:
                found[key] = str(value or "")
                if value and not _NAME.fullmatch(found[key]):
                    what, mend = f"'{value}' is no character set", f"name one such as {ENCODINGS[entry.get('engine')]}"
                    problems.append(Problem(entry.at(key), what, mend))
        return found, problems

    return Options(keys, read)


OPTIONS: Mapping[str, Options] = {
    "mysql": _plain(_ENCODING, _TAMPER),
    "postgresql": _plain(_ENCODING, _EXTENSIONS, _TAMPER),
    "mongodb": _plain(_ANY, _TAMPER),
    "glusterfs": Options(volumes.KEYS, volumes.read),
}

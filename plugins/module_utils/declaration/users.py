# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group declares of further users: who they are, what they may do, and in which of its databases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..engines import Engine
from ..problem import Problem
from .entry import Entry
from .model import ACCESS, EXTERNAL, READ_ONLY, DeclaredUser
from .problem import beside_external, nearest

KEYS = {
    "name": ((str,), "text"),
    "access": ((str,), f"one of {', '.join(ACCESS)}"),
    "databases": ((list,), "a list of names"),
}
#: What every server takes, and as a part of a credential's key too.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def read_users(entry: Entry, engine: Engine, deployment: str) -> tuple[tuple[DeclaredUser, ...], list[Problem]]:
    """The further users of a group, and what is wrong with them."""
    given = entry.get("users") or []
    if given and deployment == EXTERNAL:
        return (), beside_external(entry, ["users"])
    if given and not engine.accounts:
        return (), [Problem(entry.at("users"), f"{engine.name} has no logins", "remove it")]
    users: list[DeclaredUser] = []
    problems: list[Problem] = []
    for index, one in enumerate(given):
        place = f"{entry.at('users')}[{index}]"
        faults = list(_faults(place, one))
        problems += faults
        if faults:
            continue
        if any(user.name.lower() == one["name"].lower() for user in users):
            problems.append(Problem(f"{place}.name", f"'{one['name']}' stands there twice", "use each name once"))
        databases = tuple(dict.fromkeys(one.get("databases") or ()))
        users.append(DeclaredUser(one["name"], one.get("access") or READ_ONLY, databases))
    return tuple(users), problems


def _faults(place: str, given: Any) -> Iterator[Problem]:
    """What is wrong with one of them."""
    if not isinstance(given, Mapping):
        yield Problem(place, "is not a mapping", f"write it as {{name: reports, access: {READ_ONLY}}}")
        return
    for key, value in given.items():
        if key not in KEYS:
            yield Problem(place, f"unknown key '{key}'", nearest(str(key), KEYS))
        elif value is not None and not isinstance(value, KEYS[key][0]):
            yield Problem(f"{place}.{key}", f"is {type(value).__name__}", f"write {KEYS[key][1]}")
    name, access = given.get("name"), given.get("access")
    if name is None:
        yield Problem(place, "has no name", "add 'name'")
    elif isinstance(name, str) and not _NAME.fullmatch(name):
        yield Problem(f"{place}.name", f"'{name}' is no name of a user", "use a letter, then letters, digits and '_'")
    if isinstance(access, str) and access not in ACCESS:
        yield Problem(f"{place}.access", f"'{access}' is no kind of access", nearest(access, ACCESS))

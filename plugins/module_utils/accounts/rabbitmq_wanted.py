# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted users and virtual hosts of RabbitMQ, as the module's arguments give them, with every problem found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from . import asking

#: The user that a new node makes by itself.
GUEST = "guest"
_RIGHTS = ("configure", "read", "write")
_ALL = dict.fromkeys(_RIGHTS, ".*")
_NAME = re.compile(r"[^\s\x00-\x1f]{1,128}")


@dataclass(frozen=True)
class User:
    """A user with what it may do, by virtual host."""

    name: str
    tags: frozenset[str] = frozenset()
    permissions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Virtual hosts that it is not to enter.
    forbidden: tuple[str, ...] = ()
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    absent: bool = False


@dataclass(frozen=True)
class Wanted:
    """All virtual hosts, and all users."""

    vhosts: tuple[str, ...]
    users: tuple[User, ...]
    absent_vhosts: tuple[str, ...] = ()


def read(given: Mapping[str, Any]) -> tuple[Wanted, list[Problem]]:
    """What the module's arguments ask for, and what is wrong with them. No problem holds a password."""
    entries: Sequence[Mapping[str, Any]] = given["users"]
    vhosts = tuple(dict.fromkeys(given["vhosts"]))
    problems = [problem for entry in entries for problem in _problems(entry, vhosts)]
    problems += asking.twice("user", [entry["name"] for entry in entries])
    absent = tuple(dict.fromkeys(given.get("absent_vhosts", ())))
    problems += [
        Problem("absent_vhosts", f"'{name}' is wanted under vhosts, too", "leave one of them out")
        for name in absent
        if name in vhosts
    ]
    return Wanted(vhosts, tuple(_user(entry, vhosts) for entry in entries), absent), problems


def _user(entry: Mapping[str, Any], vhosts: Sequence[str]) -> User:
    admin = entry["kind"] == "admin"
    permissions = {str(vhost): {**_ALL, **(rights or {})} for vhost, rights in entry["permissions"].items()}
    return User(
        name=entry["name"],
        tags=frozenset(entry["tags"] or (["administrator"] if admin else [])),
        permissions=permissions or dict.fromkeys(vhosts, _ALL),
        forbidden=tuple(dict.fromkeys(entry["forbidden"])),
        password=entry["password"] or None,
        absent=entry["state"] == "absent",
    )


def _problems(entry: Mapping[str, Any], vhosts: Sequence[str]) -> list[Problem]:
    place = f"user '{entry['name']}'"
    problems = []
    if not _NAME.fullmatch(entry["name"]):
        problems.append(Problem(place, "is no name", "use up to 128 signs without spaces"))
    if entry["name"] == GUEST and entry["state"] != "absent":
        problems.append(Problem(place, "is the user that everybody knows, and is removed", "take another name"))
    for vhost, rights in entry["permissions"].items():
        if vhost not in vhosts and vhost != "/":
            problems.append(Problem(f"{place}, permissions", f"there is no virtual host '{vhost}'", "add it to vhosts"))
        if vhost in entry["forbidden"]:
            what = f"it is let into '{vhost}' and kept out of it"
            problems.append(Problem(f"{place}, forbidden", what, "leave one of them out"))
        unknown = sorted(set(rights or {}) - set(_RIGHTS))
        if unknown:
            mend = f"use {', '.join(_RIGHTS)}"
            problems.append(
                Problem(f"{place}, permissions on '{vhost}'", f"no right is called {', '.join(unknown)}", mend)
            )
    return problems

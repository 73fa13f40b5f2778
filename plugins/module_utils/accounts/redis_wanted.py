# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted users of Redis and Valkey, as the module's arguments give them, with every problem found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from . import asking
from .redis_access import CLOSED, Access, channel_pattern, hashed, key_pattern
from .redis_rules import KINDS, WITH_KEYS, is_rule

#: The user that every connection is until it logs in.
DEFAULT = "default"
#: What may be said of one, as the module's options have it.
OPTIONS: Mapping[str, Any] = {
    "name": {"type": "str", "required": True},
    "password": {"type": "str", "no_log": True},
    "kind": {"type": "str", "choices": list(KINDS), "default": "application"},
    "commands": {"type": "list", "elements": "str", "default": []},
    "keys": {"type": "list", "elements": "str", "no_log": False},
    "channels": {"type": "list", "elements": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
_NAME = re.compile(r"[A-Za-z0-9_.@:-]{1,128}")


@dataclass(frozen=True)
class User:
    """A user: who it is, and what it may do once it is there."""

    name: str
    access: Access
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    absent: bool = False


@dataclass(frozen=True)
class Wanted:
    """All users, the closed default one first, and the account by which we log in."""

    users: tuple[User, ...]
    login_user: str
    login_password: str = field(repr=False)


def read(given: Mapping[str, Any]) -> tuple[Wanted, list[Problem]]:
    """What the module's arguments ask for, and what is wrong with them. No problem holds a password."""
    entries: Sequence[Mapping[str, Any]] = given["users"]
    problems = [problem for entry in entries for problem in _entry_problems(entry)]
    problems += asking.twice("user", [entry["name"] for entry in entries])
    login_user, login_password, lacking = asking.login(given)
    problems += lacking
    if login_user in [entry["name"] for entry in entries if entry["state"] == "absent"]:
        problems.append(Problem(f"user '{login_user}'", "is to be removed and to log in", "log in as another one"))
    users = [User(DEFAULT, CLOSED), *[_user(entry) for entry in entries]]
    return Wanted(tuple(users), login_user, login_password), problems


def _user(entry: Mapping[str, Any]) -> User:
    kind = entry["kind"]
    every = ["*"] if kind in WITH_KEYS else []
    keys, channels = (every if entry[name] is None else entry[name] for name in ("keys", "channels"))
    password = entry["password"]
    access = Access(
        enabled=True,
        passwords=frozenset() if password is None else frozenset({hashed(password)}),
        keys=frozenset(map(key_pattern, keys)),
        channels=frozenset(map(channel_pattern, channels)),
        commands=tuple(rule.lower() for rule in entry["commands"]) or KINDS[kind],
    )
    return User(entry["name"], access, password, entry["state"] == "absent")


def _entry_problems(entry: Mapping[str, Any]) -> list[Problem]:
    name = entry["name"]
    place = f"user '{name}'"
    problems = []
    if name == DEFAULT:
        problems.append(
            Problem(place, "is what every connection is before it logs in, and stays off", "choose another name")
        )
    elif not _NAME.fullmatch(name):
        problems.append(
            Problem(place, "is no name for a user", "take 1 to 128 letters, digits and _ . @ : -, without spaces")
        )
    if entry["password"] == "":
        problems.append(Problem(place, "the password is empty", "give one, or leave the option out"))
    if entry["kind"] == "admin" and (entry["commands"] or entry["keys"] is not None or entry["channels"] is not None):
        problems.append(
            Problem(place, "is an admin and narrowed", "leave out commands, keys and channels, or choose another kind")
        )
    wrong = [rule for rule in entry["commands"] if not is_rule(rule.lower())]
    if wrong:
        problems.append(
            Problem(
                f"{place}, commands",
                f"{', '.join(map(_shown, wrong))}: no rule about commands",
                "write +@category, -@category, +command, -command or +command|subcommand",
            )
        )
    for what, sign in (("keys", "~"), ("channels", "&")):
        problems += _pattern_problems(f"{place}, {what}", entry[what] or [], sign)
    return problems


def _shown(rule: str) -> str:
    """A rule that is none, without what may be a password in the wrong place."""
    return f"'{rule[0]}…'" if rule[:1] in ("<", ">", "#", "!") else repr(rule)


def _pattern_problems(place: str, patterns: Sequence[str], sign: str) -> list[Problem]:
    bare = [pattern[1:] if pattern.startswith(sign) else pattern for pattern in patterns]
    problems = []
    wrong = [one for one in bare if not one or re.search(r"\s", one)]
    if sign == "~":
        wrong += [one for one in bare if one.startswith("%") and not re.match(r"%[RrWw]{1,2}~", one)]
    if wrong:
        problems.append(
            Problem(place, f"{', '.join(map(repr, wrong))}: no pattern", "write one without spaces, such as shop:*")
        )
    if "*" in bare and len(bare) > 1:
        problems.append(Problem(place, "'*' holds all the others", "name it alone, or leave it out"))
    return problems

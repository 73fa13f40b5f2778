# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted users of Elasticsearch and OpenSearch, as the modules' arguments give them, with every problem found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..engines import ENGINES
from ..problem import Problem
from . import asking

#: What OpenSearch asks of one who reads.
_READS = frozenset({"read", "indices:admin/get", "indices:admin/mappings/get", "indices:monitor/settings/get"})
#: Begins the name of the role that a user gets of its own.
ROLE = "maestro_"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,127}")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.+-]{0,127}")
_PATTERN = re.compile(r"[^\s\"'\\,/|<>?#A-Z]{1,255}")


@dataclass(frozen=True)
class Words:
    """What a flavour calls things."""

    #: Its role that may do everything.
    admin: str
    #: What an application may ask of the cluster.
    cluster: frozenset[str]
    #: What access to indices means.
    access: Mapping[str, frozenset[str]]


ELASTICSEARCH = Words(
    admin="superuser",
    cluster=frozenset({"monitor"}),
    access={
        "all": frozenset({"all"}),
        "write": frozenset({"read", "write", "view_index_metadata"}),
        "read": frozenset({"read", "view_index_metadata"}),
    },
)
OPENSEARCH = Words(
    admin="all_access",
    # Without the first no request over several indices, such as a bulk one, gets to its indices.
    cluster=frozenset({"cluster_composite_ops", "cluster_monitor"}),
    access={
        "all": frozenset({"indices_all"}),
        "write": _READS | {"write"},
        "read": _READS,
    },
)


@dataclass(frozen=True)
class Role:
    """What a role may do."""

    cluster: frozenset[str] = frozenset()
    #: Patterns of names.
    indices: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()


@dataclass(frozen=True)
class User:
    """A user with its roles."""

    name: str
    roles: frozenset[str] = frozenset()
    #: The role of its own; an admin has none.
    own: Role | None = None
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    admin: bool = False
    absent: bool = False

    @property
    def own_name(self) -> str:
        """Name of the role of its own."""
        return f"{ROLE}{self.name}"


def user_options() -> dict[str, Any]:
    """Options of one user, as the modules of both flavours take them."""
    return {
        "name": {"type": "str", "required": True},
        "password": {"type": "str", "no_log": True},
        "kind": {"type": "str", "choices": ["application", "admin"], "default": "application"},
        "prefix": {"type": "str", "default": ""},
        "indices": {"type": "list", "elements": "str", "default": []},
        "access": {"type": "str", "choices": ["all", "write", "read"], "default": "all"},
        "cluster": {"type": "list", "elements": "str", "default": []},
        "roles": {"type": "list", "elements": "str", "default": []},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }


def patterns(prefix: str) -> tuple[str, ...]:
    """Names of the indices that belong to a prefix: itself, and what follows it after `-`, `.` or `_`."""
    return (prefix, *(f"{prefix}{sign}*" for sign in ENGINES["elasticsearch"].goes_on_after))


def read(given: Mapping[str, Any], words: Words) -> tuple[tuple[User, ...], list[Problem]]:
    """What the arguments ask for, and what is wrong with them. No problem holds a password."""
    entries: Sequence[Mapping[str, Any]] = given["users"]
    problems = [problem for entry in entries for problem in _problems(entry)]
    problems += asking.twice("user", [entry["name"] for entry in entries])
    users = tuple(_user(entry, words) for entry in entries)
    # An empty one, or one with a pattern in it, would be everything.
    problems += [
        Problem("absent_prefixes", f"{prefix!r} begins no name of an index", "use lower-case letters, digits and _.+-")
        for prefix in given["absent_prefixes"]
        if not _PREFIX.fullmatch(prefix)
    ]
    return users, [*problems, *asking.login(given)[2]]


def _user(entry: Mapping[str, Any], words: Words) -> User:
    admin = entry["kind"] == "admin"
    name = entry["name"]
    own = None
    if not admin:
        own = Role(
            cluster=words.cluster | frozenset(entry["cluster"]),
            indices=frozenset(entry["indices"] or patterns(entry["prefix"] or name)),
            access=words.access[entry["access"]],
        )
    return User(
        name=name,
        roles=frozenset([*entry["roles"], words.admin if admin else f"{ROLE}{name}"]),
        own=own,
        password=entry["password"] or None,
        admin=admin,
        absent=entry["state"] == "absent",
    )


def _problems(entry: Mapping[str, Any]) -> list[Problem]:
    place = f"user '{entry['name']}'"
    problems = []
    if not _NAME.fullmatch(entry["name"]):
        problems.append(Problem(place, "is no name", "use letters, digits and _.@+-, up to 128"))
    prefix = entry["prefix"] or entry["name"]
    if entry["kind"] != "admin" and not entry["indices"] and not _PREFIX.fullmatch(prefix):
        mend = "use lower-case letters, digits and _.+-, or name its indices"
        problems.append(Problem(f"{place}, prefix", f"{prefix!r} begins no name of an index", mend))
    problems += [
        Problem(f"{place}, indices", f"{one!r} is no pattern of names", "use lower-case letters, digits and _.+-*")
        for one in entry["indices"]
        if not _PATTERN.fullmatch(one)
    ]
    problems += [
        Problem(f"{place}, roles", f"{one!r} is no name of a role", "use letters, digits and _.@+-, up to 128")
        for one in entry["roles"]
        if not _NAME.fullmatch(one)
    ]
    return problems

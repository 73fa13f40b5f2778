# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: users and roles of Elasticsearch and OpenSearch. Additive: others stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ..problem import Problem
from .elasticsearch_wanted import Role, User
from .plan import Plan


@dataclass(frozen=True)
class Present:
    """A user that the server has."""

    roles: frozenset[str]
    #: Tells whether the stored password is this one.
    matches: Callable[[str], bool] = field(repr=False)


@dataclass(frozen=True)
class Change:
    """What is written, or removed, of one user or role."""

    name: str
    #: For a role; None for one that goes, and for users.
    role: Role | None = None
    #: For a user; None for one that goes, and for roles.
    roles: frozenset[str] | None = None
    #: None keeps the stored one.
    password: str | None = field(default=None, repr=False)
    user: bool = False


@dataclass
class Decision:
    """What to do, and all reasons against it."""

    plan: Plan[Change] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)


def decide(users: Iterable[User], present: Mapping[str, Present], roles: Mapping[str, Role]) -> Decision:
    """Compare and decide.

    Args:
        users: What should be.
        present: The users that are there.
        roles: The roles that are there.
    """
    decision = Decision()
    for user in users:
        if user.absent:
            _remove(decision.plan, user, present, roles)
            continue
        found = present.get(user.name)
        if found is None and user.password is None:
            decision.problems.append(
                Problem(f"user '{user.name}'", "is not there, and no password is given", "give one")
            )
            continue
        if user.own is not None:
            _role(decision.plan, user.own_name, user.own, roles.get(user.own_name))
        _user(decision.plan, user, found)
    return decision


def _remove(plan: Plan[Change], user: User, present: Mapping[str, Present], roles: Mapping[str, Role]) -> None:
    there = user.name in present
    work = [Change(user.name, user=True)] if there else []
    plan.add("user", user.name, state="removed" if there else "unchanged", work=work)
    if user.own_name in roles:
        plan.add("role", user.own_name, state="removed", work=[Change(user.own_name)])


def _role(plan: Plan[Change], name: str, wanted: Role, found: Role | None) -> None:
    before = found or Role()
    changes = [
        f"{what} {_listed(old)} → {_listed(new)}" if found else f"{what} {_listed(new)}"
        for what, old, new in (
            ("cluster", before.cluster, wanted.cluster),
            ("indices", before.indices, wanted.indices),
            ("access", before.access, wanted.access),
        )
        if old != new
    ]
    state = "created" if found is None else "changed" if changes else "unchanged"
    plan.add("role", name, state=state, changes=changes, work=[Change(name, role=wanted)] if changes else [])


def _user(plan: Plan[Change], user: User, found: Present | None) -> None:
    # A server that can only be asked by a login is not asked about a user that it lacks.
    password = user.password is not None and (found is None or not found.matches(user.password))
    changes = ["password"] if password else []
    if found is None:
        changes.append(f"roles {_listed(user.roles)}")
    elif found.roles != user.roles:
        changes.append(f"roles {_listed(found.roles)} → {_listed(user.roles)}")
    state = "created" if found is None else "changed" if changes else "unchanged"
    change = Change(user.name, roles=user.roles, password=user.password if password else None, user=True)
    plan.add("user", user.name, state=state, changes=changes, work=[change] if changes else [])


def _listed(names: Iterable[str]) -> str:
    return " ".join(sorted(names)) or "none"

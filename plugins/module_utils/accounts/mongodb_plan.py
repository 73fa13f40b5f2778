# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: the users of MongoDB. Additive: other users stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from .mongodb_wanted import Role, User, Wanted
from .plan import Plan


@dataclass(frozen=True)
class Present:
    """A user that the server has."""

    roles: frozenset[Role]
    sources: frozenset[str]
    #: Tells whether the stored password is this one.
    matches: Callable[[str], bool] = field(repr=False)


@dataclass(frozen=True)
class Command:
    """What is sent to one database."""

    database: str
    body: Mapping[str, Any] = field(repr=False)
    #: The same without secrets.
    shown: str = ""


@dataclass
class Decision:
    """What to do, and all reasons against it."""

    plan: Plan[Command] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)


def decide(wanted: Wanted, present: Mapping[tuple[str, str], Present], databases: Collection[str] = ()) -> Decision:
    """Compare and decide.

    Args:
        wanted: What should be.
        present: The users that are there, by database and name.
        databases: Those of the databases that are to go that are there.
    """
    decision = Decision()
    # The admin first: on a server without users it is the only one that can be made.
    for user in sorted(wanted.users, key=lambda one: one != wanted.admin):
        _decide(decision, user, present.get((user.database, user.name)))
    # After the users that write into them.
    for name in wanted.dropped:
        there = name in databases
        work = [Command(name, {"dropDatabase": 1}, f"dropDatabase {name}")] if there else []
        decision.plan.add("database", name, state="removed" if there else "unchanged", work=work)
    return decision


def _decide(decision: Decision, user: User, present: Present | None) -> None:
    if user.absent:
        if present is None:
            decision.plan.add("user", user.title, state="unchanged")
        else:
            work = [Command(user.database, {"dropUser": user.name}, f"dropUser {user.name}")]
            decision.plan.add("user", user.title, state="removed", work=work)
        return
    if present is None:
        if user.password is None:
            decision.problems.append(
                Problem(f"user '{user.title}'", "is not there, and no password is given", "give one")
            )
            return
        changes = [
            "password",
            f"roles {_named(user.roles)}",
            *([f"from {_listed(user.sources)}"] if user.sources else []),
        ]
        decision.plan.add(
            "user", user.title, state="created", changes=changes, work=[_command("createUser", user, True)]
        )
        return
    password = user.password is not None and not present.matches(user.password)
    changes = ["password"] if password else []
    if user.roles != present.roles:
        changes.append(f"roles {_named(present.roles)} → {_named(user.roles)}")
    if user.sources != present.sources:
        changes.append(f"from {_listed(present.sources)} → {_listed(user.sources)}")
    decision.plan.add(
        "user",
        user.title,
        state="changed" if changes else "unchanged",
        changes=changes,
        work=[_command("updateUser", user, password)] if changes else [],
    )


def _command(verb: str, user: User, password: bool) -> Command:
    body: dict[str, Any] = {verb: user.name}
    if password:
        body["pwd"] = user.password
    body["roles"] = [{"role": name, "db": database} for name, database in sorted(user.roles)]
    body["authenticationRestrictions"] = [{"clientSource": sorted(user.sources)}] if user.sources else []
    if password:
        # Only what every driver in use speaks, and what no log of old verifiers gives away.
        body["mechanisms"] = ["SCRAM-SHA-256"]
    shown = f"{verb} {user.name}: roles {_named(user.roles)}" + (", password (hidden)" if password else "")
    return Command(user.database, body, shown)


def _named(roles: Iterable[Role]) -> str:
    return " ".join(f"{name}@{database}" for name, database in sorted(roles)) or "none"


def _listed(sources: Iterable[str]) -> str:
    return " ".join(sorted(sources)) or "anywhere"

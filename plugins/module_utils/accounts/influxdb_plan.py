# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: databases, users and privileges of InfluxDB. Additive: others stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..problem import Problem
from . import influxdb_sql as sql
from .influxdb_wanted import NONE, Database, User, Wanted
from .plan import Plan


@dataclass(frozen=True)
class Statement:
    """What is sent, and how it is shown."""

    text: str = field(repr=False)
    shown: str = ""
    #: Name and password of the user that logs in by it from then on.
    login: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def secret(self) -> bool:
        """Whether it holds a password; what the server says of it is not repeated then."""
        return bool(self.shown)

    def __str__(self) -> str:
        return self.shown or self.text


@dataclass(frozen=True)
class Policy:
    """The default retention policy of a database."""

    name: str
    #: 0 keeps data without end.
    seconds: int = 0


@dataclass(frozen=True)
class Account:
    """A user that is there."""

    admin: bool = False
    #: `ALL`, `READ` or `WRITE` by database.
    privileges: Mapping[str, str] = field(default_factory=dict)
    #: Whether a password is its own.
    accepts: Callable[[str], bool] = field(default=lambda _password: False, repr=False)


@dataclass(frozen=True)
class Present:
    """What is there of that which is wanted. A database without a default policy has None."""

    databases: Mapping[str, Policy | None] = field(default_factory=dict)
    users: Mapping[str, Account] = field(default_factory=dict)
    #: Those of the databases that are to go.
    dropped: frozenset[str] = frozenset()


@dataclass
class Decision:
    """What to do, and all reasons against it."""

    plan: Plan[Statement] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)


def decide(wanted: Wanted, present: Present) -> Decision:
    """Compare and decide. Admins come first: on a new server nothing else is taken before there is one."""
    decision = Decision()
    for user in (one for one in wanted.users if one.admin):
        _user(decision, user, present.users.get(user.name))
    for database in wanted.databases:
        _database(decision, database, present)
    for user in (one for one in wanted.users if not one.admin):
        _user(decision, user, present.users.get(user.name))
    # After the users that write into them.
    for name in wanted.dropped:
        there = name in present.dropped
        work = [Statement(f"DROP DATABASE {sql.name(name)}")] if there else []
        decision.plan.add("database", name, state="removed" if there else "unchanged", work=work)
    return decision


def _database(decision: Decision, database: Database, present: Present) -> None:
    name = sql.name(database.name)
    kept = f"keeps data for {database.retention}"
    shards = sql.shard_duration(database.seconds)
    if database.name not in present.databases:
        text = f"CREATE DATABASE {name}"
        if database.retention:
            text += f" WITH DURATION {database.retention} SHARD DURATION {shards}"
        changes = [kept] if database.retention else []
        decision.plan.add("database", database.name, state="created", changes=changes, work=[Statement(text)])
        return
    policy = present.databases[database.name]
    if not database.retention or (policy and policy.seconds == database.seconds):
        decision.plan.add("database", database.name, state="unchanged")
        return
    if policy is None:
        place = f"database '{database.name}', retention"
        mend = "make one of its retention policies the default"
        decision.problems.append(Problem(place, "the database has no default policy to change", mend))
        return
    text = (
        f"ALTER RETENTION POLICY {sql.name(policy.name)} ON {name} "
        f"DURATION {database.retention} SHARD DURATION {shards}"
    )
    decision.plan.add("database", database.name, state="changed", changes=[kept], work=[Statement(text)])


def _user(decision: Decision, user: User, present: Account | None) -> None:
    name = sql.name(user.name)
    if user.absent:
        state, work = ("unchanged", []) if present is None else ("removed", [Statement(f"DROP USER {name}")])
        decision.plan.add("user", user.name, state=state, work=work)
        return
    if present is None and user.password is None:
        decision.problems.append(Problem(f"user '{user.name}'", "is not there, and no password is given", "give one"))
        return
    changes, work = [], []
    every = " WITH ALL PRIVILEGES" if user.admin else ""
    if present is None:
        changes.append("password")
        work.append(_secret(f"CREATE USER {name} WITH PASSWORD", user, every))
    elif user.password is not None and not present.accepts(user.password):
        changes.append("password")
        work.append(_secret(f"SET PASSWORD FOR {name} =", user))
    if user.admin != (present is not None and present.admin):
        changes.append("admin" if user.admin else "no admin")
        if present is not None:
            verb = f"GRANT ALL PRIVILEGES TO {name}" if user.admin else f"REVOKE ALL PRIVILEGES FROM {name}"
            work.append(Statement(verb))
    held = present.privileges if present else {}
    for database, right in user.privileges.items():
        if right == NONE:
            if database in held:
                changes.append(f"nothing on {database}")
                work.append(Statement(f"REVOKE ALL ON {sql.name(database)} FROM {name}"))
        elif held.get(database) != right:
            changes.append(f"{right.lower()} on {database}")
            work.append(Statement(f"GRANT {right} ON {sql.name(database)} TO {name}"))
    state = "created" if present is None else "changed" if changes else "unchanged"
    decision.plan.add("user", user.name, state=state, changes=changes, work=work)


def _secret(before: str, user: User, after: str = "") -> Statement:
    password = user.password or ""
    return Statement(f"{before} {sql.literal(password)}{after}", f"{before} [hidden]{after}", (user.name, password))

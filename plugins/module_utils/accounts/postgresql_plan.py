# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: the steps for roles and databases, in the order in which they can be taken."""

from __future__ import annotations

from collections.abc import Iterable

from ..problem import Problem
from .plan import Plan
from .postgresql_grants import plan_grants
from .postgresql_sql import CREATE_DATABASE, DROP_DATABASE, ROLES, Part, Statement, Value, name
from .postgresql_state import Found, Role, State, new_contents
from .postgresql_wanted import Database, User, Wanted, owner_of
from .scram import matches, verifier

#: Attributes of a role: field, word for it, word against it.
_ATTRIBUTES = (
    ("login", "LOGIN", "NOLOGIN"),
    ("superuser", "SUPERUSER", "NOSUPERUSER"),
    ("createdb", "CREATEDB", "NOCREATEDB"),
    ("createrole", "CREATEROLE", "NOCREATEROLE"),
    ("inherit", "INHERIT", "NOINHERIT"),
    ("replication", "REPLICATION", "NOREPLICATION"),
    ("bypassrls", "BYPASSRLS", "NOBYPASSRLS"),
)
_FRESH = Role(
    "",
    None,
    login=False,
    superuser=False,
    createdb=False,
    createrole=False,
    inherit=True,
    replication=False,
    bypassrls=False,
    connection_limit=-1,
)

Steps = Plan[Statement]


def plan(wanted: Wanted, state: State) -> Steps:
    """All steps. Nothing that was not asked for is removed."""
    steps: Steps = Plan()
    kept = [one for one in wanted.databases if one.state == "present"]
    for database in wanted.databases:
        if database.state == "absent":
            _drop_database(steps, database, state)
    for user in wanted.users:
        if user.state == "absent":
            _drop_user(steps, user, state)
    present = [user for user in wanted.users if user.state == "present"]
    for user in present:
        _user(steps, user, state)
    named = {user.name for user in present}
    for owner in dict.fromkeys(database.owner for database in kept):
        if owner not in named:
            _owner(steps, owner, state)
    for user in present:
        for parent in user.member_of:
            if (user.name, parent) not in state.members:
                _grant_role(steps, user.name, parent)
    for database in kept:
        _database(steps, database, state)
    plan_grants(steps, wanted, state)
    return steps


def contradictions(wanted: Wanted, state: State) -> list[Problem]:
    """What is wanted and cannot be had on this server as it stands."""
    found: list[Problem] = []
    created = {user.name for user in wanted.users if user.state == "present"}
    created |= {database.owner for database in wanted.databases if database.state == "present"}
    databases = {database.name for database in wanted.databases if database.state == "present"}
    for database in wanted.databases:
        there = state.databases.get(database.name)
        if there is None or database.state == "absent":
            continue
        fixed = {"encoding": (there.encoding, database.encoding), "locale": (there.collate, database.locale)}
        found += [
            _fixed(database.name, what, has, asked) for what, (has, asked) in fixed.items() if asked and has != asked
        ]
    roles = [(f"user '{user.name}' member_of", one) for user in wanted.users for one in user.member_of]
    roles += [(f"database '{one.name}' users", user) for one in wanted.databases for user in one.users]
    roles += [(f"grant on {grant.kind}", grant.role) for grant in wanted.grants if grant.state == "present"]
    for place, role in dict.fromkeys(roles):
        if role not in created and role not in state.roles:
            found.append(Problem(place, f"there is no role '{role}'", "add it to the users, or correct the name"))
    for missing in dict.fromkeys(grant.database for grant in wanted.grants if grant.state == "present"):
        if missing not in databases and missing not in state.databases:
            found.append(
                Problem("grants", f"there is no database '{missing}'", "add it to the databases, or correct the name")
            )
    return found


def _fixed(database: str, what: str, there: str, asked: str) -> Problem:
    return Problem(
        f"database '{database}'",
        f"its {what} is {there} and {asked} is asked for; a server does not change that",
        f"ask for {there}, or dump the data into a new database",
    )


def _user(steps: Steps, user: User, state: State) -> None:
    there = state.roles.get(user.name)
    words: list[str] = []
    changes: list[str] = []
    for key, word, against in _ATTRIBUTES:
        asked = getattr(user, key)
        if asked != getattr(there or _FRESH, key):
            words.append(word if asked else against)
            changes.append(word if asked else against)
    limit = (there or _FRESH).connection_limit
    if user.connection_limit != limit:
        words.append(f"CONNECTION LIMIT {user.connection_limit}")
        changes.append(f"connection limit {limit} → {user.connection_limit}")
    parts: list[Part] = [name(user.name)]
    if user.password is not None and not (there and matches(user.password, there.verifier)):
        words.append("PASSWORD {}")
        parts.append(Value(verifier(user.password)))
        changes.append("password")
    _role(steps, "user", user.name, there, words, changes, parts)


def _owner(steps: Steps, owner: str, state: State) -> None:
    """A role that owns and does not log in; one that is there already is taken as it is."""
    there = state.roles.get(owner)
    _role(steps, "owner", owner, there, [] if there else ["NOLOGIN"], [], [name(owner)])


def _role(
    steps: Steps,
    kind: str,
    role: str,
    there: Role | None,
    words: Iterable[str],
    changes: Iterable[str],
    parts: Iterable[Part],
) -> None:
    text = " ".join(["ALTER" if there else "CREATE", "ROLE {}", *words])
    steps_needed = [] if there and not list(words) else [Statement("", text, tuple(parts), ROLES)]
    label = "created" if there is None else "changed" if steps_needed else "unchanged"
    steps.add(kind, role, state=label, changes=tuple(changes), work=steps_needed)


def _grant_role(steps: Steps, member: str, parent: str) -> None:
    statement = Statement("", "GRANT {} TO {}", (name(parent), name(member)), ROLES)
    steps.add("membership", f"{member} in {parent}", state="created", work=[statement])


def _database(steps: Steps, database: Database, state: State) -> None:
    there = state.databases.get(database.name)
    work: list[Statement] = []
    changes: list[str] = []
    if there is None:
        work.append(_create(database))
    elif there.owner != database.owner:
        work.append(Statement("", "ALTER DATABASE {} OWNER TO {}", (name(database.name), name(database.owner))))
        changes.append(f"owner {there.owner} → {database.owner}")
    limit = there.connection_limit if there else -1
    if database.connection_limit != limit:
        text = f"ALTER DATABASE {{}} CONNECTION LIMIT {database.connection_limit}"
        work.append(Statement("", text, (name(database.name),)))
        changes.append(f"connection limit {limit} → {database.connection_limit}")
    if there is None or there.public:
        work.append(Statement("", "REVOKE CONNECT ON DATABASE {} FROM PUBLIC", (name(database.name),)))
        changes += ["not everybody may connect"] if there else []
    label = "created" if there is None else "changed" if work else "unchanged"
    steps.add("database", database.name, state=label, changes=changes, work=work)
    for user in database.users:
        _acts_as_owner(steps, database, user, state)
    for user in database.former_users:
        _acts_for_itself(steps, database, user, state)
    _contents(steps, database, there)


def _create(database: Database) -> Statement:
    # From template0: what somebody put into template1 does not get in, and every encoding is possible.
    parts: list[Part] = [name(database.name), name(database.owner), Value(database.encoding)]
    text = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {}"
    if database.locale:
        text += " LOCALE {}"
        parts.append(Value(database.locale))
    return Statement("", text, tuple(parts), CREATE_DATABASE)


def _acts_as_owner(steps: Steps, database: Database, user: str, state: State) -> None:
    """What the users of a database make there belongs to its owner, so that users can be exchanged."""
    if (user, database.owner) not in state.members:
        _grant_role(steps, user, database.owner)
    there = state.acting.get((database.name, user))
    if there != database.owner:
        parts: tuple[Part, ...] = (name(user), name(database.name), name(database.owner))
        work = [Statement("", "ALTER ROLE {} IN DATABASE {} SET role = {}", parts)]
        steps.add(
            "setting",
            f"{user} acts as {database.owner} in {database.name}",
            state="changed" if there else "created",
            work=work,
        )


def _acts_for_itself(steps: Steps, database: Database, user: str, state: State) -> None:
    """What it made stays the owner's."""
    if (user, database.owner) in state.members:
        statement = Statement("", "REVOKE {} FROM {}", (name(database.owner), name(user)))
        steps.add("membership", f"{user} in {database.owner}", state="removed", work=[statement])
    if state.acting.get((database.name, user)) == database.owner:
        work = [Statement("", "ALTER ROLE {} IN DATABASE {} RESET role", (name(user), name(database.name)))]
        steps.add("setting", f"{user} acts as {database.owner} in {database.name}", state="removed", work=work)


def _contents(steps: Steps, database: Database, there: Found | None) -> None:
    inside = there.contents if there else new_contents()
    for extension in database.extensions:
        if extension not in inside.extensions:
            create = Statement(database.name, "CREATE EXTENSION IF NOT EXISTS {}", (name(extension),))
            steps.add("extension", f"{extension} in {database.name}", state="created", work=[create])
    for schema in database.schemas:
        owner = schema.owner or database.owner
        parts = (name(schema.name), name(owner))
        if schema.name not in inside.schemas:
            work = [Statement(database.name, "CREATE SCHEMA {} AUTHORIZATION {}", parts)]
            steps.add("schema", f"{database.name}.{schema.name}", state="created", work=work)
        elif inside.schemas[schema.name] != owner:
            work = [Statement(database.name, "ALTER SCHEMA {} OWNER TO {}", parts)]
            change = f"owner {inside.schemas[schema.name]} → {owner}"
            steps.add("schema", f"{database.name}.{schema.name}", state="changed", changes=[change], work=work)


def _drop_database(steps: Steps, database: Database, state: State) -> None:
    """Drops a database, and the owner that was made for it alone."""
    there = database.name in state.databases
    work = [Statement("", "DROP DATABASE {}", (name(database.name),), DROP_DATABASE)] if there else []
    steps.add("database", database.name, state="removed" if there else "unchanged", work=work)
    if database.owner == owner_of(database.name) and database.owner in state.roles:
        drop = Statement("", "DROP ROLE {}", (name(database.owner),), ROLES)
        steps.add("owner", database.owner, state="removed", work=[drop])


def _drop_user(steps: Steps, user: User, state: State) -> None:
    there = user.name in state.roles
    work = [Statement("", "DROP ROLE {}", (name(user.name),), ROLES)] if there else []
    steps.add("user", user.name, state="removed" if there else "unchanged", work=work)

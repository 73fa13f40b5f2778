# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Privileges: what each role lacks, or has and should not, and the fewest statements that mend it."""

from __future__ import annotations

from collections.abc import Iterable

from .plan import Plan
from .postgresql_sql import Name, Names, Part, Raw, Statement, name
from .postgresql_state import Contents, State, new_contents
from .postgresql_wanted import EVERY, Database, Grant, Wanted

_NONE: frozenset[str] = frozenset()
_WORDS = {"tables": "TABLE", "sequences": "SEQUENCE", "functions": "FUNCTION"}
_LATER = {"schema": "SCHEMAS", "tables": "TABLES", "sequences": "SEQUENCES", "functions": "FUNCTIONS"}


def plan_grants(steps: Plan[Statement], wanted: Wanted, state: State) -> None:
    """Adds a step for each role and place where privileges differ, and one for each database where none do."""
    declared = {database.name: database for database in wanted.databases}
    for database in dict.fromkeys(grant.database for grant in wanted.grants):
        before = len(steps.steps)
        for grant in wanted.grants:
            if grant.database == database:
                _grant(steps, grant, state, declared.get(database))
        if len(steps.steps) == before:
            steps.add("grants", database, state="unchanged")


def _grant(steps: Plan[Statement], grant: Grant, state: State, declared: Database | None) -> None:
    there = state.databases.get(grant.database)
    if grant.state == "absent" and there is None:
        return
    inside = there.contents if there else new_contents()
    owner = declared.owner if declared else (there.owner if there else "")
    work: list[Statement] = []
    changes: list[str] = []
    for place, found, target in _places(grant, state, inside, _schemas(grant, inside, declared, owner)):
        differing = _differing(grant, found)
        if differing:
            work.append(_statement(grant, differing, target))
            changes.append(f"{', '.join(differing)} on {place}")
    if grant.future:
        found = inside.privileges.get((f"future {grant.kind}", grant.schema, "", grant.role), _NONE)
        differing = _differing(grant, found)
        if differing:
            work.append(_future(grant, differing, owner))
            changes.append(f"{', '.join(differing)} on future {grant.kind}")
    if work:
        where = f"{grant.database}.{grant.schema}" if grant.schema else grant.database
        label = "created" if grant.state == "present" else "removed"
        steps.add("grant", f"{grant.role} on {grant.kind} of {where}", state=label, changes=changes, work=_merged(work))


def _schemas(grant: Grant, inside: Contents, declared: Database | None, owner: str) -> list[str]:
    """The schemas that a grant is about, those included that this run makes."""
    if grant.schema != EVERY:
        return [grant.schema]
    made = {one.name for one in declared.schemas if one.owner in ("", owner)} if declared else set()
    return sorted(inside.own(owner) | made)


def _places(
    grant: Grant, state: State, inside: Contents, schemas: Iterable[str]
) -> Iterable[tuple[str, frozenset[str], tuple[str, Part]]]:
    """Each object that the grant is about: its name for people, what the role has there, and what SQL calls it."""
    if grant.kind == "database":
        found = state.database_privileges.get((grant.database, grant.role), _NONE)
        yield f"database {grant.database}", found, ("DATABASE", name(grant.database))
        return
    for schema in schemas:
        if grant.kind == "schema":
            found = inside.privileges.get(("schema", schema, "", grant.role), _NONE)
            yield f"schema {schema}", found, ("SCHEMA", name(schema))
            continue
        for item in grant.objects or sorted(inside.objects.get((grant.kind, schema), [])):
            found = inside.privileges.get((grant.kind, schema, item, grant.role), _NONE)
            part: Part = Raw(item) if grant.kind == "functions" else name(schema, item)
            yield f"{schema}.{item}" if grant.kind != "functions" else item, found, (_WORDS[grant.kind], part)


def _differing(grant: Grant, found: frozenset[str]) -> tuple[str, ...]:
    if grant.state == "present":
        return tuple(one for one in grant.privileges if one not in found)
    return tuple(one for one in grant.privileges if one in found)


def _statement(grant: Grant, privileges: tuple[str, ...], target: tuple[str, Part]) -> Statement:
    verb, preposition = ("GRANT", "TO") if grant.state == "present" else ("REVOKE", "FROM")
    word, part = target
    text = f"{verb} {', '.join(privileges)} ON {word} {{}} {preposition} {{}}"
    database = "" if grant.kind == "database" else grant.database
    return Statement(database, text, (part, name(grant.role)))


def _future(grant: Grant, privileges: tuple[str, ...], owner: str) -> Statement:
    verb, preposition = ("GRANT", "TO") if grant.state == "present" else ("REVOKE", "FROM")
    everywhere = grant.schema == EVERY
    where = "" if everywhere else " IN SCHEMA {}"
    text = (
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}}{where} "
        f"{verb} {', '.join(privileges)} ON {_LATER[grant.kind]} {preposition} {{}}"
    )
    parts = (name(owner), name(grant.role)) if everywhere else (name(owner), name(grant.schema), name(grant.role))
    return Statement(grant.database, text, parts)


def _merged(statements: Iterable[Statement]) -> list[Statement]:
    """Statements that differ only in the object become one with a list of objects."""
    merged: dict[tuple[str, str, Part], list[Name]] = {}
    kept: list[Statement] = []
    for statement in statements:
        if len(statement.parts) == 2 and isinstance(statement.parts[0], Name):
            merged.setdefault((statement.database, statement.text, statement.parts[1]), []).append(statement.parts[0])
        else:
            kept.append(statement)
    lists = [Statement(database, text, (Names(tuple(names)), role)) for (database, text, role), names in merged.items()]
    return [*lists, *kept]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a PostgreSQL server has of roles, databases and privileges, read in a few statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .postgresql_wanted import EVERY, Wanted

#: Runs a statement in a database and returns its rows.
Query = Callable[[str, str, Sequence[Any]], list[tuple[Any, ...]]]
#: What is granted: kind, schema, object (empty for database, schema and defaults), role → privileges
Privileges = dict[tuple[str, str, str, str], frozenset[str]]

#: The schema that every database begins with.
PUBLIC = "public"

_ROLES = """
SELECT rolname, rolpassword, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolreplication,
       rolbypassrls, rolconnlimit
  FROM pg_catalog.pg_authid WHERE rolname = ANY (%s::name[])
"""
_MEMBERS = """
SELECT member.rolname, parent.rolname
  FROM pg_catalog.pg_auth_members m
  JOIN pg_catalog.pg_roles member ON member.oid = m.member
  JOIN pg_catalog.pg_roles parent ON parent.oid = m.roleid
 WHERE member.rolname = ANY (%s::name[])
"""
_ACTING = """
SELECT d.datname, r.rolname, pg_catalog.substr(setting, 6)
  FROM pg_catalog.pg_db_role_setting s
  JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
  JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
 CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting
 WHERE setting LIKE 'role=%%' AND d.datname = ANY (%s::name[])
"""
_DATABASES = """
SELECT d.datname, r.rolname, pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, d.datconnlimit,
       EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
                WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT')
  FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.oid = d.datdba
 WHERE d.datname = ANY (%s::name[])
"""
_DATABASE_PRIVILEGES = """
SELECT d.datname, r.rolname, pg_catalog.array_agg(a.privilege_type)
  FROM pg_catalog.pg_database d
 CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
  JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
 WHERE d.datname = ANY (%s::name[]) AND r.rolname = ANY (%s::name[])
 GROUP BY 1, 2
"""
_SCHEMAS = "SELECT nspname, pg_catalog.pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace"
_EXTENSIONS = "SELECT extname FROM pg_catalog.pg_extension"
# What belongs to an extension has the rights that the extension gave it.
_OBJECTS = """
SELECT CASE WHEN c.relkind = 'S' THEN 'sequences' ELSE 'tables' END, n.nspname, c.relname::text
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY (%(schemas)s::name[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'functions', n.nspname, p.oid::regprocedure::text
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = ANY (%(schemas)s::name[]) AND p.prokind <> 'p'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND d.objid = p.oid AND d.deptype = 'e')
"""
_PRIVILEGES = """
WITH roles AS (SELECT oid, rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (%(roles)s::name[])),
     schemas AS (SELECT * FROM pg_catalog.pg_namespace WHERE nspname = ANY (%(schemas)s::name[])),
     granted AS (
       SELECT 'schema' AS kind, s.nspname AS schema, '' AS object,
              coalesce(s.nspacl, pg_catalog.acldefault('n', s.nspowner)) AS acl FROM schemas s
       UNION ALL
       SELECT CASE WHEN c.relkind = 'S' THEN 'sequences' ELSE 'tables' END, s.nspname, c.relname::text,
              coalesce(c.relacl, pg_catalog.acldefault(
                CASE WHEN c.relkind = 'S' THEN 's'::"char" ELSE 'r' END, c.relowner))
         FROM schemas s JOIN pg_catalog.pg_class c ON c.relnamespace = s.oid
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       UNION ALL
       SELECT 'functions', s.nspname, p.oid::regprocedure::text,
              coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
         FROM schemas s JOIN pg_catalog.pg_proc p ON p.pronamespace = s.oid WHERE p.prokind <> 'p'
       UNION ALL
       SELECT CASE d.defaclobjtype WHEN 'S' THEN 'future sequences' WHEN 'f' THEN 'future functions'
                                   WHEN 'n' THEN 'future schema' ELSE 'future tables' END,
              coalesce(s.nspname, '*'), '', d.defaclacl
         FROM pg_catalog.pg_default_acl d
         JOIN pg_catalog.pg_database b ON b.datname = pg_catalog.current_database() AND b.datdba = d.defaclrole
         LEFT JOIN schemas s ON s.oid = d.defaclnamespace
        WHERE d.defaclobjtype IN ('r', 'S', 'f', 'n') AND (s.oid IS NOT NULL OR d.defaclnamespace = 0)
     )
SELECT g.kind, g.schema, g.object, roles.rolname, pg_catalog.array_agg(a.privilege_type)
  FROM granted g CROSS JOIN LATERAL pg_catalog.aclexplode(g.acl) a JOIN roles ON roles.oid = a.grantee
 GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Role:
    """A role as it is."""

    name: str
    verifier: str | None = field(repr=False)
    login: bool
    superuser: bool
    createdb: bool
    createrole: bool
    inherit: bool
    replication: bool
    bypassrls: bool
    connection_limit: int


@dataclass(frozen=True)
class Contents:
    """What is inside a database."""

    schemas: dict[str, str] = field(default_factory=dict)
    extensions: frozenset[str] = frozenset()
    #: Kind and schema → names of what is there.
    objects: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    privileges: Privileges = field(default_factory=dict)

    def own(self, owner: str) -> set[str]:
        """The schemas of the database's owner, and `public`."""
        return {name for name, whose in self.schemas.items() if whose == owner or name == PUBLIC}


def new_contents() -> Contents:
    """What a new database has in it."""
    return Contents(schemas={PUBLIC: "pg_database_owner"})


@dataclass(frozen=True)
class Found:
    """A database as it is."""

    name: str
    owner: str
    encoding: str
    collate: str
    ctype: str
    connection_limit: int
    #: Whether everybody may connect.
    public: bool
    contents: Contents = field(default_factory=Contents)


@dataclass(frozen=True)
class State:
    """The server as far as it matters."""

    roles: dict[str, Role] = field(default_factory=dict)
    #: Member and parent.
    members: frozenset[tuple[str, str]] = frozenset()
    databases: dict[str, Found] = field(default_factory=dict)
    #: Database and user → the role that the user acts as there.
    acting: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Database and role → privileges.
    database_privileges: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)


def read(wanted: Wanted, query: Query, maintenance: str = "postgres") -> State:
    """Reads what the plan needs to know; writes nothing."""
    roles = sorted(
        {user.name for user in wanted.users}
        | {name for user in wanted.users for name in user.member_of}
        | {database.owner for database in wanted.databases}
        | {name for database in wanted.databases for name in (*database.users, *database.former_users)}
        | {schema.owner for database in wanted.databases for schema in database.schemas if schema.owner}
        | {grant.role for grant in wanted.grants}
    )
    names = sorted({database.name for database in wanted.databases} | {grant.database for grant in wanted.grants})
    rows = query(maintenance, _DATABASES, [names])
    found = {row[0]: Found(*row) for row in rows}
    state = State(
        roles={row[0]: Role(*row) for row in query(maintenance, _ROLES, [roles])},
        members=frozenset((row[0], row[1]) for row in query(maintenance, _MEMBERS, [roles])),
        databases=found,
        acting={(row[0], row[1]): row[2] for row in query(maintenance, _ACTING, [names])},
        database_privileges={
            (row[0], row[1]): frozenset(row[2]) for row in query(maintenance, _DATABASE_PRIVILEGES, [names, roles])
        }
        if wanted.grants
        else {},
    )
    for name in list(found):
        if _looks_inside(wanted, name):
            found[name] = replace(found[name], contents=_contents(wanted, found[name], query))
    return state


def _looks_inside(wanted: Wanted, name: str) -> bool:
    return any(
        one.name == name and one.state == "present" and (one.schemas or one.extensions) for one in wanted.databases
    ) or any(grant.database == name and grant.kind != "database" for grant in wanted.grants)


def _contents(wanted: Wanted, found: Found, query: Query) -> Contents:
    name = found.name
    grants = [grant for grant in wanted.grants if grant.database == name and grant.kind != "database"]
    roles = sorted({grant.role for grant in grants})
    contents = Contents(
        schemas={row[0]: row[1] for row in query(name, _SCHEMAS, ())},
        extensions=frozenset(row[0] for row in query(name, _EXTENSIONS, ())),
    )
    if grants:
        asked = {grant.schema for grant in grants}
        schemas = [
            one for one in contents.schemas if one in asked or (EVERY in asked and one in contents.own(found.owner))
        ]
        values: Any = {"roles": roles, "schemas": schemas}
        for kind, schema, item in query(name, _OBJECTS, values):
            contents.objects.setdefault((kind, schema), []).append(item)
        for kind, schema, item, role, privileges in query(name, _PRIVILEGES, values):
            contents.privileges[kind, schema, item, role] = frozenset(privileges)
    return contents

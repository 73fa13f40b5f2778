#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, databases and grants of a PostgreSQL server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: postgresql_accounts
short_description: Converge users, databases and grants of a PostgreSQL server in one call
version_added: 0.1.0
description:
  - Takes all users, databases and grants at once and works over the server's local socket.
  - Each database belongs to a role of its own that does not log in. The database's users are members of that role and
    act as it, so that what they make stays when a user is exchanged. Nobody else may connect to it.
  - A password reaches the server as a SCRAM-SHA-256 verifier, and counts as unchanged where the stored one is that of
    the password. Nothing logs in to find out.
  - Only what O(users), O(databases) and O(grants) name with O(users[].state=absent) is ever removed.
options:
  users:
    description: Roles.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the role, at most 63 bytes.
        type: str
        required: true
      password:
        description: Its password. Without it the stored one stays as it is.
        type: str
      state:
        description: Whether it is there. A role that still owns something cannot be removed.
        type: str
        choices: [present, absent]
        default: present
      login:
        description: Whether it may log in.
        type: bool
        default: true
      superuser:
        description: Whether it may do everything.
        type: bool
        default: false
      createdb:
        description: Whether it may create databases.
        type: bool
        default: false
      createrole:
        description: Whether it may create roles.
        type: bool
        default: false
      inherit:
        description: Whether it has the privileges of the roles that it is a member of.
        type: bool
        default: true
      replication:
        description: Whether it may replicate.
        type: bool
        default: false
      bypassrls:
        description: Whether row security does not hold for it.
        type: bool
        default: false
      connection_limit:
        description: How many connections it may have at a time; -1 is no limit.
        type: int
        default: -1
      member_of:
        description: Roles that it is a member of. Other memberships stay.
        type: list
        elements: str
        default: []
  databases:
    description: Databases.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the database, at most 63 bytes.
        type: str
        required: true
      state:
        description: Whether it is there. V(absent) drops the database with everything in it.
        type: str
        choices: [present, absent]
        default: present
      owner:
        description: Role that owns it. The default is a role C(<name>_owner) that does not log in.
        type: str
        default: ""
      users:
        description: Roles that work in it; they become members of the owner and act as it there.
        type: list
        elements: str
        default: []
      former_users:
        description: Roles that do not work in it as its owner any more. What they made stays the owner's.
        type: list
        elements: str
        default: []
      encoding:
        description: Its character set. It cannot be changed afterwards.
        type: str
        default: UTF8
      locale:
        description: Its locale. The default is the server's. It cannot be changed afterwards.
        type: str
        default: ""
      connection_limit:
        description: How many connections it may have at a time; -1 is no limit.
        type: int
        default: -1
      extensions:
        description: Extensions that are to be there.
        type: list
        elements: str
        default: []
      schemas:
        description: Schemas that are to be there.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the schema.
            type: str
            required: true
          owner:
            description: Role that owns it. The default is the database's owner.
            type: str
            default: ""
  grants:
    description: Privileges.
    type: list
    elements: dict
    default: []
    suboptions:
      roles:
        description: Roles that get them.
        type: list
        elements: str
        required: true
      databases:
        description: Databases that they are about.
        type: list
        elements: str
        required: true
      kind:
        description: What they are granted on.
        type: str
        choices: [database, schema, tables, sequences, functions]
        required: true
      schemas:
        description: Schemas that they are about. V(*) is every one that belongs to the database's owner, and V(public).
        type: list
        elements: str
        default: [public]
      objects:
        description: Tables or sequences by name. The default is all in the schemas that belong to no extension.
        type: list
        elements: str
        default: []
      privileges:
        description: The privileges, or V(ALL).
        type: list
        elements: str
        required: true
      future:
        description:
          - Whether what the database's owner makes there later is included.
          - Schemas that it makes later, by O(grants[].kind=schema), are so with V(*) in O(grants[].schemas) alone.
        type: bool
        default: false
      state:
        description: Whether the roles have them.
        type: str
        choices: [present, absent]
        default: present
  socket_directory:
    description: Folder of the server's socket.
    type: path
    default: /var/run/postgresql
  port:
    description: The server's port, which is a part of the socket's name.
    type: int
    default: 5432
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
requirements:
  - psycopg2 on the database host, as the package C(python3-psycopg2)
seealso:
  - module: maestro.databases.database_host_info
"""

EXAMPLES = r"""
- name: The shop's database and its user
  maestro.databases.postgresql_accounts:
    users:
      - {name: shop, password: "{{ shop_password }}"}
      - {name: reports, password: "{{ reports_password }}"}
    databases:
      - {name: shop_production, users: [shop], extensions: [pg_trgm]}
    grants:
      - {roles: [reports], databases: [shop_production], kind: database, privileges: [CONNECT]}
      - {roles: [reports], databases: [shop_production], kind: tables, privileges: [SELECT], future: true}
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: C(user), C(owner), C(membership), C(database), C(setting), C(extension), C(schema) or C(grant).
      type: str
    name:
      description: Name of the object.
      type: str
    state:
      description: C(created), C(changed), C(removed) or C(unchanged).
      type: str
    changes:
      description: What differed, in words and without secrets.
      type: list
      elements: str
problems:
  description: Everything that is wrong with the options, when something is.
  returned: failure
  type: list
  elements: str
"""

import os
import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.maestro.databases.plugins.module_utils.accounts import (
    postgresql_plan,
    postgresql_state,
    postgresql_wanted,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.postgresql import Server
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse

try:
    import psycopg2
    import psycopg2.sql

    DRIVER_ERROR = ""
except ImportError:
    psycopg2 = None
    DRIVER_ERROR = traceback.format_exc()


def options() -> dict[str, Any]:
    """The module's options."""
    names: dict[str, Any] = {"type": "list", "elements": "str", "default": []}
    state = {"type": "str", "choices": ["present", "absent"], "default": "present"}
    user: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "password": {"type": "str", "no_log": True},
        "state": state,
        "login": {"type": "bool", "default": True},
        "inherit": {"type": "bool", "default": True},
        "connection_limit": {"type": "int", "default": -1},
        "member_of": names,
    }
    for attribute in ("superuser", "createdb", "createrole", "replication", "bypassrls"):
        user[attribute] = {"type": "bool", "default": False}
    schema = {"name": {"type": "str", "required": True}, "owner": {"type": "str", "default": ""}}
    database = {
        "name": {"type": "str", "required": True},
        "state": state,
        "owner": {"type": "str", "default": ""},
        "users": names,
        "former_users": names,
        "encoding": {"type": "str", "default": "UTF8"},
        "locale": {"type": "str", "default": ""},
        "connection_limit": {"type": "int", "default": -1},
        "extensions": names,
        "schemas": {"type": "list", "elements": "dict", "default": [], "options": schema},
    }
    grant = {
        "roles": {"type": "list", "elements": "str", "required": True},
        "databases": {"type": "list", "elements": "str", "required": True},
        "kind": {"type": "str", "choices": list(postgresql_wanted.PRIVILEGES), "required": True},
        "schemas": {"type": "list", "elements": "str", "default": ["public"]},
        "objects": names,
        "privileges": {"type": "list", "elements": "str", "required": True},
        "future": {"type": "bool", "default": False},
        "state": state,
    }
    return {
        "users": {"type": "list", "elements": "dict", "default": [], "options": user},
        "databases": {"type": "list", "elements": "dict", "default": [], "options": database},
        "grants": {"type": "list", "elements": "dict", "default": [], "options": grant},
        "socket_directory": {"type": "path", "default": "/var/run/postgresql"},
        "port": {"type": "int", "default": 5432},
        "lock_timeout": {"type": "int", "default": 300},
    }


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    wanted = postgresql_wanted.read(module.params)
    refuse(module, postgresql_wanted.problems(wanted))
    server = Server(psycopg2, directory=module.params["socket_directory"], port=module.params["port"])
    if module.check_mode and not (psycopg2 and os.path.exists(server.socket)):
        # Nothing is installed yet, or does not run: everything is still to be made.
        module.exit_json(**postgresql_plan.plan(wanted, postgresql_state.State()).result())
    if psycopg2 is None:
        module.fail_json(msg=missing_required_lib("psycopg2 (python3-psycopg2)"), exception=DRIVER_ERROR)
    try:
        state = postgresql_state.read(wanted, server.query)
        refuse(module, postgresql_plan.contradictions(wanted, state))
        plan = postgresql_plan.plan(wanted, state)
        if plan.changed and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                server.execute(plan)
    except HostError as error:
        module.fail_json(msg=str(error))
    finally:
        server.close()
    module.exit_json(**plan.result())


if __name__ == "__main__":
    main()

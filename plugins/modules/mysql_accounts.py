#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, databases and grants of a MySQL or MariaDB server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mysql_accounts
short_description: Converge users, databases and grants of a MySQL or MariaDB server in one call
version_added: 0.1.0
description:
  - Takes all users and databases at once and works over the server's local socket as C(root), which the server knows
    by the socket itself. The C(root) account is never touched.
  - Finds out by itself whether MySQL (or Percona Server) or MariaDB answers.
  - A password counts as unchanged where the stored verifier is that of the password. Nothing logs in to find out, and
    the server never sees it in clear text. MySQL gets C(caching_sha2_password), MariaDB C(mysql_native_password),
    which every driver in use can log in with.
  - Grants are compared privilege by privilege, C(ALL) as the server's own list. They are additive - what is held
    besides stays, and only what O(users) and O(databases) name with C(state=absent) is ever removed.
  - Names of databases in grants are literal. A grant on C(shop_production.*) does not hold for C(shopXproduction).
options:
  users:
    description: Users. Each is one account a host, all with the same password and grants.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the user, at most 32 characters.
        type: str
        required: true
      hosts:
        description: Where it may come from.
        type: list
        elements: str
        default: [localhost, "%"]
      password:
        description: Its password. Without it the stored one stays as it is.
        type: str
      grants:
        description:
          - What it may do, as lists of privileges by C(*.*) or C(DATABASE.*).
          - C(ALL) is everything that can be granted there, and C(GRANT OPTION) the right to pass it on.
        type: dict
        default: {}
      revokes:
        description: What of its rights it is to lose, in the same form. What it holds besides stays.
        type: dict
        default: {}
      state:
        description: Whether it is there.
        type: str
        choices: [present, absent]
        default: present
  databases:
    description: Databases.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the database, at most 64 characters, where C(_) counts twice if something is granted on it.
        type: str
        required: true
      encoding:
        description: Character set of new tables. One that differs is changed, tables that are there stay as they are.
        type: str
        default: utf8mb4
      collation:
        description: Collation of new tables. Empty leaves it to the server.
        type: str
        default: ""
      state:
        description: Whether it is there. A database that is removed goes with all its data.
        type: str
        choices: [present, absent]
        default: present
  socket:
    description: Socket of the server.
    type: path
    default: /run/mysqld/mysqld.sock
requirements:
  - PyMySQL (python3-pymysql)
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
"""

EXAMPLES = r"""
- name: Make a database and its user
  maestro.databases.mysql_accounts:
    databases:
      - name: shop_production
    users:
      - name: shop_production
        password: "{{ shop_password }}"
        grants:
          shop_production.*: [SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER]
      - name: watch
        hosts: [localhost]
        password: "{{ watch_password }}"
        grants:
          "*.*": [PROCESS, REPLICATION CLIENT]
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: C(database), C(user) or C(grants).
      type: str
    name:
      description: Name of the object, such as C(shop), C(shop@%) or C(shop@% on shop.*).
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
statements:
  description: What was sent, or would be, with dots for verifiers.
  returned: success
  type: list
  elements: str
"""

import os
import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_plan import Decision, decide
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_server import Server
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_state import State, read_state
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mysql_wanted import databases_from, users_from
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse

try:
    import pymysql

    DRIVER_ERROR = ""
except ImportError:
    pymysql = None
    DRIVER_ERROR = traceback.format_exc()


def options() -> dict[str, Any]:
    """The module's options."""
    state = {"type": "str", "choices": ["present", "absent"], "default": "present"}
    user = {
        "name": {"type": "str", "required": True},
        "hosts": {"type": "list", "elements": "str", "default": ["localhost", "%"]},
        "password": {"type": "str", "no_log": True},
        "grants": {"type": "dict", "default": {}},
        "revokes": {"type": "dict", "default": {}},
        "state": state,
    }
    database = {
        "name": {"type": "str", "required": True},
        "encoding": {"type": "str", "default": "utf8mb4"},
        "collation": {"type": "str", "default": ""},
        "state": state,
    }
    return {
        "users": {"type": "list", "elements": "dict", "default": [], "options": user},
        "databases": {"type": "list", "elements": "dict", "default": [], "options": database},
        "socket": {"type": "path", "default": "/run/mysqld/mysqld.sock"},
        "lock_timeout": {"type": "int", "default": 300},
    }


def finish(module: AnsibleModule, decision: Decision) -> None:
    """Ends the module with what was decided."""
    for warning in decision.warnings:
        module.warn(warning)
    module.exit_json(**decision.plan.result(), statements=[one.shown for one in decision.plan.work])


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    users, problems = users_from(module.params["users"])
    databases, more = databases_from(module.params["databases"])
    refuse(module, problems + more)
    server = Server(pymysql, module.params["socket"])
    if module.check_mode and not (pymysql and os.path.exists(server.socket)):
        # Nothing is installed yet, or does not run: everything is still to be made.
        decision = decide(databases, users, State())
        refuse(module, decision.problems)
        finish(module, decision)
    if pymysql is None:
        module.fail_json(msg=missing_required_lib("PyMySQL (python3-pymysql)"), exception=DRIVER_ERROR)
    try:
        state = read_state(server.query, [account for user in users for account in user.accounts()])
        decision = decide(databases, users, state)
        refuse(module, decision.problems)
        if decision.plan.changed and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                server.execute(decision.plan)
    except HostError as error:
        module.fail_json(msg=str(error))
    finally:
        server.close()
    finish(module, decision)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of a MongoDB server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mongodb_accounts
short_description: Converge the users of a MongoDB server in one call
version_added: 0.1.0
description:
  - Takes all users at once and works over loopback as the admin among them. On a server that has no user yet, whom
    nobody else can make use of, the admin is the first that is made.
  - A password counts as unchanged where the stored SCRAM-SHA-256 keys are those of the password. Nothing logs in to
    find out.
  - A user's roles and the addresses that it may come from are made what they should be. Users that are not named stay
    as they are, and so do databases.
options:
  users:
    description:
      - Users. One is to be of the kind V(admin) with a password, unless O(login_user) or O(host_admin) says who logs
        in.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the user.
        type: str
        required: true
      password:
        description: Its password. Without it the stored one stays as it is.
        type: str
      kind:
        description:
          - V(application) reads, writes and administers its own database.
          - V(admin) is V(root) and may come from the host itself only.
        type: str
        choices: [application, admin]
        default: application
      database:
        description: The database that it lives in and logs in to. For an admin, the default is C(admin).
        type: str
        default: ""
      roles:
        description:
          - What it may do instead - names of roles of its own database, or dicts of C(role) and C(db).
          - Some platforms give every application C(readWriteAnyDatabase) and C(dbAdminAnyDatabase) of C(admin).
        type: list
        elements: raw
        default: []
      sources:
        description: Addresses and networks that it may come from. Empty is from anywhere that the firewall lets in.
        type: list
        elements: str
        default: []
      state:
        description: Whether it is there.
        type: str
        choices: [present, absent]
        default: present
  absent_databases:
    description: Databases that are removed, with all that is in them.
    type: list
    elements: str
    default: []
  port:
    description: TCP port of the server on loopback.
    type: int
    default: 27017
  running:
    description: Whether the server runs. In check mode one that does not is taken for one without users.
    type: bool
    default: true
  login_user:
    description: The user to log in as, of the database C(admin). The default is the first admin of O(users).
    type: str
  login_password:
    description: Its password.
    type: str
requirements:
  - PyMongo (python3-pymongo)
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.host.admin
"""

EXAMPLES = r"""
- name: Make the users
  maestro.databases.mongodb_accounts:
    users:
      - {name: maestro_admin, kind: admin, password: "{{ admin_password }}"}
      - {name: shop_production, database: shop_production, password: "{{ shop_password }}"}
      - name: reports
        database: shop_production
        password: "{{ reports_password }}"
        roles: [read]
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: C(user), C(database), or C(file) with the password of the host's own administrator.
      type: str
    name:
      description: Its name; of a user with its database, such as C(shop@shop_production).
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
commands:
  description: What was sent, or would be, without secrets.
  returned: success
  type: list
  elements: str
"""

import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.maestro.databases.plugins.module_utils.accounts import host_admin, mongodb_wanted
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mongodb import Server
from ansible_collections.maestro.databases.plugins.module_utils.accounts.mongodb_plan import Decision, decide
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse

try:
    import pymongo

    DRIVER_ERROR = ""
except ImportError:
    pymongo = None
    DRIVER_ERROR = traceback.format_exc()


def options() -> dict[str, Any]:
    """The module's options."""
    user = {
        "name": {"type": "str", "required": True},
        "password": {"type": "str", "no_log": True},
        "kind": {"type": "str", "choices": ["application", "admin"], "default": "application"},
        "database": {"type": "str", "default": ""},
        "roles": {"type": "list", "elements": "raw", "default": []},
        "sources": {"type": "list", "elements": "str", "default": []},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
    return {
        "users": {"type": "list", "elements": "dict", "required": True, "options": user},
        "absent_databases": {"type": "list", "elements": "str", "default": []},
        "port": {"type": "int", "default": 27017},
        "running": {"type": "bool", "default": True},
        "login_user": {"type": "str"},
        "login_password": {"type": "str", "no_log": True},
        "host_admin": host_admin.option(),
        "lock_timeout": {"type": "int", "default": 300},
    }


def finish(module: AnsibleModule, decision: Decision) -> None:
    """Ends the module with what was decided."""
    refuse(module, decision.problems)
    module.exit_json(**decision.plan.result(), commands=[one.shown for one in decision.plan.work])


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    host, given = host_admin.joined(module, "mongodb")
    wanted, problems = mongodb_wanted.read(given)
    refuse(module, problems)
    if module.check_mode and not (pymongo and given["running"]):
        # Nothing is installed yet, or does not run: everything is still to be made.
        decision = decide(wanted, {})
        host.tell(decision.plan)
        finish(module, decision)
    if pymongo is None:
        module.fail_json(msg=missing_required_lib("PyMongo (python3-pymongo)"), exception=DRIVER_ERROR)
    server = Server(pymongo, given["port"], wanted.login_user, wanted.login_password)
    try:
        server.connect()
        if server.empty and wanted.admin is None:
            module.fail_json(msg="users: the server has none yet, and none of these is the admin that is to log in")
        decision = decide(wanted, server.users(wanted.users), server.databases(wanted.dropped))
        host.tell(decision.plan)
        refuse(module, decision.problems)
        if decision.plan.changed and not module.check_mode:
            with one_run(given["lock_timeout"]):
                host.keep()
                server.execute(decision.plan.work)
                host.forget()
    except HostError as error:
        module.fail_json(msg=str(error))
    finally:
        server.close()
    finish(module, decision)


if __name__ == "__main__":
    main()

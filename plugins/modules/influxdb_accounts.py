#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and databases of an InfluxDB server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: influxdb_accounts
short_description: Converge users, databases and privileges of an InfluxDB 1.x server in one call
version_added: 0.1.0
description:
  - Takes all users and databases at once, and changes what differs, over the server's socket on the host itself.
  - A server that does not run is started without a network for as long as this takes. One that has no admin yet would
    take the first one from whoever reaches it. Only when there is one, the unit C(influxdb) may start.
  - The server tells nobody what it keeps of a password, so each that is given is tried by one login over the socket.
    Where nothing changed, no login fails.
  - Other users and databases stay as they are, and so does what a user may do in databases that are not named.
options:
  databases:
    description: Databases.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the database.
        type: str
        required: true
      retention:
        description:
          - How long its default policy keeps data, such as V(30d) or V(12h), or V(INF). What is older is deleted.
          - Empty leaves that as it is; the server keeps data without end by itself.
        type: str
        default: ""
  absent_databases:
    description: Databases that are removed, with all that is in them.
    type: list
    elements: str
    default: []
  users:
    description:
      - The users. One of them is to be of the kind V(admin) and to have a password, by which this module logs in,
        unless O(login_user) or O(host_admin) says who does.
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
          - V(admin) may do everything. The server cannot tie it to an address.
        type: str
        choices: [application, admin]
        default: application
      privileges:
        description:
          - By database, V(all), V(read) or V(write), or V(none) for what it is to lose. Empty is all in each of
            O(databases). What it holds elsewhere stays.
        type: dict
        default: {}
      state:
        description: Whether it is there.
        type: str
        choices: [present, absent]
        default: present
  data_directory:
    description: The server's data.
    type: path
    default: /var/lib/influxdb
  login_user:
    description: The user to log in as. The default is the first admin of O(users).
    type: str
  login_password:
    description: Its password, where it is not the one in O(users), such as while that is being changed.
    type: str
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.host.admin
  - maestro.databases.host.starts
"""

EXAMPLES = r"""
- name: Make a database and its users
  maestro.databases.influxdb_accounts:
    databases: [{name: metrics, retention: 30d}]
    users:
      - {name: maestro_admin, kind: admin, password: "{{ admin_password }}"}
      - {name: shop, password: "{{ shop_password }}"}
      - {name: grafana, password: "{{ grafana_password }}", privileges: {metrics: read}}
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description:
        - C(database), C(user), C(server) where it may start from now on, or C(file) with the password of the host's own
          administrator.
      type: str
    name:
      description: Its name.
      type: str
    state:
      description: C(created), C(changed), C(removed) or C(unchanged).
      type: str
    changes:
      description: What differed, in words and without secrets.
      type: list
      elements: str
steps:
  description: What the server needed, of C(enable), C(start), C(reload) and C(restart).
  returned: with O(service)
  type: list
  elements: str
problems:
  description: Everything that is wrong with the options, when something is.
  returned: failure
  type: list
  elements: str
statements:
  description: What was sent, or would be, without secrets.
  returned: success
  type: list
  elements: str
"""

from contextlib import nullcontext
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.accounts import (
    host_admin,
    influxdb_alone,
    influxdb_wanted,
    serving,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.host_admin import HostAdmin
from ansible_collections.maestro.databases.plugins.module_utils.accounts.influxdb import Server
from ansible_collections.maestro.databases.plugins.module_utils.accounts.influxdb_plan import (
    Decision,
    Present,
    decide,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.influxdb_wanted import Wanted
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def options() -> dict[str, Any]:
    """The module's options."""
    database = {
        "name": {"type": "str", "required": True},
        "retention": {"type": "str", "default": ""},
    }
    user = {
        "name": {"type": "str", "required": True},
        "password": {"type": "str", "no_log": True},
        "kind": {"type": "str", "choices": ["application", "admin"], "default": "application"},
        "privileges": {"type": "dict", "default": {}},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
    return {
        "databases": {"type": "list", "elements": "dict", "default": [], "options": database},
        "absent_databases": {"type": "list", "elements": "str", "default": []},
        "users": {"type": "list", "elements": "dict", "required": True, "options": user},
        "data_directory": {"type": "path", "default": "/var/lib/influxdb"},
        "login_user": {"type": "str"},
        "login_password": {"type": "str", "no_log": True},
        "host_admin": host_admin.option(),
        "service": serving.option(),
        "lock_timeout": {"type": "int", "default": 300},
    }


def decided(module: AnsibleModule, host: HostAdmin, wanted: Wanted, present: Present) -> Decision:
    """What to do, with the leave to start."""
    decision = decide(wanted, present)
    host.tell(decision.plan)
    if not influxdb_alone.allowed(module.params["data_directory"]):
        decision.plan.add("server", "influxdb", state="created", changes=["may start, since it has an admin"])
    return decision


def converge(module: AnsibleModule, host: HostAdmin, wanted: Wanted) -> Decision:
    """Compares, and does what is needed."""
    with influxdb_alone.reached() as path:
        server = Server(path, wanted.login_user, wanted.login_password)
        server.connect()
        if server.empty and wanted.admin is None:
            raise HostError("users: the server has no admin yet, and none of these is the one that is to log in")
        decision = decided(module, host, wanted, server.look(wanted))
        if decision.plan.changed and not decision.problems and not module.check_mode:
            host.keep()
            server.execute(decision.plan.work)
            host.forget()
            influxdb_alone.allow(module.params["data_directory"])
    return decision


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    host, given = host_admin.joined(module, "influxdb")
    wanted, problems = influxdb_wanted.read(given)
    refuse(module, problems)
    try:
        if module.check_mode and not influxdb_alone.runs():
            # Nothing is installed yet, or does not run: everything is still to be made.
            decision = decided(module, host, wanted, Present())
        else:
            with nullcontext() if module.check_mode else one_run(module.params["lock_timeout"]):
                decision = converge(module, host, wanted)
        refuse(module, decision.problems)
        result = serving.started(module, decision.plan.result())
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(statements=[str(one) for one in decision.plan.work], **result)


if __name__ == "__main__":
    main()

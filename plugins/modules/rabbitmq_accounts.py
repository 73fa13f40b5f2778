#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and virtual hosts of a RabbitMQ server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: rabbitmq_accounts
short_description: Converge users, virtual hosts and permissions of a RabbitMQ server in one call
version_added: 0.1.0
description:
  - Takes all users and virtual hosts at once, compares them with what the node exports, and imports what differs in
    one go, by the server's own tool on the host itself.
  - A password counts as unchanged where the stored hash is that of the password. Nothing logs in to find out, and the
    server gets the hash only.
  - The user C(guest), whose password everybody knows, is removed. Other users that are not named stay as they are.
options:
  vhosts:
    description: Virtual hosts.
    type: list
    elements: str
    default: []
  absent_vhosts:
    description: Virtual hosts that go, with all their queues and messages.
    type: list
    elements: str
    default: []
  users:
    description: Users.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the user.
        type: str
        required: true
      password:
        description: Its password. Without it the stored one stays as it is.
        type: str
      kind:
        description: V(admin) gets the tag C(administrator).
        type: str
        choices: [application, admin]
        default: application
      tags:
        description: Its tags instead.
        type: list
        elements: str
        default: []
      permissions:
        description:
          - By virtual host, the patterns of names that it may C(configure), C(read) and C(write); one that is left out
            is C(.*).
          - Empty is everything in each of O(vhosts). What it holds elsewhere stays.
        type: dict
        default: {}
      forbidden:
        description: Virtual hosts that it may not enter any more.
        type: list
        elements: str
        default: []
      state:
        description: Whether it is there.
        type: str
        choices: [present, absent]
        default: present
  running:
    description: Whether the server runs. In check mode one that does not is taken for one without users.
    type: bool
    default: true
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
"""

EXAMPLES = r"""
- name: Make a virtual host and its users
  maestro.databases.rabbitmq_accounts:
    vhosts: [shop_production]
    users:
      - {name: shop_production, password: "{{ shop_password }}"}
      - {name: maestro_admin, kind: admin, password: "{{ admin_password }}"}
      - name: watch
        password: "{{ watch_password }}"
        tags: [monitoring]
        permissions: {shop_production: {configure: "^$", write: "^$"}}
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: C(vhost) or C(user).
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
problems:
  description: Everything that is wrong with the options, when something is.
  returned: failure
  type: list
  elements: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.accounts import rabbitmq, rabbitmq_wanted
from ansible_collections.maestro.databases.plugins.module_utils.accounts.rabbitmq_plan import decide
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def options() -> dict[str, Any]:
    """The module's options."""
    user = {
        "name": {"type": "str", "required": True},
        "password": {"type": "str", "no_log": True},
        "kind": {"type": "str", "choices": ["application", "admin"], "default": "application"},
        "tags": {"type": "list", "elements": "str", "default": []},
        "permissions": {"type": "dict", "default": {}},
        "forbidden": {"type": "list", "elements": "str", "default": []},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
    return {
        "vhosts": {"type": "list", "elements": "str", "default": []},
        "absent_vhosts": {"type": "list", "elements": "str", "default": []},
        "users": {"type": "list", "elements": "dict", "default": [], "options": user},
        "running": {"type": "bool", "default": True},
        "lock_timeout": {"type": "int", "default": 300},
    }


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    wanted, problems = rabbitmq_wanted.read(module.params)
    refuse(module, problems)
    # In check mode nothing may be installed yet, or run: everything is still to be made.
    silent = module.check_mode and not module.params["running"]
    try:
        decision = decide(wanted, {} if silent else rabbitmq.definitions())
        refuse(module, decision.problems)
        if decision.plan.changed and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                rabbitmq.apply(decision.plan.work)
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(**decision.plan.result())


if __name__ == "__main__":
    main()

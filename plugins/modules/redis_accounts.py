#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of a Redis or Valkey server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: redis_accounts
short_description: Converge the users of a Redis or Valkey server in one call
version_added: 0.1.0
description:
  - Takes all users at once. A server that runs is changed over its local socket and then saves its access control
    list. Where none runs yet, its file is written, so that a server is never up without its users.
  - Turns off the user C(default), by which everybody could work without a password.
  - A password reaches server and file as its SHA-256, and counts as unchanged where the stored one is the same.
    Nothing logs in to find out.
  - Rules about commands are compared by the commands that they allow on this server, whatever its spelling.
  - Other users stay as they are. Only what O(users) names with O(users[].state=absent) is removed.
options:
  users:
    description:
      - The users. One of them is to be of the kind V(admin) and to have a password, by which this module logs in.
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
          - What it is for, which settles what it may do.
          - V(application) uses all keys and channels, and every command that is neither administrative nor dangerous,
            and of the dangerous ones those that clients and frameworks need - C(INFO), C(CLIENT LIST), C(FLUSHDB),
            C(KEYS), C(SORT) and C(SORT_RO).
          - V(read_write) reads and writes all keys and publishes, and V(read_only) reads all keys; neither empties a
            database, lists all keys at once or runs scripts.
          - V(admin) may do everything.
          - V(replication) is what a replica logs in by.
        type: str
        choices: [application, read_write, read_only, admin, replication]
        default: application
      commands:
        description:
          - Rules about commands instead of those of the kind, such as C(+@all), C(-@dangerous) or C(+config|get).
          - They start from no command at all.
        type: list
        elements: str
        default: []
      keys:
        description: Patterns of the keys that it may use, such as V(shop:*), or V(%R~shop:*) to read only.
        type: list
        elements: str
      channels:
        description: Patterns of the channels that it may use.
        type: list
        elements: str
      state:
        description: Whether it is there.
        type: str
        choices: [present, absent]
        default: present
  socket:
    description: The server's socket.
    type: path
    default: /run/redis/maestro.sock
  aclfile:
    description: The server's access control list, its setting C(aclfile).
    type: path
    default: /etc/maestro/redis/users.acl
  server_user:
    description: The operating system's user that the server runs as; the file belongs to it.
    type: str
    default: redis
  running:
    description: Whether the server is known to run with O(socket), so that silence there is an error.
    type: bool
    default: false
  login_user:
    description: User to log in by. The default is the first admin of O(users).
    type: str
  login_password:
    description: Its password, where it is not the one in O(users), such as while that is being changed.
    type: str
  reset_admin:
    description:
      - Whether a server that does not take the admin's password gets it through its file.
      - It reads that when it is restarted, which O(service) does; see also RV(restart_required).
    type: bool
    default: false
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.host.starts
seealso:
  - module: maestro.databases.database_host_info
  - module: maestro.databases.database_service
"""

EXAMPLES = r"""
- name: The shop's user and the admin
  maestro.databases.redis_accounts:
    users:
      - {name: shop, password: "{{ shop_password }}"}
      - {name: maestro_admin, kind: admin, password: "{{ admin_password }}"}

- name: One that reads the catalogue alone
  maestro.databases.redis_accounts:
    users:
      - {name: maestro_admin, kind: admin, password: "{{ admin_password }}"}
      - name: reports
        password: "{{ reports_password }}"
        keys: ["%R~catalogue:*"]
        channels: []
        commands: [+@read, +@connection]
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: C(user), or C(file) where the server had not saved its list.
      type: str
    name:
      description: Name of the user, or path of the file.
      type: str
    state:
      description: C(created), C(changed), C(removed) or C(unchanged).
      type: str
    changes:
      description: What differed, in words and without secrets.
      type: list
      elements: str
through:
  description: Whether the running C(server) was changed, or its C(file).
  returned: success
  type: str
restart_required:
  description: >-
    Whether the server runs and reads its file only when it is restarted, after O(reset_admin) without O(service).
  returned: success
  type: bool
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
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.accounts import redis as accounts
from ansible_collections.maestro.databases.plugins.module_utils.accounts import redis_wanted, serving
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def options() -> dict[str, Any]:
    """The module's options."""
    return {
        "users": {"type": "list", "elements": "dict", "required": True, "options": redis_wanted.OPTIONS},
        "socket": {"type": "path", "default": "/run/redis/maestro.sock"},
        "aclfile": {"type": "path", "default": "/etc/maestro/redis/users.acl"},
        "server_user": {"type": "str", "default": "redis"},
        "running": {"type": "bool", "default": False},
        "login_user": {"type": "str"},
        "login_password": {"type": "str", "no_log": True},
        "reset_admin": {"type": "bool", "default": False},
        "service": serving.option(),
        "lock_timeout": {"type": "int", "default": 300},
    }


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    given = module.params
    wanted, problems = redis_wanted.read(given)
    refuse(module, problems)
    place = accounts.Place(given["socket"], given["aclfile"], given["server_user"], given["running"])
    try:
        converging = accounts.prepare(wanted, place, reset_admin=given["reset_admin"])
        refuse(module, converging.problems)
        if converging.plan.changed and not module.check_mode:
            with one_run(given["lock_timeout"]):
                converging.apply()
        due = converging.restart_required
        result = {**converging.plan.result(), "restart_required": due and not given["service"]}
        result["changed"] = result["changed"] or due
        result = serving.started(module, result, due=due)
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(through=converging.through, **result)


if __name__ == "__main__":
    main()

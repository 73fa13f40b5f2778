#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a server's files into force."""

from __future__ import annotations

DOCUMENTATION = r"""
module: database_service
short_description: Put a server's files into force, and go back where it does not come up
version_added: 0.1.0
description:
  - Enables and starts a server, or reloads or restarts it where M(maestro.databases.database_files) left files for it,
    and waits until it takes connections.
  - Where a server that ran does not come up on the new files, the former ones are put back, it is started on them, and
    the module fails with what the server logged.
options:
  name:
    description: Name that the files were notified under.
    type: str
    required: true
  units:
    description: Units of systemd. The first one is the server; all are enabled and started.
    type: list
    elements: str
    required: true
  action:
    description: What puts changed files into force on a server that runs.
    type: str
    choices: [reload, restart]
    default: restart
  probes:
    description: Where a server that is ready takes connections; all have to.
    type: list
    elements: dict
    default: []
    suboptions:
      address:
        description: Address of a port.
        type: str
        default: 127.0.0.1
      port:
        description: The port.
        type: int
        default: 0
      path:
        description: A socket file, instead of a port.
        type: path
  changed:
    description:
      - Whether there is something to put into force besides the files that wait.
      - Check mode needs it, since nothing was written there.
    type: bool
    default: false
  timeout:
    description: Seconds until a server that does not answer is given up.
    type: int
    default: 60
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.database_files
"""

EXAMPLES = r"""
- name: Start Redis, or restart it where its files changed
  maestro.databases.database_service:
    name: redis
    units: [redis-server]
    probes: [{port: 6379}]
"""

RETURN = r"""
steps:
  description: What was needed, of C(enable), C(start), C(reload) and C(restart).
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.service import Probe, Service


def main() -> None:
    """Runs the module."""
    probe = {
        "address": {"type": "str", "default": "127.0.0.1"},
        "port": {"type": "int", "default": 0},
        "path": {"type": "path"},
    }
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "units": {"type": "list", "elements": "str", "required": True},
            "action": {"type": "str", "choices": ["reload", "restart"], "default": "restart"},
            "probes": {"type": "list", "elements": "dict", "default": [], "options": probe},
            "changed": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    try:
        service = Service(
            name=given["name"],
            unit_names=given["units"],
            probes=[Probe(one["address"], one["port"], one["path"] or "") for one in given["probes"]],
            action=given["action"],
            timeout=given["timeout"],
        )
        steps = service.plan(changed=given["changed"])
        if steps and not module.check_mode:
            with one_run(given["lock_timeout"]):
                service.apply(steps)
    except HostError as error:
        module.fail_json(msg=str(error))
    units = dict(service.before)
    module.exit_json(
        changed=bool(steps),
        steps=steps,
        diff={
            "before_header": given["name"],
            "after_header": given["name"],
            "before": "".join(f"{name}: {'active' if unit.active else 'inactive'}\n" for name, unit in units.items()),
            "after": "".join(f"{name}: active{' (' + ', '.join(steps) + ')' if steps else ''}\n" for name in units),
        },
    )


if __name__ == "__main__":
    main()

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
  changed:
    description:
      - Whether there is something to put into force besides the files that wait.
      - Check mode needs it, since nothing was written there.
    type: bool
    default: false
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.host.service
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

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command, kernel
from ansible_collections.maestro.databases.plugins.module_utils.hosts.given import SERVICE, service
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            **SERVICE,
            "changed": {"type": "bool", "default": False},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    try:
        server = service(given)
        steps = server.plan(changed=given["changed"])
        if steps and not module.check_mode:
            with one_run(given["lock_timeout"]):
                server.apply(steps)
            for told in kernel.lacking(server.kernel):
                module.warn(told)
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=bool(steps), steps=steps, diff=server.diff(steps))


if __name__ == "__main__":
    main()

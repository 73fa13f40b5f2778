#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a PostgreSQL server's files into force."""

from __future__ import annotations

DOCUMENTATION = r"""
module: postgresql_service
short_description: Start PostgreSQL, or have it take over changed files
version_added: 0.1.0
description:
  - Enables and starts the server. Where M(maestro.databases.database_files) left files for it, the server reads them
    again, and is restarted only if one of the changed settings needs that.
  - Fails where a setting of ours is not the one in force afterwards, and names the file that wins.
  - Where a server that ran does not take the new files, the former ones are put back and it runs on them.
options:
  version:
    description: Major version.
    type: str
    required: true
  data_directory:
    description: Where the data are.
    type: path
    required: true
  port:
    description: TCP port that the server is to have.
    type: int
    default: 5432
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
requirements:
  - psycopg2 on the database host, as the package C(python3-psycopg2)
seealso:
  - module: maestro.databases.database_service
"""

EXAMPLES = r"""
- name: Have PostgreSQL take over its files
  maestro.databases.postgresql_service:
    version: "15"
    data_directory: /var/lib/postgresql/15/main
"""

RETURN = r"""
steps:
  description: What was done, of C(enable), C(start), C(reload) and C(restart).
  returned: success
  type: list
  elements: str
"""

import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.service import Probe, Service
from ansible_collections.maestro.databases.plugins.module_utils.postgresql.apply import SOCKETS, Running
from ansible_collections.maestro.databases.plugins.module_utils.postgresql.config import config_directory

try:
    import psycopg2
    import psycopg2.sql

    DRIVER_ERROR = ""
except ImportError:
    psycopg2 = None
    DRIVER_ERROR = traceback.format_exc()


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "version": {"type": "str", "required": True},
            "data_directory": {"type": "path", "required": True},
            "port": {"type": "int", "default": 5432},
            "changed": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    unit = f"postgresql@{given['version']}-main"
    try:
        service = Service(
            name="postgresql",
            unit_names=[unit, "postgresql"],
            # The instance is enabled by a generator, from its start.conf.
            enable=["postgresql"],
            probes=[Probe(path=f"{SOCKETS}/.s.PGSQL.{given['port']}")],
            action="reload",
            timeout=given["timeout"],
        )
        steps = service.plan(changed=given["changed"])
        if steps and not module.check_mode:
            if psycopg2 is None:
                module.fail_json(msg=missing_required_lib("psycopg2 (python3-psycopg2)"), exception=DRIVER_ERROR)
            steps = apply(service, steps, given)
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=bool(steps),
        steps=steps,
        diff={
            "before_header": unit,
            "after_header": unit,
            "before": "active\n" if service.before[unit].active else "inactive\n",
            "after": f"active ({', '.join(steps)})\n" if steps else "active\n",
        },
    )


def apply(service: Service, steps: list[str], given: dict[str, Any]) -> list[str]:
    """Takes the steps; returns those that were really taken."""
    running = Running(
        psycopg2,
        service,
        data_directory=given["data_directory"],
        port=given["port"],
        config=f"{config_directory(given['version'])}/conf.d/maestro.conf",
    )
    try:
        with one_run(given["lock_timeout"]):
            service.apply(steps, running.act)
    finally:
        running.close()
    return [step for step in steps if step == "enable"] + running.did


if __name__ == "__main__":
    main()

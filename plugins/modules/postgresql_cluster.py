#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a PostgreSQL cluster that was never started."""

from __future__ import annotations

DOCUMENTATION = r"""
module: postgresql_cluster
short_description: Make the PostgreSQL cluster of a host, without starting it
version_added: 0.1.0
description:
  - Makes the cluster C(main) of a major version the way the distribution does, with data checksums, UTF-8, peer
    authentication on the socket and SCRAM elsewhere. It is not started; it is configured first.
  - A cluster that is there stays as it is. One that a killed run left half made is made again.
options:
  version:
    description: Major version.
    type: str
    required: true
  data_directory:
    description: Where the data go.
    type: path
    required: true
  port:
    description: TCP port.
    type: int
    default: 5432
  locale:
    description: Locale of its databases.
    type: str
    default: C.UTF-8
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.postgresql_service
"""

EXAMPLES = r"""
- name: Make the cluster
  maestro.databases.postgresql_cluster:
    version: "15"
    data_directory: /var/lib/postgresql/15/main
"""

RETURN = r"""
data_directory:
  description: Where the data are.
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.postgresql import cluster


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "version": {"type": "str", "required": True},
            "data_directory": {"type": "path", "required": True},
            "port": {"type": "int", "default": 5432},
            "locale": {"type": "str", "default": "C.UTF-8"},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    version, directory = given["version"], given["data_directory"]
    try:
        missing = not cluster.exists(version, directory)
        if missing and not module.check_mode:
            with one_run(given["lock_timeout"]):
                cluster.create(version, directory, given["port"], given["locale"])
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=missing,
        data_directory=directory,
        diff={
            "before_header": f"cluster {version}/main",
            "after_header": f"cluster {version}/main",
            "before": "" if missing else f"{directory}\n",
            "after": f"{directory}\n",
        },
    )


if __name__ == "__main__":
    main()

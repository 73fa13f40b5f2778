#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the data directory of a MySQL or MariaDB server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mysql_data_directory
short_description: Make the data directory of a MySQL or MariaDB server
version_added: 0.1.0
description:
  - Makes an empty data directory where there is none, without starting a server that anybody could reach.
  - C(root) is known by the socket alone. There is no anonymous account and no test database.
  - Does nothing where the packages made it. What a killed run left half made is made anew.
options:
  path:
    description:
      - The directory.
      - Where AppArmor confines the server, a place of your own has to be allowed in
        C(/etc/apparmor.d/local/usr.sbin.mysqld) beforehand.
    type: path
    required: true
  flavour:
    description: The server.
    type: str
    choices: [mysql, mariadb, percona]
    default: mysql
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
"""

EXAMPLES = r"""
- name: Keep the data on a disk of its own
  maestro.databases.mysql_data_directory:
    path: /srv/mysql
    flavour: mariadb
"""

RETURN = r"""
path:
  description: The directory.
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.mysql import data_directory


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "flavour": {"type": "str", "choices": ["mysql", "mariadb", "percona"], "default": "mysql"},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    path = module.params["path"]
    try:
        missing = not data_directory.exists(path)
        if missing and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                data_directory.create(module.params["flavour"], path)
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=missing,
        path=path,
        diff={
            "before_header": "data directory",
            "after_header": "data directory",
            "before": "" if missing else f"{path}\n",
            "after": f"{path}\n",
        },
    )


if __name__ == "__main__":
    main()

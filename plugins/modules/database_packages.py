#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install packages without starting what they bring."""

from __future__ import annotations

DOCUMENTATION = r"""
module: database_packages
short_description: Install a server's packages without starting it
version_added: 0.1.0
description:
  - Installs what is missing, and starts nothing. A server is configured before it first runs.
  - A C(policy-rc.d) of somebody else's is the same, byte for byte, afterwards; one that forbids starts is left alone
    altogether.
  - Package lists are fetched only when something is missing that they do not know.
  - What a killed C(dpkg) left half done is finished first.
options:
  packages:
    description:
      - The packages, as C(name) or C(name=version). A version is a whole package version, or the leading parts of the
        maker's, such as V(15) or V(10.11).
    type: list
    elements: str
    required: true
  recommends:
    description: Whether what the packages recommend is installed too.
    type: bool
    default: false
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.database_host_info
"""

EXAMPLES = r"""
- name: Install PostgreSQL
  maestro.databases.database_packages:
    packages: [postgresql-15, python3-psycopg2, nftables]
"""

RETURN = r"""
installed:
  description: Versions of the wanted packages by name. In check mode, of those that are there.
  returned: success
  type: dict
missing:
  description: What was to be installed, by name; the value is the version as far as the package lists told it.
  returned: success
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "packages": {"type": "list", "elements": "str", "required": True},
            "recommends": {"type": "bool", "default": False},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    try:
        packages = Packages.look(module.params["packages"])
        before = dict(packages.installed)
        if packages.changed and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                packages.apply(recommends=module.params["recommends"], lock_timeout=module.params["lock_timeout"])
        elif packages.changed and packages.unknown and packages.lists_present:
            module.warn(
                f"the present package lists have no {', '.join(packages.unknown)}; a run fetches them first, "
                "and fails if they still have not"
            )
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=packages.changed,
        installed=packages.installed,
        missing={name: packages.offered.get(name, "") for name in packages.missing},
        diff=packages.diff(before),
    )


if __name__ == "__main__":
    main()

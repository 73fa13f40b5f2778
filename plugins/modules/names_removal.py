#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take away the names of an application that has no domain any more."""

from __future__ import annotations

DOCUMENTATION = r"""
module: names_removal
short_description: Take an application's names away from a host
version_added: 0.1.0
description:
  - Takes away the domain and the names of an application.
  - With those of the last application on the host the DNS server goes, and what has the host's resolver ask it.
  - The package of the server stays; it runs nothing.
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.names
seealso:
  - module: maestro.databases.names_resolver
"""

EXAMPLES = r"""
- name: Take the names away
  maestro.databases.names_removal:
    application: shop
    environment: production
"""

RETURN = r"""
files:
  description: What differed, by path, as a list of C(state), C(content), C(owner), C(group) and C(mode).
  returned: success
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.connections import dns_place
from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_server import OWNER, owner
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            **OWNER,
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    own = owner(module.params["application"], module.params["environment"])
    try:
        result = dns_place.remove(own, predict=module.check_mode, lock_timeout=module.params["lock_timeout"])
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=result["changed"], files=result["files"], diff=result["diff"])


if __name__ == "__main__":
    main()

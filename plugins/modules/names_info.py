#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at the names that a host knows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: names_info
short_description: Look at the names of databases that a host knows, before others are given
version_added: 0.1.0
description:
  - Tells whether an application has names on the host.
  - Fails where the domain is that of another application there, whose names would be mixed with the new ones.
options:
  domain:
    description: Domain below which names are to be; empty where none are.
    type: str
    default: ""
extends_documentation_fragment:
  - maestro.databases.host.read_only
  - maestro.databases.names
"""

EXAMPLES = r"""
- name: Look at the names that are there
  maestro.databases.names_info:
    domain: shop.internal
    application: shop
    environment: production
"""

RETURN = r"""
present:
  description: Whether the application has names on the host, or what is left of them.
  returned: success
  type: bool
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.connections import dns_place
from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_server import OWNER, owner
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "domain": {"type": "str", "default": ""},
            **OWNER,
        },
        supports_check_mode=True,
    )
    own = owner(module.params["application"], module.params["environment"])
    found = dns_place.domains()
    refuse(module, dns_place.taken(module.params["domain"], own, found))
    module.exit_json(changed=False, present=own in found)


if __name__ == "__main__":
    main()

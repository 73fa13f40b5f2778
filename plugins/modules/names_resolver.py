#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have a host's own resolver ask the DNS server of the names."""

from __future__ import annotations

DOCUMENTATION = r"""
module: names_resolver
short_description: Have a host's resolver ask the DNS server that knows the databases
version_added: 0.1.0
description:
  - Where systemd-resolved runs, it asks the server about the domain alone.
  - Else the server comes first in C(/etc/resolv.conf); the servers that stand there are asked while it is down.
options:
  address:
    description: Address that the server listens on, port 53.
    type: str
    required: true
  domain:
    description: Domain that it knows.
    type: str
    required: true
  application:
    description: Name of the application whose domain it is.
    type: str
    required: true
  environment:
    description: Its environment.
    type: str
    required: true
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - plugin: maestro.databases.names_files
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Let the host ask it
  maestro.databases.names_resolver:
    address: 127.0.0.55
    domain: shop.internal
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

from ansible_collections.maestro.databases.plugins.module_utils.connections import dns_resolver
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.converge import Taker, converge
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.service import Service


def main() -> None:
    """Runs the module."""
    names = ("address", "domain", "application", "environment")
    module = AnsibleModule(
        argument_spec={
            **{name: {"type": "str", "required": True} for name in names},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    address, domain = given["address"], given["domain"]
    try:
        if dns_resolver.resolved():
            file = dns_resolver.asked_about(domain, address, f"{given['application']}-{given['environment']}")
            takers = [Taker(Service(name=dns_resolver.SERVICE, unit_names=[dns_resolver.UNIT]))]
        else:
            file, takers = dns_resolver.asked_first(address), []
        result = converge([file], takers, predict=module.check_mode, lock_timeout=given["lock_timeout"])
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=result["changed"], files=result["files"], diff=result["diff"])


if __name__ == "__main__":
    main()

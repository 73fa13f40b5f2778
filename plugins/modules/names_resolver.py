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
  - Where systemd-resolved runs, it asks the server about the databases' domains alone, as that of a link
    C(maestro-names) that comes and goes with the server.
  - Else, and where C(/etc/resolv.conf) is none of systemd-resolved's own, the server comes first in it, also when the
    file is written anew, such as by a DHCP client. The servers that stand there are asked while it is down.
options:
  address:
    description: Address that the server listens on, port 53.
    type: str
    required: true
  state:
    description: Whether the server is to be asked. It is still asked where another application has names on the host.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.names
seealso:
  - plugin: maestro.databases.names_files
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Let the host ask it
  maestro.databases.names_resolver:
    address: 127.0.0.55
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

from ansible_collections.maestro.databases.plugins.module_utils.connections import dns_place, dns_resolver
from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_server import OWNER, owner
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.converge import converge
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "address": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            **OWNER,
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    others = set(dns_place.domains()) - {owner(given["application"], given["environment"])}
    try:
        if given["state"] == "present" or not others:
            address = given["address"] if given["state"] == "present" else ""
            files = dns_resolver.asking(address, runs=dns_resolver.resolved())
        else:
            files = []
        if given["state"] == "absent" and files and not module.check_mode:
            dns_resolver.let_go()
        takers = [dns_place.server()] if any(file.notify for file in files) else []
        result = converge(files, takers, predict=module.check_mode, lock_timeout=given["lock_timeout"])
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=result["changed"], files=result["files"], diff=result["diff"])


if __name__ == "__main__":
    main()

#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module maestro.databases.endpoint_check."""

from __future__ import annotations

DOCUMENTATION = r"""
module: endpoint_check
short_description: Check that databases can be reached from a host
version_added: 0.1.0
description:
  - Resolves the name of each database and opens its port, from the host on which the module runs, all at the same time.
  - Fails with every one that does not answer, each with its host, port and reason.
  - Sends nothing and changes nothing, so it runs in check mode too.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  endpoints:
    description: Where the databases should answer.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: What messages call it, such as C(mongodb/default).
        type: str
        required: true
      address:
        description: Host name or IP address.
        type: str
        required: true
      port:
        description: TCP port.
        type: int
        required: true
      timeout:
        description: Seconds for resolving and connecting together. The default is O(timeout).
        type: float
  timeout:
    description: Seconds for each endpoint that has no O(endpoints[].timeout) of its own.
    type: float
    default: 5
attributes:
  check_mode:
    description: Does the same in check mode.
    support: full
  diff_mode:
    description: Nothing is changed.
    support: none
"""

EXAMPLES = r"""
- name: Check that the external databases answer
  maestro.databases.endpoint_check:
    endpoints:
      - {name: mongodb/default, address: mongo.example.com, port: 27017}
      - {name: mysql/reports, address: 192.0.2.7, port: 3306, timeout: 10}
"""

RETURN = r"""
endpoints:
  description: What came of each endpoint, in the order given.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Its name.
      type: str
    address:
      description: Its address.
      type: str
    port:
      description: Its port.
      type: int
    reachable:
      description: Whether it answered.
      type: bool
    reason:
      description: Why it did not; empty when it did.
      type: str
    seconds:
      description: How long it took.
      type: float
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.connections.reach import Endpoint, reach_all

MEND = "open the way from this host (firewall, routes, name server), or correct the address in the declaration"


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "endpoints": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {
                    "name": {"type": "str", "required": True},
                    "address": {"type": "str", "required": True},
                    "port": {"type": "int", "required": True},
                    "timeout": {"type": "float"},
                },
            },
            "timeout": {"type": "float", "default": 5},
        },
        supports_check_mode=True,
    )
    common = module.params["timeout"]
    endpoints = [
        Endpoint(one["name"], one["address"], one["port"], common if one["timeout"] is None else one["timeout"])
        for one in module.params["endpoints"]
    ]
    faults = [f"{one.name}: {one.port} is no port, 1 to 65535" for one in endpoints if not 0 < one.port < 65536]
    faults += [f"{one.name}: a time-out of {one.timeout:g} s leaves no time" for one in endpoints if one.timeout <= 0]
    if faults:
        module.fail_json(msg="; ".join(faults), endpoints=[])
    reached = reach_all(endpoints)
    told = [
        {
            "name": one.endpoint.name,
            "address": one.endpoint.address,
            "port": one.endpoint.port,
            "reachable": not one.reason,
            "reason": one.reason,
            "seconds": one.seconds,
        }
        for one in reached
    ]
    failed = [str(one) for one in reached if one.reason]
    if failed:
        head = f"{len(failed)} of {len(reached)} databases cannot be reached from here"
        lines = [f"{head}:", *(f"- {line}" for line in failed), f"Mend: {MEND}."]
        module.fail_json(msg="\n".join(lines), endpoints=told)
    module.exit_json(changed=False, endpoints=told)


if __name__ == "__main__":
    main()

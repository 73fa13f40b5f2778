#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write many files in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: database_files
short_description: Write all files of a server in one call, and put them into force
version_added: 0.1.0
description:
  - Brings many files to their content, owner and permissions. All new contents are checked before the first file is
    replaced, and each file is replaced as a whole.
  - Then has the firewall and the servers that are named take them over, as M(maestro.databases.database_service) does.
  - Remembers on the host which files a service has not put into force yet, with their former content. A run that was
    killed in between is finished by the next.
options:
  firewall:
    description:
      - Engine whose rules have to be in force, before one of O(services) is started.
      - They are loaded where their files, notified under C(firewall), changed, and where somebody took them away.
    type: str
    default: ""
  closed:
    description:
      - Engine whose rules go, notified under C(firewall). With the last ones of the host goes what has
        C(nftables.service) keep them in force.
    type: str
    default: ""
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.files
  - maestro.databases.host.lock
  - maestro.databases.host.services
seealso:
  - module: maestro.databases.database_service
"""

EXAMPLES = r"""
- name: Write the server's files and put them into force
  maestro.databases.database_files:
    files:
      - path: /etc/memcached.conf
        content: "-l 127.0.0.1\n"
        notify: memcached
    services:
      - name: memcached
        units: [memcached]
        probes: [{port: 11211}]

- name: Write the server's files
  maestro.databases.database_files:
    files:
      - path: /etc/redis/maestro.conf
        content: "port 6379\n"
        owner: redis
        group: redis
        mode: "0640"
        notify: redis
  register: written

- name: Restart Redis where a file is not in force
  maestro.databases.database_service:
    name: redis
    units: [redis-server]
  when: written.pending.redis | default([]) | length > 0
"""

RETURN = r"""
files:
  description: What differed, by path, as a list of C(state), C(content), C(owner), C(group) and C(mode).
  returned: success
  type: dict
pending:
  description:
    - By service, the files that are not in force, whether this run changed them or one that was killed.
    - Those of the firewall and of O(services) are, when the call has ended.
  returned: success
  type: dict
steps:
  description: By service, what was needed, of C(enable), C(start), C(reload) and C(restart).
  returned: success
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import closing, command, firewall
from ansible_collections.maestro.databases.plugins.module_utils.hosts.converge import Taker, converge
from ansible_collections.maestro.databases.plugins.module_utils.hosts.given import FILES, SERVICE, files, service
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def takers(given: Mapping[str, Any]) -> list[Taker]:
    """The services in their order, the firewall first."""
    walls = [Taker(firewall.service(), due=not firewall.loaded(given["firewall"]))] if given["firewall"] else []
    return [*walls, *(Taker(service(one)) for one in given["services"])]


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "files": {**FILES, "required": True},
            "firewall": {"type": "str", "default": ""},
            "closed": {"type": "str", "default": ""},
            "services": {"type": "list", "elements": "dict", "default": [], "options": SERVICE},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    given = module.params
    try:
        wanted = [*files(given["files"]), *(closing.files(given["closed"]) if given["closed"] else [])]
        result = converge(wanted, takers(given), predict=module.check_mode, lock_timeout=given["lock_timeout"])
    except HostError as error:
        module.fail_json(msg=str(error))
    for told in result.pop("told"):
        module.warn(told)
    module.exit_json(**result)


if __name__ == "__main__":
    main()

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
  - Installs what is missing, and starts nothing of it but logrotate. A server is configured before it first runs.
  - A C(policy-rc.d) of somebody else's is the same, byte for byte, afterwards; one that forbids starts is left alone
    altogether.
  - Package lists are fetched only when something is missing that they do not know.
  - What a killed C(dpkg) left half done is finished first.
  - The files of O(claim) are there before anything is installed. Where a repository cannot be read, or a pinned version
    not be installed, nothing is written.
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.claim
  - maestro.databases.host.packages
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.database_host_info
"""

EXAMPLES = r"""
- name: Install PostgreSQL
  maestro.databases.database_packages:
    packages: [postgresql-15, python3-psycopg2, nftables]

- name: Install Memcached, which must not start on its own settings after a reboot
  maestro.databases.database_packages:
    packages: [memcached]
    claim:
      - path: /etc/systemd/system/memcached.service.d/listen.conf
        content: |
          [Service]
          ExecStart=
          ExecStart=/usr/bin/memcached -u memcache -l 127.0.0.1
"""

RETURN = r"""
claimed:
  description:
    - What differed of O(claim), by path, as a list of C(state), C(content), C(owner), C(group) and C(mode).
  returned: success
  type: dict
repository:
  description: Whether the repository was added or changed.
  returned: success
  type: bool
installed:
  description: Versions of the wanted packages by name. In check mode, of those that are there.
  returned: success
  type: dict
missing:
  description: What was to be installed, by name; the value is the version as far as the package lists told it.
  returned: success
  type: dict
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command, download
from ansible_collections.maestro.databases.plugins.module_utils.hosts.given import FILES, INSTALL, files
from ansible_collections.maestro.databases.plugins.module_utils.hosts.installation import Installation
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            **INSTALL,
            "claim": {**FILES, "default": []},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    try:
        result = Installation.of(module.params).converge(
            files(module.params["claim"]),
            fetch=partial(download.text, module),
            predict=module.check_mode,
            lock_timeout=module.params["lock_timeout"],
        )
    except HostError as error:
        module.fail_json(msg=str(error))
    for told in result.pop("told"):
        module.warn(told)
    module.exit_json(**result)


if __name__ == "__main__":
    main()

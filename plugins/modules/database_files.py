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
  - Installs packages before, where O(install) names some, with those of the files first that are C(early).
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
  - maestro.databases.host.install
  - maestro.databases.host.lock
  - maestro.databases.host.services
seealso:
  - module: maestro.databases.database_packages
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

- name: Install the server, which comes up on its own settings
  maestro.databases.database_files:
    install: {packages: [memcached]}
    files:
      - path: /etc/systemd/system/memcached.service.d/listen.conf
        early: true
        content: |
          [Service]
          ExecStart=
          ExecStart=/usr/bin/memcached -u memcache -l 127.0.0.1
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
installed:
  description: Versions of the packages of O(install) by name. In check mode, of those that are there.
  returned: with O(install)
  type: dict
missing:
  description: What was to be installed, by name; the value is the version as far as the package lists told it.
  returned: with O(install)
  type: dict
repository:
  description: Whether the maker's repository was added or changed.
  returned: with O(install)
  type: bool
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

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import closing, command, firewall
from ansible_collections.maestro.databases.plugins.module_utils.hosts.converge import Taker, converge
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Wanted
from ansible_collections.maestro.databases.plugins.module_utils.hosts.given import (
    FILES,
    INSTALL,
    SERVICE,
    files,
    service,
)
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def takers(given: Mapping[str, Any]) -> list[Taker]:
    """The services in their order, the firewall first."""
    walls = [Taker(firewall.service(), due=not firewall.loaded(given["firewall"]))] if given["firewall"] else []
    return [*walls, *(Taker(service(one)) for one in given["services"])]


def installed(module: AnsibleModule, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """Installs, with the early files first."""
    # Only now: importing it takes longer than a run that installs nothing has use for.
    from ansible_collections.maestro.databases.plugins.module_utils.hosts import download  # noqa: PLC0415
    from ansible_collections.maestro.databases.plugins.module_utils.hosts.installation import (  # noqa: PLC0415
        Installation,
    )

    return Installation.of(module.params["install"]).converge(
        [file for file in wanted if file.early],
        fetch=partial(download.text, module),
        predict=module.check_mode,
        lock_timeout=module.params["lock_timeout"],
    )


def joined(first: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """One result of an installation and of what came after it."""
    # Of an early file check mode tells both.
    known = {one["before_header"] for one in then["diff"]}
    return {
        **then,
        "changed": first["changed"] or then["changed"],
        "files": {**first["claimed"], **then["files"]},
        "diff": [*(one for one in first["diff"] if one["before_header"] not in known), *then["diff"]],
        **{name: first[name] for name in ("installed", "missing", "repository")},
    }


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "files": {**FILES, "required": True},
            "install": {"type": "dict", "options": INSTALL},
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
        first = installed(module, wanted) if given["install"] else {}
        result = converge(wanted, takers(given), predict=module.check_mode, lock_timeout=given["lock_timeout"])
    except HostError as error:
        module.fail_json(msg=str(error))
    for told in [*first.get("told", []), *result.pop("told")]:
        module.warn(told)
    module.exit_json(**(joined(first, result) if first else result))


if __name__ == "__main__":
    main()

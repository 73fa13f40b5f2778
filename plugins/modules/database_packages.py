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
options:
  packages:
    description:
      - The packages, as C(name) or C(name=version). A version is a whole package version, or the leading parts of the
        maker's, such as V(15) or V(10.11). What else is made from its source package comes in the same version.
    type: list
    elements: str
    required: true
  recommends:
    description: Whether what the packages recommend is installed too.
    type: bool
    default: false
  engine:
    description: >-
      Name of the engine, by which the repository's files are called. Needed with O(repository) and O(data_directory).
    type: str
    default: ""
  repository:
    description:
      - The maker's repository, as M(maestro.databases.database_host_info) returns it in RV(ignore:host.engines).
      - Its key is trusted for it alone, and only where its fingerprint is the one given; it delivers no packages but
        those that it lists.
    type: dict
    default: {}
  data_directory:
    description:
      - Where the packages make the server's first data when they are installed. Empty for those that make none.
      - Where that fails, or the run is killed meanwhile, what it left is removed, as no server ever ran on it, and made
        anew, by the same run once and by the next one. Nothing is removed from a directory that held anything before.
    type: str
    default: ""
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.claim
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

from contextlib import ExitStack
from functools import partial

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.urls import fetch_url

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts import repository as maker
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Files
from ansible_collections.maestro.databases.plugins.module_utils.hosts.given import FILES, files
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.repository import Repository

#: Bytes; a key is far smaller.
_KEY_LIMIT = 256 * 1024


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "packages": {"type": "list", "elements": "str", "required": True},
            "claim": {**FILES, "default": []},
            "recommends": {"type": "bool", "default": False},
            "engine": {"type": "str", "default": ""},
            "repository": {"type": "dict", "default": {}},
            "data_directory": {"type": "str", "default": ""},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    engine, timeout = module.params["engine"], module.params["lock_timeout"]
    try:
        if module.params["data_directory"] and not engine:
            raise HostError("engine: is missing; it says whose data are made in data_directory")
        claim = Files(files(module.params["claim"]))
        repository = _repository(module)
        coming = repository is not None and not maker.current(engine, repository)
        with ExitStack() as lock:
            first = bool(claim.changes) or coming
            if module.check_mode:
                claim.check(predict=True)
            elif first:
                lock.enter_context(one_run(timeout))
                _make_sure(module, repository if coming else None)
                claim.check(predict=False)
                claim.apply()
            # Only now: a file may hold the packages in a series, and the repository have others.
            packages = Packages.look(module.params["packages"])
            before = dict(packages.installed)
            if packages.changed and module.check_mode:
                _foresee(module, packages, coming=coming)
            elif packages.changed:
                if not first:
                    lock.enter_context(one_run(timeout))
                packages.apply(
                    recommends=module.params["recommends"],
                    lock_timeout=timeout,
                    engine=engine,
                    data_directory=module.params["data_directory"],
                )
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=bool(claim.changes) or coming or packages.changed,
        claimed={change.wanted.path: change.what for change in claim.changes},
        repository=coming,
        installed=packages.installed,
        missing={name: packages.offered.get(name, "") for name in packages.missing},
        diff=[*(change.diff() for change in claim.changes), packages.diff(before)],
    )


def _make_sure(module: AnsibleModule, coming: Repository | None) -> None:
    """Before the first file is written: a pin or a repository that cannot be had leaves nothing behind."""
    names, timeout = module.params["packages"], module.params["lock_timeout"]
    if coming is None and not any("=" in name for name in names):
        return
    with ExitStack() as repository:
        if coming is not None:
            fetch = partial(_fetched, module)
            repository.enter_context(maker.added(module.params["engine"], coming, fetch, timeout))
        packages = Packages.look(names)
        packages.find(timeout)
        packages.prove(recommends=module.params["recommends"])


def _foresee(module: AnsibleModule, packages: Packages, *, coming: bool) -> None:
    """Says in check mode what the package lists do not know yet."""
    if packages.unknown and packages.lists_present and not coming:
        module.warn(
            f"the present package lists have no {', '.join(packages.unknown)}; a run fetches them first, "
            "and fails if they still have not"
        )
    if not packages.unknown:
        packages.prove(recommends=module.params["recommends"])


def _repository(module: AnsibleModule) -> Repository | None:
    """The given repository, whose places are filled already."""
    given = {name: value for name, value in module.params["repository"].items() if name != "current"}
    if not given:
        return None
    if not module.params["engine"]:
        raise HostError("engine: is missing; the repository's files are called by it")
    return Repository.of(given)


def _fetched(module: AnsibleModule, url: str) -> str:
    """The text at a URL, by the host's own means and proxies."""
    answer, about = fetch_url(module, url, timeout=30)
    if answer is None or about["status"] != 200:
        raise HostError(f"{url}: {about['msg']}; give the key itself in the repository's key, or reach it by a proxy")
    return str(answer.read(_KEY_LIMIT).decode("ascii", errors="replace"))


if __name__ == "__main__":
    main()

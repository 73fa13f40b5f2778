#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a database host once, for several engines."""

from __future__ import annotations

DOCUMENTATION = r"""
module: database_host_info
short_description: Look at a host that is to carry databases, and weigh it
version_added: 0.1.0
description:
  - Reads in one call what the roles of this collection need to know of a host, for one engine or for several.
  - Refuses the host, with every reason at once and before anything is changed, where another version, flavour or
    owner is there, the data directory holds somebody else's data, another process has the port or one that the server
    takes on loopback besides, or the host's repositories lack what is wanted.
  - Changes nothing but the package lists, which are fetched when something is missing that they do not know; in check
    mode not even those.
options:
  engines:
    description: The engines, each at most once.
    type: list
    elements: dict
    required: true
    suboptions:
      engine:
        description: Name of the engine.
        type: str
        required: true
      flavour:
        description: The server that plays it. The default is the engine's first one.
        type: str
        default: ""
      version:
        description:
          - Version to insist on, as the leading parts of the maker's version or as a whole package version.
          - Empty takes what is there already, or else the distribution's own.
        type: str
        default: ""
      operating_system:
        description:
          - What the host is to run where the server is yet to be built, as C(ID) and C(VERSION_ID) of its os-release
            without dots, such as C(debian13) or C(ubuntu2404). Empty takes any.
        type: str
        default: ""
      port:
        description: TCP port that the server is to listen on; 0 leaves out the check.
        type: int
        default: 0
      owner:
        description: Whose the engine is, with C(application), C(environment) and C(group).
        type: dict
        default: {}
      data_directory:
        description: Where its data are. The default is the distribution's own place.
        type: str
        default: ""
      packages:
        description: Packages wanted besides the server's own; C({version}) stands for the major version.
        type: list
        elements: str
        default: []
      extensions:
        description: Extensions that databases are to have; the packages that they come in are wanted besides.
        type: list
        elements: str
        default: []
      shared:
        description:
          - Given where the server may be that of several applications, of which the first one owns it.
          - Keys are C(listen), the addresses to bind; C(clients), who may come; C(names) and C(users), databases and
            users that are to be this application's alone; C(admins), administrators, and C(settings), the names of
            settings of one's own, both of which the owner alone has.
        type: dict
        default: {}
  repositories:
    description:
      - By flavour, what replaces that which is known of the maker's repository, such as for a mirror.
      - Keys are C(uri), C(suite), C(components), C(key) in ASCII armour or C(key_url), C(fingerprint), C(origin) and
        C(packages). In C(uri), C(suite) and C(key_url), C({version}), C({id}) and C({codename}) stand for the host's.
    type: dict
    default: {}
  application:
    description:
      - Whether the application runs on this host as well.
      - It is left a part of the memory, as large as that of each server.
    type: bool
    default: false
  now:
    description:
      - What the controller's clock says, in seconds since 1970, as C(now().timestamp()) does.
      - Where the host's is more than a minute off, a warning says so. Without it the clock is not looked at.
    type: float
  refuse:
    description: Whether problems make the module fail. Otherwise they are only returned.
    type: bool
    default: true
extends_documentation_fragment:
  - maestro.databases.host.read_only
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.database_packages
  - module: maestro.databases.database_files
"""

EXAMPLES = r"""
- name: Look at the host
  maestro.databases.database_host_info:
    engines:
      - engine: postgresql
        port: 5432
        owner: {application: shop, environment: production, group: main}
  register: seen

- name: Show what would be installed
  ansible.builtin.debug:
    msg: "{{ seen.host.engines.postgresql.missing }}"
"""

RETURN = r"""
host:
  description: What the host is and has.
  returned: success
  type: dict
  contains:
    release:
      description: C(id), C(codename) and C(version) of the distribution, and whether it has C(apt) and C(systemd).
      type: dict
    python:
      description: Version of its Python.
      type: str
    memory_mb:
      description: Memory in MiB.
      type: int
    cores:
      description: Processors.
      type: int
    addresses:
      description: Addresses of its interfaces, without loopback and link-local ones.
      type: list
      elements: str
    engines:
      description:
        - By engine, C(asked) as given; C(flavour); C(version), the major version that runs or would run, empty where
          nobody can tell yet; C(package_version); C(packages) wanted; C(missing) of them, as C(name=version) where
          pinned; C(installed) and C(offered) versions by package; C(claim), whether there is something to install,
          or the marker to be written before that.
        - C(unit) of the server; C(units) by name; C(running); whether files of a run that was killed are C(unfinished),
          that is not in force; C(enabled); C(data_directory); C(initialised); the C(marker); C(memory_mb), the server's
          part of the host's memory; whether who asks is C(guest) of another owner, with the C(inputs) that this one
          gave for the server's files; the C(listeners) on its ports; and C(overrides), settings changed at run time
          that win over files.
        - C(source), C(distribution) or C(vendor), and the maker's C(repository), with C(current) for whether the host
          has it; empty for the distribution's own packages.
      type: dict
problems:
  description: Every reason against the host. With O(refuse) the message has them too.
  returned: always
  type: list
  elements: str
refreshed:
  description: Whether the package lists were fetched.
  returned: success
  type: bool
"""

import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.clock import difference
from ansible_collections.maestro.databases.plugins.module_utils.hosts.inspect import Asked, look
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import told


def main() -> None:
    """Runs the module."""
    engine = {
        "engine": {"type": "str", "required": True},
        "flavour": {"type": "str", "default": ""},
        "version": {"type": "str", "default": ""},
        "operating_system": {"type": "str", "default": ""},
        "port": {"type": "int", "default": 0},
        "owner": {"type": "dict", "default": {}},
        "data_directory": {"type": "str", "default": ""},
        "packages": {"type": "list", "elements": "str", "default": []},
        "extensions": {"type": "list", "elements": "str", "default": []},
        "shared": {"type": "dict", "default": {}},
    }
    module = AnsibleModule(
        argument_spec={
            "engines": {"type": "list", "elements": "dict", "required": True, "options": engine},
            "repositories": {"type": "dict", "default": {}},
            "application": {"type": "bool", "default": False},
            "now": {"type": "float"},
            "refuse": {"type": "bool", "default": True},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    asked_at = module.params["now"]
    off = difference(time.time(), asked_at) if asked_at is not None else ""
    if off:
        module.warn(off)
    lists = ("packages", "extensions")
    asked = [Asked(**{**one, **{key: tuple(one[key]) for key in lists}}) for one in module.params["engines"]]
    names = [one.engine for one in asked]
    if len(set(names)) < len(names):
        module.fail_json(msg=f"engines: {', '.join(names)}: one server of an engine a host; name each once")
    try:
        host = look(
            asked,
            refresh=not module.check_mode,
            lock_timeout=module.params["lock_timeout"],
            repositories=module.params["repositories"],
            application=module.params["application"],
        )
    except HostError as error:
        module.fail_json(msg=str(error))
    for note in host.notes:
        module.warn(note)
    problems = [str(problem) for problem in host.problems]
    if problems and module.params["refuse"]:
        module.fail_json(msg=told(host.problems), problems=problems)
    module.exit_json(changed=False, host=host.facts, problems=problems, refreshed=host.refreshed)


if __name__ == "__main__":
    main()

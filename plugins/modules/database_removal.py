#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delete the data of a database server that was removed."""

from __future__ import annotations

DOCUMENTATION = r"""
module: database_removal
short_description: Delete the data of a database server that was removed
version_added: 0.1.0
description:
  - Empties the data directory that the marker of the host names, and then takes the marker away. With a server of
    GlusterFS go the bricks that it knows.
  - Refuses a server that runs, one that has another owner than O(owner), and one with guests.
  - Symbolic links are deleted and never followed. Data outside the data directory stay, such as tablespaces.
  - A host without a marker has nothing to delete.
options:
  engine:
    description: The engine.
    type: str
    required: true
  units:
    description: The units of its server, none of which may be active.
    type: list
    elements: str
    default: []
  owner:
    description: Application, environment and group whose data they are.
    type: dict
    required: true
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
"""

EXAMPLES = r"""
- name: Delete the data of the spare group
  maestro.databases.database_removal:
    engine: redis
    units: [redis-server.service]
    owner: {application: shop, environment: production, group: spare}
"""

RETURN = r"""
data_directory:
  description: The data directory, which is empty now; no text where there was none.
  returned: success
  type: str
deleted:
  description: Paths that were deleted, in check mode those that would be.
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import removal as glusterfs
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command, marker, removal, units
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.postgresql.config import config_directory


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "engine": {"type": "str", "required": True},
            "units": {"type": "list", "elements": "str", "default": []},
            "owner": {"type": "dict", "required": True},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    engine, names = module.params["engine"], module.params["units"]

    def running() -> bool:
        # In check mode it was not stopped.
        return not module.check_mode and any(unit.active for unit in units.show(names).values())

    paths: list[str] = []
    directory = ""
    try:
        found = marker.read(engine)
        if found:
            removal.check(engine, found, module.params["owner"], running)
            directory = str(found.get("data_directory") or "")
            doomed = glusterfs.doomed if engine == "glusterfs" else removal.doomed
            paths = doomed(directory, removal.mounted()) if directory else []
            if engine == "postgresql":
                # A cluster without data whose configuration is left could not be made anew.
                paths.append(config_directory(str(found["version"]).split(".", maxsplit=1)[0]))
            if not module.check_mode:
                with one_run(module.params["lock_timeout"]):
                    removal.delete(paths)
                    removal.release(engine)
            paths.append(marker.path(engine))
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=bool(paths),
        data_directory=directory,
        deleted=paths,
        diff={
            "before_header": engine,
            "after_header": engine,
            "before": "".join(f"{path}\n" for path in paths),
            "after": "",
        },
    )


if __name__ == "__main__":
    main()

#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of a host in which GlusterFS keeps data."""

from __future__ import annotations

DOCUMENTATION = r"""
module: glusterfs_bricks
short_description: Make room for the bricks of GlusterFS volumes on one of its servers
version_added: 0.1.0
description:
  - Makes the folders in which M(maestro.databases.glusterfs_volumes) has GlusterFS make its bricks,
    C(DIRECTORY/VOLUME/brick). They are root's alone. A disk of the volume's own may be mounted at C(DIRECTORY/VOLUME).
  - A brick that is there already has to be that of the volume that this server knows by the name; a folder with files
    of somebody else, or of another volume, is refused.
  - So is a host on which somebody else listens on one of the ports of bricks, which the firewall closes.
options:
  directory:
    description: Folder of all bricks.
    type: path
    default: /srv/glusterfs
  volumes:
    description: Names of the volumes.
    type: list
    elements: str
    required: true
  ports:
    description: The first and the last TCP port that bricks may take.
    type: list
    elements: int
    default: [24100, 24199]
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.glusterfs_volumes
"""

EXAMPLES = r"""
- name: Make room for the bricks of a volume
  maestro.databases.glusterfs_bricks:
    volumes: [data-store]
"""

RETURN = r"""
made:
  description: Folders that were missing.
  returned: success
  type: list
  elements: str
problems:
  description: Everything that stands in the way, when something does.
  returned: failure
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import bricks
from ansible_collections.maestro.databases.plugins.module_utils.hosts.listeners import listeners
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "directory": {"type": "path", "default": bricks.DEFAULT_FOLDER},
            "volumes": {"type": "list", "elements": "str", "required": True},
            "ports": {"type": "list", "elements": "int", "default": list(bricks.PORTS)},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    given = module.params
    problems = bricks.problems(given["directory"], given["volumes"])
    closed = range(given["ports"][0], given["ports"][-1] + 1) if given["ports"] else range(0)
    refuse(module, [*problems, *bricks.taken(listeners(closed))])
    made = bricks.missing(given["directory"], given["volumes"])
    if made and not module.check_mode:
        try:
            with one_run(given["lock_timeout"]):
                bricks.make(made)
        except (HostError, OSError) as error:
            module.fail_json(msg=str(error))
    module.exit_json(
        changed=bool(made),
        made=made,
        diff={"before": "", "after": "".join(f"{path}\n" for path in made)},
    )


if __name__ == "__main__":
    main()

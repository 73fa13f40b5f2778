#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GlusterFS volumes mounted on a client."""

from __future__ import annotations

DOCUMENTATION = r"""
module: glusterfs_mounts
short_description: Mount GlusterFS volumes on a client, now and at each boot, or unmount them
version_added: 0.1.0
description:
  - Writes a mount unit of systemd for each volume, enables it and mounts the volume. A host that comes up before the
    servers tries until they answer.
  - A place that holds files, or where something else is mounted, is refused.
  - A mount that is in use stays in use. What changed of its unit counts from the next mount on.
  - A mount whose client's process is gone, so that it gives nothing but errors, is made anew.
  - A mount of ours that is not named, such as that of another application on the host, stays, and a warning says so.
options:
  mounts:
    description: The volumes.
    type: list
    elements: dict
    required: true
    suboptions:
      volume:
        description: Name of the volume.
        type: str
        required: true
      path:
        description: Where it is mounted.
        type: path
        required: true
      servers:
        description:
          - Addresses of its servers. The first one that answers tells the client where all bricks are.
          - Required with O(state=present).
        type: list
        elements: str
        default: []
  state:
    description:
      - With V(absent) the volumes are unmounted and their units go; one that is in use is an error. What others mounted
        in their places stays.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.glusterfs_volumes
"""

EXAMPLES = r"""
- name: Mount a volume
  maestro.databases.glusterfs_mounts:
    mounts:
      - {volume: data-store, path: /mnt/data-store, servers: [192.0.2.11, 192.0.2.12]}

- name: Unmount it for good
  maestro.databases.glusterfs_mounts:
    mounts:
      - {volume: data-store, path: /mnt/data-store}
    state: absent
"""

RETURN = r"""
steps:
  description: By unit, what was needed of C(write), C(enable), C(unmount), C(mount), C(start) and C(remove).
  returned: success
  type: dict
notes:
  description: Mounts of ours that are there and not named.
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

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import mounts
from ansible_collections.maestro.databases.plugins.module_utils.glusterfs.unmount import Leaver
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def main() -> None:
    """Runs the module."""
    mount = {
        "volume": {"type": "str", "required": True},
        "path": {"type": "path", "required": True},
        "servers": {"type": "list", "elements": "str", "default": []},
    }
    module = AnsibleModule(
        argument_spec={
            "mounts": {"type": "list", "elements": "dict", "required": True, "options": mount},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    leaving = module.params["state"] == "absent"
    wanted, problems = mounts.read(module.params["mounts"], leaving=leaving)
    notes: list[str] = []
    client: mounts.Client | Leaver
    try:
        if leaving:
            client = Leaver(wanted)
        else:
            client = mounts.Client(wanted)
            problems += client.problems()
            notes = [f"{mount.unit} is not named here: it stays, and is tried as well" for mount in client.others]
        refuse(module, problems)
        steps = client.steps()
        if steps and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                client.apply(steps)
    except HostError as error:
        module.fail_json(msg=str(error))
    for note in notes:
        module.warn(note)
    module.exit_json(
        changed=bool(steps), steps=steps, notes=notes, diff=[change.diff() for change in client.files.changes]
    )


if __name__ == "__main__":
    main()

#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members and volumes of a GlusterFS cluster in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: glusterfs_volumes
short_description: Converge the members and the volumes of a GlusterFS cluster in one call
version_added: 0.1.0
description:
  - Takes all members and volumes at once, compares them with what the server knows, and probes, makes, extends, sets
    and starts what differs.
  - It runs on the first member. The servers of all members have to answer, and to be of one version.
  - Nothing is ever deleted. A volume that is not named any more stays with its data, and a warning says so; so do
    bricks on servers that are not members any more.
  - The number of copies stays as a volume was made, and another one is refused.
  - Bricks are C(BRICK_DIRECTORY/VOLUME/brick) on each member; see M(maestro.databases.glusterfs_bricks).
  - New members extend the volumes, and new files go to them as well. What is there stays where it is; have
    C(gluster volume rebalance VOLUME start) spread it at a time that suits.
options:
  members:
    description:
      - Addresses of the servers, in multiples of O(replica_count). The first one is the host itself.
      - Required with O(state=present).
    type: list
    elements: str
  replica_count:
    description: How many members hold the same. Neighbours in O(members) make a set.
    type: int
    default: 1
  volumes:
    description: Names of the volumes.
    type: list
    elements: str
    default: []
  brick_directory:
    description: Folder of all bricks.
    type: path
    default: /srv/glusterfs
  allowed_sources:
    description: Addresses and networks that may mount the volumes, besides the members. GlusterFS has no login.
    type: list
    elements: str
    default: []
  settings:
    description: Options of the volumes, by the names of C(gluster volume set), such as C(storage.owner-uid).
    type: dict
    default: {}
  state:
    description:
      - V(present) makes it what the other options say.
      - V(stopped) stops all volumes that the server knows, by which their bricks end on all members, and asks for no
        other option. V(present) starts them again, with their data.
    type: str
    choices: [present, stopped]
    default: present
  running:
    description: Whether the server runs. In check mode one that does not is taken for one without volumes.
    type: bool
    default: true
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.glusterfs_mounts
"""

EXAMPLES = r"""
- name: Make a volume that keeps each file twice
  maestro.databases.glusterfs_volumes:
    members: [192.0.2.11, 192.0.2.12]
    replica_count: 2
    volumes: [data-store]
    allowed_sources: [192.0.2.1]

- name: Stop all volumes, before their servers stop
  maestro.databases.glusterfs_volumes:
    state: stopped
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: C(peer) or C(volume).
      type: str
    name:
      description: Its address or name.
      type: str
    state:
      description: C(created), C(changed) or C(unchanged).
      type: str
    changes:
      description: What differed, in words.
      type: list
      elements: str
notes:
  description: What is there and not named any more, and members that do not answer.
  returned: success
  type: list
  elements: str
problems:
  description: Everything that is wrong, when something is.
  returned: failure
  type: list
  elements: str
"""

from collections.abc import Sequence

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs import bricks, cli, volumes
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def decide(module: AnsibleModule) -> tuple[Sequence[str], volumes.Decision]:
    """The members that have to come, and what to do.

    Raises:
        HostError: The server does not answer.
    """
    if module.params["state"] == "stopped":
        return (), volumes.stop(cli.volumes())
    wanted, problems = volumes.read(module.params)
    refuse(module, problems)
    # In check mode nothing may be installed yet, or run: everything is still to be made.
    silent = module.check_mode and not module.params["running"]
    return wanted.members, volumes.decide(wanted, {} if silent else cli.peers(), {} if silent else cli.volumes())


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "members": {"type": "list", "elements": "str"},
            "replica_count": {"type": "int", "default": 1},
            "volumes": {"type": "list", "elements": "str", "default": []},
            "brick_directory": {"type": "path", "default": bricks.DEFAULT_FOLDER},
            "allowed_sources": {"type": "list", "elements": "str", "default": []},
            "settings": {"type": "dict", "default": {}},
            "state": {"type": "str", "choices": ["present", "stopped"], "default": "present"},
            "running": {"type": "bool", "default": True},
            "lock_timeout": {"type": "int", "default": 300},
        },
        required_if=[("state", "present", ["members"])],
        supports_check_mode=True,
    )
    command.use(module)
    try:
        members, decision = decide(module)
        refuse(module, decision.problems)
        if decision.plan.changed and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                cli.apply(decision.plan.work, members[1:])
    except HostError as error:
        module.fail_json(msg=str(error))
    for note in decision.notes:
        module.warn(note)
    module.exit_json(**decision.plan.result(), notes=decision.notes)


if __name__ == "__main__":
    main()

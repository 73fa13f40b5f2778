# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts mount a group's volumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..declaration.volumes import APP, DB
from ..problem import Problem
from .inventory import Inventory
from .model import Group, Host, Member
from .placement import both, resolve


def mounted(
    group: Group, groups: Sequence[Group], web: Sequence[Host], inventory: Inventory, problems: list[Problem]
) -> Group:
    """The group with the hosts that mount its volumes, which are clients as well; as it is where it has no volumes.

    Args:
        group: The group.
        groups: All groups.
        web: The hosts that run the application.
        inventory: The inventory to look targets up in.
        problems: Takes what is wrong.
    """
    if "mount_targets" not in group.options:
        return group
    options = dict(group.options)
    own = {member.name for member in group.hosts}
    hosts: dict[str, Host | Member] = {}
    place = f"{group.engine} group '{group.group}', mount_targets"
    for target in options.pop("mount_targets"):
        found: Sequence[Host | Member]
        if target == APP:
            found = web
        elif target == DB:
            found = [member for other in groups for member in other.hosts if member.name not in own]
        else:
            found = _named(str(target), own - {host.name for host in web}, inventory, place, problems)
        hosts.update({host.name: host for host in found})
    clients = dict.fromkeys([*group.clients, *both(list(hosts.values()))])
    return replace(group, options={**options, "mounts": list(hosts)}, clients=tuple(clients))


def _named(target: str, own: set[str], inventory: Inventory, place: str, problems: list[Problem]) -> list[Host]:
    """Hosts by an inventory pattern."""
    names = inventory.hosts(target)
    if not names:
        mend = f"use {APP}, {DB}, or a host or group of the inventory"
        problems.append(Problem(place, f"'{target}' matches no host of the inventory", mend))
    refused = [name for name in names if name in own]
    if refused:
        mend = "name others; a volume is mounted elsewhere than on its own servers"
        problems.append(Problem(place, f"'{target}' has {', '.join(refused)}, a server of the group itself", mend))
    return resolve([name for name in names if name not in own], inventory, place, problems)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's inventory as planning sees it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader


class RunInventory:
    """The inventory of the running playbook, from the variables that every task has."""

    def __init__(self, loader: DataLoader, variables: Mapping[str, Any]) -> None:
        self._hostvars = variables["hostvars"]
        self._groups: Mapping[str, list[str]] = variables["groups"]
        self._manager = InventoryManager(loader, parse=False)
        for group, hosts in self._groups.items():
            self._manager.add_group(group)
            for host in hosts:
                self._manager.add_host(host, group=group)

    def hosts(self, pattern: str) -> list[str]:
        """Names of the hosts that match."""
        try:
            return [str(host.name) for host in self._manager.get_hosts(pattern=pattern)]
        except AnsibleError:
            return []

    def has_group(self, name: str) -> bool:
        """True where a group of that name has hosts."""
        return bool(self._groups.get(name))

    def addresses(self, host: str) -> tuple[str, str]:
        """Private and public address.

        They are ``maestro_address``, else what Ansible connects to; and ``maestro_address_ext``, else the same.
        """
        variables = self._hostvars[host]
        private = _ip(str(variables.get("maestro_address") or variables.get("ansible_host") or host))
        public = variables.get("maestro_address_ext")
        return private, _ip(str(public)) if public else private


def _ip(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise LookupError(f"'{name}' is no address and does not resolve ({error.strerror})") from error
    return str(found[0][4][0])

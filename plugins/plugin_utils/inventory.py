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

from ansible_collections.maestro.databases.plugins.module_utils.within import LateError, within

#: How long a name may take to resolve.
_SECONDS = 5.0


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
        given = variables.get("maestro_address")
        private = _both(str(given))[0] if given else _ip(str(variables.get("ansible_host") or host))
        public = variables.get("maestro_address_ext")
        return private, _ip(str(public)) if public else private

    def address6(self, host: str) -> str:
        """``maestro_address6``, else what a name in ``maestro_address`` has of IPv6 beside its address of IPv4."""
        variables = self._hostvars[host]
        given = variables.get("maestro_address6")
        if not given:
            name = variables.get("maestro_address") if given is None else None
            return _both(str(name))[1] if name else ""
        try:
            return str(ipaddress.IPv6Address(str(given)))
        except ValueError:
            raise LookupError(f"maestro_address6 '{given}' is no address of IPv6") from None


def _ip(name: str) -> str:
    return _known(name)[0]


def _both(name: str) -> tuple[str, str]:
    """The address of a name, of IPv4 where it has one, and then the one of IPv6 beside it."""
    found = [ipaddress.ip_address(address) for address in _known(name)]
    four = [str(address) for address in found if address.version == 4]
    six = [str(address) for address in found if address.version == 6 and not address.is_link_local]
    return (four[0], six[0] if six else "") if four else (str(found[0]), "")


def _known(name: str) -> list[str]:
    """The addresses of a name that others reach, or all where there is none such."""
    try:
        return [str(ipaddress.ip_address(name))]
    except ValueError:
        pass
    found = _resolve(name)
    # A name that the controller knows as itself, too, has its real address among the others.
    return [address for address in found if not ipaddress.ip_address(address).is_loopback] or found


def _resolve(name: str) -> list[str]:
    """The addresses of a name, in the order of the resolver, which has no time limit of its own."""
    try:
        found = within(_SECONDS, lambda: socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
    except LateError:
        raise LookupError(f"'{name}' is no address and did not resolve within {_SECONDS:g} s") from None
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LookupError(f"'{name}' is no address and does not resolve ({reason})") from error
    return [str(entry[4][0]).partition("%")[0] for entry in found]

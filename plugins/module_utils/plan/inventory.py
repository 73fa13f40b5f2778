# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What planning asks of an inventory; Ansible's own stands behind it at run time."""

from __future__ import annotations

from typing import Protocol


class Inventory(Protocol):
    """Hosts, by pattern, with their addresses."""

    def hosts(self, pattern: str) -> list[str]:
        """Names of the hosts that match, in inventory order; empty where none does."""

    def has_group(self, name: str) -> bool:
        """True where a group of that name has hosts."""

    def addresses(self, host: str) -> tuple[str, str]:
        """Private and public IP address of a host.

        Raises:
            LookupError: Its text says why there is none.
        """

    def address6(self, host: str) -> str:
        """IPv6 address that a host has beside an IPv4 one; empty where it has none.

        Raises:
            LookupError: Its text says what is wrong with it.
        """

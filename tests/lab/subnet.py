# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which addresses a lab takes: the same for the same name, never those of another network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network

from .errors import LabError

RANGE = IPv4Network("10.88.0.0/13")
SIZE = 256
FIRST_HOST = 10


def choose(name: str, taken: Iterable[IPv4Network]) -> IPv4Network:
    """Return a free /24 of the range: the one that the name's digest points at, or the next free one."""
    used = list(taken)
    count = RANGE.num_addresses // SIZE
    start = int(hashlib.sha256(name.encode()).hexdigest(), 16) % count
    for step in range(count):
        candidate = IPv4Network((int(RANGE[0]) + (start + step) % count * SIZE, 24))
        if not any(candidate.overlaps(network) for network in used):
            return candidate
    raise LabError(f"no free /24 is left in {RANGE}", "take down labs that you no longer need (`lab list`)")


def gateway(network: IPv4Network) -> IPv4Address:
    """Return the machine's own address in a lab's network."""
    return network[1]


def next_address(network: IPv4Network, taken: Iterable[IPv4Address]) -> IPv4Address:
    """Return the lowest free address for a host."""
    used = set(taken)
    for address in list(network.hosts())[FIRST_HOST - 1 :]:
        if address not in used:
            return address
    raise LabError(f"the network {network} is full", "take down hosts that you no longer need")


def mac(address: IPv4Address) -> str:
    """Return a host's link address: the same after a reboot, so that neighbours need not ask again."""
    return "02:4d:" + ":".join(f"{byte:02x}" for byte in address.packed)

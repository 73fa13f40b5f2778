# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's own settings and addresses to bind: what every engine asks of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any


def flat(given: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by their dotted names; `net: {maxIncomingConnections: 5}` is `net.maxIncomingConnections`."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Mapping) and value:
            found.update(flat(value, f"{prefix}{name}."))
        else:
            found[f"{prefix}{name}"] = value
    return found


def unfit_addresses(engine: str, listening: Sequence[str]) -> list[str]:
    """What is wrong with the addresses that a server is to bind."""
    if not listening:
        return [f"{engine}_listen_addresses: is empty; name the addresses to bind"]
    return [f"{engine}_listen_addresses: '{one}': write an address" for one in listening if not _version(one)]


def bracketed(address: str) -> str:
    """An address as it stands before a port."""
    return f"[{address}]" if _version(address) == 6 else address


def _version(text: str) -> int:
    try:
        return ipaddress.ip_address(text).version
    except ValueError:
        return 0

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's own settings and addresses to bind: what every engine asks of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
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


#: Why a setting is refused in more than one engine.
OTHER_PORT = "no rule of the firewall guards that port"


def taken(engine: str, name: str, mends: Mapping[str, str], *, read_as: str = "", abbreviated: bool = False) -> str:
    """Why a setting is refused that has a variable of its own, or that would undo what protects the server; else empty.

    Args:
        engine: Whose setting it is.
        name: Its name.
        mends: By name, which may have a `*`, what to do instead; a name stands for all below it as well, after a dot.
        read_as: What the server takes the name for, where that is another.
        abbreviated: Whether the server takes the beginning of a name for the whole.
    """
    meant = read_as or name
    for one, mend in mends.items():
        if fnmatchcase(meant, one) or fnmatchcase(meant, f"{one}.*") or (abbreviated and one.startswith(meant)):
            return f"{engine}_settings: {name}: not here; {mend}"
    return ""


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

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's own resolver: asks the server of the names, and goes on to the host's other servers."""

from __future__ import annotations

import os

from ..hosts.files import Wanted
from ..hosts.ours import HEAD

#: The name that systemd-resolved takes its file over under.
SERVICE = "names-resolver"
UNIT = "systemd-resolved.service"
RESOLV = "/etc/resolv.conf"
_BEGIN, _END = (f"# {word} maestro.databases\n" for word in ("BEGIN", "END"))
#: There while systemd-resolved resolves the host's names.
_STUB = "/run/systemd/resolve/stub-resolv.conf"


def resolved() -> bool:
    """Whether systemd-resolved resolves names."""
    return os.path.exists(_STUB)


def asked_about(domain: str, address: str, owner: str) -> Wanted:
    """The file by which systemd-resolved asks the server about the domain alone; `owner` keeps applications apart."""
    return Wanted(
        path=f"/etc/systemd/resolved.conf.d/maestro-{owner}.conf",
        content=f"{HEAD}[Resolve]\nDNS={address}\nDomains=~{domain}\n",
        mode=0o644,
        notify=SERVICE,
    )


def asked_first(address: str, path: str = RESOLV) -> Wanted:
    """`/etc/resolv.conf` with the server before the others.

    Who is asked first says nothing when it is down, and the resolver goes on to the next at once.
    """
    try:
        with open(path, encoding="utf-8", errors="replace") as text:
            before = text.read()
    except FileNotFoundError:
        before = ""
    return Wanted(path=path, content=first(before, address))


def first(text: str, address: str) -> str:
    """The text with our block at its beginning, once."""
    head, begin, rest = text.partition(_BEGIN)
    _ours, end, tail = rest.partition(_END)
    # A block without its end is somebody's own text by now.
    others = head + tail if begin and end else text
    return f"{_BEGIN}nameserver {address}\n{_END}{others}"

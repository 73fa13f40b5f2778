# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who listens on which TCP port, from /proc."""

from __future__ import annotations

import ipaddress
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

_LISTEN = "0A"


@dataclass(frozen=True)
class Listener:
    """A listening socket."""

    address: str
    port: int
    #: 0 where the process is not to be seen.
    pid: int
    process: str
    #: Unit of systemd that the process belongs to.
    unit: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @property
    def keeps_off_loopback(self) -> bool:
        """Whether nobody else can listen on that port of 127.0.0.1."""
        return self.address in {"127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::"}  # noqa: S104  (to tell them)

    def __str__(self) -> str:
        who = f"process {self.pid} ({self.process})" if self.pid else "a process that is not to be seen"
        unit = f" of {self.unit}" if self.unit else ""
        return f"{who}{unit} listens on {self.address} port {self.port}"


def listeners(ports: Iterable[int], proc: str = "/proc") -> list[Listener]:
    """The sockets that listen on those ports."""
    wanted = set(ports)
    sockets: list[tuple[str, int, str]] = []
    for name in ("tcp", "tcp6"):
        with suppress(OSError), open(f"{proc}/net/{name}", encoding="ascii") as table:
            sockets += [found for line in list(table)[1:] for found in _parse(line) if found[1] in wanted]
    owners = _owners({inode for _address, _port, inode in sockets}, proc) if sockets else {}
    found = [Listener(address, port, *owners.get(inode, (0, "", ""))) for address, port, inode in sockets]
    return sorted(found, key=lambda listener: (listener.port, listener.address))


def _parse(line: str) -> list[tuple[str, int, str]]:
    words = line.split()
    if len(words) < 10 or words[3] != _LISTEN:
        return []
    address, port = words[1].split(":")
    return [(decode_address(address), int(port, 16), words[9])]


def decode_address(text: str) -> str:
    """An address as the kernel prints it: 32-bit words in the byte order of the machine."""
    words = [int(text[start : start + 8], 16) for start in range(0, len(text), 8)]
    return str(ipaddress.ip_address(b"".join(struct.pack("=I", word) for word in words)))


def _owners(inodes: set[str], proc: str) -> dict[str, tuple[int, str, str]]:
    """Process number, name and unit for each socket; the first process that has it open."""
    left = {f"socket:[{inode}]": inode for inode in inodes}
    found: dict[str, tuple[int, str, str]] = {}
    for pid in sorted(int(name) for name in os.listdir(proc) if name.isdigit()):
        if not left:
            break
        with suppress(OSError):
            for handle in os.listdir(f"{proc}/{pid}/fd"):
                with suppress(OSError):
                    inode = left.pop(os.readlink(f"{proc}/{pid}/fd/{handle}"), None)
                    if inode:
                        found[inode] = (pid, _read(f"{proc}/{pid}/comm"), unit_of(_read(f"{proc}/{pid}/cgroup")))
    return found


def unit_of(cgroup: str) -> str:
    """The unit in a process's control group: the last part of its path that is one."""
    parts = [part for line in cgroup.splitlines() for part in line.rpartition(":")[2].split("/")]
    return next((part for part in reversed(parts) if part.endswith((".service", ".scope"))), "")


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as text:
        return text.read().strip()

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host is: its release, its size, its addresses."""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
from dataclasses import dataclass

from .command import run

_MEMORY = re.compile(r"^MemTotal:\s+(\d+) kB$", flags=re.MULTILINE)


@dataclass(frozen=True)
class Release:
    """The distribution."""

    id: str
    codename: str
    version: str
    #: True on Debian and on what is made from it.
    apt: bool
    systemd: bool


def read_release(root: str = "/") -> Release:
    """Reads os-release; a host without it has an empty id."""
    values: dict[str, str] = {}
    for name in ("etc/os-release", "usr/lib/os-release"):
        path = os.path.join(root, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    key, mark, value = line.strip().partition("=")
                    if mark and not key.startswith("#"):
                        values[key] = "".join(shlex.split(value))
            break
    codename = values.get("VERSION_CODENAME", "")
    # Debian's sid and testing share their os-release, which names the release to come.
    if values.get("ID") == "debian" and not values.get("VERSION_ID") and _is_sid(root):
        codename = "sid"
    return Release(
        id=values.get("ID", ""),
        codename=codename,
        version=values.get("VERSION_ID", ""),
        apt=os.path.exists(os.path.join(root, "usr/bin/apt-get")),
        systemd=os.path.isdir(os.path.join(root, "run/systemd/system")),
    )


def system_name(id_: str, version: str) -> str:
    """A distribution's release in one word: ``debian13``, ``ubuntu2404``."""
    return f"{id_}{version.replace('.', '')}"


def _is_sid(root: str) -> bool:
    return _text(root, "etc/debian_version").strip().endswith("/sid")


def memory_mb(root: str = "/") -> int:
    """Memory of the host in MiB; where the host is a container, what it was given of the machine's.

    Args:
        root: Where `proc` and `sys` are.
    """
    known = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    # What LXC shows a container of its own.
    total = _MEMORY.search(_text(root, "proc/meminfo"))
    known += [int(total.group(1)) * 1024] if total else []
    # That of the container's own group; on a machine the topmost one has no limit, and no such file.
    limit = _text(root, "sys/fs/cgroup/memory.max").strip()
    known += [int(limit)] if limit.isdigit() else []
    return min(known) // (1024 * 1024)


def _text(root: str, path: str) -> str:
    try:
        with open(os.path.join(root, path), encoding="utf-8") as text:
            return text.read()
    except OSError:
        return ""


def cores() -> int:
    """Processors that this host may use."""
    return len(os.sched_getaffinity(0))


def addresses() -> list[str]:
    """Addresses of the host's interfaces, loopback and link-local ones left out."""
    found = run(["ip", "-json", "address", "show"], check=False)
    if found.returncode != 0:
        return []
    return [
        str(address["local"])
        for interface in json.loads(found.stdout or "[]")
        for address in interface.get("addr_info", [])
        if address.get("scope") == "global"
    ]


def python_version() -> str:
    """Version of the Python that runs this."""
    return platform.python_version()

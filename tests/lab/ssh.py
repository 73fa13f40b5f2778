# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to reach a host over SSH, leaving no trace in anyone's known_hosts."""

from __future__ import annotations

import tempfile
from ipaddress import IPv4Address
from pathlib import Path

from . import keys
from .paths import folder
from .shell import run

SOCKET_LIMIT = 100
DIGEST_AND_SUFFIX = 60

OPTIONS = (
    "-o StrictHostKeyChecking=no",
    "-o UserKnownHostsFile=/dev/null",
    "-o GlobalKnownHostsFile=/dev/null",
    "-o IdentitiesOnly=yes",
    "-o LogLevel=ERROR",
    "-o ConnectTimeout=5",
)


def control_path() -> str:
    """Return where shared connections have their sockets, whose paths the kernel keeps short."""
    place = folder("ssh")
    if len(str(place)) + DIGEST_AND_SUFFIX > SOCKET_LIMIT:
        place = Path(tempfile.gettempdir()) / "maestro-lab-ssh"
        place.mkdir(mode=0o700, exist_ok=True)
    return f"{place}/%C"


def control_options() -> tuple[str, ...]:
    """Return the options that let connections be shared."""
    return ("-o ControlMaster=auto", "-o ControlPersist=10m", f"-o ControlPath={control_path()}")


def forget(address: IPv4Address) -> None:
    """Close the shared connection to a host that is about to go: the next one at its address must not find it."""
    run(["ssh", "-F", "none", "-o", f"ControlPath={control_path()}", "-O", "exit", f"root@{address}"], check=False)


def command(address: IPv4Address, *options: str) -> list[str]:
    """Return the ssh command up to the address, one connection of its own. Of two like options the first holds."""
    words = ["ssh", "-F", "none", "-i", str(keys.private_key()), "-l", "root"]
    for option in [*options, *OPTIONS]:
        words += option.split(" ", 1)
    return [*words, str(address)]

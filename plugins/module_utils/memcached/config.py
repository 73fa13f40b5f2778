# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of Memcached, which is all the configuration that it has.

It stands in an addition to the vendor's unit, whose other restrictions stay; the vendor's own file is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.ours import drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import taken, unfit_addresses

SERVICE = "memcached"
#: The operating system's user of the server.
USER = "memcache"
_NAME = re.compile(r"[a-z][a-z-]*[a-z]")
#: Nothing that systemd or a shell would read as more than a text.
_VALUE = re.compile(r"[A-Za-z0-9_.,:=/-]+")

#: Options that have a variable of their own, or none at all: name → what to do instead.
_TAKEN = {
    "port": "use memcached_port",
    "listen": "use memcached_listen_addresses",
    "udp-port": "without a login, it answers whoever forges a victim's address",
    "unix-socket": "it would answer nobody else",
    "user": "it is the package's own",
    "daemon": "systemd runs the server",
    "pidfile": "systemd runs the server",
    "enable-shutdown": "any client could stop the server",
    "enable-ssl": "TLS is not built yet",
    "enable-sasl": "users are not built yet",
    "auth-file": "users are not built yet",
}


def options(server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any]) -> list[str]:
    """The options of the command; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    listening = list(dict.fromkeys(listen_addresses))
    # `memory` is what people call it.
    theirs = {{"memory": "memory-limit"}.get(str(name), str(name)): value for name, value in given.items()}
    problems = [text for text in (_refusal(name, value) for name, value in theirs.items()) if text]
    problems += unfit_addresses("memcached", listening)
    if problems:
        raise HostError("\n".join(problems))
    ours: dict[str, Any] = {"memory-limit": server.memory_mb, "conn-limit": 1024}
    values = {**ours, **theirs}
    return [
        f"--user={USER}",
        f"--port={server.port}",
        "--udp-port=0",
        *(f"--listen={one}" for one in listening),
        *(text for name, value in sorted(values.items()) if (text := _option(name, value))),
    ]


def _option(name: str, value: Any) -> str:
    """One option; one that is on or off has no value, and is left out when off."""
    if isinstance(value, bool):
        return f"--{name}" if value else ""
    return f"--{name}={','.join(str(one) for one in value) if isinstance(value, list) else value}"


def _refusal(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        return f"memcached_settings: {name!r}: no name of an option; write the long one, as in memcached --help"
    if found := taken("memcached", name, _TAKEN, abbreviated=True):
        return found
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(one, (list, Mapping)) or not _VALUE.fullmatch(str(one)) for one in parts):
        return f"memcached_settings: {name}: is to be a text, a number, true or false, or a list of them"
    return ""


def unit_drop_in(words: Sequence[str]) -> str:
    """Additions to the server's unit."""
    return drop_in(
        SERVICE,
        f"PIDFile=\nExecStart=\nExecStart=/usr/bin/memcached {' '.join(words)}\nProtectHome=true\n",
    )


def files(
    server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host; its memory is all that it may hold.
        listen_addresses: Addresses to bind.
        given: The user's own options, by their long names.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    words = options(server, listen_addresses=listen_addresses, given=given or {})
    return [
        {
            "path": f"/etc/systemd/system/{server.unit}.service.d/maestro.conf",
            "content": unit_drop_in(words),
            "owner": "root",
            "group": "root",
            "mode": "0644",
            "notify": SERVICE,
            # The package enables the unit, and a reboot in between starts it.
            "early": True,
        }
    ]

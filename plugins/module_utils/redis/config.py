# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of Redis and Valkey that are ours; the vendor's stay as they are.

The server is started on a file of ours that includes the vendor's: an upgrade of the package finds its own file
untouched and asks nothing, and what it brings new is in force. The server cannot write our file, so that CONFIG REWRITE
does not fight it but says that it cannot; what is to last goes into `redis_settings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.ours import HEAD, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import OTHER_PORT, taken, unfit_addresses
from .tuning import maxmemory_mb

#: The name that the files wait under.
SERVICE = "redis"
CONFIG = "/etc/maestro/redis.conf"
#: The one folder that the server may write to besides its data: it saves its users there.
FOLDER = "/etc/maestro/redis"
ACLFILE = f"{FOLDER}/users.acl"
SYSCTL = "/etc/sysctl.d/60-maestro-redis.conf"
_NAME = re.compile(r"[a-z][a-z0-9-]*")

#: Settings that stand there once for each part of a list; of all others the last line wins.
_LINES = ("loadmodule",)
#: Settings that have a variable of their own, or none at all: name → what to do instead.
_TAKEN = {
    "port": "use redis_port",
    "tls-port": f"TLS is not built yet, and {OTHER_PORT}",
    "rdma-*": OTHER_PORT,
    "cluster-*": "a group is a single server",
    "bind": "use redis_listen_addresses",
    "protected-mode": "nobody gets in without a password",
    "enable-debug-command": "it lets clients undo what protects the server",
    "enable-module-command": "it lets clients undo what protects the server",
    "enable-protected-configs": "it lets clients undo what protects the server",
    "dir": "use redis_data_directory",
    "aclfile": "users are kept there; use redis_users",
    "user": "use redis_users",
    "requirepass": "use redis_users",
    "masterauth": "it is a secret, and this file is shown in diffs",
    "tls-key-file-pass": "it is a secret, and this file is shown in diffs",
    "tls-client-key-file-pass": "it is a secret, and this file is shown in diffs",
    "unixsocket*": "we reach the server there",
    "rename-command": "give users rules about commands instead, in redis_users",
    "include": "write the settings themselves",
    "daemonize": "systemd runs the server",
    "supervised": "systemd runs the server",
}


def socket(flavour: str) -> str:
    """The socket by which we reach the server; only its own user and root may."""
    return f"/run/{flavour}/maestro.sock"


def settings(
    *,
    flavour: str,
    port: int,
    listen_addresses: Sequence[str],
    data_directory: str,
    memory_mb: int,
    given: Mapping[str, Any],
) -> dict[str, list[str]]:
    """Every setting of our file with its lines; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    ours = {
        "bind": [" ".join(dict.fromkeys(listen_addresses))],
        "port": [str(port)],
        "protected-mode": ["yes"],
        "unixsocket": [socket(flavour)],
        "unixsocketperm": ["700"],
        "aclfile": [ACLFILE],
        "dir": [data_directory],
        # To the journal.
        "logfile": [""],
        "maxmemory": [f"{maxmemory_mb(memory_mb)}mb"],
        # It may be a queue: rather refuse what does not fit than forget what was put in.
        "maxmemory-policy": ["noeviction"],
    }
    theirs = {name.lower(): written(name.lower(), value) for name, value in given.items()}
    problems = [text for text in (_refusal(name, values) for name, values in theirs.items()) if text]
    problems += unfit_addresses("redis", listen_addresses)
    if problems:
        raise HostError("\n".join(problems))
    return {**ours, **theirs}


def _refusal(name: str, values: Sequence[str]) -> str:
    if not _NAME.fullmatch(name):
        return f"redis_settings: {name!r}: no name of a setting; see CONFIG GET *"
    if found := taken("redis", name, _TAKEN):
        return found
    if any("\n" in value or "\r" in value for value in values):
        return f"redis_settings: {name}: a value is one line; write a list for one with several parts"
    return ""


def written(name: str, value: Any) -> list[str]:
    """The lines of a setting: one, in which the parts of a list follow each other, as in `save 3600 1 300 100`."""
    parts = [_word(one) for one in value] if isinstance(value, (list, tuple)) else [_word(value)]
    return parts if name in _LINES else [" ".join(parts)]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def render(flavour: str, values: Mapping[str, Sequence[str]]) -> str:
    """The text of our file."""
    lines = [f"{name} {value or chr(34) * 2}\n" for name, each in sorted(values.items()) for value in each]
    return f"{HEAD}include /etc/{flavour}/{flavour}.conf\n{''.join(lines)}"


def unit_drop_in(flavour: str, unit: str, data_directory: str) -> str:
    """Additions to the server's unit."""
    return drop_in(
        SERVICE,
        "ExecStart=\n"
        f"ExecStart=/usr/bin/{unit} {CONFIG} --supervised systemd --daemonize no\n"
        "# It is ready when its data are loaded, which takes as long as it takes.\n"
        "TimeoutStartSec=infinity\n"
        f"ReadWritePaths={FOLDER} {data_directory}\n",
        sysctl=SYSCTL,
    )


def files(
    server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host; its flavour is also the operating system's user, its unit also the program.
        listen_addresses: Addresses to bind.
        given: The user's own settings.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    values = settings(
        flavour=server.flavour,
        port=server.port,
        listen_addresses=listen_addresses,
        data_directory=server.data_directory,
        memory_mb=server.memory_mb,
        given=given or {},
    )
    root = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE}
    content = render(server.flavour, values)
    own = {"owner": server.flavour, "group": server.flavour}
    return [
        {"path": server.data_directory, **own, "mode": "0750", "state": "directory"},
        {"path": CONFIG, "content": content, **root, "group": server.flavour, "mode": "0640"},
        {
            "path": SYSCTL,
            "content": f"{HEAD}# Saving snapshots forks, which needs memory to be promised twice.\n"
            "vm.overcommit_memory = 1\n",
            **root,
            "early": True,
        },
        {
            "path": f"/etc/systemd/system/{server.unit}.service.d/maestro.conf",
            "content": unit_drop_in(server.flavour, server.unit, server.data_directory),
            **root,
            # The package enables the unit, and a reboot in between starts it.
            "early": True,
        },
    ]

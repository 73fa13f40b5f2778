# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of RabbitMQ that are ours; the vendor's stay as they are.

The node is called after the host's loopback name: what Erlang's nodes talk among each other stays on the host, and a
host that gets another name keeps its data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.ours import HEAD, confined, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import OTHER_PORT, taken, unfit_addresses
from .tuning import disk_limit_mb, watermark_mb

SERVICE = "rabbitmq"
NODE = "rabbit@localhost"
CONFIG = "/etc/maestro/rabbitmq.conf"
_NAME = re.compile(r"[a-z][A-Za-z0-9_]*(\.[A-Za-z0-9_*-]+)*")
#: What can be a part of a setting's name.
_ADMIN = re.compile(r"[A-Za-z0-9_-]+")
_LOOPBACK = "{127,0,0,1}"

#: Settings that have a variable of their own, or none at all, with all below them: name → what to do instead.
_TAKEN = {
    "listeners.tcp": "use rabbitmq_port and rabbitmq_listen_addresses",
    "listeners": f"TLS is not built yet, and {OTHER_PORT}",
    # Of plugins: management.tcp.port, mqtt.listeners.tcp.1, web_stomp.ssl.ip.
    "*.listeners": OTHER_PORT,
    "*.listener": OTHER_PORT,
    "*.tcp": OTHER_PORT,
    "*.ssl": OTHER_PORT,
    "anonymous_login_*": "nobody gets in without a password",
    "*.allow_anonymous": "nobody gets in without a password",
    "*.default_user": "nobody gets in without a password",
    "*.default_pass": "it is a secret, and this file is shown in diffs",
    "auth_backends": "use rabbitmq_users; the server itself keeps them",
    "password_hashing_module": "use rabbitmq_users",
    "cluster_formation": "a group is a single node",
    "default_user": "use rabbitmq_users",
    "default_pass": "use rabbitmq_users",
    "default_permissions": "use rabbitmq_users",
    "default_user_tags": "use rabbitmq_users",
    "loopback_users": "use rabbitmq_users",
    "load_definitions": "use rabbitmq_users and rabbitmq_vhosts",
    "definitions": "use rabbitmq_users and rabbitmq_vhosts",
    "ssl_options.password": "it is a secret, and this file is shown in diffs",
    "log.file": "it logs to the journal",
}


def before_install() -> list[dict[str, Any]]:
    """What has to be there before the packages are: Erlang's port mapper comes with a socket for every address."""
    return [
        {
            "path": "/etc/systemd/system/epmd.socket.d/maestro.conf",
            "content": f"{HEAD}[Socket]\nListenStream=\nListenStream=127.0.0.1:4369\n",
            "owner": "root",
            "group": "root",
            "mode": "0644",
            "notify": SERVICE,
            "early": True,
        }
    ]


def settings(
    server: Placed, *, listen_addresses: Sequence[str], admins: Sequence[str], given: Mapping[str, Any]
) -> dict[str, str]:
    """Every setting of our file by its name; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    listening = list(dict.fromkeys(listen_addresses))
    # An address of IPv6 stands here without brackets: the last colon is that of the port.
    ours = {f"listeners.tcp.{number}": f"{one}:{server.port}" for number, one in enumerate(listening, 1)}
    ours |= {
        # The user that a new node makes by itself can do nothing until it is removed, and comes from the host only.
        "default_user": "guest",
        "default_permissions.configure": "^$",
        "default_permissions.read": "^$",
        "default_permissions.write": "^$",
        "default_user_tags.administrator": "false",
        "loopback_users.guest": "true",
        **{f"loopback_users.{name}": "true" for name in admins},
        "vm_memory_high_watermark.absolute": f"{watermark_mb(server.memory_mb)}MiB",
        "disk_free_limit.absolute": f"{disk_limit_mb(server.memory_mb)}MiB",
        # To the journal, which rotates itself.
        "log.file": "false",
        "log.console": "true",
        "log.console.level": "info",
    }
    theirs = {str(name): _text(value) for name, value in given.items()}
    problems = [text for text in (_refusal(name, value) for name, value in theirs.items()) if text]
    problems += [
        f"rabbitmq_users: {name!r}: the name of an administrator becomes a part of a setting's;"
        " use letters, digits, '-' and '_'"
        for name in admins
        if not _ADMIN.fullmatch(name)
    ]
    problems += unfit_addresses("rabbitmq", listening)
    if problems:
        raise HostError("\n".join(problems))
    for kind in ("vm_memory_high_watermark", "disk_free_limit"):
        if any(name.startswith(f"{kind}.") for name in theirs):
            # Relative and absolute exclude each other.
            ours.pop(f"{kind}.absolute")
    return {**ours, **theirs}


def _refusal(name: str, value: str) -> str:
    if not _NAME.fullmatch(name):
        return f"rabbitmq_settings: {name!r}: no name of a setting; see the reference of rabbitmq.conf"
    if found := taken("rabbitmq", name, _TAKEN):
        return found
    if "\n" in value or "\r" in value:
        return f"rabbitmq_settings: {name}: a value is one line"
    return ""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def render(values: Mapping[str, str]) -> str:
    """The text of our file."""
    return HEAD + "".join(f"{name} = {value}\n" for name, value in sorted(values.items()))


def unit_drop_in() -> str:
    """Additions to the server's unit."""
    arguments = f"-kernel inet_dist_use_interface {_LOOPBACK}"
    return drop_in(
        SERVICE,
        f"Environment=RABBITMQ_NODENAME={NODE}\n"
        f"Environment=RABBITMQ_CONFIG_FILE={CONFIG}\n"
        f'Environment="RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS={arguments}"\n'
        f'Environment="RABBITMQ_CTL_ERL_ARGS={arguments}"\n'
        "StandardOutput=journal\n"
        "StandardError=journal\n"
        f"{confined()}",
    )


def files(
    server: Placed,
    *,
    listen_addresses: Sequence[str],
    given: Mapping[str, Any] | None = None,
    admins: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: Addresses to bind.
        given: The user's own settings, by the names of rabbitmq.conf.
        admins: Users that may log in on the host itself only.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    values = settings(server, listen_addresses=listen_addresses, admins=admins, given=given or {})
    root = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE, "early": True}
    return [
        *before_install(),
        {"path": CONFIG, "content": render(values), **root},
        {"path": f"/etc/systemd/system/{server.unit}.service.d/maestro.conf", "content": unit_drop_in(), **root},
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of a PostgreSQL server that are ours; the vendor's stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.firewall import sources
from ..hosts.ours import HEAD, confined, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import taken
from .tuning import tuned

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")
_UNITS = {"b": 1, "kb": 1024, "mb": 1024**2, "gb": 1024**3, "tb": 1024**4}
_BOOLEANS = {"on": "on", "true": "on", "yes": "on", "off": "off", "false": "off", "no": "off"}

#: Settings that have a variable of their own, or none at all: name → what to do instead.
_TAKEN = {
    "port": "use postgresql_port",
    "listen_addresses": "use postgresql_listen_addresses",
    "hba_file": "use postgresql_allowed_sources",
    "ident_file": "use postgresql_allowed_sources",
    "data_directory": "use postgresql_data_directory",
    "config_file": "write the settings themselves",
    "include*": "write the settings themselves",
    "unix_socket_*": "we reach the server there",
    "external_pid_file": "systemd runs the server",
    "password_encryption": "passwords are kept by SCRAM",
    "db_user_namespace": "it cannot go with SCRAM",
    "primary_conninfo": "it is a secret, and this file is shown in diffs",
    "ssl_passphrase_command": "it is a secret, and this file is shown in diffs",
}


def config_directory(version: str) -> str:
    """Where the distribution keeps the configuration of the cluster `main`."""
    return f"/etc/postgresql/{version}/main"


def settings(
    *,
    version: str,
    port: int,
    listen_addresses: Sequence[str],
    memory_mb: int,
    cores: int,
    given: Mapping[str, Any],
) -> dict[str, str]:
    """Every setting of our file; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    theirs = {str(name).lower(): value for name, value in given.items()}
    problems = [text for text in (_refusal(name, value) for name, value in theirs.items()) if text]
    if problems:
        raise HostError("\n".join(problems))
    ours = {
        "listen_addresses": ",".join(listen_addresses),
        "port": str(port),
        "hba_file": f"{config_directory(version)}/maestro_hba.conf",
        "password_encryption": "scram-sha-256",
        **tuned(memory_mb, cores, *_connections(theirs)),
    }
    return {**ours, **{name: _written(value) for name, value in theirs.items()}}


def _connections(theirs: Mapping[str, Any]) -> list[int]:
    """The number of connections that the user asks for, by which what each may sort in memory is divided."""
    text = str(theirs.get("max_connections", ""))
    return [int(text)] if text.isdecimal() and int(text) else []


def _refusal(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        return f"postgresql_settings: {name!r}: no name of a setting; see pg_settings"
    if found := taken("postgresql", name, _TAKEN):
        return found
    parts = value if isinstance(value, (list, tuple)) else [value]
    if any(one is None or isinstance(one, (list, tuple, Mapping)) for one in parts):
        return (
            f"postgresql_settings: {name}: is to be a text, a number, true or false, or a list of them;"
            " leave the setting out for the server's own"
        )
    if "\n" in _written(value) or "\r" in _written(value):
        return f"postgresql_settings: {name}: the value has to be one line"
    return ""


def _written(value: Any) -> str:
    """A value as the server writes it."""
    if isinstance(value, (list, tuple)):
        return ", ".join(_written(one) for one in value)
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def render_settings(values: Mapping[str, str]) -> str:
    """The text of our file."""
    lines = [f"{name} = '{quoted(value)}'\n" for name, value in sorted(values.items())]
    return HEAD + "".join(lines)


def quoted(value: str) -> str:
    """A value between single quotes, as guc-file.l reads it: quotes are doubled, backslashes escaped."""
    return value.replace("\\", "\\\\").replace("'", "''")


def render_hba(allowed: Sequence[str], local_users: Sequence[str] = ()) -> str:
    """Who may log in: the operating system's user of the server by the socket, all others with a password by SCRAM.

    Args:
        allowed: Addresses and networks that may log in, besides loopback.
        local_users: Users that may log in on the host itself only.

    Raises:
        HostError: One of the sources is neither an address nor a network.
    """
    four, six = sources(allowed)
    rows = [("local", "all", "postgres", "", "peer"), ("local", "all", "all", "", "scram-sha-256")]
    loopback = ("127.0.0.1", "::1")
    rows += [("host", "all", "all", network(one), "scram-sha-256") for one in loopback]
    rows += [("host", "all", hba_name(one), "all", "reject") for one in local_users]
    networks = [one for one in dict.fromkeys([*four, *six]) if one not in loopback]
    rows += [("host", "all", "all", network(one), "scram-sha-256") for one in networks]
    lines = [
        f"{kind:<6} {database:<4} {user:<9} {address:<43} {method}\n" for kind, database, user, address, method in rows
    ]
    return HEAD + "".join(lines)


def hba_name(name: str) -> str:
    """A user's name in quotes, so that no word in it means something of its own."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def network(address: str) -> str:
    """An address as the network that has only it."""
    if "/" in address:
        return address
    return f"{address}/{128 if ':' in address else 32}"


def unit_drop_in(data_directory: str) -> str:
    """Additions to the server's unit."""
    return drop_in(
        "postgresql",
        confined(data_directory),
    )


def overridden(values: Mapping[str, str], overrides: Sequence[Mapping[str, str]]) -> list[str]:
    """Settings of ours that would not come into force, since somebody changed them at run time; one line each."""
    return [
        f"{one['name']}: {one['path']} sets {one['value']}, which wins over {values[one['name'].lower()]}; "
        f"run ALTER SYSTEM RESET {one['name']}, or give that value in postgresql_settings"
        for one in overrides
        if one["name"].lower() in values and normal(one["value"]) != normal(values[one["name"].lower()])
    ]


def normal(value: str) -> str:
    """A value in one spelling: sizes in bytes, booleans as on and off."""
    text = value.strip()
    found = re.fullmatch(r"(\d+)\s*([kKmMgGtT]?[bB])", text)
    if found:
        return str(int(found.group(1)) * _UNITS[found.group(2).lower()])
    return _BOOLEANS.get(text.lower(), text)


def files(
    server: Placed,
    *,
    listen_addresses: Sequence[str],
    given: Mapping[str, Any] | None = None,
    allowed_sources: Sequence[str] = (),
    local_users: Sequence[str] = (),
    check: bool = True,
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: Addresses to bind.
        given: The user's own settings.
        allowed_sources: Addresses and networks that may log in.
        local_users: Users that may log in on the host itself only.
        check: Whether the server's program is there to check the settings.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    version = server.version
    values = settings(
        version=version,
        port=server.port,
        listen_addresses=listen_addresses,
        memory_mb=server.memory_mb,
        cores=server.cores,
        given=given or {},
    )
    lost = overridden(values, server.overrides)
    if lost:
        raise HostError("\n".join(["settings that were changed on the server win over ours:", *lost]))
    folder = config_directory(version)
    program = f"/usr/lib/postgresql/{version}/bin/postgres -C port -D {server.data_directory} -c config_file=%s"
    ours = {"owner": "postgres", "group": "postgres", "mode": "0640", "notify": "postgresql"}
    return [
        {
            "path": f"{folder}/conf.d/maestro.conf",
            "content": render_settings(values),
            "validate": program if check else "",
            **ours,
        },
        {"path": f"{folder}/maestro_hba.conf", "content": render_hba(allowed_sources, local_users), **ours},
        {
            "path": f"/etc/systemd/system/postgresql@{version}-main.service.d/maestro.conf",
            "content": unit_drop_in(server.data_directory),
            "mode": "0644",
            "notify": "postgresql",
        },
    ]

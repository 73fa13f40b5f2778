# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of a MySQL or MariaDB server that are ours; the vendor's stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.ours import HEAD, confined, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import OTHER_PORT, taken
from .tuning import buffer_pool_mb

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
#: What the server takes off a name before it knows the option.
_PREFIXES = re.compile(r"^((loose|enable|disable|maximum|skip)_)+")
_ALL_ADDRESSES = frozenset(("*", "0.0.0.0", "::"))  # noqa: S104  (to refuse them)

#: Folder that the vendor's file includes last; ours is the last in it.
FOLDERS = {
    "mysql": "/etc/mysql/mysql.conf.d",
    "mariadb": "/etc/mysql/mariadb.conf.d",
    "percona": "/etc/mysql/mysql.conf.d",
}
FILE = "zz-maestro.cnf"

# `mariadbd --help` ends well although InnoDB refused its options, so its words count as well. $0 is the file.
_CHECK_MARIADB = (
    "/bin/sh -c '"
    'said=$(/usr/sbin/mariadbd --defaults-file="$0" --user=mysql --help --verbose 2>&1 >/dev/null); ended=$?; '
    'case $ended$said in 0*"[ERROR]"*) ended=1;; esac; '
    'test $ended = 0 || { echo "$said" | grep -F "[ERROR]" >&2; exit 1; }'
    "' %s"
)
_CHECK_MYSQL = "/usr/sbin/mysqld --defaults-file=%s --user=mysql --validate-config --log-error-verbosity=1"
_CHECKS = {"mysql": _CHECK_MYSQL, "mariadb": _CHECK_MARIADB, "percona": _CHECK_MYSQL}

#: Options that have a variable of their own, or none at all, without prefixes: name → what to do instead.
_TAKEN = {
    "port": "use mysql_port",
    "bind_address": "use mysql_listen_addresses",
    "networking": "use mysql_listen_addresses; 127.0.0.1 alone lets nobody else in",
    "datadir": "use mysql_data_directory",
    "server_id": "use mysql_server_id",
    "socket": "we reach the server there",
    "user": "it is the package's own",
    "grant_tables": "nobody gets in without a password",
    "mysqlx*": OTHER_PORT,
    "admin_address": OTHER_PORT,
    "admin_port": OTHER_PORT,
    "extra_port": OTHER_PORT,
    "group_replication*": OTHER_PORT,
    "wsrep*": OTHER_PORT,
}


def settings(
    *,
    flavour: str,
    port: int,
    listen_addresses: Sequence[str],
    data_directory: str,
    memory_mb: int,
    server_id: int,
    given: Mapping[str, Any],
) -> dict[str, str | None]:
    """Every setting of our file, by names with underscores; what the user gives wins. None has no value.

    Raises:
        HostError: A given name or value cannot be used, or the addresses cannot be bound together.
    """
    problems = [text for text in (_refusal(str(name), value) for name, value in given.items()) if text]
    if len(listen_addresses) > 1 and _ALL_ADDRESSES.intersection(listen_addresses):
        problems.append(
            f"mysql_listen_addresses: {', '.join(listen_addresses)}: the server takes 'all addresses' only alone;"
            " name each address"
        )
    if problems:
        raise HostError("\n".join(problems))
    ours: dict[str, str | None] = {
        "bind_address": ",".join(listen_addresses),
        "port": str(port),
        "datadir": data_directory,
        "character_set_server": "utf8mb4",
        "innodb_buffer_pool_size": f"{buffer_pool_mb(memory_mb)}M",
        # A commit is on disk before it is answered.
        "innodb_flush_log_at_trx_commit": "1",
        "sync_binlog": "1",
        # No session waits for a name server, and none is let in by the name that its address resolves to.
        "skip_name_resolve": "ON",
        **_own(flavour, server_id),
    }
    return {**ours, **{_option(str(name)): _written(value) for name, value in given.items()}}


def _own(flavour: str, server_id: int) -> dict[str, str]:
    """Settings of one flavour."""
    if flavour == "mariadb":
        # MariaDB knows no 0: it would be 1 with a warning at every start.
        return {"server_id": str(server_id or 1)}
    # The X protocol would be a second port that nobody asked for.
    return {"server_id": str(server_id), "mysqlx": "OFF"}


def _refusal(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        return f"mysql_settings: {name!r}: no name of an option; see mysqld --help --verbose"
    # The server takes `loose-skip-grant-tab` as well.
    if found := taken("mysql", name, _TAKEN, read_as=_PREFIXES.sub("", _option(name)), abbreviated=True):
        return found
    if not (_written(value) or "").isprintable():
        return f"mysql_settings: {name}: the value has to be one line"
    return ""


def _option(name: str) -> str:
    """An option's name in one spelling."""
    return name.lower().replace("-", "_")


def _written(value: Any) -> str | None:
    """A value as the option file takes it; None stands for an option without value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "ON" if value else "OFF"
    return ",".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)


def quoted(value: str) -> str:
    """A value between double quotes where the option file would read it differently."""
    if value and not re.search(r"[\s#'\"\\;]", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def render_settings(values: Mapping[str, str | None]) -> str:
    """The text of our file."""
    lines = [f"{name}\n" if value is None else f"{name} = {quoted(value)}\n" for name, value in sorted(values.items())]
    return f"{HEAD}[mysqld]\n{''.join(lines)}"


def unit_drop_in(flavour: str, data_directory: str) -> str:
    """Additions to the server's unit."""
    # MariaDB's own unit has some of it; its helper for PAM has to gain root's rights.
    return drop_in("mysql", "" if flavour == "mariadb" else confined(data_directory))


def _same(one: str, other: str) -> bool:
    """Whether two values mean the same: sizes in bytes, booleans by one word."""
    return _normal(one) == _normal(other)


def _normal(value: str) -> str:
    text = value.strip().upper()
    found = re.fullmatch(r"(\d+)([KMGT])", text)
    if found:
        return str(int(found.group(1)) * 1024 ** ("KMGT".index(found.group(2)) + 1))
    return {"TRUE": "ON", "YES": "ON", "FALSE": "OFF", "NO": "OFF"}.get(text, text)


def overridden(values: Mapping[str, str | None], overrides: Sequence[Mapping[str, str]]) -> list[str]:
    """Settings of ours that would not come into force, since somebody persisted others; one line each."""
    # An option without value is one that is on.
    ours = {name: "ON" if value is None else value for name, value in values.items()}
    return [
        f"{one['name']}: {one['path']} sets {one['value']}, which wins over {ours[one['name'].lower()]};"
        f" run RESET PERSIST {one['name']}, or give that value in mysql_settings"
        for one in overrides
        if one["name"].lower() in ours and not _same(one["value"], ours[one["name"].lower()])
    ]


def files(
    server: Placed,
    *,
    listen_addresses: Sequence[str],
    given: Mapping[str, Any] | None = None,
    server_id: int = 0,
    check: bool = True,
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: Addresses to bind.
        given: The user's own settings.
        server_id: Its number in a group; 0 standalone.
        check: Whether the server's program is there to check the settings.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    values = settings(
        flavour=server.flavour,
        port=server.port,
        listen_addresses=listen_addresses,
        data_directory=server.data_directory,
        memory_mb=server.memory_mb,
        server_id=int(server_id),
        given=given or {},
    )
    lost = overridden(values, server.overrides)
    if lost:
        raise HostError("\n".join(["settings that were changed on the server win over ours:", *lost]))
    return [
        {
            "path": f"{FOLDERS[server.flavour]}/{FILE}",
            "content": render_settings(values),
            "validate": _CHECKS[server.flavour] if check else "",
            "mode": "0644",
            "notify": "mysql",
        },
        {
            "path": f"/etc/systemd/system/{server.unit}.service.d/maestro.conf",
            "content": unit_drop_in(server.flavour, server.data_directory),
            "mode": "0644",
            "notify": "mysql",
            # The package enables the unit, and a reboot in between starts it; without rules of the firewall, which come
            # together with the settings, this keeps it from that.
            "early": True,
        },
        # A distribution's own may be read by everybody.
        {"path": server.data_directory, "owner": "mysql", "group": "mysql", "mode": "0700", "state": "directory"},
    ]

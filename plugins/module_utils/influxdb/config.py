# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of InfluxDB 1.x that are ours; the vendor's stay as they are.

The server is started on a file of ours: an upgrade of the package finds its own file untouched and asks nothing.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts import firewall
from ..hosts.ours import HEAD, confined, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import bracketed, flat, taken, unfit_addresses
from .tuning import cache_bytes, heap_mb, queries

SERVICE = "influxdb"
UNIT = "influxdb"
#: The operating system's user of the server.
USER = "influxdb"
CONFIG = "/etc/maestro/influxdb.conf"
#: The socket by which we reach the server; only its own user and root may.
SOCKET = "/run/influxdb/maestro.sock"
#: Where the server takes orders for backups, from everybody and without a word of who it is.
_BACKUPS = 8088
_SIZE = re.compile(r"[0-9]+[kKmMgG]?")

#: The settings that the server knows, by section; it overlooks all others without a word.
_KNOWN = {
    "meta": "retention-autocreate logging-enabled",
    "data": "index-version wal-fsync-delay query-log-enabled cache-max-memory-size cache-snapshot-memory-size "
    "cache-snapshot-write-cold-duration compact-full-write-cold-duration max-series-per-database max-values-per-tag "
    "max-concurrent-compactions max-index-log-file-size trace-logging-enabled tsm-use-madv-willneed",
    "coordinator": "write-timeout max-concurrent-queries query-timeout log-queries-after max-select-point "
    "max-select-series max-select-buckets",
    "retention": "enabled check-interval",
    "shard-precreation": "enabled check-interval advance-period",
    "monitor": "store-enabled store-database store-interval",
    "subscriber": "enabled http-timeout insecure-skip-verify ca-certs write-concurrency write-buffer-size",
    "http": "log-enabled suppress-write-log write-tracing pprof-enabled max-row-limit max-connection-limit realm "
    "max-body-size access-log-path max-concurrent-write-limit max-enqueued-write-limit enqueued-write-timeout",
    "logging": "format level suppress-logo",
    "continuous_queries": "log-enabled enabled query-stats-enabled run-interval",
}
_NO_LOGIN = "it would take data from everybody; have an agent write over HTTP as a user"
_TLS = "TLS is not built yet"

#: Settings, or whole sections, that have a variable of their own, or none at all: name → what to do instead.
_TAKEN = {
    "bind-address": "backups reach the server there, and a firewall lets in root alone",
    "reporting-enabled": "nothing is reported to its maker",
    "reporting-disabled": "nothing is reported to its maker",
    "meta.dir": "it is in the data directory",
    "data.dir": "it is in the data directory",
    "data.wal-dir": "it is in the data directory",
    "http.enabled": "clients come by it",
    "http.bind-address": "use influxdb_listen_addresses and influxdb_port",
    "http.auth-enabled": "nobody gets in without a password",
    "http.shared-secret": "it is a secret, and this file is shown in diffs",
    "http.unix-socket-enabled": "we reach the server there",
    "http.unix-socket-permissions": "we reach the server there",
    "http.bind-socket": "we reach the server there",
    "http.debug-pprof-enabled": "it would open a port that asks for no login",
    "http.https-enabled": _TLS,
    "http.https-certificate": _TLS,
    "http.https-private-key": _TLS,
    "tls": _TLS,
    "ifql": _NO_LOGIN,
    "graphite": _NO_LOGIN,
    "collectd": _NO_LOGIN,
    "opentsdb": _NO_LOGIN,
    "udp": _NO_LOGIN,
}


def allowed_by(data_directory: str) -> str:
    """The file without which the server does not start: it says that there is an admin."""
    return f"{data_directory}/maestro-admin"


def settings(server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting of our file by its dotted name; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    listening = list(dict.fromkeys(listen_addresses))
    theirs = flat(given)
    problems = [text for text in (_refusal(name, value) for name, value in theirs.items()) if text]
    problems += unfit_addresses("influxdb", listening) or _too_many(listening)
    if problems:
        raise HostError("\n".join(problems))
    ours: dict[str, Any] = {
        "reporting-enabled": False,
        "bind-address": f"127.0.0.1:{_BACKUPS}",
        "meta.dir": f"{server.data_directory}/meta",
        "data.dir": f"{server.data_directory}/data",
        "data.wal-dir": f"{server.data_directory}/wal",
        # What is indexed lies in files: a tag with many values does not eat up the memory.
        "data.index-version": "tsi1",
        "data.cache-max-memory-size": cache_bytes(server.memory_mb),
        "data.query-log-enabled": False,
        "coordinator.max-concurrent-queries": queries(server.memory_mb),
        "http.auth-enabled": True,
        "http.bind-address": f"{bracketed(bound(listening))}:{server.port}",
        # A line for each request would be most of the journal.
        "http.log-enabled": False,
        # It asks for no login.
        "http.pprof-enabled": False,
        "http.unix-socket-enabled": True,
        "http.unix-socket-permissions": "0700",
        "http.bind-socket": SOCKET,
    }
    return {**ours, **theirs}


def bound(listening: Sequence[str]) -> str:
    """The one address that the server binds: that of the network, where there is one."""
    return next((one for one in listening if not _loopback(one)), listening[0])


def _loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _too_many(listening: Sequence[str]) -> list[str]:
    others = [one for one in listening if not _loopback(one)]
    if len(others) < 2:
        return []
    return [f"influxdb_listen_addresses: {', '.join(others)}: the server binds one address; name one beside loopback"]


def _refusal(name: str, value: Any) -> str:
    section, _dot, setting = name.rpartition(".")
    if found := taken("influxdb", name, _TAKEN):
        return found
    if section not in _KNOWN:
        return f"influxdb_settings: {name}: there is no section '{section}'; use one of {', '.join(_KNOWN)}"
    if setting not in _KNOWN[section].split():
        return f"influxdb_settings: {name}: {section} has no such setting; it has {_KNOWN[section].replace(' ', ', ')}"
    if isinstance(value, (list, Mapping)) or value is None:
        return f"influxdb_settings: {name}: is to be a text, a number or true or false"
    if setting.endswith("memory-size") and not _SIZE.fullmatch(str(value)):
        return f"influxdb_settings: {name}: {value!r} is no size; write bytes, or such as 512m"
    return ""


def render(values: Mapping[str, Any]) -> str:
    """The text of our file: TOML, in the order of names, settings without a section first."""
    sections: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        section, _dot, setting = name.rpartition(".")
        sections.setdefault(section, {})[setting] = value
    parts = []
    for section, settings_of_it in sorted(sections.items()):
        head = f"[{section}]\n" if section else ""
        # JSON's texts, numbers and booleans are TOML's.
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in sorted(settings_of_it.items())]
        parts.append(f"{head}{''.join(lines)}")
    return f"{HEAD}\n" + "\n".join(parts)


def unit_drop_in(server: Placed) -> str:
    """Additions to the server's unit."""
    return drop_in(
        SERVICE,
        "# Variables would win over our file.\n"
        "EnvironmentFile=\n"
        f"Environment=GOMEMLIMIT={heap_mb(server.memory_mb)}MiB\n"
        "ExecStart=\n"
        f"ExecStart=/usr/bin/influxd -config {CONFIG}\n"
        "RuntimeDirectory=influxdb\n"
        "RuntimeDirectoryMode=0700\n"
        "UMask=0027\n"
        f"{confined()}",
        unit=(
            "# Who reaches a server without an admin can make himself one: influxdb_accounts puts it there.\n"
            f"AssertPathExists={allowed_by(server.data_directory)}\n"
        ),
    )


def backup_rules() -> str:
    """A chain that lets root alone have a backup: the server asks for no login there."""
    return (
        "# Made by maestro.databases: who may have a backup of influxdb on this host.\n"
        f"table inet {firewall.TABLE} {{\n"
        "\tchain influxdb_backups {\n"
        "\t\ttype filter hook output priority filter; policy accept;\n"
        f"\t\tip daddr 127.0.0.1 tcp dport {_BACKUPS} meta skuid != 0 drop\n"
        "\t}\n"
        "}\n"
    )


def files(
    server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: Addresses to bind: at most one beside loopback.
        given: The user's own settings, nested or by dotted names.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    values = settings(server, listen_addresses=listen_addresses, given=given or {})
    root = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE}
    data = {"path": server.data_directory, "owner": USER, "group": USER, "mode": "0750", "state": "directory"}
    backups = {
        "path": f"{firewall.FOLDER}/influxdb-backups.nft",
        "content": backup_rules(),
        "validate": "/usr/sbin/nft --check --file %s",
        **root,
        "notify": firewall.SERVICE,
    }
    unit = f"/etc/systemd/system/{server.unit}.service.d/maestro.conf"
    return [
        data,
        backups,
        # The package enables the unit, and a reboot in between starts it.
        {"path": CONFIG, "content": render(values), **root, "early": True},
        {"path": unit, "content": unit_drop_in(server), **root, "early": True},
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of MongoDB that are ours; the vendor's stay as they are.

The server is started on a file of ours: an upgrade of the package finds its own file untouched and asks nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.ours import HEAD, confined, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import flat, taken, unfit_addresses
from .tuning import cache_mb

SERVICE = "mongodb"
CONFIG = "/etc/maestro/mongod.conf"
SYSCTL = "/etc/sysctl.d/60-maestro-mongodb.conf"
#: Starts a program without transparent huge pages, which it inherits: PR_SET_THP_DISABLE of prctl.
_WITHOUT_HUGE_PAGES = (
    "/usr/bin/python3 -Ic "
    "'import ctypes, os, sys; ctypes.CDLL(None).prctl(41, 1, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])' "
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*")

#: Settings that have a variable of their own, or none at all: name → what to do instead.
_TAKEN = {
    "net.port": "use mongodb_port",
    "net.bindIp": "use mongodb_listen_addresses",
    "net.bindIpAll": "use mongodb_listen_addresses",
    "storage.dbPath": "use mongodb_data_directory",
    "security.authorization": "nobody gets in without a password",
    "security.transitionToAuth": "nobody gets in without a password",
    "processManagement.fork": "systemd runs the server",
    "processManagement.pidFilePath": "systemd runs the server",
    "net.tls.certificateKeyFilePassword": "it is a secret, and this file is shown in diffs",
    "security.ldap.bind.queryPassword": "it is a secret, and this file is shown in diffs",
}


def settings(server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting of our file by its dotted name; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    listening = list(dict.fromkeys(listen_addresses))
    ours: dict[str, Any] = {
        "net.bindIp": ",".join(listening),
        "net.port": server.port,
        "processManagement.timeZoneInfo": "/usr/share/zoneinfo",
        "security.authorization": "enabled",
        # Code that runs inside the server is what injections aim at; applications hardly need it.
        "security.javascriptEnabled": False,
        "storage.dbPath": server.data_directory,
        "storage.wiredTiger.engineConfig.cacheSizeGB": cache_mb(server.memory_mb) / 1024,
        # Nothing on logs: without a destination they go to the journal, which rotates itself.
    }
    if any(":" in one for one in listening):
        ours["net.ipv6"] = True
    theirs = flat(given)
    problems = [text for text in (_refusal(name, value) for name, value in theirs.items()) if text]
    problems += unfit_addresses("mongodb", listening)
    if problems:
        raise HostError("\n".join(problems))
    return {**ours, **theirs}


def _refusal(name: str, value: Any) -> str:
    # What `setParameter` takes has names of its own.
    if not _NAME.fullmatch(name):
        return f"mongodb_settings: {name!r}: no name of a setting; see the reference of mongod's configuration file"
    if found := taken("mongodb", name, _TAKEN):
        return found
    if isinstance(value, (list, Mapping)) or value is None:
        return f"mongodb_settings: {name}: is to be a text, a number or true or false"
    return ""


def render(values: Mapping[str, Any]) -> str:
    """The text of our file: YAML, in the order of names."""
    tree: dict[str, Any] = {}
    for name, value in values.items():
        *parents, last = name.split(".")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return HEAD + "\n".join(_lines(tree, 0)) + "\n"


def _lines(tree: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for name in sorted(tree):
        value = tree[name]
        if isinstance(value, Mapping):
            lines += [f"{'  ' * depth}{name}:", *_lines(value, depth + 1)]
        else:
            # JSON is YAML, and says which texts are no numbers.
            lines.append(f"{'  ' * depth}{name}: {json.dumps(value)}")
    return lines


def unit_drop_in(version: str, data_directory: str) -> str:
    """Additions to the server's unit."""
    # Up to 7.0 its maker advises against transparent huge pages, and for them from then on.
    huge = int(version.partition(".")[0]) > 7
    return drop_in(
        SERVICE,
        "ExecStart=\n"
        f"ExecStart={'' if huge else _WITHOUT_HUGE_PAGES}/usr/bin/mongod --config {CONFIG}\n"
        "SyslogIdentifier=mongod\n"
        "Restart=on-failure\n"
        "# It is ready when its journal is replayed, which takes as long as it takes.\n"
        "TimeoutStartSec=infinity\n"
        f"{confined(data_directory)}",
        sysctl=SYSCTL,
    )


def files(
    server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any] | None = None, check: bool = True
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: Addresses to bind.
        given: The user's own settings, nested or by dotted names.
        check: Whether the server's program is there to check the settings.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    values = settings(server, listen_addresses=listen_addresses, given=given or {})
    root = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE}
    return [
        {"path": server.data_directory, "owner": "mongodb", "group": "mongodb", "mode": "0750", "state": "directory"},
        {
            "path": CONFIG,
            "content": render(values),
            # Prints what it understood, and refuses what it does not know.
            "validate": "/usr/bin/mongod --config %s --outputConfig" if check else "",
            **root,
        },
        {
            "path": SYSCTL,
            "content": f"{HEAD}# As its maker advises: every connection and every file takes maps.\n"
            "vm.max_map_count = 262144\n",
            **root,
        },
        {
            "path": "/etc/systemd/system/mongod.service.d/maestro.conf",
            "content": unit_drop_in(server.version, server.data_directory),
            **root,
        },
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What upgrades by the package manager may not do to a server: take it out of its series, or start one that is stopped.

A package's script restarts its server when it was upgraded, and so starts one that its operator stopped. Therefore apt
notes which of them are stopped before it lets dpkg work, and systemd starts none of these as long as that apt lives.
"""

from __future__ import annotations

import re
from typing import Any

from .ours import HEAD
from .servers import Server
from .units import full_name

#: Above what a release has by itself, and below what would take back a later version that somebody installed.
_PRIORITY = 990
#: dpkg would ask, and apt stop where nobody answers.
_KEEP = (
    "# Files of ours stand where its package has some: a changed file stays, and nobody is asked.\n"
    'DPkg::Options { "--force-confdef"; "--force-confold"; };\n'
)
#: Where the apt is noted that found a unit stopped: its process number, and its start, lest another gets the number.
_STOPPED = "/run/maestro-stopped"


def files(server: Server, version: str, unit: str) -> list[dict[str, Any]]:
    """The files, as database_files takes them; they are in force without a restart.

    Args:
        server: The server.
        version: Its major version; empty where nobody knows it yet.
        unit: Unit of the server itself.
    """
    name = full_name(unit)
    hooks = f"/etc/apt/apt.conf.d/60maestro-{server.engine}"
    contents = {
        hooks: _hooks(name) + (_KEEP if server.replaces else ""),
        f"/etc/systemd/system/{name}.d/maestro-upgrade.conf": _condition(name),
    }
    # Where the package's name has the series in it, there is nothing to hold.
    if version and not server.versioned:
        # Read before what is said of the maker's repository.
        contents[f"/etc/apt/preferences.d/maestro-{server.engine}-series.pref"] = _series(server, version)
    common = {"owner": "root", "group": "root", "mode": "0644"}
    # A slip there would leave the host without apt.
    checks = {hooks: "/usr/bin/apt-config --config-file=%s dump"}
    return [
        {"path": path, "content": HEAD + text, "validate": checks.get(path, ""), **common}
        for path, text in sorted(contents.items())
    ]


def _series(server: Server, version: str) -> str:
    return (
        f"# No upgrade takes {server.flavour} out of {version}.\n"
        f"Package: {' '.join(server.series)}\n"
        f"Pin: version {pattern(version)}\n"
        f"Pin-Priority: {_PRIORITY}\n"
    )


def pattern(version: str) -> str:
    """The versions of a series, as apt writes an expression: with or without an epoch."""
    return f"/^([0-9]+:)?{re.escape(version)}([.~+-]|$)/"


def _hooks(unit: str) -> str:
    note = f"{_STOPPED}-{unit}"
    return (
        "# An upgrade restarts a server that runs, and leaves one alone that is stopped.\n"
        # apt runs these in a process of its own, whose parent is the one that lives as long as dpkg does.
        f'DPkg::Pre-Invoke {{ "test x$(systemctl is-active {unit}) != xinactive'
        f" || cut -d' ' -f1,22 /proc/$(sed -n s/^PPid:.//p /proc/$PPID/status)/stat > {note}\"; }};\n"
        f'DPkg::Post-Invoke {{ "rm -f {note}"; }};\n'
    )


def _condition(unit: str) -> str:
    note = f"{_STOPPED}-{unit}"
    return (
        "[Service]\n"
        "# Stopped when an upgrade began, it stays so while that goes on.\n"
        f"ExecCondition=+/bin/sh -c '! {{ read -r apt start <{note}"
        ' && test "$$apt $$start" = "$$(cut -d" " -f1,22 /proc/$$apt/stat)"; } 2>/dev/null\'\n'
    )

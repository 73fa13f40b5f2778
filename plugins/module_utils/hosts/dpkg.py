# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installed packages."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .command import run


def installed(names: Sequence[str]) -> dict[str, str]:
    """The versions of those of the packages that are installed and configured, by name."""
    if not names or not os.path.exists("/usr/bin/dpkg-query"):
        return {}
    shown = run(
        ["dpkg-query", "--show", "--showformat", "${Package}\t${db:Status-Abbrev}\t${Version}\n", *names], check=False
    )
    found: dict[str, str] = {}
    for line in shown.stdout.splitlines():
        name, status, version = line.split("\t")
        if status.strip() == "ii":
            found[name] = version
    return found


def interrupted() -> bool:
    """Whether a killed dpkg left work half done."""
    updates = "/var/lib/dpkg/updates"
    return os.path.isdir(updates) and any(name.isdigit() for name in os.listdir(updates))

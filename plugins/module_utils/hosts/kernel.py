# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the kernel: a container has those of the machine below, and cannot change them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

ROOT = "/proc/sys"


def lacking(wanted: Iterable[Mapping[str, str]], root: str = ROOT) -> list[str]:
    """What is to be told of settings that are not in force.

    Args:
        wanted: Each with `name`, `value`, and `otherwise`, what becomes of the server.
        root: Where the kernel shows its settings.
    """
    told = []
    for one in wanted:
        found = _read(os.path.join(root, *one["name"].split(".")))
        if found != one["value"]:
            told.append(
                f"{one['name']} is {found or 'unknown'} and not {one['value']}, and cannot be set from within this "
                f"host, which seems to be a container: {one['otherwise']}; set it on the machine below"
            )
    return told


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as setting:
            return " ".join(setting.read().split())
    except OSError:
        return ""

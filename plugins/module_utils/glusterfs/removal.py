# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a server and its volumes is to be deleted where its data go."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..hosts import data, removal
from . import bricks

#: What the package itself brings into the folder in which the server keeps what it knows.
PACKAGED = frozenset(("groups", "hooks"))


def doomed(directory: str, mounts: Sequence[str]) -> list[str]:
    """The bricks on this host, and then what their server knows: a run that breaks off finds the bricks again.

    Args:
        directory: The folder in which the server keeps what it knows.
        mounts: Places where something is mounted.

    Raises:
        HostError: One of them may not be deleted.
    """
    found = bricks.here(os.path.join(directory, "vols"))
    for brick in found:
        removal.weigh(brick, mounts)
    return [*found, *(f"{directory}/{name}" for name in data.within(directory) if name not in PACKAGED)]

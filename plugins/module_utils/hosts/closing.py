# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes from the firewall with an engine that leaves its host."""

from __future__ import annotations

import os

from . import firewall, flushes
from .files import Wanted


def files(engine: str, folder: str = firewall.FOLDER) -> list[Wanted]:
    """The engine's rules; with the last ones of the host, what has nftables.service load them."""
    there = [name for name in sorted(os.listdir(folder)) if name.endswith(".nft")] if os.path.isdir(folder) else []
    own = [name for name in there if name == f"{engine}.nft" or name.startswith(f"{engine}-")]
    paths = [os.path.join(folder, name) for name in own]
    if there == own:
        paths += [file["path"] for file in flushes.files()]
    return [Wanted(path, state="absent", notify=firewall.SERVICE) for path in paths]

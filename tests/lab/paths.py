# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the lab keeps what it makes: all outside the source tree, in one cache folder."""

from __future__ import annotations

import os
from pathlib import Path


def cache() -> Path:
    """Return the lab's cache folder, made when missing."""
    chosen = os.environ.get("MAESTRO_LAB_CACHE")
    if not chosen:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        chosen = str(Path(base) / "maestro-databases")
    path = Path(chosen).expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def folder(*parts: str) -> Path:
    """Return a folder of the cache, made when missing."""
    path = cache().joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def run_folder(lab: str) -> Path:
    """Return the folder with the state of one running lab."""
    return folder("run", lab)

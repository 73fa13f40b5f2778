# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A note that a data directory is being made: it says of a killed run that what it left is no data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ROOT = "/var/lib/maestro/initialising"


def interrupted(engine: str, directory: str) -> bool:
    """Whether a run ended while it made the engine's data there. No server ever ran on what is in that directory."""
    try:
        with open(os.path.join(ROOT, engine), encoding="utf-8", errors="surrogateescape") as text:
            return text.read().rstrip("\n") == directory
    except FileNotFoundError:
        return False


@contextmanager
def begun(engine: str, directory: str) -> Iterator[None]:
    """Holds the note while the data directory is being made; it goes when that ended well."""
    os.makedirs(ROOT, mode=0o700, exist_ok=True)
    note = os.path.join(ROOT, engine)
    with open(note, "w", encoding="utf-8", errors="surrogateescape") as text:
        text.write(f"{directory}\n")
        text.flush()
        os.fsync(text.fileno())
    yield
    forget(engine)


def forget(engine: str) -> None:
    """Takes the note away: nothing half made is left."""
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(ROOT, engine))

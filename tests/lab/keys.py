# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH key by which the lab's hosts let us in; made once, kept in the cache."""

from __future__ import annotations

from pathlib import Path

from .lock import lock
from .paths import folder
from .shell import run


def private_key() -> Path:
    """Return the private key, made on first use."""
    key = folder("ssh") / "id_ed25519"
    public = key.with_suffix(".pub")
    if key.exists() and public.exists():
        return key
    with lock("ssh-key"):
        if not (key.exists() and public.exists()):
            key.unlink(missing_ok=True)
            public.unlink(missing_ok=True)
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "maestro-lab", "-f", key], what="ssh-keygen")
    return key


def public_key() -> str:
    """Return the line for authorized_keys."""
    return private_key().with_suffix(".pub").read_text().strip()

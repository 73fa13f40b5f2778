# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A number that moves when the content of a Secret does, to roll pods by."""

from __future__ import annotations

import hashlib
import json

from .kinds import SECRET, Object

_ROUNDS = 20_000
_BYTES = 16


def checksum(item: Object) -> str:
    """The checksum of a Secret's content; empty for other objects.

    It may stand where the Secret itself must not, such as in an annotation of pods: guessing a password by it is slow,
    and the same content of another Secret has another one.
    """
    if item["kind"] != SECRET.name:
        return ""
    salt = "/".join((SECRET.name, item["metadata"].get("namespace", ""), item["metadata"]["name"]))
    content = json.dumps(item.get("data") or {}, sort_keys=True)
    return hashlib.pbkdf2_hmac("sha256", content.encode(), salt.encode(), _ROUNDS, _BYTES).hex()

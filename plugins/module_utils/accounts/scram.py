# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SCRAM-SHA-256 as PostgreSQL and MongoDB store it, so that a password is compared without a login."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import stringprep
import unicodedata
from typing import Any

ITERATIONS = 4096
_STORED = re.compile(r"SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)")
_PROHIBITED: tuple[Any, ...] = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
    stringprep.in_table_a1,
)


def verifier(password: str, salt: bytes = b"", iterations: int = ITERATIONS) -> str:
    """The verifier of a password as PostgreSQL writes it; without a salt a new one is drawn."""
    salt = salt or os.urandom(16)
    stored, server = keys(password, salt, iterations)
    return f"SCRAM-SHA-256${iterations}:{_text(salt)}${_text(stored)}:{_text(server)}"


def keys(password: str, salt: bytes, iterations: int) -> tuple[bytes, bytes]:
    """StoredKey and ServerKey of a password (RFC 5802, section 3)."""
    salted = hashlib.pbkdf2_hmac("sha256", prepared(password), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return stored, hmac.digest(salted, b"Server Key", "sha256")


def matches(password: str, stored: str | None) -> bool:
    """Whether a stored verifier is that of the password: recomputed with its own salt, no login."""
    found = _STORED.fullmatch(stored or "")
    if not found:
        return False
    try:
        salt = base64.b64decode(found.group(2), validate=True)
    except ValueError:
        return False
    return bool(salt) and hmac.compare_digest(verifier(password, salt, int(found.group(1))), stored or "")


def prepared(password: str) -> bytes:
    """The password as both sides hash it: by SASLprep, or as it stands where that refuses it."""
    if password.isascii():
        return password.encode()
    mapped = "".join(
        " " if stringprep.in_table_c12(sign) else sign for sign in password if not stringprep.in_table_b1(sign)
    )
    normal = unicodedata.normalize("NFKC", mapped)
    right = [stringprep.in_table_d1(sign) for sign in normal]
    mixed = any(right) and (any(map(stringprep.in_table_d2, normal)) or not (right[0] and right[-1]))
    refused = not normal or mixed or any(table(sign) for sign in normal for table in _PROHIBITED)
    return (password if refused else normal).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()

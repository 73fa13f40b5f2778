# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifiers of passwords as Elasticsearch and OpenSearch keep them: PBKDF2, made and compared without the server."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

_ELASTICSEARCH = "{PBKDF2}"
_ELASTICSEARCH_ROUNDS = 100_000
#: The number by which OpenSearch's library calls SHA-256; its rounds are the plugin's own default.
_SHA256 = "3"
_OPENSEARCH_ROUNDS = 600_000
_KEY = 32
_SALT = 32


def elasticsearch(password: str, salt: bytes = b"") -> str:
    """`{PBKDF2}<rounds>$<salt>$<key>`, by HMAC-SHA-512; without a salt a new one is drawn."""
    return _elasticsearch(password, salt or os.urandom(_SALT), _ELASTICSEARCH_ROUNDS, _KEY)


def elasticsearch_matches(password: str, stored: str) -> bool:
    """Whether a verifier is that of the password. One by another algorithm is not: it is made anew once."""
    if not stored.startswith(_ELASTICSEARCH):
        return False
    try:
        rounds, salt, key = stored[len(_ELASTICSEARCH) :].split("$")
        made = _elasticsearch(password, _decoded(salt), int(rounds), len(_decoded(key)))
    except (ValueError, OverflowError):
        return False
    return hmac.compare_digest(made, stored)


def opensearch(password: str, salt: bytes = b"") -> str:
    """`$3$<rounds and bits>$<salt>$<key>`, by HMAC-SHA-256; without a salt a new one is drawn."""
    return _opensearch(password, salt or os.urandom(_SALT), _OPENSEARCH_ROUNDS, _KEY)


def opensearch_matches(password: str, stored: str) -> bool:
    """Whether a verifier is that of the password."""
    try:
        _empty, algorithm, numbers, salt, key = stored.split("$")
        if algorithm != _SHA256:
            return False
        made = _opensearch(password, _decoded(salt), int(numbers) >> 32, len(_decoded(key)))
    except (ValueError, OverflowError):
        return False
    return hmac.compare_digest(made, stored)


def _elasticsearch(password: str, salt: bytes, rounds: int, length: int) -> str:
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, length)
    return f"{_ELASTICSEARCH}{rounds}${_encoded(salt)}${_encoded(key)}"


def _opensearch(password: str, salt: bytes, rounds: int, length: int) -> str:
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds, length)
    return f"${_SHA256}${(rounds << 32) | length * 8}${_encoded(salt)}${_encoded(key)}"


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error

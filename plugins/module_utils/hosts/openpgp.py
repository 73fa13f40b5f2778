# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprints of public keys in ASCII armour, told without a program that a fresh host may lack."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator

_BLOCK = re.compile(
    r"-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+: [^\r\n]*\r?\n)*\r?\n"
    r"(?P<body>[A-Za-z0-9+/=\r\n]+?)(?:\r?\n=[A-Za-z0-9+/]{4})?\r?\n-----END PGP PUBLIC KEY BLOCK-----"
)
#: Tag of a primary key's packet (RFC 9580, section 5).
_PUBLIC_KEY = 6


def fingerprints(armoured: str) -> list[str]:
    """Fingerprints of the primary keys, in upper case; nothing for a text that holds none.

    Version 4 keys are hashed as RFC 9580, section 5.5.4 says.
    """
    found = []
    for block in _BLOCK.finditer(armoured):
        try:
            data = base64.b64decode("".join(block.group("body").split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        found += [
            hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False).hexdigest().upper()
            for tag, body in _packets(data)
            if tag == _PUBLIC_KEY and body[:1] == b"\x04"
        ]
    return found


def same(one: str, other: str) -> bool:
    """Whether two fingerprints are equal, however they are spaced."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(fingerprint: str) -> str:
    return re.sub(r"[\s:]", "", fingerprint).upper().removeprefix("0X")


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and body of each packet; ends at the first that makes no sense, or that comes in parts."""
    position = 0
    while position + 2 <= len(data) and data[position] & 0x80:
        first = data[position]
        if first & 0x40:
            tag, (length, position) = first & 0x3F, _new_length(data, position + 1)
        else:
            tag, size = (first >> 2) & 0x0F, 1 << (first & 0x03)
            if size > 4:
                return
            length = int.from_bytes(data[position + 1 : position + 1 + size], "big")
            position += 1 + size
        if length < 0 or position + length > len(data):
            return
        yield tag, data[position : position + length]
        position += length


def _new_length(data: bytes, position: int) -> tuple[int, int]:
    """Length in the newer form, and where the body starts; -1 for a body in parts, which no key has."""
    first = data[position]
    if first < 192:
        return first, position + 1
    if first < 224 and position + 1 < len(data):
        return ((first - 192) << 8) + data[position + 1] + 192, position + 2
    if first == 255:
        return int.from_bytes(data[position + 1 : position + 5], "big"), position + 5
    return -1, position

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The password verifiers that MySQL and MariaDB store, made and checked without a login.

`crypt` left Python with 3.13, and MySQL feeds SHA-256-crypt a salt of 20 characters where libc cuts it at 16:
so the scheme stands here, in plain Python (https://www.akkadia.org/drepper/SHA-crypt.txt).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string

_CRYPT_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# The order in which SHA-256-crypt writes the 32 bytes of its digest, three at a time.
_CRYPT_ORDER = (
    (0, 10, 20),
    (21, 1, 11),
    (12, 22, 2),
    (3, 13, 23),
    (24, 4, 14),
    (15, 25, 5),
    (6, 16, 26),
    (27, 7, 17),
    (18, 28, 8),
    (9, 19, 29),
)

#: Characters of a caching_sha2_password salt.
SALT_LENGTH = 20
#: MySQL's default, written into the verifier as thousands in hexadecimal (`005`).
ROUNDS = 5000

_VERIFIER_START = b"$A$"


def _filled(block: bytes, length: int) -> bytes:
    """`block` repeated and cut to `length` bytes."""
    return (block * (length // len(block) + 1))[:length]


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _crypt_text(digest: bytes) -> bytes:
    """The 43 characters that SHA-256-crypt writes for a digest of 32 bytes."""
    text = []
    for first, second, third in _CRYPT_ORDER:
        number = digest[first] << 16 | digest[second] << 8 | digest[third]
        for _unused in range(4):
            text.append(_CRYPT_ALPHABET[number & 0x3F])
            number >>= 6
    number = digest[31] << 8 | digest[30]
    for _unused in range(3):
        text.append(_CRYPT_ALPHABET[number & 0x3F])
        number >>= 6
    return "".join(text).encode("ascii")


def sha256_crypt(password: bytes, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """SHA-256-crypt of a password, the salt taken as long as it is: 43 characters, without the `$5$…` in front."""
    inner = _sha256(password + salt + password)
    message = password + salt + _filled(inner, len(password))
    bits = len(password)
    while bits:
        message += inner if bits & 1 else password
        bits >>= 1
    digest = _sha256(message)

    long_password = _filled(_sha256(password * len(password)), len(password)) if password else b""
    long_salt = _filled(_sha256(salt * (16 + digest[0])), len(salt)) if salt else b""
    for number in range(rounds):
        message = long_password if number & 1 else digest
        if number % 3:
            message += long_salt
        if number % 7:
            message += long_password
        message += digest if number & 1 else long_password
        digest = _sha256(message)
    return _crypt_text(digest)


def new_salt() -> bytes:
    """A salt of 20 letters and digits (119 bits); the server would also take other characters, except NUL and `$`."""
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _unused in range(SALT_LENGTH)).encode("ascii")


def caching_sha2_verifier(password: str, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """What MySQL stores for `caching_sha2_password`: `$A$005$`, the salt, the digest."""
    digest = sha256_crypt(password.encode("utf-8"), salt, rounds)
    return _VERIFIER_START + b"%03X" % (rounds // 1000) + b"$" + salt + digest


def caching_sha2_matches(verifier: bytes, password: str) -> bool:
    """True when the stored `caching_sha2_password` verifier belongs to this password; false for anything malformed."""
    head = len(_VERIFIER_START)
    count, dollar, rest = verifier[head : head + 3], verifier[head + 3 : head + 4], verifier[head + 4 :]
    if not verifier.startswith(_VERIFIER_START) or dollar != b"$" or len(rest) != SALT_LENGTH + 43:
        return False
    try:
        rounds = int(count, 16) * 1000
    except ValueError:
        return False
    wanted = caching_sha2_verifier(password, rest[:SALT_LENGTH], rounds)
    return hmac.compare_digest(wanted, verifier)


def native_verifier(password: str) -> str:
    """What MariaDB stores for `mysql_native_password`: `*` and SHA-1 of SHA-1 in hexadecimal; "" for no password."""
    if not password:
        return ""
    inner = hashlib.sha1(password.encode("utf-8")).digest()  # noqa: S324  (the server's scheme)
    return "*" + hashlib.sha1(inner).hexdigest().upper()  # noqa: S324


def native_matches(verifier: str, password: str) -> bool:
    """True when the stored `mysql_native_password` verifier belongs to this password; an empty one belongs to none."""
    return bool(verifier) and hmac.compare_digest(verifier.upper(), native_verifier(password))

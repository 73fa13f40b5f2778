# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes passwords that need no quoting anywhere."""

from __future__ import annotations

import secrets
import string

LENGTH = 32
_LETTERS = string.ascii_letters
_ALPHABET = string.ascii_letters + string.digits


def password() -> str:
    """A password of 32 characters, about 185 bits.

    Letters and digits with one ``-`` or ``_`` inside, at least one of each class: no quoting in URLs, shells, YAML, INI
    files and unit files, and the usual policies are content.
    """
    while True:
        characters = [secrets.choice(_ALPHABET) for _place in range(LENGTH)]
        characters[0] = secrets.choice(_LETTERS)
        characters[1 + secrets.randbelow(LENGTH - 2)] = secrets.choice("-_")
        text = "".join(characters)
        if all(
            any(character in kind for character in text)
            for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits)
        ):
            return text


def random_text(length: int) -> str:
    """Letters and digits, for what a user wants made once."""
    return "".join(secrets.choice(_ALPHABET) for _place in range(length))

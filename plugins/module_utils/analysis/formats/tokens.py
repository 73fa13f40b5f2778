# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tokenisers of languages with interpolated strings share."""

from __future__ import annotations

from typing import NamedTuple

from .errors import FormatError

#: What closes a literal that is opened by a bracket.
CLOSING = {"[": "]", "(": ")", "{": "}", "<": ">"}


class Token(NamedTuple):
    """A piece of source. A string that is put together at run time is `dynamic` and has no value to rely on."""

    kind: str
    text: str
    line: int
    dynamic: bool = False


class Cursor:
    """A place in a source, and its line."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.line = 1

    def advance(self, position: int) -> None:
        """Goes on to a later place."""
        self.line += self.source.count("\n", self.position, position)
        self.position = position

    def interpolation(self, position: int, quotes: str = "'\"", ends: str = "") -> int:
        """The place after the brace that closes an interpolation which starts here.

        Args:
            position: Behind the opening brace.
            quotes: Marks of strings, which may hold braces.
            ends: Signs that no interpolation holds.

        Raises:
            FormatError: It never ends.
        """
        depth, quote = 1, ""
        while position < len(self.source):
            character = self.source[position]
            if character in ends:
                break
            if character == "\\":
                position += 1
            elif quote:
                quote = "" if character == quote else quote
            elif character in quotes:
                quote = character
            elif character in "{}":
                depth += 1 if character == "{" else -1
                if depth == 0:
                    return position + 1
            position += 1
        raise FormatError(f"line {self.line}: a string never ends")

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every parser raises for a file that it cannot make sense of."""

from __future__ import annotations


class FormatError(Exception):
    """The file is not what its name promises. The text starts with the line, where it is known."""


#: Deeper nesting than this is written by nobody.
DEPTH_LIMIT = 60


def too_deep(text: str, opening: str = "([{", closing: str = ")]}") -> bool:
    """True where brackets nest deeper than people write; cheap, and blind to strings on purpose."""
    depth = 0
    for character in text:
        if character in opening:
            depth += 1
            if depth > DEPTH_LIMIT:
                return True
        elif character in closing and depth:
            depth -= 1
    return False

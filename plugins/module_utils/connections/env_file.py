# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What files of environment variables have in common: one ``NAME=value`` a line, comments, and refusals all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .address_fields import Variable

#: What a POSIX shell accepts as the name of a variable.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: A value between quotes may go over several lines.
ENTRY = re.compile(rf"""^({NAME.pattern})=((?:'[^']*'|"(?:[^"\\]|\\.)*")$|[^\n]*)""", re.MULTILINE)
#: Code points that systemd takes for broken UTF-8.
NO_CHARACTER = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

#: Turns a value into what stands behind the ``=``; raises ValueError with the reason, which must not hold the value.
Encoder = Callable[[str], str]


class UnwritableError(ValueError):
    """Values that a file cannot carry unchanged. Names the variables, never a value."""


def file_text(variables: Iterable[Variable], encoder: Encoder, comments: Iterable[str] = (), prefix: str = "") -> str:
    """The whole text of a file.

    Args:
        variables: In the order in which they are written.
        encoder: How a value is written.
        comments: Lines to stand before them, without their ``#``.
        prefix: Stands in front of each name.

    Raises:
        UnwritableError: With every variable that cannot be written.
    """
    lines = [f"# {comment}" for comment in comments]
    refused = []
    for variable in variables:
        try:
            lines.append(f"{prefix}{checked_name(variable.name)}={encoder(variable.value)}")
        except ValueError as error:
            refused.append(f"{variable.name}: {error}")
    if refused:
        raise UnwritableError("cannot be written to an environment file: " + "; ".join(refused))
    return "".join(f"{line}\n" for line in lines)


def entries(text: str) -> dict[str, str]:
    """What stands behind the ``=`` of each variable, still quoted; of two lines with one name the later counts."""
    return {match[1]: match[2] for match in ENTRY.finditer(text)}


def no_character(value: str) -> bool:
    """Whether a value holds a code point that is no character, which some readers take for broken UTF-8."""
    return bool(NO_CHARACTER.search(value)) or any(ord(character) & 0xFFFE == 0xFFFE for character in value)


def checked_name(name: str) -> str:
    """The name itself.

    Raises:
        ValueError: No shell would take it.
    """
    if not NAME.fullmatch(name):
        raise ValueError("is no name of a variable: letters, digits and '_', no digit first")
    return name

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files for systemd's ``EnvironmentFile=``: all that an environment takes but control characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .address_fields import Variable
from .dotenv import quoted
from .env_file import file_text, no_character

#: systemd drops a variable with one of these; tabs and line breaks stay.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
#: What a backslash keeps from its meaning between double quotes; in front of anything else it stays itself.
ACTIVE = re.compile(r'["$`\\]')


def systemd_file(variables: Iterable[Variable], comments: Iterable[str] = ()) -> str:
    """The whole text of a file.

    Raises:
        UnwritableError: With every variable whose value systemd would drop.
    """
    return file_text(variables, systemd_quoted, comments)


def unit_file(variables: Iterable[Variable], comments: Iterable[str] = ()) -> str:
    """The whole text of a file for units, in which other readers find all that they read alike.

    Raises:
        UnwritableError: With every variable whose value systemd would drop.
    """
    return file_text(variables, unit_quoted, comments)


def unit_quoted(value: str) -> str:
    """A value in the quotes of dotenv, or, where these cannot carry it, as systemd and shells read it.

    Raises:
        ValueError: It would be dropped.
    """
    try:
        return quoted(value)
    except ValueError:
        return systemd_quoted(value)


def units_alone(variables: Iterable[Variable]) -> list[str]:
    """Names of the variables that dotenv readers would misread in a file for units."""
    found = []
    for variable in variables:
        try:
            quoted(variable.value)
        except ValueError:
            found.append(variable.name)
    return found


def systemd_quoted(value: str) -> str:
    """A value between double quotes, which systemd undoes.

    Raises:
        ValueError: It would be dropped.
    """
    if CONTROL.search(value):
        raise ValueError("holds a control character")
    if no_character(value):
        raise ValueError("holds a code point that is no character")
    escaped = ACTIVE.sub(lambda match: f"\\{match[0]}", value)
    return f'"{escaped}"'

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
r"""The file that systemd, shells and dotenv readers understand alike: each value byte for byte, or refused.

Readers are systemd's ``EnvironmentFile=``, ``. file`` in a POSIX shell, python-dotenv, and Node's dotenv and
``--env-file``. They agree on two quotings only, and some reader takes something away from each:

* between single quotes python-dotenv unescapes ``\\`` and ``\'``;
* between double quotes shells expand ``$`` and a backtick, and no escape means the same to all;
* python-dotenv replaces ``${NAME}`` between any quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .address_fields import Variable
from .env_file import file_text, no_character

#: systemd drops a value with one of the first; the last two end a line for Node.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
REFERENCE = re.compile(r"\$\{[^}]*\}")
ESCAPE = re.compile(r"\\(?:\\|\Z)")
ACTIVE = re.compile(r'["$`\\]')
#: What stands between double quotes in a file for units only.
UNIT_ESCAPE = re.compile(r'\\(["$`\\])')


def dotenv_file(variables: Iterable[Variable], comments: Iterable[str] = ()) -> str:
    """The whole text of a file.

    Raises:
        UnwritableError: With every variable whose value not all readers would read alike.
    """
    return file_text(variables, quoted, comments)


def quoted(value: str) -> str:
    """A value between the quotes that every reader undoes.

    Raises:
        ValueError: There are none for this value; the text says what stands against it.
    """
    if CONTROL.search(value):
        raise ValueError("holds a control character or another end of a line")
    if no_character(value):
        raise ValueError("holds a code point that is no character")
    if REFERENCE.search(value):
        raise ValueError("holds '${…}', which some readers replace")
    if "'" not in value:
        if ESCAPE.search(value):
            raise ValueError("holds two backslashes in a row or ends with one")
        return f"'{value}'"
    if ACTIVE.search(value):
        raise ValueError("holds ' together with one of \" $ ` \\")
    return f'"{value}"'


def unquoted(text: str) -> str:
    """What a reader makes of a quoted value, systemd's escapes undone; another text is given back as it is."""
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "'\"":
        return text
    return text[1:-1] if text[0] == "'" else UNIT_ESCAPE.sub(r"\1", text[1:-1])

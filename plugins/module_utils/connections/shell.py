# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that a POSIX shell sources: it exports the variables, and carries all that an environment takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .address_fields import Variable
from .env_file import file_text

#: No environment holds a NUL, and no file of UTF-8 half of a surrogate pair.
IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


def shell_file(variables: Iterable[Variable], comments: Iterable[str] = ()) -> str:
    """The whole text of a file.

    Raises:
        UnwritableError: With every variable whose value no environment can hold.
    """
    return file_text(variables, shell_quoted, comments, prefix="export ")


def shell_quoted(value: str) -> str:
    """A value between single quotes, within which a shell knows nothing but their end.

    Raises:
        ValueError: No environment can hold it.
    """
    if IMPOSSIBLE.search(value):
        raise ValueError("holds a character that no environment can hold")
    return "'" + value.replace("'", "'\\''") + "'"

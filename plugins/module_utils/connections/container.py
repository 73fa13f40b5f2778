# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file for ``--env-file`` of a container runtime: all that follows the first ``=`` is the value, quotes too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .address_fields import Variable
from .env_file import file_text

CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def container_file(variables: Iterable[Variable], comments: Iterable[str] = ()) -> str:
    """The whole text of a file.

    Raises:
        UnwritableError: With every variable whose value cannot stand in one line.
    """
    return file_text(variables, plain, comments)


def plain(value: str) -> str:
    """The value itself.

    Raises:
        ValueError: A line cannot carry it.
    """
    if CONTROL.search(value):
        raise ValueError("holds a line break or another control character")
    return value

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables in one line of text: `DB=mysql NOTE='a b'`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """Names and values, quoted as a shell would; none where the quotes do not close."""
    try:
        words = shlex.split(text)
    except ValueError:
        return
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            yield name, value

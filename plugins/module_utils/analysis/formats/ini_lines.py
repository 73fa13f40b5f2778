# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads INI files as Python's configparser does, setup.cfg and alembic.ini among them, with the line of each value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SECTION = re.compile(r"\[([^\]\n]{1,200})\]")
_KEY = re.compile(r"([^\s=:#;\[][^=:\n]{0,200}?)\s*[=:]\s*(.*)")


@dataclass
class Value:
    """A key with its value; a value that goes on over further, indented lines has one entry a line."""

    section: str
    key: str
    line: int
    #: The lines of the value with their numbers, without comments and empty ones.
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The value as one text."""
        return "\n".join(text for _number, text in self.lines)


def parse_ini(source: str) -> list[Value]:
    """The values in their order; what is neither section nor value is passed over."""
    values: list[Value] = []
    section = ""
    open_value = False
    for number, line in enumerate(source.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if line[0].isspace() and open_value:
            values[-1].lines.append((number, _plain(stripped)))
            continue
        header = _SECTION.match(stripped)
        found = None if header else _KEY.fullmatch(stripped)
        open_value = found is not None
        if header:
            section = header.group(1).strip()
        elif found:
            values.append(Value(section, found.group(1).strip().lower(), number))
            if found.group(2):
                values[-1].lines.append((number, _plain(found.group(2).strip())))
    return values


def _plain(text: str) -> str:
    """The text without a comment after it."""
    return re.split(r"\s[#;]", text, maxsplit=1)[0].rstrip()

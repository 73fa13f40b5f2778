# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads files of keys and values, `.env` and Java's `.properties`, with the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASSIGNED = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*[=:]\s*(.*)", re.DOTALL)
_PROPERTY = re.compile(r"\s*((?:\\.|[^\s:=\\])+)(?:\s*[:=]\s*|\s+)?(.*)", re.DOTALL)
#: Lines a quoted value or a continued one may go on for.
_LINES_LIMIT = 200


@dataclass(frozen=True)
class Setting:
    """A key with its value, which may be secret: look at it, never show it."""

    line: int
    key: str
    value: str


def parse_dotenv(source: str) -> list[Setting]:
    """The assignments of a `.env` file; a line that is none is passed over, as its readers do."""
    settings = []
    lines = source.split("\n")
    index = 0
    while index < len(lines):
        found = _ASSIGNED.match(lines[index])
        number = index + 1
        index += 1
        if not found:
            continue
        key, value = found.group(1), found.group(2).strip()
        quote = value[:1]
        if quote in ("'", '"', "`"):
            taken = 1
            while value.find(quote, 1) < 0 and index < len(lines) and taken < _LINES_LIMIT:
                value += "\n" + lines[index]
                index += 1
                taken += 1
            end = value.find(quote, 1)
            if end < 0:
                # It never ends: only the line itself counts.
                index = number
                value = value.split("\n")[0][1:]
            else:
                value = value[1:end]
        else:
            value = re.split(r"\s#", value, maxsplit=1)[0].strip() if not value.startswith("#") else ""
        settings.append(Setting(number, key, value))
    return settings


def parse_properties(source: str) -> list[Setting]:
    """The properties of a Java `.properties` file, continued lines joined."""
    settings = []
    lines = source.split("\n")
    index = 0
    while index < len(lines):
        number, line = index + 1, lines[index].lstrip()
        index += 1
        if not line or line[0] in "#!":
            continue
        taken = 1
        while _continues(line) and index < len(lines) and taken < _LINES_LIMIT:
            line = line[:-1] + lines[index].lstrip()
            index += 1
            taken += 1
        found = _PROPERTY.match(line)
        if found:
            key = re.sub(r"\\(.)", r"\1", found.group(1))
            value = re.sub(r"\\([:=#!\\ ])", r"\1", found.group(2)).strip()
            settings.append(Setting(number, key, value))
    return settings


def _continues(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1

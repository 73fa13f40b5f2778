# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the line of something that a TOML parser returned without one."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from ..libraries import tomllib
from .errors import FormatError, too_deep

#: Parts of a key, each within the one before: every one costs the parser as much as all before it.
_PARTS = 200
_DOTTED = re.compile(rf"(?:\.[ \t]*+(?:[\w-]++|\"(?:[^\"\\]|\\.)*+\"|'[^']*+')[ \t]*+){{{_PARTS}}}")


def parse_toml(source: str) -> dict[str, Any]:
    """The document. Raises FormatError."""
    if too_deep(source, "[{", "]}") or any(
        line.count(".") >= _PARTS and _DOTTED.search(line) for line in source.split("\n")
    ):
        raise FormatError("nested deeper than people write")
    try:
        loaded: dict[str, Any] = tomllib.loads(source)
    except (ValueError, RecursionError) as exc:
        raise FormatError(f"not TOML: {exc}") from exc
    return loaded


_HEADER = re.compile(r"\s*\[+([^\[\]#]+)\]+")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]")


class Lines:
    """Knows on which lines headers, keys and quoted texts stand; commented lines are left out."""

    def __init__(self, source: str) -> None:
        self._headers: dict[str, list[int]] = {}
        self._quoted: dict[str, list[int]] = {}
        self._keys: dict[str, list[int]] = {}
        for number, line in enumerate(source.split("\n"), 1):
            if line.lstrip().startswith("#"):
                continue
            header, key = _HEADER.match(line), _KEY.match(line)
            if header:
                name = re.sub(r"[\s\"']", "", header.group(1))
                self._headers.setdefault(name, []).append(number)
            if key:
                self._keys.setdefault(key.group(1), []).append(number)
            for found in _QUOTED.finditer(line):
                self._quoted.setdefault(found.group(1) or found.group(2) or "", []).append(number)

    def header(self, table: str) -> int:
        """The line of `[table]`, 1 where there is none."""
        return _first(self._headers.get(table, []), 1)

    def quoted(self, text: str, start: int = 1) -> int:
        """The first line from `start` on that holds the text in quotes; `start` where none does."""
        return _first(self._quoted.get(text, []), start)

    def key(self, name: str, start: int = 1) -> int:
        """The first line from `start` on that sets the key; `start` where none does."""
        return _first(self._keys.get(name, []), start)


def _first(numbers: list[int], start: int) -> int:
    index = bisect_left(numbers, start)
    return numbers[index] if index < len(numbers) else start

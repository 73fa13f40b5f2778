# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads HOCON, the format of application.conf, into settings with their lines: no includes, no substitution."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import DEPTH_LIMIT, FormatError

_PIECE = re.compile(
    r'(?P<space>[ \t\f]+)|(?P<comment>(?:#|//)[^\n]*)|(?P<triple>"""(?:.|\n)*?"""+)|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<variable>\$\{[^{}\n]*\})|(?P<mark>[{}\[\],\n]|\+=|=|:(?!//))|(?P<word>(?:[^\s{}\[\],\"=:#$/]|/(?!/)|://|:(?=//))+)"
    r"|(?P<other>.)"
)


@dataclass(frozen=True)
class HoconSetting:
    """A dotted key with its value as it stands; `${X}` is not put in."""

    line: int
    key: str
    value: str


def parse_hocon(source: str) -> list[HoconSetting]:
    """All settings of a file, those of lists under the list's key. Raises FormatError."""
    return _Reader(source).run()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.settings: list[HoconSetting] = []
        #: Keys that opened a brace or bracket, and which of both.
        self.open: list[tuple[str, str]] = []
        self.key: list[str] = []
        self.value: list[str] = []
        self.assigned = False
        self.start = 1

    def run(self) -> list[HoconSetting]:
        line = 1
        for found in _PIECE.finditer(self.source):
            kind, text = found.lastgroup, found.group()
            if kind == "mark":
                self._mark(text, line)
            elif kind not in ("comment", "other"):
                self._text(kind or "", text, line)
            elif text == '"':
                raise FormatError(f"line {line}: a string never ends")
            line += text.count("\n")
        self._end(line)
        if self.open:
            raise FormatError(f"line {line}: '{self.open[-1][1]}' is never closed")
        return self.settings

    def _text(self, kind: str, text: str, line: int) -> None:
        if kind in ("string", "triple"):
            text = text.strip('"')
        listed = bool(self.open) and self.open[-1][1] == "["
        target = self.value if self.assigned or listed else self.key
        if kind != "space" or target:
            if not target and kind != "space" and not self.assigned:
                self.start = line
            target.append(text)

    def _mark(self, text: str, line: int) -> None:
        if text in ("=", ":", "+=") and not self.assigned and not (self.open and self.open[-1][1] == "["):
            self.assigned = True
        elif text in "{[":
            if len(self.open) >= DEPTH_LIMIT:
                raise FormatError(f"line {line}: nested deeper than {DEPTH_LIMIT} levels")
            self.open.append(("".join(self.key).strip(), text))
            self._clear()
        elif text in "}]":
            self._end(line)
            if not self.open or {"{": "}", "[": "]"}[self.open[-1][1]] != text:
                raise FormatError(f"line {line}: '{text}' closes nothing")
            self.open.pop()
        elif text in ",\n":
            if text == "\n" and self.assigned and not "".join(self.value).strip():
                return  # The value stands on the next line.
            self._end(line)
        else:
            self._text("word", text, line)

    def _end(self, line: int) -> None:
        del line
        value = "".join(self.value).strip()
        key = ".".join(part for part in (*(name for name, _mark in self.open), "".join(self.key).strip()) if part)
        if value and key:
            self.settings.append(HoconSetting(self.start, key, value))
        self._clear()

    def _clear(self) -> None:
        self.key, self.value, self.assigned = [], [], False

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Clojure's data, as deps.edn and project.clj hold it, into lists that know their line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import DEPTH_LIMIT, FormatError

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_PIECE = re.compile(
    r'[\s,]+|;[^\n]*|"(?:[^"\\]|\\.)*"|#_|[\[\](){}]|\\.[^\s,\[\](){}";]*|[^\s,\[\](){}";]+|.', re.DOTALL
)


@dataclass
class Form:
    """A symbol, keyword, number or text, or with an opening bracket a list of forms."""

    text: str
    line: int
    opening: str = ""
    items: list[Form] = field(default_factory=list)

    def pairs(self) -> list[tuple[Form, Form]]:
        """A map's entries."""
        return list(zip(self.items[::2], self.items[1::2], strict=False)) if self.opening == "{" else []

    def get(self, key: str) -> Form | None:
        """The value under a key of a map; also behind a keyword of a list, as defproject has them."""
        for item, following in zip(self.items, self.items[1:], strict=False):
            if item.text == key and not item.opening:
                return following
        return None


def parse_edn(source: str) -> list[Form]:
    """All forms of a file. Raises FormatError."""
    root = Form("", 1, "(")
    opened = [root]
    line = 1
    for found in _PIECE.finditer(source):
        piece = found.group()
        if not (piece[0].isspace() or piece[0] in ",;"):
            if piece == '"':
                raise FormatError(f"line {line}: a string never ends")
            if piece in _CLOSING:
                if len(opened) > DEPTH_LIMIT:
                    raise FormatError(f"line {line}: nested deeper than {DEPTH_LIMIT} levels")
                form = Form("", line, piece)
                opened[-1].items.append(form)
                opened.append(form)
            elif piece in _CLOSING.values():
                if len(opened) == 1 or _CLOSING[opened[-1].opening] != piece:
                    raise FormatError(f"line {line}: '{piece}' closes nothing")
                opened.pop()
            else:
                opened[-1].items.append(Form(piece, line))
        line += piece.count("\n")
    if len(opened) > 1:
        raise FormatError(f"line {opened[-1].line}: '{opened[-1].opening}' is never closed")
    _drop(root)
    return root.items


def _drop(root: Form) -> None:
    """Takes out what `#_` comments out."""
    waiting = [root]
    while waiting:
        form = waiting.pop()
        kept: list[Form] = []
        skip = 0
        for item in form.items:
            if item.text == "#_":
                skip += 1
            elif skip:
                skip -= 1
            else:
                kept.append(item)
        form.items = kept
        waiting += kept

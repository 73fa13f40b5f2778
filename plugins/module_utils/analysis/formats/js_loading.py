# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What JavaScript and TypeScript load: `import`, `export … from`, `require`, `import()`."""

from __future__ import annotations

from .js_extents import LOOK_BACK, Extents
from .js_model import Loaded
from .js_tokens import NAME, STRING, TEMPLATE


class Loading(Extents):
    """Notes what is loaded."""

    def _import(self, index: int) -> None:
        if self.text(index - 1) == ".":
            return
        if self.text(index + 1) == "(":
            self._call(index)
            return
        if self.text(index + 1) == "type" and self.text(index + 2) not in ("from", ","):
            return
        if self.kind(index + 1) == STRING:
            self._add(index, index + 1, {}, bound=False)
            return
        names: dict[str, str] = {}
        position = index + 1
        while position < min(index + LOOK_BACK, self.size):
            self._step(position)
            text = self.text(position)
            if text == "{":
                names.update(self._names(position))
                position = self.match.get(position, self.size)
            elif text == "*" and self.text(position + 1) == "as":
                names[self.text(position + 2)] = "*"
                position += 2
            elif text == "from":
                if self.kind(position + 1) == STRING:
                    self._add(index, position + 1, names)
                return
            elif text == "=" and self.text(position + 1) == "require":
                return
            elif self.kind(position) == NAME:
                names[text] = "default"
            elif text != ",":
                return
            position += 1

    def _export(self, index: int) -> None:
        opening = index + 1
        if self.text(opening) == "*":
            position = opening + 1 if self.text(opening + 1) != "as" else opening + 3
        elif self.text(opening) == "{":
            position = self.match.get(opening, self.size) + 1
        else:
            return
        if self.text(position) == "from" and self.kind(position + 1) == STRING:
            self._add(index, position + 1, {}, passed_on=True)

    def _require(self, index: int) -> None:
        if self.text(index + 1) == "(" and self.text(index - 1) not in (".", "function"):
            self._call(index)

    def _call(self, index: int) -> None:
        """`require(…)` or `import(…)`, maybe bound to names."""
        if self.kind(index + 2) not in (STRING, TEMPLATE) or self.text(index + 3) not in (")", ","):
            return
        before = index - 1
        while self.text(before) in ("await", "("):
            before -= 1
        names: dict[str, str] = {}
        if self.text(before) == "=":
            if self.text(before - 1) == "}":
                names = self._names(self.match.get(before - 1, 0))
            elif self.kind(before - 1) == NAME:
                end = self.match.get(index + 1, index)
                part = self.text(end + 2) if self.text(end + 1) == "." else "*"
                names = {self.text(before - 1): part}
        called = self.text(self.match.get(index + 1, index) + 1) == "("
        self._add(index, index + 2, names, bound=bool(names) and not called)

    def _add(
        self, index: int, module: int, names: dict[str, str], *, bound: bool = True, passed_on: bool = False
    ) -> None:
        names.pop("", None)
        self.code.loaded.append(
            Loaded(self.tokens[module].text, index, self.tokens[index].line, names, bound, passed_on, module + 1)
        )

    def _names(self, opening: int) -> dict[str, str]:
        """`{a, b as c, d: e, type f}`."""
        names: dict[str, str] = {}
        part: list[str] = []
        for index in range(opening + 1, min(self.match.get(opening, opening), opening + LOOK_BACK)):
            self._step(index)
            text = self.text(index)
            if text == ",":
                _add_name(names, part)
                part = []
            else:
                part.append(text)
        _add_name(names, part)
        return names


def _add_name(names: dict[str, str], part: list[str]) -> None:
    """One of the names in braces: as it is exported, and as it is known here."""
    if not part or (part[0] == "type" and len(part) > 1 and part[1] != "as"):
        return
    if "=" in part:
        part = part[: part.index("=")]
    if part:
        names[part[-1]] = part[0]

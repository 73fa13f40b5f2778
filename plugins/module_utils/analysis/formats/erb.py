# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes ERB out of a YAML file: what a tag would print becomes a word that can be looked up again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import ruby_tokens as ruby
from .errors import FormatError

#: Stands where a tag printed something. Plain letters, so that it is a scalar to YAML wherever it stands.
_MARK = re.compile(r"ERBVALUE(\d+)X")
#: Longer tags are programs; they are left out, not read.
_TAG_LIMIT = 2_000


@dataclass(frozen=True)
class Printed:
    """What is known of a printed value: the environment variable it is read from and what it is without that."""

    variable: str = ""
    default: str = ""


class ErbText:
    """A YAML text without its ERB."""

    def __init__(self, source: str) -> None:
        self.values: list[Printed] = []
        self.text = self._without_tags(source)

    def value(self, text: str) -> tuple[str, Printed | None]:
        """A scalar as it reads when no variable is set, and the tag's value where the scalar holds one."""
        mark = _MARK.search(text)
        if mark is None:
            return text, None
        return _MARK.sub(lambda found: self.values[int(found.group(1))].default, text), self.values[int(mark.group(1))]

    def _without_tags(self, source: str) -> str:
        parts: list[str] = []
        position = 0
        while True:
            start = source.find("<%", position)
            if start < 0:
                parts.append(source[position:])
                return "".join(parts)
            end = source.find("%>", start + 2)
            if end < 0:
                raise FormatError(f"line {source.count(chr(10), 0, start) + 1}: an ERB tag never ends")
            parts.append(source[position:start])
            body = source[start + 2 : end]
            # The lines must stay where they are.
            printed = body.startswith("=") and not _whole_line(source, start, end + 2)
            parts.append((self._printed(body[1:]) if printed else "") + "\n" * body.count("\n"))
            position = end + 2

    def _printed(self, code: str) -> str:
        self.values.append(_read(code) if len(code) <= _TAG_LIMIT else Printed())
        return f"ERBVALUE{len(self.values) - 1}X"


def _whole_line(source: str, start: int, end: int) -> bool:
    """True for a tag that prints a line of its own, key and value: what that is, only running it tells."""
    begin = source.rfind("\n", 0, start) + 1
    stop = source.find("\n", end)
    if source[begin:start].strip() or source[end : stop if stop >= 0 else None].strip():
        return False
    before = source[max(0, begin - 200) : begin].rstrip()
    return before.endswith("%>") or (bool(before) and not before.endswith((":", "-", "|", ">", ",", "[")))


def _read(code: str) -> Printed:
    """Understands `ENV["X"] || "y"`, `ENV.fetch("X", "y")`, `ENV.fetch("X") { "y" }` and plain strings."""
    try:
        found = [token for token in ruby.tokens(code) if token.kind != ruby.NEWLINE]
    except FormatError:
        return Printed()
    variable = ""
    default = ""
    for index, token in enumerate(found):
        if token.kind != ruby.STRING or token.dynamic:
            continue
        before = [item.text for item in found[max(0, index - 4) : index]]
        if before[-2:] == ["ENV", "["] or before[-4:] == ["ENV", ".", "fetch", "("]:
            variable = variable or token.text
        elif not default and (not before or before[-1] in ("||", ",", "{", "or", ":", "(")):
            default = token.text
    return Printed(variable, default)

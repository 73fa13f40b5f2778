# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes over the lines of a YAML file: what says something, how far it is indented, where it ends."""

from __future__ import annotations

import re

from .rails_nodes import TAG, Node

#: In place of a tag that prints something, and of one that decides over what follows.
OUTPUT, CODE = "\ue000", "\ue001"


class UnreadableError(ValueError):
    """A line that the reader does not understand."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


def _masked(match: re.Match[str]) -> str:
    length = len(match[0])
    if match[1] == "#":
        return "#" * length
    return (OUTPUT if match[1] == "=" else CODE) * length


class Scanner:
    """A text with the questions that are asked of its lines; an offset counts in signs from the beginning."""

    def __init__(self, text: str) -> None:
        #: Tags replaced by as many signs, also their line breaks.
        self.text = TAG.sub(_masked, text)
        self.original = text
        self.anchors: dict[str, Node] = {}
        self.code = [match.start() for match in re.finditer(f"{CODE}+", self.text)]

    def fail(self, offset: int, what: str) -> UnreadableError:
        """What to raise."""
        return UnreadableError(self.original.count("\n", 0, offset) + 1, what)

    def next_line(self, offset: int) -> int | None:
        """Offset of the first sign of the next line that says something, from the beginning of a line on."""
        while offset < len(self.text):
            end = self.line_end(offset)
            line = self.text[offset:end]
            bare = line.strip(" \t\r\ufeff")
            if bare.startswith("...") or (bare.startswith("---") and self.code_free(offset)):
                raise self.fail(offset, "begins a second document")
            if bare.startswith("---") and not re.fullmatch(r"---(\s+#.*)?", bare):
                raise self.fail(offset, "says something behind '---'")
            if not bare.strip(f"{CODE} \t") or bare.startswith(("#", "---")) or line.startswith("%"):
                offset = end + 1
                continue
            if CODE in line:
                raise self.fail(offset, "holds a tag <% … %> besides other text")
            first = offset + len(line) - len(line.lstrip(" \ufeff"))
            if self.text[first] == "\t":
                raise self.fail(offset, "is indented by a tab")
            return first
        return None

    def code_free(self, offset: int) -> bool:
        """Whether something was said above an offset."""
        return any(
            line.strip() and not line.lstrip().startswith(("#", "%", CODE)) for line in self.text[:offset].splitlines()
        )

    def line_end(self, offset: int) -> int:
        """Offset of the line break behind an offset."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    @staticmethod
    def indented(line: str) -> int:
        """How many blanks a line begins with."""
        return len(line) - len(line.lstrip(" "))

    def indent(self, offset: int) -> int:
        """How far the line of an offset is indented."""
        return offset - (self.text.rfind("\n", 0, offset) + 1)

    def deeper(self, offset: int, indent: int) -> int:
        """Where the lines end that are indented further than a key."""
        end = self.line_end(offset)
        last = end
        while end < len(self.text):
            start, end = end + 1, self.line_end(end + 1)
            line = self.text[start:end]
            if line.strip() and self.indented(line) <= indent:
                break
            last = end if line.strip() else last
        return self.trimmed(last)

    def plain(self, at: int, indent: int) -> int:
        """Where a plain scalar ends: it goes on in lines that are indented further, up to a comment."""
        last = end = self.line_end(at)
        while end < len(self.text):
            start, end = end + 1, self.line_end(end + 1)
            line = self.text[start:end]
            if line.strip() and (self.indented(line) <= indent or line.lstrip()[0] in f"#{CODE}"):
                break
            last = end if line.strip() else last
        return self.trimmed(last)

    def sequence(self, offset: int, indent: int) -> int:
        """Where a list ends whose dashes may stand below its key."""
        end = self.line_end(offset)
        while (following := self.next_line(end + 1)) is not None:
            if self.indent(following) <= indent and not self.text.startswith("- ", following):
                break
            if self.indent(following) < indent:
                break
            end = self.line_end(following)
        return self.trimmed(end)

    def blanks(self, at: int, *, lines: bool = False) -> int:
        """The first offset that is no blank; with `lines` also past line breaks and comments."""
        while at < len(self.text):
            if self.text[at] in " \t" or (lines and self.text[at] in "\r\n"):
                at += 1
            elif lines and self.text[at] == "#" and self.text[at - 1] in " \t\n":
                at = self.line_end(at)
            else:
                break
        return at

    def ends(self, at: int) -> bool:
        """Whether nothing but a comment stands behind an offset in its line."""
        rest = self.text[at : self.line_end(at)]
        return not rest.strip() or (rest[0] in " \t" and rest.strip().startswith("#"))

    def trimmed(self, end: int) -> int:
        """An end without the blanks in front of it."""
        return len(self.text[:end].rstrip(" \t\r\n")) if end else end

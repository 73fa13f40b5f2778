# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes single values of a YAML file and keeps every other byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..problem import Problem
from .rails_nodes import Document, Node

#: What YAML of any version reads as this very text without quotes.
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*|\d{1,3}(?:\.\d{1,3}){3}")
WORDS = frozenset("y n yes no true false on off null".split())
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
OWN = re.compile(
    r"""["']?<%=\s*ENV(?:\[\s*(?P<q>["'])(?P<index>\w+)(?P=q)\s*\]"""
    r"""|\.fetch\(\s*(?P<p>["'])(?P<fetch>\w+)(?P=p)\s*(?:,[^()]*)?\)(?:\s*\{[^{}]*\})?)\s*-?%>["']?"""
)


@dataclass(frozen=True)
class Setting:
    """A key of ours with its value."""

    key: str
    value: str
    #: Environment variables that hold the value.
    variables: frozenset[str] = frozenset()
    number: bool = False
    #: The value is written as it stands, being YAML already.
    raw: bool = False

    @property
    def text(self) -> str:
        """The value as it is written."""
        return self.value if self.number or self.raw else scalar(self.value)


@dataclass
class Edits:
    """What is to stand in place of what, in the text of a document."""

    document: Document
    changes: list[tuple[int, int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def text(self) -> str:
        """The new text."""
        pieces, at = [], 0
        # Of several at one place the first one stays first.
        for start, end, new in sorted(self.changes, key=lambda change: change[0]):
            pieces += [self.document.text[at:start], new]
            at = end
        return "".join([*pieces, self.document.text[at:]])

    def put(self, start: int, end: int, new: str) -> None:
        """Replaces a piece of the text."""
        if self.document.text[start:end] != new:
            self.changes.append((start, end, new))

    def set(self, node: Node, settings: Iterable[Setting], indent: int) -> None:
        """Gives a mapping these values as its own.

        Args:
            node: The mapping, an alias of one, or nothing yet.
            settings: The values, in the order in which new keys are written.
            indent: How far the key of the mapping itself is indented.
        """
        missing = []
        for setting in settings:
            entry = node.entry(setting.key)
            if entry is None:
                missing.append(setting)
            elif not self.says(entry.value, setting):
                blank = "" if self.document.text[entry.value.start - 1 : entry.value.start] in (" ", "\n") else " "
                self.put(entry.value.start, entry.value.end, blank + setting.text)
        if missing:
            self.add(node, missing, indent)

    def says(self, value: Node, setting: Setting) -> bool:
        """Whether a value means the same already: as text, or by a variable that holds it."""
        raw = self.document.text[value.start : value.end]
        if setting.raw:
            return raw == setting.value
        own = OWN.fullmatch(raw)
        if own:
            return (own["index"] or own["fetch"]) in setting.variables
        return self.document.scalar(value) == setting.value and (setting.number or not misread(raw))

    def add(self, node: Node, settings: Iterable[Setting], indent: int) -> None:
        """Gives a mapping keys that it does not have."""
        pairs = [f"{setting.key}: {setting.text}" for setting in settings]
        if node.kind == "alias":
            self.put(node.start, node.end, f"{{<<: *{node.alias}, {', '.join(pairs)}}}")
        elif node.kind == "flow":
            place = node.entries[-1].value.end if node.entries else node.start + 1
            self.put(place, place, (", " if node.entries else "") + ", ".join(pairs))
        else:
            inner = node.entries[0].indent if node.entries else indent + 2
            self.below(node, [f"{' ' * inner}{pair}" for pair in pairs])

    def below(self, node: Node, lines: Iterable[str]) -> None:
        """Adds lines to a mapping of lines, or to nothing: behind its scalars."""
        place = self.place(node)
        self.put(place, place, "".join(f"{self.line_break}{line}" for line in lines))

    def place(self, node: Node) -> int:
        """Where lines are added to a mapping: behind its last scalar, at the end of that line."""
        text = self.document.text
        beside = [entry for entry in node.entries if not entry.value.mapping]
        end = (beside or node.entries)[-1].value.end if node.entries else node.end
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        return line_end - 1 if text[line_end - 1 : line_end] == "\r" else line_end

    @property
    def line_break(self) -> str:
        """How the file ends its lines."""
        return "\r\n" if "\r\n" in self.document.text else "\n"

    def append(self, lines: Iterable[str]) -> None:
        """Adds lines at the end of the file, behind an empty one."""
        end, text = len(self.document.text), self.document.text
        gap = "" if not text.strip() else self.line_break * (1 if text.endswith("\n") else 2)
        self.put(end, end, gap + "".join(f"{line}{self.line_break}" for line in lines))


def misread(raw: str) -> bool:
    """Whether YAML takes a text without quotes for something else than text."""
    return raw[:1] not in ("'", '"') and (raw.lower() in WORDS or not PLAIN.match(raw))


def scalar(value: str) -> str:
    """A text as YAML that Ruby's templates have been through.

    Raises:
        ValueError: It holds what cannot be written; the message does not tell the value.
    """
    if CONTROL.search(value):
        raise ValueError("holds a line break or another control character")
    if PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    return "'" + value.replace("'", "''").replace("<%", "<%%") + "'"


def shared(document: Document, name: str, node: Node, keys: Iterable[str], path: str) -> list[Problem]:
    """What else would change with a mapping: other environments that inherit from it."""
    if not node.anchor:
        return []
    wanted = set(keys)
    return [
        Problem(
            f"{path} line {document.line(entry.start)}",
            f"'{entry.key}' inherits from '{name}', and would be led to its database",
            f"give '{entry.key}' {', '.join(sorted(wanted))} of its own, or let both inherit from an entry beside them",
        )
        for entry in document.root.entries
        if entry.key != name.partition(".")[0] and inherits(document, entry.value, node, wanted)
    ]


def inherits(document: Document, heir: Node, node: Node, keys: set[str], depth: int = 0) -> bool:
    """Whether a mapping, or one within it, takes one of the keys from another one."""
    left = keys - {entry.key for entry in heir.entries}
    if not left or depth > 20:
        return False
    parents = list(document.merged(heir))
    return any(parent is node or inherits(document, parent, node, left, depth + 1) for parent in parents) or any(
        inherits(document, entry.value, node, keys, depth + 1) for entry in heir.entries if entry.key != "<<"
    )


def branches(document: Document, node: Node, path: str) -> list[Problem]:
    """Tags of Ruby within a mapping that decide which of its lines count."""
    lines = sorted({document.line(place) for place in document.code if node.start <= place < node.end})
    return [
        Problem(f"{path} line {line}", "a tag <% … %> decides over lines of this entry", "write the entry without it")
        for line in lines
    ]


def nested(entries: Mapping[str, Iterable[str]]) -> list[str]:
    """Lines of mappings below their names."""
    return [line for name, lines in entries.items() for line in (f"{name}:", *(f"  {line}" for line in lines))]

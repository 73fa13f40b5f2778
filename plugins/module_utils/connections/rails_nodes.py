# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a settings file in YAML holds and where: values with their places in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

#: A tag of Ruby's templates; ``<%%`` is none.
TAG = re.compile(r"<%(?!%)(.)(?:.*?)%>", re.DOTALL)
ALIAS = re.compile(r"\*([^\s,\[\]{}:]+)")


@dataclass
class Node:
    """A value: its kind, its place without anchor and comment, and what it holds."""

    #: `block`, `flow` (mappings), `scalar`, `alias`, `empty`, `other`
    kind: str
    start: int
    end: int
    anchor: str = ""
    #: Name of the anchor that an alias names.
    alias: str = ""
    entries: list[Entry] = field(default_factory=list)

    @property
    def mapping(self) -> bool:
        """Whether it has entries."""
        return self.kind in ("block", "flow")

    def entry(self, key: str) -> Entry | None:
        """Its own entry of a key; the last one counts."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)


@dataclass
class Entry:
    """A key with its value."""

    key: str
    start: int
    indent: int
    value: Node


@dataclass(frozen=True)
class Document:
    """A whole file."""

    text: str
    root: Node
    anchors: dict[str, Node]
    #: Where tags stand that decide over what follows.
    code: tuple[int, ...]

    def line(self, offset: int) -> int:
        """Number of the line of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def scalar(self, node: Node) -> str | None:
        """A scalar's value; None where Ruby says it, or where it is none."""
        raw = self.text[node.start : node.end]
        if node.kind not in ("scalar", "empty") or TAG.search(raw):
            return None
        if raw.startswith("'"):
            value = raw[1:-1].replace("''", "'")
        elif raw.startswith('"'):
            try:
                value = str(json.loads(raw))
            except ValueError:
                return None
        else:
            value = raw.rstrip()
        return value.replace("<%%", "<%")

    def merged(self, node: Node) -> Iterator[Node]:
        """The mappings that a mapping inherits from, the strongest first."""
        if node.kind == "alias":
            if node.alias in self.anchors:
                yield self.anchors[node.alias]
            return
        for entry in node.entries:
            if entry.key == "<<":
                names = ALIAS.findall(self.text[entry.value.start : entry.value.end])
                yield from (self.anchors[name] for name in names if name in self.anchors)

    def find(self, node: Node, key: str, depth: int = 0) -> Entry | None:
        """The entry of a key, a mapping's own or an inherited one."""
        own = node.entry(key)
        if own or depth > 20:
            return own
        found = (self.find(parent, key, depth + 1) for parent in self.merged(node))
        return next((entry for entry in found if entry), None)

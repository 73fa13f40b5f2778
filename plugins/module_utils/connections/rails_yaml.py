# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the YAML of settings files with the place of every value, and lets Ruby's tags stand in it.

Written for files that people write by hand: mappings in lines and in braces, anchors, aliases, merge keys. It knows
where a value stands, not what it means, so that one value can be changed and every other byte kept. What is inside
``<% … %>`` may be anything and is never looked at. What it cannot tell apart for sure, it refuses.
"""

from __future__ import annotations

import re

from .rails_nodes import ALIAS, Document, Entry, Node
from .rails_scan import Scanner

QUOTED_KEY = r"""(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<plain>"""
KEY = re.compile(QUOTED_KEY + r"""[^\s'"{}\[\],&*#?|>@%!\x60-][^:#\n]*?))[ ]*:(?=[ \n\r]|\Z)""")
PROPERTY = re.compile(r"([&!])([^\s,\[\]{}]*)[ ]*")
DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
SINGLE = re.compile(r"'(?:[^']|'')*'", re.DOTALL)
FLOW_PLAIN = re.compile(r"(?:(?![,{}\[\]]|:(?:[ \n\r,{}\[\]]|\Z)|\s\#).)*", re.DOTALL)
FLOW_KEY = re.compile(QUOTED_KEY + r"""[^\s'"{}\[\],&*#:][^:,{}\[\]\n]*?))\s*:(?=[ \n\r])\s*""")


def read(text: str) -> Document:
    """The document that a text is.

    Raises:
        UnreadableError: It cannot be told for sure what a line means.
    """
    reader = _Reader(text)
    root = reader.top()
    return Document(text, root, reader.anchors, tuple(reader.code))


class _Reader(Scanner):
    """Goes through a text once; each method takes an offset and gives back what stands there."""

    def top(self) -> Node:
        """The mapping that the whole text is."""
        start = self.next_line(0)
        if start is None:
            return Node("empty", len(self.text), len(self.text))
        if self.text[start] != "{":
            return self.block(start, self.indent(start))
        node = self.flow(start)
        following = self.next_line(self.line_end(node.end) + 1) if self.ends(node.end) else node.end
        if following is not None:
            raise self.fail(following, "goes on behind the braces that hold everything")
        return node

    def block(self, offset: int, indent: int) -> Node:
        """The mapping of lines that begins at an offset."""
        node = Node("block", offset, offset)
        following: int | None = offset
        while following is not None and self.indent(following) == indent:
            key = KEY.match(self.text, following)
            if not key:
                raise self.fail(following, "is no 'key: value'")
            entry = Entry(_key(key), following, indent, Node("empty", key.end(), key.end()))
            entry.value = self.value(key.end(), indent)
            if node.entry(entry.key) and entry.key != "<<":
                raise self.fail(following, f"has the key '{entry.key}' a second time")
            node.entries.append(entry)
            node.end = entry.value.end
            following = self.next_line(self.line_end(node.end) + 1)
            if following is not None and self.indent(following) > indent:
                raise self.fail(following, "is indented further than what it belongs to")
        return node

    def value(self, offset: int, indent: int) -> Node:
        """The value behind a key, in its line or in those below."""
        anchor = ""
        at = self.blanks(offset)
        while found := PROPERTY.match(self.text, at):
            anchor = found[2] if found[1] == "&" else anchor
            at = found.end()
        sign = self.text[at : at + 1]
        if sign in ("", "\n", "\r") or (sign == "#" and self.text[at - 1] in " \t"):
            node = self.below(at, offset, indent)
        elif sign in "|>":
            node = Node("other", at, self.deeper(at, indent))
        elif sign in "{[":
            node = self.flow(at)
        else:
            node = self.inline(at, indent)
        if not self.ends(node.end) and node.kind not in ("block", "empty", "other"):
            raise self.fail(node.end, "goes on behind its value")
        return self.anchored(node, anchor)

    def anchored(self, node: Node, anchor: str) -> Node:
        """Remembers a node under its anchor."""
        if anchor:
            node.anchor = anchor
            self.anchors[anchor] = node
        return node

    def below(self, at: int, offset: int, indent: int) -> Node:
        """A value whose line says nothing: what stands below, or nothing at all."""
        following = self.next_line(self.line_end(at) + 1)
        if following is not None and self.text.startswith("- ", following) and self.indent(following) >= indent:
            return Node("other", following, self.sequence(following, indent))
        if following is None or self.indent(following) <= indent:
            return Node("empty", offset, offset)
        if KEY.match(self.text, following):
            return self.block(following, self.indent(following))
        return Node("other", following, self.deeper(following, indent))

    def inline(self, at: int, indent: int) -> Node:
        """A scalar or an alias that begins in its key's line."""
        alias = ALIAS.match(self.text, at)
        if alias:
            return Node("alias", at, alias.end(), alias=alias[1])
        quoted = (DOUBLE if self.text[at] == '"' else SINGLE).match(self.text, at) if self.text[at] in "'\"" else None
        if quoted:
            return Node("scalar", at, quoted.end())
        if self.text[at] in "'\"":
            raise self.fail(at, "opens a quote that nothing closes")
        end = self.line_end(at)
        comment = re.compile(r"[ \t]#").search(self.text, at, end)
        if comment:
            return Node("scalar", at, self.trimmed(comment.start()))
        return Node("scalar", at, self.plain(at, indent))

    def flow(self, at: int) -> Node:
        """A mapping in braces, or a list in brackets, which is only passed over."""
        closing = "}" if self.text[at] == "{" else "]"
        node = Node("flow" if closing == "}" else "other", at, at)
        here = self.blanks(at + 1, lines=True)
        while self.text[here : here + 1] != closing:
            if here >= len(self.text):
                raise self.fail(at, f"opens '{self.text[at]}' and nothing closes it")
            key = FLOW_KEY.match(self.text, here) if closing == "}" else None
            if closing == "}" and not key:
                raise self.fail(here, "is no 'key: value' within braces")
            value = self.flow_value(key.end() if key else here)
            if key:
                if node.entry(_key(key)):
                    raise self.fail(here, f"has the key '{_key(key)}' a second time")
                node.entries.append(Entry(_key(key), here, -1, value))
            here = self.blanks(value.end, lines=True)
            if self.text[here : here + 1] == ",":
                here = self.blanks(here + 1, lines=True)
            elif self.text[here : here + 1] not in ("", closing):
                raise self.fail(here, f"wants ',' or '{closing}'")
        node.end = here + 1
        return node

    def flow_value(self, at: int) -> Node:
        """A value within braces or brackets."""
        anchor = ""
        while found := PROPERTY.match(self.text, at):
            anchor = found[2] if found[1] == "&" else anchor
            at = found.end()
        sign = self.text[at : at + 1]
        alias = ALIAS.match(self.text, at)
        if sign and sign in "{[":
            node = self.flow(at)
        elif alias:
            node = Node("alias", at, alias.end(), alias=alias[1])
        elif sign and sign in "'\"":
            quoted = (DOUBLE if sign == '"' else SINGLE).match(self.text, at)
            if not quoted:
                raise self.fail(at, "opens a quote that nothing closes")
            node = Node("scalar", at, quoted.end())
        else:
            plain = FLOW_PLAIN.match(self.text, at)
            end = self.trimmed(plain.end() if plain else at)
            node = Node("scalar" if end > at else "empty", at, max(end, at))
        return self.anchored(node, anchor)


def _key(match: re.Match[str]) -> str:
    return next(group for group in (match["double"], match["single"], match["plain"]) if group is not None)

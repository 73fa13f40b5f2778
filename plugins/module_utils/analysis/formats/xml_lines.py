# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads XML into elements that know their line. Entities of the document's own are refused, so none can grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from .errors import DEPTH_LIMIT, FormatError


@dataclass
class Element:
    """An element, its name without its namespace."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    #: All text directly in it, without surrounding space.
    text: str = ""

    def child(self, *path: str) -> Element | None:
        """The first element on a path of names below this one."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def all(self, *path: str) -> Iterator[Element]:
        """Every element on a path of names below this one, in the document's order."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def value(self, *path: str) -> str:
        """The text of the first element on a path; empty where there is none."""
        found = self.child(*path)
        return found.text if found else ""


def parse_xml(source: str) -> Element:
    """The root element. Raises FormatError."""
    reader = _Reader()
    try:
        reader.parser.Parse(source.encode("utf-8", errors="replace"), True)
    except expat.ExpatError as exc:
        raise FormatError(f"line {exc.lineno}: {expat.ErrorString(exc.code)}") from exc
    if reader.root is None:
        raise FormatError("holds no element")
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        # The text was decoded before, whatever its declaration says.
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEPTH_LIMIT:
            raise FormatError(f"line {self.parser.CurrentLineNumber}: nested deeper than {DEPTH_LIMIT} levels")
        element = Element(
            _local(name), self.parser.CurrentLineNumber, {_local(key): text for key, text in attributes.items()}
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def _end(self, name: str) -> None:
        del name
        self._open.pop().text = "".join(self._texts.pop()).strip()

    def _characters(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def _entity(self, *declaration: object) -> NoReturn:
        del declaration
        raise FormatError(f"line {self.parser.CurrentLineNumber}: declares entities of its own")


def _local(name: str) -> str:
    return name.rpartition(":")[2]

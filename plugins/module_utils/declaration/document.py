# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A YAML file as plain data that knows the line of each of its parts. Texts stay as they are written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..analysis.formats.errors import FormatError
from ..analysis.formats.yaml_lines import Node, line_of, parse_yaml
from ..problem import Problem

#: Keys and indices that lead to a part.
Path = tuple[Any, ...]

#: Aliases of aliases may stand for more than any memory holds.
SIZE_LIMIT = 20_000
_TAG = "tag:yaml.org,2002:"
_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
_TRUE = frozenset({"yes", "true", "on", "y"})


@dataclass(frozen=True)
class Document:
    """What a file says, and where."""

    name: str
    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def place(self, *path: Any) -> str:
        """A part as messages name it: ``manifest.yml line 3: production.mysql.servers[0]``."""
        line = next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), 0)
        name = f"{self.name} line {line}" if line else self.name
        return f"{name}: {dotted(path)}" if path else name


def dotted(path: Path) -> str:
    """``production.mysql.servers[0]``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def read_file(path: str, variable: str) -> tuple[Document | None, list[Problem]]:
    """The document in a file, or what is wrong with it.

    Args:
        path: The file.
        variable: The variable that names it, for messages.
    """
    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            return read_text(file.read(), name)
    except OSError as error:
        return None, [Problem(variable, f"{path} cannot be read ({error.strerror})", "name a file of this machine")]
    except UnicodeDecodeError:
        return None, [Problem(variable, f"{path} is no text", "save it in UTF-8")]


def read_text(text: str, name: str) -> tuple[Document | None, list[Problem]]:
    """The document that a text is, or what is wrong with it."""
    try:
        root = parse_yaml(text)
    except FormatError as error:
        return None, [Problem(name, f"is not YAML ({error})", "mend it there")]
    reader = _Reader(name)
    try:
        data = reader.read(root, ()) if root is not None else {}
    except OverflowError:
        return None, [Problem(name, f"stands for more than {SIZE_LIMIT} parts", "write less by aliases")]
    if not isinstance(data, dict):
        return None, [Problem(name, "is not a mapping", "write it as 'key: value' lines")]
    return Document(name, data, reader.lines), reader.problems


class _Reader:
    """Turns nodes into data, noting lines and keys that stand there twice."""

    def __init__(self, name: str) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._name = name
        self._size = 0

    def read(self, node: Node, path: Path) -> Any:
        self._size += 1
        if self._size > SIZE_LIMIT or len(path) > 100:
            raise OverflowError
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            found = []
            for index, item in enumerate(node.value):
                self.lines[(*path, index)] = line_of(item)
                found.append(self.read(item, (*path, index)))
            return found
        return _scalar(node)

    def _mapping(self, node: Node, path: Path) -> dict[str, Any]:
        own: dict[str, Any] = {}
        merged: list[Node] = []
        for key, value in node.value:
            name = str(key.value) if key.id == "scalar" else ""
            where = (*path, name)
            if name == "<<":
                merged += value.value if value.id == "sequence" else [value]
            elif name in own:
                self.problems.append(
                    Problem(
                        f"{self._name} line {line_of(key)}: {dotted(where)}",
                        f"stands there twice, first in line {self.lines[where]}",
                        "keep one of them",
                    )
                )
            else:
                self.lines[where] = line_of(key)
                own[name] = self.read(value, where)
        for other in merged:
            lines = dict(self.lines)
            more = self.read(other, path)
            # The mapping's own keys stand where they stand.
            self.lines.update(lines)
            own = {**more, **own} if isinstance(more, dict) else own
        return own


def _scalar(node: Node) -> Any:
    """Whole numbers, true, false and nothing as such; all else as written: the version 8.10 is not 8.1."""
    text = str(node.value)
    kind = str(node.tag).removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in _TRUE
    if kind == "int":
        # What YAML reads as a number and people do not, such as 0x1f, 007, -0 and 10:30, stays a text.
        return int(text) if _NUMBER.fullmatch(text) else text
    return text

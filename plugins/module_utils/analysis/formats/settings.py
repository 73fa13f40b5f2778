# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of applications for the JVM, whichever format they stand in: dotted keys with values and lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, replace

from . import yaml_lines as yaml
from .errors import DEPTH_LIMIT, FormatError
from .hocon import parse_hocon
from .key_values import parse_properties
from .xml_lines import Element, parse_xml

_SETTINGS_LIMIT = 20_000
_DOCUMENT = re.compile(r"---(?:\s.*)?")
#: What Maven puts in before the file is read; no YAML otherwise.
_FILTERED = re.compile(r"@([\w.-]+)@")


@dataclass(frozen=True)
class Leaf:
    """One setting. The value may be secret: look at it, never show it."""

    line: int
    key: str
    value: str


def documents(path: str, text: str) -> list[list[Leaf]]:
    """The settings of a file, one list a document. Raises FormatError where it cannot be read at all."""
    if path.endswith((".yml", ".yaml")):
        return _yaml(text)
    if path.endswith(".conf"):
        return [[Leaf(item.line, item.key, item.value) for item in parse_hocon(text)]]
    if path.endswith(".xml"):
        return [_xml(parse_xml(text))]
    return _properties(text)


def _properties(text: str) -> list[list[Leaf]]:
    """Spring splits a file of properties at `#---`."""
    marks = [number for number, line in enumerate(text.split("\n"), 1) if line.rstrip() in ("#---", "!---")]
    parts: list[list[Leaf]] = [[] for _mark in range(len(marks) + 1)]
    for setting in parse_properties(text):
        parts[bisect_left(marks, setting.line)].append(Leaf(setting.line, setting.key, setting.value))
    return parts


def _yaml(text: str) -> list[list[Leaf]]:
    parts: list[list[Leaf]] = []
    fault: FormatError | None = None
    # Comments can be most of a file, and cost as much to read as the rest.
    text = "\n".join("" if line.lstrip().startswith("#") else line for line in text.split("\n"))
    if len(text) > yaml.YAML_LIMIT:
        raise FormatError(f"holds more than {yaml.YAML_LIMIT // 1024} KiB of settings")
    for start, part in _split(_FILTERED.sub(r"_\1_", text)):
        try:
            root = yaml.parse_yaml(part, start)
        except FormatError as exc:
            fault = fault or exc
            continue
        leaves: list[Leaf] = []
        _collect(root, "", leaves, 0)
        # The parser counts the lines of a document.
        leaves = [replace(leaf, line=leaf.line + start) for leaf in leaves] if start else leaves
        parts.append(leaves)
    if fault and not any(parts):
        raise fault
    return parts


def _split(text: str) -> list[tuple[int, str]]:
    """The documents of a text, each with the number of lines before it."""
    result: list[tuple[int, str]] = []
    lines = text.split("\n")
    start = 0
    for index, line in enumerate(lines):
        if line.startswith("---") and _DOCUMENT.fullmatch(line):
            result.append((start, "\n".join(lines[start:index])))
            start = index + 1
    result.append((start, "\n".join(lines[start:])))
    return result


def _collect(node: yaml.Node | None, prefix: str, leaves: list[Leaf], depth: int) -> None:
    if node is None or depth > DEPTH_LIMIT or len(leaves) > _SETTINGS_LIMIT:
        return
    if yaml.is_mapping(node):
        for name, (key, value) in yaml.members(node).items():
            path = f"{prefix}.{name}" if prefix else name
            if yaml.is_mapping(value) or yaml.items(value):
                _collect(value, path, leaves, depth + 1)
            else:
                leaves.append(Leaf(yaml.line_of(key), path, yaml.scalar(value)))
        return
    for item in yaml.items(node):
        if yaml.is_mapping(item) or yaml.items(item):
            _collect(item, prefix, leaves, depth + 1)
        elif yaml.scalar(item):
            leaves.append(Leaf(yaml.line_of(item), prefix, yaml.scalar(item)))


def _xml(root: Element) -> list[Leaf]:
    """`<property name="x" value="y"/>`, `<entry key="x">y</entry>`, `<url>y</url>`, and any other attribute."""
    leaves: list[Leaf] = []
    waiting = deque([root])
    while waiting and len(leaves) < _SETTINGS_LIMIT:
        element = waiting.popleft()
        name = element.attributes.get("name") or element.attributes.get("key") or element.name
        if element.text:
            leaves.append(Leaf(element.line, name, element.text))
        for attribute, value in element.attributes.items():
            if attribute not in ("name", "key", "id", "class"):
                leaves.append(Leaf(element.line, name if attribute == "value" else attribute, value))
        if len(element.children) < 200:
            waiting.extendleft(reversed(element.children))
        else:
            waiting.extend(element.children)
    return leaves

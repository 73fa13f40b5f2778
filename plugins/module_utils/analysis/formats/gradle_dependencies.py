# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line in a `dependencies` block of Gradle asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .script_tokens import STRING
from .script_tree import Group, Item, arguments, dotted, is_mark, strings
from .tokens import Token

_COORDINATE = re.compile(r"[\w.${}-]+:[\w.${}-]+(?::[^\s:]*){0,3}")
#: Wrappers of what is depended on.
_PLATFORMS = frozenset(["platform", "enforcedPlatform"])
_WRAPPERS = frozenset(["testFixtures", "variantOf", "files", "fileTree", "gradleApi", "localGroovy", "npm"])


@dataclass(frozen=True)
class Declared:
    """One thing that a configuration asks for: a coordinate, an accessor of a catalogue, or a project."""

    configuration: str
    line: int
    coordinate: str = ""
    #: `libs.some.name`, or the name of a variable that holds a coordinate.
    accessor: str = ""
    #: `:path:of:project`.
    project: str = ""
    #: True where it is only asked for under a condition.
    conditional: bool = False
    #: Which projects ask: the script's own (empty), `subprojects`, `allprojects` or `:a:path`.
    target: str = ""


def declared(configuration: str, items: list[Item], conditional: bool, target: str) -> Iterator[Declared]:
    """All that a configuration is told in one line."""
    first = items[0] if items else None
    if isinstance(first, Group) and first.opening in "([":
        parts = [part for statement in first.statements for part in statement]
    else:
        parts = [item for item in items if not isinstance(item, Group) or item.opening != "{"]
    named = _named(parts)
    if named:
        line = next((item.line for item in parts), 0)
        yield Declared(configuration, line, f"{named['group']}:{named['name']}", "", "", conditional, target)
        return
    for argument in arguments(parts):
        yield from _argument(configuration, argument, conditional, target)


def _argument(configuration: str, items: list[Item], conditional: bool, target: str) -> Iterator[Declared]:
    name, position = dotted(items)
    line = items[0].line
    first = items[0]
    if isinstance(first, Group):
        for statement in first.statements:
            yield from declared(configuration, statement, conditional, target)
        return
    inner = items[position] if position < len(items) else None
    called = isinstance(inner, Group) and inner.opening == "("
    if first.kind == STRING:
        if _COORDINATE.fullmatch(first.text.strip()):
            yield Declared(configuration, line, first.text.strip(), "", "", conditional, target)
    elif name in ("project", "rootProject.project", "dependencies.project") and called:
        paths = strings([items[position]])
        if paths:
            yield Declared(configuration, line, "", "", paths[-1].text, conditional, target)
    elif name in _PLATFORMS and called:
        # Versions only; what it is a platform of tells of the framework.
        yield from declared("platform", items[position:], conditional, target)
    elif name in _WRAPPERS and called:
        return
    elif name.startswith("projects."):
        yield Declared(
            configuration, line, "", "", ":" + name[len("projects.") :].replace(".", ":"), conditional, target
        )
    elif name and not called:
        if isinstance(inner, Group) and inner.opening == "[":
            name = ".".join([name, *[token.text for token in strings([inner])]])
        yield Declared(configuration, line, "", name.removesuffix(".get"), "", conditional, target)
    elif name.startswith("libs.") and called:
        yield Declared(configuration, line, "", name.removesuffix(".get"), "", conditional, target)


def _named(items: list[Item]) -> dict[str, str]:
    """`group: 'x', name: 'y'`, or the same with `=`."""
    found: dict[str, str] = {}
    for index in range(len(items) - 2):
        key, value = items[index], items[index + 2]
        if (
            isinstance(key, Token)
            and key.text in ("group", "name")
            and is_mark(items[index + 1], frozenset([":", "="]))
            and isinstance(value, Token)
            and value.kind == STRING
        ):
            found[key.text] = value.text
    return found if len(found) == 2 else {}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads sbt's build.sbt and project/*.scala: which libraries stand in them, under which name and for which scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .script_tokens import NAME, SCALA, STRING
from .script_tree import Group, Item, flat, is_mark, parse_script
from .tokens import Token

#: Words of a definition that makes a project or its settings.
_SETTLED = frozenset(["libraryDependencies", "project", "Project", "crossProject"])
_PERCENTS = frozenset(["%", "%%", "%%%"])


@dataclass(frozen=True)
class Library:
    """`"group" %% "name" % version % Scope`."""

    group: str
    name: str
    version: str
    scope: str
    line: int
    #: The `val` or project it is a part of; empty where it is asked for at its place.
    variable: str


@dataclass
class SbtBuild:
    """What an sbt file says."""

    libraries: list[Library] = field(default_factory=list)
    #: Names of projects and of their settings that lie in a folder of their own: these need nobody to name them.
    projects: set[str] = field(default_factory=set)
    #: Names that stand in it, each with the scope that follows it and the `val` it is a part of, as in a library.
    used: set[tuple[str, str, str]] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)
    plugins: list[tuple[str, str, int]] = field(default_factory=list)
    scala: str = ""


def parse_sbt(source: str) -> SbtBuild:
    """What a file declares. Raises FormatError."""
    build = SbtBuild()
    _walk(parse_script(source, SCALA), "", build, "")
    return build


def _walk(statements: list[list[Item]], variable: str, build: SbtBuild, mapped: str) -> None:
    for statement in statements:
        name = _defined(statement)
        # An object's `apply` is what stands for it: `libraryDependencies ++= AppDependencies()`.
        name = "" if name == "apply" else name
        tokens = [item for item in flat(statement) if isinstance(item, Token)] if name and not variable else []
        settled = any(token.text in _SETTLED for token in tokens)
        root = settled and any((token.kind, token.text) == (STRING, ".") for token in tokens)
        # What the project in the root takes is asked for at its place, whatever that project is called.
        if settled and not root:
            build.projects.add(name)
        _read(statement, "" if root else variable or name, build, name, mapped)


def _defined(statement: list[Item]) -> str:
    """The name that a `val`, `lazy val` or `def` gives."""
    words = [item.text if isinstance(item, Token) else "" for item in statement[:6]]
    for keyword in ("val", "def"):
        if keyword in words[:5]:
            index = words.index(keyword) + 1
            return words[index] if index < len(words) else ""
    return ""


def _mapped(items: list[Item], index: int) -> str:
    """The scope that is given to all that is in a list: `Seq(…).map(_ % Test)`."""
    following = items[index : index + 3]
    if len(following) < 3 or not is_mark(following[0], ".") or not isinstance(following[2], Group):
        return ""
    called = following[1].text if isinstance(following[1], Token) else ""
    words = [part.text for inner in following[2].statements for part in inner if isinstance(part, Token)]
    return words[2] if called == "map" and len(words) == 3 and words[:2] == ["_", "%"] else ""


def _read(items: list[Item], variable: str, build: SbtBuild, defined: str, mapped: str) -> None:
    texts = [item.text if isinstance(item, Token) else "" for item in items]
    if "scalaVersion" in texts and ":=" in texts[texts.index("scalaVersion") :]:
        found = next((item for item in items if isinstance(item, Token) and item.kind == STRING), None)
        build.scala = build.scala or (found.text if found else "")
    if "addSbtPlugin" in texts:
        for item in items:
            if isinstance(item, Group) and item.opening == "(":
                build.plugins += [
                    (library.group + ":" + library.name, library.version, library.line)
                    for library in _libraries(item.statements[0], "", "")
                ]
        return
    strings = [item for item in items if isinstance(item, Token) and item.kind == STRING]
    if defined and len(strings) == 1 and not any(is_mark(item, _PERCENTS) for item in items):
        build.variables[defined] = strings[0].text
    build.libraries += _libraries(items, variable, mapped)
    for index, item in enumerate(items):
        if isinstance(item, Group):
            _walk(item.statements, variable, build, _mapped(items, index + 1) or mapped)
        elif item.kind == NAME and item.text != defined:
            build.used.add((item.text, _scope(items, index + 1), variable))


def _libraries(items: list[Item], variable: str, mapped: str) -> Iterator[Library]:
    # `s"name$suffix"`: the names in it are filled in where all files are known.
    items = [item for item, after in zip(items, [*items[1:], None], strict=False) if not _interpolates(item, after)]
    index = 0
    while index + 2 < len(items):
        group, mark, name = items[index : index + 3]
        if (
            isinstance(group, Group)
            or isinstance(name, Group)
            or not (_is_text(group) and is_mark(mark, _PERCENTS) and _is_text(name))
        ):
            index += 1
            continue
        version, scope, end = "", "", index + 3
        while end + 1 < len(items) and is_mark(items[end], "%"):
            part = items[end + 1]
            word = part.text if isinstance(part, Token) else ""
            if _is_text(part) and not version and word[:1].isdigit():
                version = word
            elif not version and not scope and end == index + 3:
                version = f"${{{word}}}" if word else ""
                # `Versions.x` goes on.
                while end + 3 < len(items) and is_mark(items[end + 2], "."):
                    following = items[end + 3]
                    version = f"${{{following.text}}}" if isinstance(following, Token) else version
                    end += 2
            else:
                scope = word
            end += 2
        yield Library(group.text, name.text, version, scope or mapped, group.line, variable)
        index = end


def _interpolates(item: Item, after: Item | None) -> bool:
    return isinstance(item, Token) and (item.kind, item.text) == (NAME, "s") and after is not None and _is_text(after)


def _is_text(item: Item) -> bool:
    return isinstance(item, Token) and item.kind == STRING


def _scope(items: list[Item], index: int) -> str:
    """`% Test` behind a name, or behind the call or list that it starts."""
    while index < len(items) and isinstance(items[index], Group):
        index += 1
    if index + 1 < len(items) and is_mark(items[index], "%"):
        following = items[index + 1]
        if isinstance(following, Token) and following.kind in (NAME, STRING):
            return following.text
    return ""

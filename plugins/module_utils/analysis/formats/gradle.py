# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Gradle build scripts, in Groovy or Kotlin, without running them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .gradle_dependencies import Declared, declared
from .script_tokens import GROOVY, KOTLIN, NAME, NUMBER, STRING
from .script_tree import Group, Item, arguments, dotted, flat, groups, is_mark, parse_script, strings
from .tokens import Token

_VARIABLE = re.compile(r"\$\{?([A-Za-z_][\w.]*)\}?")
_SCOPES = {"subprojects": "subprojects", "allprojects": "allprojects", "configure": "subprojects"}
_JAVA = frozenset(["sourceCompatibility", "targetCompatibility", "languageVersion", "jvmToolchain", "release"])
_JAVA_VERSION = re.compile(r"(?:VERSION_|JavaVersion\.)?(?:1[._])?(\d{1,2})")


@dataclass(frozen=True)
class Plugin:
    """A plugin that a script names."""

    id: str
    version: str = ""
    applied: bool = True
    accessor: str = ""
    target: str = ""


@dataclass
class Script:
    """What a build script says."""

    dependencies: list[Declared] = field(default_factory=list)
    plugins: list[Plugin] = field(default_factory=list)
    #: Names to texts; those of maps with their path.
    variables: dict[str, str] = field(default_factory=dict)
    #: Scripts that are applied, by their last name, and whether only under a condition.
    applied: dict[str, bool] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)
    #: Project path to the folder it is moved to.
    folders: dict[str, str] = field(default_factory=dict)
    java: str = ""
    main: bool = False


def parse_gradle(source: str, kotlin: bool) -> Script:
    """What a script declares. Raises FormatError."""
    reader = _Reader()
    reader.walk(parse_script(source, KOTLIN if kotlin else GROOVY), "", False)
    return reader.script


def resolved(text: str, variables: dict[str, str]) -> str:
    """A text with the variables that are known put in; others stay as they are."""
    for _round in range(3):
        if "$" not in text:
            break
        text = _VARIABLE.sub(lambda found: looked_up(found.group(1), variables) or found.group(), text)[:500]
    return text


def looked_up(name: str, variables: dict[str, str]) -> str:
    """A variable's text, whichever object its name starts with; empty where it is not known."""
    while name:
        if name in variables:
            return variables[name][:500]
        _first, _dot, name = name.partition(".")
    return ""


class _Reader:
    def __init__(self) -> None:
        self.script = Script()

    def walk(self, statements: list[list[Item]], target: str, conditional: bool) -> None:
        for statement in statements:
            self._statement(statement, target, conditional)

    def _statement(self, items: list[Item], target: str, conditional: bool) -> None:
        name, position = dotted(items)
        last = name.rpartition(".")[2]
        blocks = groups(items, "{")
        if last == "dependencies" and blocks:
            self._dependencies(blocks[0].statements, target, conditional)
        elif name == "plugins" and blocks:
            for statement in blocks[0].statements:
                self._plugin(statement, target)
        elif name == "apply":
            self._apply(items, target, conditional)
        elif name == "buildscript" and blocks:
            # What the build itself needs is no part of what it builds; its plugins tell of frameworks.
            for statement in blocks[0].statements:
                if dotted(statement)[0] == "dependencies":
                    for token in strings([item for block in groups(statement, "{") for item in _all(block)]):
                        self.script.variables.setdefault(f"classpath.{':'.join(token.text.split(':')[:2])}", token.text)
                else:
                    self._statement(statement, target, conditional)
        elif name == "include":
            self.script.includes += [token.text for token in strings(items)]
        elif name in _SCOPES and blocks:
            self.walk(blocks[-1].statements, _SCOPES[name], conditional)
        elif name == "project" and groups(items, "("):
            self._project(items, target, conditional)
        else:
            self._other(items, name, position, target, conditional)

    def _project(self, items: list[Item], target: str, conditional: bool) -> None:
        named = strings([groups(items, "(")[0]])
        path = named[0].text if named else ""
        blocks = groups(items, "{")
        if blocks and path:
            self.walk(blocks[-1].statements, path, conditional)
        elif path and any(isinstance(item, Token) and item.text == "projectDir" for item in items):
            moved = strings(items)[-1].text
            self.script.folders[path] = moved.replace("$rootDir/", "").replace("${rootDir}/", "").removeprefix("./")
        elif blocks:
            self.walk(blocks[-1].statements, target, conditional)

    def _other(self, items: list[Item], name: str, position: int, target: str, conditional: bool) -> None:
        self._variable(items, name, position)
        self._java(items)
        last = name.rpartition(".")[2]
        if last in ("mainClass", "mainClassName"):
            self.script.main = True
        if last in ("library", "bundle"):
            self._catalogued([token.text for token in strings(items)], last)
        # `else` stands in the same statement as its `if`, or in the next one.
        under = conditional or name.startswith(("if", "else", "when"))
        for item in items:
            if isinstance(item, Group):
                for statement in item.statements:
                    if item.opening == "{":
                        self._statement(statement, target, under)
                    elif groups(statement, "{"):
                        self._other(statement, "", 0, target, under)

    def _catalogued(self, texts: list[str], kind: str) -> None:
        """`library("alias", "group", "name")` in the settings."""
        if kind == "library" and len(texts) > 1:
            coordinate = texts[1] if ":" in texts[1] or len(texts) < 3 else f"{texts[1]}:{texts[2]}"
            self.script.variables[f"libs.{re.sub('[-_]', '.', texts[0])}"] = coordinate

    def _apply(self, items: list[Item], target: str, conditional: bool) -> None:
        words = [item.text for item in flat(items) if isinstance(item, Token)]
        texts = strings(items)
        if not texts:
            for block in groups(items, "{"):
                for statement in block.statements:
                    self._apply([Token(NAME, "apply", block.line), *statement], target, conditional)
        elif "from" in words:
            name = texts[-1].text.rpartition("/")[2]
            self.script.applied[name] = conditional and self.script.applied.get(name, True)
        else:
            self.script.plugins += [Plugin(token.text, target=target) for token in texts]

    def _plugin(self, items: list[Item], target: str) -> None:
        name, position = dotted(items)
        words = [item.text for item in flat(items) if isinstance(item, Token)]
        texts = strings(items)
        version = texts[-1].text if "version" in words and len(texts) > 1 else ""
        applied = not ("apply" in words and "false" in words)
        if name == "alias":
            accessor = dotted(groups(items, "(")[0].statements[0])[0] if groups(items, "(") else ""
            self.script.plugins.append(Plugin("", "", applied, accessor, target))
        elif name == "id" and texts:
            if "version" in words and not version:
                # The version is a variable.
                after, _end = dotted(items, words.index("version") + 1) if position < len(items) else ("", 0)
                version = f"${{{after}}}" if after else ""
            self.script.plugins.append(Plugin(texts[0].text, version, applied, "", target))
        elif name == "kotlin" and texts:
            self.script.plugins.append(Plugin(f"org.jetbrains.kotlin.{texts[0].text}", version, applied, "", target))
        elif name:
            self.script.plugins.append(Plugin(name, version, applied, "", target))

    def _variable(self, items: list[Item], name: str, position: int) -> None:
        keyword, _end = dotted(items[:1])
        if keyword in ("def", "val", "var", "const", "final", "String"):
            name, position = dotted(items, 1)
            while (
                position < len(items) and not is_mark(items[position], "=") and not isinstance(items[position], Group)
            ):
                more, end = dotted(items, position)
                if more not in ("by", "val", "String") and more:
                    name = more if keyword == "const" else name
                position = max(end, position + 1)
        if name == "set" or name.endswith(".set"):
            texts = strings(items)
            if len(texts) == 2:
                self.script.variables.setdefault(texts[0].text, texts[1].text)
            return
        if name == "extra" and position < len(items) and isinstance(items[position], Group):
            key = strings([items[position]])
            position += 1
            name = key[0].text if key else ""
        if not name or position >= len(items):
            return
        value = items[position + 1 :] if is_mark(items[position], "=") else items[position:]
        if is_mark(items[position], "=") or keyword in ("val", "var"):
            self._value(name.removeprefix("ext.").removeprefix("project.ext.").removeprefix("rootProject.ext."), value)

    def _value(self, name: str, value: list[Item]) -> None:
        first = value[0] if value else None
        if isinstance(first, Token) and first.kind in (STRING, NUMBER):
            self.script.variables.setdefault(name, first.text)
        elif isinstance(first, Group) and first.opening == "[":
            self._map(name, first)
        elif isinstance(first, Group) and first.opening == "(" and strings([first]):
            # `val x by extra("1.0")`, whose name stands before `by`.
            self.script.variables.setdefault(name, strings([first])[0].text)

    def _map(self, name: str, group: Group) -> None:
        for entry in arguments(group.statements[0]):
            if len(entry) > 2 and isinstance(entry[0], Token) and is_mark(entry[1], ":"):
                self._value(f"{name}.{entry[0].text}", entry[2:])

    def _java(self, items: list[Item]) -> None:
        words = [item.text for item in flat(items) if isinstance(item, Token)]
        for index, word in enumerate(words):
            if word in _JAVA and not self.script.java:
                for following in words[index + 1 : index + 6]:
                    found = _JAVA_VERSION.fullmatch(following)
                    if found:
                        self.script.java = found.group(1)
                        break

    def _dependencies(self, statements: list[list[Item]], target: str, conditional: bool) -> None:
        for statement in statements:
            if not statement:
                continue
            name, _position = dotted(statement)
            first = statement[0]
            if not name and isinstance(first, Token) and first.kind == STRING:
                name = first.text  # Kotlin: "implementation"("...")
            if name in ("constraints", "components", "modules"):
                continue
            if name in ("if", "else", "when") or (name and groups(statement, "{") and not _asks(statement)):
                for block in groups(statement, "{"):
                    self._dependencies(block.statements, target, True)
                continue
            rest = statement[1:]
            if name == "add" and groups(rest, "("):
                named = strings(rest)
                name = named[0].text if named else ""
                rest = [item for part in arguments(groups(rest, "(")[0].statements[0])[1:] for item in part]
            if name:
                self.script.dependencies += declared(name, rest, conditional, target)


def _asks(statement: list[Item]) -> bool:
    """True for a line that names a dependency, whatever block follows it."""
    before = [item for item in statement[1:] if not isinstance(item, Group) or item.opening != "{"]
    return bool(before)


def _all(block: Group) -> list[Item]:
    return [item for statement in block.statements for item in statement]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Maven's pom.xml: one file as it stands, before parents and properties are put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import FormatError
from .xml_lines import Element, parse_xml

_PROPERTY = re.compile(r"\$\{([^${}]+)\}")
#: Elements of a plugin's configuration by which something gets a class to start with.
_MAIN = frozenset(["mainClass", "Main-Class", "mainclass", "start-class"])


@dataclass(frozen=True)
class PomDependency:
    """A `<dependency>`; what it leaves to a parent is empty."""

    group: str
    artifact: str
    line: int
    version: str = ""
    scope: str = ""
    optional: bool = False
    kind: str = ""
    classifier: str = ""


@dataclass
class Profile:
    """A `<profile>` with what it adds."""

    id: str
    default: bool
    dependencies: list[PomDependency]
    modules: list[str]
    plugins: list[str]


@dataclass
class Pom:
    """One pom.xml."""

    group: str
    artifact: str
    version: str
    packaging: str
    #: `group:artifact` of the parent, its version and its relative path; empty where there is none.
    parent: str = ""
    parent_version: str = ""
    parent_path: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    dependencies: list[PomDependency] = field(default_factory=list)
    managed: list[PomDependency] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    #: Artifacts of plugins that run, not of those that are only managed.
    plugins: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    #: True where a plugin, be it of a profile, is told a class to start with.
    main: bool = False
    #: What the compiler is told, where that is not a property.
    release: str = ""


def parse_pom(source: str) -> Pom:
    """What a pom.xml says. Raises FormatError."""
    root = parse_xml(source)
    if root.name != "project":
        raise FormatError(f"line {root.line}: <{root.name}> is no Maven project")
    properties = root.child("properties")
    plugins = list(root.all("build", "plugins", "plugin"))
    others = root.all("profiles", "profile", "build", "plugins", "plugin")
    compiler = next((item for item in plugins if item.value("artifactId") == "maven-compiler-plugin"), None)
    return Pom(
        group=root.value("groupId") or root.value("parent", "groupId"),
        artifact=root.value("artifactId"),
        version=root.value("version") or root.value("parent", "version"),
        packaging=root.value("packaging") or "jar",
        parent=f"{root.value('parent', 'groupId')}:{root.value('parent', 'artifactId')}"
        if root.child("parent")
        else "",
        parent_version=root.value("parent", "version"),
        parent_path="../pom.xml"
        if root.child("parent", "relativePath") is None
        else root.value("parent", "relativePath"),
        properties={child.name: child.text for child in properties.children} if properties else {},
        dependencies=list(_dependencies(root.all("dependencies", "dependency"))),
        managed=list(_dependencies(root.all("dependencyManagement", "dependencies", "dependency"))),
        profiles=[_profile(profile) for profile in root.all("profiles", "profile")],
        plugins=[plugin.value("artifactId") for plugin in plugins],
        modules=[module.text for module in root.all("modules", "module")],
        main=any(_starts(plugin) for plugin in (*plugins, *others)),
        release=next(
            (
                compiler.value("configuration", name)
                for name in ("release", "source")
                if compiler.child("configuration", name)
            ),
            "",
        )
        if compiler
        else "",
    )


def filled(text: str, properties: dict[str, str]) -> str:
    """A text with the properties that are known put in; others stay as they are."""
    for _round in range(5):
        if "${" not in text:
            break
        text = _PROPERTY.sub(lambda found: properties.get(found.group(1), found.group())[:500], text)[:500]
    return text


def _dependencies(elements: Iterator[Element]) -> Iterator[PomDependency]:
    for element in elements:
        artifact = element.child("artifactId")
        yield PomDependency(
            group=element.value("groupId"),
            artifact=element.value("artifactId"),
            line=artifact.line if artifact else element.line,
            version=element.value("version"),
            scope=element.value("scope"),
            optional=element.value("optional") == "true",
            kind=element.value("type"),
            classifier=element.value("classifier"),
        )


def _profile(element: Element) -> Profile:
    return Profile(
        id=element.value("id"),
        default=element.value("activation", "activeByDefault") == "true",
        dependencies=list(_dependencies(element.all("dependencies", "dependency"))),
        modules=[module.text for module in element.all("modules", "module")],
        plugins=[plugin.value("artifactId") for plugin in element.all("build", "plugins", "plugin")],
    )


def _starts(element: Element) -> bool:
    waiting = [element]
    while waiting:
        found = waiting.pop()
        if found.name in _MAIN and found.text:
            return True
        waiting += found.children
    return False

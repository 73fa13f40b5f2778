# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maven: the modules of all pom.xml files of a tree, with what they take from parents inside of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ..formats.errors import FormatError
from ..formats.maven import Pom, PomDependency, filled, parse_pom
from ..model import DEVELOPMENT, LIVE, OPTIONAL
from ..rules.java import APPLICATION_PACKAGING, APPLICATION_PLUGINS
from ..scope import narrower, scope_of
from ..tree import Tree, beside
from .jvm import Module, Wanted, configuration_scope

_DEPTH = 8
_PARENTS_LIMIT = 12
#: Properties that pin the version of Java, the surest first.
_JAVA = (
    "java.version",
    "maven.compiler.release",
    "maven.compiler.target",
    "maven.compiler.source",
    "jdk.version",
    "javaVersion",
    "java-version",
    "jdk-version",
)


class MavenBuild:
    """All pom.xml files of a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.poms: dict[str, Pom] = {}
        for path in tree.matching("pom.xml".__eq__, _DEPTH):
            text = tree.read(path)
            if text is None:
                continue
            try:
                self.poms[path] = parse_pom(text)
            except FormatError as exc:
                tree.warn(path, f"cannot be read ({exc}); it was left out")
        self._by_name: dict[str, str] = {}
        for path, pom in self.poms.items():
            self._by_name.setdefault(f"{pom.group}:{pom.artifact}", path)

    def modules(self, environment: str) -> list[Module]:
        """One module a file."""
        lines = {path: self._line(path) for path in self.poms}
        builds = self._builds(lines)
        modules = [self._module(path, lines[path], environment) for path in self.poms]
        for module in modules:
            module.build = f"maven {builds[module.path]}"
        return modules

    def java(self) -> str:
        """The version of Java; empty where nothing pins it."""
        for path, pom in self.poms.items():
            properties = self._properties(self._line(path))
            found = [filled(properties[name], properties) for name in _JAVA if name in properties]
            found.append(filled(pom.release, properties))
            for version in found:
                if version.removeprefix("1.").isdigit():
                    return version.removeprefix("1.")
        return ""

    def kotlin(self) -> str | None:
        """The version of Kotlin, empty where it is not pinned; None without Kotlin."""
        for path, pom in self.poms.items():
            if "kotlin-maven-plugin" in pom.plugins:
                return self._properties(self._line(path)).get("kotlin.version", "")
        return None

    def _builds(self, lines: dict[str, list[str]]) -> dict[str, str]:
        """File to the one at the top of its build, through parents and lists of modules."""
        above = {path: line[1] for path, line in lines.items() if len(line) > 1}
        for path, pom in self.poms.items():
            for name in (*pom.modules, *(name for profile in pom.profiles for name in profile.modules)):
                child = beside(path, name)
                for candidate in (child, f"{child}/pom.xml"):
                    if child and candidate in self.poms and candidate != path:
                        above[candidate] = path
        return {path: _top(path, above) for path in self.poms}

    def _line(self, path: str) -> list[str]:
        """The file and its parents inside the tree, the nearest first."""
        line = [path]
        while len(line) < _PARENTS_LIMIT:
            parent = self._parent(line[-1])
            if parent is None or parent in line:
                break
            line.append(parent)
        return line

    def _parent(self, path: str) -> str | None:
        pom = self.poms[path]
        if not pom.parent:
            return None
        near = beside(path, pom.parent_path) if pom.parent_path else None
        for candidate in (near, f"{near}/pom.xml"):
            if near and candidate in self.poms and self.poms[candidate].artifact == pom.parent.partition(":")[2]:
                return candidate
        return self._by_name.get(pom.parent)

    def _properties(self, line: list[str]) -> dict[str, str]:
        properties: dict[str, str] = {}
        for path in reversed(line):
            properties.update(self.poms[path].properties)
        pom = self.poms[line[0]]
        for prefix in ("project.", "pom.", ""):
            properties.setdefault(f"{prefix}groupId", pom.group)
            properties.setdefault(f"{prefix}artifactId", pom.artifact)
            properties.setdefault(f"{prefix}version", pom.version)
            properties.setdefault(f"{prefix}parent.version", pom.parent_version)
            properties.setdefault(f"{prefix}parent.groupId", pom.parent.partition(":")[0])
        return properties

    def _managed(self, line: list[str], properties: dict[str, str]) -> dict[str, PomDependency]:
        managed: dict[str, PomDependency] = {}
        waiting = list(reversed(line))
        seen = set(waiting)
        while waiting:
            path = waiting.pop(0)
            for item in self.poms[path].managed:
                name = f"{filled(item.group, properties)}:{filled(item.artifact, properties)}"
                if item.scope == "import":
                    other = self._by_name.get(name)
                    if other and other not in seen:
                        seen.add(other)
                        waiting.append(other)
                else:
                    managed[_key(name, item)] = item
        return managed

    def _module(self, path: str, line: list[str], environment: str) -> Module:
        pom = self.poms[path]
        properties = self._properties(line)
        managed = self._managed(line, properties)
        folder = posixpath.dirname(path)
        module = Module(folder, path, {f"{filled(pom.group, properties)}:{pom.artifact}", f"maven {folder}"})
        module.abstract = pom.packaging == "pom"
        plugins = {*pom.plugins, *(plugin for profile in pom.profiles for plugin in profile.plugins)}
        module.application = (
            pom.packaging in APPLICATION_PACKAGING or bool(APPLICATION_PLUGINS & plugins) or pom.main
        ) and not module.abstract
        for source in line:
            self._take(module, source, properties, managed, environment)
        return module

    def _take(
        self,
        module: Module,
        source: str,
        properties: dict[str, str],
        managed: dict[str, PomDependency],
        environment: str,
    ) -> None:
        pom = self.poms[source]
        for item, profile_scope, profile in _asked(pom, environment):
            name = f"{filled(item.group, properties)}:{filled(item.artifact, properties)}"
            default = managed.get(_key(name, item))
            said = item.scope or (default.scope if default else "") or "compile"
            scope = narrower(profile_scope, configuration_scope(filled(said, properties), environment))
            optional = item.optional or (default is not None and default.optional)
            if optional:
                scope = narrower(scope, OPTIONAL)
            if item.kind == "test-jar" or item.classifier == "tests":
                scope = DEVELOPMENT
            where = ", ".join(
                part
                for part in (
                    f"scope {said}" if said != "compile" else "",
                    "optional" if optional else "",
                    f"profile {profile}" if profile else "",
                )
                if part
            )
            version = filled(item.version or (default.version if default else ""), properties)
            # Maven does not hand on what is optional: whoever uses the module has to ask for it.
            left = optional and not module.application
            module.wanted.append(Wanted(name, version, source, item.line, where, scope, left))
            module.uses.append((name, scope))
        if pom.parent and self._parent(source) is None:
            module.wanted.append(Wanted(pom.parent, filled(pom.parent_version, properties), source, 1, "parent", LIVE))
        for item in pom.managed:
            if item.scope == "import":
                name = f"{filled(item.group, properties)}:{filled(item.artifact, properties)}"
                module.wanted.append(
                    Wanted(name, filled(item.version, properties), source, item.line, "platform", LIVE)
                )


def _top(path: str, above: dict[str, str]) -> str:
    seen = {path}
    while path in above and above[path] not in seen:
        path = above[path]
        seen.add(path)
    return path


def _key(name: str, item: PomDependency) -> str:
    """What tells managed dependencies apart: the tests of a module are another thing than the module."""
    return f"{name}:{item.kind or 'jar'}:{item.classifier}"


def _asked(pom: Pom, environment: str) -> Iterator[tuple[PomDependency, str, str]]:
    """Dependencies with the scope that their profile gives, and the profile."""
    for item in pom.dependencies:
        yield item, LIVE, ""
    for profile in pom.profiles:
        scope = scope_of(profile.id, environment, LIVE if profile.default else OPTIONAL)
        for item in profile.dependencies:
            yield item, scope, profile.id

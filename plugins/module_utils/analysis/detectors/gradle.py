# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gradle: the projects of all builds of a tree, with what parents, conventions and catalogues add to them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ..formats.errors import FormatError
from ..formats.gradle import Plugin, Script, looked_up, parse_gradle, resolved
from ..formats.gradle_dependencies import Declared
from ..formats.key_values import parse_properties
from ..formats.version_catalog import Catalog, parse_catalog
from ..model import LIVE
from ..rules.java import APPLICATION_PLUGINS
from ..scope import narrower
from ..tree import Tree
from .jvm import Module, Wanted, configuration_scope

_DEPTH = 8
_LIMIT = 512 * 1024
_ENDINGS = (".gradle", ".gradle.kts")
_SETTINGS = ("settings.gradle", "settings.gradle.kts")
_BUILDS = ("build.gradle", "build.gradle.kts")
#: Where builds keep what their scripts share.
_SHARED = ("buildSrc", "build-logic", "buildLogic", "build-plugins", "gradle-plugins", "conventions")
_APPLIED_LIMIT = 5


class GradleBuild:
    """All build scripts of a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.scripts: dict[str, Script] = {}
        for path in tree.matching(lambda name: name.endswith(_ENDINGS), _DEPTH):
            self._read(path)
        if self.scripts:
            for path in tree.matching(lambda name: name.endswith(".kt"), _DEPTH):
                # Constants that scripts refer to.
                if "buildSrc" in path.split("/")[:-1]:
                    self._read(path, quiet=True)
        self.catalogs: dict[str, dict[str, Catalog]] = {}
        for path in tree.matching(lambda name: name.endswith(".versions.toml"), _DEPTH) if self.scripts else []:
            self._read_catalog(path)
        self.roots = sorted({posixpath.dirname(path) for path in self.scripts if posixpath.basename(path) in _SETTINGS})
        self._variables: dict[str, dict[str, str]] = {}

    def _read(self, path: str, quiet: bool = False) -> None:
        text = self.tree.read(path, _LIMIT)
        if text is None:
            return
        try:
            self.scripts[path] = parse_gradle(text, path.endswith((".kts", ".kt")))
        except FormatError as exc:
            if not quiet:
                self.tree.warn(path, f"cannot be read ({exc}); it was left out")

    def _read_catalog(self, path: str) -> None:
        text = self.tree.read(path)
        if text is None:
            return
        try:
            catalog = parse_catalog(text)
        except FormatError as exc:
            self.tree.warn(path, f"cannot be read ({exc}); it was left out")
            return
        folder = posixpath.dirname(path)
        root = posixpath.dirname(folder) if posixpath.basename(folder) == "gradle" else folder
        name = posixpath.basename(path).removesuffix(".versions.toml")
        self.catalogs.setdefault(root, {})[name] = catalog

    def java(self) -> str:
        """The version of Java, the newest where there are several; empty where nothing pins it."""
        return max((script.java for script in self.scripts.values() if script.java), key=int, default="")

    def kotlin(self) -> str | None:
        """The version of Kotlin, empty where it is not pinned; None without Kotlin."""
        found: str | None = None
        for path, script in self.scripts.items():
            for plugin in script.plugins:
                name, version = self._plugin(plugin, path)
                if name in ("org.jetbrains.kotlin.jvm", "kotlin", "kotlin.jvm", "org.jetbrains.kotlin.multiplatform"):
                    found = found or version
        return found

    def modules(self, environment: str) -> list[Module]:
        """One module a project that has a script, and one for each that only a script above it speaks of."""
        scripts = self._builds()
        modules = [self._module(folder, path, environment) for folder, path in scripts.items()]
        for folder, path in scripts.items():
            targets = {item.target for item in self.scripts[path].dependencies if item.target.startswith(":")}
            targets |= {plugin.target for plugin in self.scripts[path].plugins if plugin.target.startswith(":")}
            for target in sorted(targets):
                own = self._folder(target, self._root(folder))
                if own not in scripts:
                    modules.append(self._module(own, path, environment))
        return modules

    def _builds(self) -> dict[str, str]:
        """Folder of a project to its script: `build.gradle`, or the one that bears the folder's name."""
        found: dict[str, str] = {}
        for path in self.scripts:
            folder, name = posixpath.split(path)
            if any(part in _SHARED for part in folder.split("/")) or not name.endswith(_ENDINGS):
                continue
            stem = name.removesuffix(".kts").removesuffix(".gradle")
            if stem == "build":
                found[folder] = path
            elif stem and stem == posixpath.basename(folder):
                found.setdefault(folder, path)
        return found

    def _root(self, folder: str) -> str:
        """The folder of the build that a project belongs to."""
        above = [root for root in self.roots if not root or folder == root or folder.startswith(f"{root}/")]
        return max(above, key=len, default=folder)

    def _folder(self, project: str, root: str) -> str:
        for name in _SETTINGS:
            script = self.scripts.get(posixpath.join(root, name))
            if script and project in script.folders:
                return posixpath.join(root, script.folders[project])
        return posixpath.join(root, *[part for part in project.split(":") if part])

    def _name(self, folder: str, root: str) -> str:
        """`root :path`, as other modules of the build name the project."""
        for name in _SETTINGS:
            script = self.scripts.get(posixpath.join(root, name))
            for project, moved in script.folders.items() if script else ():
                if posixpath.normpath(posixpath.join(root, moved)) == folder:
                    return _named(root, project)
        relative = folder[len(root) :].strip("/") if root else folder
        return _named(root, f":{relative.replace('/', ':')}")

    def _module(self, folder: str, path: str, environment: str) -> Module:
        root = self._root(folder)
        name = self._name(folder, root)
        project = name.partition(" ")[2]
        module = Module(folder, path, {name, f"gradle {folder}", _named(root, posixpath.basename(folder))})
        module.build = f"gradle {root}"
        plugins: list[Plugin] = []
        for source, conditional in self._sources(folder, path, root):
            script = self.scripts[source]
            # What a script above, or one that is applied, says of no target is said to the project that runs it.
            own = posixpath.dirname(path) == folder if source == path else posixpath.basename(source) not in _BUILDS
            for plugin in script.plugins:
                if _concerns(plugin.target, own, project, source == path):
                    plugins.append(plugin)
                    self._mark(module, plugin, source)
            if own and script.main:
                module.application = True
            for item in script.dependencies:
                if _concerns(item.target, own, project, source == path):
                    self._ask(module, item, source, root, conditional, environment)
            for key, text in script.variables.items():
                if key.startswith("classpath."):
                    version = resolved(text.split(":")[2], self._known(source)) if text.count(":") > 1 else ""
                    module.wanted.append(Wanted(key[len("classpath.") :], version, source, 1, "plugin", LIVE))
        module.abstract = not plugins and not module.wanted
        return module

    def _sources(self, folder: str, path: str, root: str) -> Iterator[tuple[str, bool]]:
        """Scripts that speak of a project: its own, those above, and what they apply; and whether under a condition."""
        waiting = [(path, False, 0)]
        above = folder
        while above != root and above:
            above = posixpath.dirname(above)
            waiting += [
                (posixpath.join(above, name), False, 0)
                for name in _BUILDS
                if posixpath.join(above, name) in self.scripts
            ]
        seen: set[str] = set()
        while waiting:
            source, conditional, depth = waiting.pop(0)
            if source in seen:
                continue
            seen.add(source)
            yield source, conditional
            if depth >= _APPLIED_LIMIT:
                continue
            script = self.scripts[source]
            names = dict(script.applied)
            for plugin in script.plugins:
                if plugin.id:
                    names.setdefault(f"{plugin.id}.gradle", False)
                    names.setdefault(f"{plugin.id}.gradle.kts", False)
            for other in self.scripts:
                base = posixpath.basename(other)
                if base in names and other != source and base not in _BUILDS:
                    waiting.append((other, conditional or names[base], depth + 1))

    def _known(self, source: str) -> dict[str, str]:
        """Variables that a script can see: its own, those of the scripts above it, and gradle.properties."""
        if source in self._variables:
            return self._variables[source]
        folder = posixpath.dirname(source)
        root = self._root(folder)
        known: dict[str, str] = dict(self.scripts[source].variables)
        for name in (*_SETTINGS, *_BUILDS):
            script = self.scripts.get(posixpath.join(root, name))
            known = {**(script.variables if script else {}), **known}
        for path, script in self.scripts.items():
            # Scripts that only hold variables are applied by their name; constants live in buildSrc.
            base = posixpath.basename(path)
            if base in self.scripts[source].applied or "buildSrc" in path.split("/") or self._applied(root, base):
                known = {**script.variables, **known}
        for path in (posixpath.join(folder, "gradle.properties"), posixpath.join(root, "gradle.properties")):
            if self.tree.has(path):
                known = {**{item.key: item.value for item in parse_properties(self.tree.read(path) or "")}, **known}
        self._variables[source] = known
        return known

    def _applied(self, root: str, base: str) -> bool:
        return any(
            base in self.scripts[path].applied
            for path in (posixpath.join(root, name) for name in _BUILDS)
            if path in self.scripts
        )

    def _catalog(self, source: str, name: str) -> Catalog | None:
        root = self._root(posixpath.dirname(source))
        for folder in (root, *sorted(self.catalogs, key=len)):
            if name in self.catalogs.get(folder, {}):
                return self.catalogs[folder][name]
        return None

    def _plugin(self, plugin: Plugin, source: str) -> tuple[str, str]:
        if plugin.accessor:
            name, _dot, rest = plugin.accessor.partition(".")
            catalog = self._catalog(source, name)
            found = catalog.plugins.get(rest.removeprefix("plugins."), "") if catalog else ""
            identifier, _colon, version = found.partition(":")
            return identifier, version
        return plugin.id, resolved(plugin.version, self._known(source))

    def _mark(self, module: Module, plugin: Plugin, source: str) -> None:
        name, version = self._plugin(plugin, source)
        module.wanted.append(Wanted(f"plugin:{name}", version, source, 1, "plugin", LIVE))
        if plugin.applied and name in APPLICATION_PLUGINS and (not plugin.target or plugin.target.startswith(":")):
            module.application = True

    def _ask(self, module: Module, item: Declared, source: str, root: str, conditional: bool, environment: str) -> None:
        scope = LIVE if item.configuration == "platform" else configuration_scope(item.configuration, environment)
        if item.project:
            module.uses.append((_named(root, item.project), scope))
            module.uses.append((_named(root, item.project.rpartition(":")[2]), scope))
            return
        for coordinate in self._coordinates(item, source):
            parts = coordinate.split(":")
            if len(parts) < 2:
                continue
            module.wanted.append(
                Wanted(
                    f"{parts[0]}:{parts[1]}",
                    parts[2] if len(parts) > 2 and "$" not in parts[2] else "",
                    source,
                    item.line,
                    item.configuration,
                    narrower(scope, LIVE),
                    item.conditional or conditional,
                )
            )

    def _coordinates(self, item: Declared, source: str) -> list[str]:
        if item.coordinate:
            return [resolved(item.coordinate, self._known(source))]
        name, _dot, rest = item.accessor.partition(".")
        catalog = self._catalog(source, name)
        if catalog is not None:
            bundle = catalog.bundles.get(rest.removeprefix("bundles."), []) if rest.startswith("bundles.") else [rest]
            return [catalog.libraries[alias] for alias in bundle if alias in catalog.libraries]
        known = self._known(source)
        found = looked_up(item.accessor, known)
        if not found and "." in item.accessor:
            # A map that was put together of others.
            last = item.accessor.rpartition(".")[2]
            found = next((text for name, text in known.items() if name.endswith(f".{last}") and ":" in text), "")
        return [resolved(found, known)] if ":" in found else []


def _named(root: str, project: str) -> str:
    return f"{root} :{project.strip(':')}"


def _concerns(target: str, own: bool, project: str, same: bool) -> bool:
    """True where what a script says for a target is said to a project."""
    if target.startswith(":"):
        return target.strip(":") == project.strip(":")
    if target == "subprojects":
        return not same
    return target == "allprojects" or own

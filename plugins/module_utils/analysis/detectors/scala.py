# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scala: sbt's build files. Libraries that are defined in one place count where something names them."""

from __future__ import annotations

import posixpath
import re

from ..formats.errors import FormatError
from ..formats.sbt import Library, SbtBuild, parse_sbt
from ..model import DEVELOPMENT, LIVE
from ..rules.folders import SKIPPED
from ..scope import narrower
from ..tree import Tree
from .jvm import Module, Wanted, configuration_scope, widest
from .slots import words_of

_DEPTH = 4
_CHAIN_LIMIT = 6
#: `$suffix` and `${suffix}` in an interpolated string.
_HOLE = re.compile(r"\$\{?(\w+)\}?")


def modules(tree: Tree, environment: str) -> tuple[list[Module], str | None]:
    """One module a build, and the version of Scala; None without sbt."""
    builds: dict[str, dict[str, SbtBuild]] = {}
    for path in tree.matching(lambda name: name.endswith((".sbt", ".scala")), _DEPTH):
        folder, name = posixpath.split(path)
        if not name.endswith(".sbt") and posixpath.basename(folder) != "project":
            continue
        root = posixpath.dirname(folder) if posixpath.basename(folder) == "project" else folder
        text = tree.read(path)
        if text is None:
            continue
        try:
            builds.setdefault(root, {})[path] = parse_sbt(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read ({exc}); it was left out")
    scala = None if not builds else next((build.scala for files in builds.values() for build in files.values()), "")
    if builds:
        scala = next((build.scala for files in builds.values() for build in files.values() if build.scala), scala)
    return [_module(root, files, environment) for root, files in builds.items()], scala


def _module(root: str, files: dict[str, SbtBuild], environment: str) -> Module:
    module = Module(root, min(files), {f"sbt {root}"}, application=True, build=f"sbt {root}")
    names = _Names(list(files.values()), environment)
    for path, build in files.items():
        for library in build.libraries:
            scope = configuration_scope(library.scope, environment) if library.scope else LIVE
            if library.variable:
                scope = narrower(scope, names.scope(library.variable))
            where = library.scope
            module.wanted.append(
                Wanted(names.coordinate(library), names.text(library.version), path, library.line, where, scope)
            )
        for coordinate, version, line in build.plugins:
            module.wanted.append(Wanted(coordinate, version, path, line, "plugin", LIVE))
    return module


class _Names:
    """Names that the files of a build define, and in which scope they are used."""

    def __init__(self, builds: list[SbtBuild], environment: str) -> None:
        self.environment = environment
        self.variables = {name: text for build in builds for name, text in build.variables.items()}
        self.projects = set().union(*(build.projects for build in builds))
        self.uses: dict[str, set[tuple[str, str]]] = {}
        for build in builds:
            for name, scope, within in build.used:
                self.uses.setdefault(name, set()).add((scope, within))

    def coordinate(self, library: Library) -> str:
        """Group and name, with what an interpolated name holds."""
        name = _HOLE.sub(lambda found: self.variables.get(found.group(1), ""), library.name)
        return f"{library.group}:{name}"

    def text(self, version: str) -> str:
        return self.variables.get(version[2:-1], "") if version.startswith("${") else version

    def scope(self, name: str, depth: int = 0) -> str:
        """The widest scope in which something uses a name."""
        if name in self.projects:
            return DEVELOPMENT if words_of(name) & SKIPPED else LIVE
        if depth > _CHAIN_LIMIT:
            return LIVE
        return widest(
            narrower(
                configuration_scope(scope, self.environment) if scope else LIVE,
                self.scope(within, depth + 1) if within and within != name else LIVE,
            )
            for scope, within in self.uses.get(name, set())
        )

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules of a Java, Kotlin, Scala or Clojure build, and which of them are in what is deployed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model import DEVELOPMENT, LIVE, OPTIONAL, SCOPES
from ..rules.java import LIVE_SCOPES, OPTIONAL_SCOPES
from ..scope import DEVELOPMENT_WORDS, deployed, narrower, words
from ..tree import tooling

#: Words of a module's name that say it is for tests or for show; `dev` and `local` name modules that are shipped, too.
_TRIAL_WORDS = frozenset(
    """
    test tests testing testsuite it its e2e integrationtest benchmark benchmarks bench jmh example examples
    sample samples demo demos tutorial quickstart coverage stress performance loadtest
    """.split()
)
_CAMEL = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
#: Configurations of Gradle that feed tools of the build.
_BUILD_WORDS = frozenset(
    "classpath kapt ksp processor generator codegen checkstyle pmd detekt ktlint liquibase jacoco agent".split()
)


@dataclass(frozen=True)
class Wanted:
    """An artifact that a module asks for."""

    #: `group:artifact`.
    coordinate: str
    version: str
    path: str
    line: int
    #: As the build says it: `runtimeOnly`, `scope test`, `profile mysql`.
    where: str
    scope: str
    #: True where it is asked for under a condition.
    choice: bool = False


@dataclass
class Module:
    """A module of a build."""

    folder: str
    path: str
    #: What other modules call it.
    names: set[str]
    wanted: list[Wanted] = field(default_factory=list)
    #: Names of other modules, each with the scope in which it is used.
    uses: list[tuple[str, str]] = field(default_factory=list)
    #: True for what makes something to run.
    application: bool = False
    #: True for what only holds settings for others.
    abstract: bool = False
    #: Modules of one build stand or fall together: what no application of it uses is not in what is deployed.
    build: str = ""
    scope: str = LIVE


def configuration_scope(name: str, environment: str) -> str:
    """The scope of a configuration of Gradle, or a scope of Maven, sbt or Leiningen."""
    lower = name.lower()
    if lower in LIVE_SCOPES:
        return LIVE
    if lower in OPTIONAL_SCOPES:
        return OPTIONAL
    parts = {part.lower() for part in _CAMEL.findall(name)}
    if parts & (DEVELOPMENT_WORDS | _TRIAL_WORDS | _BUILD_WORDS):
        # What is for developers alone runs on a developer's machine.
        return LIVE if "development" in parts and "test" not in parts and not deployed(environment) else DEVELOPMENT
    return LIVE if lower.endswith(("implementation", "api", "runtimeonly")) else OPTIONAL


def rank(modules: list[Module], shipped: bool) -> None:
    """Gives each module its scope, build by build."""
    known = {name: module for module in modules for name in module.names}
    builds: dict[str, list[Module]] = {}
    for module in modules:
        module.scope = OPTIONAL
        builds.setdefault(module.build, []).append(module)
    for own in builds.values():
        _rank(own, known, shipped)
    for module in modules:
        if tooling(f"{module.folder}/x"):
            module.scope = narrower(module.scope, DEVELOPMENT)


def _rank(modules: list[Module], known: dict[str, Module], shipped: bool) -> None:
    """What the applications of a build use is live, the rest is there to be asked for.

    Without a mark of an application, modules that no other uses are what is shipped, if anything tells that the tree is
    shipped at all; otherwise it is a library, which needs nothing by itself.
    """
    trials = [module for module in modules if trial(module.folder)]
    real = [module for module in modules if not trial(module.folder) and not module.abstract]
    used = {id(known[name]) for module in real for name, scope in module.uses if scope == LIVE and name in known}
    roots = [module for module in real if module.application]
    if not roots and (shipped or len(real) == 1):
        roots = [module for module in real if id(module) not in used]
    _spread(roots, known)
    for module in trials:
        if module not in roots:
            module.scope = DEVELOPMENT


def _spread(roots: Iterable[Module], known: dict[str, Module]) -> None:
    waiting = list(roots)
    for module in waiting:
        module.scope = LIVE
    seen: set[int] = set()
    while waiting:
        module = waiting.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        for name, scope in module.uses:
            other = known.get(name)
            if other is not None and scope == LIVE:
                other.scope = LIVE
                waiting.append(other)


def module_of(path: str, modules: dict[str, Module]) -> Module | None:
    """The module that a file belongs to: the nearest folder above it that has one."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in modules:
            return modules[folder]
    return None


def widest(scopes: Iterable[str]) -> str:
    """The scope that speaks for most; development where there is none."""
    return min(scopes, key=SCOPES.index, default=DEVELOPMENT)


def trial(folder: str) -> bool:
    """True for what is for tests or for show."""
    return any(words(part) & _TRIAL_WORDS for part in folder.split("/") if part)

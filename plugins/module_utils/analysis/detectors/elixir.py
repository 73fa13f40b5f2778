# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elixir: mix.exs with its lock, umbrella projects, the repositories of Ecto and what config/*.exs makes of them."""

from __future__ import annotations

import posixpath

from ..formats.errors import FormatError
from ..formats.mix import Dependency, Mix, parse_mix, parse_mix_lock
from ..formats.requirements import version_of
from ..model import DEVELOPMENT, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework
from ..rules.elixir import FRAMEWORKS, PACKAGES, WEB_SERVERS
from ..scope import deployed, narrower, scope_of
from ..tree import Tree, folder_of, tooling
from .elixir_code import code
from .versions import version_file

_DEPTH = 4
#: Bytes of a mix.exs.
_MIX_LIMIT = 128 * 1024
#: Where Mix keeps the sources of packages.
_BROUGHT = "deps"
#: Settings that only a project which is run has.
_RUN = ("config/runtime.exs", "config/prod.exs", "config/releases.exs", "config/config.exs")


def detect(tree: Tree, environment: str) -> Findings:
    """What the Elixir parts of a tree tell."""
    findings = Findings()
    named = mix_environment(environment)
    queues: list[Evidence] = []
    for path, mix in _projects(tree, named).items():
        _read_project(tree, path, mix, named, findings, queues)
    if "elixir" in findings.languages:
        code(tree, named, findings, queues)
    return findings


def mix_environment(environment: str) -> str:
    """Mix's name for an environment; releases of other names are usually built with `prod`."""
    if deployed(environment):
        return "prod"
    return "test" if environment in ("test", "testing") else "dev"


def _projects(tree: Tree, environment: str) -> dict[str, Mix]:
    """Every mix.exs by its path; where one stands at the top, only those that Mix builds together with it."""
    found: dict[str, Mix] = {}
    for path in tree.matching("mix.exs".__eq__, _DEPTH):
        text = None if _BROUGHT in path.split("/") else tree.read(path, _MIX_LIMIT)
        if text is None:
            continue
        try:
            found[path] = parse_mix(text, environment)
        except FormatError as exc:
            tree.warn(path, f"is not a complete mix.exs ({exc}); it was left out")
    if "mix.exs" not in found or found["mix.exs"].umbrella:
        return found
    together, waiting = set(), {"mix.exs"}
    while waiting:
        path = waiting.pop()
        together.add(path)
        beside = (posixpath.join(folder_of(path), one.path, "mix.exs") for one in found[path].dependencies if one.path)
        waiting |= {posixpath.normpath(one) for one in beside} & set(found) - together
    return {path: mix for path, mix in found.items() if path in together}


def _read_project(
    tree: Tree, path: str, mix: Mix, environment: str, findings: Findings, queues: list[Evidence]
) -> None:
    folder = posixpath.dirname(path)
    lock = _lock(tree, folder)
    wanted = version_of(mix.elixir.replace(" or ", ",").split(",")[0])
    findings.language("elixir", version_file(tree, folder, [".elixir-version"], "elixir") or wanted)
    library = mix.package and not any(tree.has(posixpath.join(folder, name)) for name in _RUN)
    frameworks: dict[str, str] = {}
    for dependency in mix.dependencies:
        scope = _scope(dependency, path, environment)
        version = lock.get(dependency.name) or version_of(dependency.requirement)
        if dependency.name in FRAMEWORKS and scope == LIVE:
            name = FRAMEWORKS[dependency.name]
            frameworks[name] = frameworks.get(name) or version
        server = WEB_SERVERS.get(dependency.name, "")
        if server and scope == LIVE and server not in findings.web_servers:
            findings.web_servers.append(server)
        if dependency.name == "oban" and scope == LIVE and not library:
            queues.append(Evidence(path, dependency.line, "dependency", "package oban"))
        rule = PACKAGES.get(dependency.name)
        if rule:
            scope = narrower(scope, OPTIONAL) if library else scope
            detail = f"package {dependency.name}"
            detail += f" (only {', '.join(dependency.only)})" if dependency.only else ""
            detail += ", under a condition" if dependency.conditional else ""
            evidence = Evidence(path, dependency.line, "dependency", detail)
            findings.claims.append(Claim(rule.engine, evidence, rule.basis, scope, dependency.conditional))
    findings.frameworks += [Framework(name, version, folder_of(path)) for name, version in frameworks.items()]


def _lock(tree: Tree, folder: str) -> dict[str, str]:
    """Versions from the project's lock, or from the one of the umbrella it is under."""
    while True:
        path = posixpath.join(folder, "mix.lock")
        if tree.has(path):
            return parse_mix_lock(tree.read(path) or "")
        if not folder:
            return {}
        folder = posixpath.dirname(folder)


def _scope(dependency: Dependency, path: str, environment: str) -> str:
    scope = LIVE
    if dependency.only and environment not in dependency.only:
        scope = DEVELOPMENT
        if not {"dev", "test", "docs", "ci"} & set(dependency.only):
            scope = scope_of(" ".join(dependency.only), environment)
    if dependency.optional:
        scope = narrower(scope, OPTIONAL)
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope

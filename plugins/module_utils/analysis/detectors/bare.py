# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Code without any manifest: what it needs is told by what its image installs and by what it imports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from ..formats.dockerfile import base_image
from ..formats.installs import Installed, parse_installs
from ..formats.requirements import parse_requirements, version_of
from ..model import LIVE, Claim, Evidence, Findings, Framework
from ..rules import bare as rules
from ..rules import node, python, ruby
from ..tree import Tree, tooling
from .dockerfile import is_dockerfile
from .node_files import Files
from .node_names import is_for_developers, package_of
from .python import tell, unlisted_drivers
from .python_code import look
from .python_packages import Asked

#: Folders above code that is taken for the application's, and above its Dockerfile.
_DEPTH = 2
_FILES_LIMIT = 20


def detect(tree: Tree, environment: str) -> Findings:
    """What such code tells; nothing where there is a manifest of any language, which tells more."""
    findings = Findings()
    if any(_is_list(posixpath.basename(path)) for path in tree.files):
        return findings
    code: dict[str, str] = {}
    for ending, (language, _manifest) in rules.LANGUAGES.items():
        for path in tree.ending((ending,), _DEPTH):
            if not tooling(path):
                code.setdefault(language, path)
    installed = list(_installed(tree)) if code else []
    images = {base_image(tree.read(path) or "").partition(":")[0] for path in _dockerfiles(tree)} if code else set()
    for language, path in code.items():
        own = [(place, item) for place, item in installed if item.language == language]
        if language in _READERS:
            _READERS[language](tree, environment, own, findings)
        if language in findings.languages or language in images or _starts(tree, language):
            findings.language(language)
            manifest = next(name for other, name in rules.LANGUAGES.values() if other == language)
            tree.warn(
                path,
                f"is code of {language}, but no manifest such as {manifest} lists what it needs; "
                "only what its Dockerfile installs and what it imports was seen",
            )
    return findings


def _is_list(name: str) -> bool:
    return name in rules.LISTS or name.endswith(rules.LIST_ENDINGS) or ("require" in name and name.endswith(".txt"))


def _starts(tree: Tree, language: str) -> bool:
    """True where a file at the root is called as those are that start an application."""
    return any(
        tree.has(f"{stem}{ending}")
        for ending, (other, _manifest) in rules.LANGUAGES.items()
        if other == language and ending not in rules.IN_PAGES
        for stem in rules.STARTING
    )


def _dockerfiles(tree: Tree) -> list[str]:
    return [path for path in tree.matching(is_dockerfile, _DEPTH, _FILES_LIMIT) if not tooling(path)]


def _installed(tree: Tree) -> Iterator[tuple[str, Installed]]:
    for path in _dockerfiles(tree):
        for item in parse_installs(tree.read(path) or ""):
            yield path, item


def _python(tree: Tree, environment: str, installed: list[tuple[str, Installed]], findings: Findings) -> None:
    asked = [
        Asked(path, replace(requirement, line=item.line), LIVE, "of the image")
        for path, item in installed
        for requirement in parse_requirements(item.package).requirements
    ]
    packages = {
        item.requirement.name: python.PACKAGES[item.requirement.name]
        for item in asked
        if item.requirement.name in python.PACKAGES
    }
    engines = {rule.engine for rule in packages.values()}
    usage = look(tree, packages, engines, environment, unlisted_drivers(tree, asked))
    for item in asked:
        tell(item, findings, usage.choices)
    findings.claims += usage.claims
    if asked or usage.claims:
        findings.language("python")


def _node(tree: Tree, environment: str, installed: list[tuple[str, Installed]], findings: Findings) -> None:
    del environment  # nothing here speaks for one
    known = {**node.PACKAGES, **dict.fromkeys(node.FRAMEWORKS)}
    #: By package: where it is asked for, its version, and whether the code runs without it.
    places: dict[str, tuple[Evidence, str, bool]] = {}
    for path, item in installed:
        name, _at, version = item.package.rpartition("@") if "@" in item.package[1:] else (item.package, "", "")
        places.setdefault(name, (Evidence(path, item.line, "dependency", f'"{name}" of the image'), version, False))
    files = Files(tree)
    files.look_for(known)
    for path, code in files.loading(known):
        for loaded in code.loaded if not is_for_developers(path) else ():
            name = package_of(loaded.module, known)
            if name:
                evidence = Evidence(path, loaded.line, "dependency", f'"{name}" is loaded')
                places.setdefault(name, (evidence, "", bool(code.conditions_of(loaded.index))))
    for name, (evidence, version, choice) in places.items():
        if name in node.FRAMEWORKS:
            _framework(node.FRAMEWORKS[name], version, findings)
        if name in node.PACKAGES:
            rule = node.PACKAGES[name]
            findings.claims.append(Claim(rule.engine, evidence, rule.basis, choice=choice, external=rule.hosted))
    if any(name in known for name in places):
        findings.language("node")


def _ruby(tree: Tree, environment: str, installed: list[tuple[str, Installed]], findings: Findings) -> None:
    del tree, environment
    for path, item in installed:
        name, _colon, version = item.package.partition(":")
        if name in ruby.FRAMEWORKS:
            _framework(ruby.FRAMEWORKS[name], version, findings)
        if name in ruby.GEMS:
            rule = ruby.GEMS[name]
            evidence = Evidence(path, item.line, "dependency", f"gem {name} of the image")
            findings.claims.append(Claim(rule.engine, evidence, rule.basis))
        findings.language("ruby")


def _framework(name: str, version: str, findings: Findings) -> None:
    if not any(found.name == name for found in findings.frameworks):
        findings.frameworks.append(Framework(name, version_of(version), "."))


_READERS = {"python": _python, "node": _node, "ruby": _ruby}

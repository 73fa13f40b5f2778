# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node.js: package.json, at the root and in the packages of a workspace."""

from __future__ import annotations

import posixpath

from ..formats.errors import FormatError
from ..formats.json_lines import Member, parse_json
from ..formats.requirements import version_of
from ..model import DEVELOPMENT, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework
from ..rules.node import FRAMEWORKS, PACKAGES
from ..scope import deployed, narrower
from ..tree import Tree, folder_of, tooling
from .versions import version_file

_DEPTH = 3


def detect(tree: Tree, environment: str) -> Findings:
    """What the Node.js parts of a tree tell."""
    findings = Findings()
    #: Which part of package.json speaks for which environment. Peers are brought by somebody else.
    parts = {
        "dependencies": LIVE,
        "optionalDependencies": OPTIONAL,
        "devDependencies": DEVELOPMENT if deployed(environment) else LIVE,
    }
    for path in tree.matching("package.json".__eq__, _DEPTH):
        text = tree.read(path)
        if text is None:
            continue
        try:
            document = parse_json(text)
        except FormatError as exc:
            tree.warn(path, f"is not JSON ({exc}); it was left out")
            continue
        if isinstance(document, dict):
            _read_package(tree, path, document, parts, findings)
    for path in tree.matching("packages".__eq__, 2):
        if posixpath.basename(posixpath.dirname(path)) == ".meteor":
            _read_meteor(tree, path, findings)
    return findings


def _read_package(
    tree: Tree, path: str, document: dict[str, Member], parts: dict[str, str], findings: Findings
) -> None:
    folder = posixpath.dirname(path)
    engines = _members(document, "engines")
    named = engines["node"].value if "node" in engines else ""
    findings.language(
        "node",
        version_file(tree, folder, [".nvmrc", ".node-version"], "nodejs")
        or (version_of(named.lstrip("<>=^~ ")) if isinstance(named, str) else ""),
    )
    optional = _members(document, "optionalDependencies")
    for part, part_scope in parts.items():
        for name, member in _members(document, part).items():
            if part == "dependencies" and name in optional:
                # npm: what stands in both is optional.
                continue
            package, specifier = _resolved(name, member)
            scope = narrower(part_scope, DEVELOPMENT) if tooling(path) else part_scope
            if package in FRAMEWORKS and scope == LIVE and part == "dependencies":
                findings.frameworks.append(Framework(FRAMEWORKS[package], version_of(specifier), folder_of(path)))
            rule = PACKAGES.get(package)
            if rule:
                detail = f'"{name}"' + (f" ({package})" if package != name else "") + f" in {part}"
                findings.claims.append(
                    Claim(
                        rule.engine,
                        Evidence(path, member.line, "dependency", detail),
                        rule.basis,
                        scope,
                        external=rule.hosted,
                    )
                )


def _resolved(name: str, member: Member) -> tuple[str, str]:
    """Package and version of a dependency; `npm:` gives a package another name."""
    specifier = member.value if isinstance(member.value, str) else ""
    if specifier.startswith("npm:"):
        package, _at, version = specifier[4:].rpartition("@")
        return (package, version) if package else (specifier[4:], "")
    return name, specifier


def _members(document: dict[str, Member], key: str) -> dict[str, Member]:
    member = document.get(key)
    return member.value if member is not None and isinstance(member.value, dict) else {}


def _read_meteor(tree: Tree, path: str, findings: Findings) -> None:
    """Meteor keeps its data in MongoDB, unless somebody took the package out."""
    for number, line in enumerate((tree.read(path) or "").split("\n"), 1):
        name = line.split("#")[0].strip().partition("@")[0]
        if name == "mongo":
            findings.frameworks.append(Framework("Meteor", "", folder_of(posixpath.dirname(path) or ".")))
            evidence = Evidence(path, number, "dependency", "Meteor package mongo")
            findings.claims.append(Claim("mongodb", evidence, "library"))

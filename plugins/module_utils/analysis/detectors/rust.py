# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rust: which crates a program is built with, and with which of their features."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..formats.cargo import NORMAL, Crate, locked_versions, parse_cargo
from ..formats.errors import FormatError
from ..formats.toml_lines import parse_toml
from ..model import DEVELOPMENT, DRIVER, LIVE, OPTIONAL, Broker, Claim, Evidence, Findings, Framework
from ..rules.model import Package
from ..rules.rust import BROKERS, CRATES, FEATURE_GROUPS, FEATURES, FRAMEWORKS
from ..scope import DEVELOPMENT_WORDS, narrower, words
from ..tree import Tree, folder_of, tooling
from .rust_features import Member, resolve, split, usable
from .rust_variants import choices
from .versions import version_file

_DEPTH = 5
_LOCK_LIMIT = 8 * 1024 * 1024
_CHANNEL = re.compile(r"\d+(?:\.\d+)*")
#: Programs that serve those who work on the code.
_TOOLS = DEVELOPMENT_WORDS | {"xtask", "xtasks", "fuzz", "mock", "example", "examples", "codegen", "generator"}


def detect(tree: Tree, environment: str) -> Findings:
    """What the Rust parts of a tree tell."""
    del environment  # Cargo knows no environments
    findings = Findings()
    members = _members(tree)
    if not members:
        return findings
    programs = _programs(tree, members)
    resolve(members, programs)
    library = not programs
    for member in members.values():
        if not tooling(member.path):
            findings.language("rust", _rust_version(tree, member))
        scope = LIVE if member.built else _other_scope(member, library)
        for crate in member.cargo.crates:
            _tell(member, crate, narrower(scope, DEVELOPMENT) if tooling(member.path) else scope, findings)
        if member.built:
            findings.claims += _extras(member)
    crates: dict[str, set[str]] = {}
    for member in members.values():
        for crate in member.cargo.crates:
            package = member.resolved(crate).package
            if package in CRATES:
                crates.setdefault(CRATES[package].engine, set()).add(crate.name)
    live = {(claim.engine, claim.evidence) for claim in findings.claims if claim.scope == LIVE}
    findings.claims = [
        claim
        for claim in dict.fromkeys(findings.claims)
        if claim.scope == LIVE or (claim.engine, claim.evidence) not in live
    ]
    findings.claims = choices(tree, findings.claims, crates)
    _lock(tree, findings)
    _attribute(findings, {folder_of(member.path) for member in programs})
    return findings


def _members(tree: Tree) -> dict[str, Member]:
    """Manifests by their folder."""
    found: dict[str, Member] = {}
    for path in tree.matching("Cargo.toml", _DEPTH):
        text = tree.read(path)
        if text is None:
            continue
        try:
            cargo = parse_cargo(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read ({exc}); it was left out")
            continue
        found[posixpath.dirname(path)] = Member(path, cargo, path)
    for folder, member in found.items():
        above = folder
        while True:
            other = found.get(above)
            if other is not None and other.cargo.is_workspace:
                member.root, member.shared = other.path, other.cargo.shared
                member.cargo.rust = member.cargo.rust or other.cargo.rust
                break
            if not above:
                break
            above = posixpath.dirname(above)
    return found


def _programs(tree: Tree, members: dict[str, Member]) -> list[Member]:
    """Packages that are programs, those of `default-members` where a workspace says which."""
    found = []
    for folder, member in members.items():
        start = f"{folder}/" if folder else ""
        is_program = (
            member.cargo.names_program
            or tree.has(f"{start}src/main.rs")
            or any(path.startswith(f"{start}src/bin/") for path in tree.ending((".rs",)))
        )
        if not is_program or not member.cargo.name or tooling(member.path) or words(member.cargo.name) & _TOOLS:
            continue
        found.append(member)
    chosen = [member for member in found if _is_default(members, member)]
    return chosen or found


def _is_default(members: dict[str, Member], member: Member) -> bool:
    root = members.get(posixpath.dirname(member.root))
    if root is None or not root.cargo.default_members:
        return True
    own = posixpath.relpath(member.folder or ".", root.folder or ".")
    return any(fnmatchcase(own, posixpath.normpath(pattern)) for pattern in root.cargo.default_members)


def _other_scope(member: Member, library: bool) -> str:
    """What no program is built with: packages for others, or for tests."""
    return DEVELOPMENT if not library and words(member.cargo.name) & _TOOLS else OPTIONAL


def _tell(member: Member, declared: Crate, scope: str, findings: Findings) -> None:
    crate = member.resolved(declared)
    if crate.kind != NORMAL:
        scope = narrower(scope, DEVELOPMENT)
    elif not usable(crate):
        return
    elif scope == LIVE and crate.name not in member.crates:
        scope = OPTIONAL
    on = set(crate.features) | (member.crates.get(crate.name, set()) if scope == LIVE else set())
    shared = member.shared.get(crate.name) if declared.inherited else None
    if scope == LIVE and crate.package in FRAMEWORKS:
        findings.frameworks.append(Framework(FRAMEWORKS[crate.package], crate.version, folder_of(member.path)))
    if scope == LIVE and crate.package in BROKERS:
        evidence = Evidence(member.path, crate.line, "dependency", f"crate {crate.package}")
        findings.brokers.append(Broker(crate.package, BROKERS[crate.package], evidence))
    for rule, feature in _rules(crate.package, on):
        path, line = member.path, crate.line
        if shared is not None and feature and feature in shared.features:
            # Where the feature is written.
            path, line = member.root, shared.line
        detail = f"crate {crate.package}" + (f" with feature {feature}" if feature else "")
        if scope == OPTIONAL and crate.optional:
            detail += ", optional"
        findings.claims.append(Claim(rule.engine, Evidence(path, line, "dependency", detail), rule.basis, scope))


def _rules(package: str, features: set[str]) -> Iterator[tuple[Package, str]]:
    if package in CRATES:
        yield CRATES[package], ""
    groups = FEATURE_GROUPS.get(package, {})
    for feature in sorted(features):
        for name in groups.get(feature, (feature,)):
            engine = FEATURES.get(package, {}).get(name)
            if engine:
                yield Package(engine, DRIVER), feature


def _extras(member: Member) -> Iterator[Claim]:
    """Features that a usual build leaves off, and what they would bring."""
    packages = {crate.name: member.resolved(crate).package for crate in member.cargo.crates if usable(crate)}
    for name, entries in member.cargo.features.items():
        if name in member.enabled:
            continue
        for entry in entries:
            crate, feature, own = split(entry)
            package = packages.get(crate or own, "")
            for rule, _feature in _rules(package, {feature} if feature else set()):
                line = member.cargo.feature_lines[name]
                evidence = Evidence(member.path, line, "dependency", f"feature {name}, which is off by default")
                yield Claim(rule.engine, evidence, rule.basis, OPTIONAL)


def _rust_version(tree: Tree, member: Member) -> str:
    """The toolchain that the project pins, else the oldest Rust that it asks for."""
    for folder in dict.fromkeys([member.folder, posixpath.dirname(member.root), ""]):
        for name in ("rust-toolchain.toml", "rust-toolchain"):
            path = posixpath.join(folder, name)
            if not tree.has(path):
                continue
            text = tree.read(path, 65536) or ""
            try:
                toolchain = parse_toml(text).get("toolchain")
            except FormatError:
                toolchain = {"channel": text.strip().split("\n")[0]}
            channel = toolchain.get("channel") if isinstance(toolchain, dict) else ""
            found = _CHANNEL.match(channel) if isinstance(channel, str) else None
            if found:
                return found.group()
    return version_file(tree, "", [], "rust") or member.cargo.rust


def _lock(tree: Tree, findings: Findings) -> None:
    """Exact versions of the frameworks."""
    names = {crate for crate, name in FRAMEWORKS.items() if any(name == known.name for known in findings.frameworks)}
    path = next(iter(tree.matching("Cargo.lock", 2)), "")
    if not names or not path:
        return
    versions = locked_versions(tree.read(path, _LOCK_LIMIT) or "", names)
    exact = {FRAMEWORKS[crate]: version for crate, version in versions.items()}
    findings.frameworks = [
        Framework(known.name, exact.get(known.name, known.version), known.path) for known in findings.frameworks
    ]


def _attribute(findings: Findings, programs: set[str]) -> None:
    """A framework is told of the programs that use it, else once, rather than of every package of a workspace."""
    kept: list[Framework] = []
    for known in findings.frameworks:
        same = [other for other in findings.frameworks if other.name == known.name]
        used = [other for other in same if other.path in programs] or [
            min(same, key=lambda one: (len(one.path), one.path))
        ]
        if known in used and known not in kept:
            kept.append(known)
    findings.frameworks = kept

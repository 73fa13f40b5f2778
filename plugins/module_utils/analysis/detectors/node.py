# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node.js: the packages that an application depends on, and whether its code also runs without them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from ..formats.json_lines import Member
from ..formats.requirements import version_of
from ..model import DEVELOPMENT, DRIVER, LIBRARY, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework, Variants
from ..rules import node_code
from ..rules.model import Package
from ..rules.node import (
    BRING_ALL,
    FORKED,
    FORKED_ORMS,
    FRAMEWORKS,
    ORM_COMMANDS,
    ORM_HANDED,
    ORM_MODULES,
    ORM_TOLD,
    ORMS,
    PACKAGES,
)
from ..scope import deployed, narrower
from ..tree import Tree, folder_of, tooling
from .node_hosted import ADDRESSED, addresses, led_elsewhere
from .node_locks import Locks
from .node_orm import STAND_IN, claims_of_orms, settled, told_by_settings
from .node_orm_files import claims_of_files
from .node_packages import Manifest, Packages
from .node_usage import CHOICE, Usage, Verdict
from .versions import version_file

#: Engines that an application keeps its main data in.
_STORES = frozenset({"mysql", "postgresql", "mongodb"})
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Reasons that count for a relational engine, of which an application usually has one.
_ASIDE = frozenset({"plugin", "case", "sibling", "adapter", "library"})


def detect(tree: Tree, environment: str) -> Findings:
    """What the Node.js parts of a tree tell."""
    findings = Findings()
    #: Which part of package.json speaks for which environment. Peers are brought by somebody else.
    parts = {
        "dependencies": LIVE,
        "optionalDependencies": OPTIONAL,
        "devDependencies": DEVELOPMENT if deployed(environment) else LIVE,
    }
    packages = Packages(tree)
    locks = Locks(tree)
    found: list[tuple[str, Claim]] = []
    for manifest in packages.manifests:
        _read_package(tree, manifest, packages, locks, parts, findings, found)
    if found:
        findings.claims += _judged_by_code(tree, packages, found, findings, environment)
    for path in tree.matching("packages".__eq__, 2):
        if posixpath.basename(posixpath.dirname(path)) == ".meteor":
            _read_meteor(tree, path, findings)
    return findings


def _read_package(
    tree: Tree,
    manifest: Manifest,
    packages: Packages,
    locks: Locks,
    parts: dict[str, str],
    findings: Findings,
    found: list[tuple[str, Claim]],
) -> None:
    path = manifest.path
    engines = manifest.members("engines")
    named = engines["node"].value if "node" in engines else ""
    findings.language(
        "node",
        version_file(tree, manifest.folder, [".nvmrc", ".node-version"], "nodejs")
        or (version_of(named.lstrip("<>=^~ ")) if isinstance(named, str) else ""),
    )
    optional = manifest.members("optionalDependencies")
    for part, part_scope in parts.items():
        for name, member in manifest.members(part).items():
            if part == "dependencies" and name in optional:
                # npm: what stands in both is optional.
                continue
            package, specifier = _resolved(name, member)
            scope = narrower(part_scope, DEVELOPMENT) if tooling(path) else part_scope
            if package in FRAMEWORKS and scope == LIVE and part == "dependencies":
                specifier = packages.specifier(package, specifier)
                version = locks.version(manifest.folder, name, specifier) or version_of(specifier)
                findings.frameworks.append(Framework(FRAMEWORKS[package], version, folder_of(path)))
            if package in BRING_ALL and scope == LIVE:
                place = Evidence(path, member.line, "dependency", f'"{name}" brings the drivers of all its databases')
                findings.variants.append(Variants(BRING_ALL[package], place))
                findings.claims += [Claim(engine, place, DRIVER) for engine in sorted(BRING_ALL[package])]
            rule = PACKAGES.get(package) or _fork(package)
            if rule:
                detail = f'"{name}"' + (f" ({package})" if package != name else "") + f" in {part}"
                evidence = Evidence(path, member.line, "dependency", detail)
                found.append((name, Claim(rule.engine, evidence, rule.basis, scope, external=rule.hosted)))


def _judged_by_code(
    tree: Tree, packages: Packages, found: list[tuple[str, Claim]], findings: Findings, environment: str
) -> Iterator[Claim]:
    """The claims, and where the application also runs without the engine that and the place that shows it."""
    installed = _installed(packages)
    forks = {name for name in installed if name[:1] == "@" and posixpath.basename(name) in FORKED_ORMS}
    forks = {name for name in forks if not name.startswith("@types/")}
    installed |= {posixpath.basename(name) for name in forks}
    live = [(name, claim) for name, claim in found if claim.scope == LIVE]
    usage = Usage(tree, packages.role)
    modules = ORM_MODULES & installed
    usage.files.look_for({name for name, _claim in live} | modules | forks)
    named: list[Claim] = []
    if ORMS & installed:
        claimed = {claim.engine for _name, claim in live}
        named = claims_of_orms(tree, usage.files.loading(modules | forks, ORM_TOLD), claimed, usage.places)
        if len(claimed & _RELATIONAL) > 1 and told_by_settings(usage.files.loading(modules, ORM_HANDED)):
            named = [claim for claim in named if not ORM_COMMANDS.fullmatch(posixpath.basename(claim.evidence.path))]
        named += claims_of_files(tree, claimed, environment)
    verdicts = dict(_verdicts(usage, live, installed, [claim for claim in named if claim.scope == LIVE]))
    stores = frozenset(claim.engine for _name, claim in live) & (_STORES | _RELATIONAL)
    for verdict in verdicts.values():
        if verdict.reason == "chosen" and len(stores) > 1:
            place = Evidence(verdict.path, verdict.line, "structure", "a setting chooses the database")
            findings.variants.append(Variants(stores, place))
    engines = {**dict.fromkeys(sorted(modules | forks), ""), **{name: claim.engine for name, claim in live}}
    led = addresses(usage.files.loading(engines, ADDRESSED), engines)
    named = settled([led_elsewhere(claim, led) for claim in named])
    yield from named
    known = {str(claim.evidence) for claim in named}
    for claim in led:
        why = verdicts.get(claim.engine, Verdict("")).reason or packages.role(claim.evidence.path)
        apart = claim.engine not in engines.values() or usage.places.reason(claim.evidence.path, claim.engine)
        if not apart and str(claim.evidence) not in known:
            yield _as_choice(claim, why) if why else claim
    told: set[str] = set()
    #: The file that developers keep their data in, by settings that tell a server for what is deployed.
    files = {claim.scope for claim in named if claim.engine == STAND_IN} == {DEVELOPMENT} and any(
        claim.scope == LIVE for claim in named
    )
    for _name, claim in found:
        if files and claim.engine == STAND_IN:
            yield replace(claim, scope=DEVELOPMENT)
            continue
        verdict = verdicts.get(claim.engine, Verdict(""))
        why = verdict.reason or packages.role(claim.evidence.path)
        if claim.scope != LIVE or claim.engine == STAND_IN or not why:
            yield claim
            continue
        yield _as_choice(claim, why)
        if verdict.path and claim.engine not in told:
            told.add(claim.engine)
            detail = f"{claim.engine}: {node_code.REASONS[verdict.reason]}"
            place = Evidence(verdict.path, verdict.line, "structure", detail)
            yield _as_choice(replace(claim, evidence=place, basis=DRIVER), why)


def _verdicts(
    usage: Usage, live: list[tuple[str, Claim]], installed: frozenset[str], told: list[Claim]
) -> Iterator[tuple[str, Verdict]]:
    """Engines that the application also runs without, by what its code says; `told` is what a mapper is told."""
    named = {claim.engine for claim in told}
    stands_in = any(claim.engine == STAND_IN and claim.default and not claim.choice for claim in told)
    for engine in dict.fromkeys(claim.engine for _name, claim in live):
        names = {name for name, claim in live if claim.engine == engine}
        if engine == STAND_IN:
            continue
        if engine in _RELATIONAL and ORMS & installed and (engine in named or not named or stands_in):
            # The mapper loads the driver by its name. Where it is also told SQLite, the server is a choice.
            if named == {engine, STAND_IN} or stands_in:
                yield engine, Verdict(CHOICE, "case")
            continue
        by_name = any(node_code.LOADED_BY_NAME.fullmatch(name) for name in names)
        by_name = by_name or bool(node_code.LOADERS.get(engine, frozenset()) & installed)
        others = any(claim.engine in _STORES - {engine} for _name, claim in live)
        verdict = usage.verdict(engine, names, by_name=by_name, others=others)
        # A mapper may also be told by a variable, so only what is plainly for something else takes its driver away.
        if verdict.kind == CHOICE and (engine not in _RELATIONAL or verdict.reason in _ASIDE):
            yield engine, verdict


def _as_choice(claim: Claim, why: str) -> Claim:
    if claim.engine in _RELATIONAL | _STORES and why == "plugin":
        # It is no candidate for the place of the main database.
        return replace(claim, scope=OPTIONAL, basis=LIBRARY)
    return replace(claim, choice=True)


def _installed(packages: Packages) -> frozenset[str]:
    return frozenset(
        name
        for manifest in packages.manifests
        for part in ("dependencies", "optionalDependencies")
        for name in manifest.members(part)
    )


def _resolved(name: str, member: Member) -> tuple[str, str]:
    """Package and version of a dependency; `npm:` gives a package another name."""
    specifier = member.value if isinstance(member.value, str) else ""
    if specifier.startswith("npm:"):
        package, _at, version = specifier[4:].rpartition("@")
        return (package, version) if package else (specifier[4:], "")
    return name, specifier


def _fork(package: str) -> Package | None:
    """A driver that somebody publishes again under a scope."""
    scope, _slash, name = package.rpartition("/")
    return PACKAGES.get(name) if scope not in ("", "@types") and name in FORKED else None


def _read_meteor(tree: Tree, path: str, findings: Findings) -> None:
    """Meteor keeps its data in MongoDB, unless somebody took the package out."""
    for number, line in enumerate((tree.read(path) or "").split("\n"), 1):
        name = line.split("#")[0].strip().partition("@")[0]
        if name == "mongo":
            findings.frameworks.append(Framework("Meteor", "", folder_of(posixpath.dirname(path) or ".")))
            evidence = Evidence(path, number, "dependency", "Meteor package mongo")
            findings.claims.append(Claim("mongodb", evidence, "library"))

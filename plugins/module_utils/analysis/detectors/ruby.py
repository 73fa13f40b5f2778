# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ruby: Gemfile with its lock, and the YAML files in which Rails keeps its connections."""

from __future__ import annotations

import posixpath

from ..formats.errors import FormatError
from ..formats.gemfile import Gem, Gemfile, parse_gemfile
from ..formats.gemfile_lock import parse_gemfile_lock
from ..formats.requirements import version_of
from ..model import DEVELOPMENT, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework
from ..rules.ruby import FRAMEWORKS, GEMS, WEB_SERVERS
from ..scope import narrower, scope_of
from ..tree import Tree, beside, folder_of, tooling
from .rails import connections
from .versions import version_file

_NAMES = frozenset({"Gemfile", "gems.rb"})
_DEPTH = 3
_INCLUDE_LIMIT = 20
#: Platforms of Bundler that a Linux host with the usual Ruby has.
_PLATFORMS = ("ruby", "mri")
_GROUP_UNKNOWN = "unknown"


def detect(tree: Tree, environment: str) -> Findings:
    """What the Ruby parts of a tree tell."""
    findings = Findings()
    for path in tree.matching(_NAMES.__contains__, _DEPTH):
        _read_application(tree, path, environment, findings)
    connections(tree, environment, findings)
    return findings


def _read_application(tree: Tree, path: str, environment: str, findings: Findings) -> None:
    gemfiles = _with_included(tree, path)
    if not gemfiles:
        return
    lock_name = "gems.locked" if path.endswith("gems.rb") else "Gemfile.lock"
    lock_path = beside(path, lock_name)
    lock = parse_gemfile_lock(tree.read(lock_path) or "") if lock_path and tree.has(lock_path) else {}
    findings.language("ruby", _ruby_version(tree, path, gemfiles[0][1], lock))
    for gem_path, gemfile in gemfiles:
        for gem in gemfile.gems:
            scope = gem_scope(gem, gem_path, environment)
            if scope is None:
                continue
            version = lock.get(gem.name) or version_of(gem.requirement)
            if gem.name in FRAMEWORKS and scope == LIVE:
                findings.frameworks.append(Framework(FRAMEWORKS[gem.name], version, folder_of(path)))
            if gem.name in WEB_SERVERS and scope == LIVE and WEB_SERVERS[gem.name] not in findings.web_servers:
                findings.web_servers.append(WEB_SERVERS[gem.name])
            if gem.name in GEMS:
                findings.claims.append(_claim(gem, gem_path, scope))


def _with_included(tree: Tree, path: str) -> list[tuple[str, Gemfile]]:
    read: dict[str, Gemfile] = {}
    waiting = [path]
    while waiting and len(read) < _INCLUDE_LIMIT:
        current = waiting.pop(0)
        text = tree.read(current) if current not in read else None
        if text is None:
            continue
        try:
            read[current] = parse_gemfile(text)
        except FormatError as exc:
            tree.warn(current, f"is not a complete Gemfile ({exc}); it was left out")
            continue
        waiting += [other for name in read[current].included if (other := beside(current, name)) and tree.has(other)]
    return list(read.items())


def gem_scope(gem: Gem, path: str, environment: str) -> str | None:
    """For which environment a gem is; None where no deployed host installs it."""
    if gem.platforms and not any(
        platform == name or platform.startswith(f"{name}_") for platform in gem.platforms for name in _PLATFORMS
    ):
        return None
    scope = LIVE
    if gem.groups:
        scopes = {scope_of(group, environment, otherwise=LIVE) for group in gem.groups}
        scope = LIVE if LIVE in scopes else OPTIONAL if OPTIONAL in scopes else DEVELOPMENT
    if gem.optional:
        scope = narrower(scope, OPTIONAL)
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def _claim(gem: Gem, path: str, scope: str) -> Claim:
    package = GEMS[gem.name]
    # A group of the user's own making (`:postgres`) is there to be left out.
    own_group = bool(gem.groups) and all(
        scope_of(group, "production", _GROUP_UNKNOWN) == _GROUP_UNKNOWN for group in gem.groups
    )
    detail = f'gem "{gem.name}"'
    if gem.groups:
        detail += f" ({'group' if len(gem.groups) == 1 else 'groups'} {', '.join(gem.groups)})"
    if gem.conditional:
        detail += ", under a condition"
    return Claim(
        engine=package.engine,
        evidence=Evidence(path, gem.line, "dependency", detail),
        basis=package.basis,
        scope=scope,
        choice=gem.conditional or own_group,
    )


def _ruby_version(tree: Tree, path: str, gemfile: Gemfile, lock: dict[str, str]) -> str:
    named = beside(path, gemfile.ruby_file) if gemfile.ruby_file else None
    folder = posixpath.dirname(path)
    return (
        version_file(tree, folder, [named or "", ".ruby-version"], "ruby")
        or lock.get("ruby", "")
        or version_of(gemfile.ruby.replace(">", "").replace("<", ""))
    )

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ruby: Gemfile with its lock, the gemspecs it takes in, and then what the code and its settings make of the gems."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from ..formats.gemfile import Gem, Gemfile
from ..formats.gemfile_lock import parse_gemfile_lock
from ..formats.requirements import version_of
from ..model import DEVELOPMENT, LIVE, OPTIONAL, Claim, Evidence, Findings, Framework
from ..rules.judgement import RELATIONAL
from ..rules.ruby import FRAMEWORKS, GEMS, WEB_SERVERS
from ..rules.strangers import RUBY as STRANGERS
from ..scope import narrower, scope_of
from ..tree import Tree, beside, folder_of, tooling
from .rails import connections
from .ruby_gemfiles import Gems, gemfiles_of
from .ruby_settings import settings
from .versions import version_file

_NAMES = frozenset({"Gemfile", "gems.rb"})
_DEPTH = 3
#: Platforms of Bundler that a Linux host with the usual Ruby has.
_PLATFORMS = ("ruby", "mri")
_GROUP_UNKNOWN = "unknown"
#: What a folder that is started has, and the folder of a library has not.
_STARTED = (
    *("config.ru", "config/application.rb", "config/environment.rb", "Procfile", "app.rb", "server.rb"),
    *("config/sidekiq.yml", "config/puma.rb", "config/unicorn.rb", "config/deploy.rb"),
)


def detect(tree: Tree, environment: str) -> Findings:
    """What the Ruby parts of a tree tell."""
    findings = Findings()
    gems = Gems(tree)
    noted: set[Claim] = set()
    for path in tree.matching(_NAMES.__contains__, _DEPTH):
        _Application(tree, path, environment, gems, findings, noted).read()
    settings(tree, environment, findings)
    connections(tree, environment, findings)
    return findings


class _Application:
    """What is installed with one Gemfile."""

    def __init__(
        self, tree: Tree, path: str, environment: str, gems: Gems, findings: Findings, noted: set[Claim]
    ) -> None:
        self.tree = tree
        self.path = path
        self.environment = environment
        self.gems = gems
        self.findings = findings
        #: The claims that the Gemfiles of the tree led to.
        self.noted = noted
        #: Relational engines that the Gemfile has a driver for, developers' own left out.
        self.relational: set[str] = set()
        #: The gemspecs that were read, and as what.
        self.specs: set[tuple[str, str, bool]] = set()
        lock_path = beside(path, "gems.locked" if path.endswith("gems.rb") else "Gemfile.lock")
        self.lock = parse_gemfile_lock(tree.read(lock_path) or "") if lock_path and tree.has(lock_path) else {}

    def read(self) -> None:
        """Adds what the Gemfile and all that it takes in tell."""
        gemfiles = gemfiles_of(self.tree, self.path)
        if not gemfiles:
            return
        self.findings.language("ruby", _ruby_version(self.tree, self.path, gemfiles[0][1], self.lock))
        # The Gemfile of a library lists what its developers work with; what it needs stands in its gemspec.
        library = any(gemfile.gemspec is not None for _path, gemfile in gemfiles) and not self._started()
        self.relational = {
            GEMS[gem.name].engine
            for path, gemfile in gemfiles
            for gem in gemfile.gems
            if gem.name in GEMS and gem_scope(gem, path, self.environment) not in (None, DEVELOPMENT)
        } & RELATIONAL
        for gem_path, gemfile in gemfiles:
            for gem in gemfile.gems:
                scope = gem_scope(gem, gem_path, self.environment)
                if scope is None:
                    continue
                scope = narrower(scope, DEVELOPMENT) if library else scope
                self._note(gem, gem_path, scope)
                spec = self.gems.spec(gem_path, gem.path, gem.name) if gem.path else None
                if spec:
                    self._read_spec(spec, scope, gem.conditional)
            if gemfile.gemspec is not None:
                for spec in self.gems.specs(gem_path, gemfile.gemspec):
                    runs = not library or self._mounted(spec) or self._serves(spec)
                    self._read_spec(spec, LIVE if runs else OPTIONAL, False)

    def _read_spec(self, spec: str, outer: str, choice: bool) -> None:
        """What a gem of the repository itself needs, and the repository's gems that it needs in turn."""
        if (spec, outer, choice) in self.specs:
            return
        self.specs.add((spec, outer, choice))
        waiting, seen = [spec], set[str]()
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            for gem in self.gems.of(current):
                scope = gem_scope(gem, current, self.environment)
                if scope is None:
                    continue
                scope = narrower(scope, outer)
                self._note(replace(gem, conditional=gem.conditional or choice), current, scope)
                local = self.gems.local.get(gem.name)
                if local and scope != DEVELOPMENT:
                    waiting.append(local)

    def _note(self, gem: Gem, gem_path: str, scope: str) -> None:
        findings = self.findings
        if gem.name in FRAMEWORKS and scope == LIVE and (gem_path == self.path or self.path.count("/") == 0):
            version = self.lock.get(gem.name) or version_of(gem.requirement)
            framework = Framework(FRAMEWORKS[gem.name], version, folder_of(self.path))
            if (framework.name, framework.path) not in {(other.name, other.path) for other in findings.frameworks}:
                findings.frameworks.append(framework)
        if gem.name in WEB_SERVERS and scope == LIVE and WEB_SERVERS[gem.name] not in findings.web_servers:
            findings.web_servers.append(WEB_SERVERS[gem.name])
        if gem.name in STRANGERS and scope == LIVE and not gem.conditional:
            place = Evidence(gem_path, gem.line, "dependency", f'gem "{gem.name}"')
            findings.strangers.setdefault(STRANGERS[gem.name], place)
        if gem.name in GEMS:
            claim = _claim(gem, gem_path, scope, alone={GEMS[gem.name].engine} == self.relational)
            if claim not in self.noted:
                self.noted.add(claim)
                findings.claims.append(claim)

    def _started(self) -> bool:
        folder = posixpath.dirname(self.path)
        return any(self.tree.has(posixpath.join(folder, name)) for name in _STARTED)

    def _mounted(self, spec: str) -> bool:
        """True for an engine of Rails with pages of its own: an application that others mount in theirs."""
        folder = posixpath.join(posixpath.dirname(spec), "app", "controllers")
        return any(path.startswith(f"{folder}/") for path in self.tree.ending((".rb",)))

    def _serves(self, spec: str) -> bool:
        """True for a gem that is a program: it comes with a command, and with the server that it runs on."""
        folder = posixpath.dirname(spec)
        commands = [posixpath.join(folder, name, "") for name in ("bin", "exe")]
        installed = {gem.name for gem in self.gems.of(spec) if gem_scope(gem, spec, self.environment) == LIVE}
        return bool(installed & set(WEB_SERVERS)) and any(path.startswith(tuple(commands)) for path in self.tree.files)


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


def _claim(gem: Gem, path: str, scope: str, alone: bool) -> Claim:
    """`alone` is true for the driver of the only database that there is one for."""
    package = GEMS[gem.name]
    # A group of the user's own making (`:postgres`) is there to be left out, where another one can come in its place.
    own_group = (
        bool(gem.groups)
        and not alone
        and all(scope_of(group, "production", _GROUP_UNKNOWN) == _GROUP_UNKNOWN for group in gem.groups)
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
        # A group that is left out unless asked for says so with its scope.
        choice=gem.conditional or (own_group and not gem.optional),
    )


def _ruby_version(tree: Tree, path: str, gemfile: Gemfile, lock: dict[str, str]) -> str:
    named = beside(path, gemfile.ruby_file) if gemfile.ruby_file else None
    folder = posixpath.dirname(path)
    return (
        version_file(tree, folder, [named or "", ".ruby-version"], "ruby")
        or lock.get("ruby", "")
        or version_of(gemfile.ruby.replace(">", "").replace("<", ""))
    )

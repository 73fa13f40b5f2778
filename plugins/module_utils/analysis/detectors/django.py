# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Django: its settings, split over several modules or not."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from ..formats.django_settings import Setting, parse_settings, settings_module
from ..formats.errors import FormatError
from ..formats.python_syntax import DEPLOYERS
from ..model import CONFIGURATION, DRIVER, LIBRARY, LIVE, OPTIONAL, Claim, Evidence, Findings
from ..rules.python import SETTINGS
from ..scope import narrower, words
from ..tree import Tree, tooling
from .overrides import overridden
from .python_claims import module_scope, of_environment, setting_claim

_DEPTH = 6
_FILE_LIMIT = 80
#: Characters of all modules that are parsed.
_CODE_LIMIT = 768 * 1024
#: Packages that Django has no backend for.
_PACKAGE = re.compile(r"package (?:pymysql|cymysql|aiomysql|asyncmy|asyncpg|aiopg|pg8000)(?![\w-])")
_DRESS = "install_as_MySQLdb()"
#: A module without any of these says nothing of databases.
_TELLING = re.compile(
    "databases|caches|sql|postg|maria|mongo|djongo|redis|valkey|memcache|search|amqp|rabbit|influx|rq_queues|spatialite",
    re.IGNORECASE,
)
_FOLDERS = frozenset({"settings", "conf", "config", "configs", "envs"})
_STEMS = frozenset({"settings", "config", "configuration", "celeryconfig", "celery", "default_settings"})
#: Engines that Django uses only where its settings say so, whatever is installed.
_NEEDS_SETTINGS = frozenset({"memcached"})


def settings(tree: Tree, environment: str, findings: Findings) -> None:
    """Adds what the settings modules of a tree tell."""
    decides = False
    left = _CODE_LIMIT
    emptied: set[str] = set()
    named = _named(tree)
    for path in _modules(tree, named):
        text = tree.read(path)
        if text is None or not _TELLING.search(text) or len(text) > left:
            continue
        left -= len(text)
        try:
            parsed = parse_settings(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as Python ({exc}); it was left out")
            continue
        decides = decides or parsed.decides
        scope = module_scope(path, environment)
        emptied |= parsed.emptied if path in named and scope == LIVE else set()
        findings.claims += [
            setting_claim(setting, path, scope, environment, starter=_starter(setting, path))
            for setting in parsed.found
        ]
        if scope == LIVE:
            for name, line in parsed.unknown:
                tree.warn(
                    path, f"line {line} names the backend '{name}', which is not known; add its database yourself"
                )
    findings.claims = overridden(
        (_emptied(claim, emptied) for claim in findings.claims), lambda path: of_environment(path, environment)
    )
    _drivers(tree, findings)
    if decides:
        findings.claims = [
            Claim(claim.engine, claim.evidence, claim.basis, claim.scope, choice=True)
            if claim.basis == DRIVER and claim.engine in _NEEDS_SETTINGS
            else claim
            for claim in findings.claims
        ]


def _emptied(claim: Claim, names: set[str]) -> Claim:
    """What the module that Django starts with empties again is not in use, nor are the libraries that read it."""
    if claim.basis == CONFIGURATION:
        gone = claim.evidence.detail.partition(" ")[0].rstrip(",") in names
    else:
        gone = claim.basis == LIBRARY and any(SETTINGS.get(name) == claim.engine for name in names)
    return replace(claim, choice=True) if gone else claim


def _drivers(tree: Tree, findings: Findings) -> None:
    """Django reaches a database through few drivers; others are there for the application's own use."""
    configured = {
        claim.engine
        for claim in findings.claims
        if claim.basis == CONFIGURATION and claim.scope == LIVE and claim.evidence.detail.startswith("DATABASES ")
    }
    dressed = _dressed_as_mysqldb(tree) if configured else None
    if dressed:
        if not any(claim.engine == "mysql" and claim.scope == LIVE for claim in findings.claims):
            findings.claims.append(Claim("mysql", dressed, DRIVER))
        configured.add("mysql")
    if configured:
        findings.claims = [
            replace(claim, basis=LIBRARY, scope=narrower(claim.scope, OPTIONAL))
            if claim.engine not in configured and _PACKAGE.match(claim.evidence.detail) and claim.basis == DRIVER
            else claim
            for claim in findings.claims
        ]


def _dressed_as_mysqldb(tree: Tree) -> Evidence | None:
    """Where PyMySQL takes the place of the driver that Django asks for: done for MySQL alone."""
    for path, text in tree.sources((".py",), [_DRESS]):
        if tooling(path):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if _DRESS in line and not line.lstrip().startswith("#"):
                return Evidence(path, number, "structure", "puts PyMySQL in the place of MySQLdb")
    return None


def _named(tree: Tree) -> set[str]:
    """The modules that Django starts with."""
    named: set[str] = set()
    modules = tree.ending((".py",), _DEPTH)
    for path in tree.matching({"manage.py", "wsgi.py", "asgi.py"}, _DEPTH):
        try:
            module = settings_module(tree.read(path) or "")
        except FormatError:
            continue
        if module:
            ending = "/".join(module.split("."))
            named |= {other for other in modules if f"/{other}".endswith((f"/{ending}.py", f"/{ending}/__init__.py"))}
    return named


def _modules(tree: Tree, named: set[str]) -> list[str]:
    """Settings by their usual names, and the modules that Django starts with."""

    def wanted(path: str) -> bool:
        folder, name = posixpath.split(path)
        stem = name.rpartition(".")[0]
        return (
            path in named
            or stem in _STEMS
            or stem.startswith("settings_")
            or stem.endswith("_settings")
            or posixpath.basename(folder) in _FOLDERS
        )

    modules = tree.ending((".py",), _DEPTH)
    return sorted(filter(wanted, modules), key=lambda path: (path.count("/"), path))[:_FILE_LIMIT]


def _starter(setting: Setting, path: str) -> bool:
    """Django's project template starts with SQLite, so outside of production's own settings it is no decision."""
    return setting.engine == "sqlite" and setting.audience != DEPLOYERS and not words(path) & {"production", "prod"}

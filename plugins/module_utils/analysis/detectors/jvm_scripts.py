# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL that an application for the JVM carries for servers by their names: it is made for each of them."""

from __future__ import annotations

from dataclasses import replace

from ..model import CONFIGURATION, DRIVER, LIVE, Claim, Evidence
from ..scope import words
from ..tree import Tree
from .jvm import Module, module_of

_RESOURCES = "src/main/resources/"
_NAMES = {
    "mysql": frozenset({"mysql", "mariadb"}),
    "postgresql": frozenset({"postgres", "postgresql", "pgsql"}),
}


def opened(tree: Tree, folders: dict[str, Module], claims: list[Claim]) -> list[Claim]:
    """The claims, where what the settings name is only the one of several servers that they begin with."""
    scripts = _scripts(tree, folders)
    named = {claim.engine for claim in claims if claim.scope == LIVE and claim.engine in _NAMES}
    if not scripts or not named or len(named | set(scripts)) < 2:
        return claims
    result = [
        replace(claim, default=True) if claim.engine in _NAMES and claim.basis == CONFIGURATION else claim
        for claim in claims
    ]
    return result + [Claim(engine, scripts[engine], DRIVER, choice=True) for engine in scripts if engine not in named]


def _scripts(tree: Tree, folders: dict[str, Module]) -> dict[str, Evidence]:
    """The first script for each server: `db/migration/postgresql/V1.sql`, `schema-mysql.sql`."""
    found: dict[str, Evidence] = {}
    for path in tree.ending((".sql",)):
        _above, resources, inner = path.rpartition(_RESOURCES)
        if not resources:
            continue
        named = {word for part in inner.split("/") for word in words(part)}
        for engine, names in _NAMES.items():
            if engine not in found and names & named:
                module = module_of(path, folders)
                if module is None or module.scope == LIVE:
                    found[engine] = Evidence(path, 1, "structure", f"SQL for {engine}")
    return found

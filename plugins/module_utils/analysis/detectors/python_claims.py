# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: what a URL or a switch in the code claims."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ..formats.django_settings import Setting
from ..formats.python_switches import EMPTY, ON, OPEN, SHUT, Switch
from ..formats.python_syntax import DEPLOYERS, DEVELOPERS
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence
from ..scope import deployed, narrower, scope_of, words
from ..tree import tooling
from .python_choice import CONDITION, UNLESS


def off(found: Iterable[tuple[str, Switch]], tested: set[str]) -> tuple[str, Switch] | None:
    """The place that shows that an engine is off by default; None where it is not."""
    found = list(found)
    shut = [item for item in found if item[1].state == SHUT]
    if shut:
        return shut[0]
    if any(switch.state == ON for _path, switch in found):
        return None
    empty = [
        (path, switch)
        for path, switch in found
        if switch.state == EMPTY or (switch.state == OPEN and switch.name.lower() in tested)
    ]
    return empty[0] if empty else None


def module_scope(path: str, environment: str) -> str:
    """For which environment a module is, by its name."""
    name = " ".join(sorted(words(posixpath.basename(path).rpartition(".")[0]) - {"settings", "config", "conf"}))
    return (
        narrower(scope_of(name, environment, LIVE), DEVELOPMENT) if tooling(path) else scope_of(name, environment, LIVE)
    )


def url_claim(url: Setting, path: str, environment: str) -> Claim:
    """That a module connects to a URL."""
    scope = module_scope(path, environment)
    wanted = DEPLOYERS if deployed(environment) else DEVELOPERS
    if url.audience and url.audience != wanted:
        scope = narrower(scope, DEVELOPMENT)
    detail = url.detail
    if url.choice:
        detail += CONDITION
    elif url.default:
        detail += UNLESS
    return Claim(
        engine=url.engine,
        evidence=Evidence(path, url.line, "configuration", detail + (f", at {url.address}" if url.address else "")),
        basis=CONFIGURATION,
        scope=scope,
        choice=url.choice,
        # A file of SQLite is what people start with, no decision.
        default=url.default or url.engine == "sqlite",
        external=bool(url.address),
        address=url.address,
    )

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: what a setting or a switch in the code claims."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ..formats.django_settings import Setting
from ..formats.python_switches import EMPTY, ON, OPEN, SHUT, Switch
from ..formats.python_syntax import DEPLOYERS, DEVELOPERS
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence
from ..scope import deployed, narrower, scope_of, speaks_for, words
from ..tree import tooling
from .python_choice import CONDITION, UNLESS


def off_by_default(found: Iterable[tuple[str, Switch]], tested: set[str]) -> tuple[str, Switch] | None:
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
    scope = scope_of(_name(path), environment, LIVE)
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def of_environment(path: str, environment: str) -> bool:
    """True for a module that the environment has for itself, by its name."""
    return speaks_for(words(_name(path)), environment)


def _name(path: str) -> str:
    stem = posixpath.basename(path).rpartition(".")[0]
    return " ".join(sorted(words(stem) - {"settings", "config", "conf"}))


def setting_claim(setting: Setting, path: str, scope: str, environment: str, *, starter: bool) -> Claim:
    """That a module of a scope sets an engine up; a `starter` is what people start with, no decision."""
    wanted = DEPLOYERS if deployed(environment) else DEVELOPERS
    if setting.audience and setting.audience != wanted:
        scope = narrower(scope, DEVELOPMENT)
    detail = setting.detail
    if setting.choice:
        detail += CONDITION
    elif setting.default:
        detail += UNLESS
    return Claim(
        engine=setting.engine,
        evidence=Evidence(
            path, setting.line, "configuration", detail + (f", at {setting.address}" if setting.address else "")
        ),
        basis=CONFIGURATION,
        scope=scope,
        choice=setting.choice,
        default=setting.default or starter,
        external=bool(setting.address),
        address=setting.address,
    )

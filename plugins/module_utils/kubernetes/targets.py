# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an application is published: one place or several, as the user wrote it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ..declaration.problem import ProblemsError, nearest
from ..problem import Problem

_SWITCH = "true or false"
_KINDS: dict[str, tuple[type, ...]] = {"text": (str,), _SWITCH: (bool,), "a number": (int,), "a mapping": (Mapping,)}
#: Keys of a target, each the name of an option of the role, and what stands behind them.
_KEYS = {
    "kubeconfig": "text",
    "context": "text",
    "namespace": "text",
    "create_namespace": _SWITCH,
    "manifest": "text",
    "manifest_secrets": _SWITCH,
    "prune": _SWITCH,
    "prune_all": _SWITCH,
    "adopt": _SWITCH,
    "bindings": _SWITCH,
    "aliases": _SWITCH,
    "external": _SWITCH,
    "environment": _SWITCH,
    "egress_pods": "a mapping",
    "timeout": "a number",
}
#: What tells two targets in a cluster apart.
_PLACE = ("kubeconfig", "context", "namespace")


def read_targets(raw: object) -> list[dict[str, Any]]:
    """The targets, of one mapping or of a list of them.

    Raises:
        ProblemsError: With everything that is wrong.
    """
    several = isinstance(raw, Sequence) and not isinstance(raw, str)
    entries: list[Any] = list(raw) if isinstance(raw, Sequence) and several else [raw]
    problems: list[Problem] = []
    seen: dict[tuple[Any, ...], str] = {}
    if not entries:
        problems.append(Problem("maestro_kubernetes", "is an empty list", "leave it out where there is no cluster"))
    for index, entry in enumerate(entries):
        place = f"maestro_kubernetes[{index}]" if several else "maestro_kubernetes"
        if not isinstance(entry, Mapping):
            problems.append(Problem(place, "is no mapping", "write it as {kubeconfig: FILE, namespace: NAME}"))
            continue
        problems += _faults(place, entry)
        target = (entry["manifest"],) if entry.get("manifest") else tuple(entry.get(key) or "" for key in _PLACE)
        if target in seen:
            mend = "let them differ in context, namespace or file, or keep one"
            problems.append(Problem(place, f"is the same place as {seen[target]}", mend))
        seen.setdefault(target, place)
    if problems:
        raise ProblemsError(problems)
    return [dict(entry) for entry in entries]


def place_of(target: Mapping[str, Any], namespace: str) -> str:
    """How a target is told and remembered; of a kubeconfig the name alone, since machines keep them at other places.

    Args:
        target: One that was read.
        namespace: Where a target without one publishes.
    """
    if target.get("manifest"):
        return f"file {target['manifest']}"
    parts = [f"namespace {target.get('namespace') or namespace}"]
    parts += [f"context {target['context']}"] if target.get("context") else []
    parts += [f"kubeconfig {os.path.basename(target['kubeconfig'])}"] if target.get("kubeconfig") else []
    return ", ".join(parts)


def _faults(place: str, entry: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for key, value in entry.items():
        if key not in _KEYS:
            problems.append(Problem(f"{place}.{key}", "is not known", nearest(str(key), _KEYS)))
        elif not isinstance(value, _KINDS[_KEYS[key]]) or (_KEYS[key] != _SWITCH and isinstance(value, bool)):
            problems.append(Problem(f"{place}.{key}", f"is not {_KEYS[key]}", "correct it"))
    return problems

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what the code needs against what was declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..engines import ENGINES
from ..problem import Problem


def undeclared(found: Iterable[Mapping[str, Any]], declared: Collection[str], ignored: Sequence[str]) -> list[Problem]:
    """A problem for each engine that the code requires and nobody declared.

    Args:
        found: ``databases`` of the analysis.
        declared: Names of the declared engines.
        ignored: Engines that the user answers for (``maestro_ignore``).
    """
    problems = []
    for need in found:
        engine = ENGINES.get(need["engine"])
        if engine is None or not engine.deployable or engine.name in ignored or engine.name in declared:
            continue
        if need["need"] == "one_of":
            choices = [engine.name, *need["alternatives"]]
            first = next((one["engine"] for one in found if one["engine"] in choices), engine.name)
            if engine.name != first or any(choice in declared or choice in ignored for choice in choices):
                continue
            what, key = f"the code needs one of {', '.join(choices)}", "one of them"
        elif need["need"] == "required":
            what, key = f"the code needs {engine.name}", engine.name
        else:
            continue
        problems.append(
            Problem(
                "maestro_databases",
                f"{what} ({_evidence(need)})",
                f"declare {key}, or list {engine.name} in maestro_ignore",
            )
        )
    return problems


def _evidence(need: Mapping[str, Any]) -> str:
    if not need["evidence"]:
        return "implied by its framework"
    first = need["evidence"][0]
    return f"{first['path']} line {first['line']}: {first['detail']}"

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what the code needs against what was declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..engines import ENGINES
from ..problem import Problem


def missing(
    found: Sequence[Mapping[str, Any]],
    applications: Sequence[Mapping[str, Any]],
    declared: Collection[str],
    ignored: Sequence[str],
) -> list[Problem]:
    """What the code needs and nobody declared.

    Where the code is that of several applications with different needs, the question which one is meant comes instead:
    what the others need is nothing to declare. Where everything is declared, there is no question.

    Args:
        found: ``databases`` of the analysis.
        applications: ``applications`` of the analysis where it is ambiguous and one has to be chosen, else empty.
        declared: Names of the declared engines.
        ignored: Engines that the user answers for (``maestro_ignore``).
    """
    problems = undeclared(found, declared, ignored)
    if not problems or not applications:
        return problems
    told = [f"{one['path']} ({', '.join(_needed(one)) or 'no database'})" for one in applications]
    return [
        Problem(
            "maestro_source",
            f"the folder holds several applications, and they need different databases: {', '.join(told)}",
            f"set maestro_source to the folder of the one that is meant, such as {applications[0]['path']} in it, or "
            "set maestro_source_whole: true where one deployment serves all of them",
        )
    ]


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
        if engine is None or not engine.managed or engine.name in ignored or engine.name in declared:
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


def _needed(application: Mapping[str, Any]) -> list[str]:
    """The engines to deploy for one application; those of which one is enough are joined."""
    required, choices = [], []
    for found in application["databases"]:
        engine = ENGINES.get(found["engine"])
        if engine is not None and engine.managed:
            if found["need"] == "required":
                required.append(engine.name)
            elif found["need"] == "one_of":
                choices.append(engine.name)
    return [*required, *([" or ".join(choices)] if choices else [])]


def _evidence(need: Mapping[str, Any]) -> str:
    if not need["evidence"]:
        return "implied by its framework"
    first = need["evidence"][0]
    return f"{first['path']} line {first['line']}: {first['detail']}"

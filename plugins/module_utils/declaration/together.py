# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes of a declaration that only show between groups of one engine."""

from __future__ import annotations

from collections.abc import Sequence

from ..engines import ENGINES
from ..problem import Problem
from .model import DeclaredGroup
from .names import service_part, variable_part


def together(groups: Sequence[DeclaredGroup]) -> list[Problem]:
    """Mistakes that only show between groups of one engine."""
    problems: list[Problem] = []
    for engine in ENGINES:
        same = [group for group in groups if group.engine.name == engine]
        marked = [group for group in same if group.primary]
        problems += [
            Problem(
                group.at("primary"),
                f"{engine} has two primaries, {marked[0].group} and {group.group}",
                f"mark one of them; {marked[0].place} is marked too",
            )
            for group in marked[1:]
        ]
        problems += [
            Problem(group.place, f"is a second group of {engine}", f"declare one; {same[0].place} is the first")
            for group in (same[1:] if not ENGINES[engine].groups else [])
        ]
        for index, group in enumerate(same):
            for other in same[:index]:
                if _collide(group.group, other.group):
                    problems.append(
                        Problem(
                            group.at("group"),
                            f"'{group.group}' and '{other.group}' of {engine} would share a name",
                            f"give this group another name than {other.place}",
                        )
                    )
    return problems


def _collide(one: str, other: str) -> bool:
    return service_part(one) == service_part(other) or variable_part(one) == variable_part(other)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that a pipeline's tests are told to use: by a matrix, by variables of its jobs and steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from ...assignments import assignments
from ..formats import yaml_lines as yaml
from ..formats.addresses import parse_url
from ..rules.judgement import RELATIONAL
from ..rules.platforms import engine_of_words
from ..rules.services import engine_of_scheme
from ..scope import words

#: Words of a variable that says which database there is.
_NAMES = frozenset(
    """
    adapter backend connection database databases datastore db dbal dbms dbs dbtype dbvendor dialect driver engine
    platform rdbms sql storage store
    """.split()
)

#: Engine, with its node.
Found = Iterator[tuple[str, Any]]


def of_github(root: Any) -> Found:
    """The matrix of each job; variables of the pipeline, of its jobs and their steps."""
    yield from _told(yaml.at(root, "env"))
    for _key, job in yaml.members(yaml.at(root, "jobs")).values():
        for node in (yaml.at(job, "strategy", "matrix"), yaml.at(job, "env")):
            yield from _told(node)
        for step in yaml.items(yaml.at(job, "steps")):
            yield from _told(yaml.at(step, "env"))


def of_gitlab(root: Any) -> Found:
    """Variables of the pipeline and its jobs, and the matrix of each."""
    yield from _told(yaml.at(root, "variables"))
    for _key, job in yaml.members(root).values():
        for node in (yaml.at(job, "variables"), yaml.at(job, "parallel", "matrix")):
            yield from _told(node)


def of_travis(root: Any) -> Found:
    """Lines such as `DB=mysql STEP=unit`, wherever a pipeline may have them."""
    for above in (root, *(item for name in ("jobs", "matrix") for item in yaml.items(yaml.at(root, name, "include")))):
        node = yaml.at(above, "env")
        lines = [node, *(yaml.at(node, name) for name in ("jobs", "matrix", "global"))]
        for line in (item for place in lines for item in yaml.items(place) or [place]):
            for name, value in assignments(yaml.scalar(line)):
                engine = _engine(name, value)
                if engine:
                    yield engine, line


def _told(node: Any) -> Found:
    """The engines that the variables below a node name. What an alias repeats is looked at once."""
    seen: set[int] = set()
    waiting = deque([("", node)])
    while waiting:
        name, node = waiting.popleft()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        engine = _engine(name, yaml.scalar(node))
        if engine:
            yield engine, node
        waiting += [(name, item) for item in yaml.items(node)]
        waiting += [(key, value) for key, (_key, value) in yaml.members(node).items()]


def _engine(name: str, value: str) -> str:
    """The relational engine that a variable's value names; a list of extensions names none."""
    url = parse_url(value)
    engine = engine_of_scheme(url.scheme) if url else ""
    if not url and words(name) & _NAMES and len(value.split()) == 1 and "," not in value:
        engine = engine_of_words(value)
    return engine if engine in RELATIONAL else ""

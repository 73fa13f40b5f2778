# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads YAML into nodes that know their line. Aliases stay shared, so a bomb of them costs nothing."""

from __future__ import annotations

from typing import Any

from ..libraries import yaml
from .errors import DEPTH_LIMIT, FormatError, too_deep

#: A node of the parser's.
Node = Any

#: Bytes, and files of one kind: YAML costs several seconds a megabyte.
YAML_LIMIT = 128 * 1024
YAML_FILES_LIMIT = 40
#: Nodes a merge may visit; guards against merges of merges.
MERGE_LIMIT = 2_000


def parse_yaml(source: str) -> Node | None:
    """The root node of the first document, None where it is empty. Raises FormatError."""
    if too_deep(source, "[{", "]}") or _indented_too_deep(source):
        raise FormatError(f"nested deeper than {DEPTH_LIMIT} levels")
    try:
        for node in yaml.compose_all(source, Loader=yaml.SafeLoader):
            if node is not None:
                return node
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise FormatError(f"{place}{getattr(exc, 'problem', None) or 'not YAML'}") from exc
    except (RecursionError, ValueError, OverflowError) as exc:
        raise FormatError("not YAML") from exc
    return None


def line_of(node: Node) -> int:
    """The line a node starts on, counted from 1."""
    return int(node.start_mark.line) + 1


def is_mapping(node: Node | None) -> bool:
    """True for a mapping."""
    return node is not None and node.id == "mapping"


def scalar(node: Node | None) -> str:
    """A scalar's text; empty for null and for what is no scalar."""
    if node is None or node.id != "scalar" or node.tag == "tag:yaml.org,2002:null":
        return ""
    return str(node.value)


def items(node: Node | None) -> list[Node]:
    """The entries of a list; empty for anything else."""
    return list(node.value) if node is not None and node.id == "sequence" else []


def members(node: Node | None) -> dict[str, tuple[Node, Node]]:
    """A mapping's keys with key node and value node, `<<` merged in.

    The mapping's own keys win over merged ones, the last of equal ones counts.
    """
    found: dict[str, tuple[Node, Node]] = {}
    budget = [MERGE_LIMIT]
    _collect(node, found, budget, 0)
    return found


def _collect(node: Node | None, found: dict[str, tuple[Node, Node]], budget: list[int], depth: int) -> None:
    if node is None or not is_mapping(node) or depth > DEPTH_LIMIT:
        return
    own: dict[str, tuple[Node, Node]] = {}
    merged: list[Node] = []
    for key, value in node.value:
        budget[0] -= 1
        if budget[0] < 0:
            return
        name = scalar(key)
        if name == "<<":
            merged += [value] if is_mapping(value) else items(value)
        elif name:
            own[name] = (key, value)
    for name, pair in own.items():
        found.setdefault(name, pair)
    for other in merged:
        _collect(other, found, budget, depth + 1)


def _indented_too_deep(source: str) -> bool:
    """Block nesting shows in the indentation or in runs of `- - -`; both cost recursion."""
    for line in source.split("\n"):
        body = line.lstrip(" ")
        if len(line) - len(body) > 4 * DEPTH_LIMIT and body and not body.startswith("#"):
            return True
        if (
            body[: 2 * DEPTH_LIMIT + 2].count("- ") > DEPTH_LIMIT
            or body[: 2 * DEPTH_LIMIT + 2].count("? ") > DEPTH_LIMIT
        ):
            return True
    return False

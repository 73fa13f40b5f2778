# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads YAML into nodes that know their line. Aliases stay shared, so a bomb of them costs nothing."""

from __future__ import annotations

import re
from typing import Any

from ..libraries import yaml
from .errors import DEPTH_LIMIT, FormatError, too_deep

#: A node of the parser's.
Node = Any

#: libyaml's takes a sixteenth of the time and says the same; not every Python has it.
_LOADER = getattr(yaml, "CSafeLoader", None) or getattr(yaml, "SafeLoader", None)
#: Entries within entries on one line.
_RUN = re.compile(rf"(?:[-?:][ \t]+){{{DEPTH_LIMIT + 1}}}")

#: Bytes, and files of one kind: without libyaml, YAML costs several seconds a megabyte.
YAML_LIMIT = 128 * 1024
YAML_FILES_LIMIT = 40
#: Nodes a merge may visit; guards against merges of merges.
MERGE_LIMIT = 2_000
#: Documents of one file.
DOCUMENTS_LIMIT = 200


def parse_yaml(source: str, before: int = 0) -> Node | None:
    """The root node of the first document, None where it is empty. Raises FormatError."""
    return next(iter(parse_documents(source, 1, before)), None)


def parse_documents(source: str, limit: int = DOCUMENTS_LIMIT, before: int = 0) -> list[Node]:
    """The root nodes of the documents that are not empty. Raises FormatError.

    Where the source is a part of a file, `before` is the number of lines before it: what is wrong stands in one of the
    file's. A node knows its line in the source.
    """
    if too_deep(source, "[{", "]}") or _indented_too_deep(source):
        raise FormatError(f"nested deeper than {DEPTH_LIMIT} levels")
    found: list[Node] = []
    try:
        for node in yaml.compose_all(source, Loader=_LOADER):
            if node is not None:
                found.append(node)
                if len(found) == limit:
                    break
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f"line {before + mark.line + 1}: " if mark else ""
        raise FormatError(f"{place}{getattr(exc, 'problem', None) or 'not YAML'}") from exc
    except (RecursionError, ValueError, OverflowError) as exc:
        raise FormatError("not YAML") from exc
    return found


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


def at(root: Node | None, *names: str) -> Node | None:
    """What lies below a mapping under these keys, one within the other; None where there is nothing."""
    for name in names:
        root = members(root).get(name, (None, None))[1]
    return root


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
        if _RUN.match(body):
            return True
    return False

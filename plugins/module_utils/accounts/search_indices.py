# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes the indices and streams of Elasticsearch or OpenSearch that belong to a prefix."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote

from .elasticsearch_wanted import patterns
from .plan import Plan
from .search_api import Api

_FOUND, _NOT_FOUND = 200, 404


def plan_removal(plan: Plan[Any], api: Api, prefixes: Sequence[str]) -> list[str]:
    """Adds to a plan that all indices and streams of some prefixes go, and returns the paths by which they do.

    Raises:
        HostError: The server does not tell them.
    """
    paths = []
    for prefix in prefixes:
        # More than are its own: where a whole name is among several, and is not there, none is told.
        path = f"/_resolve/index/{quote(prefix, safe='')}*?expand_wildcards=all"
        status, answer = api.request("GET", path)
        if status != _FOUND:
            raise api.refused("GET", path[1:], status, answer)
        going = [("stream", one["name"], "/_data_stream/") for one in answer.get("data_streams", [])]
        # One of a stream goes with it.
        going += [("index", one["name"], "/") for one in answer.get("indices", []) if not one.get("data_stream")]
        for kind, name, folder in going:
            if any(fnmatchcase(name, pattern) for pattern in patterns(prefix)):
                plan.add(kind, name, state="removed")
                paths.append(folder + quote(name, safe=""))
    return paths


def remove(api: Api, paths: Sequence[str]) -> None:
    """Removes indices and streams, each by its whole name.

    Raises:
        HostError: The server refused one.
    """
    for path in paths:
        status, answer = api.request("DELETE", path)
        if status not in (_FOUND, _NOT_FOUND):
            raise api.refused("DELETE", path[1:], status, answer)

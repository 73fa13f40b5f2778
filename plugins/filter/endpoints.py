# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter maestro.databases.endpoints."""

from __future__ import annotations

DOCUMENTATION = r"""
name: endpoints
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: Where the databases of a plan answer
description:
  - Turns database groups into the endpoints that M(maestro.databases.endpoint_check) takes.
options:
  _input:
    description: Groups of a plan.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Check that the external databases answer
  maestro.databases.endpoint_check:
    endpoints: "{{ plan.groups | selectattr('deployment', 'eq', 'external') | maestro.databases.endpoints }}"
"""

RETURN = r"""
_value:
  description: Name, address and port of each group.
  type: list
  elements: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def endpoints(groups: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Name, address and port of each group."""
    return [
        {"name": f"{group['engine']}/{group['group']}", "address": group["address"], "port": group["port"]}
        for group in groups
    ]


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"endpoints": endpoints}

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
  - The result holds the passwords that O(credentials) has for them. Use it in the arguments of that module alone.
options:
  _input:
    description: Groups of a plan.
    type: list
    elements: dict
    required: true
  credentials:
    description: Logins as O(maestro.databases.credentials#module:given) takes them, by C(engine) or C(engine/group).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Check that the external databases answer
  maestro.databases.endpoint_check:
    endpoints: "{{ plan.groups | selectattr('deployment', 'eq', 'external') | maestro.databases.endpoints }}"
"""

RETURN = r"""
_value:
  description: Name, address and port of each group, and the login where there is one.
  type: list
  elements: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.credentials.external import login_of


def endpoints(
    groups: Iterable[Mapping[str, Any]], credentials: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Name, address and port of each group, and the login where there is one."""
    return [
        {
            "name": f"{group['engine']}/{group['group']}",
            "address": group["address"],
            "port": group["port"],
            **login_of(group, credentials or {}),
        }
        for group in groups
    ]


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"endpoints": endpoints}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter maestro.databases.postgresql_access."""

from __future__ import annotations

DOCUMENTATION = r"""
name: postgresql_access
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: The databases of a PostgreSQL group and who may do what in them
description:
  - Turns a group of a plan into what M(maestro.databases.postgresql_accounts) takes. It holds no secret.
options:
  _input:
    description: A group of a plan, with the user names that are kept.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Install the group
  ansible.builtin.include_role:
    name: maestro.databases.postgresql
  vars:
    postgresql_databases: "{{ (group | maestro.databases.postgresql_access).databases }}"
    postgresql_grants: "{{ (group | maestro.databases.postgresql_access).grants }}"
"""

RETURN = r"""
_value:
  description: C(databases) and C(grants), as M(maestro.databases.postgresql_accounts) takes them.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.credentials.postgresql import (
    wanted_databases,
    wanted_grants,
)


def postgresql_access(group: Mapping[str, Any]) -> dict[str, Any]:
    """The databases and the grants of a group."""
    return {"databases": wanted_databases(group), "grants": wanted_grants(group)}


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"postgresql_access": postgresql_access}

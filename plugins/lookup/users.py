# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands a group's users to its engine's role."""

from __future__ import annotations

DOCUMENTATION = r"""
name: users
short_description: The users of a database group, for its engine's role
version_added: 0.1.0
description:
  - Joins the accounts of a database group with their stored passwords, in the form that the engine's role takes.
  - Pass it to the role as it is, so that it is only evaluated in the arguments of the module that hides it.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  _terms:
    description: The plan.
    type: list
    elements: dict
    required: true
  engine:
    description: Engine of the group.
    type: str
    required: true
  group:
    description: Name of the group.
    type: str
    required: true
  admin:
    description: Whether the administrator is among them; not on a server that another application owns.
    type: bool
    default: true
extends_documentation_fragment:
  - maestro.databases.state_dir
"""

EXAMPLES = r"""
- name: Install the group
  ansible.builtin.include_role:
    name: maestro.databases.postgresql
  vars:
    postgresql_users: "{{ lookup('maestro.databases.users', plan, engine='postgresql', group='main') }}"
"""

RETURN = r"""
_raw:
  description: The users.
  type: list
  elements: dict
"""

from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.maestro.databases.plugins.module_utils.credentials.users import users
from ansible_collections.maestro.databases.plugins.plugin_utils.store import plan_credentials


class LookupModule(LookupBase):
    """Users of a group."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Returns one list of users, as the only value."""
        self.set_options(var_options=variables, direct=kwargs)
        plan = terms[0]
        credentials = plan_credentials(plan, self.get_option("state_dir"), variables or {})
        wanted = (self.get_option("engine"), self.get_option("group"))
        group = next(one for one in plan["groups"] if (one["engine"], one["group"]) == wanted)
        return [users(group, credentials, admin=self.get_option("admin"))]

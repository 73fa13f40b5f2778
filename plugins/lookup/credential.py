# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads one password from an application's store."""

from __future__ import annotations

DOCUMENTATION = r"""
name: credential
short_description: Read a stored credential
version_added: 0.1.0
description:
  - Reads from the encrypted store of an application. Use it in the arguments of a task that hides them, never in a
    message, a fact or a loop.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  _terms:
    description: Keys of the store, C(engine/group/kind), where a further user has the kind C(user/NAME).
    type: list
    elements: str
    required: true
  application:
    description: Name of the application.
    type: str
    required: true
  environment:
    description: Its environment.
    type: str
    required: true
  field:
    description: What to read.
    type: str
    choices: [password, username]
    default: password
  default:
    description: What stands for one that is not stored, as before a deployment. Without it that is an error.
    type: str
extends_documentation_fragment:
  - maestro.databases.state_dir
"""

EXAMPLES = r"""
- name: Log in as the application does
  community.postgresql.postgresql_ping:
    login_user: shop_production
    login_password: >-
      {{ lookup('maestro.databases.credential', 'postgresql/main/application',
                application='shop', environment='production') }}
"""

RETURN = r"""
_raw:
  description: One value a key.
  type: list
  elements: str
"""

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import logins
from ansible_collections.maestro.databases.plugins.plugin_utils.store import read_credentials


class LookupModule(LookupBase):
    """Reads credentials by their key."""

    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Returns a value a key; an unknown key is an error that names the known ones."""
        self.set_options(var_options=variables, direct=kwargs)
        stored = logins(
            read_credentials(
                self.get_option("state_dir"),
                variables or {},
                self.get_option("application"),
                self.get_option("environment"),
            )
        )
        default = self.get_option("default")
        unknown = [term for term in terms if term not in stored]
        if unknown and default is None:
            raise AnsibleLookupError(
                f"no credential {', '.join(unknown)} is stored; there are: {', '.join(stored) or 'none'}"
            )
        return [stored[term][self.get_option("field")] if term in stored else default for term in terms]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says what to publish of a plan, with its secrets."""

from __future__ import annotations

DOCUMENTATION = r"""
name: kubernetes_services
short_description: What to publish of a plan in Kubernetes
version_added: 0.1.0
description:
  - Makes the option O(maestro.databases.kubernetes_services#module:services) from a plan and the application's stored
    credentials.
  - The result holds secrets. Use it in the arguments of that module only, never in a message, a fact or a loop.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  _terms:
    description: The RV(maestro.databases.plan#module:plan), one.
    type: list
    elements: dict
    required: true
  external:
    description:
      - Publish groups that are hosted elsewhere, too. One with an address gets a Service that leads there, one with a
        name a Service of type C(ExternalName); neither gets a login.
    type: bool
    default: false
  aliases:
    description: Give an engine's primary group a second Service that bears the group's name.
    type: bool
    default: false
  bindings:
    description: Make the Secrets that are mounted, too.
    type: bool
    default: true
extends_documentation_fragment:
  - maestro.databases.state_dir
seealso:
  - module: maestro.databases.kubernetes_services
"""

EXAMPLES = r"""
- name: Publish the databases of a plan
  maestro.databases.kubernetes_services:
    namespace: "{{ planned.plan.application.namespace }}"
    application: "{{ planned.plan.application.name }}"
    environment: "{{ planned.plan.application.environment }}"
    services: "{{ lookup('maestro.databases.kubernetes_services', planned.plan) }}"
"""

RETURN = r"""
_list:
  description:
    - One entry for each database group that gets a Service, as the module takes it.
  type: list
  elements: dict
"""


from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.services import services_of
from ansible_collections.maestro.databases.plugins.plugin_utils.store import plan_credentials


class LookupModule(LookupBase):
    """Builds the module's option from plan and store."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Returns the list of services, once as the result of a lookup and as it is for a query."""
        self.set_options(var_options=variables, direct=kwargs)
        if len(terms) != 1 or not isinstance(terms[0], dict):
            raise AnsibleLookupError("give one plan, as maestro.databases.plan returns it")
        plan = terms[0]
        try:
            credentials = plan_credentials(plan, self.get_option("state_dir"), variables or {})
            switches = {name: self.get_option(name) for name in ("external", "aliases", "bindings")}
            return [services_of(plan, credentials, **switches)]
        except ValueError as error:
            raise AnsibleLookupError(str(error)) from error

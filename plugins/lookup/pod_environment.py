# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup maestro.databases.pod_environment."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pod_environment
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: Environment of an application's containers
description:
  - Returns every variable that an application has on its web hosts, the user's own too, as a container sees them - a
    database is at the name of its Service.
  - A database without a Service has no variables there, and neither is there C(SERVER_NAME). A variable of the user's
    that refers to one of these needs a default.
  - The result holds passwords. Hand it straight to M(maestro.databases.kubernetes_services), and keep it in no fact.
  - In check mode, credentials that do not exist yet are made up for the moment.
extends_documentation_fragment:
  - maestro.databases.environment
  - maestro.databases.state_dir
seealso:
  - module: maestro.databases.kubernetes_services
  - plugin: maestro.databases.environment
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Publish the databases of a plan
  maestro.databases.kubernetes_services:
    namespace: "{{ planned.plan.application.namespace }}"
    application: "{{ planned.plan.application.name }}"
    environment: "{{ planned.plan.application.environment }}"
    services: "{{ lookup('maestro.databases.kubernetes_services', planned.plan) }}"
    pod_environment: "{{ lookup('maestro.databases.pod_environment', planned.plan) }}"
"""

RETURN = r"""
_raw:
  description: One text, a JSON object of texts; empty where there is no variable.
  type: list
  elements: str
"""

from collections.abc import Mapping
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.maestro.databases.plugins.plugin_utils.environment import pod_environment


class LookupModule(LookupBase):
    """Renders the environment on the controller; reads the store, writes nothing."""

    def run(self, terms: list[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """The text for each plan.

        Raises:
            AnsibleLookupError: A credential is missing, or something is wrong with the user's variables.
        """
        self.set_options(var_options=variables, direct=kwargs)
        options = self.get_options()
        return [pod_environment(plan, variables or {}, options) for plan in terms]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup maestro.databases.environment."""

from __future__ import annotations

DOCUMENTATION = r"""
name: environment
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: Environment file of an application on one web host
description:
  - Returns the text of a file with every variable that an application needs to reach its databases, and the user's own.
  - By default the file is read alike by systemd, shells, and the dotenv readers of Python and Node, each value byte for
    byte. A value that one of them would change is refused with the name of its variable.
  - The result holds passwords. Hand it straight to M(maestro.databases.environment_file) and do not keep it in a fact.
  - In check mode, credentials that do not exist yet are made up for the moment.
options:
  format:
    description: Which reader the file is for.
    type: str
    default: dotenv
    choices:
      unit: As V(dotenv), and a value that this would refuse as V(systemd), which shells read as well.
      dotenv: systemd, shells and dotenv readers. Few values are refused.
      systemd: C(EnvironmentFile=) alone. Control characters but tabs and line breaks are refused.
      shell: A POSIX shell that sources it, with C(export). Takes all that an environment can hold.
      container: The C(--env-file) of a container runtime, which knows no quoting. Line breaks are refused.
extends_documentation_fragment:
  - maestro.databases.environment
  - maestro.databases.environment.web_host
  - maestro.databases.state_dir
seealso:
  - module: maestro.databases.environment_file
"""

EXAMPLES = r"""
- name: Write the environment of the application
  maestro.databases.environment_file:
    path: /etc/maestro/applications/shop-production.env
    content: "{{ lookup('maestro.databases.environment', plan, host=inventory_hostname) }}"
"""

RETURN = r"""
_raw:
  description: One text, the content of the file.
  type: list
  elements: str
"""

from collections.abc import Mapping
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.maestro.databases.plugins.plugin_utils.environment import host_files


class LookupModule(LookupBase):
    """Renders the file on the controller; reads the store, writes nothing."""

    def run(self, terms: list[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """The file's text for each plan.

        Raises:
            AnsibleLookupError: A credential is missing, or a value cannot be written unchanged.
        """
        self.set_options(var_options=variables, direct=kwargs)
        options = self.get_options()
        return [text for plan in terms for text in host_files(plan, variables or {}, options, [options["format"]])]

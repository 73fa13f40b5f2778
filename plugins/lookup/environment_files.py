# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup maestro.databases.environment_files."""

from __future__ import annotations

DOCUMENTATION = r"""
name: environment_files
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: Further environment files of an application on one web host
description:
  - Returns the texts of several files with the same variables, each for a reader of its own.
  - A value that a format cannot carry unchanged is refused with the name of its variable.
  - The result holds passwords. Hand it straight to M(maestro.databases.environment_file) and do not keep it in a fact.
options:
  files:
    description: The files, each with its C(path) and its C(format), as O(maestro.databases.environment#lookup:format).
    type: list
    elements: dict
    required: true
extends_documentation_fragment:
  - maestro.databases.environment
  - maestro.databases.environment.web_host
  - maestro.databases.state_dir
seealso:
  - plugin: maestro.databases.environment
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Write the environment of the application
  maestro.databases.environment_file:
    path: /etc/maestro/applications/shop-production.env
    content: "{{ lookup('maestro.databases.environment', plan, host=inventory_hostname) }}"
    files: "{{ lookup('maestro.databases.environment_files', plan, host=inventory_hostname, files=shop_files) }}"
  vars:
    shop_files:
      - {path: /srv/shop/container.env, format: container}
      - {path: /etc/profile.d/shop.sh, format: shell}
"""

RETURN = r"""
_raw:
  description: One list, with the C(path) and the C(content) of each file.
  type: list
  elements: list
"""

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.maestro.databases.plugins.module_utils.connections.formats import FORMATS
from ansible_collections.maestro.databases.plugins.plugin_utils.environment import host_files


class LookupModule(LookupBase):
    """Renders the files on the controller; reads the store, writes nothing."""

    def run(
        self, terms: list[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[list[dict[str, str]]]:
        """The files of a plan.

        Raises:
            AnsibleLookupError: A credential is missing, a file is told wrongly, or a value cannot be written.
        """
        self.set_options(var_options=variables, direct=kwargs)
        files = self.get_option("files")
        wrong = [file for file in files if set(file) != {"path", "format"} or file["format"] not in FORMATS]
        if wrong:
            formats = ", ".join(FORMATS)
            raise AnsibleLookupError(f"environment_files: {wrong}: each file has a path and a format, one of {formats}")
        names = [file["format"] for file in files]
        texts = host_files(terms[0], variables or {}, self.get_options(), names) if files else []
        return [[{"path": file["path"], "content": text} for file, text in zip(files, texts, strict=True)]]

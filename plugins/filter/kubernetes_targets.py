# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads where an application is published."""

from __future__ import annotations

DOCUMENTATION = r"""
name: kubernetes_targets
short_description: Where an application is published in Kubernetes
version_added: 0.1.0
description:
  - Makes a list of C(maestro_kubernetes), which may be one mapping or a list of them - several namespaces or clusters.
  - Fails with everything that is wrong with them.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  _input:
    description: One target or several.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show the namespaces
  ansible.builtin.debug:
    msg: "{{ maestro_kubernetes | maestro.databases.kubernetes_targets | map(attribute='namespace') }}"
"""

RETURN = r"""
_value:
  description: The targets as they were written, always as a list.
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.targets import read_targets


def kubernetes_targets(raw: object) -> list[dict[str, Any]]:
    """The targets, or an error that names every problem."""
    try:
        return read_targets(raw)
    except ProblemsError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"kubernetes_targets": kubernetes_targets}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a plan to a person."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report
short_description: Show the databases of a plan
version_added: 0.1.0
description:
  - Writes the database groups of a plan as text - type, server, hosts, variables, Service and connection strings,
    passwords hidden.
author:
  - Maestro Databases contributors (@maestro-databases)
positional: recorded
options:
  _input:
    description: The plan.
    type: dict
    required: true
  recorded:
    description: The groups of the state file. They know which version runs.
    type: list
    elements: dict
    default: []
  kubernetes:
    description: Whether to show Services.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show the databases
  ansible.builtin.debug:
    msg: "{{ planned.plan | maestro.databases.report }}"
"""

RETURN = r"""
_value:
  description: The text, several lines.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.report.text import report


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"report": report}

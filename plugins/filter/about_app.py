# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows what was understood of an application's code to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.analysis.panel import panel

DOCUMENTATION = r"""
name: about_app
short_description: Turn an analysis into the panel "About your app"
version_added: 0.1.0
author:
  - Maestro Databases contributors (@maestro-databases)
description:
  - Takes what M(maestro.databases.application_info) returned and makes it a text for people.
  - It tells environment, frameworks, languages, web server, the applications where they are several, each backend
    service with the reason and the places in the code, the warnings, and ends with what the analysis suggests, ready
    to paste, C(maestro_databases) and the C(databases) of a C(service.yml).
options:
  _input:
    description: Result of M(maestro.databases.application_info).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what was understood of the code
  ansible.builtin.debug:
    msg: "{{ (result | maestro.databases.about_app).splitlines() }}"
"""

RETURN = r"""
_value:
  description: The panel, lines parted by newlines.
  type: str
"""


def about_app(result: Any) -> str:
    """The panel for a result of application_info."""
    if not isinstance(result, Mapping) or "application" not in result or "databases" not in result:
        raise AnsibleFilterError("maestro.databases.about_app takes the result of maestro.databases.application_info")
    return panel(result)


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"about_app": about_app}

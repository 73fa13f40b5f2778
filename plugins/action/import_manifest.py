# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.import_manifest; its documentation stands in plugins/modules/import_manifest.py."""

from __future__ import annotations

from typing import Any

import yaml
from ansible.plugins.action import ActionBase

from ansible_collections.maestro.databases.plugins.module_utils.connections.imported import as_user_variables
from ansible_collections.maestro.databases.plugins.module_utils.declaration.declare import (
    as_variables,
    declare,
    read_sources,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.manifest import environment_variables
from ansible_collections.maestro.databases.plugins.module_utils.problem import told
from ansible_collections.maestro.databases.plugins.plugin_utils.inventory import RunInventory

ARGUMENTS: dict[str, dict[str, Any]] = {
    "manifest": {"type": "path", "default": ""},
    "service": {"type": "path", "default": ""},
    "environment": {"type": "str", "default": "production"},
    "web": {"type": "str", "default": ""},
    "strict": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    """Reads a manifest and a service.yml on the controller; changes nothing."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns the databases, or fails with every problem at once."""
        super().run(tmp, task_vars)
        _result, given = self.validate_argument_spec(argument_spec=ARGUMENTS)
        if not given["manifest"] and not given["service"]:
            return {
                "failed": True,
                "msg": "there is nothing to import; set maestro_manifest_file, maestro_service_file or both",
            }
        inventory = RunInventory(self._loader, task_vars or {})
        sources = read_sources(given["manifest"], given["service"], strict=given["strict"])
        web = inventory.hosts(given["web"]) if given["web"] else []
        declaration = declare(sources, given["environment"], inventory, web)
        databases, problems, warnings = as_variables(declaration)
        if problems:
            return {"failed": True, "msg": told(problems), "problems": [str(problem) for problem in problems]}
        result: dict[str, Any] = {"maestro_databases": databases}
        variables: dict[str, str] = {}
        if sources.manifest is not None:
            found = environment_variables(sources.manifest.data, given["environment"])
            variables, told_of_them = as_user_variables(found, databases, sources.manifest.name)
            warnings = [*warnings, *told_of_them]
        if variables:
            result["maestro_variables"] = variables
        text = yaml.safe_dump(result, sort_keys=False, default_flow_style=None, width=120)
        return {"changed": False, "databases": databases, "variables": variables, "text": text, "warnings": warnings}

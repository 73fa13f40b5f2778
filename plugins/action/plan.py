# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.plan; its documentation stands in plugins/modules/plan.py."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.maestro.databases.plugins.module_utils.declaration.declare import read_sources
from ansible_collections.maestro.databases.plugins.module_utils.plan.build import PlanError, Request, build_plan
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import write_state
from ansible_collections.maestro.databases.plugins.plugin_utils.inventory import RunInventory
from ansible_collections.maestro.databases.plugins.plugin_utils.owner import namesakes
from ansible_collections.maestro.databases.plugins.plugin_utils.state import Remembered, load_state, state_folder

ARGUMENTS: dict[str, dict[str, Any]] = {
    "application": {"type": "str", "default": ""},
    "environment": {"type": "str", "default": ""},
    "namespace": {"type": "str", "default": ""},
    "cluster": {"type": "bool", "default": False},
    "targets": {"type": "list", "elements": "dict", "default": []},
    "domain": {"type": "str", "default": ""},
    "web": {"type": "str", "default": ""},
    # Read by the declaration itself, which names every mistake and its place.
    "databases": {"type": "raw"},
    "manifest": {"type": "path", "default": ""},
    "service": {"type": "path", "default": ""},
    "strict": {"type": "bool", "default": False},
    "allowed_sources": {"type": "list", "elements": "str", "default": []},
    "ignore": {"type": "list", "elements": "str", "default": []},
    "found": {"type": "list", "elements": "dict", "default": []},
    "applications": {"type": "list", "elements": "dict", "default": []},
    "removing": {"type": "str", "default": ""},
    "state_dir": {"type": "str"},
}


class ActionModule(ActionBase):
    """Resolves an application's databases on the controller; changes nothing."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns the plan, or fails with every problem at once."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        _result, given = self.validate_argument_spec(argument_spec=ARGUMENTS)
        before = Remembered()
        others: list[str] = []
        if given["application"] and given["environment"]:
            folder = state_folder(given["state_dir"], variables, given["application"], given["environment"])
            try:
                before = load_state(folder)
                others = namesakes(folder, given["application"], given["environment"])
            except ValueError as error:
                return {"failed": True, "msg": str(error)}
        request = Request(
            application=given["application"],
            environment=given["environment"],
            databases=given["databases"] if given["databases"] is not None else [],
            files=read_sources(given["manifest"], given["service"], strict=given["strict"]),
            web=given["web"],
            namespace=given["namespace"],
            cluster=given["cluster"],
            targets=given["targets"],
            published=before.targets,
            domain=given["domain"],
            allowed_sources=given["allowed_sources"],
            ignore=given["ignore"],
            found=given["found"],
            applications=given["applications"],
            recorded=before.groups,
            web_before=before.web_hosts,
            namesakes=others,
            removing=given["removing"],
        )
        try:
            plan = build_plan(request, RunInventory(self._loader, variables))
        except PlanError as error:
            return {
                "failed": True,
                "msg": str(error),
                "problems": [str(problem) for problem in error.problems],
                "pending": [change.as_dict() for change in error.pending],
            }
        return {
            "changed": False,
            "plan": plan.as_dict(),
            "recorded": write_state(before.groups)["groups"],
            "pending": [change.as_dict() for change in plan.pending],
            "warnings": list(plan.warnings),
        }

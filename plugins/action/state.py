# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.state; its documentation stands in plugins/modules/state.py."""

from __future__ import annotations

import json
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.maestro.databases.plugins.module_utils.hosts.release import system_name
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.targets import place_of
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import record, write_state
from ansible_collections.maestro.databases.plugins.plugin_utils.shared import FILE as SHARED
from ansible_collections.maestro.databases.plugins.plugin_utils.shared import shared_text, text_of
from ansible_collections.maestro.databases.plugins.plugin_utils.state import (
    FILE,
    load_state,
    save_state,
    state_folder,
    state_text,
)

ARGUMENTS: dict[str, dict[str, Any]] = {
    "plan": {"type": "dict", "required": True},
    "targets": {"type": "list", "elements": "dict", "default": []},
    "state_dir": {"type": "str"},
}


class ActionModule(ActionBase):
    """Records a deployment in the application's state folder, on the controller."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Writes the state file where it differs; refuses where a host did not come to its end."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        _result, given = self.validate_argument_spec(argument_spec=ARGUMENTS)
        # Ansible's own strings carry tags that YAML cannot represent: only the data is kept.
        plan = json.loads(json.dumps(given["plan"]))
        application = plan["application"]
        versions, unfinished = _versions(plan["groups"], variables["hostvars"])
        if unfinished:
            return {
                "failed": True,
                "msg": "not every database is in place, so the application and the Services stay as they are:\n"
                + "\n".join(f"- {name}" for name in unfinished)
                + "\nmend what these hosts reported and run the deployment again, it goes on where it stopped",
            }
        folder = state_folder(given["state_dir"], variables, application["name"], application["environment"])
        try:
            before = load_state(folder)
        except ValueError as error:
            return {"failed": True, "msg": str(error)}
        # Without groups there is a file, too.
        old = state_text(write_state(*before)) if (folder / FILE).exists() else ""
        hosts = [host["name"] for host in application["hosts"]]
        systems = _systems(plan["groups"], variables["hostvars"])
        targets = json.loads(json.dumps(given["targets"]))
        places = [place_of(target, application["namespace"]) for target in targets]
        after = write_state(record(before.groups, plan["groups"], versions, systems), hosts, places)
        new = state_text(after)
        shared_old, shared_new = text_of(folder), shared_text(plan)
        if not self._task.check_mode:
            if new != old:
                save_state(folder, new)
            if shared_new != shared_old:
                save_state(folder, shared_new, SHARED)
        return {
            "changed": (new, shared_new) != (old, shared_old),
            "path": str(folder / FILE),
            "recorded": after["groups"],
            "diff": [
                {"before": old, "after": new},
                {"before_header": SHARED, "after_header": SHARED, "before": shared_old, "after": shared_new},
            ],
        }


def _versions(groups: list[dict[str, Any]], hostvars: Any) -> tuple[dict[tuple[str, str], str], list[str]]:
    """Version that runs in each group, as its writer reported it, and the groups whose hosts reported none."""
    versions = {}
    unfinished = []
    for group in groups:
        for host in group["hosts"]:
            result = hostvars[host["name"]].get(f"{group['engine']}_result")
            if result is None:
                unfinished.append(f"{group['engine']} group '{group['group']}' on {host['name']}")
            elif host["name"] == group["writer"]:
                versions[group["engine"], group["group"]] = str(result.get("version") or group["version"])
    return versions, unfinished


def _systems(groups: list[dict[str, Any]], hostvars: Any) -> dict[str, str]:
    """Operating system by host, as far as a look at it was kept."""
    looks = {host["name"]: hostvars[host["name"]].get("maestro_host") for group in groups for host in group["hosts"]}
    releases = {name: look["host"]["release"] for name, look in looks.items() if look and "host" in look}
    return {name: system_name(release["id"], release["version"]) for name, release in releases.items()}

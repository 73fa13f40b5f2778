# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.removal; its documentation stands in plugins/modules/removal.py."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import without
from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import Store, StoreError
from ansible_collections.maestro.databases.plugins.module_utils.plan.details import mounts
from ansible_collections.maestro.databases.plugins.module_utils.plan.removal import confirmed, find
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import RecordedGroup, write_state
from ansible_collections.maestro.databases.plugins.module_utils.problem import told
from ansible_collections.maestro.databases.plugins.plugin_utils.state import (
    Remembered,
    load_state,
    save_state,
    state_folder,
    state_text,
)
from ansible_collections.maestro.databases.plugins.plugin_utils.vault import VaultCipher

ARGUMENTS: dict[str, dict[str, Any]] = {
    "plan": {"type": "dict", "required": True},
    "group": {"type": "str", "required": True},
    "data": {"type": "str", "default": ""},
    "forget": {"type": "bool", "default": False},
    "state_dir": {"type": "str"},
}


class ActionModule(ActionBase):
    """Finds the group that is to be removed, and in the end takes it out of the state folder, on the controller."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Refuses names that do not agree; returns the recorded group, nothing where there is none."""
        super().run(tmp, task_vars)
        _result, given = self.validate_argument_spec(argument_spec=ARGUMENTS)
        found = confirmed(given["group"], given["data"])
        if found:
            return {"failed": True, "msg": told(found), "problems": [str(problem) for problem in found]}
        application = given["plan"]["application"]
        folder = state_folder(given["state_dir"], task_vars or {}, application["name"], application["environment"])
        try:
            before = load_state(folder)
            group = find(before.groups, given["group"])
            if group is None:
                return {"changed": False, "group": {}, "msg": f"{given['group']} is not recorded: nothing to remove"}
            result = {
                "group": {**asdict(group), "hosts": list(group.hosts), "mounts": mounts(group.details)},
                "msg": f"{given['group']} is recorded",
            }
            if not given["forget"]:
                return {"changed": False, **result}
            # Last of all the state: until then a second run goes on.
            if given["data"]:
                self._forget_credentials(folder, group)
            return {"changed": True, **result, "diff": [self._forget(folder, before, group)]}
        except (StoreError, OSError, ValueError) as error:
            return {"failed": True, "msg": str(error)}

    def _forget_credentials(self, folder: Path, group: RecordedGroup) -> None:
        store = Store(folder, VaultCipher(None))
        if self._task.check_mode or not store.path.exists():
            return
        with store.locked():
            before = store.read()
            after = without(before, group.engine, group.group)
            if after != before:
                store.write(after)

    def _forget(self, folder: Path, before: Remembered, group: RecordedGroup) -> dict[str, str]:
        old = state_text(write_state(*before))
        groups = tuple(one for one in before.groups if one is not group)
        new = state_text(write_state(*before._replace(groups=groups)))
        if not self._task.check_mode:
            save_state(folder, new)
        return {"before": old, "after": new}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.credentials; its documentation stands in plugins/modules/credentials.py."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import complete
from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import Store, StoreError
from ansible_collections.maestro.databases.plugins.plugin_utils.state import state_folder
from ansible_collections.maestro.databases.plugins.plugin_utils.vault import VaultCipher

ARGUMENTS: dict[str, dict[str, Any]] = {
    "plan": {"type": "dict", "required": True},
    "state_dir": {"type": "str"},
    "vault_id": {"type": "str"},
}


class ActionModule(ActionBase):
    """Makes the credentials that a plan lacks, on the controller; returns no secret."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Completes the store and names what was made."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        _result, given = self.validate_argument_spec(argument_spec=ARGUMENTS)
        application = given["plan"]["application"]
        folder = state_folder(given["state_dir"], variables, application["name"], application["environment"])
        try:
            store = Store(folder, VaultCipher(given["vault_id"]))
            _credentials, made = complete(store.read(), given["plan"])
            if made and not self._task.check_mode:
                with store.locked():
                    # Read again: another run may have made them while this one waited.
                    credentials, made = complete(store.read(), given["plan"])
                    if made:
                        store.write(credentials)
        except (StoreError, OSError) as error:
            return {"failed": True, "msg": str(error)}
        return {
            "changed": bool(made),
            "created": made,
            "path": str(store.path),
            "diff": {"before": "", "after": "".join(f"{name}: (hidden)\n" for name in made)},
        }

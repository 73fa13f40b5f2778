# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.credentials; its documentation stands in plugins/modules/credentials.py."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.maestro.databases.plugins.module_utils.connections.formats import FORMATS
from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import (
    Credentials,
    complete,
    named,
)
from ansible_collections.maestro.databases.plugins.module_utils.credentials.given import apply_given
from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import Store, StoreError
from ansible_collections.maestro.databases.plugins.module_utils.credentials.variables import (
    complete_variables,
    out_of_time,
    out_of_time_changes,
    out_of_time_warning,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.plugin_utils.environment import check_environment
from ansible_collections.maestro.databases.plugins.plugin_utils.manifest import manifest_variables
from ansible_collections.maestro.databases.plugins.plugin_utils.owner import claim, is_claimed
from ansible_collections.maestro.databases.plugins.plugin_utils.state import load_state, state_folder
from ansible_collections.maestro.databases.plugins.plugin_utils.vault import VaultCipher

ARGUMENTS: dict[str, dict[str, Any]] = {
    "plan": {"type": "dict", "required": True},
    "given": {"type": "dict", "no_log": True},
    "variables": {"type": "dict", "no_log": True},
    "replica_aliases": {"type": "bool", "default": False},
    "manifest": {"type": "path"},
    "formats": {"type": "list", "elements": "str", "default": [], "choices": list(FORMATS)},
    "state_dir": {"type": "str"},
    "vault_id": {"type": "str"},
}


class ActionModule(ActionBase):
    """Makes what a plan and the user's variables lack, on the controller; returns no secret."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Completes the store and names what was made and what was replaced."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        _result, given = self.validate_argument_spec(argument_spec=ARGUMENTS)
        application = given["plan"]["application"]
        folder = state_folder(given["state_dir"], variables, application["name"], application["environment"])
        try:
            store = Store(folder, VaultCipher(given["vault_id"]))
            manifest = manifest_variables(given["manifest"], application["environment"])
            first_build = not load_state(folder).groups
            wanted = _Wanted(given, manifest, first_build)
            before = store.read()
            after = wanted.after(before)
            warnings = self._check(given, after, folder)
            declared = given["manifest"] and not first_build
            late = out_of_time(after, given["variables"] or {}, manifest) if declared else {}
            if late and not self._task.check_mode:
                # In check mode it is pending.
                warnings.append(out_of_time_warning(late))
            fresh = not is_claimed(folder)
            if fresh and not self._task.check_mode:
                claim(folder, application["name"], application["environment"])
            if after != before and not self._task.check_mode:
                with store.locked():
                    # Read again: another run may have made them while this one waited.
                    before = store.read()
                    after = wanted.after(before)
                    if after != before:
                        store.write(after)
        except (StoreError, OSError, ValueError, ProblemsError) as error:
            return {"failed": True, "msg": str(error)}
        created = [name for name in after if name not in before]
        changed = [name for name in before if after.get(name) != before[name]]
        return {
            "changed": after != before or fresh,
            "created": created,
            "replaced": changed,
            "path": str(store.path),
            "plan": named(given["plan"], after),
            "pending": out_of_time_changes(late),
            "warnings": warnings,
            "diff": {
                "before": "".join(f"{name}: (hidden, before)\n" for name in changed),
                "after": "".join(f"{name}: (hidden, after)\n" for name in changed if name in after)
                + "".join(f"{name}: (hidden)\n" for name in created),
            },
        }

    @staticmethod
    def _check(given: Mapping[str, Any], stored: Credentials, folder: Path) -> list[str]:
        formats = ("unit", *given["formats"])
        user = given["variables"] or {}
        return check_environment(given["plan"], stored, folder, user, formats, aliases=given["replica_aliases"])


class _Wanted:
    """What the store is to hold."""

    def __init__(self, given: Mapping[str, Any], manifest: Mapping[str, str], first_build: bool) -> None:
        self._given = given
        self._manifest = manifest
        self._first_build = first_build

    def after(self, before: Credentials) -> Credentials:
        """The whole store, from what it holds."""
        plan = self._given["plan"]
        credentials, _changed = apply_given(before, plan, self._given["given"] or {})
        credentials, _made = complete(credentials, plan)
        credentials, _changed = complete_variables(
            credentials, self._given["variables"] or {}, self._manifest, first_build=self._first_build
        )
        return credentials

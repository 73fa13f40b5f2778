# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of maestro.databases.tell; its documentation stands in plugins/modules/tell.py."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display


class ActionModule(ActionBase):
    """Shows a text as it is: `debug` would show its lines in quotes."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Shows the text, returns it too."""
        super().run(tmp, task_vars)
        _result, given = self.validate_argument_spec(argument_spec={"text": {"type": "str", "required": True}})
        Display().display(f"\n{given['text']}\n")
        return {"changed": False, "text": given["text"]}

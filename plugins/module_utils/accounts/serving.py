# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is not to run before its accounts are there is started by the module that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..hosts.converge import Taker, converge
from ..hosts.given import SERVICE, service


def option() -> dict[str, Any]:
    """The module's option `service`."""
    return {"type": "dict", "options": SERVICE}


def started(module: Any, result: Mapping[str, Any], *, due: bool = False) -> dict[str, Any]:
    """Starts the server, or has it take over the files that wait; returns the module's result with that.

    Args:
        module: The Ansible module that runs, with `service` and `lock_timeout` among its options.
        result: What it returns of the accounts.
        due: Whether there is something to put into force besides files.

    Raises:
        HostError: The server did not come up.
    """
    if not module.params["service"]:
        return dict(result)
    server = service(module.params["service"])
    then = converge([], [Taker(server, due)], predict=module.check_mode, lock_timeout=module.params["lock_timeout"])
    for told in then["told"]:
        module.warn(told)
    return {
        **result,
        "changed": result["changed"] or then["changed"],
        "diff": [result["diff"], *then["diff"]],
        "steps": then["steps"][server.name],
    }

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a plan and its credentials to what is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..connections.variables import Credentials, service_variables


def services_of(plan: Mapping[str, Any], credentials: Credentials) -> list[dict[str, Any]]:
    """The option ``services`` of the module, for every group of a plan that has a Service.

    A group that is hosted elsewhere has none. A Service leads to the member that takes writes, and to no other.

    Raises:
        ValueError: A credential is missing.
    """
    services = []
    for group in plan["groups"]:
        if not group["service"]:
            continue
        variables = service_variables(group, credentials)
        services.append(
            {
                "name": group["service"],
                "engine": group["engine"],
                "group": group["group"],
                "primary": group["primary"],
                "port": group["port"],
                "addresses": [member["address"] for member in group["hosts"] if member["name"] == group["writer"]],
                "data": {variable.name: variable.value for variable in variables if not variable.secret},
                "secret_data": {variable.name: variable.value for variable in variables if variable.secret},
            }
        )
    return services

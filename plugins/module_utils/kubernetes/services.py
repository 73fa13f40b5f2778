# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a plan and its credentials to what is published."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from ..connections.address_fields import Variable
from ..connections.variables import Credentials, service_variables
from ..declaration.model import EXTERNAL
from ..engines import ENGINES
from ..plan.primary import suffixed

#: Fields of environment variables, and what they are called in a Secret that is mounted.
_BINDING = {"USERNAME": "username", "PASSWORD": "password", "DATABASE": "database", "URL": "uri"}


def services_of(
    plan: Mapping[str, Any],
    credentials: Credentials,
    *,
    external: bool = False,
    aliases: bool = False,
    bindings: bool = True,
) -> list[dict[str, Any]]:
    """The option ``services`` of the module, for every group of a plan that has a Service.

    A Service leads to the member that takes writes, and to no other.

    Args:
        plan: What ``maestro.databases.plan`` returned.
        credentials: The application's credentials.
        external: Publish groups that are hosted elsewhere, too.
        aliases: Give the primary the name with its group as well.
        bindings: Make the Secrets that are mounted, too.

    Raises:
        ValueError: A credential is missing.
    """
    services = []
    for group in plan["groups"]:
        if group["service"]:
            services.append(_own(group, credentials, bindings=bindings))
        elif external and group["deployment"] == EXTERNAL:
            services.append(_elsewhere(group))
    if aliases:
        for service in services:
            name = _suffixed(service)
            if service["primary"] and service["name"] != name:
                service["aliases"] = [name]
    return services


def _own(group: Mapping[str, Any], credentials: Credentials, *, bindings: bool) -> dict[str, Any]:
    variables = service_variables(group, credentials)
    binding = _binding(group, variables) if bindings else []
    return {
        **_known(group, group["service"]),
        "addresses": [
            address
            for member in group["hosts"]
            if member["name"] == group["writer"]
            for address in (member["address"], member.get("address6", ""))
            if address
        ],
        **_past(group),
        "data": _values(variables, secret=False),
        "secret_data": _values(variables, secret=True),
        "binding": _values(binding, secret=False),
        "secret_binding": _values(binding, secret=True),
    }


def _past(group: Mapping[str, Any]) -> dict[str, Any]:
    """Where clients go past the Service."""
    ranges = ENGINES[group["engine"]].direct
    if not ranges:
        return {}
    return {
        "direct_addresses": [member["address"] for member in group["hosts"]],
        "direct_ports": [str(first) if first == last else f"{first}-{last}" for first, last in ranges],
    }


def _elsewhere(group: Mapping[str, Any]) -> dict[str, Any]:
    """Only the name and the way: whoever runs the database gives its application what it needs to log in."""
    address = group["address"]
    try:
        way: dict[str, Any] = {"addresses": [str(ipaddress.ip_address(address.strip("[]")))]}
    except ValueError:
        way = {"addresses": [], "external_name": address.rstrip(".").lower()}
    return {**_known(group, group["engine"] if group["primary"] else _suffixed(group)), **way}


def _known(group: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"name": name, **{key: group[key] for key in ("engine", "group", "primary", "port")}}


def _suffixed(group: Mapping[str, Any]) -> str:
    return suffixed(group["engine"], group["group"])


def _binding(group: Mapping[str, Any], variables: Iterable[Variable]) -> list[Variable]:
    """The same values by the names that the Service Binding specification has for them."""
    found = {variable.name: variable for variable in variables}
    named = {field: found.get(f"{group['prefixes'][0]}_{field}") for field in _BINDING}
    return [
        Variable("provider", group["flavour"]),
        *(Variable(_BINDING[field], one.value, one.secret) for field, one in named.items() if one),
    ]


def _values(variables: Iterable[Variable], *, secret: bool) -> dict[str, str]:
    return {variable.name: variable.value for variable in variables if variable.secret is secret}

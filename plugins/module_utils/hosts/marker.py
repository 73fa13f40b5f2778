# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The marker that says whose the engine on a host is: /etc/maestro/databases.d/<engine>.json."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from .problem import HostError

FOLDER = "/etc/maestro/databases.d"
OWNER = ("application", "environment", "group")


def path(engine: str, folder: str = FOLDER) -> str:
    """Where an engine's marker lies."""
    return f"{folder}/{engine}.json"


def engines(folder: str = FOLDER) -> list[str]:
    """The engines that have a marker."""
    try:
        return sorted(name[: -len(".json")] for name in os.listdir(folder) if name.endswith(".json"))
    except OSError:
        return []


def same_application(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two owners are one application in one environment."""
    return all(str(one.get(key) or "") == str(other.get(key) or "") for key in OWNER[:2])


def render(owner: Mapping[str, Any], flavour: str, version: str, data_directory: str) -> str:
    """The marker's text; the same values always give the same bytes. `owner` may say more: of a shared server."""
    values = {**{key: str(owner.get(key) or "") for key in OWNER}, **owner}
    values.update(flavour=flavour, version=version, data_directory=data_directory)
    return json.dumps(values, indent=2, sort_keys=True) + "\n"


def read(engine: str, folder: str = FOLDER) -> dict[str, Any]:
    """The marker, or nothing where there is none.

    Raises:
        HostError: The file is there and is no marker.
    """
    name = path(engine, folder)
    if not os.path.exists(name):
        return {}
    try:
        with open(name, encoding="utf-8") as text:
            values = json.load(text)
    except ValueError as error:
        raise HostError(f"{name}: this is no marker of maestro.databases ({error})") from error
    if not isinstance(values, dict):
        raise HostError(f"{name}: this is no marker of maestro.databases")
    return {str(key): value for key, value in values.items()}


def owner_name(values: Mapping[str, Any]) -> str:
    """The owner in words."""
    application, environment, group = (str(values.get(key) or "") for key in OWNER)
    name = "-".join(part for part in (application, environment) if part)
    if not name:
        return "nobody"
    return f"{name}, group {group}" if group else name

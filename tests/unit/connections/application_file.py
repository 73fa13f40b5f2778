# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases for the tests of an application's files."""

from __future__ import annotations

from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_databases import (
    FIELDS,
    Database,
)

SCHEMES = {"mysql": "mysql", "postgresql": "postgresql", "mongodb": "mongodb", "redis": "redis", "rabbitmq": "amqp"}
PORTS = {"mysql": "3306", "postgresql": "5432", "mongodb": "27017", "redis": "6379", "rabbitmq": "5672"}


def database(
    engine: str, group: str = "default", primary: bool = True, address: str = "10.0.0.3", **more: Any
) -> Database:
    """A group with the values that its variables would have."""
    prefixes = [f"{engine}_{group}".upper(), *([engine.upper()] if primary else [])]
    port, password = PORTS[engine], more.pop("password", "s3cret")
    values = {"ADDRESS": address, "PORT": port, "USERNAME": "shop_u", "PASSWORD": password, "DATABASE": "shop_d"}
    values["URL"] = f"{SCHEMES[engine]}://shop_u:{password}@{address}:{port}/shop_d"
    values.update(more.pop("values", {}))
    variables = {name: frozenset(f"{prefix}_{name}" for prefix in prefixes) for name in FIELDS}
    return Database(engine, group, primary=primary, values=values, variables=variables, **more)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is published of a plan."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.services import services_of

MAIN: dict[str, Any] = {
    "engine": "mysql",
    "flavour": "mariadb",
    "group": "main",
    "primary": True,
    "deployment": "dedicated",
    "port": 3306,
    "database": "shop_production",
    "service": "mysql",
    "prefixes": ["MYSQL_MAIN", "MYSQL"],
    "hosts": [
        {"name": "db2", "address": "192.0.2.12", "address_ext": "192.0.2.12", "role": "replica", "server_id": 2},
        {"name": "db1", "address": "192.0.2.11", "address_ext": "198.51.100.11", "role": "writer", "server_id": 1},
    ],
    "writer": "db1",
    "address": "192.0.2.11",
    "accounts": [{"kind": "application", "username": "shop_production"}],
}
EXTERNAL = {**MAIN, "group": "elsewhere", "deployment": "external", "service": "", "hosts": [], "writer": ""}
CREDENTIALS = {"mysql/main/application": {"username": "shop_production", "password": "canary"}}


def plan(*groups: dict[str, Any]) -> dict[str, Any]:
    return {"application": {"name": "shop", "environment": "production"}, "groups": list(groups), "warnings": []}


def test_a_group_leads_to_its_writer_and_keeps_secrets_apart() -> None:
    (service,) = services_of(plan(MAIN), CREDENTIALS)
    assert {key: service[key] for key in ("name", "engine", "group", "primary", "port", "addresses")} == {
        "name": "mysql",
        "engine": "mysql",
        "group": "main",
        "primary": True,
        "port": 3306,
        "addresses": ["192.0.2.11"],
    }
    assert service["data"]["MYSQL_ADDRESS"] == "mysql"
    assert service["data"]["MYSQL_PORT"] == "3306"
    assert service["secret_data"]["MYSQL_PASSWORD"] == "canary"
    assert service["secret_data"]["MYSQL_URL"] == "mysql://shop_production:canary@mysql/shop_production"
    assert "canary" not in str(service["data"])


def test_a_group_that_is_hosted_elsewhere_is_left_out() -> None:
    assert services_of(plan(EXTERNAL), CREDENTIALS) == []


def test_a_missing_credential_is_named() -> None:
    with pytest.raises(ValueError, match="mysql/main/application"):
        services_of(plan(MAIN), {})

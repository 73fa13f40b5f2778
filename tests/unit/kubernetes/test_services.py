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
EXTERNAL: dict[str, Any] = {
    **MAIN,
    "group": "else_where",
    "primary": False,
    "deployment": "external",
    "service": "",
    "prefixes": [],
    "hosts": [],
    "writer": "",
    "address": "db.Example.com.",
    "accounts": [],
}
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


def test_clients_of_glusterfs_go_past_the_service_to_every_host() -> None:
    store = {**MAIN, "engine": "glusterfs", "group": "default", "port": 24007, "service": "glusterfs", "accounts": []}
    (service,) = services_of(plan({**store, "prefixes": ["GLUSTERFS_DEFAULT", "GLUSTERFS"]}), {})
    assert [service[key] for key in ("addresses", "direct_addresses", "direct_ports")] == [
        ["192.0.2.11"],
        ["192.0.2.12", "192.0.2.11"],
        ["24007", "24100-24199"],
    ]
    assert "direct_ports" not in services_of(plan(MAIN), CREDENTIALS)[0]


def test_a_group_that_is_hosted_elsewhere_is_left_out() -> None:
    assert services_of(plan(EXTERNAL), CREDENTIALS) == []


def test_one_that_is_asked_for_leads_to_its_address_or_its_name_and_has_no_login() -> None:
    known = {"engine": "mysql", "group": "else_where", "primary": False, "port": 3306}
    assert services_of(plan(EXTERNAL), {}, external=True) == [
        {"name": "mysql-else-where", **known, "addresses": [], "external_name": "db.example.com"}
    ]
    assert services_of(plan({**EXTERNAL, "primary": True, "address": "2001:DB8::7"}), {}, external=True) == [
        {"name": "mysql", **known, "primary": True, "addresses": ["2001:db8::7"]}
    ]
    beside = {**MAIN, "deployment": "local", "service": ""}
    assert services_of(plan(beside), {}, external=True) == [], "what only its own host reaches is not hosted elsewhere"


def test_the_secret_to_mount_has_the_values_of_the_other_one_by_other_names() -> None:
    (service,) = services_of(plan(MAIN), CREDENTIALS)
    assert service["binding"] == {"provider": "mariadb", "username": "shop_production", "database": "shop_production"}
    assert service["secret_binding"] == {
        "password": "canary",
        "uri": "mysql://shop_production:canary@mysql/shop_production",
    }
    (service,) = services_of(plan(MAIN), CREDENTIALS, bindings=False)
    assert service["binding"] == service["secret_binding"] == {}


def test_an_alias_is_the_primarys_alone_and_bears_its_group() -> None:
    spare = {**MAIN, "group": "spare", "service": "mysql-spare", "primary": False, "prefixes": ["MYSQL_SPARE"]}
    credentials = {**CREDENTIALS, "mysql/spare/application": CREDENTIALS["mysql/main/application"]}
    services = services_of(plan(MAIN, spare), credentials, aliases=True)
    assert [(service["name"], service.get("aliases")) for service in services] == [
        ("mysql", ["mysql-main"]),
        ("mysql-spare", None),
    ]
    assert "aliases" not in services_of(plan(MAIN), CREDENTIALS)[0]


def test_a_host_with_two_addresses_is_reached_by_both() -> None:
    writer = {**MAIN["hosts"][1], "address6": "2001:db8::11"}
    (service,) = services_of(plan({**MAIN, "hosts": [writer]}), CREDENTIALS)
    assert service["addresses"] == ["192.0.2.11", "2001:db8::11"]


def test_a_missing_credential_is_named() -> None:
    with pytest.raises(ValueError, match="mysql/main/application"):
        services_of(plan(MAIN), {})

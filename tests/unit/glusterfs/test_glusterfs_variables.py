# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application is told of its GlusterFS group: the first server's address; no login and no URL."""

from __future__ import annotations

from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.connections.variables import (
    host_variables,
    service_variables,
)

GROUP: dict[str, Any] = {
    "engine": "glusterfs",
    "group": "default",
    "database": "",
    "port": 24007,
    "service": "glusterfs",
    "prefixes": ["GLUSTERFS"],
    "hosts": [
        {"name": "db1", "address": "10.0.0.11", "address_ext": "192.0.2.11", "role": "writer"},
        {"name": "db2", "address": "10.0.0.12", "address_ext": "192.0.2.12", "role": "member"},
    ],
    "writer": "db1",
    "address": "10.0.0.11",
    "accounts": [],
}
WEB = {"name": "web1", "address": "10.0.0.2", "address_ext": "192.0.2.2"}


def ours(variables: Any) -> dict[str, str]:
    return {one.name: one.value for one in variables if one.name.startswith("GLUSTERFS")}


def test_on_web_hosts() -> None:
    plan = {"application": {"name": "shop", "hosts": [WEB]}, "groups": [GROUP]}
    assert ours(host_variables(plan, {}, "web1")) == {
        "GLUSTERFS_ADDRESS_INT": "10.0.0.11",
        "GLUSTERFS_ADDRESS_EXT": "192.0.2.11",
        "GLUSTERFS_ADDRESS": "10.0.0.11",
        "GLUSTERFS_PORT": "24007",
    }


def test_in_containers() -> None:
    assert ours(service_variables(GROUP, {}))["GLUSTERFS_ADDRESS"] == "glusterfs"

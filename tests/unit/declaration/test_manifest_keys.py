# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a manifest's keys: defaults and moments, and what is only ever built."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.manifest_keys import (
    COMPONENT,
    CONFIGURATION,
    DATABASES,
    NEVER,
    SERVER,
    VOLUME,
)

#: Component, key, when it takes effect, default.
TABLE = [
    ("mysql", "version", "Build-only", None),
    ("mysql", "engine", "Build-only", "mysql"),
    ("mysql", "encoding", "Build-only", None),
    ("mysql", "tamper_with_yml", "Redeploy", True),
    ("mysql", "operating_system", "Build-only", None),
    ("mysql", "root_disk_size", "Build-only", 50),
    ("mysql", "root_disk_type", "Build-only", "ssd"),
    ("mysql", "custom_log_files", "Redeploy", None),
    ("postgresql", "postgis", "Build-only", False),
    ("postgresql", "encoding", "Build-only", None),
    ("postgresql", "tamper_with_yml", "Redeploy", True),
    ("mongodb", "tamper_with_yml", "Redeploy", True),
    ("glusterfs", "replica_count", "Build-only", 1),
    ("glusterfs", "mount_targets", "Redeploy", ["app"]),
    ("glusterfs", "volumes", "Deploy-with-upgrades", [{"name": "cloud66-vol", "mount": "/mnt/data-store"}]),
    ("memcached", "memory", "Redeploy", 64),
    ("memcached", "port", "Redeploy", 11211),
    ("memcached", "listen_ip", "Redeploy", "0.0.0.0"),
]


@pytest.mark.parametrize(("component", "name", "moment", "default"), TABLE)
def test_keys(component: str, name: str, moment: str, default: object) -> None:
    key = CONFIGURATION[component][name]
    assert (key.moment, key.default) == (moment, default)


def test_which_components_may_have_groups() -> None:
    assert [name for name in DATABASES if "groups" in COMPONENT[name]] == [
        *("mysql", "postgresql", "mongodb", "redis", "elasticsearch", "rabbitmq", "influxdb"),
    ]
    assert COMPONENT["redis"]["groups"].moment == "Deploy-with-upgrades"


def test_what_has_no_version() -> None:
    assert [name for name in DATABASES if "version" not in CONFIGURATION[name]] == ["memcached"]


def test_what_never_changes_in_place() -> None:
    assert sorted(NEVER) == ["encoding", "flavour", "operating_system", "replica_count", "version"]


def test_servers_and_volumes() -> None:
    assert (SERVER["key_name"].default, SERVER["root_disk_size"].default) == ("Default", 50)
    assert (VOLUME["name"].moment, VOLUME["mount"].moment) == ("Deploy-with-upgrades", "Redeploy")

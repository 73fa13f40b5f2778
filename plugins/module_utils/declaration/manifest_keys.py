# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a manifest: what type each has, its default, when it takes effect, and what it is in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Moments of the original. Here a change of what is `BUILD` is refused once it was built; all others apply at the next
#: deployment, which needs no option for it.
BUILD = "Build-only"
REDEPLOY = "Redeploy"
UPGRADES = "Deploy-with-upgrades"

#: Types, each as messages call it.
TYPES = {
    "text": "text",
    "version": "text such as '8.0'",
    "whole": "a whole number",
    "truth": "true or false",
    "texts": "a list of texts",
    "list": "a list",
    "map": "a mapping",
    "any": "",
}


@dataclass(frozen=True)
class Key:
    """One key of a `configuration`, of a group or of a server."""

    type: str = "text"
    moment: str = BUILD
    default: Any = None
    #: What it is in an entry of ``maestro_databases``; empty for what means nothing here, `.` for what is read apart.
    becomes: str = ""
    choices: tuple[str, ...] = ()


_OPERATING_SYSTEMS = (
    *("ubuntu1604", "ubuntu1804", "ubuntu2004", "ubuntu2204", "ubuntu2404", "ubuntu2604"),
    *("debian11", "debian12", "debian13"),
)
_VERSION = {"version": Key("version", becomes="version")}
_SYSTEM = {"operating_system": Key(becomes="operating_system", choices=_OPERATING_SYSTEMS)}
_SERVER = {
    "root_disk_size": Key("whole", default=50),
    "root_disk_type": Key(default="ssd", choices=("ssd", "magnetic")),
    "iam_instance_profile_name": Key(),
    "instance_service_account_name": Key(),
    "cloud_image": Key(),
}
_LOGS = {"custom_log_files": Key("texts", REDEPLOY)}
_TAMPER = {"tamper_with_yml": Key("truth", REDEPLOY, True, "tamper_with_yml")}
_ENCODING = {"encoding": Key(becomes="encoding")}
_COMMON = {**_VERSION, **_SYSTEM, **_SERVER, **_LOGS}

#: What may stand below `configuration`, by component.
CONFIGURATION: Mapping[str, Mapping[str, Key]] = {
    "mysql": {
        **_COMMON,
        **_ENCODING,
        **_TAMPER,
        "engine": Key(default="mysql", becomes="flavour", choices=("mysql", "percona", "mariadb")),
    },
    "postgresql": {**_COMMON, **_ENCODING, **_TAMPER, "postgis": Key("any", default=False, becomes=".")},
    "mongodb": {**_COMMON, **_TAMPER},
    "redis": _COMMON,
    "elasticsearch": _COMMON,
    "rabbitmq": _COMMON,
    "influxdb": _COMMON,
    "glusterfs": {
        **_VERSION,
        **_SERVER,
        **_LOGS,
        "replica_count": Key("whole", default=1, becomes="replica_count"),
        "mount_targets": Key("texts", REDEPLOY, ["app"], "."),
        "volumes": Key("list", UPGRADES, [{"name": "cloud66-vol", "mount": "/mnt/data-store"}], "."),
    },
    "memcached": {
        **_LOGS,
        "memory": Key("whole", REDEPLOY, 64, "."),
        "port": Key("whole", REDEPLOY, 11211, "port"),
        "listen_ip": Key(moment=REDEPLOY, default="0.0.0.0"),  # noqa: S104
    },
}
#: Components that are databases here.
DATABASES = tuple(CONFIGURATION)
#: Those that may have several groups.
GROUPED = tuple(name for name in DATABASES if name not in {"glusterfs", "memcached"})

#: What may stand in a group, or in a component that is its only one.
GROUP: Mapping[str, Key] = {
    "configuration": Key("map", becomes="."),
    "servers": Key("any", becomes="."),
    "server": Key("any", becomes="."),
    "primary": Key("truth", REDEPLOY, False, "primary"),
    "default": Key("truth", REDEPLOY, False, "primary"),
    "cloud_image": Key(),
}
#: What may stand beside them in a component.
COMPONENT: Mapping[str, Mapping[str, Key]] = {
    **{name: {**GROUP, "groups": Key("map", UPGRADES, becomes=".")} for name in GROUPED},
    "glusterfs": GROUP,
    "memcached": {"configuration": GROUP["configuration"], "shared_group": Key()},
}

SERVER: Mapping[str, Key] = {
    "unique_name": Key(becomes="."),
    "address": Key(becomes="."),
    "same_as": Key(becomes="."),
    "vendor": Key(),
    "region": Key("any"),
    "size": Key("any"),
    "availability_zone": Key(),
    "subnet_id": Key("any"),
    "key_name": Key(default="Default"),
    "root_disk_size": _SERVER["root_disk_size"],
    "root_disk_type": _SERVER["root_disk_type"],
}
VOLUME: Mapping[str, Key] = {
    "volume": Key("any", UPGRADES, becomes="."),
    "name": Key(moment=UPGRADES, becomes="."),
    "mount": Key(moment=REDEPLOY, becomes="."),
    "access_control": Key("map", REDEPLOY),
}

#: Components that are the application itself; a database on one of their servers is local.
APPLICATIONS = ("rails", "sinatra", "docker")
#: Components that are neither.
OTHERS = ("gateway", "load_balancer", "nginx")
#: Named among the components, yet a part of postgresql.
POSTGIS = "postgis"
VARIABLES = "environment_variables"

#: Environments that people name so; others are known by what stands in them.
ENVIRONMENTS = ("production", "staging", "development", "qa", "test")

#: MySQL's versions that are known; another one is taken as it stands, with a word.
MYSQL_VERSIONS = ("5.7", "8.0", "8.4", "9.7")

#: Keys of ours whose change is refused once a group was built.
NEVER = tuple(
    dict.fromkeys(
        key.becomes
        for keys in CONFIGURATION.values()
        for key in keys.values()
        if key.moment == BUILD and key.becomes not in {"", "."}
    )
)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files of a database server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.elasticsearch.config import files as elasticsearch
from ansible_collections.maestro.databases.plugins.module_utils.glusterfs.config import files as glusterfs
from ansible_collections.maestro.databases.plugins.module_utils.hosts import sharing
from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.influxdb.config import files as influxdb
from ansible_collections.maestro.databases.plugins.module_utils.memcached.config import files as memcached
from ansible_collections.maestro.databases.plugins.module_utils.mongodb.config import files as mongodb
from ansible_collections.maestro.databases.plugins.module_utils.mysql.config import files as mysql
from ansible_collections.maestro.databases.plugins.module_utils.postgresql.config import files as postgresql
from ansible_collections.maestro.databases.plugins.module_utils.rabbitmq.config import files as rabbitmq
from ansible_collections.maestro.databases.plugins.module_utils.redis.config import files as redis

DOCUMENTATION = r"""
name: server_files
short_description: The files of a database server
version_added: 0.1.0
description:
  - Returns the settings of an engine's server, the addition to its unit and what else it reads, as
    M(maestro.databases.database_files) takes them, notified under the engine's name.
  - Sizes follow from the host's memory and processors.
  - Fails where the user's own settings cannot be put into force, and where somebody changed one of the settings on
    the server itself, which would win.
author:
  - Maestro Databases contributors (@maestro-databases)
positional: host
options:
  _input:
    description: What M(maestro.databases.database_host_info) found of the engine, an entry of C(host.engines).
    type: dict
    required: true
  host:
    description: What it found of the host.
    type: dict
    required: true
  listen_addresses:
    description: Addresses to bind.
    type: list
    elements: str
    required: true
  memory_mb:
    description: MiB that the server may count on; 0 is its part of what the host has, C(memory_mb) of the engine.
    type: int
    default: 0
  cores:
    description: Processors that the server may count on; 0 is what the host has.
    type: int
    default: 0
  settings:
    description:
      - The user's own settings, which win.
      - For elasticsearch, influxdb and mongodb, nested or by dotted names.
      - For redis, a list stands for the parts of one, as of C(save).
    type: dict
    default: {}
  check:
    description: Whether the server's program is there to check the settings. For mongodb, mysql and postgresql.
    type: bool
    default: true
  brick_ports:
    description: The first and the last port of bricks. For glusterfs.
    type: list
    elements: int
    default: [24100, 24199]
  server_id:
    description: The server's number in its group; 0 standalone. For mysql.
    type: int
    default: 0
  allowed_sources:
    description: Addresses and networks that may log in, besides loopback. For postgresql.
    type: list
    elements: str
    default: []
  cluster:
    description: Name of the cluster; empty for the flavour's. For elasticsearch.
    type: str
    default: ""
  admins:
    description: Users that may log in on the host itself only. For rabbitmq.
    type: list
    elements: str
    default: []
  local_users:
    description: Users that may log in on the host itself only. For postgresql.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Write the files
  maestro.databases.database_files:
    files: "{{ seen.host.engines.redis | maestro.databases.server_files(seen.host, listen_addresses=['127.0.0.1']) }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""

#: What makes an engine's files. A new engine is one line here.
_ENGINES: Mapping[str, Callable[..., list[dict[str, Any]]]] = {
    "elasticsearch": elasticsearch,
    "glusterfs": glusterfs,
    "influxdb": influxdb,
    "memcached": memcached,
    "mongodb": mongodb,
    "mysql": mysql,
    "postgresql": postgresql,
    "rabbitmq": rabbitmq,
    "redis": redis,
}

#: Whose part of a shared server they are, or what the host is like at the moment; all else its owner decides.
_OF_THIS_RUN = ("allowed_sources", "check")
#: What other names carry on.
_SIZES = ("memory_mb", "cores", "settings")


def server_files(
    engine: Mapping[str, Any],
    host: Mapping[str, Any],
    listen_addresses: Sequence[str],
    memory_mb: int = 0,
    cores: int = 0,
    settings: Mapping[str, Any] | None = None,
    **own: Any,
) -> list[dict[str, Any]]:
    """The files of a server; `own` is what its engine alone knows."""
    # A guest of a shared server knows nothing of what else its owner has on the host.
    memory_mb = int(memory_mb) or engine["memory_mb"]
    asked: dict[str, Any] = {"memory_mb": memory_mb, "cores": cores, "settings": settings or {}}
    asked |= {name: value for name, value in own.items() if name not in _OF_THIS_RUN}
    if engine["asked"].get("shared") and engine["guest"]:
        asked = dict(engine["inputs"])
    server = placed(engine, host, asked["memory_mb"], asked["cores"])
    given = {
        **{name: value for name, value in own.items() if name in _OF_THIS_RUN},
        **{name: value for name, value in asked.items() if name not in _SIZES},
        "listen_addresses": sharing.united(engine, "listen", listen_addresses),
        "given": asked["settings"],
    }
    if "allowed_sources" in own:
        given["allowed_sources"] = sharing.united(engine, "clients", own["allowed_sources"])
    try:
        return [*_ENGINES[server.engine](server, **given), *sharing.files(engine, asked)]
    except HostError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"server_files": server_files}

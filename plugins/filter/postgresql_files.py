# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files of a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.postgresql import config

DOCUMENTATION = r"""
name: postgresql_files
short_description: The files of a PostgreSQL server
version_added: 0.1.0
description:
  - Returns the settings, the rules of who may log in, and the addition to the unit, as
    M(maestro.databases.database_files) takes them, notified under C(postgresql).
  - Sizes follow from the host's memory and processors.
  - Fails where somebody changed one of the settings on the server by C(ALTER SYSTEM), which would win.
author:
  - Maestro Databases contributors (@maestro-databases)
positional: host
options:
  _input:
    description: What M(maestro.databases.database_host_info) found of PostgreSQL, C(host.engines.postgresql).
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
  allowed_sources:
    description: Addresses and networks that may log in, besides loopback.
    type: list
    elements: str
    default: []
  local_users:
    description: Users that may log in on the host itself only.
    type: list
    elements: str
    default: []
  memory_mb:
    description: MiB that the server may count on; 0 is what the host has.
    type: int
    default: 0
  cores:
    description: Processors that the server may count on; 0 is what the host has.
    type: int
    default: 0
  settings:
    description: The user's own settings, which win.
    type: dict
    default: {}
  check:
    description: Whether the server's program is there to check the settings.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Write the files
  maestro.databases.database_files:
    files: "{{ found | maestro.databases.postgresql_files(seen.host, listen_addresses=['127.0.0.1']) }}"
  vars:
    found: "{{ seen.host.engines.postgresql }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""


def postgresql_files(
    engine: Mapping[str, Any],
    host: Mapping[str, Any],
    listen_addresses: Sequence[str],
    allowed_sources: Sequence[str] = (),
    local_users: Sequence[str] = (),
    memory_mb: int = 0,
    cores: int = 0,
    settings: Mapping[str, Any] | None = None,
    check: bool = True,
) -> list[dict[str, Any]]:
    """The files of a PostgreSQL server."""
    try:
        return config.files(
            version=engine["version"],
            data_directory=engine["data_directory"],
            port=int(engine["asked"]["port"]),
            listen_addresses=listen_addresses,
            allowed_sources=allowed_sources,
            local_users=local_users,
            memory_mb=int(memory_mb) or host["memory_mb"],
            cores=int(cores) or host["cores"],
            given=settings or {},
            overrides=engine["overrides"],
            check=check,
        )
    except HostError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"postgresql_files": postgresql_files}

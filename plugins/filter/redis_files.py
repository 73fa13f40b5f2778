# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files of a Redis or Valkey server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.redis import config

DOCUMENTATION = r"""
name: redis_files
short_description: The files of a Redis or Valkey server
version_added: 0.1.0
description:
  - Returns the settings, the addition to the unit and the kernel's setting, as
    M(maestro.databases.database_files) takes them, notified under C(redis).
  - The memory for data follows from the host's.
author:
  - Maestro Databases contributors (@maestro-databases)
positional: host
options:
  _input:
    description: What M(maestro.databases.database_host_info) found of the engine, C(host.engines.redis).
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
    description: MiB that the server may count on; 0 is what the host has.
    type: int
    default: 0
  settings:
    description:
      - The user's own settings, which win. A list stands for the parts of one, as of C(save).
      - Those that have a variable of the role, and secrets, are refused.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Write the files
  maestro.databases.database_files:
    files: "{{ seen.host.engines.redis | maestro.databases.redis_files(seen.host, listen_addresses=['127.0.0.1']) }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""


def redis_files(
    engine: Mapping[str, Any],
    host: Mapping[str, Any],
    listen_addresses: Sequence[str],
    memory_mb: int = 0,
    settings: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """The files of a Redis or Valkey server."""
    try:
        return config.files(
            flavour=engine["flavour"],
            unit=engine["unit"],
            port=int(engine["asked"]["port"]),
            listen_addresses=listen_addresses,
            data_directory=engine["data_directory"],
            memory_mb=int(memory_mb) or host["memory_mb"],
            given=settings or {},
        )
    except HostError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"redis_files": redis_files}

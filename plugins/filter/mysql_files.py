# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files of a MySQL or MariaDB server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.mysql import config

DOCUMENTATION = r"""
name: mysql_files
short_description: The files of a MySQL or MariaDB server
version_added: 0.1.0
description:
  - Returns the settings and the addition to the unit, as M(maestro.databases.database_files) takes them, notified
    under C(mysql).
  - The size of InnoDB's buffer pool follows from the host's memory.
  - Fails where somebody persisted another value of one of the settings on the server, which would win.
author:
  - Maestro Databases contributors (@maestro-databases)
positional: host
options:
  _input:
    description: What M(maestro.databases.database_host_info) found of MySQL, C(host.engines.mysql).
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
  server_id:
    description: The server's number in its group; 0 standalone.
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
    files: "{{ seen.host.engines.mysql | maestro.databases.mysql_files(seen.host, listen_addresses=['127.0.0.1']) }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""


def mysql_files(
    engine: Mapping[str, Any],
    host: Mapping[str, Any],
    listen_addresses: Sequence[str],
    memory_mb: int = 0,
    server_id: int = 0,
    settings: Mapping[str, Any] | None = None,
    check: bool = True,
) -> list[dict[str, Any]]:
    """The files of a MySQL or MariaDB server."""
    try:
        return config.files(
            flavour=engine["flavour"],
            unit=engine["unit"],
            port=int(engine["asked"]["port"]),
            listen_addresses=listen_addresses,
            data_directory=engine["data_directory"],
            memory_mb=int(memory_mb) or host["memory_mb"],
            server_id=int(server_id),
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
        return {"mysql_files": mysql_files}

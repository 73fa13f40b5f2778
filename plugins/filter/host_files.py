# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files that every database host gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.hosts import (
    firewall,
    flushes,
    marker,
    sharing,
    upgrades,
)
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import server

DOCUMENTATION = r"""
name: host_files
short_description: The marker, the firewall and the guard over upgrades of an engine on a host
version_added: 0.1.0
description:
  - Returns the files that every engine leaves on its host, as M(maestro.databases.database_files) takes them - the
    marker that says whose the engine is, what keeps upgrades of its packages from harm, and the firewall of its
    ports, notified under C(firewall).
author:
  - Maestro Databases contributors (@maestro-databases)
positional: _input
options:
  _input:
    description: What M(maestro.databases.database_host_info) found of the engine, an entry of C(host.engines).
    type: dict
    required: true
  ports:
    description: TCP ports of the engine. The default is the port that was asked for.
    type: list
    elements: int
    default: []
  allowed_sources:
    description: Addresses and networks that may reach them, besides loopback.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Write marker and firewall
  maestro.databases.database_files:
    files: "{{ seen.host.engines.redis | maestro.databases.host_files(allowed_sources=redis_allowed_sources) }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""


def host_files(
    engine: Mapping[str, Any], ports: Sequence[int] = (), allowed_sources: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The marker and the firewall files of an engine."""
    asked = engine["asked"]
    name = asked["engine"]
    whose = sharing.marked(engine["marker"], asked["owner"], asked["port"], asked.get("shared") or {})
    text = marker.render(whose, engine["flavour"], engine["version"], engine["data_directory"])
    known = server(name, engine["flavour"])
    held = upgrades.files(known, engine["version"], engine["unit"]) if known else []
    marked = {"path": marker.path(name), "content": text, "owner": "root", "group": "root", "mode": "0644"}
    # What a killed run leaves behind is then known to be ours.
    early = [{**file, "early": True} for file in (marked, *held)]
    clients = sharing.united(engine, "clients", allowed_sources)
    try:
        walls = firewall.files(name, [int(port) for port in ports] or [int(asked["port"])], clients)
    except HostError as error:
        raise AnsibleFilterError(str(error)) from error
    return [*early, *walls, *flushes.files()]


class FilterModule:
    """Brings the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"host_files": host_files}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter maestro.databases.names_files."""

from __future__ import annotations

DOCUMENTATION = r"""
name: names_files
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: Files of the DNS server that knows the databases of a plan
description:
  - Turns a plan into the files that M(maestro.databases.database_files) writes for C(dnsmasq), with the names
    C(<engine>.<domain>) and C(<group>.<engine>.<domain>).
  - Fails where the domain or an address is none.
options:
  _input:
    description: The plan.
    type: dict
    required: true
  domain:
    description: Domain below which the names are.
    type: str
    required: true
  listen:
    description: Addresses that the server binds.
    type: list
    elements: str
    required: true
  ttl:
    description: Seconds for which an answer may be kept.
    type: int
    default: 10
"""

EXAMPLES = r"""
- name: Write the names
  maestro.databases.database_files:
    files: "{{ plan | maestro.databases.names_files(domain='shop.internal', listen=['127.0.0.55']) }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_names import names
from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_server import files


def names_files(plan: Mapping[str, Any], domain: str, listen: Sequence[str], ttl: int = 10) -> list[dict[str, Any]]:
    """The files of the DNS server."""
    application = plan["application"]
    try:
        known = names(plan, domain)
        return files(application["name"], application["environment"], domain, known, listen, ttl)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"names_files": names_files}

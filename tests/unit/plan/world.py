# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small inventory, and plans and refusals as short texts, for tables of declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.declare import Sources
from ansible_collections.maestro.databases.plugins.module_utils.declaration.document import read_text
from ansible_collections.maestro.databases.plugins.module_utils.plan.build import PlanError, Request, build_plan
from ansible_collections.maestro.databases.plugins.module_utils.plan.model import Group, Plan
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import RecordedGroup

HOSTS = {
    **{f"web{number}": f"192.0.2.{number}" for number in (1, 2)},
    **{f"db{number}": f"192.0.2.1{number}" for number in range(1, 8)},
}
#: Hosts with a second address.
SIX = {"web2": "2001:db8::2", "db7": "2001:db8::17"}
GROUPS = {"all": list(HOSTS), "web": ["web1", "web2"], "one_web": ["web1"], "redis": ["db7"], "mysql_spare": ["db6"]}


@dataclass
class World:
    """An inventory of plain mappings."""

    six: bool = False

    def hosts(self, pattern: str) -> list[str]:
        return GROUPS.get(pattern, [pattern] if pattern in HOSTS else [])

    def has_group(self, name: str) -> bool:
        return name in GROUPS

    def addresses(self, host: str) -> tuple[str, str]:
        return HOSTS[host], HOSTS[host].replace("192.0.2", "198.51.100")

    def address6(self, host: str) -> str:
        return SIX.get(host, "") if self.six else ""


def plan(
    databases: object = (),
    *,
    manifest: str = "",
    service: str = "",
    strict: bool = False,
    six: bool = False,
    **more: Any,
) -> Plan:
    """The plan of the shop in production, from variables and from texts of files."""
    read = [
        read_text(text, name) if text else (None, [])
        for text, name in ((manifest, "manifest.yml"), (service, "service.yml"))
    ]
    files = Sources(manifest=read[0][0], service=read[1][0], problems=[*read[0][1], *read[1][1]], strict=strict)
    values: dict[str, Any] = {"application": "shop", "environment": "production", "web": "web", **more}
    return build_plan(Request(databases=databases, files=files, **values), World(six))


def line(group: Group) -> str:
    """``mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL``: a star marks the primary, a dash what there is none of."""
    name = f"{group.engine}/{group.group}{'*' if group.primary else ''}"
    hosts = ",".join(member.name for member in group.hosts)
    return " ".join([name, group.deployment, hosts or "-", group.service or "-", ",".join(group.prefixes) or "-"])


def lines(*arguments: Any, **more: Any) -> list[str]:
    """All groups of a plan."""
    return [line(group) for group in plan(*arguments, **more).groups]


def problems(*arguments: Any, **more: Any) -> list[str]:
    """Why there is no plan."""
    with pytest.raises(PlanError) as caught:
        plan(*arguments, **more)
    return [str(problem) for problem in caught.value.problems]


def recorded(engine: str, group: str = "default", **more: Any) -> RecordedGroup:
    """A group as an earlier deployment left it."""
    values: dict[str, Any] = {
        "flavour": engine,
        "version": "",
        "deployment": "dedicated",
        "primary": True,
        "database": "shop_production",
        **more,
    }
    return RecordedGroup(engine=engine, group=group, **values)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: each engine's role with a user and a database, and the script that does the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.benchmark import _raw
from tests.hosts import ANY_DISK

LISTEN = ["127.0.0.1", "{{ ansible_host }}"]
ALLOWED = ["192.0.2.0/24"]
OWNER = {"application": "shop", "environment": "production", "group": "main"}
USER = {"name": "shop", "password": "a-password"}
ADMIN = {"name": "boss", "kind": "admin", "password": "another-password"}


@dataclass(frozen=True)
class Case:
    """One server."""

    role: str
    raw: str
    release: str = "bookworm"
    #: Variables of the role, without its prefix.
    variables: Mapping[str, Any] = field(default_factory=dict)
    #: Product of the lab's mirror that its packages come from, the key of maestro_repositories, suite and component.
    product: str = ""
    maker: str = ""
    suite: str = ""

    def play(self) -> dict[str, Any]:
        """The play that calls the role."""
        common = {"allowed_sources": ALLOWED, "owner": OWNER}
        if self.role != "glusterfs":
            common["listen_addresses"] = LISTEN
        if self.role not in {"glusterfs", "memcached"}:
            common["memory_mb"] = 1024
        if self.maker:
            common["repository"] = f"{{{{ maestro_repositories.{self.maker} }}}}"
        return {
            "gather_facts": False,
            "vars": {f"{self.role}_{name}": value for name, value in {**common, **self.variables}.items()},
            "roles": [f"maestro.databases.{self.role}"],
        }

    def script(self, repositories: Mapping[str, Mapping[str, str]]) -> str:
        """The raw commands as one script of bash; `repositories` are the inventory's."""
        lines = [_raw.BEFORE]
        if self.maker:
            repository = repositories[self.maker]
            major = self.product.partition("-")[2].partition(".")[0]
            uri = repository["uri"].replace("{version}", major)
            lines.append(_raw.REPOSITORY.format(key=repository["key"], uri=uri, suite=self.suite))
        return "".join([*lines, "apt-get -q update\n", self.raw])


CASES = {
    "postgresql": Case(
        role="postgresql",
        variables={
            "users": [USER],
            "databases": [{"name": "shop", "users": ["shop"]}],
        },
        raw=_raw.POSTGRESQL,
    ),
    "mariadb": Case(
        role="mysql",
        variables={
            "flavour": "mariadb",
            "users": [{**USER, "grants": {"shop.*": ["ALL"]}}],
            "databases": [{"name": "shop"}],
        },
        raw=_raw.MARIADB,
    ),
    "mysql": Case(
        role="mysql",
        release="sid",
        variables={
            "users": [{**USER, "grants": {"shop.*": ["ALL"]}}],
            "databases": [{"name": "shop"}],
        },
        raw=_raw.MYSQL,
    ),
    "redis": Case(
        role="redis",
        variables={"users": [USER, ADMIN]},
        raw=_raw.REDIS,
    ),
    "valkey": Case(
        role="redis",
        release="trixie",
        variables={"flavour": "valkey", "users": [USER, ADMIN]},
        raw=_raw.VALKEY,
    ),
    "memcached": Case(role="memcached", raw=_raw.MEMCACHED),
    "rabbitmq": Case(
        role="rabbitmq",
        variables={
            "vhosts": ["shop"],
            "users": [{**USER, "permissions": {"shop": {}}}, ADMIN],
        },
        raw=_raw.RABBITMQ,
    ),
    "influxdb": Case(
        role="influxdb",
        variables={
            "databases": [{"name": "shop"}],
            "users": [{**USER, "privileges": {"shop": "all"}}, ADMIN],
        },
        raw=_raw.INFLUXDB,
    ),
    "glusterfs": Case(
        role="glusterfs",
        variables={"address": "{{ ansible_host }}"},
        raw=_raw.GLUSTERFS,
    ),
    "mongodb": Case(
        role="mongodb",
        product="mongodb-6.0",
        maker="mongodb",
        variables={
            "version": "6.0",
            "users": [{**USER, "database": "shop"}, ADMIN],
        },
        suite="bookworm/mongodb-org/6.0 main",
        raw=_raw.MONGODB,
    ),
    "elasticsearch": Case(
        role="elasticsearch",
        product="elasticsearch-8.15",
        maker="elasticsearch",
        variables={
            "settings": ANY_DISK,
            "users": [USER, ADMIN],
        },
        suite="stable main",
        raw=_raw.ELASTICSEARCH,
    ),
    "opensearch": Case(
        role="elasticsearch",
        product="opensearch-2.19",
        maker="opensearch",
        variables={
            "flavour": "opensearch",
            "settings": ANY_DISK,
            "users": [USER, ADMIN],
        },
        suite="stable main",
        raw=_raw.OPENSEARCH,
    ),
}

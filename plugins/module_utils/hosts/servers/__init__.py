# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that can be installed, by engine and flavour; the first flavour of an engine is its default one."""

from __future__ import annotations

from .elasticsearch import ELASTICSEARCH, OPENSEARCH
from .glusterfs import GLUSTERFS
from .influxdb import INFLUXDB
from .memcached import MEMCACHED
from .model import Server
from .mongodb import MONGODB
from .mysql import MARIADB, MYSQL, PERCONA
from .postgresql import POSTGRESQL
from .rabbitmq import RABBITMQ
from .redis import REDIS, VALKEY

SERVERS: tuple[Server, ...] = (
    MYSQL,
    MARIADB,
    PERCONA,
    POSTGRESQL,
    MONGODB,
    REDIS,
    VALKEY,
    ELASTICSEARCH,
    OPENSEARCH,
    RABBITMQ,
    GLUSTERFS,
    INFLUXDB,
    MEMCACHED,
)


def server(engine: str, flavour: str = "") -> Server | None:
    """The server that plays the engine, or None where we install none."""
    return next(
        (known for known in SERVERS if known.engine == engine and (not flavour or known.flavour == flavour)), None
    )


__all__ = ["SERVERS", "Server", "server"]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engines that the collection knows, one small file each, in the order in which they are always listed."""

from __future__ import annotations

from .elasticsearch import ELASTICSEARCH
from .glusterfs import GLUSTERFS
from .influxdb import INFLUXDB
from .memcached import MEMCACHED
from .model import HOST_ADMIN, Engine, Limits
from .mongodb import MONGODB
from .mysql import MYSQL
from .postgresql import POSTGRESQL
from .rabbitmq import RABBITMQ
from .redis import REDIS
from .sqlite import SQLITE

ENGINES: dict[str, Engine] = {
    engine.name: engine
    for engine in (
        MYSQL,
        POSTGRESQL,
        MONGODB,
        REDIS,
        ELASTICSEARCH,
        RABBITMQ,
        INFLUXDB,
        GLUSTERFS,
        MEMCACHED,
        SQLITE,
    )
}

__all__ = ["ENGINES", "HOST_ADMIN", "Engine", "Limits"]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How people write the engines' names, whatever the language."""

from __future__ import annotations

#: Names that stand for an engine anywhere: as a folder, a value, a word of a variable.
NAMES = {
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "pgsql": "postgresql",
    "pg": "postgresql",
    "mongo": "mongodb",
    "mongodb": "mongodb",
    "redis": "redis",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "elasticsearch": "elasticsearch",
    "elastic": "elasticsearch",
    "opensearch": "elasticsearch",
    "rabbitmq": "rabbitmq",
    "influxdb": "influxdb",
    "memcached": "memcached",
}

#: What code writes as well: short forms, protocols and servers of the same kind.
SPELLINGS = {
    **NAMES,
    "pgx": "postgresql",
    "alloydb": "postgresql",
    "valkey": "redis",
    "amqp": "rabbitmq",
    "es": "elasticsearch",
    "influx": "influxdb",
    "memcache": "memcached",
}

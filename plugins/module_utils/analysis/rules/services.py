# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images and URL schemes, whatever the language."""

from __future__ import annotations

import re

_TAG = re.compile(r"v?(\d+(?:\.\d+)*)")
_POSTGRESQL_TAG = re.compile(r"\bpg(\d+(?:\.\d+)*)")

#: Last part of an image's name to engine and, where the image is another server than the engine's first, its flavour.
IMAGES: dict[str, tuple[str, str]] = {
    "mysql": ("mysql", "mysql"),
    "mysql-server": ("mysql", "mysql"),
    "mariadb": ("mysql", "mariadb"),
    "mariadb-galera": ("mysql", "mariadb"),
    "percona": ("mysql", "percona"),
    "percona-server": ("mysql", "percona"),
    "percona-xtradb-cluster": ("mysql", "percona"),
    "postgres": ("postgresql", ""),
    "postgresql": ("postgresql", ""),
    "postgresql-repmgr": ("postgresql", ""),
    "postgis": ("postgresql", ""),
    "pgvector": ("postgresql", ""),
    "pgvecto-rs": ("postgresql", ""),
    "timescaledb": ("postgresql", ""),
    "timescaledb-ha": ("postgresql", ""),
    "citus": ("postgresql", ""),
    "mongo": ("mongodb", ""),
    "mongodb": ("mongodb", ""),
    "mongodb-community-server": ("mongodb", ""),
    "percona-server-mongodb": ("mongodb", ""),
    "redis": ("redis", "redis"),
    "redis-stack": ("redis", "redis"),
    "redis-stack-server": ("redis", "redis"),
    "redis-cluster": ("redis", "redis"),
    "valkey": ("redis", "valkey"),
    "keydb": ("redis", ""),
    "dragonfly": ("redis", ""),
    "elasticsearch": ("elasticsearch", "elasticsearch"),
    "elasticsearch-oss": ("elasticsearch", "elasticsearch"),
    "opensearch": ("elasticsearch", "opensearch"),
    "rabbitmq": ("rabbitmq", ""),
    "influxdb": ("influxdb", ""),
    "gluster-centos": ("glusterfs", ""),
    "gluster-server": ("glusterfs", ""),
    "glusterfs": ("glusterfs", ""),
    "memcached": ("memcached", ""),
}

#: What follows a `+` (`postgresql+psycopg2`) or a trailing `s` of TLS is dropped before.
SCHEMES = {
    "mysql": "mysql",
    "mysql2": "mysql",
    "mysqlgis": "mysql",
    "trilogy": "mysql",
    "mariadb": "mysql",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "pgsql": "postgresql",
    "psql": "postgresql",
    "postgis": "postgresql",
    "mongodb": "mongodb",
    "redis": "redis",
    "rediss": "redis",
    "rediscache": "redis",
    "valkey": "redis",
    "unix+redis": "redis",
    "hiredis": "redis",
    "elasticsearch": "elasticsearch",
    "elasticsearch7": "elasticsearch",
    "amqp": "rabbitmq",
    "amqps": "rabbitmq",
    "pyamqp": "rabbitmq",
    "influxdb": "influxdb",
    "memcache": "memcached",
    "memcached": "memcached",
    "pymemcache": "memcached",
    "pymemcached": "memcached",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "spatialite": "sqlite",
}


def engine_of_scheme(scheme: str) -> str:
    """The engine a URL's scheme stands for; empty where it stands for none."""
    return SCHEMES.get(scheme) or SCHEMES.get(scheme.split("+", maxsplit=1)[0]) or ""


def engine_of_image(image: str) -> tuple[str, str, str]:
    """Engine, flavour and version of an image; three empty texts where it is no engine."""
    name, _colon, tag = image.split("@", maxsplit=1)[0].rpartition("/")[2].partition(":")
    engine, flavour = IMAGES.get(name.lower(), ("", ""))
    if not engine:
        return "", "", ""
    # Extensions of PostgreSQL name its version after `pg`, beside their own.
    version = _POSTGRESQL_TAG.search(tag) or _TAG.match(tag)
    return engine, flavour, version.group(1) if version else ""

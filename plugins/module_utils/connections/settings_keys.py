# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys that frameworks read, by engine: a value is a text with fields in braces.

Fields are ``address``, ``port``, ``username``, ``password``, ``database``, ``url``, ``authority`` (``host:port``),
``jdbc`` (the scheme of JDBC), ``version`` (what Doctrine calls the server, as parameters of a URL) and ``messages``
(the URL with a queue behind its path).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .settings_databases import Database
from .url import url_host

Keys = Mapping[str, str]

LARAVEL_SQL = {
    "DB_HOST": "{address}",
    "DB_PORT": "{port}",
    "DB_DATABASE": "{database}",
    "DB_USERNAME": "{username}",
    "DB_PASSWORD": "{password}",
}
SPRING_SQL = {
    "SPRING_DATASOURCE_URL": "jdbc:{jdbc}://{authority}/{database}",
    "SPRING_DATASOURCE_USERNAME": "{username}",
    "SPRING_DATASOURCE_PASSWORD": "{password}",
}
REDIS_URL = {"REDIS_URL": "{url}"}

KEYS: Mapping[str, Mapping[str, Keys]] = {
    "laravel": {
        "mysql": {"DB_CONNECTION": "mysql", **LARAVEL_SQL},
        "postgresql": {"DB_CONNECTION": "pgsql", **LARAVEL_SQL},
        "redis": {
            "REDIS_HOST": "{address}",
            "REDIS_PORT": "{port}",
            "REDIS_USERNAME": "{username}",
            "REDIS_PASSWORD": "{password}",
        },
        "mongodb": {"MONGODB_URI": "{url}", "MONGODB_DATABASE": "{database}"},
        "rabbitmq": {
            "RABBITMQ_HOST": "{address}",
            "RABBITMQ_PORT": "{port}",
            "RABBITMQ_USER": "{username}",
            "RABBITMQ_PASSWORD": "{password}",
            "RABBITMQ_VHOST": "{database}",
        },
        "memcached": {"MEMCACHED_HOST": "{address}", "MEMCACHED_PORT": "{port}"},
    },
    "symfony": {
        "mysql": {"DATABASE_URL": "{url}{version}"},
        "postgresql": {"DATABASE_URL": "{url}{version}"},
        "redis": REDIS_URL,
        "mongodb": {"MONGODB_URL": "{url}", "MONGODB_DB": "{database}"},
        "rabbitmq": {"MESSENGER_TRANSPORT_DSN": "{messages}"},
        "elasticsearch": {"ELASTICSEARCH_URL": "{url}"},
    },
    "django": {
        "mysql": {"DATABASE_URL": "{url}"},
        "postgresql": {"DATABASE_URL": "{url}"},
        "redis": {**REDIS_URL, "CACHE_URL": "{url}"},
        "mongodb": {"MONGODB_URL": "{url}"},
        "rabbitmq": {"CELERY_BROKER_URL": "{url}"},
        "elasticsearch": {"ELASTICSEARCH_URL": "{url}"},
    },
    "node": {
        "mysql": {"DATABASE_URL": "{url}"},
        "postgresql": {
            "DATABASE_URL": "{url}",
            "PGHOST": "{address}",
            "PGPORT": "{port}",
            "PGUSER": "{username}",
            "PGPASSWORD": "{password}",
            "PGDATABASE": "{database}",
        },
        "redis": REDIS_URL,
        "mongodb": {"MONGODB_URI": "{url}", "MONGODB_URL": "{url}"},
        "rabbitmq": {"AMQP_URL": "{url}"},
        "elasticsearch": {"ELASTICSEARCH_URL": "{url}"},
    },
    "spring": {
        "mysql": SPRING_SQL,
        "postgresql": SPRING_SQL,
        "redis": {
            "SPRING_DATA_REDIS_HOST": "{address}",
            "SPRING_DATA_REDIS_PORT": "{port}",
            "SPRING_DATA_REDIS_USERNAME": "{username}",
            "SPRING_DATA_REDIS_PASSWORD": "{password}",
        },
        # Up to Spring Boot 3, and since 4.
        "mongodb": {"SPRING_DATA_MONGODB_URI": "{url}", "SPRING_MONGODB_URI": "{url}"},
        "rabbitmq": {
            "SPRING_RABBITMQ_HOST": "{address}",
            "SPRING_RABBITMQ_PORT": "{port}",
            "SPRING_RABBITMQ_USERNAME": "{username}",
            "SPRING_RABBITMQ_PASSWORD": "{password}",
            "SPRING_RABBITMQ_VIRTUAL_HOST": "{database}",
        },
        "elasticsearch": {
            "SPRING_ELASTICSEARCH_URIS": "http://{authority}",
            "SPRING_ELASTICSEARCH_USERNAME": "{username}",
            "SPRING_ELASTICSEARCH_PASSWORD": "{password}",
        },
    },
}

#: Keys that win over ours where somebody set them, by a key of ours.
RIVALS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "laravel": {"DB_HOST": ("DB_URL", "DATABASE_URL", "DB_SOCKET"), "REDIS_HOST": ("REDIS_URL",)},
    "spring": {"SPRING_DATA_REDIS_HOST": ("SPRING_DATA_REDIS_URL",)},
}


def values(kind: str, database: Database) -> dict[str, str]:
    """The keys of one database with their values; none where the framework knows no such engine."""
    port = database["PORT"]
    fields = {name.lower(): database[name] for name in ("ADDRESS", "PORT", "USERNAME", "PASSWORD", "DATABASE", "URL")}
    fields["authority"] = f"{url_host(database['ADDRESS'])}:{port}"
    fields["jdbc"] = "mariadb" if database.flavour == "mariadb" else database.engine
    path, mark, query = database["URL"].partition("?")
    fields["messages"] = f"{path}/messages{mark}{query}"
    fields["version"] = doctrine_version(database)
    return {key: text.format_map(fields) for key, text in KEYS[kind].get(database.engine, {}).items()}


def doctrine_version(database: Database) -> str:
    """The parameter by which Doctrine need not ask the server; empty where no version is pinned."""
    numbers = re.findall(r"\d+", database.version.partition(":")[2] or database.version)
    if not numbers:
        return ""
    mark = "&" if "?" in database["URL"] else "?"
    if database.engine == "postgresql":
        return f"{mark}serverVersion={numbers[0]}"
    three = ".".join([*numbers, "0", "0"][:3])
    return f"{mark}serverVersion={three}{'-MariaDB' if database.flavour == 'mariadb' else ''}"

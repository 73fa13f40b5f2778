# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words by which settings, platforms, charts and infrastructure name an engine, whatever the language."""

from __future__ import annotations

import re

from .names import NAMES

#: The word beside an engine's in a variable that turns its use on or off, and the values that turn it off.
SWITCHES = frozenset({"use", "enable", "enabled"})
OFF = frozenset({"false", "0", "no", "off"})
#: A name by which people call an engine.
WORDS = {
    **NAMES,
    "mysql2": "mysql",
    "percona": "mysql",
    "psql": "postgresql",
    "postgis": "postgresql",
    "valkey": "redis",
    "rabbit": "rabbitmq",
    "amqp": "rabbitmq",
    "influx": "influxdb",
    "memcache": "memcached",
}
#: What a variable with an engine's place may begin with beside these; elsewhere it is a language.
SHORT_NAMES = {"es": "elasticsearch"}

#: Files of settings to copy, and those that are kept as they are.
ENV_FILES = re.compile(
    r"\.env|(?:[\w-]+\.)?env[._-][\w.-]+|\.env[._-][\w.-]+|(?:example|sample|template|default|dist|prod|production)\.env"
)
#: What code is called. An example of settings is not: env.ts, env.rb.
CODE = tuple(".cjs .cs .ex .exs .go .java .js .kt .mjs .mts .php .py .rb .rs .scala .ts .tsx".split())
#: Words of such a file's name that say nothing about who it is for.
ENV_PLAIN_WORDS = frozenset("env example sample dist template tmpl default defaults tpl docker compose".split())

#: A variable of which the value names the engine.
SELECTORS = frozenset(
    """
    DB_CONNECTION DB_TYPE DB_ENGINE DB_DRIVER DB_ADAPTER DB_CLIENT DB_DIALECT DB_VENDOR DB_KIND DB_BACKEND
    DATABASE_TYPE DATABASE_ENGINE DATABASE_DRIVER DATABASE_ADAPTER DATABASE_CLIENT DATABASE_DIALECT DATABASE_PROVIDER
    DATABASE_VENDOR DATABASE_KIND TYPEORM_CONNECTION TYPEORM_TYPE KC_DB
    CACHE_DRIVER CACHE_STORE CACHE_TYPE CACHE_BACKEND SESSION_DRIVER QUEUE_CONNECTION QUEUE_DRIVER QUEUE_TYPE
    BROKER_TYPE
    """.split()
)
#: Last words of a variable that holds the place of an engine, which an earlier word names.
PLACES = frozenset("HOST HOSTS HOSTNAME URL URLS URI DSN SERVER SERVERS ADDR ADDRESS NODE NODES ENDPOINT".split())

#: Add-ons of Heroku, Scalingo and their like: the name before the colon.
ADDONS = {
    "heroku-postgresql": "postgresql",
    "heroku-postgres": "postgresql",
    "crunchybridge": "postgresql",
    "postgresql": "postgresql",
    "scalingo-postgresql": "postgresql",
    "heroku-redis": "redis",
    "rediscloud": "redis",
    "redistogo": "redis",
    "redisgreen": "redis",
    "openredis": "redis",
    "upstash-redis": "redis",
    "redis": "redis",
    "scalingo-redis": "redis",
    "cleardb": "mysql",
    "jawsdb": "mysql",
    "jawsdb-maria": "mysql",
    "mysql": "mysql",
    "stackhero-mysql": "mysql",
    "stackhero-mariadb": "mysql",
    "scalingo-mysql": "mysql",
    "mongolab": "mongodb",
    "mongohq": "mongodb",
    "compose-mongodb": "mongodb",
    "objectrocket": "mongodb",
    "ormongo": "mongodb",
    "mongodb": "mongodb",
    "scalingo-mongodb": "mongodb",
    "bonsai": "elasticsearch",
    "searchbox": "elasticsearch",
    "foundelasticsearch": "elasticsearch",
    "stackhero-elasticsearch": "elasticsearch",
    "elasticsearch": "elasticsearch",
    "opensearch": "elasticsearch",
    "scalingo-elasticsearch": "elasticsearch",
    "scalingo-opensearch": "elasticsearch",
    "cloudamqp": "rabbitmq",
    "rabbitmq-bigwig": "rabbitmq",
    "rabbitmq": "rabbitmq",
    "stackhero-rabbitmq": "rabbitmq",
    "scalingo-influxdb": "influxdb",
    "influxdb": "influxdb",
    "memcachier": "memcached",
    "memcachedcloud": "memcached",
    "memcached": "memcached",
}

#: `type` of a service of Platform.sh and Upsun, before the colon.
PLATFORM_SERVICES = {
    **{name: WORDS[name] for name in ("mysql", "mariadb", "postgresql", "mongodb", "redis", "valkey", "elasticsearch")},
    **{name: WORDS[name] for name in ("opensearch", "rabbitmq", "influxdb", "memcached")},
    "oracle-mysql": "mysql",
    "mongodb-enterprise": "mongodb",
    "elasticsearch-enterprise": "elasticsearch",
    "redis-persistent": "redis",
    "valkey-persistent": "redis",
}

#: `engine` of a database in an app spec of DigitalOcean.
DIGITALOCEAN_ENGINES = {
    "PG": "postgresql",
    "MYSQL": "mysql",
    "REDIS": "redis",
    "VALKEY": "redis",
    "MONGODB": "mongodb",
    "OPENSEARCH": "elasticsearch",
}

#: Name of a chart that runs an engine, to engine and flavour.
CHARTS = {
    "mysql": ("mysql", "mysql"),
    "mysqlha": ("mysql", "mysql"),
    "mariadb": ("mysql", "mariadb"),
    "mariadb-galera": ("mysql", "mariadb"),
    "percona-xtradb-cluster": ("mysql", "percona"),
    "pxc-db": ("mysql", "percona"),
    "postgres": ("postgresql", ""),
    "postgresql": ("postgresql", ""),
    "postgresql-ha": ("postgresql", ""),
    "timescaledb-single": ("postgresql", ""),
    "pg-db": ("postgresql", ""),
    "cluster": ("postgresql", ""),  # CloudNativePG
    "mongodb": ("mongodb", ""),
    "mongodb-sharded": ("mongodb", ""),
    "mongodb-replicaset": ("mongodb", ""),
    "psmdb-db": ("mongodb", ""),
    "redis": ("redis", "redis"),
    "redis-ha": ("redis", "redis"),
    "redis-cluster": ("redis", "redis"),
    "valkey": ("redis", "valkey"),
    "valkey-cluster": ("redis", "valkey"),
    "keydb": ("redis", ""),
    "dragonfly": ("redis", ""),
    "elasticsearch": ("elasticsearch", "elasticsearch"),
    "opensearch": ("elasticsearch", "opensearch"),
    "rabbitmq": ("rabbitmq", ""),
    "rabbitmq-ha": ("rabbitmq", ""),
    "influxdb": ("influxdb", ""),
    "influxdb2": ("influxdb", ""),
    "memcached": ("memcached", ""),
}

#: What an operator makes a server of: group of the resource's API, and its kind in lower case.
OPERATORS = {
    ("postgresql.cnpg.io", "cluster"): ("postgresql", ""),
    ("acid.zalan.do", "postgresql"): ("postgresql", ""),
    ("postgres-operator.crunchydata.com", "postgrescluster"): ("postgresql", ""),
    ("pgv2.percona.com", "perconapgcluster"): ("postgresql", ""),
    ("mysql.oracle.com", "innodbcluster"): ("mysql", "mysql"),
    ("k8s.mariadb.com", "mariadb"): ("mysql", "mariadb"),
    ("pxc.percona.com", "perconaxtradbcluster"): ("mysql", "percona"),
    ("mongodbcommunity.mongodb.com", "mongodbcommunity"): ("mongodb", ""),
    ("psmdb.percona.com", "perconaservermongodb"): ("mongodb", ""),
    ("redis.redis.opstreelabs.in", "redis"): ("redis", "redis"),
    ("redis.redis.opstreelabs.in", "rediscluster"): ("redis", "redis"),
    ("databases.spotahome.com", "redisfailover"): ("redis", "redis"),
    ("elasticsearch.k8s.elastic.co", "elasticsearch"): ("elasticsearch", "elasticsearch"),
    ("opensearch.opster.io", "opensearchcluster"): ("elasticsearch", "opensearch"),
    ("rabbitmq.com", "rabbitmqcluster"): ("rabbitmq", ""),
}

#: Terraform's resources that are one engine.
RESOURCES = {
    "aws_elasticache_replication_group": "redis",
    "aws_elasticache_serverless_cache": "redis",
    "aws_memorydb_cluster": "redis",
    "aws_docdb_cluster": "mongodb",
    "aws_opensearch_domain": "elasticsearch",
    "aws_elasticsearch_domain": "elasticsearch",
    "aws_opensearchserverless_collection": "elasticsearch",
    "google_redis_instance": "redis",
    "google_redis_cluster": "redis",
    "google_memorystore_instance": "redis",
    "google_memcache_instance": "memcached",
    "google_alloydb_cluster": "postgresql",
    "azurerm_postgresql_server": "postgresql",
    "azurerm_postgresql_flexible_server": "postgresql",
    "azurerm_mysql_server": "mysql",
    "azurerm_mysql_flexible_server": "mysql",
    "azurerm_mariadb_server": "mysql",
    "azurerm_redis_cache": "redis",
    "azurerm_managed_redis": "redis",
    "mongodbatlas_cluster": "mongodb",
    "mongodbatlas_advanced_cluster": "mongodb",
    "aiven_pg": "postgresql",
    "aiven_mysql": "mysql",
    "aiven_redis": "redis",
    "aiven_valkey": "redis",
    "aiven_opensearch": "elasticsearch",
    "scaleway_redis_cluster": "redis",
    "ec_deployment": "elasticsearch",
    "cloudamqp_instance": "rabbitmq",
    "upstash_redis_database": "redis",
    "neon_project": "postgresql",
}
#: Terraform's resources that play one of several engines, and the attribute that names it.
RESOURCE_ATTRIBUTES = {
    "aws_db_instance": "engine",
    "aws_rds_cluster": "engine",
    "aws_elasticache_cluster": "engine",
    "aws_mq_broker": "engine_type",
    "google_sql_database_instance": "database_version",
    "digitalocean_database_cluster": "engine",
    "scaleway_rdb_instance": "engine",
    "ovh_cloud_project_database": "engine",
    "linode_database_instance": "engine",
    "heroku_addon": "plan",
}


def engine_of_words(text: str) -> str:
    """The engine that a value such as `aurora-postgresql`, `POSTGRES_15` or `pdo_mysql` names; empty for none."""
    found = {WORDS[word] for word in re.split(r"[^a-z0-9]+", text.lower()) if word in WORDS}
    return found.pop() if len(found) == 1 else ""


def engine_of_addon(plan: str) -> str:
    """The engine of an add-on such as `heroku-postgresql:essential-0`; empty for what is none."""
    return ADDONS.get(plan.partition(":")[0].strip().lower(), "")

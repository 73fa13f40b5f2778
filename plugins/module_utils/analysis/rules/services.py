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
    "community-server": ("mysql", "mysql"),  # container-registry.oracle.com/mysql/community-server
    "mysql-57-centos7": ("mysql", "mysql"),
    "mysql-80": ("mysql", "mysql"),
    "mysql-80-centos7": ("mysql", "mysql"),
    "mariadb": ("mysql", "mariadb"),
    "mariadb-galera": ("mysql", "mariadb"),
    "mariadb-103": ("mysql", "mariadb"),
    "mariadb-105": ("mysql", "mariadb"),
    "alpine-mariadb": ("mysql", "mariadb"),
    "docker-mariadb": ("mysql", "mariadb"),
    "percona": ("mysql", "percona"),
    "percona-server": ("mysql", "percona"),
    "percona-xtradb-cluster": ("mysql", "percona"),
    "postgres": ("postgresql", ""),
    "postgresql": ("postgresql", ""),
    "postgresql-ha": ("postgresql", ""),
    "postgresql-repmgr": ("postgresql", ""),
    "postgresql-10-centos7": ("postgresql", ""),
    "postgresql-12-centos7": ("postgresql", ""),
    "postgresql-13": ("postgresql", ""),
    "postgresql-15": ("postgresql", ""),
    "postgresql-16": ("postgresql", ""),
    "postgis": ("postgresql", ""),
    "docker-postgis": ("postgresql", ""),
    "pgvector": ("postgresql", ""),
    "pgvecto-rs": ("postgresql", ""),
    "vectorchord": ("postgresql", ""),
    "vchord-postgres": ("postgresql", ""),
    "paradedb": ("postgresql", ""),
    "pgroonga": ("postgresql", ""),
    "timescaledb": ("postgresql", ""),
    "timescaledb-ha": ("postgresql", ""),
    "timescaledb-postgis": ("postgresql", ""),
    "citus": ("postgresql", ""),
    "spilo-15": ("postgresql", ""),
    "spilo-16": ("postgresql", ""),
    "mongo": ("mongodb", ""),
    "mongodb": ("mongodb", ""),
    "mongodb-community-server": ("mongodb", ""),
    "mongodb-atlas-local": ("mongodb", ""),
    "percona-server-mongodb": ("mongodb", ""),
    "ferretdb": ("mongodb", ""),
    "redis": ("redis", "redis"),
    "redis-stack": ("redis", "redis"),
    "redis-stack-server": ("redis", "redis"),
    "redismod": ("redis", "redis"),
    "rejson": ("redis", "redis"),
    "redisearch": ("redis", "redis"),
    "redis-cluster": ("redis", "redis"),
    "redis-sentinel": ("redis", "redis"),
    "docker-redis-cluster": ("redis", "redis"),
    "valkey": ("redis", "valkey"),
    "valkey-bundle": ("redis", "valkey"),
    "keydb": ("redis", ""),
    "dragonfly": ("redis", ""),
    "elasticsearch": ("elasticsearch", "elasticsearch"),
    "elasticsearch-oss": ("elasticsearch", "elasticsearch"),
    "elasticsearch-wolfi": ("elasticsearch", "elasticsearch"),
    "opensearch": ("elasticsearch", "opensearch"),
    "rabbitmq": ("rabbitmq", ""),
    "lavinmq": ("rabbitmq", ""),
    "influxdb": ("influxdb", ""),
    "influxdb2": ("influxdb", ""),
    "influxdb3-core": ("influxdb", ""),
    "gluster-centos": ("glusterfs", ""),
    "gluster-server": ("glusterfs", ""),
    "glusterfs": ("glusterfs", ""),
    "memcached": ("memcached", ""),
}

#: Products that bring a store of their own: an engine that only they use is not the application's.
#: The image's last part, or its owner where all images of one owner are meant (`owner/*`).
PRODUCTS = frozenset(
    """
    keycloak kong kong-gateway konga auto-setup temporalio/* temporal zipkin zipkin-slim graylog kibana go-stash
    opensearch-dashboards logstash filebeat metricbeat apm-server enterprise-search jaegertracing/* jaeger
    tempo loki grafana metabase superset sonarqube nexus3 artifactory-oss gitea gitlab-ce gitlab-ee jenkins drone
    wordpress phpbb matomo kafka-connect debezium connect druid hive hive-metastore nessie lakefs mlflow airflow
    hydra kratos keto ory/* authentik zitadel casdoor n8n hasura graphql-engine unleash-server growthbook flagsmith
    sentry langfuse langfuse-worker
    otoroshi milvus chroma conductor conductor-server elastalert elastalert2 signoz/* openfga svix-server
    """.split()
)

#: Servers of other kinds. They keep their own data and use no engine.
SERVERS = frozenset(
    """
    minio mc kafka cp-kafka cp-zookeeper cp-schema-registry schema-registry zookeeper kafka-ui akhq redpanda console
    etcd consul vault nats nats-streaming mosquitto emqx activemq activemq-artemis artemis pulsar
    nacos-server nacos seata-server sentinel-dashboard eureka apollo-portal skywalking-oap-server skywalking-ui
    clickhouse clickhouse-server cassandra scylla cockroach neo4j arangodb couchdb couchbase solr meilisearch typesense
    qdrant weaviate milvus ravendb eventstore questdb dgraph orientdb rethinkdb surrealdb ydb tidb yugabyte
    mssql/server mssql-server server-express azure-sql-edge oracle-xe oracle-free db2 firebird
    localstack azurite fake-gcs-server dynamodb-local aws-cli seq openldap otel-collector opentelemetry-collector
    opentelemetry-collector-contrib aspire-dashboard node-red imgproxy gotenberg tika puppeteer chrome browserless
    """.split()
)

#: Images that serve people who look after an engine, or that wait for it: no users of it.
CARETAKERS = frozenset(
    """
    adminer pgadmin4 phpmyadmin mongo-express redis-commander redisinsight redis-insight phpredisadmin pgweb dbgate
    cloudbeaver cerebro elasticvue elasticsearch-hq pgbouncer-exporter pgbackups postgres-backup-local
    postgres-backup-s3 mysql-backup postgres-exporter postgres_exporter mysqld-exporter redis_exporter redis-exporter
    mongodb_exporter elasticsearch_exporter rabbitmq-exporter dockerize wait-for wait-for-dependencies wait4x wait
    autoheal watchtower busybox alpine mailhog mailpit maildev mailcatcher traefik nginx caddy haproxy portainer
    portainer-ce prometheus cadvisor node-exporter
    """.split()
)

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
    "asyncpg": "postgresql",
    "pgx": "postgresql",
    "pgx5": "postgresql",
    "pdo-mysql": "mysql",
    "mysqli": "mysql",
    "mongodb": "mongodb",
    "mongo": "mongodb",
    "redis": "redis",
    "rediss": "redis",
    "rediscache": "redis",
    "valkey": "redis",
    "unix+redis": "redis",
    "redis-sentinel": "redis",
    "redis-cluster": "redis",
    "hiredis": "redis",
    "elasticsearch": "elasticsearch",
    "elasticsearch7": "elasticsearch",
    "opensearch": "elasticsearch",
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
    name, tag = _parts(image)
    engine, flavour = IMAGES.get(name.rpartition("/")[2], ("", ""))
    if not engine:
        return "", "", ""
    # Extensions of PostgreSQL name its version after `pg`, beside their own.
    version = _POSTGRESQL_TAG.search(tag) or _TAG.match(tag)
    return engine, flavour, version.group(1) if version else ""


def is_product(image: str) -> bool:
    """True for a product with a store of its own."""
    owner, _slash, name = name_of_image(image).rpartition("/")
    return name in PRODUCTS or f"{owner.rpartition('/')[2]}/*" in PRODUCTS


def is_caretaker(image: str) -> bool:
    """True for an image that looks after an engine, waits for it or is another server: it does not use the engine."""
    path = name_of_image(image)
    name = path.rpartition("/")[2]
    owned = "/".join(path.split("/")[-2:])
    return (
        name in CARETAKERS
        or name in SERVERS
        or owned in SERVERS
        or name.endswith(("-exporter", "_exporter", "-backup", "-operator"))
    )


def name_of_image(image: str) -> str:
    """Its name with its path, in lower case and without tag."""
    return _parts(image)[0]


def _parts(image: str) -> tuple[str, str]:
    """Name with its path in lower case, and tag."""
    path, _slash, last = image.split("@", maxsplit=1)[0].strip().rpartition("/")
    name, _colon, tag = last.partition(":")
    return f"{path}/{name}".lstrip("/").lower(), tag

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of Python, Django's backends and settings."""

from __future__ import annotations

import re

from .model import drivers, libraries
from .services import SCHEMES

PACKAGES = {
    **drivers(
        mysql="""
            mysqlclient mysql-python pymysql cymysql oursql mysql-connector mysql-connector-python
            mysql-connector-python-rf aiomysql asyncmy mariadb flask-mysql flask-mysqldb django-mysql
        """,
        postgresql="""
            psycopg psycopg-binary psycopg-c psycopg-pool psycopg2 psycopg2-binary psycopg2cffi asyncpg asyncpgsa aiopg
            pg8000 py-postgresql pygresql postgres django-postgres-extra langchain-postgres
        """,
        mongodb="""
            pymongo motor mongoengine flask-mongoengine flask-pymongo flask-mongoalchemy django-mongodb-engine
            django-mongodb-backend django-mongoengine djongo beanie bunnet odmantic umongo txmongo pymodm ming mongokit
            langchain-mongodb
        """,
        redis="""
            redis valkey valkey-glide aioredis aredis coredis hiredis django-redis django-redis-cache django-valkey
            django-redis-sessions flask-redis redis-py-cluster channels-redis channels-valkey asgi-redis walrus redis-om
            pottery python-redis-lock redlock-py aioredlock redisvl langchain-redis
        """,
        elasticsearch="""
            elasticsearch elasticsearch1 elasticsearch2 elasticsearch5 elasticsearch6 elasticsearch7 elasticsearch8
            elasticsearch9 elasticsearch-dsl elasticsearch-async aioelasticsearch opensearch-py opensearch-dsl
            langchain-elasticsearch
        """,
        rabbitmq="pika aio-pika aioamqp amqplib amqpstorm librabbitmq rabbitpy puka haigha txamqp",
        influxdb="influxdb influxdb-client influxdb3-python aioinflux influxable",
        memcached="""
            python-memcached python3-memcached pylibmc pymemcache aiomcache django-pylibmc django-pymemcache
            django-bmemcached django-elasticache python-binary-memcached emcache
        """,
        sqlite="aiosqlite sqlalchemy-libsql pysqlite3 pysqlite3-binary",
    ),
    **libraries(
        # Job queues, triggers and row-level features that are written for PostgreSQL alone.
        postgresql="""
            pgvector procrastinate pgqueuer chancy django-pgtrigger django-pghistory django-pglocks django-pglock
            django-pgactivity django-pgpubsub django-tenants django-tenant-schemas django-postgres-metrics gino
        """,
        # Job queues, locks of jobs and rate limits that keep their state in Redis and nowhere else.
        redis="""
            rq django-rq rq-scheduler arq django-cacheops taskiq-redis celery-redbeat celery-singleton celery-once
            django-rq-scheduler saq streaq flask-rq2 rq-dashboard fastapi-limiter
        """,
        elasticsearch="django-elasticsearch-dsl django-opensearch-dsl django-elasticsearch-dsl-drf",
        rabbitmq="nameko taskiq-aio-pika",
    ),
}

#: `package[extra]`: the extra brings the driver along because it is used. What SCHEMES has needs no line.
EXTRAS = {
    ("celery", "librabbitmq"): "rabbitmq",
    ("dramatiq", "rabbitmq"): "rabbitmq",
    ("tortoise-orm", "asyncmy"): "mysql",
    ("tortoise-orm", "psycopg"): "postgresql",
    ("tortoise-orm", "aiomysql"): "mysql",
    ("databases", "aiopg"): "postgresql",
    ("databases", "aiomysql"): "mysql",
    ("databases", "asyncmy"): "mysql",
    ("sqlalchemy", "postgresql-asyncpg"): "postgresql",
    ("sqlalchemy", "postgresql-psycopg"): "postgresql",
    ("sqlalchemy", "postgresql-psycopgbinary"): "postgresql",
    ("sqlalchemy", "postgresql-psycopg2binary"): "postgresql",
    ("sqlalchemy", "aiomysql"): "mysql",
    ("sqlalchemy", "asyncmy"): "mysql",
    ("sqlalchemy", "pymysql"): "mysql",
    ("sqlalchemy", "mysql-connector"): "mysql",
    ("faststream", "rabbit"): "rabbitmq",
    ("apache-airflow", "rabbitmq"): "rabbitmq",
}

#: Packages that watch, log or imitate what others talk to: their extras name what is watched.
WATCHERS = frozenset(
    """
    sentry-sdk raven elastic-apm ddtrace scout-apm newrelic logfire moto localstack testcontainers apache-beam
    """.split()
)
WATCHERS_BEGIN = ("opentelemetry-", "pytest-", "types-", "django-debug-", "mypy")
_DIGITS = re.compile(r"\d+$")


def extra_engine(package: str, extra: str) -> str:
    """The engine that an extra of a package brings the driver for, by the table or by the extra's own name."""
    known = EXTRAS.get((package, extra))
    if known or package in WATCHERS or package in PACKAGES or package.startswith(WATCHERS_BEGIN):
        return known or ""
    # `invenio-search[opensearch2]`, `limits[redis]`, `databases[postgresql]`
    return SCHEMES.get(_DIGITS.sub("", extra.lower()), "") or SCHEMES.get(extra.lower(), "")


#: Libraries that need one of several engines; an extra may name another transport.
BROKERS = {"celery": ("redis", "rabbitmq"), "dramatiq": ("redis", "rabbitmq")}
#: Drivers that other packages bring along, so that applications come to import them without asking for them.
IMPORTED = tuple("pymongo motor redis psycopg2 psycopg asyncpg pymysql elasticsearch opensearch-py pika".split())
#: What the services of OpenStack reach their database and each other with; neither brings a driver along.
SQL_PACKAGE = "oslo-db"
RPC_PACKAGE = "oslo-messaging"
RPC_CALLS = ("get_rpc_server",)
#: Libraries that reach one of several engines, and also work with none of them.
REACHES = {
    "kombu": ("redis", "rabbitmq", "mongodb"),
    "huey": ("redis",),
    "flask-caching": ("redis", "memcached"),
    # Python brings SQLite along: with these a URL alone takes it.
    "sqlalchemy": ("sqlite",),
    "flask-sqlalchemy": ("sqlite",),
    "sqlmodel": ("sqlite",),
    "peewee": ("sqlite",),
    "tortoise-orm": ("sqlite",),
}
OTHER_TRANSPORTS = {"celery": {"sqs", "sqlalchemy", "zookeeper", "gcpubsub", "mongodb"}}

#: Any part of the dotted name in `ENGINE` or `BACKEND`, in lower case. The last part that is known counts.
BACKENDS = {
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgresql": "postgresql",
    "postgresql_psycopg2": "postgresql",
    "postgresql_psycopg3": "postgresql",
    "postgis": "postgresql",
    "psqlextra": "postgresql",
    "django_tenants": "postgresql",
    "tenant_schemas": "postgresql",
    "postgresql_backend": "postgresql",
    "sqlite3": "sqlite",
    "spatialite": "sqlite",
    "django_mongodb_engine": "mongodb",
    "django_mongodb_backend": "mongodb",
    "mongodb": "mongodb",
    "djongo": "mongodb",
    "rediscache": "redis",
    "django_redis": "redis",
    "redis_cache": "redis",
    "channels_redis": "redis",
    "asgi_redis": "redis",
    "django_valkey": "redis",
    "redis": "redis",
    "redischannellayer": "redis",
    "memcached": "memcached",
    "memcachedcache": "memcached",
    "pylibmccache": "memcached",
    "pymemcachecache": "memcached",
    "elasticsearch": "elasticsearch",
    "elasticsearch2": "elasticsearch",
    "elasticsearch5": "elasticsearch",
    "elasticsearch6": "elasticsearch",
    "elasticsearch7": "elasticsearch",
    "elasticsearch8": "elasticsearch",
    "elasticsearch9": "elasticsearch",
    "elasticsearch_backend": "elasticsearch",
    "elasticsearch7_backend": "elasticsearch",
    "opensearch2": "elasticsearch",
    "opensearch3": "elasticsearch",
}
#: Words in the name of a backend of the application's own, which wraps one of these.
OWN_BACKEND_WORDS = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "postgis": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "redis": "redis",
    "valkey": "redis",
    "memcached": "memcached",
    "memcache": "memcached",
}
#: Dotted names that only look like a backend of an engine.
NOT_BACKENDS = ("django.contrib.postgres", "django.template", "django.core.mail", "django.contrib.sessions")

#: Settings that by being there tell of an engine.
SETTINGS = {
    "RQ_QUEUES": "redis",
    "CACHEOPS_REDIS": "redis",
    "ELASTICSEARCH_DSL": "elasticsearch",
    "OPENSEARCH_DSL": "elasticsearch",
    "MONGODB_SETTINGS": "mongodb",
}

#: Calls that read a URL of a database or cache from the environment.
URL_READERS = frozenset(
    """
    dj_database_url.config dj_database_url.parse django_cache_url.config django_cache_url.parse
    env.db env.db_url env.dj_db_url env.cache env.cache_url env.dj_cache_url env.search_url env.channels_url
    """.split()
)

FRAMEWORKS = {
    "django": "Django",
    "wagtail": "Wagtail",
    "flask": "Flask",
    "fastapi": "FastAPI",
    "pyramid": "Pyramid",
    "tornado": "Tornado",
    "bottle": "Bottle",
    "starlette": "Starlette",
    "sanic": "Sanic",
    "litestar": "Litestar",
    "aiohttp": "aiohttp",
    "falcon": "Falcon",
    "quart": "Quart",
    "cherrypy": "CherryPy",
    "robyn": "Robyn",
    "blacksheep": "BlackSheep",
    "masonite": "Masonite",
}
#: Often there for something else, as a client or beneath another one: they count where no other framework is.
MINOR_FRAMEWORKS = frozenset({"aiohttp", "Tornado", "Starlette"})

WEB_SERVERS = {
    "gunicorn": "Gunicorn",
    "uwsgi": "uWSGI",
    "pyuwsgi": "uWSGI",
    "granian": "Granian",
    "hypercorn": "Hypercorn",
    "daphne": "Daphne",
    "uvicorn": "Uvicorn",
    "waitress": "Waitress",
    "mod-wsgi": "mod_wsgi",
}

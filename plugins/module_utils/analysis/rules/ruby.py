# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gems and Rails adapters."""

from __future__ import annotations

from .model import drivers, libraries

GEMS = {
    **drivers(
        mysql="""
            mysql2 mysql trilogy activerecord-trilogy-adapter ruby-mysql jdbc-mysql activerecord-jdbcmysql-adapter
            activerecord-mysql2rgeo-adapter do_mysql dm-mysql-adapter
        """,
        postgresql="""
            pg activerecord-postgis-adapter postgres-pr pg_jruby jdbc-postgres activerecord-jdbcpostgresql-adapter
            do_postgres dm-postgres-adapter sequel_pg
        """,
        mongodb="mongo mongoid mongo_mapper mongomapper dm-mongo-adapter moped mongoid-rails",
        redis="""
            redis redis-client redis-rails redis-namespace redis-store redis-rack redis-actionpack
            redis-activesupport redis-session-store redis-objects redis-cluster-client redis-clustering hiredis
            hiredis-client em-hiredis readthis ohm connection_pool-redis
        """,
        elasticsearch="""
            elasticsearch elasticsearch-api elasticsearch-transport elasticsearch-dsl elasticsearch-model
            elasticsearch-rails elasticsearch-persistence opensearch-ruby stretcher
        """,
        rabbitmq="bunny march_hare amqp amqp-client",
        influxdb="influxdb influxdb-client influxdb-rails",
        memcached="dalli memcached memcache-client dalli-elasticache",
        sqlite="""
            sqlite3 sqlite3-ruby jdbc-sqlite3 activerecord-jdbcsqlite3-adapter do_sqlite3 dm-sqlite-adapter
            activerecord-enhancedsqlite3-adapter
        """,
    ),
    **libraries(
        # Queues in tables that use LISTEN/NOTIFY or SKIP LOCKED of PostgreSQL alone.
        postgresql="good_job que queue_classic pg_search pghero pgvector",
        # Job queues and stores that keep their state in Redis.
        redis="""
            sidekiq sidekiq-pro sidekiq-ent sidekiq-cron sidekiq-scheduler resque resque-scheduler resque-pool
            kredis redlock sidekiq-unique-jobs qless soulmate
        """,
        elasticsearch="chewy tire retire flex searchkick",
        rabbitmq="sneakers kicks hutch advanced-sneakers-activejob",
        influxdb="influxer",
        sqlite="litestack",
    ),
}

#: `adapter:` in config/database.yml.
ADAPTERS = {
    "mysql": "mysql",
    "mysql2": "mysql",
    "trilogy": "mysql",
    "mysql2rgeo": "mysql",
    "mysql2_makara": "mysql",
    "jdbcmysql": "mysql",
    "postgresql": "postgresql",
    "postgis": "postgresql",
    "pg": "postgresql",
    "postgres": "postgresql",
    "postgresql_makara": "postgresql",
    "postgis_makara": "postgresql",
    "postgresql_proxy": "postgresql",
    "jdbcpostgresql": "postgresql",
    "sqlite3": "sqlite",
    "sqlite": "sqlite",
    "jdbcsqlite3": "sqlite",
    "litedb": "sqlite",
}

#: `adapter:` in config/cable.yml.
CABLE_ADAPTERS = {"redis": "redis", "anycable": "", "postgresql": "postgresql"}

FRAMEWORKS = {
    "rails": "Rails",
    "sinatra": "Sinatra",
    "hanami": "Hanami",
    "grape": "Grape",
    "padrino": "Padrino",
    "roda": "Roda",
    "jekyll": "Jekyll",
}

WEB_SERVERS = {
    "puma": "Puma",
    "unicorn": "Unicorn",
    "pitchfork": "Pitchfork",
    "passenger": "Passenger",
    "falcon": "Falcon",
    "iodine": "Iodine",
    "thin": "Thin",
}

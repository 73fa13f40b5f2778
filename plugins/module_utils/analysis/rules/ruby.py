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
        mongodb="mongo mongoid mongo_mapper mongomapper dm-mongo-adapter moped mongoid-rails mongo-rails",
        redis="""
            redis redis-client redis-rails redis-namespace redis-store redis-rack redis-actionpack
            redis-activesupport redis-session-store redis-objects redis-cluster-client redis-clustering hiredis
            hiredis-client em-hiredis readthis ohm redis-mutex redis-semaphore redis-classy em-redis async-redis
            redis-i18n redis_cacheable flipper-redis rollout split anycable anycable-rails
        """,
        elasticsearch="""
            elasticsearch elasticsearch-api elasticsearch-transport elasticsearch-dsl elasticsearch-model
            elasticsearch-rails elasticsearch-persistence elastic-transport opensearch-ruby opensearch-api
            opensearch-dsl stretcher
        """,
        rabbitmq="bunny march_hare amqp amqp-client",
        influxdb="influxdb influxdb-client influxdb-rails",
        memcached="dalli memcached memcache-client dalli-elasticache rack-cache-dalli",
        sqlite="""
            sqlite3 sqlite3-ruby jdbc-sqlite3 activerecord-jdbcsqlite3-adapter do_sqlite3 dm-sqlite-adapter
            activerecord-enhancedsqlite3-adapter
        """,
    ),
    **libraries(
        # Queues in tables that use LISTEN/NOTIFY or SKIP LOCKED of PostgreSQL alone, and its own search and types.
        postgresql="""
            good_job que queue_classic pg_search pghero pgvector fx pg_party logidze textacular postgres_ext
            postgresql_cursor activerecord-postgres_enum activerecord-hstore rails-pg-extras pgmq-ruby
        """,
        # Job queues and stores that keep their state in Redis.
        redis="""
            sidekiq sidekiq-pro sidekiq-ent sidekiq-cron sidekiq-scheduler sidekiq-throttled sidekiq-status
            sidekiq-unique-jobs sidekiq-limit_fetch sidekiq-failures sidekiq-batch sidekiq-alive sidekiq_alive
            govuk_sidekiq resque resque-scheduler resque-pool resque-web kredis redlock qless soulmate gush
        """,
        elasticsearch="chewy tire retire flex searchkick",
        rabbitmq="sneakers kicks hutch advanced-sneakers-activejob govuk_message_queue_consumer",
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
    "rage-rb": "Rage",
    "cuba": "Cuba",
    "camping": "Camping",
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

#: `config.cache_store` and `config.session_store` of Rails; what keeps its data elsewhere tells nothing.
STORES = {
    "redis_cache_store": "redis",
    "redis_store": "redis",
    "redis_session_store": "redis",
    "readthis_store": "redis",
    "RedisCacheStore": "redis",
    "RedisStore": "redis",
    "mem_cache_store": "memcached",
    "dalli_store": "memcached",
    "MemCacheStore": "memcached",
    "DalliStore": "memcached",
}

#: `config.active_job.queue_adapter` of Rails.
QUEUE_ADAPTERS = {
    "sidekiq": "redis",
    "resque": "redis",
    "sneakers": "rabbitmq",
    "advanced_sneakers": "rabbitmq",
}

#: Job queues that Active Job can do without: the first word of their gems, and the text that shows a job of their own.
QUEUES = {"sidekiq": ("Sidekiq::Worker", "Sidekiq::Job"), "resque": ("Resque.enqueue", "@queue")}

#: How code names a client of an engine: the starts of constants.
CONSTANTS = {
    "redis": ("Redis", "Readthis", "Ohm", "Kredis", "Hiredis"),
    "mongodb": ("Mongo", "Moped"),
    "elasticsearch": ("Elasticsearch", "OpenSearch", "Chewy", "Searchkick", "Tire", "Retire", "Stretcher"),
    "rabbitmq": ("Bunny", "AMQP", "MarchHare", "Sneakers", "Hutch"),
    "influxdb": ("InfluxDB", "Influx", "Influxer"),
    "memcached": ("Dalli", "Memcached", "MemCache"),
}
#: How it names an engine in symbols, strings and macros.
WORDS = {
    "redis": frozenset({"redis", *(name for name, engine in STORES.items() if engine == "redis")}),
    "mongodb": frozenset({"mongodb", "mongo", "mongoid"}),
    "elasticsearch": frozenset({"elasticsearch", "opensearch"}),
    "rabbitmq": frozenset({"rabbitmq", "amqp", "bunny", "sneakers"}),
    "influxdb": frozenset({"influxdb"}),
    "memcached": frozenset({"dalli", "memcached", *(name for name, engine in STORES.items() if engine == "memcached")}),
}
#: Methods that a client library adds to the application's classes.
MACROS = {
    "redis": frozenset({"kredis_string", "kredis_list", "kredis_counter"}),
    "mongodb": frozenset(),
    "elasticsearch": frozenset({"searchkick"}),
    "rabbitmq": frozenset({"from_queue"}),
    "influxdb": frozenset(),
    "memcached": frozenset(),
}
#: Words in the names of the application's own methods and classes that tell that an engine is in use.
NAMES = {
    "redis": frozenset({"redis"}),
    "mongodb": frozenset({"mongo", "mongodb"}),
    "elasticsearch": frozenset({"elasticsearch", "elastic", "opensearch"}),
    "rabbitmq": frozenset({"rabbitmq", "rabbit", "amqp", "bunny"}),
    "influxdb": frozenset({"influx", "influxdb"}),
    "memcached": frozenset({"memcache", "memcached", "dalli"}),
}
#: Words of a variable of the environment, or of a setting, that stand for an engine.
VARIABLES = {
    "redis": frozenset({"REDIS", "REDISTOGO", "REDISCLOUD"}),
    "mongodb": frozenset({"MONGO", "MONGODB", "MONGOLAB", "MONGOHQ", "MONGOID"}),
    "elasticsearch": frozenset("ELASTICSEARCH ELASTIC ES OPENSEARCH BONSAI SEARCHBOX SEARCHKICK CHEWY".split()),
    "rabbitmq": frozenset({"RABBITMQ", "AMQP", "CLOUDAMQP"}),
    "influxdb": frozenset({"INFLUX", "INFLUXDB"}),
    "memcached": frozenset({"MEMCACHE", "MEMCACHED", "MEMCACHIER", "MEMCACHEDCLOUD"}),
}
#: Words that make such a variable the address of a server that is spoken to over plain HTTP.
ADDRESS_WORDS = frozenset("URL URI HOST HOSTS ENDPOINT ADDRESS SERVER SERVERS NODE NODES".split())
#: Words that make it something else: Elastic's APM takes metrics.
NOT_ADDRESS_WORDS = frozenset({"APM"})
#: Words that make it a switch.
SWITCH_WORDS = frozenset("ENABLE ENABLED USE".split())
#: ... of how it is reached, rather than whether.
MANNER_WORDS = frozenset("SSL TLS AUTH CLUSTER SENTINEL FAILOVER COMPRESSION".split())
#: Engines that need no client library, as they speak HTTP.
OVER_HTTP = ("elasticsearch", "influxdb")

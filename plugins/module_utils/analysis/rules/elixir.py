# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of Hex, adapters of Ecto. ClickHouse and SQL Server are no engines of ours: `ch` and `tds` tell nothing."""

from __future__ import annotations

from .model import drivers, libraries

PACKAGES = {
    **drivers(
        mysql="myxql mariaex mysql_otp mysql",
        postgresql="postgrex epgsql geo_postgis pgo postgrex_pgoutput",
        mongodb="mongodb_driver mongodb mongodb_ecto mongodb_poolboy",
        redis="""
            redix redix_pubsub redix_sentinel redix_cluster exredis eredis eredis_cluster redisgraph
            phoenix_pubsub_redis hammer_backend_redis cachex_redis nebulex_redis_adapter con_cache_redis
            broadway_redis off_broadway_redis off_broadway_redis_stream redlock
        """,
        elasticsearch="elasticsearch elastix snap tirexs elastic opensearch erlastic_search erlasticsearch",
        rabbitmq="amqp amqp_client rabbit_common broadway_rabbitmq gen_rmq lapin conduit_amqp tackle ex_rabbit_pool",
        influxdb="instream fluxter influxql",
        memcached="memcachex mcd erlmc nebulex_memcached_adapter",
        sqlite="ecto_sqlite3 exqlite esqlite sqlitex sqlite_ecto2",
    ),
    **libraries(
        # Its own tables, types, notifications or advisory locks of PostgreSQL.
        postgresql="pgvector eventstore commanded_eventstore_adapter ecto_psql_extras rihanna ash_postgres walex",
        mysql="ash_mysql",
        sqlite="ash_sqlite",
        # Job queues that keep their state in Redis.
        redis="exq exq_ui verk toniq flume",
    ),
}

#: `adapter:` of an Ecto repository.
ADAPTERS = {
    "Ecto.Adapters.Postgres": "postgresql",
    "Ecto.Adapters.MyXQL": "mysql",
    "Ecto.Adapters.MySQL": "mysql",
    "Ecto.Adapters.SQLite3": "sqlite",
    "Sqlite.Ecto2": "sqlite",
    "Geo.PostGIS.Ecto.Adapter": "postgresql",
    "Mongo.Ecto": "mongodb",
}

#: Names of modules by which code uses an engine.
MODULES = {
    "redis": (
        "Redix",
        "Exredis",
        "RedixCluster",
        "Phoenix.PubSub.Redis",
        "Hammer.Backend.Redis",
        "NebulexRedisAdapter",
    ),
    "mongodb": ("Mongo",),
    "elasticsearch": ("Elasticsearch", "Elastix", "Snap", "Tirexs", "Elastic", "OpenSearch"),
    "rabbitmq": ("AMQP", "BroadwayRabbitMQ", "GenRMQ", "Lapin", "ConduitAMQP", "Tackle"),
    "influxdb": ("Instream", "Fluxter"),
    "memcached": ("Memcache", "Mcd"),
}
#: Erlang's modules and settings, as atoms and keys.
ATOMS = {
    "redis": frozenset({"redix", "redis", "eredis"}),
    "mongodb": frozenset({"mongo", "mongodb"}),
    "elasticsearch": frozenset({"elasticsearch", "elastix", "opensearch"}),
    "rabbitmq": frozenset({"amqp", "rabbitmq"}),
    "influxdb": frozenset({"influxdb", "instream"}),
    "memcached": frozenset({"memcache", "memcached", "mcd"}),
}

FRAMEWORKS = {"phoenix": "Phoenix", "ash": "Ash", "nerves": "Nerves", "sugar": "Sugar", "trot": "Trot"}
#: Not told beside Phoenix, which is built on it.
WEB_SERVERS = {"bandit": "Bandit", "plug_cowboy": "Cowboy", "cowboy": "Cowboy", "yaws": "Yaws"}

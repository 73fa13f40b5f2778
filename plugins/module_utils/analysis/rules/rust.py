# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Crates of Rust, and the features that make one of them a driver."""

from __future__ import annotations

from .model import drivers, libraries

CRATES = {
    **drivers(
        mysql="mysql mysql_async r2d2_mysql bb8-mysql sqlx-mysql rbdc-mysql",
        postgresql="""
            tokio-postgres postgres deadpool-postgres bb8-postgres r2d2_postgres mobc-postgres sqlx-postgres
            postgres-native-tls tokio-postgres-rustls postgres-openssl rbdc-pg cornucopia_async clorinde
        """,
        mongodb="mongodb mongodm wither r2d2-mongodb mungos mongo_indexed",
        redis="""
            redis fred deadpool-redis bb8-redis bb8-redis-cluster r2d2_redis mobc-redis redis-async rustis
            redis_pool axum_session_redispool tower-sessions-redis-store rsmq_async redlock
            rslock simple_redis
        """,
        elasticsearch="elasticsearch opensearch elastic",
        rabbitmq="lapin amqprs amiquip deadpool-lapin rabbitmq-stream-client",
        influxdb="influxdb influxdb2 influxdb-client influxdb3_client",
        memcached="memcache async-memcached r2d2-memcache bmemcached",
        sqlite="""
            rusqlite libsqlite3-sys r2d2_sqlite deadpool-sqlite tokio-rusqlite async-sqlite sqlx-sqlite libsql sqlite
            rbdc-sqlite sqlite3 turso
        """,
    ),
    **libraries(
        # Queues in tables that use LISTEN/NOTIFY or SKIP LOCKED of PostgreSQL alone.
        postgresql="background-jobs-postgres sqlxmq pgmq graphile_worker underway apalis-postgres",
        # Job queues that keep their state in Redis.
        redis="rusty-sidekiq apalis-redis",
    ),
}

_SQLX = {
    "postgres": "postgresql",
    "mysql": "mysql",
    "sqlite": "sqlite",
    "sqlite-unbundled": "sqlite",
    "sqlx-postgres": "postgresql",
    "sqlx-mysql": "mysql",
    "sqlx-sqlite": "sqlite",
}
_DIESEL = {
    "postgres": "postgresql",
    "postgres_backend": "postgresql",
    "mysql": "mysql",
    "mysql_backend": "mysql",
    "sqlite": "sqlite",
    "postgresql": "postgresql",
}

#: Crates that are drivers for what their features name.
FEATURES: dict[str, dict[str, str]] = {
    "sqlx": _SQLX,
    "sqlx-core": _SQLX,
    "sqlx-core-oldapi": _SQLX,
    "sqlx-oldapi": _SQLX,
    "sea-orm": _SQLX,
    "sea-orm-migration": _SQLX,
    "tower-sessions-sqlx-store": _SQLX,
    "async-sqlx-session": {"pg": "postgresql", **_SQLX},
    "ormx": _SQLX,
    "welds": _SQLX,
    "apalis-sql": _SQLX,
    "diesel": _DIESEL,
    "diesel-async": _DIESEL,
    "diesel_migrations": _DIESEL,
    "deadpool-diesel": _DIESEL,
    "rocket_db_pools": {
        "sqlx_postgres": "postgresql",
        "sqlx_mysql": "mysql",
        "sqlx_sqlite": "sqlite",
        "diesel_postgres": "postgresql",
        "diesel_mysql": "mysql",
        "deadpool_postgres": "postgresql",
        "deadpool_redis": "redis",
        "mongodb": "mongodb",
    },
    "rocket_sync_db_pools": {
        "diesel_postgres_pool": "postgresql",
        "diesel_mysql_pool": "mysql",
        "diesel_sqlite_pool": "sqlite",
        "postgres_pool": "postgresql",
        "sqlite_pool": "sqlite",
        "memcache_pool": "memcached",
    },
    "refinery": {
        "postgres": "postgresql",
        "tokio-postgres": "postgresql",
        "mysql": "mysql",
        "mysql_async": "mysql",
        "rusqlite": "sqlite",
    },
    "fang": {
        "asynk-postgres": "postgresql",
        "asynk-mysql": "mysql",
        "asynk-sqlite": "sqlite",
        "blocking": "postgresql",
    },
    "actix-session": dict.fromkeys(
        """
        redis-session redis-session-rustls redis-session-native-tls redis-pool redis-actor-session
        redis-rs-session redis-rs-tls-session redis-rs-tls-session-rustls
        """.split(),
        "redis",
    ),
    "poem": {"redis-session": "redis"},
    "apalis": {"redis": "redis", "postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite"},
    "axum-session": {"redis-db": "redis"},
    "loco-rs": {"bg_redis": "redis", "bg_pg": "postgresql", "bg_sqlt": "sqlite"},
    "omniqueue": {"rabbitmq": "rabbitmq", "redis": "redis"},
}

#: Features that stand for several others.
FEATURE_GROUPS = {
    "sea-orm": {"sqlx-all": ("sqlx-postgres", "sqlx-mysql", "sqlx-sqlite")},
    "sqlx": {"all-databases": ("postgres", "mysql", "sqlite")},
}

#: Queues that work on any of these, as their settings say.
BROKERS = {"celery": ("redis", "rabbitmq")}

FRAMEWORKS = {
    "loco-rs": "Loco",
    "axum": "axum",
    "actix-web": "Actix Web",
    "rocket": "Rocket",
    "warp": "warp",
    "poem": "Poem",
    "salvo": "Salvo",
    "ntex": "ntex",
    "tide": "Tide",
    "gotham": "Gotham",
    "tonic": "Tonic",
    "leptos": "Leptos",
}

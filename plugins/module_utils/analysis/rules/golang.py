# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of Go. Paths stand without the version that a path may hold (`/v5`, `.v2`)."""

from __future__ import annotations

from .model import drivers, libraries

#: Import path to engine. A rule holds for the packages below the path as well, unless `FORMATS` has them.
PACKAGES = {
    **drivers(
        mysql="""
            github.com/go-sql-driver/mysql github.com/go-mysql-org/go-mysql/client
            gorm.io/driver/mysql github.com/jinzhu/gorm/dialects/mysql github.com/uptrace/bun/dialect/mysqldialect
            github.com/golang-migrate/migrate/database/mysql
        """,
        postgresql="""
            github.com/lib/pq github.com/jackc/pgx github.com/jackc/pgconn github.com/go-pg/pg gopkg.in/pg
            gorm.io/driver/postgres github.com/jinzhu/gorm/dialects/postgres
            github.com/uptrace/bun/dialect/pgdialect github.com/uptrace/bun/driver/pgdriver
            github.com/golang-migrate/migrate/database/postgres github.com/golang-migrate/migrate/database/pgx
            github.com/bmizerany/pq github.com/exaring/otelpgx github.com/zeromicro/go-zero/core/stores/postgres
        """,
        mongodb="""
            go.mongodb.org/mongo-driver/mongo gopkg.in/mgo github.com/globalsign/mgo github.com/qiniu/qmgo
            github.com/kamva/mgm github.com/golang-migrate/migrate/database/mongodb
            github.com/zeromicro/go-zero/core/stores/mon github.com/zeromicro/go-zero/core/stores/monc
        """,
        redis="""
            github.com/redis/go-redis github.com/go-redis/redis gopkg.in/redis github.com/gomodule/redigo
            github.com/garyburd/redigo github.com/redis/rueidis github.com/valkey-io/valkey-go
            github.com/mediocregopher/radix github.com/hoisie/redis github.com/go-redis/cache
            github.com/go-redsync/redsync github.com/bsm/redislock github.com/go-redis/redis_rate
            github.com/livekit/protocol/redis
            github.com/boj/redistore github.com/rbcervilla/redisstore github.com/nitishm/go-rejson
            github.com/RediSearch/redisearch-go github.com/zeromicro/go-zero/core/stores/redis
            github.com/zeromicro/go-zero/core/stores/kv github.com/zeromicro/go-zero/core/stores/cache
        """,
        elasticsearch="""
            github.com/elastic/go-elasticsearch github.com/olivere/elastic gopkg.in/olivere/elastic
            github.com/opensearch-project/opensearch-go github.com/mattbaird/elastigo
        """,
        rabbitmq="""
            github.com/rabbitmq/amqp091-go github.com/streadway/amqp github.com/wagslane/go-rabbitmq
            github.com/ThreeDotsLabs/watermill-amqp github.com/rabbitmq/rabbitmq-stream-go-client
            github.com/rabbitmq/rabbitmq-amqp-go-client github.com/furdarius/rabbitroutine github.com/makasim/amqpextra
        """,
        influxdb="""
            github.com/influxdata/influxdb-client-go github.com/influxdata/influxdb1-client
            github.com/influxdata/influxdb/client github.com/InfluxCommunity/influxdb3-go
        """,
        memcached="github.com/bradfitz/gomemcache github.com/rainycape/memcache github.com/memcachier/mc",
        sqlite="""
            github.com/mattn/go-sqlite3 modernc.org/sqlite github.com/glebarez/sqlite github.com/glebarez/go-sqlite
            github.com/ncruces/go-sqlite3 zombiezen.com/go/sqlite crawshaw.io/sqlite gorm.io/driver/sqlite
            github.com/jinzhu/gorm/dialects/sqlite github.com/uptrace/bun/dialect/sqlitedialect
            github.com/uptrace/bun/driver/sqliteshim github.com/golang-migrate/migrate/database/sqlite
            github.com/golang-migrate/migrate/database/sqlite3 github.com/tursodatabase/go-libsql
        """,
    ),
    **libraries(
        # Queues in tables that use LISTEN/NOTIFY or SKIP LOCKED of PostgreSQL alone.
        postgresql="""
            github.com/riverqueue/river/riverdriver/riverpgxv5 github.com/riverqueue/river/riverdriver/riverdatabasesql
            github.com/vgarvardt/gue github.com/bgentry/que-go
        """,
        # Job queues that keep their state in Redis.
        redis="""
            github.com/hibiken/asynq github.com/gocraft/work github.com/taylorchu/work github.com/adjust/rmq
            github.com/jrallison/go-workers github.com/digitalocean/go-workers2 github.com/benmanns/goworker
        """,
    ),
}

#: Packages below register a server for changes of its schema: beside a driver of another one they are left over.
MIGRATORS = "github.com/golang-migrate/migrate/database/"

#: Paths that code without a go.mod imports; what is younger than modules is left out.
UNVERSIONED = tuple(
    """
    github.com/go-sql-driver/mysql github.com/lib/pq github.com/jackc/pgx github.com/go-pg/pg gopkg.in/pg.
    github.com/jinzhu/gorm/dialects/ go.mongodb.org/mongo-driver/ gopkg.in/mgo.v2 github.com/globalsign/mgo
    github.com/go-redis/redis gopkg.in/redis. github.com/gomodule/redigo/ github.com/garyburd/redigo/
    github.com/olivere/elastic gopkg.in/olivere/elastic. github.com/elastic/go-elasticsearch
    github.com/streadway/amqp github.com/influxdata/influxdb github.com/bradfitz/gomemcache/
    github.com/mattn/go-sqlite3 github.com/gocraft/work github.com/adjust/rmq
    """.split()
)

#: Packages that register one of several adapters, which settings then pick by name.
ADAPTERS = {
    "github.com/gin-contrib/sessions/redis": "redis",
    "github.com/gin-contrib/sessions/memcached": "memcached",
    "github.com/beego/beego/server/web/session/redis": "redis",
    "github.com/beego/beego/server/web/session/redis_cluster": "redis",
    "github.com/beego/beego/server/web/session/redis_sentinel": "redis",
    "github.com/beego/beego/server/web/session/memcache": "memcached",
    "github.com/beego/beego/client/cache/redis": "redis",
    "github.com/beego/beego/client/cache/memcache": "memcached",
    "github.com/astaxie/beego/session/redis": "redis",
    "github.com/astaxie/beego/cache/redis": "redis",
    "github.com/go-macaron/session/redis": "redis",
    "github.com/go-macaron/session/memcache": "memcached",
    "github.com/go-macaron/cache/redis": "redis",
    "github.com/go-macaron/cache/memcache": "memcached",
    "gitea.com/go-chi/session/redis": "redis",
    "gitea.com/go-chi/session/memcache": "memcached",
    "gitea.com/go-chi/cache/redis": "redis",
    "gitea.com/go-chi/cache/memcache": "memcached",
    "github.com/flamego/session/redis": "redis",
    "github.com/flamego/cache/redis": "redis",
    "github.com/ulule/limiter/drivers/store/redis": "redis",
    "github.com/eko/gocache/lib/store/redis": "redis",
    "github.com/eko/gocache/store/redis": "redis",
    "github.com/alexedwards/scs/redisstore": "redis",
    "github.com/alexedwards/scs/goredisstore": "redis",
    "github.com/fasthttp/session/providers/redis": "redis",
    "github.com/fasthttp/session/providers/memcache": "memcached",
    "github.com/gofiber/storage/redis": "redis",
    "github.com/gofiber/storage/valkey": "redis",
    "github.com/gofiber/storage/memcache": "memcached",
}

#: Packages that work with a client that somebody else has made: none of them decides whether there is a server.
GIVEN_A_CLIENT = frozenset(
    """
    github.com/go-redis/redis_rate github.com/go-redsync/redsync github.com/bsm/redislock github.com/go-redis/cache
    github.com/rbcervilla/redisstore github.com/nitishm/go-rejson
    """.split()
)

#: Stand-ins for a server that run within the program: one that has them starts without a server.
EMBEDDED = {"github.com/alicebob/miniredis": "redis"}

#: Words in the paths of modules that are called after an engine and are no clients of it.
NO_WRAPPERS = frozenset(
    """
    testcontainers test mock mocks fake plugin plugins exporter metrics operator provider terraform otel api proto
    """.split()
)

#: Modules of which only a part is a driver.
MODULES = {"go.mongodb.org/mongo-driver": "mongodb"}

#: Parts of the drivers' modules that need no server: types, formats, constants, doubles for tests.
FORMATS = frozenset(
    """
    github.com/lib/pq/oid github.com/lib/pq/hstore github.com/jackc/pgx/pgtype github.com/jackc/pgx/pgproto3
    github.com/jackc/pgx/internal github.com/jackc/pgconn/stmtcache
    gopkg.in/mgo/bson github.com/globalsign/mgo/bson
    github.com/redis/go-redis/extra github.com/redis/go-redis/internal github.com/redis/rueidis/mock
    github.com/elastic/go-elasticsearch/typedapi/types github.com/valkey-io/valkey-go/mock
    """.split()
)

#: Queues that work on any of these, as their settings say.
BROKERS = {
    "github.com/RichardKnop/machinery": ("redis", "rabbitmq"),
}

#: Frameworks whose tool writes the program around the packages of an application.
PROGRAM_MAKERS = frozenset({"Revel"})

#: Module to framework.
FRAMEWORKS = {
    "github.com/gin-gonic/gin": "Gin",
    "github.com/labstack/echo": "Echo",
    "github.com/gofiber/fiber": "Fiber",
    "github.com/go-chi/chi": "chi",
    "github.com/beego/beego": "Beego",
    "github.com/astaxie/beego": "Beego",
    "github.com/gobuffalo/buffalo": "Buffalo",
    "github.com/kataras/iris": "Iris",
    "github.com/revel/revel": "Revel",
    "github.com/go-kratos/kratos": "Kratos",
    "github.com/zeromicro/go-zero": "go-zero",
    "github.com/cloudwego/hertz": "Hertz",
    "github.com/gogf/gf": "GoFrame",
    "github.com/flamego/flamego": "Flamego",
    "gopkg.in/macaron": "Macaron",
    "github.com/gorilla/mux": "gorilla/mux",
    "github.com/pocketbase/pocketbase": "PocketBase",
}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go: each tree with all that a user is told of it."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_constraints import (
    constraint,
    outcome,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_mod import parse_go_mod
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_source import parse_go

MAIN = "package main\n\nfunc main() {}\n"


def go_mod(*modules: str) -> str:
    """A go.mod; the first module stands in line 6."""
    return "\n".join(
        ["module shop", "", "go 1.22", "", "require (", *(f"\t{name} v1.2.3" for name in modules), ")", ""]
    )


def importing(*paths: str, package: str = "main", body: str = "") -> str:
    """A file; the first import stands in line 4."""
    return "\n".join([f"package {package}", "", "import (", *(f'\t"{path}"' for path in paths), ")", "", body, ""])


GO = {"languages": ["go 1.22"]}
REDIS = "github.com/redis/go-redis/v9"
PQ, MYSQL, SQLITE = "github.com/lib/pq", "github.com/go-sql-driver/mysql", "github.com/mattn/go-sqlite3"
NEW_REDIS = """
func New(cfg Config) *redis.Client {
\treturn redis.NewClient(&redis.Options{Addr: cfg.RedisAddr, Password: cfg.Password})
}
"""

POD = """
kind: Pod
apiVersion: v1
metadata: {name: store}
spec: {containers: [{name: store, image: "%s"}]}
"""
LOADED = """
type RedisCache struct { c *redis.Client }

var _ Cache = &RedisCache{}

func (r *RedisCache) Start(o Options) error {
\tr.c = redis.NewClient(&redis.Options{Addr: o.Addr})
\treturn nil
}

func init() {
\tRegister("redis", &RedisCache{})
}
"""

#: What applications that are in no table do, retold from memory.
KNOWN = {
    "packages of which one is taken, and a manifest to run each": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "cmd/shop/main.go": importing("shop/pkg/db", body="func main() { db.New(cfg) }"),
            "pkg/db/db.go": importing("shop/pkg/db/mysql", "shop/pkg/db/postgres", package="db"),
            "pkg/db/mysql/mysql.go": importing(MYSQL, package="mysql", body="func New() {}"),
            "pkg/db/postgres/postgres.go": importing(PQ, package="postgres", body="func New() {}"),
            "manifests/mysql/mysql.yaml": POD % "mysql:8",
            "manifests/postgres/postgres.yaml": POD % "postgres:17",
        },
        {
            **GO,
            "databases": {
                "mysql": "one_of pkg/db/mysql/mysql.go:4 manifests/mysql/mysql.yaml:4",
                "postgresql": "one_of pkg/db/postgres/postgres.go:4 manifests/postgres/postgres.yaml:4"
                " pkg/db/mysql/mysql.go:4",
            },
            "hints": {"mysql": "mysql 8", "postgresql": "17"},
        },
    ),
    "methods that are called through an interface: where the object is made counts": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "main.go": importing(PQ, "shop/cache", body="func main() { cache.New(cfg).Start(o) }"),
            "cache/remote.go": importing(REDIS, package="cache", body=LOADED),
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "redis": "optional cache/remote.go:4"}},
    ),
    "the same where a switch makes it": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "main.go": importing(
                PQ,
                body="func main() {\n\tswitch cfg.Kind {\n\tcase redisKind:\n\t\tc = &cache.RedisCache{}\n\t}\n}",
            ),
            "cache/remote.go": importing(REDIS, package="cache", body=LOADED.partition("func init")[0]),
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "redis": "optional cache/remote.go:4"}},
    ),
    "an object that is made without a condition": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "main.go": importing(PQ, "shop/cache", body="func main() {\n\tc := &cache.RedisCache{}\n\tc.Start(o)\n}"),
            "cache/remote.go": importing(REDIS, package="cache", body=LOADED.partition("func init")[0]),
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "redis": "required cache/remote.go:4"}},
    ),
    "an else that leaves": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body='func main() {\n\tif cfg.Redis.Url != "" {\n\t\to = a()\n\t} else if cfg.Redis.Addr != "" {\n'
                "\t\to = b()\n\t} else {\n\t\treturn\n\t}\n\tc := redis.NewClient(o)\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:4"}},
    ),
    "a switch of the settings by its name; how to reach it is no such switch": (
        {
            "go.mod": go_mod(REDIS, "github.com/rabbitmq/amqp091-go"),
            "main.go": importing(
                REDIS,
                "github.com/rabbitmq/amqp091-go",
                body='func main() {\n\tif viper.GetBool("redis.enabled") {\n\t\tredis.NewClient(o)\n\t}\n'
                '\tif viper.GetBool("amqp.tls.enabled") {\n\t\tamqp091.DialTLS(a)\n\t} else {\n'
                "\t\tamqp091.Dial(a)\n\t}\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:4", "rabbitmq": "required main.go:5"}},
    ),
    "what is used where nobody asks for another one": (
        {
            "go.mod": go_mod(MYSQL, REDIS),
            "main.go": importing(
                MYSQL,
                REDIS,
                body="func main() {\n\tif !config.MysqlUseOther() {\n\t\tmysql.Open(dsn)\n\t}\n"
                "\tif !config.UseRedis() {\n\t\tcache = local()\n\t} else {\n\t\tredis.NewClient(o)\n\t}\n}",
            ),
        },
        {**GO, "databases": {"mysql": "required main.go:4", "redis": "optional main.go:5"}},
    ),
    "a setting that is compared with on": (
        {
            "go.mod": go_mod(PQ, "github.com/olivere/elastic/v7"),
            "main.go": importing(
                PQ,
                "github.com/olivere/elastic/v7",
                body='func main() {\n\tif server.Config.FullText == "on" {\n\t\telastic.NewClient(o)\n\t}\n}',
            ),
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "elasticsearch": "optional main.go:5"}},
    ),
    "two programs, of which one asks": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "cmd/server/main.go": importing(
                PQ, "shop/cache", body='func main() {\n\tif c.RedisURL != "" {\n\t\tcache.Dial(c.RedisURL)\n\t}\n}'
            ),
            "cmd/republish/main.go": importing(PQ, "shop/cache", body="func main() {\n\tcache.Dial(c.RedisURL)\n}"),
            "cache/cache.go": importing(REDIS, package="cache", body="func Dial(u string) { redis.NewClient(u) }"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required cmd/republish/main.go:4 cmd/server/main.go:4",
                "redis": "optional cache/cache.go:4",
            },
        },
    ),
    "two programs, of which none asks": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "cmd/server/main.go": importing(
                PQ,
                "shop/cache",
                body='func main() {\n\tcache.Dial(d)\n\tif c.RedisURL != "" {\n\t\tcache.Dial(c.RedisURL)\n\t}\n}',
            ),
            "cmd/republish/main.go": importing(PQ, "shop/cache", body="func main() {\n\tcache.Dial(c.RedisURL)\n}"),
            "cache/cache.go": importing(REDIS, package="cache", body="func Dial(u string) { redis.NewClient(u) }"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required cmd/republish/main.go:4 cmd/server/main.go:4",
                "redis": "required cache/cache.go:4",
            },
        },
    ),
    "one source of messages among others that are no engines": (
        {
            "go.mod": go_mod(PQ, "github.com/rabbitmq/amqp091-go"),
            "main.go": importing(PQ, "shop/pubsub", body="func main() { pubsub.Start() }"),
            "pubsub/amqp/client.go": importing(
                "github.com/rabbitmq/amqp091-go", package="rqm", body="func (a *Amqp) dial() { amqp091.Dial(a.url) }"
            ),
            "pubsub/kafka/client.go": "package kafka\n",
            "pubsub/sqs/client.go": "package sqs\n",
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "rabbitmq": "optional pubsub/amqp/client.go:4"}},
    ),
    "an error that is noted, where nobody is given one back; what works with a client decides nothing": (
        {
            "go.mod": go_mod(PQ, REDIS, "github.com/go-redis/redis_rate/v10"),
            "main.go": importing(PQ, "shop/env", body="func main() { env.Setup() }"),
            "env/env.go": importing(
                REDIS,
                package="env",
                body='func Setup() { initRedis() }\n\nfunc initRedis() {\n\turl := os.Getenv("REDIS_URL")\n'
                '\tif url == "" {\n\t\tnote(errors.New("REDIS_URL is not set"))\n\t\treturn\n\t}\n'
                "\tclient = redis.NewClient(options(url))\n}",
            ),
            "limit/limit.go": importing(
                "github.com/go-redis/redis_rate/v10",
                package="limit",
                body="func New(c Client) *Limiter { return redis_rate.NewLimiter(c) }",
            ),
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "redis": "optional env/env.go:4 limit/limit.go:4"}},
    ),
    "an error that is given back": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing("shop/env", body="func main() { env.Setup() }"),
            "env/env.go": importing(
                REDIS,
                package="env",
                body='func Setup() error {\n\turl := os.Getenv("REDIS_URL")\n\tif url == "" {\n'
                '\t\treturn errors.New("REDIS_URL is not set")\n\t}\n\tclient = redis.NewClient(options(url))\n}',
            ),
        },
        {**GO, "databases": {"redis": "required env/env.go:4"}},
    ),
    "a program that ends over it": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body='func main() {\n\turl := os.Getenv("REDIS_URL")\n\tif url == "" {\n'
                '\t\tnote(errors.New("REDIS_URL is not set"))\n\t\treturn\n\t}\n\tredis.NewClient(options(url))\n}',
            ),
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
    "a package that no program is built with is no candidate": (
        {
            "go.mod": go_mod(PQ, SQLITE),
            "main.go": importing("shop/database/postgres", body="func main() { postgres.New() }"),
            "database/postgres/postgres.go": importing(PQ, package="postgres"),
            "database/sqlite3/sqlite3.go": importing(SQLITE, package="sqlite3"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required database/postgres/postgres.go:4",
                "sqlite": "optional database/sqlite3/sqlite3.go:4",
            },
        },
    ),
}

CASES = {
    "a manifest alone: indirect, commented and excluded modules are not the application's": (
        {
            "go.mod": """
                module example.com/shop // the shop

                go 1.21

                toolchain go1.22.3

                require github.com/gin-gonic/gin v1.10.0
                require (
                \tgithub.com/lib/pq v1.10.9
                \t// github.com/go-sql-driver/mysql v1.8.1
                \tgo.mongodb.org/mongo-driver v1.17.0 // indirect
                \tgithub.com/redis/go-redis/v9 v9.5.0 // indirect; for the tests
                )

                exclude github.com/mattn/go-sqlite3 v1.14.0

                replace github.com/lib/pq => ../pq
            """
        },
        {
            "languages": ["go 1.21"],
            "frameworks": ["Gin 1.10.0"],
            "databases": {"postgresql": "required go.mod:9"},
        },
    ),
    "what code imports counts, commented or in a string it does not": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": """
                package main

                import (
                \t"database/sql"

                \t_ "github.com/lib/pq" // the driver
                \t// _ "github.com/go-sql-driver/mysql"
                \t/* "github.com/redis/go-redis/v9" */
                )

                const text = `import "github.com/go-sql-driver/mysql"`
            """,
        },
        {
            **GO,
            "databases": {"mysql": "development go.mod:7", "postgresql": "required main.go:6"},
        },
    ),
    "drivers of tests": (
        {
            "go.mod": go_mod(PQ, SQLITE, REDIS, MYSQL),
            "main.go": importing(PQ),
            "store/store_test.go": importing(SQLITE, package="store"),
            "internal/storetest/redis.go": importing(REDIS, package="storetest", body=NEW_REDIS),
            "store/mysql.go": "//go:build integration\n\n" + importing(MYSQL, package="store"),
        },
        {
            **GO,
            "databases": {
                "mysql": "development store/mysql.go:6",
                "postgresql": "required main.go:4",
                "redis": "development internal/storetest/redis.go:4",
                "sqlite": "development store/store_test.go:4",
            },
        },
    ),
    "drivers side by side": (
        {"go.mod": go_mod(PQ, MYSQL, SQLITE), "main.go": importing(MYSQL, PQ, SQLITE)},
        {
            **GO,
            "databases": {
                "mysql": "one_of main.go:4",
                "postgresql": "one_of main.go:5 main.go:4",
                "sqlite": "one_of main.go:6 main.go:4",
            },
            "warnings": ["main.go:6: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "one folder for each engine": (
        {
            "go.mod": go_mod(PQ, SQLITE),
            "main.go": MAIN,
            "store/postgres/store.go": importing(PQ, package="postgres"),
            "store/sqlite/store.go": importing(SQLITE, package="sqlite"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "one_of store/postgres/store.go:4",
                "sqlite": "one_of store/sqlite/store.go:4 store/postgres/store.go:4",
            },
            "warnings": ["store/sqlite/store.go:4: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "SQLite elsewhere is no choice": (
        {
            "go.mod": go_mod(PQ, SQLITE),
            "main.go": importing(PQ),
            "importer/browser/history.go": importing(SQLITE, package="browser"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required main.go:4",
                "sqlite": "optional importer/browser/history.go:4",
            },
        },
    ),
    "a switch over drivers in another place, with a default": (
        {
            "go.mod": go_mod(PQ, SQLITE),
            "main.go": MAIN,
            "pg/pg.go": importing(PQ, package="pg"),
            "files/files.go": importing(SQLITE, package="files"),
            "config/config.go": """
                package config

                type Config struct {
                \tDriver string `json:"driver" default:"postgres"`
                }

                func open(c Config) {
                \tswitch c.Driver {
                \tcase "postgres", "postgresql":
                \t\topenPostgres()
                \tcase "sqlite3":
                \t\topenSqlite()
                \t}
                }
            """,
        },
        {
            **GO,
            "databases": {
                "postgresql": "required config/config.go:4 pg/pg.go:4",
                "sqlite": "optional files/files.go:4",
            },
        },
    ),
    "MongoDB beside a relational database adds up": (
        {
            "go.mod": go_mod("go.mongodb.org/mongo-driver", PQ),
            "main.go": importing("go.mongodb.org/mongo-driver/mongo", PQ),
        },
        {
            **GO,
            "databases": {"postgresql": "required main.go:5", "mongodb": "required main.go:4"},
        },
    ),
    "MongoDB in its place": (
        {
            "go.mod": go_mod("go.mongodb.org/mongo-driver", PQ),
            "main.go": importing(
                "go.mongodb.org/mongo-driver/mongo",
                PQ,
                body='func open() {\n\tif kind == "mongo" {\n\t\tmongo.Connect()\n\t} else if kind == "postgres" {\n'
                "\t\tsql.Open(kind, dsn)\n\t}\n}",
            ),
        },
        {
            **GO,
            "databases": {"postgresql": "one_of main.go:5 main.go:4", "mongodb": "one_of main.go:4"},
        },
    ),
    "what a framework has of its own for an engine": (
        {
            "go.mod": go_mod("github.com/zeromicro/go-zero"),
            "main.go": """
                package main

                import "github.com/zeromicro/go-zero/core/stores/kv"
                import "github.com/zeromicro/go-zero/core/stores/monc"

                func main() {
                \tserve(kv.NewStore(c.KV), monc.MustNewModel(c.Url, c.Db, c.Name, c.Cache))
                }
            """,
        },
        {
            **GO,
            "frameworks": ["go-zero 1.2.3"],
            "databases": {"redis": "required main.go:3", "mongodb": "required main.go:4"},
        },
    ),
    "Redis in any case: what is checked is whether it can be reached, and how": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": """
                package main

                import r "github.com/redis/go-redis/v9"

                func main() {
                \tif cfg.RedisURL == "" {
                \t\tlog.Fatal("REDIS_URL is missing")
                \t}
                \topts, err := r.ParseURL(cfg.RedisURL)
                \tif err != nil {
                \t\treturn
                \t}
                \tif cfg.TLS.Enabled {
                \t\topts.TLSConfig = &tls.Config{}
                \t}
                \tif cfg.Password != "" {
                \t\tconnect(r.NewClient(opts))
                \t} else {
                \t\tconnect(r.NewClient(opts))
                \t}
                }
            """,
        },
        {**GO, "databases": {"redis": "required main.go:3"}},
    ),
    "Redis where a setting turns it on": (
        {
            "go.mod": go_mod(REDIS, PQ),
            "main.go": importing(
                PQ, "shop/store", body="func main() {\n\tif cfg.Redis.Enabled {\n\t\tstore.New(cfg)\n\t}\n}"
            ),
            "store/store.go": importing(REDIS, package="store", body=NEW_REDIS),
        },
        {
            **GO,
            "databases": {"postgresql": "required main.go:4", "redis": "optional store/store.go:4"},
        },
    ),
    "Redis where an address is given, and a function that leaves where none is": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body="func main() {\n\tinitRedis()\n}\n\nfunc initRedis() {\n"
                '\tif os.Getenv("REDIS_URL") == "" {\n\t\treturn\n\t}\n\tclient = redis.NewClient(nil)\n}',
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:4"}},
    ),
    "what the cluster is called where there is one": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body='func main() {\n\tif os.Getenv("REDIS_CLUSTER_NAME") != "" {\n\t\tredis.NewClient(nil)\n\t}\n}',
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:4"}},
    ),
    "what the application is called": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS, body='func main() {\n\tif os.Getenv("NAME") != "" {\n\t\tredis.NewClient(nil)\n\t}\n}'
            ),
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
    "a cache in memory or in Redis": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": MAIN,
            "cache/memory/cache.go": "package memory\n",
            "cache/redis/cache.go": importing(REDIS, package="redis", body=NEW_REDIS),
        },
        {**GO, "databases": {"redis": "optional cache/redis/cache.go:4"}},
    ),
    "a cache that is in Redis unless a variable says otherwise": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body='type Config struct {\n\tCache string `env:"CACHE" envDefault:"redis"`\n}\n\n'
                'func main() {\n\tswitch cfg.Cache {\n\tcase "redis":\n\t\tuse(redis.NewClient(nil))\n'
                '\tcase "memory":\n\t\tuse(nil)\n\t}\n}',
            ),
        },
        {**GO, "databases": {"redis": "required main.go:8 main.go:4"}},
    ),
    "a factory that is registered under a name": (
        {
            "go.mod": go_mod("github.com/rabbitmq/amqp091-go"),
            "main.go": importing(
                "github.com/rabbitmq/amqp091-go",
                body='func init() {\n\tRegister("rabbitmq", dialQueue)\n\tRegister("none", nothing)\n}\n\n'
                "func dialQueue() {\n\tamqp091.Dial(url)\n}",
            ),
        },
        {**GO, "databases": {"rabbitmq": "optional main.go:4"}},
    ),
    "queues that live in Redis and PostgreSQL": (
        {
            "go.mod": go_mod("github.com/hibiken/asynq", "github.com/riverqueue/river"),
            "main.go": importing("github.com/hibiken/asynq", "github.com/riverqueue/river/riverdriver/riverpgxv5"),
        },
        {
            **GO,
            "databases": {"postgresql": "required main.go:5", "redis": "required main.go:4"},
        },
    ),
    "a queue on either of two brokers": (
        {
            "go.mod": go_mod("github.com/RichardKnop/machinery/v2"),
            "main.go": importing("github.com/RichardKnop/machinery/v2"),
        },
        {
            **GO,
            "databases": {"redis": "one_of main.go:4", "rabbitmq": "one_of main.go:4"},
        },
    ),
    "formats, builders and names that only look alike": (
        {
            "go.mod": go_mod(
                "go.mongodb.org/mongo-driver/v2",
                "github.com/jackc/pgx/v5",
                "github.com/DATA-DOG/go-sqlmock",
                "github.com/Masterminds/squirrel",
                "github.com/lib/pqueue",
                "github.com/go-redis/redismock/v9",
            ),
            "main.go": importing(
                "go.mongodb.org/mongo-driver/v2/bson",
                "github.com/jackc/pgx/v5/pgtype",
                "github.com/Masterminds/squirrel",
                "github.com/lib/pqueue",
                "github.com/go-redis/redismock/v9",
            ),
        },
        GO,
    ),
    "build tags": (
        {
            "go.mod": go_mod(SQLITE, MYSQL, "go.mongodb.org/mongo-driver", REDIS),
            "main.go": importing(MYSQL),
            "sqlite.go": "//go:build sqlite && cgo\n\n" + importing(SQLITE),
            "mongo_windows.go": importing("go.mongodb.org/mongo-driver/mongo"),
            "redis.go": "// +build enterprise\n\n" + importing(REDIS, body=NEW_REDIS),
            "memcached.go": "//go:build ignore\n\n" + importing("github.com/bradfitz/gomemcache/memcache"),
        },
        {
            **GO,
            "databases": {
                "mysql": "required main.go:4",
                "redis": "optional redis.go:6",
                "mongodb": "development go.mod:8",
                "memcached": "development memcached.go:6",
                "sqlite": "optional sqlite.go:6",
            },
        },
    ),
    "a driver that every build has, and one that a tag asks for": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": importing(PQ),
            "mysql.go": "//go:build mysql\n\n" + importing(MYSQL),
        },
        {**GO, "databases": {"mysql": "optional mysql.go:6", "postgresql": "required main.go:4"}},
    ),
    "a driver that a tag asks for, where somebody runs the application with it": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": importing(PQ),
            "mysql.go": "//go:build mysql\n\n" + importing(MYSQL),
            "compose.yml": """
                services:
                  app: {build: ., depends_on: [db]}
                  db: {image: "mysql:8"}
            """,
        },
        {
            **GO,
            "databases": {
                "mysql": "one_of compose.yml:3 mysql.go:6",
                "postgresql": "one_of main.go:4",
            },
            "hints": {"mysql": "mysql 8"},
        },
    ),
    "a driver behind a tag that most builds ask for": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": importing(PQ),
            "mysql.go": "//go:build mysql && !small\n\n" + importing(MYSQL),
            "Makefile": "GOBUILD=go build\nbuild:\n\tcd cmd; $(GOBUILD) -v -tags='netgo mysql'\n"
            "small:\n\t@CGO_ENABLED=0 go build -tags small .\ntools:\n\tgo install example.org/lint@latest\n",
            "Dockerfile": "FROM golang\nRUN go install tool@v1 && go install -tags \\\n    netgo,mysql .\n",
        },
        {**GO, "databases": {"mysql": "one_of mysql.go:6 main.go:4", "postgresql": "one_of main.go:4"}},
    ),
    "a driver behind a tag that one build of two asks for": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": importing(PQ),
            "mysql.go": "//go:build mysql\n\n" + importing(MYSQL),
            "Makefile": "build:\n\tgo build .\nbuild-mysql:\n\tgo build --tags=mysql .\n'\n",
        },
        {**GO, "databases": {"mysql": "optional mysql.go:6", "postgresql": "required main.go:4"}},
    ),
    "drivers behind tags for developers and other systems, whatever builds ask for": (
        {
            "go.mod": go_mod(PQ, MYSQL, REDIS),
            "main.go": importing(PQ),
            "try.go": "//go:build dev\n\n" + importing(MYSQL),
            "cache.go": "//go:build windows\n\n" + importing(REDIS, body=NEW_REDIS),
            "Makefile": "run:\n\tgo build -tags dev,windows .\n",
        },
        {
            **GO,
            "databases": {
                "mysql": "development try.go:6",
                "postgresql": "required main.go:4",
                "redis": "development go.mod:8",
            },
        },
    ),
    "one driver for each tag, and none that every build has": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": MAIN,
            "postgres.go": "//go:build postgres\n\n" + importing(PQ),
            "mysql.go": "//go:build mysql\n\n" + importing(MYSQL),
        },
        {**GO, "databases": {"mysql": "one_of mysql.go:6", "postgresql": "one_of postgres.go:6 mysql.go:6"}},
    ),
    "packages for the programs of others": (
        {"go.mod": go_mod(PQ), "orm/orm.go": importing(PQ, package="orm")},
        {**GO, "databases": {"postgresql": "optional orm/orm.go:4"}},
    ),
    "session providers that settings pick": (
        {
            "go.mod": go_mod("github.com/beego/beego/v2"),
            "main.go": importing("github.com/beego/beego/v2/server/web/session/redis"),
        },
        {
            **GO,
            "frameworks": ["Beego 1.2.3"],
            "databases": {"redis": "optional main.go:4"},
        },
    ),
    "several modules, tools, examples and vendored code": (
        {
            "go.work": "go 1.22\n\nuse (\n\t./api\n\t./tools\n)\n",
            "api/go.mod": go_mod("github.com/labstack/echo/v4", PQ),
            "api/cmd/api/main.go": importing(PQ),
            "tools/go.mod": go_mod(MYSQL),
            "tools/main.go": importing(MYSQL),
            "examples/chat/go.mod": go_mod(REDIS),
            "examples/chat/main.go": importing(REDIS),
            "api/vendor/github.com/x/y/y.go": importing(SQLITE),
        },
        {
            **GO,
            "frameworks": ["Echo 1.2.3 (api)"],
            "databases": {"mysql": "development tools/main.go:4", "postgresql": "required api/cmd/api/main.go:4"},
        },
    ),
    "callers in other packages, whatever they call it; those of tools and tests do not count": (
        {
            "go.mod": go_mod("github.com/olivere/elastic/v7"),
            "main.go": importing(
                body='import es "shop/store/search"\n\nfunc main() {\n\tif esConfig := cfg.Search; esConfig != nil {\n'
                "\t\tes.NewClient(esConfig)\n\t}\n}"
            ).replace("import (\n)\n", ""),
            "store/search/search.go": importing(
                "github.com/olivere/elastic/v7",
                package="search",
                body="func NewClient(c *Config) {\n\tconnect(c)\n}\n\nfunc NewTestClient() {\n\tconnect(nil)\n}\n\n"
                "func connect(c *Config) {\n\telastic.NewBoolQuery()\n\telastic.NewClient(c.Options...)\n}",
            ),
            "tools/index.go": importing("shop/store/search", body="func main() {\n\tsearch.NewClient(nil)\n}"),
        },
        {**GO, "databases": {"elasticsearch": "optional store/search/search.go:4"}},
    ),
    "a constructor that is handed to a container of dependencies": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS, body="var all = wire.NewSet(newRedis, newStore)\n" + NEW_REDIS.replace("New(", "newRedis(", 1)
            ),
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
    "a tool for databases, and plug-ins": (
        {
            "go.mod": go_mod(PQ, "github.com/elastic/go-elasticsearch/v8", REDIS, "github.com/rabbitmq/amqp091-go"),
            "main.go": importing(PQ),
            "plugin/db/elastic/db.go": importing(
                "github.com/elastic/go-elasticsearch/v8",
                package="elastic",
                body="func Open() {\n\telasticsearch.NewClient(cfg)\n}",
            ),
            "plugin/db/redis/db.go": importing(REDIS, package="redis", body=NEW_REDIS),
            "integration/amqp.go": importing(
                "github.com/rabbitmq/amqp091-go", package="integration", body="func open() {\n\tamqp091.Dial(url)\n}"
            ),
            "integration/kafka.go": "package integration\n",
            "integration/mqtt.go": "package integration\n",
        },
        {
            **GO,
            "databases": {
                "postgresql": "required main.go:4",
                "redis": "optional plugin/db/redis/db.go:4",
                "elasticsearch": "optional plugin/db/elastic/db.go:4",
                "rabbitmq": "optional integration/amqp.go:4",
            },
        },
    ),
    "servers whose schemas alone could be changed": (
        {
            "go.mod": go_mod(PQ, "github.com/golang-migrate/migrate/v4"),
            "main.go": importing(PQ),
            "cmd/migrate.go": importing(
                "github.com/golang-migrate/migrate/v4/database/mysql",
                "github.com/golang-migrate/migrate/v4/database/postgres",
                package="cmd",
            ),
        },
        {
            **GO,
            "databases": {
                "mysql": "optional cmd/migrate.go:4",
                "postgresql": "required cmd/migrate.go:5 main.go:4",
            },
        },
    ),
    "servers whose schemas are changed, and no other driver": (
        {
            "go.mod": go_mod("github.com/golang-migrate/migrate/v4"),
            "main.go": importing(
                "github.com/golang-migrate/migrate/v4/database/mysql",
                "github.com/golang-migrate/migrate/v4/database/postgres",
            ),
        },
        {**GO, "databases": {"mysql": "one_of main.go:4", "postgresql": "one_of main.go:5 main.go:4"}},
    ),
    "code from before there were modules": (
        {"cmd/shop/main.go": importing(MYSQL), "vendor/github.com/lib/pq/pq.go": importing(PQ, package="pq")},
        {"languages": ["go"], "databases": {"mysql": "required cmd/shop/main.go:4"}},
    ),
    "a half-written manifest": (
        {"go.mod": "module shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/lib/pq v1", "main.go": importing(PQ)},
        {
            "languages": ["go"],
            "databases": {"postgresql": "required main.go:4"},
            "warnings": ["go.mod: cannot be read (line 5: the block 'require' never ends); it was left out"],
        },
    ),
    "a half-written file": (
        {
            "go.mod": go_mod(PQ, MYSQL),
            "main.go": importing(PQ, body="func main() {\n\tx := `never"),
            "b.go": 'import "',
        },
        {**GO, "databases": {"mysql": "development go.mod:7", "postgresql": "required main.go:4"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_of_applications(understood, name):
    files, expected = KNOWN[name]
    assert understood(files) == expected


@pytest.mark.parametrize("path", ["/", "/x", "//github.com/lib/pq", "../pq"])
def test_an_import_that_is_none_ends(understood, path):
    files = {"go.mod": go_mod(PQ), "main.go": importing(PQ, path)}
    assert understood(files) == {**GO, "databases": {"postgresql": "required main.go:4"}}


def test_go_mod():
    module = parse_go_mod("module x\ngo 1.22\nrequire a/b v1 // indirect\nreplace a/b v1 => c/d v2\nexclude e v1\n")
    assert (module.go, module.replaced, module.excluded) == ("1.22", {"a/b": "c/d"}, ["e"])
    assert [(item.path, item.version, item.line, item.indirect) for item in module.required] == [("a/b", "1", 3, True)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("//go:build linux && !cgo\n\npackage x\n", "linux && !cgo"),
        ("// +build a,!b c\n\npackage x\n", "((a && !b) || (c))"),
        ("package x\n//go:build late\n", ""),
    ],
)
def test_build_constraints(source, expected):
    assert constraint(source) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("linux", True),
        ("!linux", False),
        ("windows || linux", True),
        ("linux && windows", False),
        ("!(windows && arm) && !(linux && mips)", True),
        ("!(windows && arm) && !(linux && amd64)", False),
        ("enterprise", (("enterprise", True),)),
        ("linux && !enterprise", (("enterprise", False),)),
        ("!(windows || enterprise)", (("enterprise", False),)),
        ("!(linux && !enterprise)", (("enterprise", True),)),
        ("!!enterprise", (("enterprise", True),)),
        ("windows || enterprise || cgo", (("enterprise", True), ("cgo", True))),
        ("linux || enterprise", True),
        ("windows && enterprise", False),
        # No constraint: all that is named decides.
        ("linux && (enterprise", (("linux", True), ("enterprise", True))),
        ("enterprise) && !linux", (("enterprise", True), ("linux", False))),
        ("&& !enterprise", (("enterprise", False),)),
        ("!" * 21 + "enterprise", (("enterprise", False),)),
        ("", ()),
    ],
)
def test_outcome_of_build_constraints(expression, expected):
    known = {"linux": True, "amd64": True, "windows": False, "arm": False, "mips": False}
    assert outcome(expression, known.get) == expected


def test_a_call_and_its_conditions():
    source = parse_go(
        "package x\n"
        "func (s *Store) open(f func() error) (any, interface{}) {\n"
        "\tif s.off {\n\t\treturn nil, nil\n\t}\n"
        "\tif s.bad {\n\t\tpanic(1)\n\t}\n"
        '\tswitch s.kind {\n\tcase "a":\n\t\tpkg.Open("x", 2)\n\tdefault:\n\t\tpkg.Close()\n\t}\n}\n'
    )
    told = {
        use.name: (use.function, use.qualifier, use.line, use.texts, _texts(use.conditions), _texts(use.denied))
        for use in source.uses
    }
    assert told["Open"] == ("open", "pkg", 11, ("x",), ["s.kindcasea"], ["s.off"])
    assert told["Close"] == ("open", "pkg", 13, (), [], ["s.off"])


def _texts(conditions):
    return ["".join(token.text for token in condition) for condition in conditions]


@pytest.mark.parametrize(
    "source", ["package x\nvar a = (" + "(" * 5000, "package x\nfunc f() " + "{" * 5000, 'x := "a', "/*"]
)
def test_hostile_code(source):
    with pytest.raises(FormatError):
        parse_go(source)


def test_what_is_built_without_a_tag_is_preferred(analysed):
    files = {
        "go.mod": go_mod(PQ, MYSQL),
        "main.go": MAIN,
        "postgres.go": "//go:build !mysql\n\n" + importing(PQ),
        "mysql.go": "//go:build mysql\n\n" + importing(MYSQL),
    }
    found = {item["engine"]: (item["need"], item["preferred"]) for item in analysed(files)["databases"]}
    assert found == {"mysql": ("one_of", False), "postgresql": ("one_of", True)}

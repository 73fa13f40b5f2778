# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go: whether a program gets to the code that connects to an engine."""

from __future__ import annotations

import pytest

from tests.unit.analysis.test_go import GO, MAIN, MYSQL, NEW_REDIS, PQ, REDIS, SQLITE, go_mod, importing

TESTER = "github.com/testcontainers/testcontainers-go/modules/mongodb"
AMQP = "github.com/rabbitmq/amqp091-go"
CHOSEN = """
func build(cfg Config) {
\tswitch cfg.QueueType {
\tcase "amqp":
\t\tamqp091.Dial(cfg.URI)
\tcase "file":
\t\topenFolder(cfg.Folder)
\t}
}
"""
CASES = {
    "packages that only a package imports which no program is built with": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "main.go": importing(PQ, body="func main() {}"),
            "quota/redis/bucket/bucket.go": importing(REDIS, package="bucket", body=NEW_REDIS),
            "quota/redis/manager/manager.go": importing("shop/quota/redis/bucket", package="manager"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required main.go:4",
                "redis": "optional quota/redis/bucket/bucket.go:4",
            },
        },
    ),
    "packages that a program gets to through others": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "main.go": importing(PQ, "shop/quota/redis/manager", body="func main() {}"),
            "quota/redis/bucket/bucket.go": importing(REDIS, package="bucket", body=NEW_REDIS),
            "quota/redis/manager/manager.go": importing("shop/quota/redis/bucket", package="manager"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required main.go:4",
                "redis": "required quota/redis/bucket/bucket.go:4",
            },
        },
    ),
    "an application's own library connects, where the settings say to what": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                "shop/cache",
                body='func main() {\n\tif addr := c.GetString("redis"); addr != "" {\n\t\tcache.New(addr)\n\t}\n}',
            ),
            "cache/cache.go": "\n".join(
                [
                    "package cache",
                    "",
                    "import (",
                    '\tmicro "github.com/acme/micro/redis"',
                    f'\t"{REDIS}"',
                    ")",
                    "",
                    "func New(addr string) redis.Cmdable { return micro.ClientFromText(addr) }",
                    "",
                ]
            ),
        },
        {**GO, "databases": {"redis": "optional cache/cache.go:5"}},
    ),
    "a setting that is looked for before it is used": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                "shop/limit",
                body='func main() {\n\tif cfg.IsSet("RATE_LIMIT_REDIS_URL") {\n\t\tlimit.New(cfg)\n\t}\n}',
            ),
            "limit/limit.go": importing(REDIS, package="limit", body=NEW_REDIS),
        },
        {**GO, "databases": {"redis": "optional limit/limit.go:4"}},
    ),
    "a constant that a flag is set to picks one of several queues": (
        {
            "go.mod": go_mod(AMQP),
            "main.go": importing(AMQP, body=CHOSEN + "func main() { build(load()) }"),
            "config.go": 'package main\n\nvar defaultQueueType = "amqp"\nvar defaultQueueName = "rabbit"\n',
        },
        {**GO, "databases": {"rabbitmq": "required config.go:3 main.go:4"}},
    ),
    "a method of its own that is called after the settings were asked": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing("shop/handlers", body="func main() { handlers.NewApp(cfg) }"),
            "handlers/app.go": importing(
                REDIS,
                package="handlers",
                body="func NewApp(cfg Config) *App {\n\ta := &App{}\n\ta.configure(cfg)\n\treturn a\n}\n"
                "func (app *App) configure(cfg Config) {\n\tif len(cfg.Redis.Addrs) == 0 {\n\t\treturn\n\t}\n"
                "\tapp.redis = app.pool(cfg)\n}\n"
                "func (app *App) pool(cfg Config) redis.UniversalClient {\n\treturn redis.NewUniversalClient(cfg)\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional handlers/app.go:4"}},
    ),
    "a constant that picks another one": (
        {
            "go.mod": go_mod(AMQP),
            "main.go": importing(AMQP, body=CHOSEN + "func main() { build(load()) }"),
            "config.go": 'package main\n\nconst defaultQueueType = "file"\nconst defaultExchange = "amqp"\n',
        },
        {**GO, "databases": {"rabbitmq": "optional main.go:4"}},
    ),
    "a library has no program, so that its users say what it needs": (
        {"go.mod": go_mod(REDIS), "limit.go": importing(REDIS, package="limit", body=NEW_REDIS)},
        {**GO, "databases": {"redis": "optional limit.go:4"}},
    ),
    "a program without any of it": (
        {"go.mod": go_mod(REDIS), "main.go": MAIN},
        {**GO, "databases": {"redis": "development go.mod:6"}},
    ),
    "a part of the program that is made with `new` where it is asked for": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                "shop/feeds",
                body='func main() {\n\tswitch os.Args[1] {\n\tcase "redis":\n\t\tstart(feeds.New())\n\t}\n}',
            ),
            "feeds/feeds.go": importing(
                REDIS,
                package="feeds",
                body="type Part struct {\n\tclient *redis.Client\n}\n"
                "func New() *Part {\n\tp := new(Part)\n\treturn p\n}\n"
                "func (p *Part) Serve() {\n\tp.client = redis.NewClient(p.options)\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional feeds/feeds.go:4"}},
    ),
    "settings that only say how to reach it, on both sides of a condition": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body='func main() {\n\tif url := c.String("redis.url"); url != "" {\n'
                "\t\tuse(redis.NewClient(parse(url)))\n\t\treturn\n\t}\n"
                "\tuse(redis.NewClient(&redis.Options{Addr: c.Must()}))\n}",
            ),
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
    "a library of one's own around the driver": (
        {
            "go.mod": go_mod("github.com/acme/go-mongodb/v3", "go.mongodb.org/mongo-driver", TESTER),
            "main.go": importing("github.com/acme/go-mongodb/v3/mongodb", body="func main() { mongodb.Open(url()) }"),
            "rows.go": importing("go.mongodb.org/mongo-driver/bson"),
            "rows_test.go": importing(TESTER),
        },
        {**GO, "databases": {"mongodb": "required main.go:4"}},
    ),
    "a driver whose types and questions alone are used": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing("shop/jobs", body="func main() { jobs.Run(load()) }"),
            "jobs/jobs.go": importing(
                REDIS,
                package="jobs",
                body="type Queue struct{ redis redis.UniversalClient }\n\n"
                "func (q *Queue) Add(id string) error {\n"
                "\treturn q.redis.XAddMakeStream(&redis.XAddArgs{Stream: id}).Err()\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional jobs/jobs.go:4"}},
    ),
    "a driver whose types are used, beside somebody else's package that may connect": (
        {
            "go.mod": go_mod(REDIS, "github.com/acme/tools"),
            "main.go": importing(
                "github.com/acme/tools/redisutil", "shop/jobs", body="func main() { jobs.Run(redisutil.Of(load())) }"
            ),
            "jobs/jobs.go": importing(
                REDIS, package="jobs", body="func Add(q redis.UniversalClient) { q.XAdd(&redis.XAddArgs{}) }"
            ),
        },
        {**GO, "databases": {"redis": "required jobs/jobs.go:4"}},
    ),
    "the same, of a package whose path only begins like the application's": (
        {
            "go.mod": go_mod(REDIS, "shop.example.com/tools"),
            "main.go": importing(
                "shop.example.com/tools/redisutil", "shop/jobs", body="func main() { jobs.Run(redisutil.Of(load())) }"
            ),
            "jobs/jobs.go": importing(
                REDIS, package="jobs", body="func Add(q redis.UniversalClient) { q.XAdd(&redis.XAddArgs{}) }"
            ),
        },
        {**GO, "databases": {"redis": "required jobs/jobs.go:4"}},
    ),
    "figures that are sent to a server, by a package that nobody knows": (
        {
            "go.mod": go_mod("github.com/acme/go-metrics-influxdb", "github.com/influxdata/influxdb1-client"),
            "main.go": importing("github.com/acme/go-metrics-influxdb", body="func main() { influxdb.Report(cfg) }"),
        },
        {**GO, "databases": {"influxdb": "development go.mod:7"}},
    ),
    "such a library beside the driver itself, which is used where somebody asks": (
        {
            "go.mod": go_mod("github.com/acme/redis-locks", REDIS),
            "main.go": importing(
                "github.com/acme/redis-locks",
                REDIS,
                body='func main() {\n\tif cfg.RedisAddr != "" {\n\t\tredis.NewClient(nil)\n\t}\n}',
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:5"}},
    ),
    "a library that is called after an engine whose driver does not come along, and one for tests": (
        {
            "go.mod": go_mod("github.com/acme/redis-names", TESTER, "go.mongodb.org/mongo-driver"),
            "main.go": importing("github.com/acme/redis-names", TESTER, body="func main() {}"),
            "rows.go": importing("go.mongodb.org/mongo-driver/bson"),
        },
        GO,
    ),
    "nobody gave options, so nobody gets a client": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(
                REDIS,
                body="func main() { use(NewRedis(load())) }\n"
                "func NewRedis(opts *redis.Options) *redis.Client {\n\tif opts == nil {\n\t\treturn nil\n\t}\n"
                "\treturn redis.NewClient(opts)\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:4"}},
    ),
    "a module of tests beside the program's": (
        {
            "go.mod": go_mod(PQ),
            "main.go": importing(PQ, body='// "shop/integration" holds the tests.\nfunc main() {}'),
            "integration/go.mod": go_mod(REDIS).replace("module shop", "module shop/integration"),
            "integration/setup/client.go": importing(REDIS, package="setup", body=NEW_REDIS),
            "integration/carts_test.go": importing("shop/integration/setup", package="integration"),
            "integration/orders_test.go": importing("shop/integration/setup", package="integration"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required main.go:4",
                "redis": "development integration/setup/client.go:4",
            },
        },
    ),
    "a module of the program's own, with many tests": (
        {
            "go.mod": go_mod(PQ),
            "main.go": importing(PQ, "shop/cache/setup", body="func main() {}"),
            "cache/go.mod": go_mod(REDIS).replace("module shop", "module shop/cache"),
            "cache/setup/client.go": importing(REDIS, package="setup", body=NEW_REDIS),
            "cache/setup/carts_test.go": importing("shop/cache/setup", package="setup"),
            "cache/setup/orders_test.go": importing("shop/cache/setup", package="setup"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "required main.go:4",
                "redis": "required cache/setup/client.go:4",
            },
        },
    ),
    "files for all systems but some": (
        {
            "go.mod": go_mod(PQ, SQLITE),
            "main.go": importing("shop/store", body="func main() {}"),
            "store/postgres.go": importing(PQ, package="store"),
            "store/sqlite.go": "//go:build !js && !(windows && (arm || 386)) && !(linux && mips)\n\n"
            + importing(SQLITE, package="store"),
        },
        {
            **GO,
            "databases": {
                "postgresql": "one_of store/postgres.go:4",
                "sqlite": "one_of store/sqlite.go:6 store/postgres.go:4",
            },
            "warnings": ["store/sqlite.go:6: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "a server that the code knows by its name, and whose driver another package brings": (
        {
            "go.mod": go_mod(PQ, SQLITE, f"{MYSQL} v1.8.1 // indirect\n\tgithub.com/beego/beego/v2"),
            "main.go": importing(
                SQLITE,
                "shop/store",
                body='func main() {\n\tif strings.EqualFold(adapter, "mysql") {\n\t\topenServer()\n'
                '\t} else if strings.EqualFold(adapter, "postgres") {\n\t\topenServer()\n'
                '\t} else if strings.EqualFold(adapter, "sqlite3") {\n\t\topenFile()\n\t}\n}',
            ),
            "store/store.go": importing(PQ, package="store"),
        },
        {
            **GO,
            "frameworks": ["Beego 1.2.3"],
            "databases": {
                "mysql": "one_of go.mod:8 main.go:4",
                "postgresql": "one_of store/store.go:4 main.go:4",
                "sqlite": "one_of main.go:4",
            },
            "warnings": ["main.go:4: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "the only relational server, of several brokers one": (
        {
            "go.mod": go_mod(PQ),
            "main.go": importing(
                PQ,
                body='func main() {\n\tswitch cfg.Broker.Type {\n\tcase "postgres":\n\t\tpq.NewConnector(cfg.DSN)\n'
                '\t\tpq.Open(cfg.DSN)\n\tcase "nats":\n\t\tnats.Connect()\n\t}\n}',
            ),
        },
        {**GO, "databases": {"postgresql": "optional main.go:4"}},
    ),
    "the only relational server, where it is run beside the application": (
        {
            "go.mod": go_mod(PQ),
            "main.go": importing(
                PQ, body='func main() {\n\tif cfg.Driver == "postgres" {\n\t\tpq.Open(cfg.DSN)\n\t}\n}'
            ),
            "compose.yml": "services:\n  app: {build: .}\n  db: {image: postgres}\n",
        },
        {**GO, "databases": {"postgresql": "required main.go:4 compose.yml:3"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

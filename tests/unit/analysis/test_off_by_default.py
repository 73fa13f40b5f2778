# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application can use and starts without, where nothing is set; each with a case that only looks alike."""

from __future__ import annotations

import pytest

from tests.unit.analysis.test_go import GO, NEW_REDIS, REDIS, go_mod, importing

REDISLOCK = "github.com/bsm/redislock"
MINIREDIS = "github.com/alicebob/miniredis/v2"
PROVIDED = """
func Provide(cfg Config, client redis.UniversalClient) Queue {
\tswitch cfg.Provider {
\tcase MemoryProvider:
\t\treturn NewInMemory(cfg)
\tcase RedisProvider:
\t\treturn NewQueue(client)
\t}
\treturn nil
}
"""
ONLY_IF_SET = 'func main() {\n\tif cfg.RedisURL != "" {\n\t\tuse(redis.NewClient(parse(cfg.RedisURL)))\n\t}\n}'
PROVIDERS = {
    "go.mod": go_mod(REDIS),
    "main.go": importing(REDIS, body=NEW_REDIS + "func main() { run(New(load())) }"),
    "queue/wire.go": importing(REDIS, package="queue", body=PROVIDED),
}

OLD_AND_NEW = importing(
    REDIS,
    package="redis",
    body="// Deprecated.\nfunc New(host string) *Locks {\n\treturn NewWithConfig(Config{Host: host})\n}\n\n"
    "func NewWithConfig(cfg Config) *Locks {\n\treturn wrap(redis.NewClient(&redis.Options{Addr: cfg.Host}))\n}",
)
LOCKS = importing(
    "shop/locks/redis",
    body="func main() {\n\tswitch kind := settings.LockingType; kind {\n"
    '\tcase "redis":\n\t\tserve(redis.NewWithConfig(redis.Config{Host: settings.Host}))\n'
    '\tcase "file":\n\t\tserve(file.New(settings.Folder))\n\t}\n}',
)


def config(tag: str) -> str:
    """Settings with one default."""
    return f'package config\n\ntype Queue struct {{\n\tProvider string `envconfig:"QUEUE" default:"{tag}"`\n}}\n'


GO_CASES = {
    "a switch takes memory by default": (
        {**PROVIDERS, "config/config.go": config("inmemory")},
        {**GO, "databases": {"redis": "optional main.go:4 queue/wire.go:4"}},
    ),
    "a switch takes the engine by default": (
        {**PROVIDERS, "config/config.go": config("redis")},
        {**GO, "databases": {"redis": "required main.go:4 queue/wire.go:4"}},
    ),
    "memory by default, for something that does without the engine anyway": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": PROVIDERS["main.go"],
            "config/config.go": config("inmemory"),
            "log/log.go": "package log\n\nfunc New() {\n\tswitch kind {\n\tcase Memory:\n\tcase File:\n\t}\n}\n",
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
    "viper's default": (
        {
            **PROVIDERS,
            "config/config.go": 'package config\n\nfunc Set() {\n\tviper.SetDefault("queue.driver", "memory")\n}\n',
        },
        {**GO, "databases": {"redis": "optional main.go:4 queue/wire.go:4"}},
    ),
    "what a function returns that gives the defaults": (
        {
            **PROVIDERS,
            "config/config.go": """
                package config

                func DefaultConfig() *Config {
                \treturn &Config{
                \t\tQueue: Queue{
                \t\t\tEngine: "memory", // for a first look
                \t\t},
                \t}
                }
            """,
        },
        {**GO, "databases": {"redis": "optional main.go:4 queue/wire.go:4"}},
    ),
    "what a function returns that is called otherwise": (
        {
            **PROVIDERS,
            "config/config.go": 'package config\n\nfunc Small() Queue {\n\treturn Queue{Type: "memory"}\n}\n',
        },
        {**GO, "databases": {"redis": "required main.go:4 queue/wire.go:4"}},
    ),
    "a function that nobody calls any more beside the one that a setting asks for": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": LOCKS,
            "locks/redis/redis.go": OLD_AND_NEW,
        },
        {**GO, "databases": {"redis": "optional locks/redis/redis.go:4"}},
    ),
    "a lock that an interface has to offer, of a store that a setting asks for": (
        {
            "go.mod": go_mod(REDIS, REDISLOCK),
            "main.go": importing(
                "shop/store",
                body="func main() {\n\tswitch opts.Type {\n\tcase options.RedisStoreType:\n"
                "\t\tserve(store.NewStore(opts))\n\t}\n}",
            ),
            "store/store.go": importing(
                REDIS,
                REDISLOCK,
                package="store",
                body="type Client interface {\n\tLock(key string) *redislock.Lock\n}\n\n"
                "func (c *client) Lock(key string) *redislock.Lock {\n\treturn redislock.New(c)\n}\n\n"
                "func NewStore(opts Options) *client {\n\treturn &client{redis.NewClient(opts.Redis)}\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional store/store.go:4 store/store.go:5"}},
    ),
    "a function that only somebody else can call": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": 'package main\n\nimport "shop/locks/redis"\n\nfunc main() { serve(redis.Locks{}) }\n',
            "locks/redis/redis.go": OLD_AND_NEW,
        },
        {**GO, "databases": {"redis": "required locks/redis/redis.go:4"}},
    ),
    "a server within the process where none is set": (
        {
            "go.mod": go_mod(REDIS, MINIREDIS),
            "main.go": importing(
                REDIS,
                MINIREDIS,
                body="func main() {\n\taddress := cfg.Address\n"
                "\tif !cfg.Wanted {\n\t\taddress = start(miniredis.Run())\n\t}\n"
                "\tuse(redis.NewClient(&redis.Options{Addr: address}))\n}",
            ),
        },
        {**GO, "databases": {"redis": "optional main.go:4"}},
    ),
    "a setting that has to say where it is": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(REDIS, body=ONLY_IF_SET),
            "config/config.go": 'package a\n\ntype Config struct {\n\tRedisURL string `env:"REDIS_URL,required"`\n}\n',
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
    "a section of the settings that has to say where it is": (
        {
            "go.mod": go_mod(REDIS),
            "main.go": importing(REDIS, body=ONLY_IF_SET),
            "config/config.go": 'package a\n\ntype Redis struct {\n\tURL string `env:"REDIS_URL,required"`\n}\n',
        },
        {**GO, "databases": {"redis": "optional main.go:4"}},
    ),
    "a server within the process of another command": (
        {
            "go.mod": go_mod(REDIS, MINIREDIS),
            "cmd/main.go": importing("shop/cmd/server", "shop/cmd/client", body="func main() { pick() }"),
            "cmd/server/server.go": importing(REDIS, package="server", body=NEW_REDIS + "func Run() { New(load()) }"),
            "cmd/client/local.go": importing(MINIREDIS, package="client", body="func Run() { miniredis.Run() }"),
        },
        {**GO, "databases": {"redis": "required cmd/server/server.go:4"}},
    ),
    "a server within the process of the tests": (
        {
            "go.mod": go_mod(REDIS, MINIREDIS),
            "main.go": PROVIDERS["main.go"],
            "main_test.go": importing(MINIREDIS, body="func TestIt(t *testing.T) { miniredis.RunT(t) }"),
        },
        {**GO, "databases": {"redis": "required main.go:4"}},
    ),
}

SEARCH = """
import { Client } from '@elastic/elasticsearch'

export default class Search {
  constructor(uri) {
    this.client = new Client({ node: uri })
  }
}
"""
ASKED_FOR = "import Searcher from './search'\nif (process.env.SEARCH_URI) new Searcher(process.env.SEARCH_URI)\n"
OPENED = "import Redis from 'ioredis'\nexport function open(url) {\n  return new Redis(url)\n}\n"
ELASTIC = '{"dependencies": {"@elastic/elasticsearch": "8"}}'
IOREDIS = '{"dependencies": {"ioredis": "5"}}'
FEW = {"src/a.ts": "", "src/b.ts": ""}
NODE = {"languages": ["node"]}
NODE_CASES = {
    "a class that is given by default has another name where it is loaded": (
        {
            **FEW,
            "package.json": ELASTIC,
            "src/search.ts": SEARCH,
            "src/app.ts": ASKED_FOR,
        },
        {**NODE, "databases": {"elasticsearch": "optional package.json:1 src/app.ts:2"}},
    ),
    "a class that is given by default is made in any case": (
        {
            **FEW,
            "package.json": ELASTIC,
            "src/search.ts": SEARCH,
            "src/app.ts": "import Searcher from './search'\nnew Searcher(config.uri)\n",
        },
        {**NODE, "databases": {"elasticsearch": "required package.json:1"}},
    ),
    "another class of the same name is made in any case": (
        {
            **FEW,
            "package.json": ELASTIC,
            "src/search.ts": SEARCH,
            "src/app.ts": ASKED_FOR,
            "src/client/page.ts": "import Search from './parts/search'\nrender(Search)\n",
            "src/client/parts/search.ts": "export default class Search {}\n",
        },
        {**NODE, "databases": {"elasticsearch": "optional package.json:1 src/app.ts:2"}},
    ),
    "a file hands the function on, and who calls it asks first": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/lib/redis.ts": OPENED,
            "src/lib/clients.ts": "export * from './redis'\n",
            "src/app.ts": "import { open } from './lib/clients'\nif (process.env.REDIS_URL) open(url)\n",
        },
        {**NODE, "databases": {"redis": "optional package.json:1 src/app.ts:2"}},
    ),
    "a file hands the function on, and who calls it does not ask": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/lib/redis.ts": OPENED,
            "src/lib/index.ts": "export { open } from './redis'\n",
            "src/app.ts": "import { open } from './lib'\nopen(config.address)\n",
        },
        {**NODE, "databases": {"redis": "required package.json:1"}},
    ),
    "types that only a dot leads to, an alias of a type and a property of the module's name": (
        {
            **FEW,
            "package.json": '{"dependencies": {"redis": "4"}}',
            "src/app.ts": """
                import redis, { createClient } from 'redis'
                type Any<T = unknown> = typeof createClient & redis.Commands<T>
                class App {
                  redis: redis.RedisClient | null = null
                  setup() {
                    if (process.env.REDIS_URL) {
                      this.redis = redis.createClient(process.env.REDIS_URL)
                    }
                  }
                  serve() {
                    use(this.redis)
                  }
                }
                new App().setup()
            """,
        },
        {**NODE, "databases": {"redis": "optional package.json:1 src/app.ts:7"}},
    ),
    "a setting that is false": (
        {
            **FEW,
            "package.json": ELASTIC,
            "src/search.ts": SEARCH,
            "src/app.ts": "import Search from './search'\nnew Search(config.uri)\n",
            "config/default.ts": "export default {\n  enableElasticsearch: env('ENABLE_ES', 'boolean', false),\n}\n",
        },
        {**NODE, "databases": {"elasticsearch": "optional package.json:1 config/default.ts:2"}},
    ),
    "a setting that is true": (
        {
            **FEW,
            "package.json": ELASTIC,
            "src/search.ts": SEARCH,
            "src/app.ts": "import Search from './search'\nnew Search(config.uri)\n",
            "config/default.ts": "export default {\n  elastic: { enabled: true, flush: false },\n}\n",
        },
        {**NODE, "databases": {"elasticsearch": "required package.json:1"}},
    ),
    "settings of the engine's own that are off": (
        {
            **FEW,
            "package.json": ELASTIC,
            "src/search.ts": SEARCH,
            "src/app.ts": "import Search from './search'\nnew Search(config.uri)\n",
            "config/default.ts": "export default {\n  elastic: { enabled: false, node: 'http://search:9200' },\n}\n",
        },
        {**NODE, "databases": {"elasticsearch": "optional package.json:1 config/default.ts:2"}},
    ),
    "a variable that has to say yes": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/app.ts": "import Redis from 'ioredis'\nexport const client = new Redis(config.address)\n",
            "src/config.ts": "export const cached = process.env.REDIS_ENABLED === 'true'\n",
        },
        {**NODE, "databases": {"redis": "optional package.json:1 src/config.ts:1"}},
    ),
    "a variable that may say no": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/app.ts": "import Redis from 'ioredis'\nexport const client = new Redis(config.address)\n",
            "src/config.ts": "export const cached = env('REDIS_ENABLED', true)\n",
        },
        {**NODE, "databases": {"redis": "required package.json:1"}},
    ),
    "only code that tells how well it is connects": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/health/redis.service.ts": "import Redis from 'ioredis'\nexport const client = new Redis()\n",
        },
        {**NODE, "databases": {"redis": "optional package.json:1 src/health/redis.service.ts:1"}},
    ),
    "what else begins so": (
        {
            **FEW,
            "package.json": IOREDIS,
            "health-records/store.ts": "import Redis from 'ioredis'\nexport const client = new Redis()\n",
        },
        {**NODE, "databases": {"redis": "required package.json:1"}},
    ),
    "so does other code": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/health/redis.service.ts": "import Redis from 'ioredis'\nexport const client = new Redis()\n",
            "src/cache.ts": "import Redis from 'ioredis'\nexport const client = new Redis()\n",
        },
        {**NODE, "databases": {"redis": "required package.json:1"}},
    ),
    "a setting is held against its name, and nothing but tests loads it": (
        {
            **FEW,
            "package.json": '{"dependencies": {"mongodb": "6", "stores": "1"}}',
            "src/store.js": "const store = config.kind === 'mongodb' ? open(config.mongodb) : require(config.kind)\n",
            "tests/store.js": "const { MongoClient } = require('mongodb')\nnew MongoClient()\n",
        },
        {**NODE, "databases": {"mongodb": "optional package.json:1 src/store.js:1"}},
    ),
    "a name that nothing is held against": (
        {
            **FEW,
            "package.json": '{"dependencies": {"mongodb": "6", "stores": "1"}}',
            "src/store.js": "const store = require(name || 'mongodb')\n",
            "tests/store.js": "const { MongoClient } = require('mongodb')\nnew MongoClient()\n",
        },
        {**NODE, "databases": {"mongodb": "required package.json:1"}},
    ),
    "a framework makes the client and injects it": (
        {
            **FEW,
            "package.json": IOREDIS,
            "src/cache.ts": """
                import type { Redis } from 'ioredis'
                class Cache {
                  @Inject()
                  private readonly redis: Redis
                }
            """,
        },
        {**NODE, "databases": {"redis": "required package.json:1"}},
    ),
}

SCHEMA = "<?php\nif ($this->connection()->getDriverName() == 'mysql') {\n    narrow();\n}\n"
PLAIN = {
    "composer.json": '{"require": {"php": ">=8.2", "illuminate/database": "^12"}}',
    "index.php": "<?php\nstart();\n",
    "config/database.php": "<?php\nreturn ['driver' => env('DB_DRIVER', 'pgsql'), 'host' => 'localhost'];\n",
    "database/migrations/1_users.php": SCHEMA,
}
PHP = {"languages": ["php 8.2"]}
PHP_CASES = {
    "migrations ask which server there is": (
        {**PLAIN, "database/migrations/2_posts.php": SCHEMA},
        {
            **PHP,
            "databases": {
                "mysql": "one_of database/migrations/1_users.php:2",
                "postgresql": "one_of config/database.php:2",
            },
        },
    ),
    "one migration that asks may be left behind": (
        PLAIN,
        {**PHP, "databases": {"postgresql": "required config/database.php:2"}},
    ),
    "migrations of Laravel that keep the answer": (
        {
            "artisan": "",
            "composer.json": '{"require": {"laravel/framework": "^11.0"}}',
            "config/database.php": "<?php\nreturn ['default' => env('DB_CONNECTION', 'mysql')];\n",
            ".env.example": "DB_CONNECTION=pgsql\n",
            **{
                f"database/migrations/{name}.php": "<?php\n$is = DB::getDriverName();\nif ($is === 'mysql') { a(); }\n"
                for name in ("1_users", "2_posts")
            },
        },
        {
            "frameworks": ["Laravel 11.0"],
            "languages": ["php"],
            "databases": {
                "mysql": "one_of database/migrations/1_users.php:3",
                "postgresql": "one_of .env.example:1",
            },
        },
    ),
}

JAVA_SEARCH = """
dependencies {
    implementation 'co.elastic.clients:elasticsearch-java:8.15.0'
}
"""
APP = "plugins { id 'application' }\ndependencies {\n    implementation project(':search-elastic')\n}\n"
JAVA_CASES = {
    "modules for one search engine or another": (
        {
            "settings.gradle": "include 'app', 'search-elastic', 'search-solr'\n",
            "app/build.gradle": APP,
            "search-elastic/build.gradle": JAVA_SEARCH,
            "search-solr/build.gradle": "dependencies {}\n",
        },
        {"languages": ["java"], "databases": {"elasticsearch": "optional search-elastic/build.gradle:2"}},
    ),
    "one module for the search, and one for something else": (
        {
            "settings.gradle": "include 'app', 'search-elastic', 'search-rank'\n",
            "app/build.gradle": APP,
            "search-elastic/build.gradle": JAVA_SEARCH,
            "search-rank/build.gradle": "dependencies {}\n",
        },
        {"languages": ["java"], "databases": {"elasticsearch": "required search-elastic/build.gradle:2"}},
    ),
    "a module that starts a server by itself is an application": (
        {
            "pom.xml": "<project><groupId>a</groupId><artifactId>all</artifactId><packaging>pom</packaging>"
            "<modules><module>words</module><module>web</module></modules></project>",
            "words/pom.xml": "<project><groupId>a</groupId><artifactId>words</artifactId><build><plugins><plugin>"
            "<artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>",
            "web/pom.xml": """
                <project><groupId>a</groupId><artifactId>web</artifactId><dependencies>
                  <dependency>
                    <groupId>org.mongodb</groupId><artifactId>mongodb-driver-sync</artifactId>
                  </dependency>
                </dependencies></project>
            """,
            "web/src/main/kotlin/Start.kt": """
                import com.mongodb.client.MongoClients
                fun main() {
                    vertx.deployVerticle(Web(MongoClients.create()))
                }
            """,
        },
        {"languages": ["java"], "databases": {"mongodb": "required web/pom.xml:3"}},
    ),
}

CACHED = "services:\n  web: {build: .}\n  db: {image: postgres}\n  cache: {image: memcached}\n"
LOGS = """
Rails.configuration.after_initialize do
{first}  SemanticLogger.add_appender(appender: :elasticsearch, url: Site.elasticsearch.url)
end
"""
RUBY_CASES = {
    "a class of the application's own is called after the engine": (
        {
            "Gemfile": 'gem "pg"\ngem "mongo"\n',
            "app/services/old.rb": 'Client = Mongo::Client.new(ENV["OLD_URL"]) if ENV["OLD_URL"].present?\n',
            "app/services/mongo_processor.rb": "class MongoProcessor\nend\n",
            "app/services/import.rb": "MongoProcessor.new(Client)\n",
        },
        {"languages": ["ruby"], "databases": {"mongodb": "optional Gemfile:2", "postgresql": "required Gemfile:1"}},
    ),
    "a class of the application's own that connects in any case": (
        {
            "Gemfile": 'gem "pg"\ngem "mongo"\n',
            "app/services/mongo_processor.rb": 'class MongoProcessor\n  C = Mongo::Client.new(ENV["URL"])\nend\n',
            "app/services/import.rb": "MongoProcessor.new\n",
        },
        {"languages": ["ruby"], "databases": {"mongodb": "required Gemfile:2", "postgresql": "required Gemfile:1"}},
    ),
    "logs that go there where a setting says so": (
        {
            "Gemfile": 'gem "pg"\ngem "elasticsearch"\n',
            "config/initializers/logs.rb": LOGS.format(first="  next if Site.elasticsearch.blank?\n"),
        },
        {
            "languages": ["ruby"],
            "databases": {"elasticsearch": "optional Gemfile:2", "postgresql": "required Gemfile:1"},
        },
    ),
    "logs that go there in any case": (
        {
            "Gemfile": 'gem "pg"\ngem "elasticsearch"\n',
            "config/initializers/logs.rb": LOGS.format(first=""),
        },
        {
            "languages": ["ruby"],
            "databases": {"elasticsearch": "required Gemfile:2", "postgresql": "required Gemfile:1"},
        },
    ),
    "a cache that code asks for, and a file runs": (
        {
            "Gemfile": 'gem "pg"\ngem "dalli"\n',
            "config/application.rb": "options[:digest] = 1 if kind == :mem_cache_store\n",
            "docker-compose.yml": CACHED,
            "deploy/compose.yml": CACHED.replace("build: .", "build: .."),
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1 deploy/compose.yml:3 docker-compose.yml:3",
                "memcached": "optional Gemfile:2 deploy/compose.yml:4 docker-compose.yml:4",
            },
        },
    ),
}

ASKED = 'from django.conf import settings\nif settings.CELERY_BROKER_URL != "":\n    queue()\n'
DJANGO = {"languages": ["python"], "frameworks": ["Django 5.1"]}
PYTHON_CASES = {
    "an empty address of the broker, which code asks for": (
        {
            "requirements.txt": "Django==5.1\ncelery==5.4\n",
            "manage.py": "",
            "shop/settings.py": 'CELERY_BROKER_URL = ""\n',
            "shop/tasks.py": ASKED,
        },
        {
            **DJANGO,
            "databases": {"redis": "optional shop/settings.py:1", "rabbitmq": "optional shop/settings.py:1"},
        },
    ),
    "settings that leave the place of every server open say where, not whether": (
        {
            "requirements.txt": "flask==3.0\npsycopg==3.2\nelasticsearch==8.0\n",
            "shop/default_config.yaml": "DATABASE_CONN: ~\nELASTICSEARCH_HOST: ~\n",
            "shop/search.py": "from elasticsearch import Elasticsearch\nsearch = Elasticsearch(HOST)\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0"],
            "databases": {"postgresql": "required requirements.txt:2", "elasticsearch": "required requirements.txt:3"},
        },
    ),
    "settings that leave the place of one server open": (
        {
            "requirements.txt": "flask==3.0\npsycopg==3.2\nelasticsearch==8.0\n",
            "shop/default_config.yaml": "DATABASE_CONN: postgresql://db/shop\nELASTICSEARCH_HOST: ~\n",
            "shop/search.py": "from elasticsearch import Elasticsearch\nsearch = Elasticsearch(HOST)\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0"],
            "databases": {
                "postgresql": "required requirements.txt:2",
                "elasticsearch": "optional shop/default_config.yaml:2 requirements.txt:3",
            },
        },
    ),
    "an empty set of settings for the queue, which code asks for": (
        {
            "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["celery[redis]", "flask"]\n',
            "shop/config.py": "class Default:\n    CELERY_CONFIG: dict[str, str] = {}\n",
            "shop/tasks.py": """
                from flask import current_app
                def run(task):
                    return task.delay() if current_app.config["CELERY_CONFIG"] else task()
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {
                "redis": "optional shop/config.py:2 pyproject.toml:3",
                "rabbitmq": "optional shop/config.py:2",
            },
        },
    ),
    "an empty address of the broker, which nobody asks for": (
        {
            "requirements.txt": "Django==5.1\ncelery==5.4\n",
            "manage.py": "",
            "shop/settings.py": 'CELERY_BROKER_URL = ""\n',
        },
        {**DJANGO, "databases": {"redis": "one_of requirements.txt:2", "rabbitmq": "one_of requirements.txt:2"}},
    ),
    "what a framework loads by its name goes with a client that is imported where it is asked for": (
        {
            "requirements.txt": "Django==5.1\ndjango-redis-cache==3.0\nredis==3.5\n",
            "manage.py": "",
            "shop/apps.py": """
                def ready(self):
                    if OPTIONS["CACHE_BACKEND"] == "redis":
                        from redis import Redis
                        check(Redis())
            """,
        },
        {**DJANGO, "databases": {"redis": "optional requirements.txt:2 requirements.txt:3"}},
    ),
    "the broker that a function falls back to, behind a module that is too large to read": (
        {
            "requirements.txt": "celery==5.4\nredis==5.0\n",
            "a.py": "REDIS_HOST = X\n" * 55_000,
            "shop/tasks/app.py": """
                import redis

                def make():
                    broker = settings.get("broker")
                    if broker is None:
                        broker = f"pyamqp://guest@{host()}//"
                    return Celery("shop", broker=broker)
            """,
        },
        {
            "languages": ["python"],
            "databases": {"redis": "required requirements.txt:2", "rabbitmq": "required shop/tasks/app.py:6"},
        },
    ),
    "a queue of which the broker has a default, and a place only in a profile": (
        {
            "requirements.txt": "Django==5.1\npsycopg==3.2\ncelery==5.4\nredis==5.0\n",
            "manage.py": "",
            "shop/settings.py": """
                DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
                CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://localhost:6379")
            """,
            "docker-compose.yml": """
                services:
                  web: {build: .}
                  db: {image: postgres}
                  redis: {image: redis, profiles: [queue]}
            """,
        },
        {
            **DJANGO,
            "databases": {
                "postgresql": "required shop/settings.py:1 requirements.txt:2 docker-compose.yml:3",
                "redis": "optional shop/settings.py:2 requirements.txt:4 docker-compose.yml:4",
            },
            "hints": {"redis": "redis"},
        },
    ),
    "a driver that the code uses, of a server that every file starts for those alone who ask": (
        {
            "requirements.txt": "flask==3.0\npsycopg==3.2\npika==1.3\n",
            "shop/notify.py": "import pika\n\nconnection = pika.BlockingConnection(parameters)\n",
            "docker-compose.yml": """
                services:
                  web: {build: ., volumes: [".:/app"]}
                  db: {image: postgres}
                  queue: {image: rabbitmq, profiles: [notify]}
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0"],
            "databases": {
                "postgresql": "required requirements.txt:2 docker-compose.yml:3",
                "rabbitmq": "optional requirements.txt:3 docker-compose.yml:4",
            },
        },
    ),
    "a menu of addresses, of which a variable takes one": (
        {
            "requirements.txt": "flask==3.0\nmysqlclient==2.2\npsycopg==3.2\n",
            "shop/configuration.py": """
                class Settings:
                    DB_TEMPLATES = {
                        "sqlite": "sqlite:////data/main.db",
                        "postgresql": "postgresql://{user}@{host}/{name}",
                        "mysql": "mysql://{user}@{host}/{name}",
                    }
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0"],
            "databases": {
                "mysql": "one_of shop/configuration.py:5 requirements.txt:2",
                "postgresql": "one_of shop/configuration.py:4 requirements.txt:3",
                "sqlite": "one_of shop/configuration.py:3",
            },
            "warnings": ["shop/configuration.py:3: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "databases of which each is bound": (
        {
            "requirements.txt": "flask==3.0\nmysqlclient==2.2\npsycopg==3.2\n",
            "shop/configuration.py": """
                SQLALCHEMY_BINDS = {
                    "users": "postgresql://users@db/users",
                    "meters": "mysql://meters@old/meters",
                }
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0"],
            "databases": {
                "mysql": "required shop/configuration.py:3 requirements.txt:2",
                "postgresql": "required shop/configuration.py:2 requirements.txt:3",
            },
        },
    ),
    "what one file only starts on demand is not used everywhere": (
        {
            "requirements.txt": "flask==3.0\npsycopg==3.2\nredis==5.0\n",
            "shop/cache.py": "import os\nif os.environ.get('REDIS_URL'):\n    import redis\n",
            "compose.yml": """
                services:
                  web: {build: .}
                  db: {image: postgres}
                  cache: {image: redis, profiles: [cache]}
            """,
            "deploy/compose.yml": """
                services:
                  web: {build: ..}
                  db: {image: postgres}
                  cache: {image: redis}
            """,
            "deploy/large/compose.yml": """
                services:
                  web: {build: ../..}
                  db: {image: postgres}
                  cache: {image: redis}
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0"],
            "databases": {
                "postgresql": "required requirements.txt:2"
                " compose.yml:3 deploy/compose.yml:3 deploy/large/compose.yml:3",
                "redis": "optional requirements.txt:3 compose.yml:4 deploy/compose.yml:4 deploy/large/compose.yml:4",
            },
            "hints": {"redis": "redis"},
        },
    ),
}
CASES = {**GO_CASES, **NODE_CASES, **PHP_CASES, **JAVA_CASES, **RUBY_CASES, **PYTHON_CASES}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application that has a driver installed can do without, as its own code and settings show."""

from __future__ import annotations

import pytest

PYTHON = {"languages": ["python"]}
FLASK = {**PYTHON, "frameworks": ["Flask"]}
NODE = {"languages": ["node"], "frameworks": ["Express 4"]}
RUST = {"languages": ["rust"], "frameworks": ["axum 0.7"]}
CRATES = '[package]\nname = "shop"\n[dependencies]\naxum = "0.7"\nredis = "0.25"\n'
LARAVEL = '{"require": {"php": "^8.1", "laravel/framework": "^10.10"}}'
CONNECTIONS = """
<?php
return [
    'default' => env('DB_CONNECTION', 'mysql'),
    'connections' => [
        'mysql' => ['driver' => 'mysql'],
        'pgsql' => ['driver' => 'pgsql'],
    ],
];
"""
STORAGE = """
const createRedis = require('./redis');
class Storage {
  constructor(config) {
    let Files = null;
    if (config.bucket) {
      Files = require('./s3');
    } else {
      Files = require('./fs');
    }
    this.redis = createRedis(config);
  }
}
module.exports = new Storage({});
"""

CASES = {
    "a setting that is read into a name, which is asked for": (
        {
            "requirements.txt": "flask\nredis\n",
            "app/config.py": "class Config:\n    APP_REDIS_URL = os.environ.get(Keys.REDIS_URL)\n",
            "app/keys.py": 'class Keys:\n    REDIS_URL = "APP_REDIS_URL"\n',
            "app/cache.py": """
                import redis
                def client():
                    url = config_value("APP_REDIS_URL")
                    if not url:
                        return None
                    return redis.Redis.from_url(url)
            """,
        },
        {**FLASK, "databases": {"redis": "optional app/config.py:2 requirements.txt:2"}},
    ),
    "the same where something else takes its place": (
        {
            "requirements.txt": "flask\nredis\n",
            "app/config.py": "class Config:\n    APP_REDIS_URL = os.environ.get(Keys.REDIS_URL)\n",
            "app/cache.py": """
                import redis
                def client():
                    url = config_value("APP_REDIS_URL")
                    if not url:
                        url = "redis://localhost"
                    return redis.Redis.from_url(url)
            """,
        },
        {**FLASK, "databases": {"redis": "required requirements.txt:2"}},
    ),
    "a property for a setting that nobody has to give": (
        {
            "requirements.txt": "flask\nredis\n",
            "app/settings.py": """
                class Settings:
                    @property
                    def REDIS_URL(self):
                        return self.read("REDIS_URL", None)
            """,
            "app/live.py": "from redis import asyncio\n",
        },
        {**FLASK, "databases": {"redis": "optional app/settings.py:3 requirements.txt:2"}},
    ),
    "memory takes the place of a server that is not told": (
        {
            "requirements.txt": "flask\nflask-limiter\nredis\n",
            "app/config.py": 'class Config:\n    LIMITS = os.environ.get("REDIS_URL", "memory://")\n',
        },
        {**FLASK, "databases": {"redis": "optional app/config.py:2 requirements.txt:3"}},
    ),
    "SQLite without a package, by an ORM's URL": (
        {
            "requirements.txt": "flask\nflask-sqlalchemy\n",
            "app.py": "app.config['SQLALCHEMY_DATABASE_URI'] = os.environ.get('DATABASE_URL', 'sqlite:///app.db')\n",
        },
        {
            **FLASK,
            "databases": {"sqlite": "required app.py:1"},
            "warnings": [
                (
                    "app.py:1: SQLite is for development only and is never deployed; install psycopg or mysqlclient "
                    "and set the matching ENGINE in its place, commit, and analyse again"
                )
            ],
        },
    ),
    "one of several ways to keep things, of which one is always loaded": (
        {
            "package.json": '{"dependencies": {\n"express": "4",\n"redis": "3"}}',
            "server/storage/index.js": STORAGE,
            "server/storage/redis.js": """
                module.exports = function (config) {
                  const redis = require('redis');
                  return redis.createClient({ host: config.redis_host });
                };
            """,
            "server/storage/fs.js": "module.exports = class {};\n",
            "server/storage/s3.js": "module.exports = class {};\n",
        },
        {**NODE, "databases": {"redis": "required package.json:3"}},
    ),
    "a package that is loaded by a name that is put together": (
        {
            "package.json": '{"dependencies": {\n"express": "4",\n"redis": "3"}}',
            "a.js": "const name = process.env.CI ? 'redis-mock' : 'redis';\nconst redis = require(name);\n",
            "b.js": "module.exports = 1;\n",
            "c.js": "module.exports = 1;\n",
        },
        {**NODE, "databases": {"redis": "required package.json:3"}},
    ),
    "types of a driver connect to nothing": (
        {
            "package.json": '{"dependencies": {\n"express": "4",\n"pg": "8",\n"redis": "4"}}',
            "db.ts": "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
            "redis.ts": """
                import { createClient, RedisClientType } from 'redis';
                const clients: Record<string, RedisClientType> = {};
                export async function client(): Promise<RedisClientType> {
                  if (process.env.REDIS_URL) {
                    return createClient({ url: process.env.REDIS_URL });
                  }
                }
            """,
            "c.ts": "export const c = 1;\n",
        },
        {
            **NODE,
            "databases": {"postgresql": "required package.json:3", "redis": "optional package.json:4 redis.ts:5"},
        },
    ),
    "what a module does when it is used is no function of its own": (
        {
            "package.json": '{"dependencies": {\n"fastify": "4",\n"@fastify/postgres": "5",\n"@fastify/redis": "6"}}',
            "app.js": """
                module.exports = async function (fastify) {
                  fastify.register(require('@fastify/postgres'));
                  fastify.register(require('@fastify/redis'));
                };
            """,
            "b.js": "module.exports = 1;\n",
            "c.js": "module.exports = 1;\n",
        },
        {
            "languages": ["node"],
            "frameworks": ["Fastify 4"],
            "databases": {"postgresql": "required package.json:3", "redis": "required package.json:4"},
        },
    ),
    "Rust: settings that hold the place as an option": (
        {
            "Cargo.toml": CRATES,
            "src/main.rs": "fn main() {}\n",
            "src/config.rs": "pub struct Config {\n    pub redis_url: Option<String>,\n}\n",
        },
        {**RUST, "databases": {"redis": "optional Cargo.toml:5"}},
    ),
    "Rust: an option for the password alone": (
        {
            "Cargo.toml": CRATES,
            "src/main.rs": "fn main() {}\n",
            "src/config.rs": (
                "pub struct Config {\n    pub redis_url: String,\n    pub redis_password: Option<String>,\n}\n"
            ),
        },
        {**RUST, "databases": {"redis": "required Cargo.toml:5"}},
    ),
    "Rust: a variable that the code goes on without": (
        {
            "Cargo.toml": CRATES,
            "src/main.rs": 'fn main() {\n    if let Ok(url) = env::var("REDIS_URL") {\n        go(url);\n    }\n}\n',
        },
        {**RUST, "databases": {"redis": "optional Cargo.toml:5"}},
    ),
    "Rust: a variable that has to be there": (
        {
            "Cargo.toml": CRATES,
            "src/main.rs": 'fn main() {\n    let url = env::var("REDIS_URL").unwrap();\n}\n',
        },
        {**RUST, "databases": {"redis": "required Cargo.toml:5"}},
    ),
    "Laravel: the example of the environment overrules what every project comes with": (
        {
            "composer.json": LARAVEL,
            "artisan": "",
            "config/database.php": CONNECTIONS,
            ".env.example": "DB_CONNECTION=pgsql\nDB_HOST=127.0.0.1\n",
        },
        {
            "languages": ["php 8.1"],
            "frameworks": ["Laravel 10.10"],
            "databases": {"postgresql": "required .env.example:1"},
        },
    ),
    "Laravel: the environment of production is read, not copied": (
        {
            "composer.json": LARAVEL,
            "artisan": "",
            "config/database.php": CONNECTIONS,
            ".env.production": "APP_ENV=production\nDB_CONNECTION=pgsql\n",
            ".env.example": "DB_CONNECTION=mysql\n",
        },
        {
            "languages": ["php 8.1"],
            "frameworks": ["Laravel 10.10"],
            "databases": {"postgresql": "required .env.production:2"},
        },
    ),
    "a variable for the kind of database within its URL": (
        {
            "pom.xml": (
                "<project><dependencies>\n"
                "<dependency><groupId>com.mysql</groupId><artifactId>mysql-connector-j</artifactId></dependency>\n"
                "<dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>\n"
                "</dependencies></project>\n"
            ),
            "conf/app.yaml": "database:\n  url: jdbc:${DB_SCHEME:-mysql}://${DB_HOST:-localhost}/shop\n",
        },
        {
            "languages": ["java"],
            "databases": {"mysql": "one_of conf/app.yaml:2 pom.xml:2", "postgresql": "one_of pom.xml:3"},
        },
    ),
    "a service that is called after an engine, with an image of somebody's own": (
        {
            "requirements.txt": "flask\nredis\n",
            "app.py": "import redis\nclient = redis.Redis(host='redis')\n",
            "compose.yaml": "services:\n  redis:\n    image: registry.example.com/ops/cache:4\n  web:\n    build: .\n",
        },
        {**FLASK, "databases": {"redis": "required requirements.txt:2 compose.yaml:3"}},
    ),
    "repositories of Ecto that are called after the engines": (
        {
            "mix.exs": """
                defmodule Shop.MixProject do
                  defp deps do
                    [{:postgrex, ">= 0.0.0"}, {:myxql, ">= 0.0.0"}]
                  end
                end
            """,
            "config/prod.exs": """
                config :shop, Shop.RepoPostgres, adapter: Ecto.Adapters.Postgres
                config :shop, Shop.RepoMysql, adapter: Ecto.Adapters.MyXQL
            """,
            "lib/repo_mysql.ex": "use Ecto.Repo, adapter: Ecto.Adapters.MyXQL\n",
            "lib/repo_postgres.ex": "use Ecto.Repo, adapter: Ecto.Adapters.Postgres\n",
        },
        {
            "languages": ["elixir"],
            "databases": {
                "mysql": "one_of config/prod.exs:2 lib/repo_mysql.ex:1 mix.exs:3",
                "postgresql": "one_of config/prod.exs:1 lib/repo_postgres.ex:1 mix.exs:3",
            },
        },
    ),
    "a file that runs every database there is, to try them": (
        {
            "composer.json": '{"require": {"php": "^8.1", "acme/orm": "^1"}}',
            "docker-compose.yml": """
                services:
                  web:
                    build: .
                  shop_db_mysql:
                    image: mysql:8.0
                  shop_db_postgres:
                    image: postgres:16
                  shop_redis:
                    image: redis:7
            """,
        },
        {
            "languages": ["php 8.1"],
            "databases": {
                "mysql": "one_of docker-compose.yml:5",
                "postgresql": "one_of docker-compose.yml:7",
                "redis": "optional docker-compose.yml:9",
            },
            "hints": {"mysql": "mysql 8.0", "postgresql": "16", "redis": "redis 7"},
        },
    ),
    "settings that take either, and a file that runs the application without a server": (
        {
            "requirements.txt": "django==5.0\npsycopg\n",
            "manage.py": "",
            "shop/settings.py": """
                if config("DB_HOST", default=None):
                    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": config("DB_HOST")}}
                else:
                    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
            """,
            "docker-compose.yml": "services:\n  shop:\n    image: ghcr.io/acme/app\n    volumes: ['./db:/app/db']\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Django 5.0"],
            "databases": {
                "postgresql": "one_of shop/settings.py:2 requirements.txt:2",
                "sqlite": "one_of shop/settings.py:4",
            },
            "warnings": ["shop/settings.py:4: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "plug-ins with a manifest of their own are no application": (
        {
            "server/package.json": '{"dependencies": {"express": "4", "pg": "8"}}',
            "server/index.js": "const pg = require('pg');\nnew pg.Pool();\n",
            "plugins/package.json": '{"workspaces": ["packages/*"], "dependencies": {}}',
            "plugins/packages/mongodb/package.json": '{"dependencies": {"mongodb": "4"}}',
            "plugins/packages/mysql/package.json": '{"dependencies": {"mysql2": "2"}}',
        },
        {
            "languages": ["node"],
            "frameworks": ["Express 4 (server)"],
            "databases": {
                "postgresql": "required server/package.json:1",
                "mysql": "optional plugins/packages/mysql/package.json:1",
                "mongodb": "optional plugins/packages/mongodb/package.json:1",
            },
        },
    ),
    "Ruby that leaves a method where no server is set, in a block": (
        {
            "Gemfile": "gem 'redis'\n",
            "lib/cache.rb": """
                def build(settings)
                  if settings.address.to_s.empty?
                    return MemoryStore.new
                  end
                  Redis.new(url: settings.address)
                end
            """,
        },
        {"languages": ["ruby"], "databases": {"redis": "optional Gemfile:1"}},
    ),
    "Ruby that tells what is missing, and ends": (
        {
            "Gemfile": "gem 'redis'\n",
            "lib/cache.rb": """
                def build(settings)
                  if settings.address.to_s.empty?
                    exit 1
                  end
                  Redis.new(url: settings.address)
                end
            """,
        },
        {"languages": ["ruby"], "databases": {"redis": "required Gemfile:1"}},
    ),
    "Ruby that leaves a method in tests alone, in a block": (
        {
            "Gemfile": "gem 'redis'\n",
            "lib/cache.rb": """
                def build(settings)
                  if Rails.env.test?
                    return MemoryStore.new
                  end
                  Redis.new(url: settings.address)
                end
            """,
        },
        {"languages": ["ruby"], "databases": {"redis": "required Gemfile:1"}},
    ),
    "Ruby that leaves a method in one branch, and takes the server in the other": (
        {
            "Gemfile": "gem 'redis'\n",
            "lib/cache.rb": """
                def build(settings)
                  if settings.small?
                    @store = Redis.new(db: 1)
                  else
                    return Redis.new(db: 2)
                  end
                  @store
                end
            """,
        },
        {"languages": ["ruby"], "databases": {"redis": "required Gemfile:1"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

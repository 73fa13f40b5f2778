# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation calls optional, and settings that only show one of several; each with what looks alike."""

from __future__ import annotations

import pytest

from tests.unit.analysis.test_java import pom

LARAVEL = {
    "artisan": "",
    "composer.json": '{"require": {"laravel/framework": "^11.0", "predis/predis": "^2"}}',
    "config/database.php": "<?php return ['default' => env('DB_CONNECTION', 'mysql')];",
    "config/cache.php": "<?php return ['default' => env('CACHE_STORE', 'database')];",
    ".env.example": "DB_CONNECTION=mysql\nCACHE_STORE=redis\n",
}
IN_LARAVEL = {"languages": ["php"], "frameworks": ["Laravel 11.0"]}
MYSQL = "required .env.example:1 config/database.php:1"
REDIS_USED = "required .env.example:2 composer.json:1"
#: Words of a README, and whether they say that the application runs without Redis.
WORDS = {
    "- Redis (optional)": True,
    "* **Redis** 6.2 or newer (optional, for caching)": True,
    "- [Redis](https://redis.io) (optional - for caching)": True,
    "1. (Optional) Redis, for caching": True,
    "3. *Optional:* Redis server": True,
    "- **Redis is optional.** The Docker setup uses it.": True,
    "Redis is an optional dependency for clusters": True,
    "- An *optional* Redis server version 6 or higher": True,
    "- **Cache** - Redis, optional; for more than one replica": True,
    "- Redis \uff08\u53ef\u9009\uff09": True,
    "- Redis (\u53ef\u9009)": True,
    "- \u90ae\u4ef6 \uff08\u53ef\u9009\uff09, Redis": False,
    "- Redis": False,
    "## Optional dependencies\n- Redis 6 or 7 (needed for caching)": True,
    "Optional services\n-----------------\n* MinIO\n* Redis: for sessions": True,
    "## Optional\n### Redis\n- more than one replica\n### Search\n- with Redis 6": False,
    "## Optional dependencies\n- MinIO\n## Required\n- Redis 6": False,
    "## Optional dependencies that you may like to have\n- Redis 6": False,
    "- `REDIS_PREFIX` (optional)": False,
    "An optional Redis password": False,
    "(Optional) Redis password": False,
    "Redis (optional password)": False,
    "Redis is not optional": False,
    "#### Setting up TLS for Redis (optional but recommended)": False,
    "Redis is optional in development": False,
    "- [Redis server](https://redis.io/) (optional for development)": False,
    "| the port that Redis runs on | Optional |": False,
    "You can optionally use a different Redis for sessions": False,
}

SELECT = """
    <?php
    $details = [
        'DB_CONNECTION' => select('Which database?', ['mysql', 'pgsql', 'sqlsrv']),
    ];
"""
PLAIN = {key: text for key, text in LARAVEL.items() if key not in ("config/cache.php", ".env.example")}
PLAIN |= {"composer.json": '{"require": {"laravel/framework": "^11.0"}}', ".env.example": "DB_CONNECTION=mysql\n"}
PLAIN |= {"database/migrations/1_users.php": "<?php"}
CHOSEN = {"mysql": "one_of .env.example:1 config/database.php:1"}

SWITCH = """
    <?php
    $driver = env('DRIVER', 'sqlite');
    switch ($driver) {
        case 'sqlite':
            return ['driver' => 'sqlite', 'database' => 'app.db'];
        case 'mysql':
            return ['driver' => 'mysql', 'host' => 'localhost'];
    }
"""
RAILS = 'source "https://example.org"\ngem "rails", "8.0.1"\ngem "sqlite3"\ngem "pg"\n'
SQLITE = "production:\n  adapter: sqlite3\n  database: storage/production.sqlite3\n"

PRISMA = (
    "prisma/schema.prisma:2: SQLite is for development only and is never deployed; "
    "install pg or mysql2 and connect to it in its place, commit, and analyse again"
)

JAVA = {"languages": ["java"]}
TWO = "com.mysql:mysql-connector-j\norg.postgresql:postgresql"
URL = "spring:\n  datasource:\n    url: jdbc:mysql://db/shop\n"
CACHED = """
    package shop;

    import org.springframework.data.redis.core.RedisTemplate;

    @Service
    @ConditionalOnExpression("'${spring.cache.type}'.equals('redis')")
    class RedisCache {
        @Resource private RedisTemplate<String, Object> redisTemplate;
    }
"""
JCACHE = "spring:\n  cache:\n    type: jcache\n  data:\n    redis:\n      host: 127.0.0.1\n"
WITH_CACHE = {
    "pom.xml": pom("org.springframework.boot:spring-boot-starter-data-redis"),
    "src/main/resources/application.yml": JCACHE,
}
CASES = {
    "an installer that asks which server it is": (
        {**PLAIN, "packages/Installer/src/Console/Install.php": SELECT},
        {
            **IN_LARAVEL,
            "databases": {**CHOSEN, "postgresql": "one_of packages/Installer/src/Console/Install.php:3"},
        },
    ),
    "an installer that asks, though the manifest wants one extension": (
        {
            **PLAIN,
            "composer.json": '{"require": {"laravel/framework": "^11.0", "ext-pdo_mysql": "*"}}',
            "packages/Installer/src/Console/Install.php": SELECT,
        },
        {
            **IN_LARAVEL,
            "databases": {
                "mysql": "one_of .env.example:1 config/database.php:1 composer.json:1",
                "postgresql": "one_of packages/Installer/src/Console/Install.php:3",
            },
        },
    ),
    "settings that others import, one folder for each environment": (
        {
            "pom.xml": pom(
                "com.mysql:mysql-connector-j\norg.springframework.boot:spring-boot-starter-data-redis\n"
                "com.rabbitmq:amqp-client"
            ),
            "src/main/resources/application.yml": "spring:\n  config:\n    import: application-dal.yml,other.yml\n",
            "src/main/resources-env/dev/application-dal.yml": "spring.redis.host: localhost\n",
            "src/main/resources-env/prod/application-dal.yml": (
                f"{URL}  redis:\n    host: db\nrabbitmq:\n  host: localhost\n  switch_flag: false\n"
            ),
        },
        {
            **JAVA,
            "databases": {
                "mysql": "required src/main/resources-env/prod/application-dal.yml:3 pom.xml:7",
                "redis": (
                    "required src/main/resources-env/prod/application-dal.yml:5 pom.xml:8 "
                    "src/main/resources-env/dev/application-dal.yml:1"
                ),
                "rabbitmq": (
                    "optional src/main/resources-env/prod/application-dal.yml:7 "
                    "src/main/resources-env/prod/application-dal.yml:8 pom.xml:9"
                ),
            },
        },
    ),
    "the same settings that nobody imports are of a profile": (
        {
            "pom.xml": pom("com.mysql:mysql-connector-j\norg.springframework.boot:spring-boot-starter-data-redis"),
            "src/main/resources/application.yml": URL,
            "src/main/resources-env/prod/application-dal.yml": "spring.redis.host: db\n",
        },
        {
            **JAVA,
            "databases": {
                "mysql": "required src/main/resources/application.yml:3 pom.xml:7",
                "redis": "optional src/main/resources-env/prod/application-dal.yml:1 pom.xml:8",
            },
        },
    ),
    "a form that sets the application up": (
        {
            **PLAIN,
            "app/Http/Controllers/Install/DatabaseController.php": "<?php $rules = ['driver' => 'in:mysql,pgsql'];",
        },
        {
            **IN_LARAVEL,
            "databases": {**CHOSEN, "postgresql": "one_of app/Http/Controllers/Install/DatabaseController.php:1"},
        },
    ),
    "databases of its users are not its own": (
        {**PLAIN, "app/Http/ServerController.php": "<?php $rules = ['driver' => 'required|in:mysql,pgsql'];"},
        {**IN_LARAVEL, "databases": {"mysql": MYSQL}},
    ),
    "an installer that offers one server": (
        {**PLAIN, "app/Install.php": SELECT.replace("'pgsql', 'sqlsrv'", "'sqlsrv'") + "// 'pgsql'\n"},
        {**IN_LARAVEL, "databases": {"mysql": MYSQL}},
    ),
    "settings that return one array for each driver": (
        {"index.php": "<?php", "config/db.php": SWITCH},
        {
            "languages": ["php"],
            "databases": {"mysql": "one_of config/db.php:7", "sqlite": "one_of config/db.php:2 config/db.php:5"},
            "warnings": ["config/db.php:2: SQLite is never deployed; choose mysql in its place"],
        },
    ),
    "settings that return one array": (
        {"index.php": "<?php", "config/db.php": "<?php return ['driver' => 'mysql', 'host' => 'localhost'];"},
        {"languages": ["php"], "databases": {"mysql": "required config/db.php:1"}},
    ),
    "a file in the settings, and drivers for two servers": (
        {"Gemfile": RAILS + 'gem "mysql2"\n', "config/database.yml": SQLITE},
        {
            "languages": ["ruby"],
            "frameworks": ["Rails 8.0.1"],
            "databases": {
                "mysql": "one_of Gemfile:5",
                "postgresql": "one_of Gemfile:4",
                "sqlite": "one_of config/database.yml:2 Gemfile:3",
            },
            "warnings": ["config/database.yml:2: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "a file in a schema that names its engine, and drivers for the servers of its users": (
        {
            "package.json": '{"dependencies": {"@prisma/client": "6", "pg": "8", "mysql2": "3"}}',
            "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n  url = env("DATABASE_URL")\n}\n',
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:1",
                "postgresql": "optional package.json:1",
                "sqlite": "required prisma/schema.prisma:2",
            },
            "warnings": [PRISMA],
        },
    ),
    "the settings of a container": (
        {"pom.xml": pom(TWO), "src/main/resources/application-docker.yml": URL},
        {
            **JAVA,
            "databases": {
                "mysql": "one_of src/main/resources/application-docker.yml:3 pom.xml:7",
                "postgresql": "one_of pom.xml:8",
            },
        },
    ),
    "the settings of the application": (
        {"pom.xml": pom(TWO), "src/main/resources/application.yml": URL},
        {
            **JAVA,
            "databases": {
                "mysql": "required src/main/resources/application.yml:3 pom.xml:7",
                "postgresql": "optional pom.xml:8",
            },
        },
    ),
    "a list of what can be set, beside the settings": (
        {
            "pom.xml": pom(TWO),
            "src/main/resources/application.yml": "spring:\n  profiles:\n    active: prod\n",
            "src/main/resources/all-settings.yml": URL,
        },
        {
            **JAVA,
            "databases": {
                "mysql": "one_of src/main/resources/all-settings.yml:3 pom.xml:7",
                "postgresql": "one_of pom.xml:8",
            },
        },
    ),
    "settings that the application's own import": (
        {
            "pom.xml": pom(TWO),
            "src/main/resources/application.yml": "spring:\n  config:\n    import: classpath:data.yml\n",
            "src/main/resources/data.yml": URL,
        },
        {
            **JAVA,
            "databases": {
                "mysql": "required src/main/resources/data.yml:3 pom.xml:7",
                "postgresql": "optional pom.xml:8",
            },
        },
    ),
    "a cache in memory, and a class that is there where it is not": (
        {**WITH_CACHE, "src/main/java/shop/RedisCache.java": CACHED},
        {
            **JAVA,
            "databases": {
                "redis": "optional src/main/resources/application.yml:3 src/main/resources/application.yml:6 pom.xml:7"
            },
        },
    ),
    "a cache in memory, and a class that is always there": (
        {
            **WITH_CACHE,
            "src/main/java/shop/RedisCache.java": CACHED.replace(
                "@ConditionalOnExpression(\"'${spring.cache.type}'.equals('redis')\")", ""
            ),
        },
        {**JAVA, "databases": {"redis": "required src/main/resources/application.yml:6 pom.xml:7"}},
    ),
    "a library that cannot work without": (
        {"Gemfile": 'gem "sidekiq"\n', "README.md": "- Redis (optional)\n"},
        {"languages": ["ruby"], "databases": {"redis": "required Gemfile:1"}},
    ),
    "words within a listing, and of another document": (
        {**LARAVEL, "README.md": "```\n- Redis (optional)\n```\n", "CHANGELOG.md": "- Redis (optional)\n"},
        {**IN_LARAVEL, "databases": {"mysql": MYSQL, "redis": REDIS_USED}},
    ),
}


@pytest.mark.parametrize("words", WORDS)
def test_what_a_readme_calls_optional(understood, words):
    line = 2 + words.count("\n")
    redis = f"optional {REDIS_USED.partition(' ')[2]} INSTALL.md:{line}" if WORDS[words] else REDIS_USED
    expected = {**IN_LARAVEL, "databases": {"mysql": MYSQL, "redis": redis}}
    assert understood({**LARAVEL, "INSTALL.md": f"# Requirements\n{words}\n"}) == expected


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHP: each tree with all that a user is told of it."""

from __future__ import annotations

import json

import pytest

CONNECTIONS = """
    <?php
    // 'default' => 'pgsql',
    return [
        /* 'default' => env('DB_CONNECTION', 'pgsql'), */
        'default' => env('DB_CONNECTION', '{picked}'),
        'connections' => [
            'sqlite' => ['driver' => 'sqlite'],
            'mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST', '127.0.0.1')],
            'pgsql' => ['driver' => 'pgsql'],
        ],
        'redis' => ['client' => env('REDIS_CLIENT', 'predis')],
    ];
"""
STORES = """
    <?php
    return [
        'default' => env('CACHE_STORE', env('CACHE_DRIVER', '{picked}')),
        'stores' => ['redis' => ['driver' => 'redis'], 'fast' => ['driver' => 'memcached'], 'file' => []],
    ];
"""


def composer(name="acme/shop", **parts):
    """A composer.json; the first requirement stands in line 4."""
    return json.dumps({"name": name, **parts}, indent=1)


def laravel(picked="mysql", store="file", **require):
    """The files of an application of Laravel; what it requires beside it stands from line 5 on."""
    return {
        "artisan": "#!/usr/bin/env php\n",
        "composer.json": composer(require={"laravel/framework": "^11.9", **require}),
        "config/database.php": CONNECTIONS.replace("{picked}", picked),
        "config/cache.php": STORES.replace("{picked}", store),
    }


def symfony(env, **require):
    """The files of an application of Symfony; what it requires beside it stands from line 5 on."""
    return {"composer.json": composer(require={"symfony/framework-bundle": "7.1.*", **require}), ".env": env}


LARAVEL = {"languages": ["php"], "frameworks": ["Laravel 11.9"]}
SYMFONY = {"languages": ["php"], "frameworks": ["Symfony 7.1"]}

CASES = {
    "extensions, development and suggestions": (
        {
            "composer.json": composer(
                require={"php": "^8.2 || ^8.3", "ext-pdo_pgsql": "*", "ext-amqp": "*", "slim/slim": "4.*"},
                suggest={"ext-redis": "for speed"},
                **{"require-dev": {"mongodb/mongodb": "^1.19"}},
            )
        },
        {
            "languages": ["php 8.2"],
            "frameworks": ["Slim 4"],
            "databases": {
                "postgresql": "required composer.json:5",
                "mongodb": "development composer.json:13",
                "rabbitmq": "required composer.json:6",
            },
        },
    ),
    "versions from the lock file, whose other packages do not count": (
        {
            "composer.json": composer(
                require={"laravel/lumen-framework": "^10.0"}, config={"platform": {"php": "8.1.27"}}
            ),
            "composer.lock": json.dumps(
                {
                    "packages": [
                        {"name": "laravel/lumen-framework", "version": "v10.0.4"},
                        {"name": "predis/predis", "version": "v2.2.2"},
                    ]
                }
            ),
        },
        {"languages": ["php 8.1.27"], "frameworks": ["Lumen 10.0.4"]},
    ),
    "names that only look alike": (
        {"composer.json": composer(require={"acme/redis-parser": "1", "doctrine/dbal": "^4", "mongodb/builder": "1"})},
        {"languages": ["php"]},
    ),
    "Laravel with its default": (
        laravel(),
        {**LARAVEL, "databases": {"mysql": "required config/database.php:5"}},
    ),
    "Laravel that cares for another server, too": (
        {
            **laravel(),
            "app/Search.php": "<?php\nif (config('database.default') === 'pgsql') {\n}\n",
            "app/Stats.php": "<?php\n// 'pgsql'\n$like = DB::getDriverName() === 'pgsql' ? 'ilike' : 'like';\n",
            "database/migrations/1_x.php": "<?php\nif ('pgsql') {\n}\n",
        },
        {
            **LARAVEL,
            "databases": {
                "mysql": "one_of config/database.php:5",
                "postgresql": "one_of app/Search.php:2",
            },
        },
    ),
    "Laravel that cares for another server, and is told of one by each file that runs it": (
        {
            **laravel(),
            "config/database.php": "<?php\nreturn ['default' => env('DB_CONNECTION', 'sqlite')];\n",
            ".env.example": "APP_ENV=local\nDB_CONNECTION=pgsql\n",
            "app/Search.php": "<?php\n$like = DB::getDriverName() === 'mysql' ? 'like' : 'ilike';\n",
            "app/Stats.php": "<?php\n$now = DB::getDriverName() === 'mysql' ? 'NOW()' : 'now';\n",
            "compose.yml": """
                services:
                  web:
                    build: .
                    environment: {DB_CONNECTION: pgsql}
                  db: {image: postgres}
            """,
        },
        {
            **LARAVEL,
            "databases": {
                "postgresql": "required .env.example:2 compose.yml:5",
                "mysql": "optional app/Search.php:2",
                "sqlite": "optional config/database.php:2",
            },
        },
    ),
    "an extension for documents beside code that connects to a server": (
        {
            "composer.json": composer(require={"slim/slim": "4.*", "ext-mongodb": "*"}),
            "lib/Storage.php": "<?php\n$db = new PDO('mysql:host=' . $host);\n$cache = new Redis();\n",
        },
        {
            "languages": ["php"],
            "frameworks": ["Slim 4"],
            "databases": {"mysql": "required lib/Storage.php:2", "mongodb": "required composer.json:5"},
        },
    ),
    "one place and a migration are a leftover; an extension that is required tells more": (
        {
            **laravel(**{"ext-pdo_mysql": "*"}),
            "app/Search.php": "<?php\nreturn 'pgsql';\n",
            "app/Stats.php": "<?php\nreturn 'pgsql';\n",
        },
        {**LARAVEL, "databases": {"mysql": "required config/database.php:5 composer.json:5"}},
    ),
    "SQLite as the default is no decision": (
        {**laravel("sqlite"), ".env.example": "APP_ENV=local\nDB_CONNECTION=sqlite\n# DB_CONNECTION=mysql\n"},
        {
            **LARAVEL,
            "databases": {
                "mysql": "one_of config/database.php:8",
                "postgresql": "one_of config/database.php:9",
                "sqlite": "one_of .env.example:2 config/database.php:5",
            },
            "warnings": [
                ".env.example:2: SQLite is never deployed; choose mysql or postgresql in its place",
            ],
        },
    ),
    "a driver of Redis that no setting picks": (
        laravel(**{"predis/predis": "^2.0"}),
        {
            **LARAVEL,
            "databases": {"mysql": "required config/database.php:5", "redis": "optional composer.json:5"},
        },
    ),
    "a cache in Redis by default": (
        laravel(store="redis", **{"predis/predis": "^2.0"}),
        {
            **LARAVEL,
            "databases": {
                "mysql": "required config/database.php:5",
                "redis": "required config/cache.php:3 composer.json:5",
            },
        },
    ),
    "the example of the environment overrules the default": (
        {
            **laravel(store="fast"),
            ".env.example": 'DB_CONNECTION="pgsql"\nCACHE_STORE=redis # not memcached\n',
            ".env.testing": "CACHE_STORE=array\nDB_CONNECTION=sqlite\n",
        },
        {
            **LARAVEL,
            "databases": {
                "postgresql": "required .env.example:1",
                "redis": "required .env.example:2",
                "memcached": "optional config/cache.php:3",
            },
        },
    ),
    "queues that live in Redis, documents in MongoDB": (
        laravel(**{"laravel/horizon": "^5.0", "mongodb/laravel-mongodb": "^5.0"}),
        {
            **LARAVEL,
            "databases": {
                "mysql": "required config/database.php:5",
                "mongodb": "required composer.json:6",
                "redis": "required composer.json:5",
            },
        },
    ),
    "what watches queues in Redis, where jobs wait for nobody": (
        {**laravel(**{"laravel/horizon": "^5.0"}), ".env.example": "DB_CONNECTION=mysql\nQUEUE_CONNECTION=sync\n"},
        {
            **LARAVEL,
            "databases": {
                "mysql": "required .env.example:1 config/database.php:5",
                "redis": "optional composer.json:5",
            },
        },
    ),
    "what watches queues in Redis, where the settings themselves say that jobs wait for nobody": (
        {
            **laravel(**{"laravel/horizon": "^5.0"}),
            "config/queue.php": "<?php return ['default' => env('QUEUE_CONNECTION', 'sync'), 'connections' => []];\n",
        },
        {
            **LARAVEL,
            "databases": {"mysql": "required config/database.php:5", "redis": "optional composer.json:5"},
        },
    ),
    "what watches queues in Redis, where the cache is there as well": (
        {
            **laravel(**{"laravel/horizon": "^5.0"}),
            ".env.example": "DB_CONNECTION=mysql\nQUEUE_CONNECTION=database\nCACHE_STORE=redis\n",
        },
        {
            **LARAVEL,
            "databases": {
                "mysql": "required .env.example:1 config/database.php:5",
                "redis": "required .env.example:3 composer.json:5",
            },
        },
    ),
    "a hosted database": (
        {
            "artisan": "",
            "config/database.php": """
                <?php
                return ['default' => 'main', 'connections' => [
                    'main' => ['driver' => 'mysql', 'host' => 'db.acme-hosting.com'],
                ]];
            """,
        },
        {
            "languages": ["php"],
            "databases": {"mysql": "required config/database.php:2"},
            "external": {"mysql": "db.acme-hosting.com"},
        },
    ),
    "Symfony's URLs; queues in the database need nothing more": (
        {
            **symfony(
                '# DATABASE_URL="mysql://app@127.0.0.1/app"\n'
                'DATABASE_URL="postgresql://app:secret@127.0.0.1:5432/app?serverVersion=16"\n'
                "MESSENGER_TRANSPORT_DSN=doctrine://default\n",
                **{"symfony/messenger": "7.1.*"},
            ),
            ".env.test": "DATABASE_URL=sqlite:///%kernel.project_dir%/var/test.db\n",
        },
        {**SYMFONY, "databases": {"postgresql": "required .env:2"}},
    ),
    "Symfony's settings: driver, cache, queue, and what is for tests": (
        {
            **symfony("DATABASE_URL=\nRABBIT=amqp://guest:guest@queue:5672/%2f\n", **{"predis/predis": "^2"}),
            "config/packages/doctrine.yaml": """
                doctrine:
                    dbal:
                        driver: pdo_mysql
                        url: '%env(resolve:DATABASE_URL)%'
                when@test:
                    doctrine:
                        dbal: {driver: pdo_sqlite}
            """,
            "config/packages/messenger.yaml": """
                framework:
                    messenger:
                        transports:
                            async: '%env(RABBIT)%'
                            failed: 'doctrine://default?queue_name=failed'
            """,
            "config/packages/prod/cache.yaml": """
                framework:
                    cache:
                        # app: cache.adapter.memcached
                        app: cache.adapter.redis
            """,
            "config/packages/dev/cache.yaml": "framework:\n    cache: {app: cache.adapter.memcached}\n",
        },
        {
            **SYMFONY,
            "databases": {
                "mysql": "required config/packages/doctrine.yaml:3",
                "redis": "required config/packages/prod/cache.yaml:4 composer.json:5",
                "rabbitmq": "required config/packages/messenger.yaml:4",
            },
        },
    ),
    "Symfony with SQLite, and code for two servers": (
        {
            **symfony("DATABASE_URL=sqlite:///%kernel.project_dir%/data/app.db\n", **{"predis/predis": "^2"}),
            "src/Doctrine/Casts.php": "<?php\nif ($p instanceof PostgreSQLPlatform || $p == 'pdo_mysql') {}\n",
            "src/Kernel.php": "<?php\nuse X\\MySQLPlatform;\n$drivers = ['pdo_mysql', 'pdo_pgsql'];\n",
        },
        {
            **SYMFONY,
            "databases": {
                "mysql": "one_of src/Doctrine/Casts.php:2",
                "postgresql": "one_of src/Doctrine/Casts.php:2",
                "redis": "optional composer.json:5",
                "sqlite": "one_of .env:1",
            },
            "warnings": [".env:1: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "CakePHP with a default, and code that asks for another driver": (
        {
            "composer.json": composer(require={"cakephp/cakephp": "^5"}),
            "config/app.default.php": "<?php\nreturn ['Datasources' => ['default' => ['driver' => Mysql::class]]];\n",
            "config/Migrations/1_Index.php": "<?php\nif ($this->driver() instanceof Postgres) {\n}\n",
            "src/Command/Dump.php": "<?php\nif ($d instanceof Mysql) {\n} elseif ($d instanceof Postgres) {\n}\n",
            "src/Model/Search.php": "<?php\n$like = $driver instanceof Postgres ? 'ILIKE' : 'LIKE';\n",
            "src/Model/Sum.php": "<?php\nif ($driver instanceof Postgres) {\n}\n",
        },
        {
            "languages": ["php"],
            "frameworks": ["CakePHP 5"],
            "databases": {
                "mysql": "one_of config/app.default.php:2",
                "postgresql": "one_of src/Command/Dump.php:3",
            },
        },
    ),
    "WordPress": (
        {
            "wp-config-sample.php": "<?php\ndefine('DB_HOST', 'localhost');\n",
            "wp-includes/version.php": "<?php\n$wp_version = '6.6.2';\n",
            "wp-content/plugins/x/composer.json": composer("acme/x", require={"predis/predis": "1"}, type="library"),
        },
        {
            "languages": ["php"],
            "frameworks": ["WordPress 6.6.2"],
            "databases": {"mysql": "required wp-includes/version.php:1"},
        },
    ),
    "a shop that needs its search engine": (
        {"composer.json": composer(require={"magento/product-community-edition": "2.4.7"})},
        {
            "languages": ["php"],
            "frameworks": ["Magento 2.4.7"],
            "databases": {"mysql": "required composer.json:4", "elasticsearch": "required composer.json:4"},
        },
    ),
    "Drupal asks, its settings answer": (
        {
            "composer.json": composer(require={"drupal/core-recommended": "^10.3"}),
            "web/sites/default/settings.php": """
                <?php
                # $databases['default']['default'] = ['driver' => 'mysql'];
                $databases['default']['default'] = array(
                  'driver' => 'pgsql',
                  'password' => 'secret',
                );
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Drupal 10.3"],
            "databases": {
                "mysql": "optional composer.json:4",
                "postgresql": "required web/sites/default/settings.php:4 composer.json:4",
                "sqlite": "optional composer.json:4",
            },
        },
    ),
    "variables that begin with the application's name": (
        {
            "app/env-default.php": "<?php\nreturn [\n'SHOP_DB_DRIVER' => 'mysql', 'SHOP_MAIL_DRIVER' => 'redis'];\n",
        },
        {"languages": ["php"], "databases": {"mysql": "required app/env-default.php:3"}},
    ),
    "settings of other frameworks": (
        {
            "codeigniter/application/config/database.php": "<?php\n$db['default'] = array('dbdriver' => 'mysqli');\n",
            "yii/config/db.php": "<?php\nreturn ['dsn' => 'mysql:host=localhost;dbname=x'];\n",
            "yii/config/test_db.php": "<?php\nreturn ['dsn' => 'pgsql:host=localhost;dbname=x'];\n",
            "cake/config/app.php": r"""
                <?php
                return [
                    'Datasources' => ['default' => ['driver' => Cake\Database\Driver\Mysql::class]],
                    'Cache' => ['default' => ['className' => Cake\Cache\Engine\RedisEngine::class]],
                    'Session' => ['engine' => ['driver' => 'mysql']],
                ];
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "required cake/config/app.php:3 codeigniter/application/config/database.php:2"
                " yii/config/db.php:2",
                "postgresql": "development yii/config/test_db.php:2",
                "redis": "required cake/config/app.php:4",
            },
        },
    ),
    "code without a framework": (
        {
            "index.php": """
                <h1>pg_connect()</h1>
                <?php
                // $link = pg_connect('host=db');
                $pdo = new PDO('mysql:host=' . HOST . ';dbname=shop', USER, PASSWORD);
                $say = "new Redis";
            """,
            "tests/index.php": "<?php pg_connect('x');",
        },
        {"languages": ["php"], "databases": {"mysql": "required index.php:4"}},
    ),
    "code with a class for each server, and a cache if there is one": (
        {
            "lib/Db/Mysql.php": "<?php\n$x = new \\mysqli($host);\n",
            "lib/Db/Pgsql.php": "<?php\n$x = pg_connect($text);\n",
            "lib/Cache/Redis.php": "<?php\n$x = new \\Redis();\n",
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "one_of lib/Db/Mysql.php:2",
                "postgresql": "one_of lib/Db/Pgsql.php:2",
                "redis": "optional lib/Cache/Redis.php:2",
            },
        },
    ),
    "packages that are carried along, vendored trees and tools": (
        {
            "composer.json": composer(require={"slim/slim": "4.12"}),
            "lib/mapper/composer.json": composer("acme/mapper", require={"ext-pdo_mysql": "*"}, type="library"),
            "lib/mapper/src/Db.php": "<?php\nmysqli_connect('x');\n",
            "vendor/predis/predis/composer.json": composer("predis/predis", require={"ext-redis": "*"}),
            "tools/composer.json": composer("acme/tools", require={"ext-memcached": "*"}, type="project"),
        },
        {
            "languages": ["php"],
            "frameworks": ["Slim 4.12"],
            "databases": {"memcached": "development tools/composer.json:4"},
        },
    ),
    "half-written files": (
        {
            "artisan": "",
            "composer.json": '{"require": {"ext-redis": "*",',
            "config/database.php": "<?php return ['default' => 'mysql",
            "composer.lock": "{",
        },
        {
            "warnings": [
                "composer.json: is not JSON (line 1: a key is missing); it was left out",
                "config/database.php: cannot be read as PHP (line 1: a string never ends); it was left out",
            ]
        },
    ),
    "a README lists the servers that can take the default's place": (
        {
            **laravel(),
            "README.md": """
                # Shop

                Imports from PostgreSQL, MySQL and SQLite.

                ## Requirements

                * PHP 8
                * A database (e.g.: MariaDB, MySQL, PostgreSQL)
                ```
                * SQLite
                ```
                ## Development requirements

                * SQLite, for tests
            """,
        },
        {
            **LARAVEL,
            "databases": {
                "mysql": "one_of config/database.php:5",
                "postgresql": "one_of README.md:8",
            },
        },
    ),
    "a README lists one server, and the framework's own default is a file": (
        {**laravel("sqlite"), "readme.md": "Requirements\n============\n\n1. PHP 8\n2. PostgreSQL 15\n"},
        {
            **LARAVEL,
            "databases": {
                "postgresql": "required config/database.php:9 readme.md:5",
                "sqlite": "optional config/database.php:5",
            },
        },
    ),
    "a platform's own manifest: what every installation needs is known": (
        {
            "composer.json": composer(
                "magento/magento2ce",
                require={
                    "php-amqplib/php-amqplib": "^3",
                    "colinmollenhauer/credis": "^1",
                    "opensearch-project/opensearch-php": "^2",
                },
            )
        },
        {
            "languages": ["php"],
            "frameworks": ["Magento"],
            "databases": {
                "mysql": "required composer.json:2",
                "redis": "optional composer.json:5",
                "elasticsearch": "required composer.json:2 composer.json:6",
                "rabbitmq": "optional composer.json:4",
            },
        },
    ),
    "a cache that Drupal's settings pick": (
        {
            "composer.json": composer(require={"drupal/core-recommended": "^10", "drupal/redis": "^1.7"}),
            "web/sites/default/settings.php": """
                <?php
                $databases['default']['default'] = ['driver' => 'mysql'];
                $settings['cache']['default'] = 'cache.backend.redis';
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Drupal 10"],
            "databases": {
                "mysql": "required web/sites/default/settings.php:2 composer.json:4",
                "postgresql": "optional composer.json:4",
                "redis": "required web/sites/default/settings.php:3 composer.json:5",
                "sqlite": "optional composer.json:4",
            },
        },
    ),
    "a tool for databases of others": (
        {"composer.json": composer("phpmyadmin/phpmyadmin", require={"ext-mysqli": "*"})},
        {"languages": ["php"], "databases": {"mysql": "optional composer.json:4"}},
    ),
    "a forum's own repository, whose settings are there to be replaced": (
        {
            "composer.json": composer("simplemachines/smf", require={"php": ">=8"}),
            "other/Settings.php": "<?php\n$db_type = 'mysql';\n",
        },
        {
            "languages": ["php 8"],
            "frameworks": ["Simple Machines Forum"],
            "databases": {
                "mysql": "one_of other/Settings.php:2 composer.json:2",
                "postgresql": "one_of composer.json:2",
            },
        },
    ),
    "a shop that is built on Oro, and what files run for those who want it": (
        {
            "composer.json": composer("acme/shop", require={"oro/commerce": "7.0.*"}),
            "docker-compose.yml": "services:\n  redis: {image: redis}\n  pgsql: {image: 'postgres:18.3'}\n",
        },
        {
            "languages": ["php"],
            "frameworks": ["Oro 7.0"],
            "databases": {
                "postgresql": "required composer.json:4 docker-compose.yml:3",
                "redis": "optional docker-compose.yml:2",
            },
            "hints": {"postgresql": "18.3", "redis": "redis"},
        },
    ),
    "a journal, which asks for the server when it is installed": (
        {"config.TEMPLATE.inc.php": "; <?php exit; ?>\n[database]\n", "index.php": "<?php\n"},
        {
            "languages": ["php"],
            "frameworks": ["PKP"],
            "databases": {
                "mysql": "one_of config.TEMPLATE.inc.php:1",
                "postgresql": "one_of config.TEMPLATE.inc.php:1",
            },
        },
    ),
    "a chat that knows one server": (
        {"web/lib/core/lhcore/lhdb.php": "<?php\n", "web/ezcomponents/pgsql.php": "<?php\nnew PDO('pgsql:host=a');\n"},
        {
            "languages": ["php"],
            "frameworks": ["Live Helper Chat (web)"],
            "databases": {"mysql": "required web/lib/core/lhcore/lhdb.php:1"},
        },
    ),
    "a site that keeps only what is its own": (
        {"wp-config.php": "<?php\ndefine('DB_NAME', 'shop');\n", "wp-content/themes/shop/functions.php": "<?php\n"},
        {"languages": ["php"], "frameworks": ["WordPress"], "databases": {"mysql": "required wp-config.php:1"}},
    ),
    "CakePHP 2's data source, and a server that several files demand": (
        {
            "app/Config/database.default.php": """
                <?php
                class DATABASE_CONFIG {
                    public $default = ['datasource' => 'Database/MysqlObserver', 'host' => 'localhost'];
                    public $test = ['datasource' => 'Database/Postgres'];
                }
            """,
            "app/Lib/Jobs.php": """
                <?php
                if (!class_exists('Redis')) {
                    throw new Exception('Install the extension');
                }
                if (function_exists('posix_kill')) { }
                $jobs = new Redis();
            """,
            "app/Lib/Publish.php": "<?php\n$redis = new Redis();\n",
            "app/Lib/Log.php": "<?php\nif (class_exists('Memcached')) { $log = new Memcached(); }\n",
            "app/Lib/Old.php": "<?php\n$old = pg_connect('host=x');\n",
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "required app/Config/database.default.php:3",
                "redis": "required app/Lib/Jobs.php:6",
            },
        },
    ),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_all_that_is_told(understood, files, expected):
    assert understood(files) == expected


def test_in_development_the_development_packages_count(understood):
    files = {"composer.json": composer(**{"require-dev": {"mongodb/mongodb": "^1.19"}})}
    assert understood(files, "development") == {
        "languages": ["php"],
        "databases": {"mongodb": "required composer.json:4"},
    }


def test_details_hold_no_password(analysed):
    files = {
        "composer.json": composer(require={"symfony/framework-bundle": "7.1.*"}),
        ".env": "DATABASE_URL=mysql://app:hush@db.acme-hosting.com/app\n",
        "config/db.php": "<?php return ['dsn' => 'pgsql:host=x;dbname=y;password=hush'];",
    }
    assert "hush" not in json.dumps(analysed(files))

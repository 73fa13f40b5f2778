# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHP: applications that leave it to whoever installs them which server they use, and what shows it."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis import tree as tree_module

LARAVEL = {
    "artisan": "",
    "composer.json": '{"require": {"laravel/framework": "^11.0"}}',
    "config/database.php": """
        <?php
        return [
            'default' => env('DB_CONNECTION', 'mysql'),
            'connections' => ['mysql' => ['driver' => 'mysql'], 'pgsql' => ['driver' => 'pgsql']],
        ];
    """,
}
OPEN = "SQLite is never deployed; choose mysql or postgresql in its place"
ALONE = (
    "SQLite is for development only and is never deployed; enable pdo_pgsql or pdo_mysql and set the matching "
    "connection in its place, commit, and analyse again"
)
CASES = {
    "a class that tells the servers apart which its settings name": (
        {
            "composer.json": '{"require": {"ext-mysqli": "*"}}',
            "src/Db.php": """
                <?php
                if (empty($settings['db_type'])) $settings['db_type'] = 'mysql';
                class Db {
                    function connect() {
                        switch ($Type) {
                            case 'pgsql':
                                $Type = 'postgres';
                                break;
                            case 'mysqli':
                                $this->Type = 'mysql';
                        }
                    }
                }
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "one_of src/Db.php:2 src/Db.php:10 composer.json:1",
                "postgresql": "one_of src/Db.php:7",
            },
        },
    ),
    "what only tells other things apart picks its server": (
        {
            "config/db.php": """
                <?php
                switch ($site) {
                    case 'shop': $name = 'shop';
                    case 'mysql': $name = 'old';
                }
                $settings['db_type'] = 'mysql';
            """,
        },
        {"languages": ["php"], "databases": {"mysql": "required config/db.php:6"}},
    ),
    "a search that is one of several plugins, and an adapter that is one of several": (
        {
            "composer.json": """
                {"require": {
                    "elasticsearch/elasticsearch": "^7",
                    "php-amqplib/php-amqplib": "^3",
                    "cache/predis-adapter": "^1",
                    "cache/filesystem-adapter": "^1"
                }}
            """,
            "app/Plugins/SearchEngine/ElasticSearch.php": "<?php\nElasticsearch\\ClientBuilder::create();\n",
            "app/Plugins/SearchEngine/SqlSearch.php": "<?php\n",
            "app/Queue.php": "<?php\nuse PhpAmqpLib\\Message\\AMQPMessage;\n",
        },
        {
            "languages": ["php"],
            "databases": {
                "elasticsearch": "optional composer.json:2",
                "rabbitmq": "required composer.json:3",
                "redis": "optional composer.json:4",
            },
        },
    ),
    "a plugin that the application itself speaks to, and the only adapter": (
        {
            "composer.json": """
                {"require": {
                    "elasticsearch/elasticsearch": "^7",
                    "cache/predis-adapter": "^1"
                }}
            """,
            "app/Plugins/SearchEngine/ElasticSearch.php": "<?php\nElasticsearch\\ClientBuilder::create();\n",
            "app/Search.php": "<?php\nElasticsearch\\ClientBuilder::create();\n",
        },
        {
            "languages": ["php"],
            "databases": {
                "elasticsearch": "required composer.json:2",
                "redis": "required composer.json:3",
            },
        },
    ),
    "the example of the environment says which drivers there are": (
        {
            **LARAVEL,
            ".env.example": """
                ## Database
                # Set the driver (mysql, pgsql, sqlsrv, sqlite)
                DB_CONNECTION=mysql
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {
                "mysql": "one_of .env.example:3 config/database.php:3",
                "postgresql": "one_of .env.example:2",
                "sqlite": "one_of .env.example:2",
            },
            "warnings": [f".env.example:2: {OPEN}"],
        },
    ),
    "a file in the place of the server that every new project comes with": (
        {**LARAVEL, ".env.example": "APP_ENV=local\nDB_CONNECTION=sqlite\nDB_DATABASE=app.sqlite\n"},
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "one_of config/database.php:3", "sqlite": "one_of .env.example:2"},
            "warnings": [".env.example:2: SQLite is never deployed; choose mysql in its place"],
        },
    ),
    "an example to be filled in, whose comment says what may be": (
        {
            **LARAVEL,
            "config/database.php": "<?php\nreturn ['default' => envUnlessEmpty('DB_CONNECTION', 'mysql')];\n",
            ".env.example": """
                # Supported values for DB_CONNECTION: mysql|pgsql

                # DB_CONNECTION=mysql

                DB_CONNECTION=
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "one_of config/database.php:2", "postgresql": "one_of .env.example:1"},
        },
    ),
    "caches of which code uses the one that is asked for": (
        {
            "index.php": "<?php",
            "config/database.php": "<?php return ['db_driver' => 'mysql'];",
            "lib/cache.php": """
                <?php
                class Cache {
                    function redis() { $this->type = 'redis'; }
                    function memcached() { $this->type = 'memcache'; }
                }
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "required config/database.php:1",
                "redis": "optional lib/cache.php:3",
                "memcached": "optional lib/cache.php:4",
            },
        },
    ),
    "the only cache that there is": (
        {
            "index.php": "<?php",
            "config/cache.php": "<?php $config['cache']['type'] = 'redis';",
        },
        {"languages": ["php"], "databases": {"redis": "required config/cache.php:1"}},
    ),
    "a platform that its own name tells": (
        {"composer.json": '{"name": "modx/revolution", "require": {"xpdo/xpdo": "~3.1.0"}}'},
        {"languages": ["php"], "frameworks": ["MODX"], "databases": {"mysql": "required composer.json:1"}},
    ),
    "a default in the settings, and a schema for each of two servers": (
        {
            "index.php": "<?php",
            "config/settings.defaults.php": "<?php return ['database' => ['type' => 'mysql']];",
            "sql/zones-mysql.sql": "CREATE TABLE a (b int);",
            "sql/zones-pgsql.sql": "CREATE TABLE a (b int);",
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "one_of config/settings.defaults.php:1 sql/zones-mysql.sql:1",
                "postgresql": "one_of sql/zones-mysql.sql:1",
            },
        },
    ),
    "settings of Zend as an INI file, to be copied": (
        {
            "index.php": "<?php",
            "application/configs/application.ini.dist": """
                ; resources.db.adapter = "pdo_pgsql"
                [production]
                resources.db.adapter = "pdo_mysql"
                resources.db.params.host = "localhost"
                resources.cache.lifetime = 60
                [testing : production]
                resources.db.adapter = "pdo_sqlite"
            """,
        },
        {"languages": ["php"], "databases": {"mysql": "required application/configs/application.ini.dist:3"}},
    ),
    "a section of an INI file": (
        {
            "index.php": "<?php",
            "config/config.ini": "[database]\nadapter = pgsql\nhost = localhost\n[printer]\nadapter = mysql\n",
        },
        {"languages": ["php"], "databases": {"postgresql": "required config/config.ini:2"}},
    ),
    "a search server that a setting enables": (
        {
            "index.php": "<?php",
            "composer.json": '{"require": {"elasticsearch/elasticsearch": "^8", "ext-mysqli": "*"}}',
            "src/Search.php": """
                <?php
                if ($this->configuration->get('search.enableElasticsearch')) {
                    $client = ClientBuilder::create();
                }
            """,
        },
        {
            "languages": ["php"],
            "databases": {"mysql": "required composer.json:1", "elasticsearch": "optional composer.json:1"},
        },
    ),
    "a comment on something else, and another connection in a comment, are no offer": (
        {
            **LARAVEL,
            ".env.example": """
                # With mysql, pgsql or sqlite see the manual
                APP_KEY=
                # DB_CONNECTION=pgsql
                # The mysql server of the shop
                DB_CONNECTION=mysql
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "required .env.example:5 config/database.php:3"},
        },
    ),
    "settings that start with SQLite where the code connects to servers, too": (
        {
            "index.php": "<?php require 'src/common.php';",
            "src/Configuration.php": "<?php class Configuration { public string $dbType = 'sqlite'; }",
            "src/common.php": """
                <?php
                if ($configuration->dbType === 'sqlite') {
                    $dsn = 'sqlite:' . $file;
                } elseif ($configuration->dbType === 'mysql') {
                    $dsn = "mysql:host=$host;dbname=$name";
                } elseif ($configuration->dbType === 'pgsql') {
                    $dsn = "pgsql:host=$host;dbname=$name";
                }
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "one_of src/common.php:5",
                "postgresql": "one_of src/common.php:7",
                "sqlite": "one_of src/Configuration.php:1 src/common.php:3",
            },
            "warnings": [f"src/Configuration.php:1: {OPEN}"],
        },
    ),
    "SQLite for one value of a setting, whose default is files": (
        {
            "index.php": "<?php require 'lib/Configuration.php';",
            "lib/Configuration.php": """
                <?php
                if ($section === 'options' && $this->model['class'] === 'Database') {
                    foreach ($sections as $name) {
                        $values = ['dsn' => 'sqlite:' . PATH];
                    }
                }
            """,
        },
        {},
    ),
    "SQLite in a block for something else than a setting": (
        {
            "index.php": "<?php require 'lib/store.php';",
            "lib/store.php": """
                <?php
                if (!is_file($path)) { touch($path); }
                function open($path) { return new PDO('sqlite:' . $path); }
            """,
        },
        {
            "languages": ["php"],
            "databases": {"sqlite": "required lib/store.php:3"},
            "warnings": [f"lib/store.php:3: {ALONE}"],
        },
    ),
    "a mapper that takes any server, and an image that can talk to one": (
        {
            "composer.json": '{"require": {"doctrine/orm": "^3.5"}}',
            "Dockerfile": "FROM php:8.3-fpm\n# pdo_pgsql\nRUN docker-php-ext-install intl pdo_mysql\n",
            "util/docker/dev.sh": "install-php-extensions pdo_sqlite\n",
        },
        {"languages": ["php"], "databases": {"mysql": "required Dockerfile:3"}},
    ),
    "an image that can talk to several servers, and a file that runs all of them": (
        {
            "composer.json": '{"require": {"doctrine/dbal": "^4"}}',
            "Dockerfile": "FROM php:8.3-fpm\nRUN install-php-extensions pdo_mysql pdo_pgsql\n",
            "docker-compose.yml": """
                services:
                  db_mysql: {image: "mysql:8.0"}
                  db_postgres: {image: "postgres:16"}
                  cache: {image: "redis:7"}
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "one_of docker-compose.yml:2 Dockerfile:2",
                "postgresql": "one_of docker-compose.yml:3 Dockerfile:2",
                "redis": "optional docker-compose.yml:4",
            },
            "hints": {"mysql": "mysql 8.0", "postgresql": "16", "redis": "redis 7"},
        },
    ),
    "figures are sent to a time series store by those who have one": (
        {
            **LARAVEL,
            "composer.json": '{"require": {"laravel/framework": "^11.0", "influxdata/influxdb-client-php": "^3.6"}}',
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "required config/database.php:3", "influxdb": "optional composer.json:1"},
        },
    ),
    "a time series store that is run beside the application is needed": (
        {
            **LARAVEL,
            "composer.json": '{"require": {"laravel/framework": "^11.0", "influxdata/influxdb-client-php": "^3.6"}}',
            "compose.yml": """
                services:
                  app: {build: .}
                  db: {image: "mysql:8"}
                  figures: {image: "influxdb:2.7"}
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {
                "mysql": "required config/database.php:3 compose.yml:3",
                "influxdb": "required composer.json:1 compose.yml:4",
            },
            "hints": {"mysql": "mysql 8", "influxdb": "2.7"},
        },
    ),
    "one of the engines that Scout can search with": (
        {
            **LARAVEL,
            "composer.json": '{"require": {"laravel/framework": "^11.0", "babenkoivan/elastic-scout-driver": "^4.0"}}',
            "config/scout.php": "<?php\nreturn ['driver' => env('SCOUT_DRIVER', 'null')];\n",
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "required config/database.php:3", "elasticsearch": "optional composer.json:1"},
        },
    ),
    "the engine that Scout is set to search with": (
        {
            **LARAVEL,
            "composer.json": '{"require": {"laravel/framework": "^11.0", "babenkoivan/elastic-scout-driver": "^4.0"}}',
            "config/scout.php": "<?php\nreturn ['driver' => env('SCOUT_DRIVER', 'elastic')];\n",
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {
                "mysql": "required config/database.php:3",
                "elasticsearch": "required config/scout.php:2 composer.json:1",
            },
        },
    ),
    "an application that keeps nothing, with the settings of every new project": (
        {
            **LARAVEL,
            "app/Http/Import.php": "<?php\nclass Import {}\n",
            "config/app.php": "<?php\n// Facades\\DB\nreturn [];\n",
        },
        {"languages": ["php"], "frameworks": ["Laravel 11.0"]},
    ),
    "an application that keeps rows": (
        {**LARAVEL, "app/Models/Order.php": "<?php\nclass Order extends Model {}\n"},
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "required config/database.php:3"},
        },
    ),
    "settings of a package that is gone, and a switch for what the code itself speaks to": (
        {
            **LARAVEL,
            "composer.json": '{"require": {"laravel/framework": "^11.0", "elasticsearch/elasticsearch": "^8"}}',
            "config/scout.php": "<?php\nreturn [\n    'driver' => env('SCOUT_DRIVER', 'elastic'),\n];\n",
            "app/Search.php": """
                <?php
                use Elasticsearch\\Client;
                class Search
                {
                    public function __construct()
                    {
                        $enabled = env('ELASTICSEARCH_ENABLED');
                        $this->enabled = (bool) $enabled;
                    }
                }
            """,
        },
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"elasticsearch": "optional composer.json:1"},
        },
    ),
    "a client that a platform's own manifest brings for who wants it": (
        {
            "web/lib/core/lhcore/lhdb.php": "<?php\n",
            "web/composer.json": '{"require": {"elasticsearch/elasticsearch": "^8"}}',
        },
        {
            "languages": ["php"],
            "frameworks": ["Live Helper Chat (web)"],
            "databases": {
                "mysql": "required web/lib/core/lhcore/lhdb.php:1",
                "elasticsearch": "optional web/composer.json:1",
            },
        },
    ),
    "settings that are kept beside the code": (
        {**LARAVEL, ".env": "DB_CONNECTION=sqlite\n", ".env.example": "DB_CONNECTION=mysql\n"},
        {
            "languages": ["php"],
            "frameworks": ["Laravel 11.0"],
            "databases": {"mysql": "one_of config/database.php:3", "sqlite": "one_of .env:1"},
            "warnings": [".env:1: SQLite is never deployed; choose mysql in its place"],
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_what_plugins_alone_use_is_not_judged_by_half_of_the_code(understood, monkeypatch):
    files, expected = CASES["a search that is one of several plugins, and an adapter that is one of several"]
    assert understood(files)["databases"] == expected["databases"]
    monkeypatch.setattr(tree_module, "SOURCES_TOTAL", 1)
    monkeypatch.setattr(tree_module, "SOURCES_LEAST", 2)
    assert understood(files)["databases"]["elasticsearch"] == "required composer.json:2"

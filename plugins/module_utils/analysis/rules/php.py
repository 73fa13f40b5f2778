# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of Composer, extensions of PHP, and what settings of PHP applications are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .model import drivers, libraries

PACKAGES = {
    **drivers(
        mysql="""
            ext-pdo_mysql ext-mysqli ext-mysql amphp/mysql react/mysql
        """,
        postgresql="ext-pdo_pgsql ext-pgsql amphp/postgres voryx/pgasync",
        mongodb="""
            ext-mongodb mongodb/mongodb mongodb/laravel-mongodb jenssegers/mongodb yiisoft/yii2-mongodb
            alcaeus/mongo-php-adapter
        """,
        redis="""
            ext-redis ext-relay predis/predis snc/redis-bundle symfony/redis-messenger colinmollenhauer/credis
            clue/redis-react amphp/redis cheprasov/php-redis-client yiisoft/yii2-redis yiisoft/cache-redis
            cache/redis-adapter cache/predis-adapter hyperf/redis drupal/redis
            laminas/laminas-cache-storage-adapter-redis
            wpackagist-plugin/redis-cache rhubarbgroup/redis-cache enqueue/redis enqueue/predis
        """,
        elasticsearch="""
            elasticsearch/elasticsearch opensearch-project/opensearch-php ruflin/elastica
            friendsofsymfony/elastica-bundle yiisoft/yii2-elasticsearch elastic/elasticsearch
            handcraftedinthealps/elasticsearch-adapter
            babenkoivan/elastic-scout-driver matchish/laravel-scout-elasticsearch tamayo/laravel-scout-elastic
            jeroen-g/explorer
        """,
        rabbitmq="""
            ext-amqp php-amqplib/php-amqplib php-amqplib/rabbitmq-bundle bunny/bunny symfony/amqp-messenger
            vladimir-yuldashev/laravel-queue-rabbitmq enqueue/amqp-ext enqueue/amqp-lib enqueue/amqp-bunny
            queue-interop/amqp-interop yiisoft/queue-amqp hyperf/amqp
        """,
        influxdb="influxdb/influxdb-php influxdata/influxdb-client-php",
        memcached="ext-memcached ext-memcache clickalicious/memcached.php cache/memcached-adapter",
        sqlite="ext-pdo_sqlite ext-sqlite3",
    ),
    **libraries(
        # Mappers and extensions of schemas that know one server alone.
        postgresql="opsway/doctrine-dbal-postgresql martin-georgiev/postgresql-for-doctrine pgvector/pgvector",
        mongodb="doctrine/mongodb-odm doctrine/mongodb-odm-bundle",
        # Job queues that keep their state in Redis.
        redis="laravel/horizon resque/php-resque chrisboulton/php-resque nrk/phpiredis",
        elasticsearch="mailerlite/laravel-elasticsearch ongr/elasticsearch-bundle",
    ),
}

#: Where an application keeps its data.
STORES = frozenset({"mysql", "postgresql", "mongodb"})

#: Mappers that take any relational server.
MAPPERS = frozenset("doctrine/orm doctrine/dbal cycle/orm illuminate/database propel/propel laminas/laminas-db".split())

#: One of the engines that Scout can search with, as its setting picks.
SCOUT_ENGINES = frozenset(
    """
    babenkoivan/elastic-scout-driver matchish/laravel-scout-elasticsearch tamayo/laravel-scout-elastic
    jeroen-g/explorer
    """.split()
)

#: Only spoken to where the framework's own settings name it; the package is often there as a choice.
BY_SETTING = frozenset({"redis", "memcached", "rabbitmq"})

FRAMEWORKS = {
    "laravel/framework": "Laravel",
    "laravel/lumen-framework": "Lumen",
    "symfony/framework-bundle": "Symfony",
    "symfony/symfony": "Symfony",
    "codeigniter4/framework": "CodeIgniter",
    "codeigniter/framework": "CodeIgniter",
    "cakephp/cakephp": "CakePHP",
    "yiisoft/yii2": "Yii",
    "yiisoft/yii": "Yii",
    "slim/slim": "Slim",
    "laminas/laminas-mvc": "Laminas",
    "mezzio/mezzio": "Mezzio",
    "phalcon/devtools": "Phalcon",
    "hyperf/framework": "Hyperf",
    "spiral/framework": "Spiral",
    "nette/application": "Nette",
}
#: Frameworks that use Redis, Memcached or a broker only where their settings say so.
SETTLED_BY_SETTINGS = frozenset({"Laravel", "Lumen", "Symfony", "CakePHP", "CodeIgniter", "Yii"})
#: Files, by their place below the application's folder, by which Symfony is known where a platform brings it.
SYMFONY_FILES = ("config/bundles.php", "symfony.lock", "app/AppKernel.php")
#: Settings of bundles that come with nothing else: the package without them is not used.
SYMFONY_BUNDLES = {
    "old_sound_rabbit_mq": "rabbitmq",
    "snc_redis": "redis",
    "fos_elastica": "elasticsearch",
    "doctrine_mongodb": "mongodb",
}

#: What settings call an engine's driver, in lower case; of a class the last part of its name.
DRIVERS = {
    "mysql": "mysql",
    "mysqli": "mysql",
    "mysqlnd": "mysql",
    "mariadb": "mysql",
    "pdo_mysql": "mysql",
    "pdo\\mysql": "mysql",
    "pdomysql": "mysql",
    "pdo-mysql": "mysql",
    "mysql2": "mysql",
    "pgsql": "postgresql",
    "postgres": "postgresql",
    "postgre": "postgresql",
    "postgresql": "postgresql",
    "pdo_pgsql": "postgresql",
    "pdo-pgsql": "postgresql",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "pdo_sqlite": "sqlite",
    "pdo-sqlite": "sqlite",
    "mongodb": "mongodb",
    "redis": "redis",
    "predis": "redis",
    "phpredis": "redis",
    "redisengine": "redis",
    "redishandler": "redis",
    "rediscache": "redis",
    "memcached": "memcached",
    "memcache": "memcached",
    "memcachedengine": "memcached",
    "memcachedhandler": "memcached",
    "rabbitmq": "rabbitmq",
    "amqp": "rabbitmq",
    "elastic": "elasticsearch",
    "elasticsearch": "elasticsearch",
    "opensearch": "elasticsearch",
    "elasticsearchengine": "elasticsearch",
}


@dataclass(frozen=True)
class Slot:
    """One of Laravel's settings files: which key picks, and under which key its drivers are described."""

    pick: str
    described: str = ""
    #: The environment variables that usually decide.
    variables: tuple[str, ...] = ()


LARAVEL = {
    "database": Slot("default", "connections", ("DB_CONNECTION", "DB_DRIVER")),
    "cache": Slot("default", "stores", ("CACHE_STORE", "CACHE_DRIVER")),
    "queue": Slot("default", "connections", ("QUEUE_CONNECTION", "QUEUE_DRIVER")),
    "session": Slot("driver", "", ("SESSION_DRIVER",)),
    "broadcasting": Slot("default", "connections", ("BROADCAST_CONNECTION", "BROADCAST_DRIVER")),
    "scout": Slot("driver", "", ("SCOUT_DRIVER",)),
}
#: Queues of Laravel that need no server beside the database.
OWN_QUEUES = frozenset({"sync", "database"})
#: What code of Laravel says that keeps rows in a database.
MODELS = ("Illuminate\\Database\\Eloquent", "Facades\\DB", "Facades\\Schema", "extends Model", "DB::")
#: Packages that bring tables of their own.
DATABASES = frozenset(
    """
    laravel/passport laravel/telescope laravel/nova filament/filament backpack/crud tcg/voyager statamic/cms
    laravel/sanctum spatie/laravel-permission ext-pdo_mysql ext-pdo_pgsql ext-mysqli
    """.split()
)
#: What an installation starts with where it is kept beside the code, and what people copy to set one up, the nearest
#: to production first.
LARAVEL_EXAMPLES = (
    ".env",
    ".env.production.example",
    ".env.prod.example",
    ".env.example.production",
    ".env.production",
    ".env.prod",
    ".env.example",
    ".env.dist",
    ".env.sample",
    ".env.docker.example",
    ".env.docker",
)

#: Variables of Symfony's `.env` whose URL picks an engine, with the packages that read them (any, where none is named).
SYMFONY_URLS = {
    "DATABASE_URL": (),
    "MESSENGER_TRANSPORT_DSN": ("symfony/messenger", "symfony/amqp-messenger", "symfony/redis-messenger"),
    "MONGODB_URL": ("doctrine/mongodb-odm-bundle",),
}
#: Schemes of such URLs that rules/services does not know: Doctrine's and Messenger's own.
SYMFONY_SCHEMES = {
    "pdo-mysql": "mysql",
    "mysqli": "mysql",
    "pdo-pgsql": "postgresql",
    "pdo-sqlite": "sqlite",
    "phpamqplib": "rabbitmq",
}

#: Keys of other settings files, in lower case without `_`, whose value names a driver.
DRIVER_KEYS = frozenset(
    """
    driver dbdriver dbtype dbms databasetype databasedriver adapter dbadapter wgdbtype classname phptype type datasource
    """.split()
)
#: Keys that mean that only below a key about databases or caches.
DRIVER_KEYS_WITHIN = frozenset({"driver", "adapter", "classname", "type"})
#: One of these words has to stand in the path above.
STORES_ABOVE = frozenset("db database databases datasource datasources connection connections doctrine".split())
CACHES_ABOVE = frozenset("cache caches session sessions queue queues".split())

#: What CakePHP 2 calls a data source, `Database/Mysql`, begins so; applications add classes of their own to each.
DATA_SOURCES = {"database/mysql": "mysql", "database/postgres": "postgresql", "database/sqlite": "sqlite"}

#: Services of Drupal that keep a cache.
CACHE_BACKENDS = {"cache.backend.redis": "redis", "cache.backend.memcache": "memcached"}

#: Classes that a component of Yii is made of, in lower case.
COMPONENTS = {
    "yii\\redis\\cache": "redis",
    "yii\\redis\\session": "redis",
    "yii\\queue\\redis\\queue": "redis",
    "yii\\queue\\amqp_interop\\queue": "rabbitmq",
    "yii\\caching\\memcache": "memcached",
    "yii\\mongodb\\connection": "mongodb",
    "yii\\elasticsearch\\connection": "elasticsearch",
}

#: `$x = new NAME`, or a call of NAME: what code without a framework speaks to.
CALLS = {
    "mysqli_connect": "mysql",
    "mysqli_real_connect": "mysql",
    "mysqli_init": "mysql",
    "mysql_connect": "mysql",
    "mysql_pconnect": "mysql",
    "pg_connect": "postgresql",
    "pg_pconnect": "postgresql",
}
CLASSES = {
    "mysqli": "mysql",
    "sqlite3": "sqlite",
    "redis": "redis",
    "rediscluster": "redis",
    "predis\\client": "redis",
    "memcached": "memcached",
    "memcache": "memcached",
    "mongoclient": "mongodb",
    "mongodb\\client": "mongodb",
    "mongodb\\driver\\manager": "mongodb",
    "amqpconnection": "rabbitmq",
    "amqpstreamconnection": "rabbitmq",
    "phpamqplib\\connection\\amqpstreamconnection": "rabbitmq",
    "influxdb\\client": "influxdb",
    "elasticsearch\\clientbuilder": "elasticsearch",
}
#: What a data source name of PDO starts with.
SOURCES = {"mysql": "mysql", "pgsql": "postgresql", "sqlite": "sqlite"}
#: Names that code compares a setting with to find out whether the engine is wanted: there it is one of several.
WANTED_BY_NAME = {"elastic": "elasticsearch", "elasticsearch": "elasticsearch", "opensearch": "elasticsearch"}
#: What stands in code that uses an engine's package.
NAMESPACES = {
    "elasticsearch": ("Elasticsearch\\", "OpenSearch\\", "Elastica\\"),
    "mongodb": ("MongoDB\\",),
    "rabbitmq": ("PhpAmqpLib\\",),
    "redis": ("Predis\\",),
}
#: Packages that do the same, each with another store: of several, settings take one.
CACHE_ADAPTERS = re.compile(r"cache/[a-z]+-adapter")
#: Words in code that show that somebody cares for that server apart from others.
CARED_FOR = {
    "mysql": ("'pdo_mysql'", '"pdo_mysql"', "MySQLPlatform", "MySqlPlatform", "instanceof Mysql)"),
    "postgresql": (
        *("'pgsql'", '"pgsql"', "'pdo_pgsql'", "PostgreSQLPlatform", "PostgreSqlPlatform"),
        "instanceof Postgres)",
    ),
}
#: What Laravel's mapper calls the drivers of a server.
NAMES_OF_DRIVERS = {"mysql": ("mysql", "mariadb"), "postgresql": ("pgsql",)}
SERVER_DRIVERS = {name: engine for engine, names in NAMES_OF_DRIVERS.items() for name in names}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Python code names engines: what it imports, how it calls its settings, and who takes a URL."""

from __future__ import annotations

#: Package to the modules that it brings, where they are not called like it.
MODULES = {
    "mysqlclient": "MySQLdb",
    "mysql-python": "MySQLdb",
    "mysql-connector": "mysql",
    "mysql-connector-python": "mysql",
    "flask-mysql": "flaskext",
    "psycopg-binary": "psycopg",
    "psycopg-c": "psycopg",
    "psycopg2-binary": "psycopg2",
    "motor": "motor",
    "elasticsearch-dsl": "elasticsearch_dsl elasticsearch",
    "opensearch-py": "opensearchpy",
    "opensearch-dsl": "opensearch_dsl opensearchpy",
    "redis-py-cluster": "rediscluster",
    "django-redis-cache": "redis_cache",
    "redis-om": "redis_om aredis_om",
    "valkey-glide": "glide",
    "valkey": "valkey",
    "python-redis-lock": "redis_lock",
    "influxdb-client": "influxdb_client",
    "influxdb3-python": "influxdb_client_3",
    "python-memcached": "memcache",
    "python3-memcached": "memcache",
    "python-binary-memcached": "bmemcached",
    "aio-pika": "aio_pika",
}
#: Modules of a driver that hold its errors, and do not connect.
ERRORS = frozenset("errors exceptions".split())
#: Words in the names of settings and variables that stand for an engine. The relational ones are not here: how an
#: application reaches its main database is told by its driver and its URL.
ENGINE_WORDS = {
    "redis": "redis",
    "valkey": "redis",
    "mongo": "mongodb",
    "mongodb": "mongodb",
    "elasticsearch": "elasticsearch",
    "elastic": "elasticsearch",
    "opensearch": "elasticsearch",
    "es": "elasticsearch",
    "rabbitmq": "rabbitmq",
    "rabbit": "rabbitmq",
    "amqp": "rabbitmq",
    "influxdb": "influxdb",
    "influx": "influxdb",
    "memcached": "memcached",
    "memcache": "memcached",
}
#: What lies in them is loaded by those who ask for it. (Names such as `extensions` or `adapters` are no such folders:
#: there applications keep what they cannot do without.)
PLUGIN_FOLDERS = frozenset(
    """
    plugins plugin contrib backends connectors datasources data_sources query_runner query_runners drivers
    integrations vectorstores vector_stores vector_db vectordb vdb
    """.split()
)
#: Databases that are not deployed here, by the words that modules for them have in their names.
STRANGERS = frozenset("neo4j oracle mssql sqlserver cassandra dynamodb".split())
#: Words for what fills the same slot in an application: modules called so beside each other are there to choose from.
PRODUCT_WORDS = (
    frozenset(
        """
        mysql mariadb postgres postgresql pgvector sqlite clickhouse bigquery snowflake duckdb
        memory inmemory local file filesystem disk dummy null noop locmem database
        chroma milvus qdrant pinecone weaviate faiss lancedb vespa typesense meilisearch solr whoosh algolia
        kafka sqs pubsub nats s3 gcs azure etcd zookeeper consul
        """.split()
    )
    | STRANGERS
    | frozenset(ENGINE_WORDS)
)
#: A setting with one of these words says where the engine is: empty means that it is not used.
PLACE_WORDS = frozenset("url uri dsn host hosts server servers address addr endpoint endpoints nodes".split())
#: ... unless it has one of these, too: then it is about a special way to reach it.
SPECIAL_WORDS = frozenset(
    """
    sentinel sentinels cluster replica replicas slave slaves read reader proxy ssl tls socket unix test tests debug
    password pass user username prefix exporter metrics public
    """.split()
)
#: A setting of nothing but the engine's name and one of these switches it.
SWITCH_WORDS = frozenset("enable enabled use using with has is active".split())
#: ... together with one of these, it switches one use of it.
USE_WORDS = frozenset("dsl bi cache caching search index indexing sync storage analytics events db database".split())
#: Texts that switch something off.
OFF = frozenset(("", "0", "f", "false", "n", "no", "none", "off", "null"))
#: A setting of one of each is where the main database answers.
DATABASE_WORDS = frozenset("database databases db sqlalchemy".split())
DATABASE_PLACE_WORDS = PLACE_WORDS | {"conn", "connection"}

#: A name with one of these words may hold a URL that the application connects to.
URL_WORDS = frozenset(
    """
    url uri dsn broker backend database databases db conn connection connstr host hosts server servers store storage
    location address addr endpoint sqlalchemy engine dburl databaseurl default
    """.split()
) | frozenset(ENGINE_WORDS)
#: ... and none of these.
NOT_URL_WORDS = frozenset(
    "example examples help doc docs description schema pattern regex prefix error message test tests".split()
)

#: URLs of what needs no server.
NO_SERVER = (
    "memory://",
    "async+memory://",
    "cache+memory://",
    "locmem://",
    "locmemcache://",
    "mem://",
    "file://",
    "filesystem://",
    "simple://",
)

#: A name with a word of each says which engine the main database is.
STORE_WORDS = frozenset("db database databases sql".split())
KIND_WORDS = frozenset("type engine driver backend dialect adapter vendor kind provider".split())
#: Words in the name of a class that holds settings.
SETTINGS_WORDS = frozenset("settings setting config configuration conf options".split())

#: Last part of a call's name: it connects to the URL among its arguments.
CONNECTORS = frozenset(
    """
    create_engine create_async_engine async_engine_from_config create_pool connect connect_robust from_url
    Celery MongoClient AsyncIOMotorClient AsyncMongoClient MotorClient Redis StrictRedis Database register_tortoise
    URLParameters RedisBroker RabbitmqBroker RedisSettings from_dsn Elasticsearch AsyncElasticsearch OpenSearch
    Connection SQLAlchemyJobStore RedisJobStore
    """.split()
)
#: Last part of a call's name: it returns a setting from the environment, or what stands here.
GETTERS = frozenset(
    """
    get getenv env config str url getattr setdefault get_env env_var environ Field field getstr get_str get_secret
    StrOpt URIOpt StringEnv string Str Param Variable option Option
    """.split()
)
#: Last part of a call's name: what it is given, it returns in another dress.
WRAPPERS = frozenset(
    """
    str make_url URL AnyUrl AnyHttpUrl RedisDsn PostgresDsn MySQLDsn MariaDBDsn MongoDsn AmqpDsn MultiHostUrl SecretStr
    Secret DatabaseURL parse_url urlparse parse
    """.split()
)
#: Last parts of a call's name: it puts a URL together from `scheme=` or its first argument.
BUILDERS = frozenset("build create URL build_url".split())

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of NuGet, calls that set an engine up, and what settings of .NET applications are called."""

from __future__ import annotations

from ..model import DRIVER
from .model import Package, drivers, libraries

#: By name in lower case. Sinks of logs, health checks and telemetry need no engine and are left out on purpose.
PACKAGES = {
    **drivers(
        mysql="""
            mysqlconnector mysql.data mysql.data.entityframeworkcore mysql.entityframeworkcore mysql.data.entity
            mysql.data.entityframework pomelo.entityframeworkcore.mysql microting.entityframeworkcore.mysql
            aspire.mysqlconnector aspire.pomelo.entityframeworkcore.mysql hangfire.mysqlstorage hangfire.mysql
            hangfire.storage.mysql linq2db.mysql linq2db.mysqlconnector servicestack.ormlite.mysql
            volo.abp.entityframeworkcore.mysql volo.abp.entityframeworkcore.mysql.pomelo freesql.provider.mysql
            freesql.provider.mysqlconnector dotnetcore.cap.mysql dbup-mysql fluentmigrator.runner.mysql
            elsa.entityframeworkcore.mysql elsa.persistence.efcore.mysql
        """,
        postgresql="""
            npgsql npgsql.entityframeworkcore.postgresql npgsql.dependencyinjection entityframework6.npgsql
            aspire.npgsql aspire.npgsql.entityframeworkcore.postgresql
            aspire.azure.npgsql aspire.azure.npgsql.entityframeworkcore.postgresql hangfire.postgresql
            linq2db.postgresql servicestack.ormlite.postgresql volo.abp.entityframeworkcore.postgresql
            freesql.provider.postgresql dotnetcore.cap.postgresql dbup-postgresql fluentmigrator.runner.postgres
            elsa.entityframeworkcore.postgresql elsa.persistence.efcore.postgresql wolverinefx.postgresql
            npgsql.fsharp rebus.postgresql
        """,
        mongodb="""
            mongodb.driver mongodb.driver.core mongocsharpdriver mongodb.entityframeworkcore mongodb.entities
            mongoframework aspire.mongodb.driver aspire.mongodb.driver.v3 aspire.mongodb.entityframeworkcore
            hangfire.mongo volo.abp.mongodb dotnetcore.cap.mongodb aspnetcore.identity.mongodbcore masstransit.mongodb
            aspnetcore.identity.mongo elsa.mongodb
        """,
        redis="""
            stackexchange.redis stackexchange.redis.extensions.core stackexchange.redis.extensions.aspnetcore
            microsoft.extensions.caching.stackexchangeredis microsoft.extensions.caching.redis
            microsoft.aspnetcore.signalr.stackexchangeredis microsoft.aspnetcore.dataprotection.stackexchangeredis
            microsoft.aspnetcore.outputcaching.stackexchangeredis
            aspire.stackexchange.redis aspire.stackexchange.redis.distributedcaching
            aspire.stackexchange.redis.outputcaching hangfire.redis.stackexchange hangfire.pro.redis
            servicestack.redis csrediscore freeredis newlife.redis easycaching.redis easycaching.csredis
            cachemanager.stackexchange.redis ziggycreatures.fusioncache.backplane.stackexchangeredis
            distributedlock.redis redlock.net aspnetcoreratelimit.redis microsoft.orleans.clustering.redis
            microsoft.orleans.persistence.redis volo.abp.caching.stackexchangeredis nredisstack redis.om
            efcoresecondlevelcacheinterceptor.stackexchange.redis rebus.redis foundatio.redis
            microsoft.web.redissessionstateprovider microsoft.web.redisoutputcacheprovider
        """,
        elasticsearch="""
            nest elasticsearch.net elastic.clients.elasticsearch opensearch.client opensearch.net
            aspire.elastic.clients.elasticsearch foundatio.repositories.elasticsearch
        """,
        rabbitmq="""
            rabbitmq.client masstransit.rabbitmq easynetq rawrabbit aspire.rabbitmq.client aspire.rabbitmq.client.v7
            nservicebus.rabbitmq nservicebus.transport.rabbitmq rebus.rabbitmq wolverinefx.rabbitmq
            dotnetcore.cap.rabbitmq volo.abp.eventbus.rabbitmq volo.abp.backgroundjobs.rabbitmq brighter.rabbitmq
            paramore.brighter.messaginggateway.rmq silverback.integration.rabbitmq servicestack.rabbitmq
            slimmessagebus.host.rabbitmq cap.rabbitmq
        """,
        influxdb="influxdb.client influxdb3.client influxdata.net vibrant.influxdb.client",
        memcached="enyimmemcached enyimmemcachedcore easycaching.memcached cachemanager.memcached",
        sqlite="""
            microsoft.entityframeworkcore.sqlite microsoft.entityframeworkcore.sqlite.core microsoft.data.sqlite
            microsoft.data.sqlite.core system.data.sqlite system.data.sqlite.core system.data.sqlite.ef6 sqlite-net-pcl
            hangfire.storage.sqlite hangfire.sqlite linq2db.sqlite linq2db.sqlite.ms volo.abp.entityframeworkcore.sqlite
            system.data.sqlite.core.servarr freesql.provider.sqlite dbup-sqlite servicestack.ormlite.sqlite
        """,
    ),
    # Document store and event store on PostgreSQL alone.
    **libraries(postgresql="marten marten.aspnetcore wolverinefx.marten pgvector.entityframeworkcore"),
}
#: Packages that bring the drivers of several engines along; settings pick one.
SEVERAL = dict.fromkeys(
    ("sqlsugar", "sqlsugarcore"), tuple(Package(engine, DRIVER) for engine in ("mysql", "postgresql", "sqlite"))
)
#: Drivers of SQL Server, which is no engine of ours but takes the place of one.
RIVALS = frozenset(
    """
    microsoft.entityframeworkcore.sqlserver microsoft.data.sqlclient system.data.sqlclient entityframework.sqlserver
    hangfire.sqlserver linq2db.sqlserver dbup-sqlserver aspire.microsoft.entityframeworkcore.sqlserver
    aspire.microsoft.data.sqlclient volo.abp.entityframeworkcore.sqlserver freesql.provider.sqlserver
    servicestack.ormlite.sqlserver
    """.split()
)
SQL_SERVER = "sqlserver"

#: Calls that set up the use of an engine.
CALLS = {
    "UseNpgsql": "postgresql",
    "AddNpgsql": "postgresql",
    "AddNpgsqlDbContext": "postgresql",
    "AddNpgsqlDataSource": "postgresql",
    "UsePostgreSqlStorage": "postgresql",
    "UseMySql": "mysql",
    "UseMySQL": "mysql",
    "AddMySql": "mysql",
    "AddMySqlDataSource": "mysql",
    "UseSqlite": "sqlite",
    "UseSqlServer": SQL_SERVER,
    "AddSqlServerDbContext": SQL_SERVER,
    "AddStackExchangeRedisCache": "redis",
    "AddStackExchangeRedis": "redis",
    "AddDistributedRedisCache": "redis",
    "AddRedisClient": "redis",
    "AddRedisDistributedCache": "redis",
    "AddRedisOutputCache": "redis",
    "PersistKeysToStackExchangeRedis": "redis",
    "UseRedisStorage": "redis",
    "UsingRabbitMq": "rabbitmq",
    "AddRabbitMQClient": "rabbitmq",
    "AddMongoDBClient": "mongodb",
    "AddElasticsearchClient": "elasticsearch",
}
#: A document store that is a part of the application: package, and word in settings.
LITEDB = "litedb"
#: Namespaces of drivers: code that uses one has the driver, whichever package brings it along.
NAMESPACES = {
    "MySqlConnector": "mysql",
    "MySql.Data.MySqlClient": "mysql",
    "Npgsql": "postgresql",
    "MongoDB.Driver": "mongodb",
    "StackExchange.Redis": "redis",
    "CSRedis": "redis",
    "FreeRedis": "redis",
    "RabbitMQ.Client": "rabbitmq",
    "Elastic.Clients.Elasticsearch": "elasticsearch",
    "Nest": "elasticsearch",
    "OpenSearch.Client": "elasticsearch",
}
#: Parts of what code holds that reaches a server; where it only knows the driver's words, none is reached.
HANDLES = {"mongodb": ("MongoClient", "MongoDatabase", "MongoCollection", "MongoUrl", "GetCollection<")}
#: The same, with the class before the point or after `new`.
CLASSES = {
    "NpgsqlConnection": "postgresql",
    "NpgsqlDataSourceBuilder": "postgresql",
    "MySqlConnection": "mysql",
    "SqlConnection": SQL_SERVER,
    "SqliteConnection": "sqlite",
    "MongoClient": "mongodb",
    "ConnectionFactory": "rabbitmq",
    "ElasticClient": "elasticsearch",
    "ElasticsearchClient": "elasticsearch",
    "OpenSearchClient": "elasticsearch",
    "InfluxDBClient": "influxdb",
}
#: Calls that set up something that needs no engine in an engine's place; both in one file are a choice.
IN_PLACE_OF = {
    "AddDistributedMemoryCache": "redis",
    "UsingInMemory": "rabbitmq",
    "UsingAzureServiceBus": "rabbitmq",
    "UsingAmazonSqs": "rabbitmq",
    "UsingKafka": "rabbitmq",
}
#: Classes come in twins where one of several can do the work: `RabbitMqPublisher` beside `AzureServiceBusPublisher`.
#: For each engine the words in such names, and the words in the twin's.
TWINS = {
    "redis": (("redis",), ("inmemory", "memory", "local", "null", "noop")),
    "rabbitmq": (
        ("rabbitmq", "rabbit"),
        (
            "azureservicebus",
            "servicebus",
            "kafka",
            "inmemory",
            "azurequeue",
            "amazonsqs",
            "sqs",
            "pubsub",
            "null",
            "noop",
        ),
    ),
    "elasticsearch": (("elasticsearch", "elastic", "opensearch"), ("azuresearch", "lucene", "algolia", "null", "noop")),
    "memcached": (("memcached",), ("inmemory", "memory", "null", "noop")),
}
#: Resources of an Aspire host: what is started beside the application.
RESOURCES = {
    "AddPostgres": "postgresql",
    "AddAzurePostgresFlexibleServer": "postgresql",
    "AddMySql": "mysql",
    "AddMongoDB": "mongodb",
    "AddRedis": "redis",
    "AddValkey": "redis",
    "AddGarnet": "redis",
    "AddAzureRedis": "redis",
    "AddRabbitMQ": "rabbitmq",
    "AddElasticsearch": "elasticsearch",
}

#: What settings call an engine, in lower case without signs between.
PROVIDERS = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "npgsql": "postgresql",
    "pgsql": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "sqlserver": SQL_SERVER,
    "mssql": SQL_SERVER,
    "mongodb": "mongodb",
    "mongo": "mongodb",
    "redis": "redis",
    "rabbitmq": "rabbitmq",
    "elasticsearch": "elasticsearch",
    "elastic": "elasticsearch",
    "opensearch": "elasticsearch",
    "memcached": "memcached",
}
#: Ends of keys, in lower case without signs between, whose value picks one.
PROVIDER_KEYS = ("provider", "databasetype", "dbtype", "dbms", "databaseengine", "type", "storagetype", "transport")
#: Words in keys about an engine that may be off.
SETTINGS_WORDS = {
    "redis": "redis",
    "garnet": "redis",
    "rabbit": "rabbitmq",
    "elastic": "elasticsearch",
    "opensearch": "elasticsearch",
    "mongo": "mongodb",
    "influx": "influxdb",
    "memcached": "memcached",
}

#: Folders of projects of which whoever runs the application switches some on.
SLOT_WORDS = frozenset("modules plugins extensions addons providers".split())

TEST_PACKAGES = frozenset(
    """
    microsoft.net.test.sdk xunit xunit.v3 xunit.core nunit mstest mstest.testframework tunit benchmarkdotnet
    testcontainers reqnroll specflow expecto
    """.split()
)
TEST_WORDS = frozenset("test tests unittests integrationtests specs benchmarks benchmark testing testkit".split())

FRAMEWORKS = {
    "umbraco.cms": "Umbraco",
    "umbraco.cms.web.website": "Umbraco",
    "orchardcore.application.cms.targets": "Orchard Core",
    "volo.abp.core": "ABP",
    "volo.abp.aspnetcore.mvc": "ABP",
    "piranha.aspnetcore": "Piranha",
    "giraffe": "Giraffe",
    "saturn": "Saturn",
    "fastendpoints": "FastEndpoints",
    "servicestack": "ServiceStack",
    "microsoft.aspnet.mvc": "ASP.NET MVC",
    "microsoft.aspnet.webapi": "ASP.NET Web API",
    "nancy": "Nancy",
}

#: What projects are called that reach relational databases, by a mapper or by the server.
MAPPERS = frozenset(
    """
    ef efcore entityframework entityframeworkcore freesql sqlsugar dapper nhibernate linq2db sql relational
    mysql postgresql postgres npgsql sqlite sqlserver
    """.split()
)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings and code of applications for the JVM: which words tell of which engine."""

from __future__ import annotations

#: Of files with settings.
ENDINGS = (".yml", ".yaml", ".properties", ".conf", ".xml")

#: What follows `jdbc:` or `r2dbc:` in a URL. `embedded` is a database within the process.
URL_KINDS = {
    "mysql": "mysql",
    "mariadb": "mysql",
    "percona": "mysql",
    "tidb": "mysql",
    "p6spy:mysql": "mysql",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "pgsql": "postgresql",
    "pool:postgresql": "postgresql",
    "pool:mysql": "mysql",
    "pool:mariadb": "mysql",
    "p6spy:postgresql": "postgresql",
    "log4jdbc:mysql": "mysql",
    "log4jdbc:postgresql": "postgresql",
    "otel:postgresql": "postgresql",
    "otel:mysql": "mysql",
    "tc:postgresql": "",
    "tc:mysql": "",
    "aws-wrapper:postgresql": "postgresql",
    "aws-wrapper:mysql": "mysql",
    "sqlite": "sqlite",
    "h2": "embedded",
    "hsqldb": "embedded",
    "derby": "embedded",
}

#: Classes of drivers, by how they begin.
DRIVER_CLASSES = {
    "com.mysql.": "mysql",
    "org.mariadb.jdbc.": "mysql",
    "org.gjt.mm.mysql.": "mysql",
    "org.postgresql.": "postgresql",
    "org.sqlite.": "sqlite",
    "org.h2.": "embedded",
    "org.hsqldb.": "embedded",
    "org.apache.derby.": "embedded",
}

#: Values of `db-kind` (Quarkus), `dialect` (Micronaut Data) and `spring.jpa.database`.
KINDS = {
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "pgsql": "postgresql",
    "pg": "postgresql",
    "h2": "embedded",
    "derby": "embedded",
    "hsql": "embedded",
    "sqlite": "sqlite",
}

#: A part of a setting's name to the engine whose server it tells.
SERVER_WORDS = {
    "redis": "redis",
    "jedis": "redis",
    "lettuce": "redis",
    "redisson": "redis",
    "mongodb": "mongodb",
    "mongo": "mongodb",
    "rabbitmq": "rabbitmq",
    "rabbit": "rabbitmq",
    "elasticsearch": "elasticsearch",
    "opensearch": "elasticsearch",
    "elastic": "elasticsearch",
    "influx": "influxdb",
    "influxdb": "influxdb",
    "memcached": "memcached",
    "memcache": "memcached",
}

#: Names by which code picks an engine, longer ones first.
CODE_WORDS = dict(sorted({**SERVER_WORDS, "amqp": "rabbitmq"}.items(), key=lambda pair: (-len(pair[0]), pair)))

#: Last parts of a setting's name that say where a server is; without hyphens.
PLACE_WORDS = frozenset(
    """
    host hosts hostname url uri uris urls address addresses nodes servers server endpoint endpoints clusternodes
    singleserverconfig hostandport hostlist
    """.split()
)

#: Settings that begin so tell of what watches the application, of tests or of logs.
WATCHING = (
    "management.",
    "logging.",
    "metrics.",
    "test.",
    "spring.devservices.",
    "micronaut.metrics.",
    "log.",
    "kamon.",
)

#: What an application may have in an engine's place, by the word before `.type` and its like.
SLOTS = {
    "cache": ("redis", "memcached"),
    "session": ("redis", "mongodb"),
    "queue": ("rabbitmq", "redis"),
    "mq": ("rabbitmq", "redis"),
    "broker": ("rabbitmq", "redis"),
    "messaging": ("rabbitmq",),
    "search": ("elasticsearch",),
}

SLOT_KEYS = frozenset("type driver provider mode engine backend impl implementation storetype store kind".split())

#: Values of such a setting that need no server of ours.
NO_SERVER = frozenset(
    """
    none no off false noop disabled simple memory inmemory mem local map embedded caffeine ehcache guava hazelcast
    infinispan jcache jdk database db jdbc sql lucene kafka activemq rocketmq artemis generic file
    """.split()
)

#: Where an application keeps its main data: the word before `.type` and its like, and the values that need no server.
STORE_WORDS = {
    "store": frozenset("file mem memory inmemory".split()),
    # `storage.type: file` speaks of uploads.
    "storage": frozenset("mem memory inmemory".split()),
    # An embedded one of Java is for whoever tries it.
    "db": frozenset("sqlite sqlite3".split()),
    "database": frozenset("sqlite sqlite3".split()),
}
STORE_ENGINES = ("mysql", "postgresql", "mongodb", "redis", "elasticsearch")

#: How code names the clients of an engine. That Spring's `autoconfigure.data.redis` is left out, is no use of it.
CLIENT_CODE = {
    "redis": (
        "redis.clients",
        "io.lettuce",
        "com.lambdaworks.redis",
        "org.redisson",
        "springframework.data.redis",
        "session.data.redis",
    ),
    "rabbitmq": ("com.rabbitmq", "springframework.amqp"),
    "mongodb": ("com.mongodb", "org.mongodb", "springframework.data.mongodb", "micronaut.data.mongodb"),
    "elasticsearch": (
        "org.elasticsearch",
        "co.elastic",
        "org.opensearch",
        "springframework.data.elasticsearch",
        "io.searchbox",
    ),
    "influxdb": ("org.influxdb", "com.influxdb"),
    "memcached": ("net.spy", "xmemcached"),
}

#: What starts an engine that the application brings along: it is there where no other one is set up.
CARRIED = {"elasticsearch": ("org.elasticsearch.bootstrap.", "org.elasticsearch.launcher.", "org.elasticsearch.node.")}

#: Folders of code whose files are there to be chosen from: what only they call is a choice.
SLOT_FOLDERS = frozenset(
    """
    input inputs output outputs transport transports plugin plugins connector connectors sink sinks source sources
    exporter exporters integration integrations extension extensions forward forwarder forwarders destination
    destinations
    """.split()
)

#: What code says that starts an application.
STARTS = (
    "SpringApplication.run",
    "SpringApplicationBuilder(",
    "@SpringBootApplication",
    "runApplication<",
    "@QuarkusMain",
    "Micronaut.run",
    "Micronaut.build(",
)

#: ... and what does so in a file with one of these.
SERVED = (
    "deployVerticle(",
    "embeddedServer(",
    "Javalin.create(",
    "jetty.server.Server;",
    "mortbay.jetty.Server;",
    "io.undertow.Undertow;",
    "catalina.startup.Tomcat;",
)
MAINS = ("fun main(", "void main(", "extends App ")

#: Databases within the process, and those of them that forget when it ends.
EMBEDDED_URLS = ("jdbc:h2:", "jdbc:hsqldb:", "jdbc:derby:")

IN_MEMORY_URLS = ("jdbc:h2:mem", "jdbc:hsqldb:mem", "jdbc:derby:memory")

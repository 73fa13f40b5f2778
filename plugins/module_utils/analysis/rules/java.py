# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts of Maven repositories, whichever tool of Java, Kotlin, Scala or Clojure asks for them."""

from __future__ import annotations

from .model import drivers, libraries

#: `group:artifact`. Scala's artifacts stand without the version of Scala behind their name.
PACKAGES = {
    **drivers(
        mysql="""
            mysql:mysql-connector-java com.mysql:mysql-connector-j org.mariadb.jdbc:mariadb-java-client
            org.mariadb:r2dbc-mariadb io.asyncer:r2dbc-mysql dev.miku:r2dbc-mysql com.github.jasync-sql:jasync-mysql
            com.github.jasync-sql:jasync-r2dbc-mysql io.quarkus:quarkus-jdbc-mysql io.quarkus:quarkus-jdbc-mariadb
            io.quarkus:quarkus-reactive-mysql-client io.vertx:vertx-mysql-client
            software.aws.rds:aws-mysql-jdbc com.google.cloud.sql:mysql-socket-factory-connector-j-8
            com.google.cloud.sql:mysql-socket-factory com.google.cloud:spring-cloud-gcp-starter-sql-mysql
            org.springframework.cloud:spring-cloud-gcp-starter-sql-mysql com.github.mauricio:mysql-async
            io.getquill:quill-async-mysql io.getquill:quill-jasync-mysql
            org.drizzle.jdbc:drizzle-jdbc com.twitter:finagle-mysql
        """,
        postgresql="""
            org.postgresql:postgresql postgresql:postgresql org.postgresql:r2dbc-postgresql io.r2dbc:r2dbc-postgresql
            com.impossibl.pgjdbc-ng:pgjdbc-ng com.github.jasync-sql:jasync-postgresql
            io.quarkus:quarkus-jdbc-postgresql io.quarkus:quarkus-reactive-pg-client io.vertx:vertx-pg-client
            io.reactiverse:reactive-pg-client com.google.cloud.sql:postgres-socket-factory
            com.google.cloud:spring-cloud-gcp-starter-sql-postgresql
            org.springframework.cloud:spring-cloud-gcp-starter-sql-postgresql
            com.github.mauricio:postgresql-async org.tpolecat:doobie-postgres org.tpolecat:skunk-core
            io.getquill:quill-async-postgres io.getquill:quill-jasync-postgres
            com.pgvector:pgvector org.springframework.ai:spring-ai-starter-vector-store-pgvector
        """,
        mongodb="""
            org.mongodb:mongo-java-driver org.mongodb:mongodb-driver org.mongodb:mongodb-driver-sync
            org.mongodb:mongodb-driver-legacy org.mongodb:mongodb-driver-async
            org.mongodb:mongodb-driver-reactivestreams
            org.mongodb:mongodb-driver-kotlin-coroutine org.mongodb:mongodb-driver-kotlin-sync
            org.mongodb.scala:mongo-scala-driver org.mongodb:casbah org.mongodb:casbah-core
            org.springframework.boot:spring-boot-starter-data-mongodb org.springframework.data:spring-data-mongodb
            org.springframework.boot:spring-boot-starter-data-mongodb-reactive
            org.springframework.boot:spring-boot-starter-mongodb org.springframework.session:spring-session-data-mongodb
            io.quarkus:quarkus-mongodb-client io.quarkus:quarkus-mongodb-panache
            io.quarkus:quarkus-mongodb-panache-kotlin
            io.micronaut.mongodb:micronaut-mongo-sync io.micronaut.mongodb:micronaut-mongo-reactive
            io.micronaut.configuration:micronaut-mongo-reactive io.micronaut.data:micronaut-data-mongodb
            io.vertx:vertx-mongo-client org.litote.kmongo:kmongo org.litote.kmongo:kmongo-coroutine
            org.jongo:jongo org.mongojack:mongojack org.reactivemongo:reactivemongo
            org.reactivemongo:play2-reactivemongo com.novus:salat com.novemberain:monger
            uk.gov.hmrc.mongo:hmrc-mongo-play-28 uk.gov.hmrc.mongo:hmrc-mongo-play-29
            uk.gov.hmrc.mongo:hmrc-mongo-play-30 uk.gov.hmrc.mongo:hmrc-mongo-work-item-repo-play-28
            uk.gov.hmrc.mongo:hmrc-mongo-work-item-repo-play-29 uk.gov.hmrc.mongo:hmrc-mongo-work-item-repo-play-30
            io.github.kirill5k:mongo4cats-core org.liquibase.ext:liquibase-mongodb
            com.github.cloudyrock.mongock:mongock-spring-v5 org.apache.camel:camel-mongodb
        """,
        redis="""
            redis.clients:jedis io.lettuce:lettuce-core biz.paluch.redis:lettuce org.redisson:redisson
            org.redisson:redisson-spring-boot-starter org.redisson:redisson-spring-data
            org.redisson:redisson-hibernate-53 org.springframework.boot:spring-boot-starter-data-redis
            org.springframework.boot:spring-boot-starter-data-redis-reactive
            org.springframework.boot:spring-boot-starter-redis org.springframework.data:spring-data-redis
            org.springframework.integration:spring-integration-redis
            org.springframework.session:spring-session-data-redis com.alicp.jetcache:jetcache-starter-redis
            com.alicp.jetcache:jetcache-starter-redis-lettuce com.alicp.jetcache:jetcache-starter-redis-springdata
            io.quarkus:quarkus-redis-client io.quarkus:quarkus-redis-cache
            io.micronaut.redis:micronaut-redis-lettuce io.micronaut.configuration:micronaut-redis-lettuce
            io.vertx:vertx-redis-client org.crazycake:shiro-redis org.crazycake:shiro-redis-spring-boot-starter
            net.debasishg:redisclient com.github.etaty:rediscala com.typesafe.play:play-cache-redis
            com.github.karelcemus:play-redis dev.profunktor:redis4cats-effects io.github.rediscala:rediscala
            com.taoensso:carmine com.redis.om:redis-om-spring cn.dev33:sa-token-redis-jackson cn.dev33:sa-token-redis
            com.baomidou:lock4j-redisson-spring-boot-starter com.baomidou:lock4j-redis-template-spring-boot-starter
            com.github.cb372:scalacache-redis io.chrisdavenport:rediculous dev.zio:zio-redis
            dev.profunktor:redis4cats-streams
        """,
        elasticsearch="""
            org.elasticsearch:elasticsearch org.opensearch:opensearch
            org.elasticsearch.client:elasticsearch-rest-client org.elasticsearch.client:transport
            org.elasticsearch.client:elasticsearch-rest-high-level-client co.elastic.clients:elasticsearch-java
            org.springframework.boot:spring-boot-starter-data-elasticsearch
            org.springframework.data:spring-data-elasticsearch io.searchbox:jest
            org.opensearch.client:opensearch-java org.opensearch.client:opensearch-rest-client
            org.opensearch.client:opensearch-rest-high-level-client
            org.opensearch.client:spring-data-opensearch-starter
            io.quarkus:quarkus-elasticsearch-rest-client io.quarkus:quarkus-elasticsearch-java-client
            io.quarkus:quarkus-elasticsearch-rest-high-level-client
            io.micronaut.elasticsearch:micronaut-elasticsearch
            com.sksamuel.elastic4s:elastic4s-core com.sksamuel.elastic4s:elastic4s-client-esjava
            com.sksamuel.elastic4s:elastic4s-client-akka com.sksamuel.elastic4s:elastic4s-client-sttp
            nl.gn0s1s:elastic4s-core nl.gn0s1s:elastic4s-client-esjava nl.gn0s1s:elastic4s-client-http4s
            nl.gn0s1s:elastic4s-client-akka nl.gn0s1s:elastic4s-client-pekko nl.gn0s1s:elastic4s-client-sttp
            com.sksamuel.elastic4s:elastic4s-http org.dromara.easy-es:easy-es-boot-starter
            org.zxp.esclientrhl:esclientrhl
        """,
        rabbitmq="""
            com.rabbitmq:amqp-client org.springframework.amqp:spring-rabbit
            org.springframework.boot:spring-boot-starter-amqp
            org.springframework.cloud:spring-cloud-starter-bus-amqp
            org.springframework.cloud:spring-cloud-starter-stream-rabbit
            org.springframework.cloud:spring-cloud-stream-binder-rabbit
            io.quarkus:quarkus-messaging-rabbitmq io.quarkus:quarkus-smallrye-reactive-messaging-rabbitmq
            io.quarkiverse.rabbitmqclient:quarkus-rabbitmq-client io.micronaut.rabbitmq:micronaut-rabbitmq
            io.micronaut.configuration:micronaut-rabbitmq io.vertx:vertx-rabbitmq-client
            io.smallrye.reactive:smallrye-reactive-messaging-rabbitmq com.newmotion:akka-rabbitmq
            com.novemberain:langohr org.apache.camel:camel-rabbitmq com.rabbitmq.jms:rabbitmq-jms
            dev.profunktor:fs2-rabbit
        """,
        influxdb="""
            org.influxdb:influxdb-java com.influxdb:influxdb-client-java com.influxdb:influxdb-client-kotlin
            com.influxdb:influxdb-client-scala com.influxdb:influxdb-spring
        """,
        memcached="""
            net.spy:spymemcached com.googlecode.xmemcached:xmemcached
            com.google.code.simple-spring-memcached:spymemcached
            com.github.mumoshu:play2-memcached com.whalin:Memcached-Java-Client
            com.google.code.simple-spring-memcached:spring-cache io.micronaut.memcached:micronaut-memcached
        """,
        sqlite="org.xerial:sqlite-jdbc io.quarkiverse.jdbc:quarkus-jdbc-sqlite",
    ),
    **libraries(
        # Types and mappers of one engine, an index that is kept there: nobody has them for another reason.
        postgresql="""
            net.postgis:postgis-jdbc net.postgis:postgis-jdbc-jtsparser org.postgis:postgis-jdbc
            com.github.tminglei:slick-pg
        """,
        mongodb="""
            dev.morphia.morphia:morphia-core dev.morphia.morphia:core org.mongodb.morphia:morphia
        """,
        elasticsearch="""
            org.hibernate.search:hibernate-search-backend-elasticsearch org.hibernate:hibernate-search-elasticsearch
            io.quarkus:quarkus-hibernate-search-orm-elasticsearch
            io.quarkus:quarkus-hibernate-search-standalone-elasticsearch
        """,
    ),
}
#: Bare clients: they do nothing until code calls them. Starters and extensions connect by themselves.
BARE_CLIENTS = frozenset(
    """
    redis.clients:jedis io.lettuce:lettuce-core biz.paluch.redis:lettuce org.redisson:redisson
    com.rabbitmq:amqp-client org.mongodb:mongo-java-driver org.mongodb:mongodb-driver-sync
    org.elasticsearch:elasticsearch org.opensearch:opensearch
    org.elasticsearch.client:elasticsearch-rest-client org.elasticsearch.client:elasticsearch-rest-high-level-client
    org.elasticsearch.client:transport co.elastic.clients:elasticsearch-java org.opensearch.client:opensearch-java
    io.searchbox:jest org.influxdb:influxdb-java com.influxdb:influxdb-client-java net.spy:spymemcached
    com.googlecode.xmemcached:xmemcached
    """.split()
)
#: What needs a client beside it to reach the engine: it brings none.
CLIENTLESS = frozenset(["org.springframework.session:spring-session-data-redis"])
#: What only reports to an engine, or is one of many exporters: it serves whoever sets it up.
OPTIONAL_PACKAGES = {
    "io.micrometer:micrometer-registry-influx": "influxdb",
    "io.micrometer:micrometer-registry-elastic": "elasticsearch",
    "com.github.davidb:metrics-influxdb": "influxdb",
    "com.izettle:dropwizard-metrics-influxdb": "influxdb",
}

#: Databases within the process: they stand in where no server is set up. None of them is deployed.
EMBEDDED = frozenset(
    """
    com.h2database:h2 org.hsqldb:hsqldb hsqldb:hsqldb org.apache.derby:derby io.r2dbc:r2dbc-h2
    io.quarkus:quarkus-jdbc-h2 io.quarkus:quarkus-jdbc-derby
    """.split()
)

FRAMEWORKS = {
    "org.springframework.boot:spring-boot-starter": "Spring Boot",
    "org.springframework.boot:spring-boot-starter-web": "Spring Boot",
    "org.springframework.boot:spring-boot-starter-webmvc": "Spring Boot",
    "org.springframework.boot:spring-boot-starter-webflux": "Spring Boot",
    "org.springframework.boot:spring-boot-starter-parent": "Spring Boot",
    "org.springframework.boot:spring-boot-dependencies": "Spring Boot",
    "org.springframework.boot:spring-boot-gradle-plugin": "Spring Boot",
    "org.springframework.boot:spring-boot": "Spring Boot",
    "io.quarkus:quarkus-core": "Quarkus",
    "io.quarkus:quarkus-arc": "Quarkus",
    "io.quarkus:quarkus-resteasy": "Quarkus",
    "io.quarkus:quarkus-rest": "Quarkus",
    "io.quarkus.platform:quarkus-bom": "Quarkus",
    "io.quarkus:quarkus-bom": "Quarkus",
    "io.quarkus:quarkus-universe-bom": "Quarkus",
    "io.micronaut:micronaut-http-server-netty": "Micronaut",
    "io.micronaut:micronaut-inject": "Micronaut",
    "io.micronaut.platform:micronaut-parent": "Micronaut",
    "io.dropwizard:dropwizard-core": "Dropwizard",
    "io.dropwizard:dropwizard-bom": "Dropwizard",
    "io.ktor:ktor-server-core": "Ktor",
    "io.ktor:ktor-server-core-jvm": "Ktor",
    "io.ktor:ktor-server-netty": "Ktor",
    "io.ktor:ktor-server-netty-jvm": "Ktor",
    "io.javalin:javalin": "Javalin",
    "io.vertx:vertx-web": "Vert.x",
    "io.helidon.webserver:helidon-webserver": "Helidon",
    "org.apache.struts:struts2-core": "Struts",
    "org.grails:grails-core": "Grails",
    "com.typesafe.play:sbt-plugin": "Play",
    "org.playframework:sbt-plugin": "Play",
    "com.typesafe.play:play": "Play",
    "org.playframework:play": "Play",
    "org.scalatra:scalatra": "Scalatra",
    "org.http4s:http4s-ember-server": "http4s",
    "org.http4s:http4s-blaze-server": "http4s",
    "com.typesafe.akka:akka-http": "Akka HTTP",
    "org.apache.pekko:pekko-http": "Pekko HTTP",
    "ring:ring-core": "Ring",
    "metosin:reitit": "Reitit",
    "org.springframework:spring-webmvc": "Spring",
}
#: Plugins of Gradle that are a framework's.
FRAMEWORK_PLUGINS = {
    "org.springframework.boot": "Spring Boot",
    "io.quarkus": "Quarkus",
    "io.micronaut.application": "Micronaut",
    "io.micronaut.minimal.application": "Micronaut",
    "io.ktor.plugin": "Ktor",
    "org.grails.grails-web": "Grails",
}
WEB_SERVERS = {
    "org.springframework.boot:spring-boot-starter-undertow": "Undertow",
    "org.springframework.boot:spring-boot-starter-jetty": "Jetty",
    "org.springframework.boot:spring-boot-starter-tomcat": "Tomcat",
    "org.springframework.boot:spring-boot-starter-web": "Tomcat",
    "org.springframework.boot:spring-boot-starter-webmvc": "Tomcat",
    "org.springframework.boot:spring-boot-starter-webflux": "Netty",
    "io.dropwizard:dropwizard-core": "Jetty",
    "io.ktor:ktor-server-netty": "Netty",
    "io.ktor:ktor-server-netty-jvm": "Netty",
    "io.micronaut:micronaut-http-server-netty": "Netty",
    "org.eclipse.jetty:jetty-server": "Jetty",
    "io.undertow:undertow-core": "Undertow",
}

#: Plugins of Maven and Gradle that make something to run; a module with one is an application.
APPLICATION_PLUGINS = frozenset(
    """
    spring-boot-maven-plugin quarkus-maven-plugin micronaut-maven-plugin jib-maven-plugin tomcat7-maven-plugin
    org.springframework.boot io.quarkus application war com.google.cloud.tools.jib io.ktor.plugin
    io.micronaut.application io.micronaut.minimal.application org.gretty org.akhikhl.gretty
    org.grails.grails-web com.github.johnrengelman.shadow com.gradleup.shadow
    """.split()
)
APPLICATION_PACKAGING = frozenset(["war", "ear", "hpi", "quarkus"])

#: Configurations of Gradle, scopes of Maven, sbt and Leiningen: what an application carries when it runs.
LIVE_SCOPES = frozenset(
    """
    implementation api runtimeonly compile runtime bootwar war earlib mainimplementation
    mainruntimeonly shadow shade include import default
    """.split()
)
#: What somebody else brings, or who wants it.
OPTIONAL_SCOPES = frozenset(
    "compileonly compileonlyapi provided providedcompile providedruntime optional system".split()
)

#: What takes the place of an engine, in the names of modules beside each other.
PRODUCTS = frozenset(
    """
    solr lucene kafka pulsar nats sqs pubsub kinesis activemq artemis jms mqtt memory inmemory local caffeine guava
    ehcache hazelcast infinispan ignite jdbc cassandra dynamodb consul etcd zookeeper
    """.split()
)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Java and Kotlin: each tree with all that the user is told."""

from __future__ import annotations

import pytest


def pom(dependencies: str = "", rest: str = "", artifact: str = "shop", packaging: str = "jar") -> str:
    """A pom.xml whose dependencies start in line 7; each is `group:artifact` with what follows a space as XML."""
    lines = [
        "    <dependency><groupId>{}</groupId><artifactId>{}</artifactId>{}</dependency>".format(
            *line.strip().partition(" ")[0].split(":"), line.strip().partition(" ")[2]
        )
        for line in dependencies.strip().split("\n")
        if line.strip()
    ]
    return "\n".join(
        [
            "<project>",
            "  <groupId>org.shop</groupId>",
            f"  <artifactId>{artifact}</artifactId>",
            "  <version>1.0</version>",
            f"  <packaging>{packaging}</packaging>",
            "  <dependencies>",
            *lines,
            "  </dependencies>",
            rest,
            "</project>",
            "",
        ]
    )


BOOT = "<build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>"
SQLITE_WARNING = (
    "SQLite is for development only and is never deployed; put org.postgresql:postgresql or "
    "com.mysql:mysql-connector-j and its JDBC URL in its place, commit, and analyse again"
)
#: In lines 7 to 9 of a pom.xml.
CLIENTS = """
    redis.clients:jedis
    org.mongodb:mongodb-driver-sync
    org.elasticsearch.client:elasticsearch-rest-high-level-client
"""
FLAVOURS = """
    import co.elastic.clients.elasticsearch.ElasticsearchClient;
    class Engines { Engine engine() {
        if (config.getSelector().equalsIgnoreCase("elasticsearch")) { return new Elastic(client); }
        if (config.getSelector().equalsIgnoreCase("opensearch")) { return new Open(client); }
        throw new IllegalStateException();
    } }
"""
CASES = {
    "Maven: scopes, optional ones, comments, and names that only look alike": (
        {
            "pom.xml": pom(
                """
                org.postgresql:postgresql <scope>runtime</scope>
                com.mysql:mysql-connector-j <scope>test</scope>
                org.springframework.boot:spring-boot-starter-data-redis <optional>true</optional>
                org.springframework.boot:spring-boot-starter-data-mongodb <scope>provided</scope>
                org.testcontainers:postgresql
                com.example:jedis
                org.flywaydb:flyway-mysql
                """,
                "<!-- <dependencies><dependency><groupId>com.rabbitmq</groupId>"
                "<artifactId>amqp-client</artifactId></dependency></dependencies> -->",
            )
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "development pom.xml:8",
                "postgresql": "required pom.xml:7",
                "mongodb": "optional pom.xml:10",
                "redis": "optional pom.xml:9",
            },
        },
    ),
    "Maven: parents inside the tree, managed scopes, properties, and modules that the application does not use": (
        {
            "pom.xml": pom(
                "org.springframework.boot:spring-boot-starter-web",
                """
                <parent><groupId>org.springframework.boot</groupId>
                <artifactId>spring-boot-starter-parent</artifactId><version>3.2.1</version></parent>
                <properties><java.version>21</java.version><db.group>org.postgresql</db.group></properties>
                <dependencyManagement><dependencies><dependency>
                <groupId>com.mysql</groupId><artifactId>mysql-connector-j</artifactId><scope>test</scope>
                </dependency></dependencies></dependencyManagement>
                <modules><module>web</module><module>store</module><module>mailing</module></modules>
                """,
                packaging="pom",
            ),
            "web/pom.xml": pom(
                "org.shop:store",
                "<parent><groupId>org.shop</groupId><artifactId>shop</artifactId></parent>" + BOOT,
                "web",
            ),
            "store/pom.xml": pom(
                "${db.group}:postgresql\ncom.mysql:mysql-connector-j",
                "<parent><groupId>org.shop</groupId><artifactId>shop</artifactId></parent>",
                "store",
            ),
            "mailing/pom.xml": pom(
                "com.rabbitmq:amqp-client",
                "<parent><groupId>org.shop</groupId><artifactId>shop</artifactId></parent>",
                "mailing",
            ),
        },
        {
            "languages": ["java 21"],
            "frameworks": ["Spring Boot 3.2.1"],
            "databases": {
                "mysql": "development store/pom.xml:8",
                "postgresql": "required store/pom.xml:7",
                "rabbitmq": "optional mailing/pom.xml:7",
            },
        },
    ),
    "Maven: one profile for each engine": (
        {
            "pom.xml": pom(
                "",
                """
                <profiles>
                <profile><id>h2</id><activation><activeByDefault>true</activeByDefault></activation>
                <dependencies><dependency><groupId>com.h2database</groupId><artifactId>h2</artifactId></dependency>
                </dependencies></profile>
                <profile><id>mysql</id><dependencies><dependency><groupId>com.mysql</groupId>
                <artifactId>mysql-connector-j</artifactId></dependency></dependencies></profile>
                <profile><id>postgresql</id><dependencies><dependency><groupId>org.postgresql</groupId>
                <artifactId>postgresql</artifactId></dependency></dependencies></profile>
                <profile><id>dev</id><dependencies><dependency><groupId>redis.clients</groupId>
                <artifactId>jedis</artifactId></dependency></dependencies></profile>
                </profiles>
                """,
            )
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of pom.xml:14",
                "postgresql": "one_of pom.xml:16",
                "redis": "development pom.xml:18",
            },
        },
    ),
    "Maven: what the profile brings that is active by itself": (
        {
            "pom.xml": pom(
                "",
                f"""
                {BOOT}
                <profiles>
                <profile><id>store</id><activation><activeByDefault>true</activeByDefault></activation>
                <dependencies>
                <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>
                <dependency><groupId>org.mongodb</groupId><artifactId>mongodb-driver-sync</artifactId></dependency>
                </dependencies></profile>
                <profile><id>mysql</id><activation><activeByDefault>false</activeByDefault></activation>
                <dependencies><dependency><groupId>com.mysql</groupId>
                <artifactId>mysql-connector-j</artifactId></dependency></dependencies></profile>
                <profile><id>test</id><activation><activeByDefault>true</activeByDefault></activation><dependencies>
                <dependency><groupId>redis.clients</groupId><artifactId>jedis</artifactId></dependency>
                </dependencies></profile>
                </profiles>
                """,
            )
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "optional pom.xml:18",
                "postgresql": "required pom.xml:13",
                "mongodb": "required pom.xml:14",
                "redis": "development pom.xml:20",
            },
        },
    ),
    "Maven: what a profile for releases packs with a class to start with is an application": (
        {
            "pom.xml": pom("", "<modules><module>core</module><module>store</module></modules>", packaging="pom"),
            "core/pom.xml": pom("com.mysql:mysql-connector-j", artifact="core"),
            "store/pom.xml": pom(
                "org.shop:core",
                "<profiles><profile><id>release</id><build><plugins><plugin>"
                "<artifactId>maven-shade-plugin</artifactId><configuration><transformers><transformer>"
                "<manifestEntries><Main-Class>shop.Main</Main-Class></manifestEntries>"
                "</transformer></transformers></configuration></plugin></plugins></build></profile></profiles>",
                artifact="store",
            ),
        },
        {"languages": ["java"], "databases": {"mysql": "required core/pom.xml:7"}},
    ),
    "Maven: a library needs nothing by itself": (
        {
            "pom.xml": pom("", "<modules><module>core</module><module>cache</module></modules>", packaging="pom"),
            "core/pom.xml": pom("org.postgresql:postgresql", artifact="core"),
            "cache/pom.xml": pom("redis.clients:jedis", artifact="cache"),
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "optional core/pom.xml:7",
                "redis": "optional cache/pom.xml:7",
            },
        },
    ),
    "Maven: half of a file": (
        {"pom.xml": pom("org.postgresql:postgresql")[:-40], "api/pom.xml": pom("org.mongodb:mongodb-driver-sync")},
        {
            "languages": ["java"],
            "databases": {"mongodb": "required api/pom.xml:7"},
            "warnings": ["pom.xml: cannot be read (line 7: unclosed token); it was left out"],
        },
    ),
    "Gradle: configurations, named arguments, comments and conditions": (
        {
            "build.gradle": """
                plugins {
                    id 'org.springframework.boot' version '3.3.0'
                    id 'java'
                }
                java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }
                ext { pg = 'org.postgresql:postgresql:42.7.1' }
                dependencies {
                    implementation 'org.springframework.boot:spring-boot-starter-web'
                    runtimeOnly pg
                    // runtimeOnly 'com.mysql:mysql-connector-j'
                    /* runtimeOnly 'com.h2database:h2' */
                    implementation group: 'org.springframework.boot', name: 'spring-boot-starter-amqp'
                    compileOnly "redis.clients:jedis:$jedisVersion"
                    testImplementation('org.mongodb:mongodb-driver-sync') { because 'tests' }
                    annotationProcessor 'org.influxdb:influxdb-java'
                    developmentOnly 'net.spy:spymemcached:2.12.3'
                }
            """
        },
        {
            "languages": ["java 17"],
            "frameworks": ["Spring Boot 3.3.0"],
            "databases": {
                "postgresql": "required build.gradle:9",
                "mongodb": "development build.gradle:14",
                "redis": "optional build.gradle:13",
                "rabbitmq": "required build.gradle:12",
                "influxdb": "development build.gradle:15",
                "memcached": "development build.gradle:16",
            },
        },
    ),
    "Gradle in Kotlin: catalogue, bundles, platforms, projects and what the application does not use": (
        {
            "settings.gradle.kts": 'include(":app", ":store")\ninclude(":tools-extra")\n',
            "gradle/libs.versions.toml": """
                [versions]
                boot = "3.4.1"
                [libraries]
                pg = { module = "org.postgresql:postgresql", version = "42.7.1" }
                redis-starter = { group = "org.springframework.boot", name = "spring-boot-starter-data-redis" }
                mongo = "org.mongodb:mongodb-driver-sync:5.0"
                [bundles]
                stores = ["pg", "redis-starter"]
                [plugins]
                spring-boot = { id = "org.springframework.boot", version.ref = "boot" }
            """,
            "app/build.gradle.kts": """
                plugins {
                    alias(libs.plugins.spring.boot)
                    kotlin("jvm") version "2.0.0"
                }
                kotlin { jvmToolchain(21) }
                dependencies {
                    implementation(platform("org.springframework.boot:spring-boot-dependencies:3.4.1"))
                    implementation(project(":store"))
                    testImplementation(libs.mongo)
                }
            """,
            "store/build.gradle.kts": 'dependencies {\n    api(libs.bundles.stores) { because("data") }\n}\n',
            "tools-extra/build.gradle.kts": "dependencies {\n    implementation(libs.mongo)\n}\n",
        },
        {
            "languages": ["java 21", "kotlin 2.0.0"],
            "frameworks": ["Spring Boot 3.4.1 (app)"],
            "databases": {
                "postgresql": "required store/build.gradle.kts:2",
                "mongodb": "optional tools-extra/build.gradle.kts:2 app/build.gradle.kts:9",
                "redis": "required store/build.gradle.kts:2",
            },
        },
    ),
    "Gradle: subprojects, conventions of buildSrc, applied scripts and constants": (
        {
            "settings.gradle": "include 'web', 'jobs'\n",
            "build.gradle": """
                subprojects {
                    apply plugin: 'java'
                    dependencies {
                        implementation "com.rabbitmq:amqp-client:5.20.0"
                    }
                }
                project(':jobs') {
                    dependencies { implementation 'redis.clients:jedis:5.1.0' }
                }
            """,
            "buildSrc/src/main/groovy/shop.web.gradle": """
                plugins { id 'war' }
                dependencies {
                    runtimeOnly Libs.mysql
                }
            """,
            "buildSrc/src/main/kotlin/Libs.kt": """
                object Libs {
                    const val mysql = "com.mysql:mysql-connector-j:8.3.0"
                }
            """,
            "gradle/search.gradle": """
                dependencies {
                    implementation 'org.springframework.boot:spring-boot-starter-data-elasticsearch'
                }
            """,
            "web/build.gradle": "plugins { id 'shop.web' }\napply from: \"$rootDir/gradle/search.gradle\"\n",
            "web/src/main/java/Send.java": "import com.rabbitmq.client.Channel;\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required buildSrc/src/main/groovy/shop.web.gradle:3",
                "redis": "optional build.gradle:8",
                "elasticsearch": "required gradle/search.gradle:2",
                "rabbitmq": "required build.gradle:4",
            },
        },
    ),
    "Gradle: half of a file, and a script that is no script": (
        {
            "build.gradle": "dependencies {\n    implementation 'redis.clients:jedis\n}\n",
            "api/build.gradle": "dependencies {\n    implementation 'org.postgresql:postgresql:42'\n",
        },
        {
            "warnings": [
                "api/build.gradle: cannot be read (line 1: '{' is never closed); it was left out",
                "build.gradle: cannot be read (line 2: a string never ends); it was left out",
            ],
        },
    ),
    "Spring: H2 by default, a profile for each server": (
        {
            "pom.xml": pom(
                """
                com.h2database:h2 <scope>runtime</scope>
                com.mysql:mysql-connector-j <scope>runtime</scope>
                org.postgresql:postgresql <scope>runtime</scope>
                """,
                BOOT,
            ),
            "src/main/resources/application.properties": "spring.datasource.url=jdbc:h2:mem:shop\n",
            "src/main/resources/application-mysql.properties": "spring.datasource.url=${MYSQL_URL:jdbc:mysql://db/s}\n",
            "src/main/resources/application-postgres.yml": "spring:\n  datasource:\n    url: jdbc:postgresql://db/s\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of src/main/resources/application-mysql.properties:1 pom.xml:8",
                "postgresql": "one_of src/main/resources/application-postgres.yml:3 pom.xml:9",
            },
        },
    ),
    "Spring: H2 for developers, PostgreSQL in the profile that is deployed": (
        {
            "pom.xml": pom("com.h2database:h2\ncom.mysql:mysql-connector-j\norg.postgresql:postgresql", BOOT),
            "src/main/resources/application.yml": """
                spring:
                  profiles:
                    active: dev
                  data:
                    redis:
                      host: localhost
                ---
                spring:
                  config:
                    activate:
                      on-profile: dev
                  datasource:
                    url: jdbc:h2:mem:shop
                ---
                spring:
                  config.activate.on-profile: prod
                  datasource:
                    url: jdbc:postgresql://${DB_HOST:db}:5432/shop
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "optional pom.xml:8",
                "postgresql": "required src/main/resources/application.yml:18 pom.xml:9",
            },
        },
    ),
    "Spring: the only profile there is speaks for production; what Maven fills in is no YAML": (
        {
            "pom.xml": pom(
                "com.mysql:mysql-connector-j\norg.springframework.boot:spring-boot-starter-data-redis", BOOT
            ),
            "src/main/resources/application.yml": "spring:\n  profiles.active: dev\n  name: @project.name@\n",
            "src/main/resources/application-dev.yml": """
                spring:
                  datasource:
                    druid:
                      master:
                        url: jdbc:mysql://localhost:3306/shop?user=a&password=b
                  redis:
                    host: 127.0.0.1
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required src/main/resources/application-dev.yml:5 pom.xml:7",
                "redis": "required src/main/resources/application-dev.yml:7 pom.xml:8",
            },
        },
    ),
    "Spring: a profile of a module, which the programs' only settings include": (
        {
            "pom.xml": pom(
                "com.mysql:mysql-connector-j\norg.springframework.boot:spring-boot-starter-data-redis", BOOT
            ),
            "web/src/main/resources/application.yml": "spring:\n  profiles:\n    active: '@profile@'\n",
            "web/src/main/resources/application-dev.yml": "spring:\n  profiles:\n    include: [center]\n",
            "core/src/main/resources/application-center.yml": """
                spring:
                  datasource:
                    url: jdbc:mysql://localhost:3306/shop
                  redis:
                    host: 127.0.0.1
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required core/src/main/resources/application-center.yml:3 pom.xml:7",
                "redis": "required core/src/main/resources/application-center.yml:5 pom.xml:8",
            },
        },
    ),
    "Spring: what only developers' settings turn on": (
        {
            "pom.xml": pom("org.springframework.boot:spring-boot-starter-data-redis", BOOT),
            "src/main/resources/application.yml": "spring:\n  name: shop\n",
            "src/main/resources/application-dev.yml": "spring:\n  profiles:\n    include: fast\n",
            "src/main/resources/application-prod.yml": "spring:\n  name: shop\n",
            "src/main/resources/application-fast.yml": "spring:\n  redis:\n    host: 127.0.0.1\n",
        },
        {
            "languages": ["java"],
            "databases": {"redis": "optional src/main/resources/application-fast.yml:3 pom.xml:7"},
        },
    ),
    "Spring: a hosted database and a hosted cache": (
        {
            "pom.xml": pom(
                "com.mysql:mysql-connector-j\norg.springframework.boot:spring-boot-starter-data-mongodb", BOOT
            ),
            "src/main/resources/application-prod.properties": """
                spring.datasource.url = jdbc:mysql://shop.rds.amazonaws.com:3306/shop
                spring.data.mongodb.uri = mongodb+srv://u:secret@cluster0.mongodb.net/shop
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required src/main/resources/application-prod.properties:1 pom.xml:7",
                "mongodb": "required src/main/resources/application-prod.properties:2 pom.xml:8",
            },
            "external": {"mysql": "shop.rds.amazonaws.com", "mongodb": "cluster0.mongodb.net"},
        },
    ),
    "Spring: switches that are off, caches of another kind, and engines that nothing could talk to": (
        {
            "build.gradle": """
                plugins { id 'org.springframework.boot' version '3.3.0' }
                dependencies {
                    implementation 'org.postgresql:postgresql'
                    implementation 'org.springframework.boot:spring-boot-starter-data-redis'
                    implementation 'org.springframework.boot:spring-boot-starter-amqp'
                    implementation 'org.springframework.boot:spring-boot-starter-data-elasticsearch'
                }
            """,
            "src/main/resources/application.yml": """
                cache:
                  type: ${CACHE_TYPE:caffeine}
                shop:
                  elasticsearch:
                    enabled: false
                spring:
                  redis.host: ${REDIS_HOST:localhost}
                  rabbitmq.host: rabbit
                  data.mongodb.uri: mongodb://mongo/shop
                  elasticsearch.uris: http://search:9200
                management.health.rabbit.enabled: false
            """,
        },
        {
            "languages": ["java"],
            "frameworks": ["Spring Boot 3.3.0"],
            "databases": {
                "postgresql": "required build.gradle:3",
                "redis": "optional src/main/resources/application.yml:2"
                " src/main/resources/application.yml:7 build.gradle:4",
                "elasticsearch": "optional src/main/resources/application.yml:5"
                " src/main/resources/application.yml:10 build.gradle:6",
                "rabbitmq": "required src/main/resources/application.yml:8 build.gradle:5",
            },
        },
    ),
    "an index that is kept in a search server, which no setting has to name": (
        {
            "pom.xml": pom(
                "org.postgresql:postgresql\norg.hibernate.search:hibernate-search-backend-elasticsearch\n"
                "org.springframework.boot:spring-boot-starter-data-redis",
                BOOT,
            ),
            "src/main/resources/application.yml": "spring.datasource.url: jdbc:postgresql://db/shop\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "required src/main/resources/application.yml:1 pom.xml:7",
                "redis": "optional pom.xml:9",
                "elasticsearch": "required pom.xml:8",
            },
        },
    ),
    "a configuration server's files for two services": (
        {
            "config/pom.xml": pom("org.springframework.cloud:spring-cloud-config-server", BOOT, "config"),
            "orders/pom.xml": pom("org.springframework.boot:spring-boot-starter-data-mongodb", BOOT, "orders"),
            "bills/pom.xml": pom("org.postgresql:postgresql", BOOT, "bills"),
            "config/src/main/resources/shared/orders.yml": "spring:\n  data:\n    mongodb:\n      host: orders-db\n",
            "config/src/main/resources/shared/bills.yml": "spring:\n  datasource:\n    url: jdbc:postgresql://bills-db/b\n",
            "config/src/main/resources/shared/bills-dev.yml": "spring:\n  datasource:\n    url: jdbc:mysql://localhost/b\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "development config/src/main/resources/shared/bills-dev.yml:3",
                "postgresql": "required config/src/main/resources/shared/bills.yml:3 bills/pom.xml:7",
                "mongodb": "required config/src/main/resources/shared/orders.yml:4 orders/pom.xml:7",
            },
        },
    ),
    "Quarkus: profiles before the keys": (
        {
            "pom.xml": pom(
                "io.quarkus:quarkus-rest\nio.quarkus:quarkus-jdbc-h2\nio.quarkus:quarkus-jdbc-postgresql\n"
                "io.quarkus:quarkus-redis-client",
                """
                <properties><maven.compiler.release>17</maven.compiler.release></properties>
                <dependencyManagement><dependencies><dependency><groupId>io.quarkus.platform</groupId>
                <artifactId>quarkus-bom</artifactId><version>3.8.1</version><scope>import</scope><type>pom</type>
                </dependency></dependencies></dependencyManagement>
                """,
            ),
            "src/main/resources/application.properties": """
                quarkus.datasource.db-kind=h2
                %prod.quarkus.datasource.db-kind=postgresql
                %dev.quarkus.redis.hosts=redis://localhost:6379
                %prod.quarkus.redis.hosts=redis://cache:6379
            """,
        },
        {
            "languages": ["java 17"],
            "frameworks": ["Quarkus 3.8.1"],
            "databases": {
                "postgresql": "required src/main/resources/application.properties:2 pom.xml:9",
                "redis": "required src/main/resources/application.properties:4 pom.xml:10"
                " src/main/resources/application.properties:3",
            },
        },
    ),
    "Micronaut and Dropwizard": (
        {
            "shop/build.gradle": """
                plugins { id("io.micronaut.application") version "4.4.0" }
                dependencies {
                    runtimeOnly("com.mysql:mysql-connector-j")
                    implementation("io.micronaut.redis:micronaut-redis-lettuce")
                }
            """,
            "shop/src/main/resources/application.yml": """
                datasources:
                  default:
                    url: jdbc:mysql://${MYSQL_HOST:localhost}/shop
                redis:
                  uri: ${REDIS_URI:`redis://localhost`}
            """,
            "bills/pom.xml": pom("io.dropwizard:dropwizard-core\norg.postgresql:postgresql", artifact="bills"),
            "bills/config.yml": "database:\n  driverClass: org.postgresql.Driver\n  url: jdbc:postgresql://db/bills\n",
            "bills/config/local.yml": "database:\n  url: jdbc:h2:mem:x\n",
        },
        {
            "languages": ["java"],
            "frameworks": ["Dropwizard (bills)", "Micronaut 4.4.0 (shop)"],
            "databases": {
                "mysql": "required shop/src/main/resources/application.yml:3 shop/build.gradle:3",
                "postgresql": "required bills/config.yml:3 bills/pom.xml:8",
                "redis": "required shop/src/main/resources/application.yml:5 shop/build.gradle:4",
            },
        },
    ),
    "an embedded database that keeps its data: the server beside it is there to be asked for": (
        {
            "pom.xml": pom("com.h2database:h2\norg.postgresql:postgresql"),
            "src/main/java/Db.java": 'class Db {\n  String url = "jdbc:h2:file:" + dir;\n}\n',
        },
        {"languages": ["java"], "databases": {"postgresql": "optional pom.xml:8"}},
    ),
    "an embedded database that forgets is for developers": (
        {
            "pom.xml": pom("com.h2database:h2\norg.postgresql:postgresql", BOOT),
            "src/main/resources/application.yml": "spring:\n  datasource:\n    url: jdbc:h2:mem:shop\n",
        },
        {"languages": ["java"], "databases": {"postgresql": "required pom.xml:8"}},
    ),
    "clients that the code uses only where it is asked to, or not at all": (
        {
            "build.gradle": """
                dependencies {
                    implementation 'org.postgresql:postgresql:42.7'
                    implementation 'redis.clients:jedis:5.1'
                    implementation 'com.rabbitmq:amqp-client:5.20'
                    implementation 'org.mongodb:mongodb-driver-sync:5.0'
                    implementation 'org.influxdb:influxdb-java:2.24'
                }
            """,
            "src/main/java/Main.java": """
                import redis.clients.jedis.Jedis;
                import com.mongodb.client.MongoClient;
                class Main {
                    Bus bus(String type) {
                        switch (type) {
                            case "redis": return new RedisBus();
                            default: return new LocalBus();
                        }
                    }
                }
            """,
            "src/main/java/outputs/Amqp.java": "import com.rabbitmq.client.Channel;\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "required build.gradle:2",
                "mongodb": "required build.gradle:5",
                "redis": "optional build.gradle:3 src/main/java/Main.java:6",
                "rabbitmq": "optional build.gradle:4",
                "influxdb": "optional build.gradle:6",
            },
        },
    ),
    "SQLite alone": (
        {
            "build.gradle": "dependencies {\n    implementation 'org.xerial:sqlite-jdbc:3.45.0.0'\n}\n",
        },
        {
            "languages": ["java"],
            "databases": {"sqlite": "required build.gradle:2"},
            "warnings": [f"build.gradle:2: {SQLITE_WARNING}"],
        },
    ),
    "Hibernate's own files and a container's": (
        {
            "pom.xml": pom("com.mysql:mysql-connector-j\norg.postgresql:postgresql", packaging="war"),
            "src/main/resources/META-INF/persistence.xml": """
                <persistence>
                  <persistence-unit name="shop"><properties>
                    <property name="jakarta.persistence.jdbc.url" value="jdbc:mysql://db:3306/shop"/>
                    <!-- <property name="jakarta.persistence.jdbc.url" value="jdbc:postgresql://db/shop"/> -->
                  </properties></persistence-unit>
                </persistence>
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required src/main/resources/META-INF/persistence.xml:3 pom.xml:7",
                "postgresql": "optional pom.xml:8",
            },
        },
    ),
    "modules for tests and for show": (
        {
            "pom.xml": pom("", packaging="pom"),
            "shop/pom.xml": pom("com.mysql:mysql-connector-j", BOOT, "shop"),
            "shop-demo/pom.xml": pom("org.mongodb:mongodb-driver-sync", BOOT, "shop-demo"),
            "shop-it/pom.xml": pom("redis.clients:jedis", artifact="it"),
            "src/test/resources/application.yml": "spring:\n  datasource:\n    url: jdbc:postgresql://db/x\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required shop/pom.xml:7",
                "mongodb": "development shop-demo/pom.xml:7",
                "redis": "development shop-it/pom.xml:7",
            },
        },
    ),
    "settings for each engine in files and folders that are named after it, and examples": (
        {
            "server/build.gradle": """
                plugins { id 'application' }
                dependencies {
                    implementation 'com.mysql:mysql-connector-j'
                    implementation 'org.postgresql:postgresql'
                    implementation 'org.springframework.boot:spring-boot-starter-data-redis'
                }
            """,
            "server/src/main/resources/application.yml": "spring:\n  data:\n    redis:\n      host: cache\n",
            "server/src/main/resources/application.example.yml": "spring:\n  datasource:\n    url: jdbc:mysql://db/x\n",
            "docker/config/config-mysql.properties": "spring.datasource.url=jdbc:mysql://db/x\n",
            "docker/config/config-postgres.properties": "spring.datasource.url=jdbc:postgresql://db/x\n",
            "server/conf/profiles/dev/db.properties": "db.url=jdbc:postgresql://localhost/x\n",
            "server/src/main/resources/search.conf": 'search.postgresql.jdbc.url = "jdbc:postgresql://db/x"\n',
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of docker/config/config-mysql.properties:1 server/build.gradle:3"
                " server/src/main/resources/application.example.yml:3",
                "postgresql": "one_of docker/config/config-postgres.properties:1"
                " server/src/main/resources/search.conf:1 server/build.gradle:4"
                " server/conf/profiles/dev/db.properties:1",
                "redis": "required server/src/main/resources/application.yml:4 server/build.gradle:5",
            },
        },
    ),
    "an application that keeps its data in files unless somebody says otherwise": (
        {
            "pom.xml": pom("org.postgresql:postgresql\nredis.clients:jedis", BOOT),
            "src/main/resources/application.yml": "shop:\n  store:\n    mode: file\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "optional pom.xml:7",
                "redis": "optional src/main/resources/application.yml:3 pom.xml:8",
            },
        },
    ),
    "scripts for an embedded database beside those for one server": (
        {
            "pom.xml": pom("org.hsqldb:hsqldb\ncom.mysql:mysql-connector-j", BOOT),
            "src/main/resources/db/hsqldb/schema.sql": "",
            "src/main/resources/db/mysql/schema.sql": "",
        },
        {"languages": ["java"], "databases": {"mysql": "optional pom.xml:8"}},
    ),
    "an embedded database beside a server that nothing says the place of": (
        {"pom.xml": pom("com.h2database:h2\norg.postgresql:postgresql <scope>runtime</scope>", BOOT)},
        {"languages": ["java"], "databases": {"postgresql": "optional pom.xml:8"}},
    ),
    "an embedded database in another part than the one with the server's driver": (
        {
            "pom.xml": pom("", "<modules><module>shop</module><module>tool</module></modules>", packaging="pom"),
            "shop/pom.xml": pom("org.postgresql:postgresql", BOOT),
            "tool/pom.xml": pom("com.h2database:h2", BOOT, "tool"),
        },
        {"languages": ["java"], "databases": {"postgresql": "required shop/pom.xml:7"}},
    ),
    "sessions in Redis, and nothing that could reach it": (
        {
            "pom.xml": pom("org.springframework.session:spring-session-data-redis", BOOT),
            "src/main/java/Shop.java": "class Shop {}\n",
        },
        {"languages": ["java"], "databases": {"redis": "optional pom.xml:7"}},
    ),
    "sessions in Redis beside a client": (
        {
            "pom.xml": pom(
                "org.springframework.session:spring-session-data-redis\n"
                "org.springframework.boot:spring-boot-starter-data-redis",
                BOOT,
            )
        },
        {"languages": ["java"], "databases": {"redis": "required pom.xml:7 pom.xml:8"}},
    ),
    "a switch that the code leaves off outweighs where the server would be; a driver that somebody adds": (
        {
            "pom.xml": pom("redis.clients:jedis\ncom.mysql:mysql-connector-j <scope>test</scope>", BOOT),
            "conf/shop.properties": "spring.main.banner-mode=off\nshop.session.redis.host=127.0.0.1\n"
            "shop.db.url=jdbc:mysql://db/shop\n",
            "src/main/java/Keys.java": """
                import redis.clients.jedis.Jedis;
                class Keys {
                    static final Key ON = key("shop.session.redis.cache.enabled", false);
                }
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required conf/shop.properties:3 pom.xml:8",
                "redis": "optional conf/shop.properties:2 pom.xml:7 src/main/java/Keys.java:3",
            },
        },
    ),
    "all code for it depends on a property": (
        {
            "pom.xml": pom("org.postgresql:postgresql\norg.springframework.boot:spring-boot-starter-data-redis", BOOT),
            "src/main/java/shop/Sessions.java": """
                import org.springframework.data.redis.core.RedisTemplate;
                @Component
                @ConditionalOnProperty(name = "spring.data.redis.host")
                class Sessions {}
            """,
            "src/main/resources/application.properties": "#spring.data.redis.host=127.0.0.1\n",
        },
        {
            "languages": ["java"],
            "databases": {"postgresql": "required pom.xml:7", "redis": "optional pom.xml:8"},
        },
    ),
    "a property that is on, and one that is on by default": (
        {
            "pom.xml": pom(
                "org.springframework.boot:spring-boot-starter-amqp\n"
                "org.springframework.boot:spring-boot-starter-data-redis",
                BOOT,
            ),
            "src/main/java/shop/Sessions.java": """
                import org.springframework.data.redis.core.RedisTemplate;
                @ConditionalOnProperty("shop.redis.enabled")
                class Sessions {}
            """,
            "src/main/java/shop/Orders.java": """
                import org.springframework.amqp.rabbit.core.RabbitTemplate;
                @ConditionalOnProperty(name = "shop.rabbitmq.enabled", matchIfMissing = true)
                class Orders {}
            """,
            "src/main/resources/application.yml": "shop:\n  redis:\n    enabled: true\n",
        },
        {
            "languages": ["java"],
            "databases": {"redis": "required pom.xml:8", "rabbitmq": "required pom.xml:7"},
        },
    ),
    "settings of the tool that builds it": (
        {
            "pom.xml": pom("org.postgresql:postgresql", BOOT),
            ".build.settings.xml": "<settings><database.url>jdbc:mysql://localhost/shop</database.url></settings>",
        },
        {"languages": ["java"], "databases": {"postgresql": "required pom.xml:7"}},
    ),
    "a setting that says which of two flavours it is": (
        {
            "pom.xml": pom("co.elastic.clients:elasticsearch-java\norg.opensearch.client:opensearch-java", BOOT),
            "src/main/java/shop/Search.java": FLAVOURS,
        },
        {"languages": ["java"], "databases": {"elasticsearch": "required pom.xml:7 pom.xml:8"}},
    ),
    "a setting that says whether there is one": (
        {
            "pom.xml": pom("co.elastic.clients:elasticsearch-java", BOOT),
            "src/main/java/shop/Search.java": FLAVOURS,
        },
        {"languages": ["java"], "databases": {"elasticsearch": "optional pom.xml:7 src/main/java/shop/Search.java:3"}},
    ),
    "SQL for two servers, of which the settings name one; a cache that a setting asks for": (
        {
            "pom.xml": pom("com.mysql:mysql-connector-j\norg.redisson:redisson", BOOT),
            "src/main/resources/shop-server.properties": "shop.dao.url=jdbc:mysql://127.0.0.1/shop\n",
            "src/main/resources/shop/ddl-postgresql.sql": "CREATE TABLE a (b int);\n",
            "src/main/java/shop/Caches.java": """
                import org.redisson.api.RedissonClient;
                class Caches { void make() {
                    if (config.isRedisCachingEnabled()) { bind(RedissonClient.class); }
                } }
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of src/main/resources/shop-server.properties:1 pom.xml:7",
                "postgresql": "one_of src/main/resources/shop/ddl-postgresql.sql:1",
                "redis": "optional pom.xml:8 src/main/java/shop/Caches.java:3",
            },
        },
    ),
    "a file in one profile, a server in that of a hosting company": (
        {
            "pom.xml": pom("com.mysql:mysql-connector-j\ncom.h2database:h2", BOOT),
            "src/main/resources/profiles/docker/database.properties": "db.jdbcUrl=jdbc\\:h2\\:file\\:./SHOP\n",
            "src/main/resources/profiles/gcp/database.properties": "db.jdbcUrl=jdbc:mysql://<HOST>:3306/SHOP\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "optional src/main/resources/profiles/gcp/database.properties:1 pom.xml:7",
            },
        },
    ),
    "a group of profiles names the server": (
        {
            "pom.xml": pom("com.mysql:mysql-connector-j\norg.postgresql:postgresql", BOOT),
            "src/main/resources/application.properties": """
                #spring.profiles.group.main = postgres
                spring.profiles.group.main = mysql
                spring.profiles.group.test = postgres
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "required src/main/resources/application.properties:2 pom.xml:7",
                "postgresql": "optional pom.xml:8",
            },
        },
    ),
    "an engine that the application brings along": (
        {
            "pom.xml": pom(
                "org.postgresql:postgresql\norg.elasticsearch.client:elasticsearch-rest-high-level-client", BOOT
            ),
            "src/main/java/shop/Search.java": """
                import org.elasticsearch.client.RestClient;
                class Search { Process start() { return launch("org.elasticsearch.launcher.CliToolLauncher"); } }
            """,
        },
        {
            "languages": ["java"],
            "databases": {"postgresql": "required pom.xml:7", "elasticsearch": "optional pom.xml:8"},
        },
    ),
    "a cache of Spring that keeps to the process, and no other use of the server": (
        {
            "pom.xml": pom("org.springframework.boot:spring-boot-starter-data-redis", BOOT),
            "src/main/resources/application.yml": """
                spring:
                  cache:
                    type: CAFFEINE
                  data:
                    redis:
                      host: localhost
            """,
            "src/main/java/shop/Tool.java": """
                import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
                @SpringBootApplication(exclude = RedisAutoConfiguration.class)
                class Tool {}
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "redis": "optional src/main/resources/application.yml:3 src/main/resources/application.yml:6 pom.xml:7"
            },
        },
    ),
    "a cache of Spring that keeps to the process, beside code that speaks to the server": (
        {
            "pom.xml": pom("org.springframework.boot:spring-boot-starter-data-redis", BOOT),
            "src/main/resources/application.properties": "spring.cache.type=simple\n",
            "src/main/java/shop/Carts.java": """
                import org.springframework.data.redis.core.StringRedisTemplate;
                @Service class Carts { StringRedisTemplate carts; }
            """,
        },
        {"languages": ["java"], "databases": {"redis": "required pom.xml:7"}},
    ),
    "a cache that keeps to the process unless a variable says otherwise": (
        {
            "pom.xml": pom("org.redisson:redisson", BOOT),
            "src/main/resources/application.properties": """
                cache.type = ${SHOP_CACHE_TYPE:jdk}
                spring.redisson.address = ${SHOP_REDIS:127.0.0.1:6379}
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "redis": "optional src/main/resources/application.properties:1 "
                "src/main/resources/application.properties:2 pom.xml:7"
            },
        },
    ),
    "a condition that asks for a container of the tests": (
        {
            "pom.xml": pom("org.mongodb:mongodb-driver-sync", BOOT),
            "src/main/java/shop/Orders.java": """
                import com.mongodb.client.MongoClient;
                class Orders { MongoClient open() {
                    if (config.mongoDbTestContainerEnabled()) { return ofTests(); }
                    return MongoClients.create(config.mongoDbUri());
                } }
            """,
        },
        {"languages": ["java"], "databases": {"mongodb": "required pom.xml:7"}},
    ),
    "a condition of the application's own, and a class that what it creates makes": (
        {
            "pom.xml": pom("org.springframework.session:spring-session-data-redis", BOOT),
            "src/main/java/shop/RedisConfig.java": """
                import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
                @Configuration
                @Conditional(RedisSessionsCondition.class)
                @EnableRedisHttpSession
                class RedisConfig {}
            """,
            "src/main/java/shop/Codec.java": """
                import org.springframework.data.redis.serializer.RedisSerializer;
                class Codec implements RedisSerializer {}
            """,
        },
        {"languages": ["java"], "databases": {"redis": "optional pom.xml:7"}},
    ),
    "a constant that a setting is compared with": (
        {
            "build.gradle": "dependencies {\n  implementation 'redis.clients:jedis:5.1.0'\n}\n",
            "src/main/java/shop/Cache.java": """
                import redis.clients.jedis.JedisPool;
                class Cache {
                    Cache make(String kind) {
                        return kind.equals(Settings.CACHE_VARIANT_REDIS) ? new Remote(new JedisPool()) : new Local();
                    }
                }
            """,
        },
        {
            "languages": ["java"],
            "databases": {"redis": "optional build.gradle:2 src/main/java/shop/Cache.java:4"},
        },
    ),
    "a server's own classes, which its older clients are made of": (
        {
            "build.gradle": "dependencies {\n  implementation 'org.opensearch:opensearch:2.19.1'\n}\n",
            "src/main/java/shop/Search.java": """
                import org.opensearch.transport.client.Client;
                class Search { Client client = Clients.of(settings); }
            """,
        },
        {"languages": ["java"], "databases": {"elasticsearch": "required build.gradle:2"}},
    ),
    "a condition that decides whether the classes of a module are looked for": (
        {
            "build.gradle": "dependencies {\n  implementation 'io.searchbox:jest:6.3.1'\n}\n",
            "src/main/java/shop/SearchConfig.java": """
                import io.searchbox.client.JestClient;
                @Configuration
                @ConditionalOnProperty({"elastic-search.connection"})
                @ComponentScan("shop.search")
                class SearchConfig {}
            """,
            "src/main/java/shop/search/Tags.java": "import io.searchbox.core.Search;\n@Component class Tags {}\n",
            "src/main/java/shop/Main.java": """
                import org.springframework.boot.autoconfigure.data.elasticsearch.ElasticsearchDataAutoConfiguration;
                @EnableAutoConfiguration(exclude = ElasticsearchDataAutoConfiguration.class)
                class Main {}
            """,
        },
        {"languages": ["java"], "databases": {"elasticsearch": "optional build.gradle:2"}},
    ),
    "a part that prepares the database has drivers for two servers, and a deployment file runs one": (
        {
            "pom.xml": pom("", "<modules><module>shop</module><module>prepare</module></modules>", packaging="pom"),
            "shop/pom.xml": pom("org.springframework.boot:spring-boot-starter-web", BOOT),
            "prepare/pom.xml": pom("org.postgresql:postgresql\ncom.mysql:mysql-connector-j", "", "prepare"),
            "compose.yml": "services:\n  shop: {build: shop}\n  db: {image: postgres}\n",
        },
        {
            "languages": ["java"],
            "frameworks": ["Spring Boot (shop)"],
            "databases": {
                "mysql": "one_of prepare/pom.xml:8",
                "postgresql": "one_of compose.yml:3 prepare/pom.xml:7",
            },
        },
    ),
    "modules for the data and for the search are two parts": (
        {
            "pom.xml": pom(
                rest="<modules><module>app</module><module>data-postgresql</module><module>data-elasticsearch</module>"
                "</modules>",
                packaging="pom",
            ),
            "app/pom.xml": pom("org.shop:data-postgresql\norg.shop:data-elasticsearch", BOOT, "app"),
            "data-postgresql/pom.xml": pom("org.postgresql:postgresql", artifact="data-postgresql"),
            "data-elasticsearch/pom.xml": pom(
                "org.elasticsearch.client:elasticsearch-rest-high-level-client", artifact="data-elasticsearch"
            ),
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "required data-postgresql/pom.xml:7",
                "elasticsearch": "required data-elasticsearch/pom.xml:7",
            },
        },
    ),
    "modules for each of several stores are to choose from": (
        {
            "pom.xml": pom(
                rest="<modules><module>app</module><module>data-postgresql</module><module>data-mongodb</module>"
                "<module>data-elasticsearch</module></modules>",
                packaging="pom",
            ),
            "app/pom.xml": pom(
                "org.shop:data-postgresql\norg.shop:data-mongodb\norg.shop:data-elasticsearch", BOOT, "app"
            ),
            "data-postgresql/pom.xml": pom("org.postgresql:postgresql", artifact="data-postgresql"),
            "data-mongodb/pom.xml": pom("org.mongodb:mongodb-driver-sync", artifact="data-mongodb"),
            "data-elasticsearch/pom.xml": pom(
                "org.elasticsearch.client:elasticsearch-rest-high-level-client", artifact="data-elasticsearch"
            ),
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "one_of data-postgresql/pom.xml:7",
                "mongodb": "one_of data-mongodb/pom.xml:7",
                "elasticsearch": "optional data-elasticsearch/pom.xml:7",
            },
        },
    ),
    "drivers side by side, of which one comes with types": (
        {
            "pom.xml": pom("", "<modules><module>drivers/mysql</module><module>drivers/postgresql</module></modules>"),
            "Dockerfile": "FROM eclipse-temurin:21\n",
            "drivers/mysql/pom.xml": pom("com.mysql:mysql-connector-j", artifact="drivers-mysql"),
            "drivers/postgresql/pom.xml": pom(
                "org.postgresql:postgresql\nnet.postgis:postgis-jdbc", artifact="drivers-postgresql"
            ),
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of drivers/mysql/pom.xml:7",
                "postgresql": "one_of drivers/postgresql/pom.xml:7 drivers/postgresql/pom.xml:8",
            },
        },
    ),
    "databases of other kinds alone": (
        {
            "pom.xml": pom(
                """
                com.h2database:h2 <scope>runtime</scope>
                org.apache.cassandra:java-driver-core
                com.microsoft.sqlserver:mssql-jdbc <scope>test</scope>
                """,
                BOOT,
            )
        },
        {
            "languages": ["java"],
            "warnings": [
                "pom.xml:8: Cassandra is no database that is managed here; run it yourself, or change to one that is",
                (
                    "pom.xml:7: H2 runs inside the application and is never deployed; put org.postgresql:postgresql or "
                    "com.mysql:mysql-connector-j and its JDBC URL in its place as it grows"
                ),
            ],
        },
    ),
    "a database of another kind beside a server": (
        {
            "pom.xml": pom(
                "com.oracle.database.jdbc:ojdbc11\norg.springframework.boot:spring-boot-starter-data-mongodb", BOOT
            )
        },
        {"languages": ["java"], "databases": {"mongodb": "required pom.xml:8"}},
    ),
    "modules of which one starts a web server by itself": (
        {
            "settings.gradle": "include 'common', 'viewer', 'web'\n",
            "common/build.gradle": "dependencies { implementation 'com.mysql:mysql-connector-j:8' }\n",
            "viewer/build.gradle": "dependencies { implementation 'org.mongodb:mongo-java-driver:3' }\n",
            "web/build.gradle": "apply plugin: 'distribution'\ndependencies { implementation project(':common') }\n",
            "web/src/main/java/Web.java": """
                import org.mortbay.jetty.Server;
                public class Web {
                    public static void main(String[] args) { new Server().start(); }
                }
            """,
        },
        {
            "languages": ["java"],
            "databases": {"mysql": "required common/build.gradle:1", "mongodb": "optional viewer/build.gradle:1"},
        },
    ),
    "what code uses only in comments": (
        {
            "pom.xml": pom(CLIENTS, BOOT),
            "src/main/java/Shop.java": """
                // import redis.clients.jedis.Jedis;
                /* import com.mongodb.client.MongoClient;
                   /* import org.elasticsearch.client.RestClient; */
                @SpringBootApplication
                class Shop { public static void main(String[] args) { SpringApplication.run(Shop.class, args); } }
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mongodb": "optional pom.xml:8",
                "redis": "optional pom.xml:7",
                "elasticsearch": "optional pom.xml:9",
            },
        },
    ),
    "conditions that are commented out, and signs of comments in strings": (
        {
            "pom.xml": pom(CLIENTS, BOOT),
            "src/main/java/Cache.java": """
                import redis.clients.jedis.Jedis;
                /* was: @ConditionalOnProperty(name = "redis.enabled") */
                // if (config.isRedisEnabled())
                @Component
                class Cache { Jedis cache = new Jedis("redis://cache"); }
            """,
            "src/main/kotlin/Store.kt": """
                /* before /* inner */ @ConditionalOnProperty("mongo.enabled") */
                @Component
                class Store { val url = "mongodb://db/*"; val mark = '"'; val store = com.mongodb.MongoClient(url) }
            """,
            "src/main/java/Search.java": """
                import org.elasticsearch.client.RestClient;
                class Settings { String help = \"\"\"
                    see https://shop.example/*
                    \"\"\", quoted = "\\"/*"; }
                @ConditionalOnProperty(name = "elasticsearch.enabled")
                @Component
                class Search { RestClient client; }
            """,
        },
        {
            "languages": ["java"],
            "databases": {
                "mongodb": "required pom.xml:8",
                "redis": "required pom.xml:7",
                "elasticsearch": "optional pom.xml:9 src/main/java/Search.java:5",
            },
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_told(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_tools_of_developers_count_where_developers_are(understood):
    files = {
        "build.gradle": """
            dependencies {
                runtimeOnly 'org.postgresql:postgresql'
                developmentOnly 'org.springframework.boot:spring-boot-starter-data-redis'
            }
        """,
        "src/main/resources/application-dev.yml": "spring:\n  data:\n    redis:\n      host: localhost\n",
    }
    assert understood(files, "development")["databases"] == {
        "postgresql": "required build.gradle:2",
        "redis": "required src/main/resources/application-dev.yml:4 build.gradle:3",
    }


def test_no_password_is_shown(analysed):
    result = analysed(
        {
            "pom.xml": pom(
                "com.mysql:mysql-connector-j\norg.springframework.boot:spring-boot-starter-data-redis", BOOT
            ),
            "src/main/resources/application.properties": """
                spring.datasource.url=jdbc:mysql://root:s3cret@db/shop?password=s3cret
                spring.data.redis.url=redis://:s3cret@cache:6379
                spring.datasource.password=s3cret
            """,
        }
    )
    assert "s3cret" not in str(result)

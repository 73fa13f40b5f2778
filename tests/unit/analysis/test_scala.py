# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scala and Clojure: each tree with all that the user is told."""

from __future__ import annotations

import pytest

CASES = {
    "a name that is put together": (
        {
            "build.sbt": "libraryDependencies ++= AppDependencies.compile\n",
            "project/AppDependencies.scala": (
                'object AppDependencies {\n  val suffix = "-play-30"\n'
                '  val mongo = "uk.gov.hmrc.mongo" %% s"hmrc-mongo$suffix" % "2.12.0"\n'
                "  val compile = Seq(mongo)\n}\n"
            ),
        },
        {"languages": ["scala"], "databases": {"mongodb": "required project/AppDependencies.scala:3"}},
    ),
    "a client that is written for Scala": (
        {"build.sbt": 'libraryDependencies += "io.chrisdavenport" %% "rediculous" % "0.5.1"\n'},
        {"languages": ["scala"], "databases": {"redis": "required build.sbt:1"}},
    ),
    "sbt: scopes, sequences, comments and names that only look alike": (
        {
            "build.sbt": """
                ThisBuild / scalaVersion := "3.3.1"
                val jedisVersion = "5.1.0"
                // libraryDependencies += "com.mysql" % "mysql-connector-j" % "8.3.0"
                /* libraryDependencies += /* nested */ "com.rabbitmq" % "amqp-client" % "5" */
                libraryDependencies ++= Seq(
                  "org.postgresql" % "postgresql" % "42.7.1",
                  "redis.clients" % "jedis" % jedisVersion % Test,
                  "org.mongodb.scala" %% "mongo-scala-driver" % "5.0.0" % Provided,
                  "com.example" %% "postgresql" % "1.0",
                )
            """
        },
        {
            "languages": ["scala 3.3.1"],
            "databases": {
                "postgresql": "required build.sbt:6",
                "mongodb": "optional build.sbt:8",
                "redis": "development build.sbt:7",
            },
        },
    ),
    "sbt: projects that show it or measure it, and the one in the root, whatever it is called": (
        {
            "build.sbt": """
                lazy val demo = (project in file(".")).settings(libraryDependencies += Libraries.redis)
                lazy val core = (project in file("modules/core")).settings(
                  libraryDependencies ++= Seq(Libraries.doobie)
                )
                lazy val cdcDemo = (project in file("modules/x-demo"))
                  .dependsOn(core)
                  .settings(commonSettings)
                  .settings(libraryDependencies ++= List(Libraries.doobie, Libraries.postgres))
                lazy val benchmarks = project.settings(
                  libraryDependencies += "com.rabbitmq" % "amqp-client" % "5.20.0"
                )
            """,
            "project/Dependencies.scala": """
                object Libraries {
                  val doobie = "org.tpolecat" %% "doobie-core" % "1.0.0"
                  val postgres = "org.tpolecat" %% "doobie-postgres" % "1.0.0"
                  val redis = "dev.profunktor" %% "redis4cats-effects" % "1.7.0"
                }
            """,
        },
        {
            "languages": ["scala"],
            "databases": {
                "redis": "required project/Dependencies.scala:4",
                "postgresql": "development project/Dependencies.scala:3",
                "rabbitmq": "development build.sbt:10",
            },
        },
    ),
    "HOCON: a file is the store, and a server may be": (
        {
            "build.sbt": 'libraryDependencies += "org.postgresql" % "postgresql" % "42.7.1"\n',
            "src/main/resources/reference.conf": 'node {\n  db {\n    driver = "sqlite" // sqlite, postgres\n  }\n}\n',
        },
        {
            "languages": ["scala"],
            "databases": {"postgresql": "optional build.sbt:1"},
        },
    ),
    "HOCON: memory is the store; that of sessions is no store": (
        {
            "build.sbt": 'libraryDependencies += "io.lettuce" % "lettuce-core" % "6.3"\n'
            'libraryDependencies += "org.postgresql" % "postgresql" % "42.7.1"\n',
            "conf/application.conf": 'app {\n  storage = "inmemory"\n}\nsession.store = memory\n',
        },
        {
            "languages": ["scala"],
            "databases": {
                "postgresql": "optional build.sbt:2",
                "redis": "optional conf/application.conf:2 build.sbt:1",
            },
        },
    ),
    "HOCON: where sessions are says nothing of the store": (
        {
            "build.sbt": 'libraryDependencies += "org.postgresql" % "postgresql" % "42.7.1"\n',
            "conf/application.conf": "session.store = memory\n",
        },
        {"languages": ["scala"], "databases": {"postgresql": "required build.sbt:1"}},
    ),
    "sbt: a cache that is kept in Redis": (
        {"build.sbt": 'libraryDependencies += "com.github.cb372" %% "scalacache-redis" % "1.0.0-M6"\n'},
        {"languages": ["scala"], "databases": {"redis": "required build.sbt:1"}},
    ),
    "sbt: libraries that are defined in one place and named in another": (
        {
            "build.sbt": """
                lazy val shop = (project in file("."))
                  .settings(
                    libraryDependencies ++= Dependencies.stores ++ Dependencies.forTests.map(_ % Test),
                    libraryDependencies ++= Seq(Dependencies.redis % Test)
                  )
            """,
            "project/Dependencies.scala": """
                import sbt._
                object Dependencies {
                  val postgres = "org.postgresql" % "postgresql" % "42.7.1"
                  val redis = "redis.clients" % "jedis" % "5.1.0"
                  val rabbit = "com.rabbitmq" % "amqp-client" % "5.20.0"
                  val stores = Seq(postgres, "org.tpolecat" %% "doobie-postgres" % "1.0")
                  val forTests = Seq("org.scalatest" %% "scalatest" % "3.2")
                }
            """,
        },
        {
            "languages": ["scala"],
            "databases": {
                "postgresql": "required project/Dependencies.scala:3 project/Dependencies.scala:6",
                "redis": "development project/Dependencies.scala:4",
                "rabbitmq": "development project/Dependencies.scala:5",
            },
        },
    ),
    "Play: the database in application.conf": (
        {
            "build.sbt": 'libraryDependencies ++= Seq(jdbc, "com.mysql" % "mysql-connector-j" % "8.3.0",\n'
            '  "org.postgresql" % "postgresql" % "42.7.1")\n',
            "project/plugins.sbt": 'addSbtPlugin("org.playframework" % "sbt-plugin" % "3.0.1")\n',
            "conf/application.conf": """
                include "common"
                # db.default.url = "jdbc:mysql://localhost/shop"
                db {
                  default {
                    driver = org.postgresql.Driver
                    url = "jdbc:postgresql://localhost/shop"
                    url = ${?DATABASE_URL}
                  }
                }
            """,
        },
        {
            "languages": ["scala"],
            "frameworks": ["Play 3.0.1"],
            "databases": {
                "mysql": "optional build.sbt:1",
                "postgresql": "required conf/application.conf:5 conf/application.conf:6 build.sbt:2",
            },
        },
    ),
    "MongoDB and Redis by their settings, one of them hosted": (
        {
            "build.sbt": 'libraryDependencies += "org.reactivemongo" %% "reactivemongo" % "1.0"\n'
            'libraryDependencies += "io.lettuce" % "lettuce-core" % "6.3"\n',
            "conf/base.conf": """
                mongodb {
                  uri = "mongodb://127.0.0.1:27017/games"
                }
                redis { host = "cache.games.net", port = 6379 }
            """,
            "app/Env.scala": "import io.lettuce.core._\n",
        },
        {
            "languages": ["scala"],
            "databases": {"mongodb": "required conf/base.conf:2 build.sbt:1", "redis": "required build.sbt:2"},
        },
    ),
    "sbt: half of a file": (
        {
            "build.sbt": 'libraryDependencies += "org.postgresql" % "postgresql\n',
            "conf/application.conf": 'db.default.url = "jdbc:mysql://localhost/shop',
        },
        {
            "warnings": ["build.sbt: cannot be read (line 1: a string never ends); it was left out"],
        },
    ),
    "Clojure: deps.edn with aliases, and a part that is added": (
        {
            "deps.edn": """
                {:deps {org.clojure/clojure {:mvn/version "1.11.1"}
                        org.postgresql/postgresql {:mvn/version "42.7.1"}
                        ;; com.mysql/mysql-connector-j {:mvn/version "8.3.0"}
                        #_com.rabbitmq/amqp-client #_{:mvn/version "5"}
                        com.taoensso/carmine {:mvn/version "3.3.2"}}
                 :aliases {:dev {:extra-deps {com.novemberain/monger {:mvn/version "3.6.0"}}}}}
            """,
            "modules/search/deps.edn": '{:deps {co.elastic.clients/elasticsearch-java {:mvn/version "8"}}}',
        },
        {
            "languages": ["clojure 1.11.1"],
            "databases": {
                "postgresql": "required deps.edn:2",
                "mongodb": "development deps.edn:6",
                "redis": "required deps.edn:5",
                "elasticsearch": "optional modules/search/deps.edn:1",
            },
        },
    ),
    "Clojure: project.clj with profiles and scopes": (
        {
            "project.clj": """
                (defproject shop "0.1.0"
                  :dependencies [[org.clojure/clojure "1.11.1"]
                                 [org.postgresql/postgresql "42.7.1"]
                                 [redis.clients/jedis "5.1" :scope "test"]]
                  :profiles {:uberjar {:dependencies [[com.novemberain/langohr "5.4"]]}
                             :dev {:dependencies [[com.novemberain/monger "3.6"]]}})
            """
        },
        {
            "languages": ["clojure 1.11.1"],
            "databases": {
                "postgresql": "required project.clj:3",
                "mongodb": "development project.clj:6",
                "redis": "development project.clj:4",
                "rabbitmq": "required project.clj:5",
            },
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_told(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

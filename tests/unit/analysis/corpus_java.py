# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers for Java, Kotlin, Scala and Clojure, each with a text to start from."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.edn import parse_edn
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.gradle import parse_gradle
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.hocon import parse_hocon
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.jvm_comments import without_comments
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.maven import parse_pom
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.sbt import parse_sbt
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.settings import documents
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.version_catalog import parse_catalog

_GROOVY = """\
plugins {
    id 'org.springframework.boot' version "$bootVersion" apply false
}
def libs = [pg: 'org.postgresql:postgresql:42.7', "more": ["x:y:1"]]
ext.set('jedis', '5.1') // a comment
apply from: "${rootDir}/gradle/x.gradle"
if (hasProperty('x')) { ext { y = ~/a\\/b/ } } else { /* nothing */ }
dependencies {
    implementation libs.pg, 'a:b:1'
    runtimeOnly group: 'redis.clients', name: 'jedis', version: jedis
    implementation(project(':store')) { exclude group: 'x' }
    testImplementation '''c:d:2''', \"\"\"e:f:${3}\"\"\"
}
project(':web').projectDir = file('apps/web')
"""
_KOTLIN = """\
plugins { alias(libs.plugins.boot); kotlin("jvm") version "2.0.0"; `java-library` }
val pg by extra("org.postgresql:postgresql:42.7")
/* a /* nested */ comment */
dependencies {
    implementation(platform("a:b:1"))
    "runtimeOnly"(libs.bundles.stores) { because("${'x'}") }
    add("api", projects.store)
    testImplementation(libs.mongo.get())
}
tasks.withType<Jar> { mark = '"' }
"""
_SCALA = """\
ThisBuild / scalaVersion := "3.3.1"
lazy val shop = (project in file(".")).settings(
  libraryDependencies ++= Seq(
    "org.postgresql" % "postgresql" % V.pg,
    "x" %% "y" % "1" % Test classifier s"a${b}"
  ) ++ Dependencies.more.map(_ % Test)
)
addSbtPlugin("org.playframework" % "sbt-plugin" % "3.0.1")
val c = 'x'; val s = 'symbol; val t = \"\"\"a "quoted" text\"\"\"
"""
_POM = """\
<project>
  <parent><groupId>a</groupId><artifactId>b</artifactId><relativePath/></parent>
  <artifactId>c</artifactId>
  <properties><pg.version>42</pg.version></properties>
  <dependencies><dependency>
    <groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>${pg.version}</version>
  </dependency></dependencies>
  <profiles><profile><id>x</id><modules><module>y</module></modules></profile></profiles>
</project>
"""
_CATALOG = """\
[versions]
boot = { strictly = "3.4.1" }
[libraries]
pg = { module = "org.postgresql:postgresql", version.ref = "boot" }
jedis = "redis.clients:jedis:5.1"
[bundles]
stores = ["pg", "jedis"]
[plugins]
boot = { id = "org.springframework.boot", version.ref = "boot" }
"""
_HOCON = """\
include "common"
db { default.url = "jdbc:postgresql://localhost/shop", default.url = ${?URL} }
# a comment
redis.hosts = [ "a:1", { host = b, port = 2 } ] // another
x += 1
text = \"\"\"many
lines\"\"\"
"""
_EDN = """\
;; a comment
{:deps {org.clojure/clojure {:mvn/version "1.11.1"} #_left #_out a/b {:x [1 2]}}
 :aliases {:dev {:extra-deps {c/d {:mvn/version "2"}}} :c \\} :s "a \\" b"}}
(defproject shop "0.1" :dependencies [[redis.clients/jedis "5" :scope "test"]])
"""
_YAML = """\
spring:
  name: @project.name@
  datasource: &db {url: "jdbc:mysql://${DB:db}/x"}
---
spring:
  config.activate.on-profile: prod
  redis: [{host: a}, *db]
"""
_PROPERTIES = """\
spring.datasource.url=jdbc\\:mysql\\://db/x
%prod.quarkus.datasource.db-kind = postgresql
#---
a = b \\
    c
"""
_XML = """\
<configuration>
  <entry key='database.url'>jdbc:h2:./data</entry>
  <property name="url" value="jdbc:mysql://db/x"/>
</configuration>
"""
_CODE = """\
/* a /* nested */ comment */ class A { // more
  String url = "redis://a\\"b"; char c = '"', d = '\\u0022'; Object e = 'symbol;
  String text = \"\"\"many // no comment
  lines\"\"\"; /** @Profile("redis") */ @Bean Jedis made() { return null; }
}
"""
_CLOJURE = """\
(ns shop.db (:require [taoensso.carmine :as car])) ; "redis"
(def mark \\;) (def text "a ; b
  \\" c") ;; done
"""

PARSERS = {
    "build.gradle": (lambda text: parse_gradle(text, kotlin=False), _GROOVY),
    "build.gradle.kts": (lambda text: parse_gradle(text, kotlin=True), _KOTLIN),
    "build.sbt": (parse_sbt, _SCALA),
    "pom.xml": (parse_pom, _POM),
    "libs.versions.toml": (parse_catalog, _CATALOG),
    "application.conf": (parse_hocon, _HOCON),
    "deps.edn": (parse_edn, _EDN),
    "application.yml": (lambda text: documents("application.yml", text), _YAML),
    "application.properties": (lambda text: documents("application.properties", text), _PROPERTIES),
    "Java code": (lambda text: without_comments(text, "A.java"), _CODE),
    "Kotlin code": (lambda text: without_comments(text, "A.kt"), _CODE),
    "Groovy code": (lambda text: without_comments(text, "A.groovy"), _CODE),
    "Clojure code": (lambda text: without_comments(text, "a.clj"), _CLOJURE),
    "persistence.xml": (lambda text: documents("persistence.xml", text), _XML),
}

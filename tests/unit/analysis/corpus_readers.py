# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Detectors that look into a text themselves, for the fuzz test: each reads one file of a tree that is only held."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ansible_collections.maestro.databases.plugins.module_utils.analysis.detectors import (
    charts,
    compose,
    deployment,
    dockerfile,
    documented,
    dotnet,
    elixir,
    frappe,
    golang,
    java,
    jvm_code,
    kubernetes,
    node,
    php_code,
    php_settings,
    pipelines,
    platforms,
    python,
    ruby,
    rust,
    spared,
    symfony,
    versions,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.composer import parse_composer
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.django_settings import settings_module
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.gradle import resolved
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.maven import filled
from ansible_collections.maestro.databases.plugins.module_utils.analysis.tree import Tree


class Held(Tree):
    """A tree whose files stand in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        super().__init__("/nowhere", files)
        self.held = {path: text.encode("utf-8", "replace") for path, text in files.items()}

    def _bytes(self, path: str, limit: int) -> bytes | None:
        return self.held[path] if len(self.held[path]) <= limit else None

    def _source(self, path: str) -> bytes | None:
        return self.held[path]


def _detected(detector: object, path: str, others: Mapping[str, str] | None = None) -> Callable[[str], object]:
    """A parser of one file: all that a detector makes of a tree with it."""
    return lambda text: detector.detect(Held({**(others or {}), path: text}), "production")  # type: ignore[attr-defined]


def _versions(text: str) -> str:
    tree = Held({".ruby-version": text, ".tool-versions": text})
    return versions.version_file(tree, "", [".ruby-version"], "ruby") + versions.version_file(tree, "", [], "nodejs")


_README = """\
# Shop
## Requirements
* PHP 8.2
* MySQL 8, MariaDB or PostgreSQL
1. a database: SQLite
Redis (optional)
### Optional services
- RabbitMQ 4 (for mail)
Memcached is an optional dependency
"""
_WORKFLOW = """\
env: {DB: mysql}
jobs:
  a:
    strategy: {matrix: {db: ['mysql:8', sqlite], include: [{env: {B: pgsql://a}}]}}
    services: {b: {image: postgres:17}}
    steps: [{env: {DB_TYPE: mariadb}}]
"""
_TRAVIS = """\
services: [mysql]
env:
  jobs:
    - DB=mysql A='b c'
    - DB=postgresql
jobs: {include: [{env: DB=sqlite}]}
"""
_PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Npgsql" Version="8"/>'
    '<PackageReference Include="StackExchange.Redis" Version="2"/></ItemGroup></Project>'
)
_CSHARP = """\
using Npgsql;
enum DatabaseType { SQLite, PostgreSQL }
class Startup { void Configure() { if (on) o.UseNpgsql("Host=db"); else o.UseSqlite("x"); } }
"""
_SETTINGS = '{"ConnectionStrings": {"Default": "Host=db.example.com;Database=shop", "Redis": "localhost:6379"}}'
_JAVA = """\
package shop;
import redis.clients.jedis.Jedis;
@ConditionalOnProperty(name = "redis.enabled", havingValue = "true")
class Cache { Jedis jedis = System.getenv("REDIS_URL") != null ? new Jedis("a") : null; }
"""
_GO = """\
package main
import "github.com/redis/go-redis/v9"
var driver = "mysql"
func open(c Config) { if c.RedisURL != "" { redis.NewClient(&redis.Options{Addr: c.RedisURL}) } }
func main() { open(load()) }
"""
_PHP = """\
<?php
if (!extension_loaded('redis')) { throw new Exception('no'); }
use Illuminate\\Support\\Facades\\Redis;
$db = new PDO('mysql:host=a'); $type === 'sqlite' ? new PDO("sqlite:$path") : new \\Redis();
"""
_RUST = """\
#[derive(Clone)]
enum Backend { Sqlite, Postgres }
struct Settings { redis_url: Option<String> }
fn main() { match kind { "sqlite" => sqlx::SqlitePool::connect(url), _ => redis::Client::open(url) } }
"""
_CARGO = """\
[package]
name = "shop"
[dependencies]
redis = "1"
sqlx = {version = "0.8", features = ["postgres", "sqlite"]}
"""
_ELIXIR = """\
defmodule Shop.Cache do
  if System.get_env("REDIS_URL"), do: Redix.start_link(url), else: nil
end
"""
_MIX = 'defmodule S.MixProject do\n  def project, do: [deps: [{:postgrex, "1"}, {:redix, "1"}]]\nend\n'
_RUBY = """\
class Cache
  REDIS = Redis.new(url: ENV.fetch("REDIS_URL")) if ENV["REDIS_ENABLED"]
end
"""
_PYTHON = """\
import redis
class Store(Base):
    def connect(self):
        return redis.Redis.from_url(os.environ["REDIS_URL"]) if settings.USE_REDIS else None
"""
_NODE = """\
const { createClient } = require('redis');
module.exports = { client: process.env.DB || 'pg', cache: process.env.REDIS_URL ? createClient() : null };
"""
_DOCTRINE = """\
doctrine:
  dbal: {url: '%env(resolve:DATABASE_URL)%'}
framework:
  cache: {app: cache.adapter.redis, default_redis_provider: 'redis://localhost'}
"""
_COMPOSE = """\
services:
  web: {build: ., depends_on: [db], environment: {DATABASE_URL: "postgresql://db/${NAME:-shop}"}}
  db: &db {image: "postgres:16"}
  replica: {<<: *db, profiles: [more]}
"""
_IMAGE = "FROM php:8.3 AS base\nENV USE_REDIS=false\nRUN docker-php-ext-install pdo_mysql \\\n  redis\nFROM base\n"
_GRADLE = """\
plugins { id 'org.springframework.boot' version '3.2.0' }
def v = '42'
dependencies { runtimeOnly "org.postgresql:postgresql:$v"; implementation libs.jedis }
"""
_MAVEN = """\
<project><artifactId>shop</artifactId><properties><v>5.1</v></properties><dependencies><dependency>
<groupId>redis.clients</groupId><artifactId>jedis</artifactId><version>${v}</version>
</dependency></dependencies></project>
"""
_CATALOGUE = '[libraries]\njedis = "redis.clients:jedis:5.1"\n'
_GO_MODULE = """\
module x
require (
\tgithub.com/redis/go-redis/v9 v9.0.0
\tgithub.com/lib/pq v1.10.9
\tgithub.com/go-sql-driver/mysql v1.8.0
)
"""
_GO_SETTINGS = """\
package config
import _ "github.com/lib/pq"
import _ "github.com/go-sql-driver/mysql"
const DefaultDriver = "mysql"
var defaults = Settings{ Driver: "postgres", Cache: "memory" }
func init() { flag.StringVar(&kind, "db-driver", "mysql", "a default"); switch kind { case "postgres": open() } }
"""
_STORE = "from .base import Vectors\nimport redis\nclass Own(Vectors):\n    client = redis.Redis()\n"
_HOOKS = 'app_name = "shop"\napp_title = "Shop"\napp_publisher = "Acme"\n'
_CHART = "name: shop\ndependencies:\n  - {name: postgresql, version: 12.1.0, condition: postgresql.enabled}\n"
_VALUES = "postgresql:\n  enabled: true\nredis: {image: {repository: bitnami/redis, tag: '7.2'}}\n"
_TEMPLATE = "{{- if .Values.a }}\nkind: Deployment\nspec: {template: {spec: {containers: [{image: mysql:8}]}}}\n---\n"
_COMPOSER = '{"require": {"symfony/framework-bundle": "^7", "doctrine/orm": "^3"}}'


def _symfony(text: str) -> object:
    tree = Held({"config/packages/doctrine.yaml": text, ".env": "DATABASE_URL=mysql://a\n"})
    return symfony.settings(tree, "", parse_composer(_COMPOSER), "production")


def _php(text: str) -> object:
    tree = Held({"src/A.php": text, "src/B.php": text})
    return (
        php_code.connections(tree, frozenset(), set()),
        php_code.spoken_to(tree, "", {"redis", "rabbitmq"}),
        php_code.wanted_by_name(tree, ""),
        php_code.cared_for(tree, "", "postgresql"),
    )


_HELM = "{{- if .Values.db.enabled }}\nkind: Pod\nspec: {containers: []}\n    - image: mongo:7\n{{- end }}\n"

PARSERS = {
    "README": (lambda text: documented.relational(Held({"README.md": text})), _README),
    "what a README calls optional": (_detected(spared, "README.md"), _README),
    "version files": (_versions, "ruby-3.3.0\nnodejs 20.1\n"),
    "Procfile": (_detected(deployment, "Procfile"), "release: rake db:migrate\nweb: bundle exec puma -C x\n"),
    "a workflow of GitHub": (_detected(pipelines, ".github/workflows/test.yml"), _WORKFLOW),
    "a pipeline of Travis": (_detected(pipelines, ".travis.yml"), _TRAVIS),
    "app.json": (_detected(platforms, "app.json"), '{"addons": ["heroku-postgresql:mini", {"plan": "heroku-redis"}]}'),
    "manifest.yml": (_detected(platforms, "manifest.yml"), "applications: [{services: [a-psql, {name: b-redis}]}]\n"),
    "render.yaml": (_detected(platforms, "render.yaml"), "databases: [{name: a, postgresMajorVersion: '16'}]\n"),
    "Helm chart": (_detected(charts, "Chart.yaml", {"values.yaml": _VALUES}), _CHART),
    "a Helm template": (_detected(charts, "templates/db.yaml", {"Chart.yaml": _CHART, "values.yaml": _VALUES}), _HELM),
    "Helm values": (_detected(charts, "values.yaml", {"Chart.yaml": _CHART}), _VALUES),
    "Kubernetes": (_detected(kubernetes, "k8s/deployment.yaml"), _TEMPLATE),
    "Frappe's hooks": (_detected(frappe, "shop/hooks.py"), _HOOKS),
    "Meteor's packages": (_detected(node, ".meteor/packages"), "mongo@1.16.8 # the database\nmeteor-base\n"),
    "Java code": (
        lambda text: jvm_code.look(Held({"src/main/java/shop/Cache.java": text}), {"redis", "mysql", "mongodb"}),
        _JAVA,
    ),
    "C# code": (_detected(dotnet, "Startup.cs", {"Shop.csproj": _PROJECT}), _CSHARP),
    "appsettings.json": (_detected(dotnet, "appsettings.json", {"Shop.csproj": _PROJECT}), _SETTINGS),
    "Go code": (
        _detected(golang, "main.go", {"go.mod": "module x\nrequire github.com/redis/go-redis/v9 v9.0.0\n"}),
        _GO,
    ),
    "PHP code": (_php, _PHP),
    "compose.yml": (_detected(compose, "compose.yml"), _COMPOSE),
    "Dockerfile": (_detected(dockerfile, "Dockerfile"), _IMAGE),
    "a Gradle project": (_detected(java, "build.gradle", {"gradle/libs.versions.toml": _CATALOGUE}), _GRADLE),
    "a Maven project": (_detected(java, "pom.xml"), _MAVEN),
    "Go settings": (_detected(golang, "config/settings.go", {"go.mod": _GO_MODULE, "main.go": _GO}), _GO_SETTINGS),
    "PHP settings": (
        lambda text: php_settings.settings(Held({"config/db.php": text, "config/application.ini": text}), "prod", []),
        "<?php\nreturn ['database' => ['driver' => 'mysql', 'dsn' => 'pgsql:host=a', 'adapter' => 'pdo_mysql']];\n",
    ),
    "a Python variant": (
        _detected(python, "stores/milvus.py", {"requirements.txt": "redis\n", "stores/redis.py": _STORE}),
        _STORE.replace("redis", "milvus"),
    ),
    "Rust code": (_detected(rust, "src/main.rs", {"Cargo.toml": _CARGO}), _RUST),
    "Elixir code": (_detected(elixir, "lib/cache.ex", {"mix.exs": _MIX}), _ELIXIR),
    "Ruby code": (_detected(ruby, "app/cache.rb", {"Gemfile": "gem 'redis'\ngem 'pg'\n"}), _RUBY),
    "Python code": (_detected(python, "shop/store.py", {"requirements.txt": "redis\nflask\n"}), _PYTHON),
    "Node code": (
        _detected(node, "knexfile.js", {"package.json": '{"dependencies": {"redis": "4", "pg": "8"}}'}),
        _NODE,
    ),
    "Symfony's settings": (_symfony, _DOCTRINE),
    "manage.py": (settings_module, 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'),
    "Gradle's variables": (lambda text: resolved(text, {"a": text, "b": "1"}), "org.x:y:${a}$b"),
    "Maven's properties": (lambda text: filled(text, {"a": text, "b": "${a}"}), "${a}${b}-x"),
}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ruby, Java, Scala, Rust and .NET: what shows that another engine can take one's place, and what does not."""

from __future__ import annotations

import pytest

WEB = '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>'
LIBRARY = '<Project Sdk="Microsoft.NET.Sdk">'
FREE = "src/Config.Data.Freesql/Config.Data.Freesql.csproj:1"
MONGO = "src/Config.Data.Mongodb/AppRepository.cs:1"
CHOOSE = "SQLite is never deployed; choose mysql or postgresql or mongodb in its place"
FEATURES = """
[package]
name = "sync"
version = "0.1.0"
[features]
default = ["mysql"]
mysql = ["diesel/mysql"]
postgres = ["diesel/postgres"]
[dependencies]
diesel = "2"
"""


def project(head: str, *packages: str, references: tuple[str, ...] = ()) -> str:
    """A project file in one line."""
    items = [f'<PackageReference Include="{name}" Version="1.0" />' for name in packages]
    items += [f'<ProjectReference Include="{name}" />' for name in references]
    return f"{head}<ItemGroup>{''.join(items)}</ItemGroup></Project>\n"


def classes(folder: str, *names: str) -> dict[str, str]:
    """Files of C# in a folder."""
    return {f"{folder}/{name}.cs": f"public class {name} {{ }}\n" for name in names}


CASES = {
    "an engine of Rails that others mount needs what its gemspec says": (
        {
            "Gemfile": 'source "https://rubygems.org"\ngemspec\ngem "pg"\n',
            "pages.gemspec": """
                Gem::Specification.new do |s|
                  s.add_dependency "rails"
                  s.add_dependency "mongoid"
                end
            """,
            "app/controllers/pages_controller.rb": "class PagesController; end\n",
            "app/models/page.rb": "class Page\n  include Mongoid::Document\nend\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "development Gemfile:3", "mongodb": "required pages.gemspec:3"},
        },
    ),
    "a library without pages is used by those who want it": (
        {
            "Gemfile": 'source "https://rubygems.org"\ngemspec\n',
            "store.gemspec": 'Gem::Specification.new do |s|\n  s.add_dependency "mongoid"\nend\n',
            "lib/store.rb": "module Store; end\n",
        },
        {"languages": ["ruby"], "databases": {"mongodb": "optional store.gemspec:2"}},
    ),
    "a library whose developers run all servers": (
        {
            "Gemfile": 'gemspec\ngem "mysql2"\ngem "pg"\n',
            "shop.gemspec": 'Gem::Specification.new do |s|\n  s.add_dependency "rails"\nend\n',
            "docker-compose.yml": """
                services:
                  mysql: {image: "mysql:8.0"}
                  postgres: {image: "postgres:13"}
                  app: {build: .}
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "one_of docker-compose.yml:2 Gemfile:2",
                "postgresql": "one_of docker-compose.yml:3 Gemfile:3",
            },
            "hints": {"mysql": "mysql 8.0", "postgresql": "13"},
        },
    ),
    "collectors look at the servers of others": (
        {
            "pom.xml": "<project><groupId>a</groupId><artifactId>w</artifactId><packaging>pom</packaging></project>",
            "watch-collector/watch-collector-mongodb/pom.xml": """
                <project><groupId>a</groupId><artifactId>watch-collector-mongodb</artifactId>
                <dependencies><dependency><groupId>org.mongodb</groupId><artifactId>mongodb-driver-sync</artifactId>
                </dependency></dependencies></project>
            """,
        },
        {
            "languages": ["java"],
            "databases": {"mongodb": "optional watch-collector/watch-collector-mongodb/pom.xml:2"},
        },
    ),
    "a section of the settings that its own switch turns off": (
        {
            "pom.xml": """
                <project><groupId>a</groupId><artifactId>watch</artifactId><dependencies>
                <dependency><groupId>com.h2database</groupId><artifactId>h2</artifactId></dependency>
                </dependencies></project>
            """,
            "src/main/resources/application.yml": """
                spring: {datasource: {url: "jdbc:h2:./data/watch"}}
                warehouse:
                  doris:
                    enabled: false
                    url: jdbc:mysql://127.0.0.1:9030
            """,
        },
        {
            "languages": ["java"],
            "databases": {"mysql": "optional src/main/resources/application.yml:5"},
        },
    ),
    "settings that go without a server, and a file that runs one": (
        {
            "requirements.txt": "django\n",
            "manage.py": "",
            "shop/settings.py": 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}\n',
            "compose-sample.yaml": 'services:\n  web: {build: .}\n  db: {image: "postgres:17"}\n',
        },
        {
            "languages": ["python"],
            "frameworks": ["Django"],
            "databases": {"postgresql": "one_of compose-sample.yaml:3", "sqlite": "one_of shop/settings.py:1"},
            "hints": {"postgresql": "17"},
            "warnings": ["shop/settings.py:1: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "a schema for each server, where the driver is brought by whoever deploys it": (
        {
            "pom.xml": "<project><groupId>a</groupId><artifactId>blog</artifactId><packaging>war</packaging></project>",
            "app/src/main/resources/sql/mysql.properties": "TYPE=MYSQL\n",
            "app/src/main/resources/sql/postgresql.properties": "TYPE=POSTGRESQL\n",
            "docker-compose.yml": 'services:\n  web: {build: .}\n  db: {image: "postgres:10"}\n',
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of app/src/main/resources/sql/mysql.properties:1",
                "postgresql": "one_of docker-compose.yml:3 app/src/main/resources/sql/mysql.properties:1",
            },
            "hints": {"postgresql": "10"},
        },
    ),
    "a schema for each server says nothing where a driver does": (
        {
            "pom.xml": """
                <project><groupId>a</groupId><artifactId>blog</artifactId><packaging>war</packaging>
                <dependencies><dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>
                </dependencies></project>
            """,
            "src/main/resources/schema-mysql.sql": "create table a (b int);\n",
            "src/main/resources/schema-postgresql.sql": "create table a (b int);\n",
        },
        {"languages": ["java"], "databases": {"postgresql": "required pom.xml:2"}},
    ),
    "sbt: an object's apply stands for it, and a list gives its scope to all that is in it": (
        {
            "build.sbt": 'lazy val shop = (project in file(".")).settings(libraryDependencies ++= AppDependencies())\n',
            "project/AppDependencies.scala": """
                object AppDependencies {
                  def apply(): Seq[ModuleID] = compileDeps ++ testDeps ++ Seq("io.lettuce" % "lettuce-core" % "6.3")
                  private lazy val compileDeps = Seq(
                    "uk.gov.hmrc.mongo" %% "hmrc-mongo-play-30" % "2.12.0"
                  )
                  private lazy val testDeps = Seq(
                    "org.postgresql" % "postgresql" % "42.7.1"
                  ).map(_ % Test)
                  lazy val unused = Seq("com.rabbitmq" % "amqp-client" % "5.20")
                }
            """,
        },
        {
            "languages": ["scala"],
            "databases": {
                "postgresql": "development project/AppDependencies.scala:7",
                "redis": "required project/AppDependencies.scala:2",
                "mongodb": "required project/AppDependencies.scala:4",
                "rabbitmq": "development project/AppDependencies.scala:9",
            },
        },
    ),
    "cargo: a feature that is off, run by a file of its own without the usual one": (
        {
            "Cargo.toml": FEATURES,
            "src/main.rs": "fn main() {}\n",
            "docker/docker-compose.mysql.yaml": 'services:\n  app: {build: ..}\n  db: {image: "mysql:8"}\n',
            "docker/docker-compose.postgres.yaml": 'services:\n  app: {build: ..}\n  db: {image: "postgres:18"}\n',
        },
        {
            "languages": ["rust"],
            "databases": {
                "mysql": "one_of Cargo.toml:9 docker/docker-compose.mysql.yaml:3",
                "postgresql": "one_of docker/docker-compose.postgres.yaml:3 Cargo.toml:7",
            },
            "hints": {"mysql": "mysql 8", "postgresql": "18"},
        },
    ),
    "cargo: a feature that is off and that nothing runs": (
        {
            "Cargo.toml": FEATURES,
            "src/main.rs": "fn main() {}\n",
            "docker-compose.yaml": 'services:\n  app: {build: .}\n  db: {image: "mysql:8"}\n',
        },
        {
            "languages": ["rust"],
            "databases": {
                "mysql": "required Cargo.toml:9 docker-compose.yaml:3",
                "postgresql": "optional Cargo.toml:7",
            },
            "hints": {"mysql": "mysql 8"},
        },
    ),
    ".NET: the same classes for a document store and for a mapper": (
        {
            "src/Config.Web/Config.Web.csproj": project(
                WEB,
                references=(
                    "..\\Config.Data.Freesql\\Config.Data.Freesql.csproj",
                    "..\\Config.Data.Mongodb\\Config.Data.Mongodb.csproj",
                ),
            ),
            "src/Config.Data.Freesql/Config.Data.Freesql.csproj": project(
                LIBRARY, "FreeSql.Provider.MySqlConnector", "FreeSql.Provider.PostgreSQL", "FreeSql.Provider.Sqlite"
            ),
            "src/Config.Data.Mongodb/Config.Data.Mongodb.csproj": project(LIBRARY, "MongoDB.Driver"),
            **classes("src/Config.Data.Freesql", "AppRepository", "UserRepository", "NodeRepository"),
            **classes("src/Config.Data.Mongodb", "AppRepository", "UserRepository", "NodeRepository"),
        },
        {
            "languages": ["dotnet 8.0"],
            "frameworks": ["ASP.NET Core 8.0 (src/Config.Web)"],
            "databases": {
                "mysql": f"one_of {FREE} {MONGO}",
                "postgresql": f"one_of {FREE} {MONGO}",
                "mongodb": f"one_of src/Config.Data.Mongodb/Config.Data.Mongodb.csproj:1 {MONGO}",
                "sqlite": f"one_of {FREE} {MONGO}",
            },
            "warnings": [f"{FREE}: {CHOOSE}"],
        },
    ),
    ".NET: a project for each server side by side, with settings of its own": (
        {
            "src/Shop/Shop.csproj": project(
                WEB,
                references=tuple(f"..\\Stores\\Shop.{name}\\Shop.{name}.csproj" for name in ("MySql", "PostgreSQL")),
            ),
            "src/Stores/Shop.MySql/Shop.MySql.csproj": project(LIBRARY, "Pomelo.EntityFrameworkCore.MySql"),
            "src/Stores/Shop.MySql/appsettings.json": '{"ConnectionStrings": {"db": "Server=db;Uid=a;Pwd=b"}}',
            "src/Stores/Shop.PostgreSQL/Shop.PostgreSQL.csproj": project(
                LIBRARY, "Npgsql.EntityFrameworkCore.PostgreSQL"
            ),
            "src/Stores/Shop.PostgreSQL/appsettings.json": '{"ConnectionStrings": {"db": "Host=db;Username=a"}}',
        },
        {
            "languages": ["dotnet 8.0"],
            "frameworks": ["ASP.NET Core 8.0 (src/Shop)"],
            "databases": {
                "mysql": "one_of src/Stores/Shop.MySql/appsettings.json:1 src/Stores/Shop.MySql/Shop.MySql.csproj:1",
                "postgresql": "one_of src/Stores/Shop.PostgreSQL/appsettings.json:1 "
                "src/Stores/Shop.PostgreSQL/Shop.PostgreSQL.csproj:1",
            },
        },
    ),
    ".NET: other classes in a document store": (
        {
            "src/Shop.Web/Shop.Web.csproj": project(
                WEB,
                references=(
                    "..\\Shop.Data.EFCore\\Shop.Data.EFCore.csproj",
                    "..\\Shop.Data.MongoDB\\Shop.Data.MongoDB.csproj",
                ),
            ),
            "src/Shop.Data.EFCore/Shop.Data.EFCore.csproj": project(LIBRARY, "Npgsql.EntityFrameworkCore.PostgreSQL"),
            "src/Shop.Data.MongoDB/Shop.Data.MongoDB.csproj": project(LIBRARY, "MongoDB.Driver"),
            **classes("src/Shop.Data.EFCore", "OrderRepository", "UserRepository", "CartRepository"),
            **classes("src/Shop.Data.MongoDB", "OrderRepository", "AuditRepository", "TraceRepository"),
        },
        {
            "languages": ["dotnet 8.0"],
            "frameworks": ["ASP.NET Core 8.0 (src/Shop.Web)"],
            "databases": {
                "postgresql": "required src/Shop.Data.EFCore/Shop.Data.EFCore.csproj:1",
                "mongodb": "required src/Shop.Data.MongoDB/Shop.Data.MongoDB.csproj:1",
            },
        },
    ),
    ".NET: the only store, whose place an installer fills in, beside a file of LiteDB": (
        {
            "src/Shop.Web/Shop.Web.csproj": project(WEB, "MongoDB.Driver", "LiteDB"),
            "src/Shop.Web/appsettings.json": """
                {
                  "ConnectionStrings": {"Mongodb": ""},
                  "Database": {"UseLiteDb": false, "LiteDbConnectionString": "Filename=App_Data/database.db"}
                }
            """,
            "src/Shop.Web/Startup.cs": """
                if (settings.Provider != DbProvider.LiteDB)
                {
                    services.AddScoped(_ => new MongoClient(settings.Url));
                }
            """,
        },
        {
            "languages": ["dotnet 8.0"],
            "frameworks": ["ASP.NET Core 8.0 (src/Shop.Web)"],
            "databases": {"mongodb": "required src/Shop.Web/Shop.Web.csproj:1"},
        },
    ),
    ".NET: a document store beside a server, with its place left empty": (
        {
            "src/Shop.Web/Shop.Web.csproj": project(WEB, "MongoDB.Driver", "Npgsql"),
            "src/Shop.Web/appsettings.json": '{"ConnectionStrings": {"Mongodb": ""}}\n',
        },
        {
            "languages": ["dotnet 8.0"],
            "frameworks": ["ASP.NET Core 8.0 (src/Shop.Web)"],
            "databases": {
                "postgresql": "required src/Shop.Web/Shop.Web.csproj:1",
                "mongodb": "optional src/Shop.Web/Shop.Web.csproj:1",
            },
        },
    ),
    "a schema for each server, of which one driver is brought by whoever deploys it": (
        {
            "pom.xml": """
                <project>
                  <artifactId>watch</artifactId>
                  <dependencies>
                    <dependency><groupId>com.mysql</groupId><artifactId>mysql-connector-j</artifactId></dependency>
                    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><scope>provided</scope></dependency>
                  </dependencies>
                </project>
            """,
            "src/main/resources/db/migration/mysql/V1__a.sql": "create table a (b int);\n",
            "src/main/resources/db/migration/postgresql/V1__a.sql": "create table a (b int);\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "one_of pom.xml:4 src/main/resources/db/migration/mysql/V1__a.sql:1",
                "postgresql": "one_of src/main/resources/db/migration/mysql/V1__a.sql:1 pom.xml:5",
            },
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

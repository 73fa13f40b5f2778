# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
""".NET: each tree with all that a user is told of it."""

from __future__ import annotations

import json

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis import tree as tree_module
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.csharp_calls import parse_offered

WEB = "Microsoft.NET.Sdk.Web"


def project(*packages, sdk="Microsoft.NET.Sdk", refers=(), **properties):
    """A project file; its packages stand from line 3 on."""
    lines = [f'<Project Sdk="{sdk}">', "<ItemGroup>"]
    lines += [f'  <PackageReference Include="{name}" Version="8.0.1" />' for name in packages]
    lines += [f'  <ProjectReference Include="{path}" />' for path in refers]
    lines += ["</ItemGroup>", "<PropertyGroup>"]
    lines += [f"  <{name}>{text}</{name}>" for name, text in {"TargetFramework": "net8.0", **properties}.items()]
    return "\n".join([*lines, "</PropertyGroup>", "</Project>", ""])


def web(*packages, **more):
    """A web project."""
    return project(*packages, sdk=WEB, **more)


SHOP = {"languages": ["dotnet 8.0"], "frameworks": ["ASP.NET Core 8.0 (Shop)"]}
SQL_SERVER = (
    "Shop/Shop.csproj:3: SQL Server is no database that is managed here; run it yourself, or change to one that is"
)
#: In lines 3 and 4 of a project.
STORES = ("Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.Sqlite")

CASES = {
    "what the web project and those below it install": (
        {
            "Shop/Shop.csproj": web("RabbitMQ.Client", refers=[r"..\Data\Data.csproj"]),
            "Data/Data.csproj": project("Npgsql.EntityFrameworkCore.PostgreSQL", "MongoDB.Driver"),
            "Other/Other.csproj": project("InfluxDB.Client"),
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "required Data/Data.csproj:3",
                "mongodb": "required Data/Data.csproj:4",
                "rabbitmq": "required Shop/Shop.csproj:3",
                "influxdb": "optional Other/Other.csproj:3",
            },
        },
    ),
    "a tool beside the application that reaches what others run": (
        {
            "Shop/Shop.csproj": project("MySqlConnector", OutputType="Exe"),
            "Takeover/Takeover.csproj": project("Npgsql", OutputType="Exe"),
            "compose.yml": "services:\n  shop: {build: .}\n  db: {image: mariadb}\n",
        },
        {
            "languages": ["dotnet 8.0"],
            "databases": {
                "mysql": "required Shop/Shop.csproj:3 compose.yml:3",
                "postgresql": "optional Takeover/Takeover.csproj:3",
            },
            "hints": {"mysql": "mariadb"},
        },
    ),
    "a tool beside the application, and nothing that runs either server": (
        {
            "Shop/Shop.csproj": web("MySqlConnector", refers=[r"..\Data\Data.csproj"]),
            "Data/Data.csproj": project("Npgsql"),
        },
        {
            **SHOP,
            "databases": {
                "mysql": "one_of Shop/Shop.csproj:3",
                "postgresql": "one_of Data/Data.csproj:3",
            },
        },
    ),
    "settings for each of several engines": (
        {
            "Shop/Shop.csproj": web(*STORES),
            "Shop/appsettings.json": '{"ConnectionStrings": {"Db": "Data Source=shop.db"}}',
            "Shop/appsettings.PostgreSQL.json": '{"ConnectionStrings": {"Db": "Host=localhost;Database=shop"}}',
            "Shop/appsettings.SQLite.json": '{"ConnectionStrings": {"Db": "Data Source=shop.db"}}',
            "compose.yml": "services:\n  shop: {build: .}\n  db: {image: postgres}\n",
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "one_of Shop/appsettings.PostgreSQL.json:1 Shop/Shop.csproj:3 compose.yml:3",
                "sqlite": "one_of Shop/appsettings.SQLite.json:1 Shop/appsettings.json:1 Shop/Shop.csproj:4"
                " Shop/appsettings.PostgreSQL.json:1",
            },
            "warnings": ["Shop/appsettings.SQLite.json:1: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "a package with the drivers of several engines": (
        {"Shop/Shop.csproj": web("SqlSugarCore")},
        {
            **SHOP,
            "databases": dict.fromkeys(("mysql", "postgresql", "sqlite"), "one_of Shop/Shop.csproj:3"),
            "warnings": ["Shop/Shop.csproj:3: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "tests, analysers and the debug configuration": (
        {
            "Shop/Shop.csproj": """
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
                  <ItemGroup>
                    <!-- <PackageReference Include="Npgsql" /> -->
                    <PackageReference Include="MySqlConnector"><Version>2.3.0</Version></PackageReference>
                    <PackageReference Include="NEST" PrivateAssets="all" />
                  </ItemGroup>
                  <ItemGroup Condition="'$(Configuration)' == 'Debug'">
                    <PackageReference Include="StackExchange.Redis" />
                  </ItemGroup>
                </Project>
            """,
            "Shop.Checks/Shop.Checks.csproj": project("xunit", "Npgsql", refers=["../Shop/Shop.csproj"]),
            "Shop.Probe/Shop.Probe.csproj": project("MongoDB.Driver", IsTestProject="true"),
        },
        {
            **SHOP,
            "databases": {
                "mysql": "required Shop/Shop.csproj:5",
                "postgresql": "development Shop.Checks/Shop.Checks.csproj:4",
                "mongodb": "development Shop.Probe/Shop.Probe.csproj:3",
                "redis": "development Shop/Shop.csproj:9",
                "elasticsearch": "development Shop/Shop.csproj:6",
            },
        },
    ),
    "names that only look alike: logs, health checks, telemetry": (
        {
            "Shop/Shop.csproj": web(
                "AspNetCore.HealthChecks.NpgSql", "Serilog.Sinks.Elasticsearch", "Npgsql.OpenTelemetry", "MySqlParser"
            )
        },
        SHOP,
    ),
    "central versions and packages for all projects": (
        {
            "Directory.Packages.props": """
                <Project><ItemGroup><PackageVersion Include="Npgsql" Version="8.0.1" /></ItemGroup></Project>
            """,
            "src/Directory.Build.props": """
                <Project>
                  <PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageReference Include="StackExchange.Redis" /></ItemGroup>
                </Project>
            """,
            "src/Shop/Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
        },
        {
            "languages": ["dotnet 9.0"],
            "frameworks": ["ASP.NET Core 9.0 (src/Shop)"],
            "databases": {"redis": "required src/Directory.Build.props:3"},
        },
    ),
    "a project for each server": (
        {
            "Shop.sln": "",
            "Shop/Shop.csproj": web(
                refers=["../Shop.MySql/Shop.MySql.csproj", "../Shop.PostgreSql/Shop.PostgreSql.csproj"]
            ),
            "Shop.MySql/Shop.MySql.csproj": project("Pomelo.EntityFrameworkCore.MySql"),
            "Shop.PostgreSql/Shop.PostgreSql.csproj": project("Npgsql.EntityFrameworkCore.PostgreSQL"),
        },
        {
            **SHOP,
            "databases": {
                "mysql": "one_of Shop.MySql/Shop.MySql.csproj:3",
                "postgresql": "one_of Shop.PostgreSql/Shop.PostgreSql.csproj:3",
            },
        },
    ),
    "the settings pick, comments and last commas allowed": (
        {
            "Shop/Shop.csproj": web("Pomelo.EntityFrameworkCore.MySql", "Npgsql.EntityFrameworkCore.PostgreSQL"),
            "Shop/appsettings.json": """
                {
                  // "Provider": "MySql",
                  "Database": {
                    "Provider": "PostgreSQL", /* or MySql */
                  },
                }
            """,
            "Shop/appsettings.Development.json": '{"Database": {"Provider": "Sqlite"}}',
        },
        {
            **SHOP,
            "databases": {
                "mysql": "optional Shop/Shop.csproj:3",
                "postgresql": "required Shop/appsettings.json:4 Shop/Shop.csproj:4",
                "sqlite": "development Shop/appsettings.Development.json:1",
            },
        },
    ),
    "the connection string picks by its form": (
        {
            "Shop/Shop.csproj": web("MySqlConnector", "Npgsql"),
            "Shop/appsettings.json": """
                {
                  "ConnectionStrings": {
                    "Default": "Server=localhost;Port=3306;Database=shop;Uid=app;Pwd=secret"
                  }
                }
            """,
        },
        {
            **SHOP,
            "databases": {
                "mysql": "required Shop/appsettings.json:3 Shop/Shop.csproj:3",
                "postgresql": "optional Shop/Shop.csproj:4",
            },
        },
    ),
    "strings for several servers pick none": (
        {
            "Shop/Shop.csproj": web("MySqlConnector", "Npgsql"),
            "Shop/appsettings.json": json.dumps(
                {
                    "ConnectionStrings": {
                        "MySql": "Server=localhost;Database=shop;Uid=app",
                        "Postgres": "Host=localhost;Database=shop;Username=app",
                    }
                }
            ),
        },
        {
            **SHOP,
            "databases": {"mysql": "one_of Shop/Shop.csproj:3", "postgresql": "one_of Shop/Shop.csproj:4"},
        },
    ),
    "a hosted database": (
        {
            "Shop/Shop.csproj": web("Npgsql"),
            "Shop/appsettings.json": json.dumps(
                {
                    "ConnectionStrings": {
                        "Default": "Host=db.acme-hosting.com;Database=shop;Username=app;Password=secret"
                    }
                }
            ),
        },
        {
            **SHOP,
            "databases": {"postgresql": "required Shop/appsettings.json:1 Shop/Shop.csproj:3"},
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "a hosted database in production's own file": (
        {
            "Shop/Shop.csproj": web("Npgsql"),
            "Shop/appsettings.json": '{"ConnectionStrings": {"Db": "Host=localhost;Database=shop"}}',
            "Shop/appsettings.Development.json": '{"ConnectionStrings": {"Db": "Host=db;Database=shop"}}',
            "Shop/appsettings.Production.json": '{"ConnectionStrings": {"Db": "Host=db.acme-hosting.com;Database=s"}}',
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "required Shop/appsettings.Production.json:1 Shop/appsettings.json:1 Shop/Shop.csproj:3"
                " Shop/appsettings.Development.json:1"
            },
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "production's own file leads to another connection": (
        {
            "Shop/Shop.csproj": web("Npgsql"),
            "Shop/appsettings.json": '{"ConnectionStrings": {"Db": "Host=localhost;Database=shop"}}',
            "Shop/appsettings.Production.json": '{"ConnectionStrings": {"Old": "Host=db.acme-hosting.com;Database=s"}}',
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "required Shop/appsettings.Production.json:1 Shop/appsettings.json:1 Shop/Shop.csproj:3"
            },
            "warnings": [
                (
                    "Shop/appsettings.Production.json:1: one postgresql database is hosted elsewhere "
                    "(db.acme-hosting.com), another is not; declare both groups"
                )
            ],
        },
    ),
    "SQL Server is what it runs with": (
        {
            "Shop/Shop.csproj": web("Microsoft.EntityFrameworkCore.SqlServer", "Npgsql.EntityFrameworkCore.PostgreSQL"),
            "Shop/Startup.cs": """
                public class Startup {
                    // options.UseNpgsql(x);
                    void Add(Options options) {
                        if (provider == "pg") { options.UseNpgsql(text); }
                        else { options.UseSqlServer(text); }
                    }
                }
            """,
        },
        {**SHOP, "databases": {"postgresql": "optional Shop/Shop.csproj:4"}, "warnings": [SQL_SERVER]},
    ),
    "SQL Server alone": (
        {
            "Shop/Shop.csproj": web("Microsoft.EntityFrameworkCore.SqlServer", "StackExchange.Redis"),
            "Shop/Program.cs": "o.UseSqlServer(text); services.AddStackExchangeRedisCache(url);\n",
        },
        {**SHOP, "databases": {"redis": "required Shop/Shop.csproj:4"}, "warnings": [SQL_SERVER]},
    ),
    "a driver of SQL Server that no code uses": (
        {
            "Shop/Shop.csproj": web("Microsoft.Data.SqlClient", "Npgsql.EntityFrameworkCore.PostgreSQL"),
            "Shop/Program.cs": 'builder.Services.AddDbContext<Db>(o => o.UseNpgsql("UseSqlServer(x)"));\n',
        },
        {**SHOP, "databases": {"postgresql": "required Shop/Shop.csproj:4"}},
    ),
    "an enumeration lists a server and what stands in for it": (
        {
            "Shop/Shop.csproj": web("Npgsql", "Microsoft.Data.Sqlite"),
            "Shop/DatabaseType.cs": "public enum DatabaseType { SQLite, PostgreSQL }\n",
        },
        {
            **SHOP,
            "databases": {"postgresql": "one_of Shop/Shop.csproj:3", "sqlite": "one_of Shop/Shop.csproj:4"},
            "warnings": ["Shop/Shop.csproj:4: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "so does one whose members begin alike": (
        {
            "Shop/Shop.csproj": web("MySqlConnector", "Microsoft.Data.Sqlite"),
            "Shop/Connection.cs": "enum Connection { DB_XML, DB_MYSQL, DB_SQLITE }\n",
            "compose.yml": "services: {db: {image: 'mariadb:10.6'}}\n",
        },
        {
            **SHOP,
            "databases": {"mysql": "one_of Shop/Shop.csproj:3 compose.yml:1", "sqlite": "one_of Shop/Shop.csproj:4"},
            "hints": {"mysql": "mariadb 10.6"},
            "warnings": ["Shop/Shop.csproj:4: SQLite is never deployed; choose mysql in its place"],
        },
    ),
    "documents by default, tables instead": (
        {
            "Shop/Shop.csproj": web("MongoDB.Driver", "MySqlConnector", "Npgsql"),
            "Shop/appsettings.json": """
                {
                  "store": {
                    "type": "MongoDb",
                    "sql": {"provider": "Postgres"}
                  }
                }
            """,
        },
        {
            **SHOP,
            "databases": {
                "mysql": "optional Shop/Shop.csproj:4",
                "postgresql": "optional Shop/appsettings.json:4 Shop/Shop.csproj:5",
                "mongodb": "required Shop/appsettings.json:3 Shop/Shop.csproj:3",
            },
        },
    ),
    "what is off, empty, under a condition or has a twin": (
        {
            "Shop/Shop.csproj": web(
                "StackExchange.Redis", "RabbitMQ.Client", "NEST", "MongoDB.Driver", "EnyimMemcachedCore"
            ),
            "Shop/appsettings.json": '{"Cache": {"Redis": ""},\n"Search": {"ElasticEnabled": false}}',
            "Shop/Startup.cs": "class S { void F() { var c = on ? new MongoClient(x) : null; } }\n",
            "Shop/Bus/RabbitMqPublisher.cs": "class RabbitMqPublisher { }\n",
            "Shop/Bus/AzureServiceBusPublisher.cs": "class AzureServiceBusPublisher { }\n",
        },
        {
            **SHOP,
            "databases": {
                "mongodb": "optional Shop/Shop.csproj:6",
                "redis": "optional Shop/Shop.csproj:3",
                "elasticsearch": "optional Shop/Shop.csproj:5",
                "rabbitmq": "optional Shop/Shop.csproj:4",
                "memcached": "required Shop/Shop.csproj:7",
            },
            "warnings": [
                (
                    "Shop/Shop.csproj:7: Memcached is installed only where it is declared, "
                    "on each web host for itself; redis in its place is one cache for all"
                )
            ],
        },
    ),
    "Aspire starts them": (
        {
            "Host/Host.csproj": project(
                "Aspire.Hosting.AppHost", "Aspire.Hosting.Redis", refers=["../Shop/Shop.csproj"], OutputType="Exe"
            ),
            "Host/Program.cs": """
                var cache = builder.AddRedis("cache");
                // builder.AddMongoDB("documents");
                var db = builder.AddPostgres("db").AddDatabase("shop");
            """,
            "Shop/Shop.csproj": web("Aspire.StackExchange.Redis", "Aspire.Npgsql"),
        },
        {
            "languages": ["dotnet 8.0"],
            "frameworks": ["Aspire (Host)", "ASP.NET Core 8.0 (Shop)"],
            "databases": {
                "postgresql": "required Shop/Shop.csproj:4 Host/Program.cs:3",
                "redis": "required Shop/Shop.csproj:3 Host/Program.cs:1",
            },
        },
    ),
    "the old form, and F#": (
        {
            "Everything.sln": "",
            "Old/Old.csproj": """
                <Project ToolsVersion="15.0">
                  <PropertyGroup>
                    <ProjectTypeGuids>{349c5851-65df-11da-9384-00065b846f21}</ProjectTypeGuids>
                    <OutputType>Library</OutputType>
                    <TargetFrameworkVersion>v4.7.2</TargetFrameworkVersion>
                  </PropertyGroup>
                </Project>
            """,
            "Old/packages.config": """
                <packages>
                  <package id="MySql.Data" version="6.9.9" />
                  <package id="NEST" version="7.0.0" developmentDependency="true" />
                </packages>
            """,
            "Old/Web.config": """
                <configuration><connectionStrings>
                  <add name="Shop" connectionString="server=db;uid=app;pwd=secret"
                       providerName="MySql.Data.MySqlClient"/>
                </connectionStrings></configuration>
            """,
            "Worker/Worker.fsproj": project("Npgsql.FSharp", sdk="Microsoft.NET.Sdk.Worker"),
            "Tool/Tool.csproj": project("InfluxDB.Client", OutputType="Exe"),
        },
        {
            "languages": ["dotnet 4.7.2"],
            "databases": {
                "mysql": "required Old/Web.config:2 Old/packages.config:2",
                "postgresql": "optional Worker/Worker.fsproj:3",
                "elasticsearch": "development Old/packages.config:3",
                "influxdb": "optional Tool/Tool.csproj:3",
            },
        },
    ),
    "half-written files": (
        {
            "Shop/Shop.csproj": web("Npgsql"),
            "Shop/appsettings.json": '{"ConnectionStrings": {',
            "Broken/Broken.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>',
        },
        {
            **SHOP,
            "databases": {"postgresql": "required Shop/Shop.csproj:3"},
            "warnings": [
                "Broken/Broken.csproj: cannot be read as a project (line 1: no element found); it was left out",
                "Shop/appsettings.json: is not JSON (line 1: a key is missing); it was left out",
            ],
        },
    ),
    "a cache whose kind is set and that is off, beside three servers": (
        {
            "Shop/Shop.csproj": web("Microsoft.Data.SqlClient", "MySqlConnector", "Npgsql", "StackExchange.Redis"),
            "Shop/Provider.cs": "enum DataProviderType { SqlServer, MySql, PostgreSQL }\n",
            "Shop/appsettings.json": """
                {"ConnectionStrings": {"DataProvider": "sqlserver"},
                 "DistributedCache": {"DistributedCacheType": "redis", "Enabled": false}}
            """,
        },
        {
            **SHOP,
            "databases": {
                "mysql": "one_of Shop/Shop.csproj:4",
                "postgresql": "one_of Shop/Shop.csproj:5",
                "redis": "optional Shop/appsettings.json:2 Shop/Shop.csproj:6",
            },
        },
    ),
    "modules that are switched on, and one that is the application's own": (
        {
            "Shop/Shop.csproj": web(
                refers=[r"..\Shop.Modules\Shop.Redis\R.csproj", r"..\Shop.Modules\Orders\O.csproj"]
            ),
            "Shop.Modules/Shop.Redis/Shop.Redis.csproj": project("StackExchange.Redis"),
            "Shop.Modules/Orders/O.csproj": project("MongoDB.Driver", refers=[r"..\Shop.Redis\Shop.Redis.csproj"]),
        },
        {
            **SHOP,
            "databases": {
                "mongodb": "required Shop.Modules/Orders/O.csproj:3",
                "redis": "optional Shop.Modules/Shop.Redis/Shop.Redis.csproj:3",
            },
        },
    ),
    "SQL Server, or a file for trials": (
        {"Shop/Shop.csproj": web("Microsoft.Data.SqlClient", "Microsoft.Data.Sqlite")},
        {**SHOP, "databases": {"sqlite": "optional Shop/Shop.csproj:4"}, "warnings": [SQL_SERVER]},
    ),
    "a connection that is made once, and one that is made where it is asked for": (
        {
            "Shop/Shop.csproj": web("RabbitMQ.Client", "StackExchange.Redis"),
            "Shop/Bus.cs": """
                class Bus {
                    void Open() {
                        if (_connection == null) {
                            _connection = new ConnectionFactory() { HostName = Settings.Host }.CreateConnection();
                        }
                    }
                    void Cache() {
                        if (Settings.UseCache) { services.AddStackExchangeRedisCache(Settings.Cache); }
                    }
                }
            """,
        },
        {
            **SHOP,
            "databases": {"redis": "optional Shop/Shop.csproj:4", "rabbitmq": "required Shop/Shop.csproj:3"},
        },
    ),
    "a driver whose words alone are used": (
        {
            "Shop/Shop.csproj": web("MongoDB.Driver"),
            "Shop/Order.cs": "using MongoDB.Driver;\nclass Order { IMongoQueryable<Order> orders; }\n",
        },
        {**SHOP, "databases": {"mongodb": "optional Shop/Shop.csproj:3"}},
    ),
    "a driver whose words are used, and what reaches a server with it": (
        {
            "Shop/Shop.csproj": web("MongoDB.Driver"),
            "Shop/Order.cs": "using MongoDB.Driver;\nclass Order { IMongoQueryable<Order> orders; }\n",
            "Shop/Orders.cs": "class Orders { Orders(IMongoDatabase database) {} }\n",
        },
        {**SHOP, "databases": {"mongodb": "required Shop/Shop.csproj:3"}},
    ),
    "what either branch sets up": (
        {
            "Shop/Shop.csproj": web("Npgsql", "StackExchange.Redis"),
            "Shop/Start.cs": """
                class Start {
                    void Cache() {
                        if (Settings.Parts) { services.AddStackExchangeRedisCache(Settings.Host); }
                        else if (Settings.Plain) { services.AddStackExchangeRedisCache(Settings.Name); }
                        else { services.AddStackExchangeRedisCache(Settings.Url); }
                        if (Settings.Store) { services.AddNpgsqlDataSource(Settings.Store); }
                        else { services.AddFiles(); }
                    }
                }
            """,
        },
        {
            **SHOP,
            "databases": {"postgresql": "optional Shop/Shop.csproj:3", "redis": "required Shop/Shop.csproj:4"},
        },
    ),
    "what the branches of a question set up that may find none": (
        {
            "Shop/Shop.csproj": web("StackExchange.Redis"),
            "Shop/Start.cs": """
                class Start {
                    void Cache() {
                        if (Settings.Parts) { services.AddStackExchangeRedisCache(Settings.Host); }
                        else if (Settings.Plain) { services.AddStackExchangeRedisCache(Settings.Name); }
                    }
                }
            """,
        },
        {**SHOP, "databases": {"redis": "optional Shop/Shop.csproj:3"}},
    ),
    "one database for developers, another one for users": (
        {
            "Shop/Shop.csproj": web(*STORES, "StackExchange.Redis"),
            "Shop/Program.cs": """
                var builder = WebApplication.CreateBuilder(args);
                if (builder.Environment.IsDevelopment())
                {
                    builder.Services.AddDbContext<Db>(o => o.UseSqlite("Data Source=app.db"));
                    builder.Services.AddDistributedMemoryCache();
                }
                else
                {
                    builder.Services.AddDbContext<Db>(o => { o.UseNpgsql(url); });
                    builder.Services.AddStackExchangeRedisCache(o => o.Configuration = cache);
                }
            """,
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "required Shop/Shop.csproj:3",
                "redis": "required Shop/Shop.csproj:5",
                "sqlite": "development Shop/Shop.csproj:4 Shop/Program.cs:4",
            },
        },
    ),
    "the same without braces, asked for users, in a chain": (
        {
            "Shop/Shop.csproj": web(*STORES),
            "Shop/Startup.cs": """
                class Startup { void Configure(DbContextOptionsBuilder o) {
                    if (env.EnvironmentName != "Development" && ready) Log.Started();
                    if (env.IsProduction()) o.UseNpgsql(url);
                    else if (Settings.Fast) o.UseSqlite("a");
                    else o.UseSqlite("b");
                } }
            """,
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "required Shop/Shop.csproj:3",
                "sqlite": "development Shop/Shop.csproj:4 Shop/Startup.cs:4",
            },
        },
    ),
    "what tests go without": (
        {
            "Shop/Shop.csproj": web(STORES[0]),
            "Shop/Startup.cs": """
                class Startup { void Configure(IServiceCollection services) {
                    if (!environment.IsTest()) { services.AddDbContext<Db>(o => o.UseNpgsql(url)); }
                } }
            """,
        },
        {**SHOP, "databases": {"postgresql": "required Shop/Shop.csproj:3"}},
    ),
    "the answer under a name, and what comes after": (
        {
            "Shop/Shop.csproj": web(*STORES, "RabbitMQ.Client"),
            "Shop/Program.cs": """
                var development = builder.Environment.IsDevelopment() || builder.Environment.IsEnvironment("Test");
                var local = app.Environment.IsDevelopment();
                builder.Services.AddDbContext<Db>(o => {
                    if (!local) o.UseNpgsql(url); else { o.UseSqlite("a"); }
                });
                builder.Services.AddRabbitMQClient("queue");
            """,
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "required Shop/Shop.csproj:3",
                "rabbitmq": "required Shop/Shop.csproj:5",
                "sqlite": "development Shop/Shop.csproj:4 Shop/Program.cs:4",
            },
        },
    ),
    "classes that are set up where the settings ask for them": (
        {
            "Shop/Shop.csproj": web("Npgsql", "StackExchange.Redis", "RabbitMQ.Client", "MongoDB.Driver"),
            "Shop/Stores/CartStore.cs": """
                using Npgsql;
                public class CartStore : ICartStore { void Open() { NpgsqlDataSource.Create(url); } }
            """,
            "Shop/Stores/Sessions.cs": """
                using StackExchange.Redis;
                public class Sessions { void Open() { ConnectionMultiplexer.Connect(url); } }
            """,
            "Shop/Stores/SessionCache.cs": """
                public class SessionCache : ICache { object Get(string key) => Sessions.Find(key); }
            """,
            "Shop/Queues/QueueSetup.cs": """
                using RabbitMQ.Client;
                public static class QueueSetup {
                    public static IServiceCollection AddQueue(this IServiceCollection services) => Open(services);
                }
            """,
            "Shop/Queues/Log.cs": """
                using MongoDB.Driver;
                public class Log { void Open() { new MongoClient(url); } }
            """,
            "Shop/Pages/Journal.cs": """
                public class Journal : Page { void Show() { if (user != null) new Log().Read(); } }
            """,
            "Shop/Program.cs": """
                var builder = WebApplication.CreateBuilder(args);
                if (!string.IsNullOrEmpty(address)) {
                    builder.Services.AddSingleton<ICartStore, CartStore>();
                } else {
                    builder.Services.AddSingleton<ICartStore, LocalStore>();
                }
                if (settings.Sessions.Cached) {
                    builder.Services.AddSingleton<ICache, SessionCache>();
                    Sessions.Prepare();
                }
                builder.Services.AddQueue();
            """,
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "optional Shop/Shop.csproj:3",
                "redis": "optional Shop/Shop.csproj:4",
                # It is set up whatever the settings say.
                "rabbitmq": "required Shop/Shop.csproj:5",
                # What a page asks is not what the application is made of.
                "mongodb": "required Shop/Shop.csproj:6",
            },
        },
    ),
    "a way to set Redis up that nobody takes": (
        {
            "Shop/Shop.csproj": web("StackExchange.Redis", "RabbitMQ.Client"),
            "Shop/Cache/RedisCache.cs": "using StackExchange.Redis;\npublic class RedisCache : ICache { }\n",
            "Shop/Cache/Extensions.cs": """
                using StackExchange.Redis;
                public static class Extensions {
                    public static IServiceCollection AddRedisCache(this IServiceCollection services) =>
                        services.AddScoped<ICache, RedisCache>();
                }
            """,
            "Shop/Queue.cs": "using RabbitMQ.Client;\npublic class Queue : BackgroundService { }\n",
            "Shop/Program.cs": "var builder = WebApplication.CreateBuilder(args);\n",
        },
        {
            **SHOP,
            "databases": {
                "redis": "optional Shop/Shop.csproj:3",
                # A framework may find the class by itself.
                "rabbitmq": "required Shop/Shop.csproj:4",
            },
        },
    ),
    "a helper's methods, called by its name and with its namespace": (
        {
            "Shop/Shop.csproj": web("StackExchange.Redis", "RabbitMQ.Client", "MongoDB.Driver"),
            "Shop/RedisHelper.cs": """
                using StackExchange.Redis;
                public static class RedisHelper {
                    public static string Get(string key) => Connection.GetDatabase().StringGet(key);
                    public static byte[] Bytes(this RedisValue value) => (byte[])value;
                }
            """,
            "Shop/Queue.cs": """
                using RabbitMQ.Client;
                public static class Queue {
                    public static void Send(string text) => Channel.BasicPublish(text);
                    public static string Text(this BasicDeliverEventArgs message) => message.Body;
                }
            """,
            "Shop/Program.cs": """
                var builder = WebApplication.CreateBuilder(args);
                builder.Services.AddSingleton(RedisHelper.Get("name"));
                builder.Services.AddSingleton(Shop.Queue.Send);
            """,
            "Shop/Store.cs": """
                using MongoDB.Driver;
                public static class Store {
                    public static void Open() => new MongoClient(url);
                    public static string Text(this BsonDocument document) => document.ToJson();
                }
            """,
            "Shop/Setup.cs": """
                using static Shop.Store;
                public class Setup { void Run(IServiceCollection services) => Open(); }
            """,
        },
        {
            **SHOP,
            "databases": {
                "redis": "required Shop/Shop.csproj:3",
                "rabbitmq": "required Shop/Shop.csproj:4",
                "mongodb": "required Shop/Shop.csproj:5",
            },
        },
    ),
    "a class of the same name elsewhere, which uses nobody": (
        {
            "Shop/Shop.csproj": web("StackExchange.Redis"),
            "Shop/Cache/Extensions.cs": """
                using StackExchange.Redis;
                public static class Extensions {
                    public static IServiceCollection AddRedisCache(this IServiceCollection services) => Open(services);
                }
            """,
            "Shop/Extensions.cs": """
                public static class Extensions {
                    public static IServiceCollection AddShop(this IServiceCollection services) => services;
                }
            """,
            "Shop/Program.cs": """
                using Microsoft.Extensions.DependencyInjection;
                WebApplication.CreateBuilder(args).Services.AddShop();
            """,
        },
        {**SHOP, "databases": {"redis": "optional Shop/Shop.csproj:3"}},
    ),
    "a class that is set up in one of two places": (
        {
            "Shop/Shop.csproj": web("StackExchange.Redis"),
            "Shop/Sessions.cs": """
                using StackExchange.Redis;
                public class Sessions { void Open() { ConnectionMultiplexer.Connect(url); } }
            """,
            "Shop/Program.cs": """
                var builder = WebApplication.CreateBuilder(args);
                if (settings.Cached) builder.Services.AddSingleton<ICache, Sessions>();
            """,
            "Shop/Setup.cs": """
                public static void Add(IServiceCollection services) { services.AddSingleton<Sessions>(); }
            """,
        },
        {**SHOP, "databases": {"redis": "required Shop/Shop.csproj:3"}},
    ),
    "a question for more than the environment": (
        {
            "Shop/Shop.csproj": web(*STORES),
            "Shop/Program.cs": """
                if (app.Environment.IsDevelopment() || Settings.Small) o.UseSqlite("a"); else o.UseNpgsql(url);
            """,
        },
        {
            **SHOP,
            "databases": {
                "postgresql": "one_of Shop/Shop.csproj:3",
                "sqlite": "one_of Shop/Shop.csproj:4",
            },
            "warnings": ["Shop/Shop.csproj:4: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_all_that_is_told(understood, files, expected):
    assert understood(files) == expected


def test_who_uses_a_class_is_not_judged_by_half_of_the_code(understood, monkeypatch):
    files, expected = CASES["a way to set Redis up that nobody takes"]
    assert understood(files)["databases"] == expected["databases"]
    monkeypatch.setattr(tree_module, "SOURCES_TOTAL", 1)
    monkeypatch.setattr(tree_module, "SOURCES_LEAST", 3)
    assert understood(files)["databases"]["redis"] == "required Shop/Shop.csproj:3"


def test_what_a_file_offers():
    source = """
        public record struct Pair(string A); class Box<T> where T : class where U : struct, IPair { }
        public static partial class Setup { public static void Add<T>(this IServices services) { this.x(); } }
        internal interface IShelf { void Read() { foreach (var record in records) if (record is null) return; } }
    """
    assert parse_offered(source) == ({"Pair", "Box", "Setup", ".Add", "IShelf"}, False)
    assert parse_offered("static class Setup { static void Add(this IServices services) { } }") == (
        {"Setup", ".Add"},
        True,
    )
    # Others may find it by what stands before it.
    assert parse_offered("static class Function { [FunctionName(1)] static void Run() { } }") == ({"Function"}, False)


def test_developers_have_what_is_set_up_for_them(understood):
    files, _expected = CASES["one database for developers, another one for users"]
    assert understood(files, "development")["databases"] == {
        "sqlite": "required Shop/Shop.csproj:4",
        "postgresql": "development Shop/Shop.csproj:3 Shop/Program.cs:9",
        "redis": "development Shop/Shop.csproj:5 Shop/Program.cs:10",
    }


def test_details_hold_no_password(analysed):
    files = {
        "Shop/Shop.csproj": web("Npgsql"),
        "Shop/appsettings.json": '{"ConnectionStrings": {"A": "Host=db.acme-hosting.com;Username=a;Password=hush"}}',
    }
    assert "hush" not in json.dumps(analysed(files))

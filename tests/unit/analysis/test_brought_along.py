# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go, .NET, Java, Scala, Rust, Ruby: drivers that come along another way, and how an engine is reached, not whether."""

from __future__ import annotations

import pytest

from tests.unit.analysis.test_compose import MEMCACHED
from tests.unit.analysis.test_dotnet import SHOP, project, web
from tests.unit.analysis.test_go import GO, MAIN, PQ, REDIS, go_mod, importing

MGO = "gopkg.in/mgo.v2"
FAILOVER = """
func New(conf *Config) *redis.Client {
\tif conf.Failover.Enable {
\t\treturn redis.NewFailoverClient(conf.failover())
\t}
\treturn redis.NewClient(conf.options())
}
"""
POM = "<project><groupId>a</groupId><artifactId>{name}</artifactId>{rest}</project>\n"


def dependency(group: str, artifact: str) -> str:
    """One in a pom.xml."""
    return f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId></dependency>"


def gallery(*engines: str, image: str = "acme/gateway:4") -> str:
    """A Compose file for one way to set an application up; the first engine stands in line 3."""
    services = [f'  {engine}: {{image: "{engine}"}}' for engine in engines]
    waits = ", ".join(engines)
    return "\n".join(["services:", *services, f'  web: {{image: "{image}", depends_on: [{waits}]}}', ""])


CASES = {
    "Revel writes the program around an application's packages": (
        {
            "go.mod": go_mod(MGO, "github.com/revel/revel"),
            "app/init.go": importing("shop/app/db", "github.com/revel/revel", package="app", body="func init() {}"),
            "app/db/mgo.go": importing(MGO, package="db", body="func Init(u string) { s, _ = mgo.Dial(u) }"),
            "app/cmd/build.go": MAIN,
        },
        {
            **GO,
            "frameworks": ["Revel 1.2.3"],
            "databases": {"mongodb": "required app/db/mgo.go:4"},
        },
    ),
    "packages that no program is built with, and no Revel": (
        {
            "go.mod": go_mod(MGO),
            "app/init.go": importing("shop/app/db", package="app", body="func init() {}"),
            "app/db/mgo.go": importing(MGO, package="db", body="func Init(u string) { s, _ = mgo.Dial(u) }"),
            "app/cmd/build.go": MAIN,
        },
        {**GO, "databases": {"mongodb": "optional app/db/mgo.go:4"}},
    ),
    "whether a server fails over says nothing of whether it is used": (
        {
            "go.mod": go_mod(PQ, REDIS),
            "main.go": importing(PQ, "shop/store", body="func main() { store.New(conf) }"),
            "store/store.go": importing(REDIS, package="store", body=FAILOVER),
        },
        {**GO, "databases": {"postgresql": "required main.go:4", "redis": "required store/store.go:4"}},
    ),
    "code uses drivers that a package of the same makers brings along": (
        {
            "Shop/Shop.csproj": web("Acme.Server.Queue", "Dapper"),
            "Shop/Database/Access.cs": (
                "using System;\nusing MySqlConnector;\n\nclass Access { object Open() => new MySqlConnection(text); }\n"
            ),
            "Shop/Extensions/Services.cs": "using Dapper;\nusing StackExchange.Redis;\n",
            "Tests/Tests.csproj": project("xunit"),
            "Tests/Fake.cs": "using MongoDB.Driver;\n",
        },
        {
            **SHOP,
            "databases": {
                "mysql": "required Shop/Database/Access.cs:2",
                "redis": "required Shop/Extensions/Services.cs:2",
            },
        },
    ),
    "what a project of .NET calls extensions are helpers of its own": (
        {
            "Shop/Shop.csproj": web(refers=[r"..\Shop.Extensions\Shop.Extensions.csproj"]),
            "Shop.Extensions/Shop.Extensions.csproj": project("StackExchange.Redis"),
        },
        {**SHOP, "databases": {"redis": "required Shop.Extensions/Shop.Extensions.csproj:3"}},
    ),
    "namespaces that only look alike, in a comment, or of what is installed": (
        {
            "Shop/Shop.csproj": web("Npgsql"),
            "Shop/A.cs": "// using MySqlConnector;\nusing Acme.MySqlConnector;\nusing MongoDB.Driver.Fakes;\n",
            "Shop/B.cs": 'using Npgsql;\n\nclass B { string text = "using StackExchange.Redis;"; }\n',
        },
        {**SHOP, "databases": {"postgresql": "required Shop/Shop.csproj:3"}},
    ),
    "a switch of the application's own that leaves an engine off": (
        {
            "pom.xml": POM.format(
                name="shop",
                rest="<packaging>war</packaging><dependencies>\n"
                + dependency("org.postgresql", "postgresql")
                + "\n"
                + dependency("org.redisson", "redisson-spring-boot-starter")
                + "</dependencies>",
            ),
            "src/main/resources/application.yml": "shop:\n  cache:\n    use-redis: false\n",
        },
        {
            "languages": ["java"],
            "databases": {
                "postgresql": "required pom.xml:2",
                "redis": "optional src/main/resources/application.yml:3 pom.xml:3",
            },
        },
    ),
    "the same switch, turned on": (
        {
            "pom.xml": POM.format(
                name="shop",
                rest="<packaging>war</packaging><dependencies>\n"
                + dependency("org.redisson", "redisson-spring-boot-starter")
                + "</dependencies>",
            ),
            "src/main/resources/application.yml": "shop:\n  cache:\n    use-redis: true\n",
        },
        {"languages": ["java"], "databases": {"redis": "required pom.xml:2"}},
    ),
    "extensions reach the servers of users, and a file far down runs something of its own": (
        {
            "pom.xml": POM.format(name="flow", rest="<packaging>pom</packaging>"),
            "flow-all/pom.xml": POM.format(
                name="flow-all",
                rest="<packaging>war</packaging><dependencies>"
                + dependency("a", "flow-geo")
                + dependency("a", "mysqlPlugin")
                + "</dependencies>",
            ),
            "flow-extensions/flow-geo/pom.xml": POM.format(
                name="flow-geo", rest=f"<dependencies>{dependency('org.postgresql', 'postgresql')}</dependencies>"
            ),
            "server/flow-plugins/mysqlPlugin/pom.xml": POM.format(
                name="mysqlPlugin",
                rest=f"<dependencies>{dependency('mysql', 'mysql-connector-java')}</dependencies>",
            ),
            "client/packages/taxi/docker-compose.yml": gallery("mysql", image="acme/taxi"),
        },
        {
            "languages": ["java"],
            "databases": {
                "mysql": "optional client/packages/taxi/docker-compose.yml:2 server/flow-plugins/mysqlPlugin/pom.xml:1",
                "postgresql": "optional flow-extensions/flow-geo/pom.xml:1",
            },
            "hints": {"mysql": "mysql"},
        },
    ),
    "a driver of tests, and a file far down that runs something of its own": (
        {
            "pom.xml": POM.format(name="mail", rest="<packaging>pom</packaging>"),
            "mail/mail-partners/cards/pom.xml": POM.format(
                name="cards",
                rest="<dependencies><dependency><groupId>org.mongodb</groupId>"
                "<artifactId>mongodb-driver-sync</artifactId><scope>test</scope></dependency></dependencies>",
            ),
            "mail/mail-partners/cards/docker-compose-cards.yml": gallery("mongo", image="acme/cards"),
        },
        {
            "languages": ["java"],
            "databases": {
                "mongodb": "optional mail/mail-partners/cards/docker-compose-cards.yml:2"
                " mail/mail-partners/cards/pom.xml:1",
            },
        },
    ),
    "folders side by side show several ways to set one application up": (
        {
            "docker/setup/mongo/docker-compose.yml": gallery("elasticsearch", "mongo"),
            "docker/setup/limits/docker-compose.yml": gallery("elasticsearch", "mongo", "redis"),
            "docker/setup/sql/docker-compose.yml": gallery("elasticsearch", "postgres"),
        },
        {
            "databases": {
                "postgresql": "optional docker/setup/sql/docker-compose.yml:3",
                "redis": "optional docker/setup/limits/docker-compose.yml:4",
                "mongodb": "optional docker/setup/limits/docker-compose.yml:3 docker/setup/mongo/docker-compose.yml:3",
                "elasticsearch": "required docker/setup/limits/docker-compose.yml:2 "
                "docker/setup/mongo/docker-compose.yml:2 docker/setup/sql/docker-compose.yml:2",
            },
            "hints": {"redis": "redis", "elasticsearch": "elasticsearch"},
        },
    ),
    "folders side by side with an application each": (
        {
            "deploy/users/docker-compose.yml": gallery("postgres", image="registry.acme.test:5000/users"),
            "deploy/carts/docker-compose.yml": gallery("redis", image="registry.acme.test:5000/carts"),
            "deploy/search/docker-compose.yml": gallery("elasticsearch", image="registry.acme.test:5000/search"),
        },
        {
            "databases": {
                "postgresql": "required deploy/users/docker-compose.yml:2",
                "redis": "required deploy/carts/docker-compose.yml:2",
                "elasticsearch": "required deploy/search/docker-compose.yml:2",
            },
            "hints": {"redis": "redis", "elasticsearch": "elasticsearch"},
        },
    ),
    "sbt: clients of elastic4s on any HTTP library, in project/Dependencies.scala": (
        {
            "build.sbt": (
                'lazy val search = (project in file("search"))\n'
                "  .settings(libraryDependencies ++= Seq(Dependencies.elastic))\n"
            ),
            "project/Dependencies.scala": (
                "import sbt.*\n\nobject Dependencies:\n"
                '  val elastic = "nl.gn0s1s" %% "elastic4s-client-http4s" % "9.3.0"\n'
            ),
        },
        {"languages": ["scala"], "databases": {"elasticsearch": "required project/Dependencies.scala:4"}},
    ),
    "FerretDB serves what a driver for MongoDB asks": (
        {
            "Cargo.toml": '[package]\nname = "core"\n\n[dependencies]\nmungos = "4"\n',
            "src/main.rs": "fn main() {}\n",
            "compose/mongo.compose.yaml": gallery("mongo"),
            "compose/ferretdb.compose.yaml": gallery("ferretdb", image="acme/core"),
        },
        {
            "languages": ["rust"],
            "databases": {
                "mongodb": "required Cargo.toml:5 compose/ferretdb.compose.yaml:2 compose/mongo.compose.yaml:2"
            },
        },
    ),
    "whether the way to a server is encrypted is no switch": (
        {
            "Gemfile": 'gem "rails"\ngem "dalli"\n',
            "lib/store.rb": "STORE = Dalli::Client.new(address)\n",
            "lib/containers.rb": 'return [] unless ENV["MEMCACHED_ENABLE_SSL"].present?\n',
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"memcached": "required Gemfile:2"},
            "warnings": [
                f"Gemfile:2: {MEMCACHED}",
            ],
        },
    ),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_all_that_is_told(understood, files, expected):
    assert understood(files) == expected

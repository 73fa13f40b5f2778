# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement alone: claims in, needs out. No file is read here."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.judgement import judge
from ansible_collections.maestro.databases.plugins.module_utils.analysis.model import (
    CONFIGURATION,
    DEVELOPMENT,
    DRIVER,
    HINT,
    KINDS,
    LIBRARY,
    OPTIONAL,
    SERVICE,
    Broker,
    Claim,
    Deployment,
    Evidence,
    Findings,
    Variants,
)

PLACE = Evidence("app/x", 1, "structure", "")


def claim(engine, basis, path="app/manifest", **more):
    return Claim(engine, Evidence(path, 1, KINDS[0], ""), basis, **more)


def driver(engine, **more):
    return claim(engine, DRIVER, **more)


def picked(engine, **more):
    return claim(engine, CONFIGURATION, **more)


def library(engine, **more):
    return claim(engine, LIBRARY, **more)


def run(engine, path="compose.yml", **more):
    return claim(engine, SERVICE, path, **more)


def deployed(*engines, path="compose.yml", main=True):
    return Deployment(path, frozenset(engines), main)


#: What it shows: claims, and the needs they lead to as "engine need".
CLAIMS = {
    "figures and messages go where somebody has an engine for them": (
        [*map(driver, ("postgresql", "rabbitmq", "influxdb")), run("postgresql")],
        ["postgresql required", "rabbitmq optional", "influxdb optional"],
    ),
    "figures do, where no file runs anything": (
        [*map(driver, ("postgresql", "rabbitmq", "influxdb"))],
        ["postgresql required", "rabbitmq required", "influxdb optional"],
    ),
    "nor do those that an example or a profile shows": (
        [
            *map(driver, ("postgresql", "influxdb")),
            claim("influxdb", HINT, default=True),
            run("influxdb", choice=True),
        ],
        ["postgresql required", "influxdb optional"],
    ),
    "but not those of an engine that a pipeline runs": (
        [
            *map(driver, ("postgresql", "rabbitmq", "influxdb")),
            *(claim(engine, HINT, scope=DEVELOPMENT) for engine in ("rabbitmq", "influxdb")),
        ],
        ["postgresql required", "rabbitmq required", "influxdb required"],
    ),
    "a lone driver": ([driver("postgresql")], ["postgresql required"]),
    "two drivers, and nothing picks": (
        [driver("postgresql"), driver("mysql")],
        ["mysql one_of", "postgresql one_of"],
    ),
    "two drivers, and the settings pick": (
        [driver("postgresql"), driver("mysql"), picked("mysql")],
        ["mysql required", "postgresql optional"],
    ),
    "a default leaves open what a driver is there for": (
        [driver("postgresql"), driver("mysql"), picked("mysql", default=True)],
        ["mysql one_of", "postgresql one_of"],
    ),
    "a default that is the only server": ([picked("mysql", default=True)], ["mysql required"]),
    "SQLite stands in": ([driver("postgresql"), driver("sqlite")], ["postgresql required", "sqlite optional"]),
    "SQLite alone": ([driver("sqlite")], ["sqlite required"]),
    "SQLite is picked although a server could be": (
        [driver("postgresql"), picked("sqlite")],
        ["postgresql optional", "sqlite required"],
    ),
    "a server only under a condition, beside SQLite": (
        [driver("postgresql", choice=True), driver("sqlite")],
        ["postgresql one_of", "sqlite one_of"],
    ),
    "a library that keeps its data in one of two": (
        [library("postgresql"), driver("mysql")],
        ["mysql optional", "postgresql required"],
    ),
    "extras for each engine": (
        [driver("postgresql", scope=OPTIONAL), driver("mysql", scope=OPTIONAL), driver("sqlite")],
        ["mysql one_of", "postgresql one_of", "sqlite one_of"],
    ),
    "development counts for nothing else": (
        [driver("postgresql"), driver("mysql", scope=DEVELOPMENT), library("redis", scope=DEVELOPMENT)],
        ["mysql development", "postgresql required", "redis development"],
    ),
    "stores that do not compete add up": (
        [driver("postgresql"), driver("mongodb"), library("redis"), picked("rabbitmq")],
        ["postgresql required", "mongodb required", "redis required", "rabbitmq required"],
    ),
    "a condition outweighs the driver": (
        [driver("redis"), picked("redis", choice=True)],
        ["redis optional"],
    ),
    "what is run and has a driver for another": (
        [driver("postgresql"), run("mysql")],
        ["mysql optional", "postgresql required"],
    ),
    "what is run and has no driver": ([run("elasticsearch")], ["elasticsearch required"]),
    "what only a profile runs": ([run("elasticsearch", choice=True)], ["elasticsearch optional"]),
    "a hint where the code is read": ([driver("postgresql"), claim("redis", HINT)], ["postgresql required"]),
    "a hint for tests where the code is read": (
        [driver("postgresql"), claim("redis", HINT, scope=DEVELOPMENT)],
        ["postgresql required"],
    ),
    "settings for every database there is": (
        [picked("mysql"), picked("postgresql"), picked("sqlite")],
        ["mysql one_of", "postgresql one_of", "sqlite one_of"],
    ),
    "a document store beside relational servers of which any will do": (
        [driver("postgresql"), driver("mysql"), driver("mongodb")],
        ["mysql one_of", "postgresql one_of", "mongodb one_of"],
    ),
    "one of another part": (
        [driver("postgresql"), driver("mysql"), driver("mongodb", path="reports/manifest")],
        ["mysql one_of", "postgresql one_of", "mongodb required"],
    ),
    "one that the settings pick": (
        [driver("postgresql"), driver("mysql"), picked("mongodb")],
        ["mysql one_of", "postgresql one_of", "mongodb required"],
    ),
    "one beside a single server": (
        [driver("postgresql"), driver("sqlite", choice=True), driver("mongodb")],
        ["postgresql required", "mongodb required", "sqlite optional"],
    ),
    "a driver for the JVM that settings which name others are silent on": (
        [
            picked("postgresql", path="server/application.yml"),
            driver("redis", path="server/build.gradle"),
            run("redis", choice=True),
        ],
        ["postgresql required", "redis optional"],
    ),
    "one beside code that has settings of its own": (
        [picked("postgresql", path="web/settings.py"), driver("redis", path="server/build.gradle")],
        ["postgresql required", "redis required"],
    ),
    "one that a file runs": (
        [picked("postgresql", path="server/x.yml"), driver("redis", path="server/build.gradle"), run("redis")],
        ["postgresql required", "redis required"],
    ),
    "one of settings that pick no server": (
        [picked("sqlite", path="server/application.yml"), driver("redis", path="server/build.gradle")],
        ["redis required", "sqlite required"],
    ),
    "packages that differ only by the engine's name": (
        [
            driver("postgresql", path="packages/db-postgres/x"),
            driver("mongodb", path="packages/db-mongodb/x"),
            driver("redis", path="packages/queue-redis/x"),
            driver("rabbitmq", path="packages/queue-rabbitmq/x"),
        ],
        ["postgresql one_of", "mongodb one_of", "redis optional", "rabbitmq optional"],
    ),
    "an adapter that is called after its engine": (
        [driver("postgresql"), driver("redis", path="packages/adapter-cache-redis/package.json")],
        ["postgresql required", "redis optional"],
    ),
    "adapters of an application's own": (
        [driver("postgresql", path="src/adapters/requirements.txt")],
        ["postgresql required"],
    ),
    "packages of plug-ins are a matter of choice": (
        [driver("postgresql"), driver("redis", path="plugins/redis/manifest")],
        ["postgresql required", "redis optional"],
    ),
}

#: The same with files that run the application.
DEPLOYMENTS = {
    "a driver without use, and the application is run without the engine": (
        [driver("postgresql"), driver("redis"), run("postgresql")],
        [deployed("postgresql")],
        ["postgresql required", "redis optional"],
    ),
    "a setting is use enough": (
        [picked("rabbitmq"), run("postgresql")],
        [deployed("postgresql")],
        ["postgresql required", "rabbitmq required"],
    ),
    "a library that the main file goes without": (
        [library("redis"), run("postgresql")],
        [deployed("postgresql")],
        ["postgresql required", "redis optional"],
    ),
    "a library that only a file for developers goes without": (
        [library("redis"), run("postgresql")],
        [deployed("postgresql", main=False)],
        ["postgresql required", "redis required"],
    ),
    "what each of several ways to deploy it has": (
        [
            driver("redis"),
            run("redis", "compose.one.yml", choice=True),
            run("redis", "compose.two.yml", choice=True),
        ],
        [
            deployed("redis", path="compose.one.yml", main=False),
            deployed("redis", path="compose.two.yml", main=False),
        ],
        ["redis required"],
    ),
    "what one of several ways to deploy it has": (
        [driver("elasticsearch"), run("elasticsearch", "compose.two.yml", choice=True)],
        [
            deployed(path="compose.one.yml", main=False),
            deployed("elasticsearch", path="compose.two.yml", main=False),
        ],
        ["elasticsearch optional"],
    ),
    "an engine of something far down": (
        [driver("postgresql"), run("influxdb", "client/internal/metrics/infra/compose.yml")],
        [deployed("influxdb", path="client/internal/metrics/infra/compose.yml")],
        ["postgresql required", "influxdb optional"],
    ),
    "an engine that the file which runs the application has for others": (
        [driver("postgresql"), run("elasticsearch", choice=True), run("elasticsearch", "kubernetes/all.yml")],
        [deployed("elasticsearch")],
        ["postgresql required", "elasticsearch optional"],
    ),
    "and one that it has for the application": (
        [driver("postgresql"), run("elasticsearch"), run("elasticsearch", "kubernetes/all.yml")],
        [deployed("elasticsearch")],
        ["postgresql required", "elasticsearch required"],
    ),
    "a setting for developers leads to it, so the driver stays": (
        [driver("elasticsearch"), picked("elasticsearch", scope=DEVELOPMENT), run("postgresql"), driver("postgresql")],
        [deployed("postgresql")],
        ["postgresql required", "elasticsearch required"],
    ),
    "a relational driver may lead to a server elsewhere": (
        [driver("postgresql"), driver("redis"), run("redis")],
        [deployed("redis")],
        ["postgresql required", "redis required"],
    ),
    "unless the main data is in another store": (
        [driver("postgresql"), driver("mongodb"), run("mongodb")],
        [deployed("mongodb")],
        ["postgresql optional", "mongodb required"],
    ),
    "the file tells the application where it is": (
        [driver("redis"), run("postgresql")],
        [Deployment("compose.yml", frozenset({"postgresql"}), told=frozenset({"redis"}))],
        ["postgresql required", "redis required"],
    ),
    "developers run it beside, so the driver stays": (
        [driver("redis"), run("postgresql"), run("redis", "compose.dev.yml", scope=DEVELOPMENT)],
        [deployed("postgresql")],
        ["postgresql required", "redis required"],
    ),
    "the file is about another part of the tree": (
        [driver("redis"), run("postgresql", "blog/compose.yml")],
        [deployed("postgresql", path="blog/compose.yml")],
        ["postgresql required", "redis required"],
    ),
    "a folder for deployment is about the one above": (
        [driver("redis"), run("postgresql", "deploy/docker/compose.yml")],
        [deployed("postgresql", path="deploy/docker/compose.yml")],
        ["postgresql required", "redis optional"],
    ),
    "under a condition, and one file meets it": (
        [picked("redis", choice=True), run("redis")],
        [deployed("redis")],
        ["redis optional"],
    ),
    "under a condition, and every file meets it": (
        [picked("redis", choice=True), run("redis"), run("redis", "compose.dev.yml", scope=DEVELOPMENT)],
        [deployed("redis")],
        ["redis required"],
    ),
    "under a condition, and one of two files meets it": (
        [picked("redis", choice=True), run("redis"), run("redis", "compose.dev.yml", scope=DEVELOPMENT)],
        [deployed("redis"), deployed("postgresql", path="deploy/compose.yml")],
        ["redis optional"],
    ),
    "under a condition, and a chart meets it in two of its files": (
        [picked("redis", choice=True), run("redis", "chart/templates/a.yaml"), run("redis", "chart/templates/b.yaml")],
        [
            Deployment(
                "chart/Chart.yaml",
                frozenset({"redis"}),
                files=frozenset({"chart/templates/a.yaml", "chart/templates/b.yaml"}),
            )
        ],
        ["redis optional"],
    ),
    "a cache that forgets all, under a condition that every file meets": (
        [picked("memcached", choice=True), run("memcached"), run("memcached", "compose.dev.yml", scope=DEVELOPMENT)],
        [deployed("memcached")],
        ["memcached optional"],
    ),
    "a default of the settings, and the main file goes without": (
        [picked("redis", default=True), library("redis"), run("postgresql"), driver("postgresql")],
        [deployed("postgresql")],
        ["postgresql required", "redis optional"],
    ),
    "a default of the settings, and the main file runs no store at all": (
        [picked("redis", default=True), run("memcached")],
        [deployed("memcached")],
        ["redis required", "memcached required"],
    ),
    "a file that runs it for those who ask, and tells the application so": (
        [driver("elasticsearch"), run("elasticsearch", "compose.search.yml", choice=True)],
        [
            deployed(),
            Deployment("compose.search.yml", frozenset({"elasticsearch"}), False, frozenset({"elasticsearch"})),
        ],
        ["elasticsearch optional"],
    ),
    "a server for those who ask for it, and the plain file goes without": (
        [driver("postgresql"), run("postgresql", "compose.postgres.yml", choice=True)],
        [deployed(), deployed("postgresql", path="compose.postgres.yml", main=False)],
        ["postgresql optional"],
    ),
    "a server that no file runs, whatever the plain one does": (
        [driver("postgresql")],
        [deployed()],
        ["postgresql required"],
    ),
    "settings pick one server, and the main file runs the application with the other one": (
        [picked("mysql"), driver("postgresql"), run("postgresql")],
        [deployed("postgresql")],
        ["mysql one_of", "postgresql one_of"],
    ),
    "settings of one part pick a server, and the main file runs the other one for another part": (
        [
            picked("mysql", path="a/settings"),
            driver("mysql", path="a/x"),
            driver("postgresql", path="b/x"),
            run("postgresql"),
            run("mysql"),
        ],
        [deployed("mysql", "postgresql")],
        ["mysql required", "postgresql optional"],
    ),
    "settings pick one server, and the other one is run for those who ask": (
        [picked("postgresql"), driver("mysql"), run("postgresql"), run("mysql", choice=True)],
        [deployed("mysql", "postgresql")],
        ["mysql optional", "postgresql required"],
    ),
    "a default names one server, and the main file hands over the other one": (
        [picked("mysql", default=True), run("postgresql")],
        [Deployment("compose.yml", frozenset({"postgresql"}), told=frozenset({"postgresql"}))],
        ["mysql one_of", "postgresql one_of"],
    ),
    "a default names one server, and the main file runs the other one for something else": (
        [picked("mysql", default=True), run("postgresql")],
        [deployed("postgresql")],
        ["mysql required", "postgresql optional"],
    ),
    "under a condition, and only files for developers meet it": (
        [picked("redis", choice=True), run("redis"), run("redis", "compose.dev.yml", scope=DEVELOPMENT)],
        [deployed("redis", main=False)],
        ["redis optional"],
    ),
    "a library under a condition, and the main file meets it": (
        [library("redis", choice=True), run("redis")],
        [deployed("redis")],
        ["redis required"],
    ),
    "a library under a condition, and one of two files meets it": (
        [library("rabbitmq", choice=True), run("rabbitmq", "docker/compose.full.yml"), run("redis"), driver("redis")],
        [deployed("redis"), deployed("rabbitmq", "redis", path="docker/compose.full.yml")],
        ["redis required", "rabbitmq optional"],
    ),
    "a button brings what the main file goes without": (
        [run("redis", "app.json"), run("postgresql")],
        [deployed("redis", path="app.json", main=False), deployed("postgresql")],
        ["postgresql required", "redis optional"],
    ),
    "a server under a condition beside SQLite, and every file runs it": (
        [driver("postgresql", choice=True), driver("sqlite"), run("postgresql"), run("postgresql", "chart")],
        [deployed("postgresql"), deployed("postgresql", path="chart")],
        ["postgresql one_of", "sqlite one_of"],
    ),
    "a server under a condition beside SQLite, and one file runs it": (
        [driver("postgresql", choice=True), driver("sqlite"), run("postgresql")],
        [deployed("postgresql")],
        ["postgresql one_of", "sqlite one_of"],
    ),
    "SQLite and a driver, and the main file runs no server": (
        [driver("postgresql"), driver("sqlite")],
        [deployed()],
        ["postgresql one_of", "sqlite one_of"],
    ),
    "one part keeps a file, another one has a driver, and an agent is run without either": (
        [driver("postgresql", path="web/x"), driver("sqlite", path="agent/x")],
        [deployed()],
        ["postgresql required", "sqlite optional"],
    ),
    "one part keeps a file, another one uses the server that is run where it is asked for": (
        [driver("mysql", path="commons/x", choice=True), driver("sqlite", path="game/x", choice=True), run("mysql")],
        [deployed("mysql")],
        ["mysql required", "sqlite optional"],
    ),
    "SQLite is picked, and all files run a server whose driver is not in the code": (
        [picked("sqlite"), driver("mysql", scope=DEVELOPMENT), run("mysql"), run("mysql", "compose-dist.yml")],
        [deployed("mysql"), deployed("mysql", path="compose-dist.yml")],
        ["mysql required", "sqlite optional"],
    ),
    "SQLite is picked, and one file of two runs a server whose driver is not in the code": (
        [picked("sqlite"), driver("mysql", scope=DEVELOPMENT), run("mysql")],
        [deployed("mysql"), deployed(path="compose-dist.yml")],
        ["mysql optional", "sqlite required"],
    ),
    "SQLite is picked, and a file runs a server whose driver is there for those who choose it": (
        [picked("sqlite"), driver("mysql"), driver("postgresql"), run("mysql")],
        [deployed("mysql")],
        ["mysql one_of", "postgresql optional", "sqlite one_of"],
    ),
    "SQLite is picked, and no file runs the server that there is a driver for": (
        [picked("sqlite"), driver("mysql"), run("redis")],
        [deployed("redis")],
        ["mysql optional", "redis required", "sqlite required"],
    ),
    "settings pick a server under a condition, and the main file goes without": (
        [picked("mysql", choice=True), driver("elasticsearch"), run("elasticsearch")],
        [deployed("elasticsearch")],
        ["mysql optional", "elasticsearch required"],
    ),
    "settings pick a server under a condition, and no file runs the application": (
        [picked("mysql", choice=True), driver("elasticsearch")],
        [],
        ["mysql required", "elasticsearch required"],
    ),
    "settings of a part pick a server, and the main file runs the whole with another store": (
        [picked("postgresql", path="app/history/x"), driver("mongodb"), run("mongodb")],
        [deployed("mongodb")],
        ["postgresql optional", "mongodb required"],
    ),
    "settings pick a server, and the main file runs no store": (
        [picked("postgresql"), driver("redis"), run("redis")],
        [deployed("redis")],
        ["postgresql required", "redis required"],
    ),
    "settings pick a server, and the main file leads to it and runs another store": (
        [picked("postgresql"), driver("mongodb"), run("mongodb")],
        [dataclasses.replace(deployed("mongodb"), told=frozenset({"postgresql"}))],
        ["postgresql required", "mongodb required"],
    ),
    "drivers for both servers, and a file that runs them and more for tests alone": (
        [
            driver("mysql", path="a/x"),
            driver("postgresql", path="b/x"),
            run("mysql"),
            run("postgresql"),
            run("redis"),
        ],
        [],
        ["mysql one_of", "postgresql one_of", "redis optional"],
    ),
    "the main file does not close what two drivers leave open": (
        [driver("postgresql"), driver("mysql"), run("postgresql")],
        [deployed("postgresql")],
        ["mysql one_of", "postgresql one_of"],
    ),
    "several parts, each with a database of its own": (
        [driver("postgresql", path="a/x"), driver("mysql", path="b/x"), run("postgresql"), run("mysql")],
        [deployed("postgresql", "mysql")],
        ["mysql required", "postgresql required"],
    ),
    "a tool for the databases of its users": (
        [*map(driver, ("postgresql", "mysql", "mongodb", "elasticsearch")), run("postgresql")],
        [deployed("postgresql")],
        ["mysql optional", "postgresql required", "mongodb optional", "elasticsearch optional"],
    ),
}


def needs(findings):
    return [f"{need.engine} {need.need}" for need in judge(findings)]


@pytest.mark.parametrize("name", CLAIMS)
def test_claims(name):
    claims, expected = CLAIMS[name]
    assert needs(Findings(claims, languages={"x": ""})) == expected


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_deployments(name):
    claims, deployments, expected = DEPLOYMENTS[name]
    assert needs(Findings(claims, deployments=deployments, languages={"x": ""})) == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([claim("postgresql", HINT)], ["postgresql required"]),
        ([claim("redis", HINT, choice=True)], ["redis optional"]),
        ([claim("mysql", HINT), claim("postgresql", HINT)], ["mysql one_of", "postgresql one_of"]),
        ([claim("mysql", HINT), run("postgresql")], ["mysql optional", "postgresql required"]),
        ([claim("redis", HINT, scope=DEVELOPMENT)], ["redis development"]),
    ],
)
def test_hints_where_no_code_is_read(claims, expected):
    assert needs(Findings(claims)) == expected


@pytest.mark.parametrize(
    ("languages", "claims", "expected"),
    [
        ("php", [picked("mysql"), run("redis")], ["mysql required", "redis optional"]),
        ("php node", [picked("mysql"), run("redis")], ["mysql required", "redis optional"]),
        ("ruby", [picked("mysql"), run("redis")], ["mysql required", "redis required"]),
        ("php", [run("redis"), run("memcached")], ["redis required", "memcached optional"]),
        ("python", [driver("redis"), run("postgresql")], ["postgresql optional", "redis required"]),
        ("python", [driver("redis"), run("elasticsearch")], ["redis required", "elasticsearch required"]),
        ("python", [picked("sqlite"), run("postgresql")], ["postgresql optional", "sqlite required"]),
        ("python go", [driver("redis"), run("postgresql")], ["postgresql required", "redis required"]),
        ("python", [run("postgresql")], ["postgresql required"]),
        # An extra for those who install it names it as well, and this is how it is run.
        ("python", [driver("mysql", scope=OPTIONAL), run("mysql")], ["mysql required"]),
        ("python", [driver("mysql", scope=OPTIONAL), run("mysql", choice=True)], ["mysql optional"]),
    ],
)
def test_what_is_run_beside_code_that_would_name_it(languages, claims, expected):
    assert needs(Findings(claims, languages=dict.fromkeys(languages.split(), ""))) == expected


CELERY = Broker("celery", ("redis", "rabbitmq"), PLACE)


@pytest.mark.parametrize(
    ("claims", "elsewhere", "expected"),
    [
        ([], False, ["redis one_of", "rabbitmq one_of"]),
        ([], True, []),
        ([driver("redis")], False, ["redis required"]),
        ([picked("redis", choice=True)], False, ["redis required"]),
        ([driver("rabbitmq", choice=True)], False, ["redis one_of", "rabbitmq one_of"]),
        ([run("redis", choice=True), run("rabbitmq")], False, ["redis optional", "rabbitmq required"]),
        ([run("redis", choice=True)], False, ["redis one_of", "rabbitmq one_of"]),
        ([claim("redis", HINT)], False, ["redis required"]),
        ([picked("redis", choice=True), picked("rabbitmq", choice=True)], False, ["redis one_of", "rabbitmq one_of"]),
        (
            [picked("redis", choice=True), picked("rabbitmq", choice=True), driver("redis")],
            False,
            ["redis required", "rabbitmq optional"],
        ),
    ],
)
def test_brokers(claims, elsewhere, expected):
    broker = dataclasses.replace(CELERY, elsewhere=elsewhere)
    assert needs(Findings(claims, brokers=[broker], languages={"python": ""})) == expected


def test_a_broker_that_the_main_file_goes_without():
    claims = [driver("redis"), driver("postgresql"), run("postgresql")]
    found = Findings(claims, brokers=[CELERY], deployments=[deployed("postgresql")], languages={"python": ""})
    assert needs(found) == ["postgresql required", "redis optional"]


@pytest.mark.parametrize(
    ("deployments", "expected"),
    [
        ([deployed("postgresql")], ["postgresql required"]),
        ([deployed("postgresql"), deployed("redis", path="deploy/compose.yml")], ["postgresql optional"]),
    ],
)
def test_what_every_file_runs_beside_code_that_would_name_it(deployments, expected):
    claims = [driver("redis"), run("postgresql"), run("postgresql", "compose.dev.yml", scope=DEVELOPMENT)]
    found = needs(Findings(claims, deployments=deployments, languages={"python": ""}))
    assert [need for need in found if need.startswith("postgresql")] == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([picked("mysql"), run("mysql")], ["mysql one_of", "postgresql one_of"]),
        ([library("mysql")], ["mysql required"]),
        ([picked("sqlite")], ["mysql one_of", "postgresql one_of", "sqlite one_of"]),
        ([driver("redis")], ["redis required"]),
        ([driver("mysql", scope=OPTIONAL)], ["mysql optional"]),
        # No file has to run it for a queue to be needed.
        ([driver("mysql"), driver("rabbitmq")], ["mysql one_of", "postgresql one_of", "rabbitmq required"]),
    ],
)
def test_servers_of_which_the_documentation_says_that_any_will_do(claims, expected):
    either = [Variants(frozenset({"mysql", "postgresql"}), PLACE, documented=True)]
    assert needs(Findings(claims, either, languages={"x": ""})) == expected


def test_servers_that_the_tests_are_run_with_beside_one_that_the_platform_needs():
    tested = [Variants(frozenset({"mysql", "postgresql"}), PLACE, tested=True)]
    piped = [claim(engine, HINT, scope=DEVELOPMENT) for engine in ("mysql", "postgresql")]
    settled = needs(Findings([library("mysql"), *piped], tested, languages={"x": ""}))
    assert settled == ["mysql required"]
    opened = needs(Findings([picked("mysql"), *piped], tested, languages={"x": ""}))
    assert opened == ["mysql one_of", "postgresql one_of"]


def test_variants_make_rivals_of_what_would_add_up():
    claims = [driver("postgresql"), driver("mongodb")]
    variants = [Variants(frozenset({"postgresql", "mongodb"}), PLACE)]
    assert needs(Findings(claims, variants, languages={"x": ""})) == ["postgresql one_of", "mongodb one_of"]


def test_a_plug_in_is_optional_unless_the_settings_pick_it():
    plugins = {"redis": PLACE}
    assert needs(Findings([driver("redis")], plugins=plugins, languages={"x": ""})) == ["redis optional"]
    assert needs(Findings([picked("redis")], plugins=plugins, languages={"x": ""})) == ["redis required"]


def test_the_preferred_one_of_several():
    def preferred(*claims):
        found = judge(Findings(list(claims), languages={"x": ""}))
        return [need.engine for need in found if need.preferred]

    two = [driver("mysql"), driver("postgresql")]
    assert preferred(*two) == ["mysql"]
    assert preferred(*two, claim("postgresql", HINT)) == ["postgresql"]
    assert preferred(*two, claim("mysql", HINT), run("postgresql")) == ["postgresql"]
    assert preferred(*two, run("postgresql"), picked("mysql", default=True)) == ["mysql"]


def test_hosted_elsewhere_only_where_all_settings_point_there():
    away = picked("mysql", external=True, address="db.acme-hosting.com")
    [need] = judge(Findings([away]))
    assert (need.need, need.external, need.address) == ("required", True, "db.acme-hosting.com")
    [need] = judge(Findings([away, picked("mysql", path="other")]))
    assert (need.need, need.external, need.address) == ("required", False, "")


def test_the_version_of_what_is_deployed_comes_first():
    claims = [
        claim("mysql", HINT, version_hint="5.7", scope=DEVELOPMENT),
        run("mysql", version_hint="8.0", scope=DEVELOPMENT),
        run("mysql", version_hint="8.2", choice=True),
        run("mysql", version_hint="8.4"),
    ]
    hints = []
    while claims:
        [need] = judge(Findings(list(claims)))
        hints.append(need.version_hint)
        claims.pop()
    assert hints == ["8.4", "8.2", "8.0", "5.7"]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node.js: each tree with the full set of engines, their need and the lines that prove it."""

from __future__ import annotations

import json

import pytest


def package(**parts: object) -> str:
    """A package.json; the first dependency of the first part stands in line 3."""
    return json.dumps(parts, indent=2)


CASES = {
    "dependencies, optional and development ones": (
        {
            "package.json": """
                {
                  "dependencies": {"express": "^4.18.2", "pg": "8.11.0"},
                  "optionalDependencies": {
                    "redis": "*"
                  },
                  "devDependencies": {"mongodb": "6.0.0"},
                  "peerDependencies": {"amqplib": "*"}
                }
            """
        },
        {
            "postgresql": "required package.json:2",
            "mongodb": "development package.json:6",
            "redis": "optional package.json:4",
        },
    ),
    "several relational drivers and nothing that picks": (
        {"package.json": package(dependencies={"mysql2": "3", "pg": "8", "sqlite3": "5"})},
        {
            "mysql": "one_of package.json:3",
            "postgresql": "one_of package.json:4",
            "sqlite": "one_of package.json:5",
        },
    ),
    "SQLite beside one server is only a stand-in": (
        {"package.json": package(dependencies={"pg": "8", "better-sqlite3": "9"})},
        {"postgresql": "required package.json:3", "sqlite": "optional package.json:4"},
    ),
    "SQLite alone": (
        {"package.json": package(dependencies={"better-sqlite3": "9"})},
        {"sqlite": "required package.json:3"},
    ),
    "what stands in both parts is optional": (
        {"package.json": package(dependencies={"ioredis": "5"}, optionalDependencies={"ioredis": "5"})},
        {"redis": "optional package.json:6"},
    ),
    "queues that live in Redis, agendas that live in MongoDB": (
        {"package.json": package(dependencies={"bullmq": "5", "agenda": "5", "amqp-connection-manager": "4"})},
        {
            "mongodb": "required package.json:4",
            "redis": "required package.json:3",
            "rabbitmq": "required package.json:5",
        },
    ),
    "names that only look alike": (
        {
            "package.json": package(
                dependencies={"pg-format": "1", "redis-info": "1", "mongo-uri": "1", "mysql-parser": "1"}
            )
        },
        {},
    ),
    "a package under another name": (
        {"package.json": package(dependencies={"es7": "npm:@elastic/elasticsearch@^7.17", "mysql": "npm:left-pad@1"})},
        {"elasticsearch": "required package.json:3"},
    ),
    "a workspace, its tools and its installed packages": (
        {
            "package.json": package(workspaces=["packages/*"]),
            "packages/api/package.json": package(dependencies={"mongoose": "8"}),
            "packages/web/package.json": package(dependencies={"next": "14"}),
            "node_modules/mysql/package.json": package(dependencies={"mysql": "2"}),
            "packages/api/node_modules/x/package.json": package(dependencies={"pg": "8"}),
            "tools/package.json": package(dependencies={"redis": "4"}),
            "examples/x/package.json": package(dependencies={"amqplib": "1"}),
        },
        {"mongodb": "required packages/api/package.json:3", "redis": "development tools/package.json:3"},
    ),
    "Prisma needs no driver": (
        {
            "package.json": package(dependencies={"@prisma/client": "5"}),
            "prisma/schema.prisma": """
                // provider = "mysql"
                generator client {
                  provider = "prisma-client-js"
                }
                datasource db {
                  provider = "postgresql"
                  url      = env("DATABASE_URL")
                }
            """,
        },
        {"postgresql": "required prisma/schema.prisma:6"},
    ),
    "one Prisma schema for each engine": (
        {
            "package.json": package(dependencies={"@prisma/client": "5"}),
            "db/mysql/schema.prisma": 'datasource db {\n  provider = "mysql"\n}\n',
            "db/postgresql/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
        },
        {"mysql": "one_of db/mysql/schema.prisma:2", "postgresql": "one_of db/postgresql/schema.prisma:2"},
    ),
    "folders with the same code for each store": (
        {
            "package.json": package(dependencies={"mongodb": "6", "pg": "8", "redis": "4"}),
            "src/database/mongo/sorted.js": "",
            "src/database/postgres/sorted.js": "",
            "src/database/redis/sorted.js": "",
        },
        {
            "postgresql": "one_of package.json:4 src/database/mongo/sorted.js:1",
            "mongodb": "one_of package.json:3 src/database/mongo/sorted.js:1",
            "redis": "one_of package.json:5 src/database/mongo/sorted.js:1",
        },
    ),
    "folders that only stand beside each other": (
        {
            "package.json": package(dependencies={"mongodb": "6", "pg": "8"}),
            "src/mongo/index.js": "",
            "src/mongo/messages.js": "",
            "src/postgres/index.js": "",
            "src/postgres/orders.js": "",
        },
        {"postgresql": "required package.json:4", "mongodb": "required package.json:3"},
    ),
    "a search store that is one plug-in of several": (
        {
            "package.json": package(dependencies={"@elastic/elasticsearch": "8", "pg": "8"}),
            "server/search/elasticsearch/engine.js": "",
            "server/search/algolia/engine.js": "",
            "server/search/db/engine.js": "",
        },
        {
            "postgresql": "required package.json:4",
            "elasticsearch": "optional package.json:3 server/search/elasticsearch/engine.js:1",
        },
    ),
    "Meteor": (
        {".meteor/packages": "# core\nmeteor-base@1.5\nmongo@1.16 # data\n#redis-oplog\n"},
        {"mongodb": "required .meteor/packages:3"},
    ),
    "a byte order mark and Windows lines": (
        {"package.json": b'\xef\xbb\xbf{\r\n"dependencies": {\r\n"ioredis": "5"\r\n}\r\n}\r\n'},
        {"redis": "required package.json:3"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_needs(needs, name):
    files, expected = CASES[name]
    assert needs(files) == expected


def test_development_counts_where_it_is_asked_for(needs):
    files = {"package.json": package(devDependencies={"mongodb": "6"})}
    assert needs(files, "development") == {"mongodb": "required package.json:3"}
    assert needs(files, "production") == {"mongodb": "development package.json:3"}


def test_frameworks_and_version(analysed):
    result = analysed(
        {
            "package.json": package(engines={"node": ">=18.17"}, dependencies={"express": "^4.18.2"}),
            "web/package.json": package(dependencies={"next": "14.1.0"}, devDependencies={"koa": "2"}),
        }
    )
    assert result["application"]["languages"] == ["node"]
    assert result["application"]["language_versions"] == {"node": "18.17"}
    assert result["application"]["frameworks"] == [
        {"name": "Express", "version": "4.18.2", "path": "."},
        {"name": "Next.js", "version": "14.1.0", "path": "web"},
    ]


@pytest.mark.parametrize("text", ['{"dependencies": {"pg": "8"', "[" * 5000, "{,}", "", '{"dependencies": ["pg"]} x'])
def test_a_broken_file_is_told_and_left_out(analysed, text):
    result = analysed({"package.json": text, "api/package.json": package(dependencies={"redis": "4"})})
    assert [found["engine"] for found in result["databases"]] == ["redis"]
    assert len(result["warnings"]) == 1
    assert result["warnings"][0].startswith("package.json: is not JSON")


@pytest.mark.parametrize("text", ["[]", "null", '{"dependencies": ["pg"]}', '{"dependencies": {"pg": {"a": 1}}}'])
def test_an_unusual_shape_does_no_harm(analysed, text):
    assert analysed({"package.json": text})["warnings"] == []

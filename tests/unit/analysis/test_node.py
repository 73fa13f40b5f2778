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
            "languages": ["node"],
            "frameworks": ["Express 4.18.2"],
            "databases": {
                "postgresql": "required package.json:2",
                "mongodb": "development package.json:6",
                "redis": "optional package.json:4",
            },
        },
    ),
    "several relational drivers and nothing that picks": (
        {"package.json": package(dependencies={"mysql2": "3", "pg": "8", "sqlite3": "5"})},
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of package.json:3",
                "postgresql": "one_of package.json:4",
                "sqlite": "one_of package.json:5",
            },
            "warnings": ["package.json:5: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "SQLite beside one server is only a stand-in": (
        {"package.json": package(dependencies={"pg": "8", "better-sqlite3": "9"})},
        {
            "languages": ["node"],
            "databases": {"postgresql": "required package.json:3", "sqlite": "optional package.json:4"},
        },
    ),
    "SQLite alone": (
        {"package.json": package(dependencies={"better-sqlite3": "9"})},
        {
            "languages": ["node"],
            "databases": {"sqlite": "required package.json:3"},
            "warnings": [
                (
                    "package.json:3: SQLite is for development only and is never deployed; "
                    "install pg or mysql2 and connect to it in its place, commit, and analyse again"
                ),
            ],
        },
    ),
    "what stands in both parts is optional": (
        {"package.json": package(dependencies={"ioredis": "5"}, optionalDependencies={"ioredis": "5"})},
        {"languages": ["node"], "databases": {"redis": "optional package.json:6"}},
    ),
    "queues that live in Redis, agendas that live in MongoDB": (
        {"package.json": package(dependencies={"bullmq": "5", "agenda": "5", "amqp-connection-manager": "4"})},
        {
            "languages": ["node"],
            "databases": {
                "mongodb": "required package.json:4",
                "redis": "required package.json:3",
                "rabbitmq": "required package.json:5",
            },
        },
    ),
    "a queue that is sold, and a system that keeps its pages in MongoDB": (
        {"package.json": package(dependencies={"@taskforcesh/bullmq-pro": "7", "apostrophe": "4"})},
        {
            "languages": ["node"],
            "databases": {"mongodb": "required package.json:4", "redis": "required package.json:3"},
        },
    ),
    "names that only look alike": (
        {
            "package.json": package(
                dependencies={"pg-format": "1", "redis-info": "1", "mongo-uri": "1", "mysql-parser": "1"}
            )
        },
        {"languages": ["node"]},
    ),
    "a package under another name": (
        {"package.json": package(dependencies={"es7": "npm:@elastic/elasticsearch@^7.17", "mysql": "npm:left-pad@1"})},
        {"languages": ["node"], "databases": {"elasticsearch": "required package.json:3"}},
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
        {
            "languages": ["node"],
            "frameworks": ["Next.js 14 (packages/web)"],
            "databases": {
                "mongodb": "required packages/api/package.json:3",
                "redis": "development tools/package.json:3",
            },
        },
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
        {"languages": ["node"], "databases": {"postgresql": "required prisma/schema.prisma:6"}},
    ),
    "one Prisma schema for each engine": (
        {
            "package.json": package(dependencies={"@prisma/client": "5"}),
            "db/mysql/schema.prisma": 'datasource db {\n  provider = "mysql"\n}\n',
            "db/postgresql/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of db/mysql/schema.prisma:2",
                "postgresql": "one_of db/postgresql/schema.prisma:2",
            },
        },
    ),
    "the same models in schemas of Prisma for a server and for a file": (
        {
            "package.json": package(dependencies={"@prisma/client": "5"}),
            "prisma/schema.prisma": 'datasource db {\n  provider = "mysql"\n}\nmodel Cart {\n}\nmodel Order {\n}\n',
            "prisma-sqlite/schema.prisma": 'datasource db {\n  provider = "sqlite"\n}\nmodel Cart {\n}\n'
            "model Order {\n}\nmodel Note {\n}\n",
            "compose.yml": "services:\n  app: {build: .}\n  db: {image: mysql}\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of prisma/schema.prisma:2 compose.yml:3 prisma-sqlite/schema.prisma:2",
                "sqlite": "one_of prisma-sqlite/schema.prisma:2",
            },
            "hints": {"mysql": "mysql"},
            "warnings": ["prisma-sqlite/schema.prisma:2: SQLite is never deployed; choose mysql in its place"],
        },
    ),
    "other models in schemas of Prisma for a server and for a file": (
        {
            "package.json": package(dependencies={"@prisma/client": "5"}),
            "prisma/schema.prisma": 'datasource db {\n  provider = "mysql"\n}\nmodel Cart {\n}\nmodel Order {\n}\n',
            "tool/schema.prisma": 'datasource db {\n  provider = "sqlite"\n}\nmodel Cart {\n}\nmodel Note {\n}\n',
            "compose.yml": "services:\n  app: {build: .}\n  db: {image: mysql}\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "required prisma/schema.prisma:2 compose.yml:3",
                "sqlite": "optional tool/schema.prisma:2",
            },
            "hints": {"mysql": "mysql"},
        },
    ),
    "folders with the same code for each store": (
        {
            "package.json": package(dependencies={"mongodb": "6", "pg": "8", "redis": "4"}),
            "src/database/mongo/sorted.js": "",
            "src/database/postgres/sorted.js": "",
            "src/database/redis/sorted.js": "",
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "one_of package.json:4 src/database/mongo/sorted.js:1",
                "mongodb": "one_of package.json:3 src/database/mongo/sorted.js:1",
                "redis": "one_of package.json:5 src/database/mongo/sorted.js:1",
            },
        },
    ),
    "folders that only stand beside each other": (
        {
            "package.json": package(dependencies={"mongodb": "6", "pg": "8"}),
            "src/mongo/index.js": "require('mongodb').connect()",
            "src/mongo/messages.js": "",
            "src/postgres/index.js": "",
            "src/postgres/orders.js": "",
        },
        {
            "languages": ["node"],
            "databases": {"postgresql": "required package.json:4", "mongodb": "required package.json:3"},
        },
    ),
    "a search store that is one plug-in of several": (
        {
            "package.json": package(dependencies={"@elastic/elasticsearch": "8", "pg": "8"}),
            "server/search/elasticsearch/engine.js": "",
            "server/search/algolia/engine.js": "",
            "server/search/db/engine.js": "",
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:4",
                "elasticsearch": "optional package.json:3 server/search/elasticsearch/engine.js:1",
            },
        },
    ),
    "Meteor": (
        {".meteor/packages": "# core\nmeteor-base@1.5\nmongo@1.16 # data\n#redis-oplog\n"},
        {"frameworks": ["Meteor"], "databases": {"mongodb": "required .meteor/packages:3"}},
    ),
    "a byte order mark and Windows lines": (
        {"package.json": b'\xef\xbb\xbf{\r\n"dependencies": {\r\n"ioredis": "5"\r\n}\r\n}\r\n'},
        {"languages": ["node"], "databases": {"redis": "required package.json:3"}},
    ),
}

#: What the code says of the drivers that it depends on.
USES = {
    "a cache that a variable turns on": (
        {
            "package.json": package(dependencies={"pg": "8", "ioredis": "5"}),
            "src/db.js": "const { Pool } = require('pg')\nmodule.exports = new Pool()\n",
            "src/cache.js": """
                const Redis = require('ioredis')
                let client
                if (process.env.REDIS_URL) {
                  client = new Redis(process.env.REDIS_URL)
                }
                module.exports = client
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:3",
                "redis": "optional package.json:4 src/cache.js:4",
            },
        },
    ),
    "a client whose callers all ask first": (
        {
            "package.json": package(dependencies={"pg": "8", "redis": "4"}),
            "src/redis.ts": """
                import { createClient } from 'redis';
                export function connect(url: string) {
                  return createClient({ url });
                }
            """,
            "src/main.ts": """
                import { connect } from './redis';
                import { Pool } from 'pg';
                const pool = new Pool();
                const cache = config.redis.enabled ? connect(config.redis.url) : new Map();
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:3",
                "redis": "optional package.json:4 src/main.ts:4",
            },
        },
    ),
    "one caller that does not ask": (
        {
            "package.json": package(dependencies={"pg": "8", "redis": "4"}),
            "src/redis.ts": """
                import { createClient } from 'redis';
                export function connect(url: string) {
                  return createClient({ url });
                }
            """,
            "src/main.ts": """
                import { connect } from './redis';
                const cache = config.redis.enabled ? connect(config.redis.url) : new Map();
            """,
            "src/worker.ts": "import { connect } from './redis';\nconnect(url);\n",
        },
        {
            "languages": ["node"],
            "databases": {"postgresql": "required package.json:3", "redis": "required package.json:4"},
        },
    ),
    "a client that is made once is no choice": (
        {
            "package.json": package(dependencies={"redis": "4"}),
            "src/redis.js": """
                const { createClient } = require('redis')
                let client
                module.exports.get = () => {
                  if (!client) client = createClient({ url: process.env.REDIS_URL })
                  return client
                }
            """,
            "src/a.js": "",
            "src/b.js": "",
        },
        {"languages": ["node"], "databases": {"redis": "required package.json:3"}},
    ),
    "an address that has to be given": (
        {
            "package.json": package(dependencies={"pg": "8", "bullmq": "5"}),
            "src/queue.ts": """
                import { Queue } from 'bullmq'
                if (!process.env.REDIS_URL) throw new Error('REDIS_URL is missing')
                export const mails = new Queue('mails')
            """,
        },
        {
            "languages": ["node"],
            "databases": {"postgresql": "required package.json:3", "redis": "required package.json:4"},
        },
    ),
    "a flag from the presence of an address": (
        {
            "package.json": package(dependencies={"pg": "8", "redis": "4"}),
            "lib/redis.ts": """
                import { createClient } from 'redis'
                const enabled = !!process.env.REDIS_URL
                const client = globalThis.redis || createClient()
                export default { client, enabled }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:3",
                "redis": "optional package.json:4 lib/redis.ts:2",
            },
        },
    ),
    "an import of the former version's data, loaded in a function": (
        {
            "package.json": package(dependencies={"mongodb": "6", "pg": "8"}),
            "server/import.js": """
                module.exports.importUsers = async function (address) {
                  const { MongoClient } = require('mongodb')
                  return MongoClient.connect(address)
                }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:4",
                "mongodb": "optional package.json:3 server/import.js:2",
            },
        },
    ),
    "the only database, loaded in a function": (
        {
            "package.json": package(dependencies={"mongodb": "6"}),
            "server/db.js": "exports.open = async () => require('mongodb').MongoClient.connect(process.env.DB)\n",
        },
        {"languages": ["node"], "databases": {"mongodb": "required package.json:3"}},
    ),
    "things that a monitor looks at": (
        {
            "package.json": package(dependencies={"mongodb": "6", "mysql2": "3", "redis": "4"}),
            "server/db.js": "const mysql = require('mysql2')\nmysql.createPool(settings)\n",
            "server/monitor-types/dns.js": "",
            "server/monitor-types/mongodb.js": "const m = require('mongodb')\nexports.check = () => m.connect()\n",
            "server/monitor-types/redis.js": "const r = require('redis')\nexports.check = () => r.createClient()\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "required package.json:4",
                "redis": "optional package.json:5 server/monitor-types/redis.js:2",
                "mongodb": "optional package.json:3 server/monitor-types/mongodb.js:2",
            },
        },
    ),
    "an adapter beside one that needs no server": (
        {
            "package.json": package(dependencies={"mongodb": "6", "redis": "4"}),
            "src/db.js": "import { MongoClient } from 'mongodb'\nnew MongoClient(url)\n",
            "src/Cache/InMemoryCacheAdapter.js": "export class InMemoryCacheAdapter {}\n",
            "src/Cache/RedisCacheAdapter.js": "import { createClient } from 'redis'\ncreateClient()\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "redis": "optional package.json:4 src/Cache/RedisCacheAdapter.js:2",
                "mongodb": "required package.json:3",
            },
        },
    ),
    "one of several classes for the same": (
        {
            "package.json": package(dependencies={"pg": "8", "bullmq": "5"}),
            "jobs/base.ts": "export abstract class JobProvider {}\n",
            "jobs/inngest.ts": "export class InngestProvider extends JobProvider {}\n",
            "jobs/bullmq.ts": """
                import { Queue } from 'bullmq'
                export class BullMQProvider extends JobProvider {
                  queue = new Queue('jobs')
                }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:3",
                "redis": "optional package.json:4 jobs/bullmq.ts:2",
            },
        },
    ),
    "folders of one purpose are no adapters": (
        {
            "package.json": package(dependencies={"mongodb": "6", "ioredis": "5"}),
            "src/services/file.service.ts": "",
            "src/services/mongo.service.ts": "import { MongoClient } from 'mongodb'\nnew MongoClient()\n",
            "src/services/redis.service.ts": "import Redis from 'ioredis'\nnew Redis()\n",
        },
        {
            "languages": ["node"],
            "databases": {"redis": "required package.json:4", "mongodb": "required package.json:3"},
        },
    ),
    "declared and never loaded": (
        {
            "package.json": package(dependencies={"express": "4", "pg": "8", "redis": "4"}),
            "src/a.js": "// const redis = require('redis')\nconst text = \"require('redis')\"\n",
            "src/b.js": "require('pg')",
            "src/c.js": "",
        },
        {
            "languages": ["node"],
            "frameworks": ["Express 4"],
            "databases": {"postgresql": "required package.json:4", "redis": "optional package.json:5"},
        },
    ),
    "only types, and only in scripts": (
        {
            "package.json": package(dependencies={"pg": "8", "amqplib": "1", "mongodb": "6"}),
            "src/a.ts": "import type { Channel } from 'amqplib'\nimport { Pool } from 'pg'\nnew Pool()\n",
            "src/b.ts": "",
            "scripts/move.ts": "import { MongoClient } from 'mongodb'\nnew MongoClient()\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:3",
                "mongodb": "optional package.json:5 scripts/move.ts:1",
                "rabbitmq": "optional package.json:4",
            },
        },
    ),
    "adapters of a workspace and the library that nobody needs": (
        {
            "package.json": package(workspaces=["packages/*"], private=True),
            "packages/server/package.json": package(
                scripts={"start": "node ."}, dependencies={"@x/cache-redis": "workspace:*", "pg": "8"}
            ),
            "packages/cache-redis/package.json": package(name="@x/cache-redis", dependencies={"ioredis": "5"}),
            "packages/cache-memory/package.json": package(name="@x/cache-memory"),
            "packages/sdk/package.json": package(name="@x/sdk", main="x.js", dependencies={"amqplib": "1"}),
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required packages/server/package.json:7",
                "redis": "optional packages/cache-redis/package.json:4",
                "rabbitmq": "optional packages/sdk/package.json:5",
            },
        },
    ),
    "a library of the workspace that an application needs": (
        {
            "package.json": package(workspaces=["packages/*"]),
            "packages/api/package.json": package(scripts={"start": "node ."}, dependencies={"@x/jobs": "workspace:*"}),
            "packages/jobs/package.json": package(name="@x/jobs", main="x.js", dependencies={"bullmq": "5"}),
        },
        {"languages": ["node"], "databases": {"redis": "required packages/jobs/package.json:5"}},
    ),
    "versions from a catalogue": (
        {
            "package.json": package(dependencies={"next": "catalog:", "koa": "catalog:old", "pg": "catalog:"}),
            "pnpm-workspace.yaml": "catalog:\n  next: ^15.1.0\ncatalogs:\n  old:\n    koa: 2.15.0\n",
        },
        {
            "languages": ["node"],
            "frameworks": ["Next.js 15.1.0", "Koa 2.15.0"],
            "databases": {"postgresql": "required package.json:5"},
        },
    ),
    "a mapper that is told one of two drivers": (
        {
            "package.json": package(dependencies={"mysql2": "3", "pg": "8", "sequelize": "6"}),
            "src/db.js": """
                const { Sequelize } = require('sequelize')
                // dialect: 'mysql'
                module.exports = new Sequelize({ dialect: 'postgres', host: process.env.DB_HOST })
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:3",
                "postgresql": "required src/db.js:3 package.json:4",
            },
        },
    ),
    "environments of a knexfile": (
        {
            "package.json": package(dependencies={"knex": "3", "mysql2": "3", "pg": "8", "sqlite3": "5"}),
            "knexfile.js": """
                module.exports = {
                  development: { client: 'sqlite3' },
                  test: { client: 'mysql2' },
                  production: { client: 'pg', connection: process.env.DATABASE_URL },
                }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:4 knexfile.js:3",
                "postgresql": "required knexfile.js:4 package.json:5",
                "sqlite": "development knexfile.js:2 package.json:6",
            },
        },
    ),
    "a mapper that is told by a variable": (
        {
            "package.json": package(dependencies={"mysql2": "3", "pg": "8", "typeorm": "0.3"}),
            "src/data-source.ts": """
                import { DataSource } from 'typeorm'
                export default new DataSource({ type: process.env.DB_TYPE as any })
            """,
        },
        {"languages": ["node"], "databases": {"mysql": "one_of package.json:3", "postgresql": "one_of package.json:4"}},
    ),
    "SQLite unless a variable says otherwise": (
        {
            "package.json": package(dependencies={"@x/sqlite3": "5", "pg": "8", "typeorm": "0.3"}),
            "src/data-source.ts": """
                import { DataSource } from 'typeorm'
                export default new DataSource({ type: process.env.DB_TYPE || 'sqlite' })
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "one_of package.json:4",
                "sqlite": "one_of src/data-source.ts:2 package.json:3",
            },
            "warnings": ["src/data-source.ts:2: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "a Prisma schema in one line, and a hosted database": (
        {
            "package.json": package(dependencies={"@prisma/client": "5"}),
            "prisma/schema.prisma": 'datasource db { provider = "mysql"\nurl = "mysql://u:secret@db.example.com/a" }',
        },
        {
            "languages": ["node"],
            "databases": {"mysql": "required prisma/schema.prisma:1"},
            "external": {"mysql": "db.example.com"},
        },
    ),
    "Deno": (
        {
            "deno.jsonc": """
                {
                  // "old": "npm:mysql2@3",
                  "imports": {
                    "@oak/oak": "jsr:@oak/oak@^17.1.0",
                    "pg": "npm:pg@8.11.0",
                    "redis": "https://deno.land/x/redis@v0.32.0/mod.ts"
                  },
                  "scopes": {"x": "npm:amqplib"}
                }
            """
        },
        {
            "languages": ["deno"],
            "frameworks": ["Oak 17.1.0"],
            "databases": {"postgresql": "required deno.jsonc:5", "redis": "required deno.jsonc:6"},
        },
    ),
    "a half-written file": (
        {
            "package.json": package(dependencies={"pg": "8", "redis": "4"}),
            "src/redis.js": "const redis = require('redis')\nif (env.REDIS_URL) { redis.createClient({ url: `${",
            "src/pg.js": "require('pg'",
            "api/package.json": '{"dependencies": {"mysql": "2"',
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:3",
                "redis": "optional package.json:4 src/redis.js:2",
            },
            "warnings": ["api/package.json: is not JSON (line 1: ',' or '}' is missing); it was left out"],
        },
    ),
    "a Prisma schema that shows what one looks like": (
        {
            "package.json": package(dependencies={"pg": "8"}),
            "libs/parser/resources/sample-mongo.prisma": 'datasource db {\n  provider = "mongodb"\n}\n',
        },
        {"languages": ["node"], "databases": {"postgresql": "required package.json:3"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_packages(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


@pytest.mark.parametrize("name", USES)
def test_uses(understood, name):
    files, expected = USES[name]
    assert understood(files) == expected


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

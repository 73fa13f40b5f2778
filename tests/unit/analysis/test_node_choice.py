# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node.js: what takes the place of an engine, and what a mapper is told elsewhere."""

from __future__ import annotations

import pytest

SEVERAL = '{"dependencies": {"knex": "3", "mysql2": "3", "pg": "8", "better-sqlite3": "11"}}'
PAIR = '{"dependencies": {"typeorm": "0.3", "mysql2": "3", "sqlite3": "5"}}'
TYPEORM = {f"migrations/{server}/create-orders.ts": "export class Start {}\n" for server in ("mysql", "sqlite")}
CHOOSE = "SQLite is never deployed; choose mysql or postgresql in its place"
CASES = {
    "a published package that loads another one's folder of code": (
        {
            "package.json": '{"workspaces": ["*"]}',
            "search-api/package.json": (
                '{"name": "@shop/search", "exports": "./i.js", "scripts": {"start": "node ."}, '
                '"dependencies": {"@elastic/elasticsearch": "8"}}'
            ),
            "search-api/src/index.ts": 'import Finder from "./Finder.js";\nconst finder = new Finder();\n',
            "search-api/src/Finder.ts": (
                'import { Client } from "@elastic/elasticsearch";\n'
                "export default class Finder { constructor() { this.client = new Client({}); } }\n"
            ),
            "kit/package.json": '{"name": "@shop/kit", "exports": "./i.js"}',
            "kit/src/kit.ts": 'import base from "shop-base/src/index.js";\n',
        },
        {"languages": ["node"], "databases": {"elasticsearch": "required search-api/package.json:1"}},
    ),
    "a class about another engine, elsewhere, takes no place": (
        {
            "package.json": '{"dependencies": {"ioredis": "5", "@elastic/elasticsearch": "8"}}',
            "lib/service/service.js": "class Service {}\nmodule.exports = Service;\n",
            "lib/service/cache/redis.js": """
                const IORedis = require("ioredis");
                const Service = require("../service");
                class Redis extends Service {
                  connect() { this.client = new IORedis(this.settings); }
                }
                module.exports = Redis;
            """,
            "lib/service/storage/elastic.js": """
                const { Client } = require("@elastic/elasticsearch");
                const Service = require("../service");
                class Elastic extends Service {
                  connect() { this.client = new Client(this.settings); }
                }
                module.exports = Elastic;
            """,
            "lib/engine.js": """
                const Redis = require("./service/cache/redis");
                const Elastic = require("./service/storage/elastic");
                const cache = new Redis();
                const storage = new Elastic();
            """,
        },
        {
            "languages": ["node"],
            "databases": {"redis": "required package.json:1", "elasticsearch": "required package.json:1"},
        },
    ),
    "a class about another engine beside it does": (
        {
            "package.json": '{"dependencies": {"ioredis": "5", "express": "4"}}',
            "lib/bus/base.js": "class Bus {}\nmodule.exports = Bus;\n",
            "lib/bus/redis.js": """
                const IORedis = require("ioredis");
                class RedisBus extends Bus {
                  connect() { this.client = new IORedis(this.settings); }
                }
                module.exports = RedisBus;
            """,
            "lib/bus/amqp.js": "class AmqpBus extends Bus {}\nmodule.exports = AmqpBus;\n",
            "lib/engine.js": 'const Redis = require("./bus/redis");\nconst bus = new Redis();\n',
        },
        {
            "languages": ["node"],
            "frameworks": ["Express 4"],
            "databases": {"redis": "optional package.json:1 lib/bus/redis.js:2"},
        },
    ),
    "a file for the mapper's commands, and an application that reads its engine elsewhere": (
        {
            "package.json": SEVERAL,
            "knexfile.js": 'module.exports = {production: {client: "mysql2", migrations: {}}};\n',
            "db.js": """
                import knex from "knex";
                const cfg = configGet("database");
                export default knex({client: cfg.engine, connection: {host: cfg.host}});
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of package.json:1",
                "postgresql": "one_of package.json:1",
                "sqlite": "one_of package.json:1",
            },
            "warnings": [f"package.json:1: {CHOOSE}"],
        },
    ),
    "a file for the mapper's commands that the application reads itself": (
        {
            "package.json": SEVERAL,
            "knexfile.js": 'module.exports = {production: {client: "mysql2", migrations: {}}};\n',
            "db.js": """
                import knex from "knex";
                import all from "./knexfile.js";
                const wrapped = (client) => ({client: client, asked: 0});
                export default wrapped(knex(all));
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "required knexfile.js:1 package.json:1",
                "postgresql": "optional package.json:1",
                "sqlite": "optional package.json:1",
            },
        },
    ),
    "migrations for a server and for SQLite, of which the example of the settings and what runs it name one": (
        {
            "package.json": PAIR,
            ".env.sample": "DB_TYPE=mysql\n",
            "docker-compose.yml": "services:\n  web: {build: .}\n  db: {image: mysql}\n",
            **TYPEORM,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "required package.json:1 docker-compose.yml:3",
                "sqlite": "optional package.json:1",
            },
            "hints": {"mysql": "mysql"},
        },
    ),
    "the same without an example": (
        {
            "package.json": PAIR,
            "docker-compose.yml": "services:\n  web: {build: .}\n  db: {image: mysql}\n",
            **TYPEORM,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of package.json:1 docker-compose.yml:3 migrations/mysql/create-orders.ts:1",
                "sqlite": "one_of package.json:1 migrations/mysql/create-orders.ts:1",
            },
            "hints": {"mysql": "mysql"},
            "warnings": ["package.json:1: SQLite is never deployed; choose mysql in its place"],
        },
    ),
    "a mapper that is told by a member of an enumeration, in a package that is asked for by its folder": (
        {
            "app/package.json": '{"scripts": {"start": "node ."}, "dependencies": {"Common": "file:../common"}}',
            "app/index.ts": "start();\n",
            "common/package.json": (
                '{"name": "@shop/common", "main": "i.ts", "dependencies": {"typeorm": "0.3", "mysql2": "3", "pg": "8"}}'
            ),
            "common/Options.ts": """
                import { DataSourceOptions } from "typeorm";
                import Kinds from "./Kinds";
                const options: DataSourceOptions = {
                  type: Kinds.Postgres,
                  host,
                };
                export default options;
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required common/Options.ts:4 common/package.json:1",
                "mysql": "optional common/package.json:1",
            },
        },
    ),
    "a mapper that is told by what is read elsewhere": (
        {
            "package.json": '{"dependencies": {"typeorm": "0.3", "mysql2": "3", "pg": "8"}}',
            "options.ts": 'import { DataSource } from "typeorm";\nnew DataSource({type: Settings.Database, host});\n',
        },
        {
            "languages": ["node"],
            "databases": {"mysql": "one_of package.json:1", "postgresql": "one_of package.json:1"},
        },
    ),
    "a folder of stores for one kind of thing, of which one needs no server": (
        {
            "package.json": '{"dependencies": {"pg": "8"}}',
            "server.js": "const Store = require('./lib/document_stores/' + config.storage.type);\nnew Store();\n",
            "lib/document_stores/file.js": "class Store {}\nmodule.exports = Store;\n",
            "lib/document_stores/postgres.js": """
                const {Pool} = require('pg');
                class Store { constructor(options) { this.pool = new Pool(options); } }
                module.exports = Store;
            """,
        },
        {
            "languages": ["node"],
            "databases": {"postgresql": "optional package.json:1 lib/document_stores/postgres.js:2"},
        },
    ),
    "a mapper that speaks to PostgreSQL unless it is told of another": (
        {"package.json": '{"dependencies": {"@balena/pinejs": "23"}}'},
        {"languages": ["node"], "databases": {"postgresql": "required package.json:1"}},
    ),
    "a mapper that brings the drivers of all its databases, of which a file runs one": (
        {
            "package.json": '{"dependencies": {"ueberdb2": "5"}}',
            "docker-compose.yml": """
                services:
                  app: {build: ., environment: {DB_TYPE: postgres}}
                  db: {image: "postgres:15"}
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of package.json:1",
                "postgresql": "one_of package.json:1 docker-compose.yml:3",
                "mongodb": "one_of package.json:1",
                "redis": "one_of package.json:1",
                "elasticsearch": "one_of package.json:1",
                "sqlite": "one_of package.json:1",
            },
            "hints": {"postgresql": "15"},
            "warnings": [
                (
                    "package.json:1: SQLite is never deployed; choose mysql or postgresql or mongodb or redis or "
                    "elasticsearch in its place"
                )
            ],
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

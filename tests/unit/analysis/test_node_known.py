# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node.js: what applications that are in no table do, retold from memory, with all that a user is told of them."""

from __future__ import annotations

import json

import pytest


def package(**parts: object) -> str:
    """A package.json; the first dependency of the first part stands in line 3."""
    return json.dumps(parts, indent=2)


NODE = {"languages": ["node"]}
CLIENT = """
    import IoRedis from 'ioredis'
    export class Client {
      create(options) { return new IoRedis(options) }
    }
"""

CASES = {
    "a worker's command beside the one that starts, and a mode that asks for a queue": (
        {
            "package.json": package(dependencies={"bull": "4", "pg": "8"}),
            "src/scaling.service.ts": """
                import type * as Types from 'bull'
                export class ScalingService {
                  async setup() {
                    const { default: Bull } = await import('bull')
                    this.queue = new Bull('jobs')
                  }
                }
            """,
            "src/commands/worker.ts": """
                export class Worker {
                  async run() {
                    const { ScalingService } = await import('../scaling.service')
                    await Container.get(ScalingService).setup()
                  }
                }
            """,
            "src/commands/start.ts": """
                export class Start {
                  async run() {
                    if (this.config.executions.mode === 'queue') { await this.initQueue() }
                  }
                  async initQueue() {
                    const { ScalingService } = await import('../scaling.service')
                    await Container.get(ScalingService).setup()
                  }
                }
            """,
            "src/runner.ts": "import type { ScalingService } from './scaling.service'\nexport const a = 1",
        },
        {
            **NODE,
            "databases": {
                "postgresql": "required package.json:4",
                "redis": "optional package.json:3 src/commands/start.ts:7",
            },
        },
    ),
    "a command alone is the application": (
        {
            "package.json": package(dependencies={"ioredis": "5"}),
            "src/client.ts": CLIENT,
            "src/commands/worker.ts": "import { Client } from '../client'\nnew Client().create({})",
            "src/commands/import.ts": "export {}",
        },
        {**NODE, "databases": {"redis": "required package.json:3"}},
    ),
    "a method that others call as well": (
        {
            "package.json": package(dependencies={"ioredis": "5"}),
            "src/client.ts": CLIENT,
            "src/start.ts": """
                import { Client } from './client'
                export class Start {
                  run() { if (process.env.REDIS_URL) { this.connectCache() } }
                  connectCache() { new Client().create({}) }
                }
            """,
            "src/again.ts": "import { Start } from './start'\nnew Start().connectCache()",
        },
        {**NODE, "databases": {"redis": "required package.json:3"}},
    ),
    "a mapper that somebody publishes again, told SQLite and a server, known by its types": (
        {
            "package.json": package(dependencies={"@x/typeorm": "0.3", "pg": "8", "sqlite3": "5"}),
            "src/options.ts": """
                import type { DataSourceOptions } from '@x/typeorm'
                export const local = (): DataSourceOptions => { return { type: 'sqlite' } }
                export const server = (): DataSourceOptions => { return { type: 'postgres' } }
            """,
        },
        {
            **NODE,
            "databases": {"postgresql": "one_of package.json:4", "sqlite": "one_of package.json:5"},
            "warnings": ["package.json:5: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "the same, by another name for SQLite": (
        {
            "package.json": package(dependencies={"@x/typeorm": "0.3", "pg": "8", "sqlite3": "5"}),
            "src/options.ts": """
                import type { DataSourceOptions } from '@x/typeorm'
                export const local = (): DataSourceOptions => { return { type: 'sqlite-pooled' } }
                export const server = (): DataSourceOptions => { return { type: 'postgres' } }
            """,
        },
        {
            **NODE,
            "databases": {"postgresql": "one_of package.json:4", "sqlite": "one_of package.json:5"},
            "warnings": ["package.json:5: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "plug-ins that are all built alike are no stores to choose from": (
        {
            "package.json": package(dependencies={"pg": "8", "mongodb": "6"}),
            "src/db.ts": "import { Pool } from 'pg'\nexport const pool = new Pool()",
            **{f"src/nodes/{name}/{name}.node.ts": f"export class {name} {{}}" for name in ("Slack", "Http", "Mail")},
            "src/nodes/MongoDb/MongoDb.node.ts": "import { MongoClient } from 'mongodb'\nMongoClient.connect(u)",
            "src/nodes/Postgres/Postgres.node.ts": "import { Pool } from 'pg'\nexport const x = () => new Pool()",
        },
        {
            **NODE,
            "databases": {
                "postgresql": "required package.json:3",
                "mongodb": "optional package.json:4 src/nodes/MongoDb/MongoDb.node.ts:2",
            },
        },
    ),
    "a cache of one's own beside one in memory, loaded by its default": (
        {
            "package.json": package(dependencies={"mysql2": "3", "cache-manager-ioredis": "2"}),
            "adapters/lib/store-factory.js": """
                const store = require('cache-manager-ioredis')
                module.exports = function getInstance(options) { return store.create(options) }
            """,
            "adapters/cache/Redis.js": "const factory = require('../lib/store-factory')\nmodule.exports = class {}",
            "adapters/cache/MemoryCache.js": "module.exports = class {}",
        },
        {
            **NODE,
            "databases": {
                "mysql": "required package.json:3",
                "redis": "optional package.json:4 adapters/cache/Redis.js:1",
            },
        },
    ),
    "a document database or a relational one, as a setting says": (
        {
            "package.json": package(dependencies={"@nestjs/mongoose": "11", "@nestjs/typeorm": "11", "pg": "8"}),
            "src/app.module.ts": """
                import { MongooseModule } from '@nestjs/mongoose'
                import { TypeOrmModule } from '@nestjs/typeorm'
                const module = config().isDocumentDatabase
                  ? MongooseModule.forRootAsync({ useClass: A })
                  : TypeOrmModule.forRootAsync({ useClass: B })
            """,
            "src/user.schema.ts": """
                import { Prop, Schema } from '@nestjs/mongoose'
                @Schema()
                export class User { @Prop() name: string }
            """,
        },
        {
            **NODE,
            "databases": {
                "postgresql": "one_of package.json:5 src/app.module.ts:4",
                "mongodb": "one_of package.json:3 src/app.module.ts:4",
            },
        },
    ),
    "private methods that connect again": (
        {
            "package.json": package(dependencies={"amqplib": "0.10"}),
            "src/rabbit.ts": """
                import amqp from 'amqplib'
                export class Rabbit {
                  static async init() {
                    const host = config().rabbitmq.host
                    if (!host) return
                    await this.connect(host)
                  }
                  private static async connect(host: string): Promise<void> {
                    try { this.connection = await amqp.connect(host) } catch { await this.later(host) }
                  }
                  private static async later(host: string): Promise<void> { await this.connect(host) }
                }
            """,
        },
        {**NODE, "databases": {"rabbitmq": "optional package.json:3 src/rabbit.ts:9"}},
    ),
    "an arrow function with a type of what it returns, and an interface that extends a driver's": (
        {
            "package.json": package(dependencies={"ioredis": "5", "bullmq": "5"}),
            "src/store.ts": """
                import Redis from 'ioredis'
                import { QueueEvents } from 'bullmq'
                interface Listener extends QueueEvents { a: string }
                export const openStore = (): Redis => {
                  return new Redis({ host: process.env.REDIS_HOST || 'localhost' })
                }
            """,
            "src/index.ts": "import { openStore } from './store'\nif (process.env.MODE === 'queue') { openStore() }",
        },
        {**NODE, "databases": {"redis": "optional package.json:3 package.json:4 src/index.ts:2"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_known_of_applications(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What code in JavaScript and TypeScript tells of whether an application also runs without an engine.

A driver among the dependencies says that the application can talk to the engine. Each reason below makes that a
choice; it has to hold for all code that loads the driver.
"""

from __future__ import annotations

import re

#: Why an engine is not needed, as the user reads it.
REASONS = {
    # `if (process.env.REDIS_URL)`, `REDIS_URL ? … : …`, `if (!config.redis) return`: somebody has to ask for it.
    "condition": "only used under a condition of the settings",
    # `DATABASE_TYPE === "mongodb"`, `isDocumentDatabase ? … : …`: another database takes its place otherwise.
    "chosen": "only used where a setting chooses it among databases",
    # `switch (type) { case "redis": … }`: there are other cases.
    "case": "only used in one of several cases",
    # `const enabled = !!process.env.REDIS_URL`, `REDIS_ENABLED`: the application knows that it may be absent.
    "switch": "a setting tells whether it is used",
    # Beside a main database, what is loaded in the middle of a function serves a rare way through the code.
    "lazy": "only loaded within a function",
    # `monitor-types/redis.js` beside others: what the application can look at, not what it stands on.
    "plugin": "one of several plug-ins",
    # `RedisCache implements Cache` beside `MemoryCache implements Cache`.
    "sibling": "one of several implementations",
    # Declared and forgotten, or there for somebody who brings a plug-in.
    "unused": "no code of the application loads it",
    "tools": "only scripts for developers load it",
    "health": "only code that tells how well it is loads it",
    # `commands/worker.ts` beside `commands/start.ts`: what the application itself needs, its own command uses.
    "command": "only a command beside the one that starts the application uses it",
    # `packages/cache-redis` beside `packages/cache-memory`.
    "adapter": "the package is one of several adapters",
    # A library that is published from the same repository and that no application in it depends on.
    "library": "no application in the repository depends on this package",
}

#: Parts of identifiers that name an engine, in lower case.
WORDS = {
    "redis": ("redis", "valkey", "bullmq", "bull"),
    "mongodb": ("mongo",),
    "rabbitmq": ("rabbit", "amqp"),
    "elasticsearch": ("elastic", "opensearch"),
    "memcached": ("memcache",),
    "influxdb": ("influx",),
    "postgresql": ("postgres", "pgsql", "pg"),
    "mysql": ("mysql", "mariadb"),
    "sqlite": ("sqlite",),
}
#: Of these only the whole word counts: `bullet`, `upgrade`.
WHOLE_WORDS = frozenset({"bull", "pg"})

#: Folders and files whose code looks whether something is there.
HEALTH_NAMES = frozenset("health healthcheck health-check healthz healthchecks health-checks".split())

#: Names of a driver that carry values or types and never connect.
VALUES = frozenset(
    """
    ObjectId ObjectID Types Long Binary Decimal128 Timestamp Double Int32 UUID BSON Document Filter WithId
    isValidObjectId QueueEventsListener UnrecoverableError
    DelayedError WaitingChildrenError
    Job JobsOptions Command ReplyError AbortError
    QueryTypes errors types escapeIdentifier escapeLiteral DatabaseError
    Prop Schema SchemaFactory Virtual InjectModel InjectConnection InjectRedis InjectQueue getModelToken getQueueToken
    HydratedDocument Model FilterQuery QueryFilter UpdateQuery PipelineStage SchemaTypes InferSchemaType
    SchemaDefinition PopulateOptions SortOrder ClientSession now
    """.split()
)

#: ... and what such names end with: `RedisClientType`, `PoolConfig`, `ResponseError`.
VALUE_NAMES = re.compile(r"[A-Z]\w*(?:Type|Types|Options|Config|Error|Params)")
#: Parts of a driver that hold nothing else.
TYPE_MODULES = frozenset({"_types", "types"})

#: What reads the environment: `process.env`, `env("X")`, `Deno.env`, `getEnv("X")`.
ENVIRONMENT = frozenset("env ENV Env environment getEnv useEnv envs".split())
#: Variables and names that tell of the kind of environment, not of a wish.
NEUTRAL = re.compile(
    r"NODE_ENV|APP_ENV|CI|NEXT_RUNTIME|VERCEL|JEST_WORKER_ID|VITEST|ENVIRONMENT"
    r"|(?:is|IS_)?_?(?:dev|prod|test|development|production|testing|Dev|Prod|Test|Development|Production|Testing|DEV|PROD|TEST"
    r"|browser|Browser|server|Server|Node)(?:Env|Mode)?"
)
SWITCH_WORDS = frozenset({"enabled", "enable"})
#: `database.type`, `isDocumentDatabase`, `CACHE_DRIVER`: a word of each set asks which of several is used.
CHOSEN = frozenset("database db store storage cache session queue search".split())
CHOSEN_BY = frozenset("type driver engine kind dialect provider backend document relational mode".split())
DATABASES = frozenset("database databases db".split())
ABSENCE_WORDS = frozenset("disable disabled skip no without off memory inmemory".split())
#: A variable made of the engine's name and one of these says whether the engine is used, or where it is.
SWITCHES = frozenset("enabled enable use is disable disabled off on active".split())
PLACES = frozenset(
    "url uri host hosts hostname dsn server servers endpoint address connection string node nodes".split()
)

#: Folders of things that people add or look at: what an application can talk to, not what it stands on.
PLUGIN_FOLDERS = re.compile(
    r"nodes|monitors?|monitor-types|checks|checkers|probes|sinks|exporters|importers|integrations|dialects|pieces"
    r"|vector-?stores?|data-?source-?types",
    re.IGNORECASE,
)
#: As many neighbours that are not about the engine make a folder of plug-ins.
PLUGIN_NEIGHBOURS = 2
#: Words of a neighbour's name that stand for doing without a server, wherever it lies: `memory.ts` beside `redis.ts`,
#: `NullCacheAdapter.js` beside `RedisCacheAdapter.js`.
SUBSTITUTES = frozenset("in memory inmemory mem noop nop null none lru void".split())
#: ... and those that do so in folders of things that are exchanged for each other.
SUBSTITUTES_IN_SLOTS = SUBSTITUTES | frozenset("local file fs filesystem disk database db sync default simple".split())
SLOTS = re.compile(
    r"adapters?|backends?|drivers?|providers?|strategies|transports?|stores?|storages?|caches?|caching|sessions?|queues?"
    r"|jobs?|pub-?sub|brokers?|locks?|locking|rate-?limit(?:er|ers|ing)?|client|clients|plugins?|events?|event-?bus",
    re.IGNORECASE,
)

#: A folder of commands, and those among them that start the application.
COMMANDS = re.compile(r"commands?", re.IGNORECASE)
STARTING = frozenset("start serve server web".split())

#: Bases that say nothing of being exchangeable.
COMMON_BASES = re.compile(
    r"On[A-Z]\w*|EventEmitter\w*|Error|\w*Error|Component|PureComponent|Object|Readable|Writable|Transform|Duplex|Array"
    r"|Map|Set|Promise|Nest\w+|\w*Module|\w*HealthIndicator|Controller|\w*Options|\w*Config"
)

#: Words of package and file names that stand for another way to do the same.
VARIANT_WORDS = frozenset(
    """
    memory inmemory local file files fs filesystem disk none noop null sql database default s3 sqlite postgres
    postgresql pg mysql mariadb mongo mongodb mongoose redis valkey bullmq rabbitmq amqp kafka nats sqs sns
    elasticsearch elastic opensearch meilisearch algolia typesense memcached dynamodb firestore gcp aws azure
    libsql mssql oracle cloudflare
    """.split()
)
#: What is left of a package's name when its engine is taken out, where the rest says that it is a plug-in.
PLUGIN_RESTS = frozenset("plugin adapter provider driver connector storage store dialect transport".split())
#: ... and where it says nothing.
PLAIN_RESTS = frozenset("utils util client clients wrapper common lib types type service services module core".split())

#: Drivers that others load by their name, so that no code need do it.
LOADED_BY_NAME = re.compile(
    r"loopback-connector-.*|sails-.*|strapi-connector-.*|@keystonejs/adapter-.*|moleculer-db-.*|@mikro-orm/.*"
    r"|@payloadcms/db-.*|@adonisjs/.*|@nestjs/.*"
)
#: What loads such a driver by name.
LOADERS = {
    "mongodb": frozenset("typeorm loopback sails @strapi/strapi strapi agenda @prisma/client meteor".split()),
    "redis": frozenset("typeorm @adonisjs/core @strapi/strapi moleculer cacheable-request egg-redis".split()),
    "rabbitmq": frozenset("@nestjs/microservices moleculer".split()),
    "elasticsearch": frozenset("moleculer".split()),
}

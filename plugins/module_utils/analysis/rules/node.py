# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of npm."""

from __future__ import annotations

import re

from .model import drivers, libraries

PACKAGES = {
    **drivers(
        mysql="""
            mysql mysql2 mariadb promise-mysql serverless-mysql mysql-promise loopback-connector-mysql
            @mikro-orm/mysql @mikro-orm/mariadb @fastify/mysql fastify-mysql express-mysql-session sails-mysql
            @prisma/adapter-mariadb @databases/mysql @keyv/mysql egg-mysql
        """,
        postgresql="""
            pg pg-native pg-promise pg-pool pg-cursor pg-query-stream postgres slonik massive
            loopback-connector-postgresql @mikro-orm/postgresql @fastify/postgres fastify-postgres connect-pg-simple
            @payloadcms/db-postgres pgvector sails-postgresql @prisma/adapter-pg @databases/pg @keyv/postgres
            pg-listen pg-pubsub node-pg-migrate @socket.io/postgres-adapter @pgtyped/runtime zapatos pg-copy-streams
            @balena/pinejs
        """,
        mongodb="""
            mongodb mongoose mongojs mongoist monk connect-mongo connect-mongodb-session loopback-connector-mongodb
            @mikro-orm/mongodb @nestjs/mongoose @typegoose/typegoose typegoose @fastify/mongodb fastify-mongodb
            @payloadcms/db-mongodb mongoose-sequence mongodb-legacy sails-mongo strapi-connector-mongoose
            @keystonejs/adapter-mongoose moleculer-db-adapter-mongo moleculer-db-adapter-mongoose @keyv/mongo
            feathers-mongodb feathers-mongoose @feathersjs/mongodb @socket.io/mongo-adapter sharedb-mongo papr
            y-mongodb-provider egg-mongoose rate-limit-mongo @auth/mongodb-adapter
        """,
        redis="""
            redis ioredis iovalkey @redis/client connect-redis handy-redis tedis async-redis redis-promisify
            loopback-connector-redis loopback-connector-kv-redis @socket.io/redis-adapter @socket.io/redis-emitter
            @socket.io/redis-streams-adapter socket.io-redis socket.io-emitter rate-limit-redis
            cache-manager-redis-store cache-manager-ioredis cache-manager-ioredis-yet cache-manager-redis-yet
            @keyv/redis keyv-redis @keyv/valkey @fastify/redis fastify-redis redlock @sesamecare-oss/redlock
            @nestjs-modules/ioredis @liaoliaots/nestjs-redis @songkeys/nestjs-redis nestjs-redis catbox-redis koa-redis
            @hapi/catbox-redis @adonisjs/redis egg-redis sails-redis connect-sails-redis graphql-redis-subscriptions
            apollo-server-cache-redis @hocuspocus/extension-redis @valkey/valkey-glide express-brute-redis
            @graphql-yoga/redis-event-target
        """,
        elasticsearch="""
            elasticsearch @elastic/elasticsearch @opensearch-project/opensearch @nestjs/elasticsearch
            elasticsearch-browser
        """,
        rabbitmq="""
            amqplib amqp amqp-connection-manager amqp-ts @cloudamqp/amqp-client rabbitmq-client rascal
            @golevelup/nestjs-rabbitmq @socket.io/amqp-adapter rabbitmq-stream-js-client
        """,
        influxdb="influx @influxdata/influxdb-client @influxdata/influxdb3-client",
        memcached="memcached memjs connect-memcached memcached-promisify catbox-memcached @hapi/catbox-memcached",
        sqlite="""
            sqlite3 sqlite better-sqlite3 @mikro-orm/sqlite @mikro-orm/better-sqlite
            @mikro-orm/libsql @libsql/client @payloadcms/db-sqlite loopback-connector-sqlite3 sails-sqlite
            @prisma/adapter-better-sqlite3 @prisma/adapter-libsql @databases/sqlite @keyv/sqlite
        """,
    ),
    **libraries(
        postgresql="pg-boss graphile-worker postgraphile @medusajs/medusa",
        mongodb="agenda @hokify/agenda keystone apostrophe",
        redis="bull bullmq @taskforcesh/bullmq-pro bee-queue kue rsmq node-resque @nestjs/bull @nestjs/bullmq",
        elasticsearch="mongoosastic",
    ),
}

#: Packages of JSR and deno.land/x that npm does not have under this name.
DENO = drivers(
    postgresql="@db/postgres postgres postgresjs",
    mysql="mysql @db/mysql",
    mongodb="mongo @db/mongo",
    redis="redis @db/redis @iuioiua/redis r2d2",
    sqlite="@db/sqlite sqlite sqlite3",
    rabbitmq="amqp",
)

#: Mappers that bring the drivers of all their engines along; the application's users pick one.
BRING_ALL = {"ueberdb2": frozenset("mysql postgresql mongodb redis elasticsearch sqlite".split())}

#: Native drivers that others build anew and publish under their own scope, as @louislam/sqlite3.
FORKED = frozenset({"sqlite3", "better-sqlite3"})

#: Mappers that load the driver of their engine by its name.
ORMS = frozenset(
    """
    sequelize sequelize-typescript @sequelize/core typeorm @nestjs/typeorm @nestjs/sequelize knex objection bookshelf
    @mikro-orm/core @mikro-orm/nestjs drizzle-orm kysely @adonisjs/lucid @strapi/strapi strapi @keystone-6/core
    waterline sails loopback @loopback/repository directus @payloadcms/drizzle payload @prisma/client redbean-node
    ueberdb2 connect-session-knex connect-session-sequelize
    """.split()
)
#: Of these, whatever is published again under a scope is still the same: @n8n/typeorm.
FORKED_ORMS = frozenset("sequelize typeorm knex objection kysely drizzle-orm".split())
#: What a file loads, or how it is called, that tells such a mapper its engine.
ORM_MODULES = frozenset(
    """
    sequelize sequelize-typescript @sequelize/core typeorm @nestjs/typeorm @nestjs/sequelize knex @mikro-orm/core
    @mikro-orm/nestjs drizzle-kit @adonisjs/lucid @keystone-6/core redbean-node
    """.split()
)
ORM_FILES = re.compile(
    r"(?:.*/)?(?:knexfile|ormconfig|drizzle\.config|mikro-orm\.config|keystone|data-?source|orm\.config|sequelize\.config"
    r"|config/(?:.*/)?database|config/(?:config|db|sequelize|datastores))\.[mc]?[jt]s",
    re.IGNORECASE,
)
#: Of these, what the mapper's own commands read.
ORM_COMMANDS = re.compile(r"(?:knexfile|ormconfig|drizzle\.config)\.[mc]?[jt]s", re.IGNORECASE)
#: The same as JSON; True for a name that others use as well, so that only these folders tell.
ORM_JSON = {"ormconfig.json": False, "config.json": True, "database.json": True, "sequelize.json": True}
ORM_JSON_FOLDERS = ("config", "db", "database", "sequelize")
ORM_KEYS = frozenset("dialect client type provider adapter".split())
#: Of these, those that say nothing but the engine, and a cheap look whether one is given something else than a text.
ENGINE_KEYS = ("dialect", "client")
ORM_HANDED = re.compile(r"\b(?:" + "|".join(ENGINE_KEYS) + r")\s{0,20}:\s{0,20}[A-Za-z_]")
DIALECTS = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "pg": "postgresql",
    "pg-native": "postgresql",
    "mysql": "mysql",
    "mysql2": "mysql",
    "mariadb": "mysql",
    "mongodb": "mongodb",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "better-sqlite3": "sqlite",
    "sqlite-pooled": "sqlite",
}

#: What a driver calls the server that it connects to, and engines that are spoken to over plain HTTP.
HOST_KEYS = frozenset({"host", "hostname"})
OVER_HTTP = frozenset({"elasticsearch", "influxdb"})

_NAMED = "|".join(DIALECTS)
#: A cheap look whether a file holds such a key and such a value at all, be it a member of an enumeration.
ORM_TOLD = re.compile(rf"[\"'`](?:{_NAMED})[\"'`]|:\s{{0,9}}[A-Z]\w{{0,40}}\.(?i:{_NAMED})\b")

FRAMEWORKS = {
    "next": "Next.js",
    "nuxt": "Nuxt",
    "nuxt3": "Nuxt",
    "astro": "Astro",
    "hono": "Hono",
    "elysia": "Elysia",
    "nitropack": "Nitro",
    "@medusajs/medusa": "Medusa",
    "@fresh/core": "Fresh",
    "@oak/oak": "Oak",
    "oak": "Oak",
    "@vendure/core": "Vendure",
    "directus": "Directus",
    "moleculer": "Moleculer",
    "egg": "Egg",
    "strapi": "Strapi",
    "@react-router/serve": "React Router",
    "@nestjs/core": "NestJS",
    "@strapi/strapi": "Strapi",
    "@adonisjs/core": "AdonisJS",
    "@keystone-6/core": "Keystone",
    "keystone": "Keystone",
    "@loopback/core": "LoopBack",
    "loopback": "LoopBack",
    "@feathersjs/feathers": "Feathers",
    "@remix-run/node": "Remix",
    "@sveltejs/kit": "SvelteKit",
    "payload": "Payload",
    "sails": "Sails",
    "@hapi/hapi": "hapi",
    "hapi": "hapi",
    "fastify": "Fastify",
    "koa": "Koa",
    "restify": "restify",
    "express": "Express",
}

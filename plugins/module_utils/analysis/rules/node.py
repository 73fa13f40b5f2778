# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of npm."""

from __future__ import annotations

from .model import drivers, libraries

PACKAGES = {
    **drivers(
        mysql="""
            mysql mysql2 mariadb promise-mysql serverless-mysql mysql-promise loopback-connector-mysql
            @mikro-orm/mysql @mikro-orm/mariadb @fastify/mysql fastify-mysql
        """,
        postgresql="""
            pg pg-native pg-promise pg-pool pg-cursor pg-query-stream postgres slonik massive
            loopback-connector-postgresql @mikro-orm/postgresql @fastify/postgres fastify-postgres connect-pg-simple
            @payloadcms/db-postgres pgvector
        """,
        mongodb="""
            mongodb mongoose mongojs mongoist monk connect-mongo connect-mongodb-session loopback-connector-mongodb
            @mikro-orm/mongodb @nestjs/mongoose @typegoose/typegoose typegoose @fastify/mongodb
            @payloadcms/db-mongodb mongoose-sequence
        """,
        redis="""
            redis ioredis iovalkey @redis/client connect-redis handy-redis tedis async-redis redis-promisify
            loopback-connector-redis loopback-connector-kv-redis @socket.io/redis-adapter @socket.io/redis-emitter
            socket.io-redis socket.io-emitter rate-limit-redis cache-manager-redis-store cache-manager-ioredis
            cache-manager-ioredis-yet cache-manager-redis-yet @keyv/redis keyv-redis @fastify/redis redlock
            @nestjs-modules/ioredis @liaoliaots/nestjs-redis catbox-redis koa-redis
        """,
        elasticsearch="""
            elasticsearch @elastic/elasticsearch @opensearch-project/opensearch @nestjs/elasticsearch
            elasticsearch-browser
        """,
        rabbitmq="""
            amqplib amqp amqp-connection-manager amqp-ts @cloudamqp/amqp-client rabbitmq-client rascal
            @golevelup/nestjs-rabbitmq
        """,
        influxdb="influx @influxdata/influxdb-client @influxdata/influxdb3-client",
        memcached="memcached memjs connect-memcached memcached-promisify catbox-memcached",
        sqlite="""
            sqlite3 sqlite better-sqlite3 @louislam/sqlite3 @vscode/sqlite3 @mikro-orm/sqlite @mikro-orm/better-sqlite
            @libsql/client @payloadcms/db-sqlite loopback-connector-sqlite3
        """,
    ),
    **libraries(
        postgresql="pg-boss graphile-worker postgraphile",
        mongodb="agenda @hokify/agenda keystone",
        redis="bull bullmq bee-queue kue rsmq node-resque @nestjs/bull @nestjs/bullmq",
        elasticsearch="mongoosastic",
    ),
}

FRAMEWORKS = {
    "next": "Next.js",
    "nuxt": "Nuxt",
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

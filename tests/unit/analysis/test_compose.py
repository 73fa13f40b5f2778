# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose files: images, variants, tests, and what code beside them says."""

from __future__ import annotations

import pytest

GEMFILE_WITH_PG = {"Gemfile": "gem 'pg'\n"}
MEMCACHED = (
    "Memcached is installed only where it is declared, on each web host for itself; "
    "redis in its place is one cache for all"
)

CASES = {
    "images of every spelling": (
        {
            "compose.yaml": """
                services:
                  a: {image: "docker.io/library/mysql:8.4"}
                  b: {image: mongo}
                  c:
                    image: quay.io/acme/redis:7.2-alpine@sha256:0123
                  d: {image: docker.elastic.co/elasticsearch/elasticsearch:8.15.0}
                  e: {image: "rabbitmq:3-management"}
                  f: {image: "registry.acme-hosting.com:5000/influxdb:1.8"}
                  g: {image: gluster/gluster-centos}
                  h: {image: memcached}
            """
        },
        {
            "databases": {
                "mysql": "required compose.yaml:2",
                "mongodb": "required compose.yaml:3",
                "redis": "required compose.yaml:5",
                "elasticsearch": "required compose.yaml:6",
                "rabbitmq": "required compose.yaml:7",
                "influxdb": "required compose.yaml:8",
                "glusterfs": "required compose.yaml:9",
                "memcached": "required compose.yaml:10",
            },
            "hints": {
                "mysql": "mysql 8.4",
                "redis": "redis 7.2",
                "elasticsearch": "elasticsearch 8.15.0",
                "rabbitmq": "3",
                "influxdb": "1.8",
            },
            "warnings": [f"compose.yaml:10: {MEMCACHED}"],
        },
    ),
    "a file that runs the application alone leaves all servers to whoever has them elsewhere": (
        {
            "Gemfile": "gem 'pg'\ngem 'bunny'\ngem 'sidekiq'\n",
            "docker-compose.yml": "services:\n  app: {build: .}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "redis": "required Gemfile:3",
                "rabbitmq": "required Gemfile:2",
            },
        },
    ),
    "a file that runs the application and its store goes without the rest": (
        {
            "Gemfile": "gem 'pg'\ngem 'bunny'\n",
            "docker-compose.yml": "services:\n  app: {build: .}\n  db: {image: postgres}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required Gemfile:1 docker-compose.yml:3", "rabbitmq": "optional Gemfile:2"},
        },
    ),
    "images that only look alike, and commented ones": (
        {
            "docker-compose.yml": """
                services:
                  a: {image: mongo-express}
                  b: {image: prom/postgres-exporter}
                  c: {image: rediscommander/redis-commander}
                  # d: {image: mysql}
                  e: {build: ./postgres}
            """
        },
        {},
    ),
    "one's own image of a server, by what it is told of its first user": (
        {
            "compose.yaml": """
                services:
                  database:
                    build: ../shop-database
                    image: shop-database
                    environment: {MARIADB_ROOT_PASSWORD: "${ROOT}"}
                  database-backup: {image: acme/keep, environment: {POSTGRES_PASSWORD: "${KEPT}"}}
                  shop: {build: ., environment: {MONGO_INITDB_ROOT_USERNAME: shop}, depends_on: [database]}
            """
        },
        {"databases": {"mysql": "required compose.yaml:5"}},
    ),
    "services and profiles for tests": (
        {
            "docker-compose.yml": """
                services:
                  db: {image: "postgres:16"}
                  db-test: {image: "mysql:8"}
                  queue: {image: rabbitmq, profiles: [test]}
                  cache: {image: redis, profiles: [cache]}
            """
        },
        {
            "databases": {
                "mysql": "development docker-compose.yml:3",
                "postgresql": "required docker-compose.yml:2",
                "redis": "optional docker-compose.yml:5",
                "rabbitmq": "development docker-compose.yml:4",
            },
            "hints": {"mysql": "mysql 8", "postgresql": "16", "redis": "redis"},
        },
    ),
    "a profile that the file of variables makes active": (
        {
            ".env.example": "COMPOSE_PROFILES=${STORE:-postgres},x\n",
            "docker-compose.yml": """
                services:
                  web: {build: ., depends_on: [db]}
                  db: {image: "postgres:16", profiles: [postgres]}
                  other: {image: "mysql:8", profiles: [mysql]}
            """,
        },
        {
            "databases": {
                "mysql": "optional docker-compose.yml:4",
                "postgresql": "required docker-compose.yml:3",
            },
            "hints": {"mysql": "mysql 8", "postgresql": "16"},
        },
    ),
    "files for tests and developers": (
        {
            "docker-compose.yml": "services:\n  db: {image: postgres}\n",
            "docker-compose.test.yml": "services:\n  db: {image: mysql}\n",
            "docker-compose.override.yml": "services:\n  c: {image: redis}\n",
            "compose.prod.yaml": "services:\n  q: {image: rabbitmq}\n",
            ".devcontainer/docker-compose.yml": "services:\n  i: {image: influxdb}\n",
            "docker/devenv/compose.yml": "services:\n  m: {image: mongo}\n",
            "Compose/ModulesDevelop/compose.yml": "services:\n  m: {image: mongo}\n",
        },
        {
            "databases": {
                "mysql": "development docker-compose.test.yml:2",
                "postgresql": "required docker-compose.yml:2",
                "mongodb": "development Compose/ModulesDevelop/compose.yml:2 docker/devenv/compose.yml:2",
                "redis": "development docker-compose.override.yml:2",
                "rabbitmq": "required compose.prod.yaml:2",
                "influxdb": "development .devcontainer/docker-compose.yml:2",
            },
            "hints": {"mysql": "mysql", "redis": "redis"},
        },
    ),
    "another program's file in its folder": (
        {
            "compose.yml": "services:\n  app: {build: .}\n  db: {image: postgres}\n",
            "relay/compose.yml": "services:\n  relay: {build: {context: .}}\n  c: {image: redis}\n",
        },
        {
            "databases": {"postgresql": "required compose.yml:3", "redis": "optional relay/compose.yml:3"},
            "hints": {"redis": "redis"},
        },
    ),
    "a part's own file, of a part that the file above builds too": (
        {
            "compose.yml": "services:\n  app: {build: .}\n  relay: {build: ./relay}\n  db: {image: postgres}\n",
            "relay/compose.yml": "services:\n  relay: {build: .}\n  c: {image: redis}\n",
        },
        {
            "databases": {"postgresql": "required compose.yml:4", "redis": "required relay/compose.yml:3"},
            "hints": {"redis": "redis"},
        },
    ),
    "a file for each variant, and nothing known of the code": (
        {
            "docker-compose.mysql.yml": "services:\n  db: {image: mysql}\n",
            "docker-compose.postgres.yml": "services:\n  db: {image: postgres}\n",
        },
        {
            "databases": {
                "mysql": "one_of docker-compose.mysql.yml:2",
                "postgresql": "one_of docker-compose.postgres.yml:2",
            },
            "hints": {"mysql": "mysql"},
        },
    ),
    "what every variant runs is no matter of choice": (
        {
            "compose/docker-compose.mysql.yml": "services:\n  db: {image: mysql}\n  q: {image: redis}\n",
            "compose/docker-compose.postgres.yml": "services:\n  db: {image: postgres}\n  q: {image: redis}\n",
        },
        {
            "databases": {
                "mysql": "one_of compose/docker-compose.mysql.yml:2",
                "postgresql": "one_of compose/docker-compose.postgres.yml:2",
                "redis": "required compose/docker-compose.mysql.yml:3 compose/docker-compose.postgres.yml:3",
            },
            "hints": {"mysql": "mysql", "redis": "redis"},
        },
    ),
    "a database that the code has no driver for": (
        {**GEMFILE_WITH_PG, "docker-compose.yml": "services:\n  a: {image: mariadb}\n  b: {image: postgres}\n"},
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "optional docker-compose.yml:2",
                "postgresql": "required Gemfile:1 docker-compose.yml:3",
            },
            "hints": {"mysql": "mariadb"},
        },
    ),
    "a search store that is reached without a known driver": (
        {**GEMFILE_WITH_PG, "docker-compose.yml": "services:\n  s: {image: elasticsearch}\n"},
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required Gemfile:1", "elasticsearch": "required docker-compose.yml:2"},
            "hints": {"elasticsearch": "elasticsearch"},
        },
    ),
    "stores of products that run beside the application": (
        {
            **GEMFILE_WITH_PG,
            "docker-compose.yml": """
                services:
                  web: {build: ., depends_on: [db]}
                  db: {image: postgres}
                  login: {image: "quay.io/keycloak/keycloak:26", environment: {KC_DB_URL: "jdbc:mysql://login-db/kc"}}
                  login-db: {image: mysql}
                  logs: {image: elasticsearch}
                  kibana: {image: kibana, environment: ["ELASTICSEARCH_HOSTS=http://logs:9200"]}
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "optional docker-compose.yml:5",
                "postgresql": "required Gemfile:1 docker-compose.yml:3",
                "elasticsearch": "optional docker-compose.yml:6",
            },
            "hints": {"mysql": "mysql", "elasticsearch": "elasticsearch"},
        },
    ),
    "a file at the root that is called after the application": (
        {
            "power.yml": "services:\n  store:\n    image: influxdb:1.8\n  app:\n    image: someone/power\n"
            "    depends_on: [store]\n",
            "deploy/power.yml": "services:\n  db:\n    image: postgres\n",
            "values.yml": "services:\n  mysql: 3306\n",
            ".lando.yml": "services:\n  db:\n    image: mysql\n",
        },
        {"databases": {"influxdb": "required power.yml:3"}, "hints": {"influxdb": "1.8"}},
    ),
    "a product that only shows how to use the application": (
        {
            **GEMFILE_WITH_PG,
            "wordpress/docker-compose.yml": """
                services:
                  wp-mysql: {image: "mysql:8"}
                  wp: {image: wordpress, depends_on: [wp-mysql]}
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "optional wordpress/docker-compose.yml:2",
                "postgresql": "required Gemfile:1",
            },
            "hints": {"mysql": "mysql 8"},
        },
    ),
    "two databases of one engine": (
        {"compose.yml": "services:\n  main: {image: 'mysql:8'}\n  archive: {image: 'mysql:5.7'}\n"},
        {"databases": {"mysql": "required compose.yml:2 compose.yml:3"}, "hints": {"mysql": "mysql 8"}},
    ),
    "a store that nothing uses, beside the one that a variable names": (
        {
            "compose.yml": """
                services:
                  web: {build: ., depends_on: ["${DB_HOST:-one}", cache]}
                  one: {image: "postgres:16"}
                  two: {image: "mysql:8"}
                  cache: {image: redis}
            """
        },
        {
            "databases": {
                "mysql": "optional compose.yml:4",
                "postgresql": "required compose.yml:3",
                "redis": "required compose.yml:5",
            },
            "hints": {"mysql": "mysql 8", "postgresql": "16", "redis": "redis"},
        },
    ),
    "several servers and no application: something to try it with": (
        {
            "Gemfile": "gem 'pg'\ngem 'mysql2'\n",
            "compose.yml": "services:\n  a: {image: mysql}\n  b: {image: postgres}\n  c: {image: adminer}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "one_of Gemfile:2 compose.yml:2",
                "postgresql": "one_of Gemfile:1 compose.yml:3",
            },
            "hints": {"mysql": "mysql"},
        },
    ),
    "anchors, merges and extension fields": (
        {
            "compose.yml": """
                x-db: &db
                  image: postgres:16
                services:
                  db:
                    <<: *db
                    restart: always
            """
        },
        {"databases": {"postgresql": "required compose.yml:2"}, "hints": {"postgresql": "16"}},
    ),
    "variables with defaults, in each other, and from the file beside": (
        {
            ".env": "CACHE=valkey/valkey\n",
            "compose.yml": """
                services:
                  db: {image: "${DB_IMAGE:-postgres:${DB_VERSION:-15}}"}
                  cache: {image: "$CACHE:8"}
                  queue: {image: "${QUEUE:?set it}"}
            """,
        },
        {
            "databases": {"postgresql": "required compose.yml:2", "redis": "required compose.yml:3"},
            "hints": {"postgresql": "15", "redis": "valkey 8"},
        },
    ),
    "a service of another file that is extended, and files that are included": (
        {
            "compose.yml": """
                include: [parts/queue.yml, {path: parts/search.yml}]
                services:
                  db: {extends: {file: parts/common.yml, service: base}}
            """,
            "parts/common.yml": "services:\n  base: {image: 'mariadb:11'}\n  unused: {image: mongo}\n",
            "parts/queue.yml": "services:\n  q: {image: 'rabbitmq:4'}\n",
            "parts/search.yml": "services:\n  s: {image: 'opensearchproject/opensearch:2'}\n",
        },
        {
            "databases": {
                "mysql": "required compose.yml:3",
                "elasticsearch": "required parts/search.yml:2",
                "rabbitmq": "required parts/queue.yml:2",
            },
            "hints": {"mysql": "mariadb 11", "elasticsearch": "opensearch 2", "rabbitmq": "4"},
        },
    ),
    "servers that are built, and one that only its data folder tells": (
        {
            "compose.yml": """
                services:
                  db:
                    build: {context: docker/db, dockerfile: Dockerfile.db}
                  cache: {build: {dockerfile_inline: "FROM redis:8"}}
                  web: {build: .}
                  mongo:
                    image: ${MONGO_IMAGE}
                    volumes: ["data:/data/db"]
            """,
            "docker/db/Dockerfile.db": "ARG V=17\nFROM alpine AS tools\nFROM postgres:${V}-alpine\nCOPY x /\n",
            "Dockerfile": "FROM ruby:3.4\nRUN apt-get install -y postgresql-client redis-tools\n",
        },
        {
            "databases": {
                "postgresql": "required compose.yml:3",
                "mongodb": "required compose.yml:8",
                "redis": "required compose.yml:4",
            },
            "hints": {"postgresql": "17", "redis": "redis 8"},
        },
    ),
    "a hosted database in the environment of a service": (
        {
            "compose.yml": """
                services:
                  web:
                    build: .
                    environment:
                      DATABASE_URL: postgres://u:p@shop.acme-hosting.com/shop
                  worker:
                    build: .
                    environment:
                      - REDIS_URL=redis://cache.acme-hosting.com
                      - LOCAL_URL=mysql://db/x
            """
        },
        {
            "databases": {"postgresql": "required compose.yml:5", "redis": "required compose.yml:9"},
            "external": {"postgresql": "shop.acme-hosting.com", "redis": "cache.acme-hosting.com"},
        },
    ),
    "a driver that the application's own deployment goes without": (
        {
            "Gemfile": "gem 'pg'\ngem 'redis'\ngem 'sidekiq'\ngem 'mongo'\n",
            "compose.yml": "services:\n  web: {build: .}\n  db: {image: postgres}\n  r: {image: redis}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1 compose.yml:3",
                "mongodb": "optional Gemfile:4",
                "redis": "required Gemfile:2 Gemfile:3 compose.yml:4",
            },
            "hints": {"redis": "redis"},
        },
    ),
    "a file that runs the application alone": (
        {
            "package.json": '{"dependencies": {"redis": "5", "mongodb": "6", "sqlite3": "5"}}',
            "compose.yml": "services:\n  web: {build: ., environment: {REDIS_HOST: cache}}\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "mongodb": "optional package.json:1",
                "redis": "required package.json:1",
                "sqlite": "required package.json:1",
            },
            "warnings": [
                (
                    "package.json:1: SQLite is for development only and is never deployed; install pg or mysql2 and "
                    "connect to it in its place, commit, and analyse again"
                )
            ],
        },
    ),
    "a file that runs the application alone, with variables from elsewhere": (
        {
            "package.json": '{"dependencies": {"mongodb": "6"}}',
            "compose.yml": "services:\n  web: {build: ., env_file: [.env]}\n",
        },
        {"languages": ["node"], "databases": {"mongodb": "required package.json:1"}},
    ),
    "the same where no deployment file runs the application": (
        {
            "Gemfile": "gem 'pg'\ngem 'mongo'\n",
            "compose.yml": "services:\n  db: {image: postgres}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required Gemfile:1 compose.yml:2", "mongodb": "required Gemfile:2"},
        },
    ),
    "Laravel's Sail is for developers": (
        {
            "docker-compose.yml": """
                services:
                  app: {build: {context: ./vendor/laravel/sail/runtimes/8.3}, image: sail-8.3/app}
                  mysql: {image: "mysql/mysql-server:8.0"}
            """
        },
        {"databases": {"mysql": "development docker-compose.yml:3"}, "hints": {"mysql": "mysql 8.0"}},
    ),
    "one file for the application, and one whose server is built here": (
        {
            "Gemfile": "gem 'pg'\ngem 'redis'\n",
            "docker-compose.yml": "services:\n  shop: {build: .}\n",
            "docker-compose-env.yml": """
                services:
                  redis: {build: ./redis}
                  watch: {image: "acme/watch:1", depends_on: [redis]}
            """,
            "redis/Dockerfile": "FROM redis:7\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "redis": "required Gemfile:2 docker-compose-env.yml:2",
            },
            "hints": {"redis": "redis 7"},
        },
    ),
    "one file for the application, and one for what it needs": (
        {
            "Gemfile": "gem 'pg'\ngem 'redis'\n",
            "docker-compose.yml": """
                services:
                  shop: {build: .}
            """,
            "docker-compose-env.yml": """
                services:
                  postgres: {image: "postgres:16"}
                  redis: {image: "redis:7"}
                  search: {image: "elasticsearch:8.12.2"}
                  traces:
                    image: jaegertracing/all-in-one:1.63
                    environment: ["ES_SERVER_URLS=http://search:9200"]
                  logs:
                    image: kevinwan/go-stash:1.1
                    depends_on: [search]
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1 docker-compose-env.yml:2",
                "redis": "required Gemfile:2 docker-compose-env.yml:3",
                "elasticsearch": "optional docker-compose-env.yml:4",
            },
            "hints": {"postgresql": "16", "redis": "redis 7", "elasticsearch": "elasticsearch 8.12.2"},
        },
    ),
    "a folder for each server that can be chosen": (
        {
            "docker/mysql/docker-compose.yml": """
                services:
                  mysql: {image: "mysql:8"}
                  redis: {image: "redis:7"}
            """,
            "docker/pgsql/docker-compose.yml": """
                services:
                  postgres: {image: "postgres:16"}
                  redis: {image: "redis:7"}
            """,
        },
        {
            "databases": {
                "mysql": "one_of docker/mysql/docker-compose.yml:2",
                "postgresql": "one_of docker/pgsql/docker-compose.yml:2",
                "redis": "required docker/mysql/docker-compose.yml:3 docker/pgsql/docker-compose.yml:3",
            },
            "hints": {"mysql": "mysql 8", "postgresql": "16", "redis": "redis 7"},
        },
    ),
    "folders deeper down, and those that do not count": (
        {
            "docker/docker-compose.yml": "services:\n  db: {image: postgres}\n",
            "test/docker-compose.yml": "services:\n  db: {image: mysql}\n",
            "dev/docker-compose.yml": "services:\n  db: {image: redis}\n",
        },
        {
            "databases": {
                "postgresql": "required docker/docker-compose.yml:2",
                "redis": "development dev/docker-compose.yml:2",
            },
            "hints": {"redis": "redis"},
        },
    ),
    "other names of the file, and a file that only shares one": (
        {
            "production.yml": "services:\n  db: {image: postgres}\n  web: {build: .}\n",
            "local.yml": "services:\n  db: {image: postgres}\n  mail: {image: mailhog}\n  q: {image: rabbitmq}\n",
            "services.yml": "services:\n  - image of: [mysql]\n",
            "docker-compose.yml.example": "services:\n  r: {image: redis}\n",
        },
        {
            "databases": {
                "postgresql": "required production.yml:2 local.yml:2",
                "redis": "required docker-compose.yml.example:2",
                "rabbitmq": "development local.yml:4",
            },
            "hints": {"redis": "redis"},
        },
    ),
    "a file without services": ({"compose.yml": "version: '3'\n"}, {}),
    "half a file": (
        {
            "compose.yml": "services:\n  db: {image: 'postgres\n",
            "docker-compose.yml": "services:\n  r: {image: redis}\n",
        },
        {
            "databases": {"redis": "required docker-compose.yml:2"},
            "hints": {"redis": "redis"},
            "warnings": [
                "compose.yml: cannot be read as YAML (line 3: found unexpected end of stream); it was left out"
            ],
        },
    ),
    "a profile that each part of the application has, and one that some have": (
        {
            **GEMFILE_WITH_PG,
            "compose.yml": """
                services:
                  web: {build: ., profiles: [backend]}
                  site: {build: site, profiles: [frontend]}
                  db: {image: "postgres:16", profiles: [backend]}
                  search: {image: "elasticsearch:8.1.0", profiles: [search]}
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1 compose.yml:4",
                "elasticsearch": "optional compose.yml:5",
            },
            "hints": {"postgresql": "16", "elasticsearch": "elasticsearch 8.1.0"},
        },
    ),
    "a profile that only one more part of the application has": (
        {
            "compose.yml": """
                services:
                  web: {build: .}
                  indexer: {build: indexer, profiles: [search]}
                  search: {image: elasticsearch, profiles: [search]}
            """,
        },
        {"databases": {"elasticsearch": "optional compose.yml:4"}, "hints": {"elasticsearch": "elasticsearch"}},
    ),
    "the first version of the format, which has services alone": (
        {
            "docker-compose.yml": """
                web:
                  build: .
                  links: [db, search]
                db: {image: "postgres:9.6"}
                search:
                  build: .
                  dockerfile: Dockerfile-search
                cache:
                  extends: {file: common.yml, service: cache}
            """,
            "common.yml": "cache: {image: 'redis:3'}\n",
            "Dockerfile-search": "FROM elasticsearch:2.4.1\n",
        },
        {
            "databases": {
                "postgresql": "required docker-compose.yml:4",
                "redis": "required common.yml:1 docker-compose.yml:9",
                "elasticsearch": "required docker-compose.yml:6",
            },
            "hints": {"postgresql": "9.6", "redis": "redis 3", "elasticsearch": "elasticsearch 2.4.1"},
        },
    ),
    "a server that is built here from an image of a system": (
        {
            "requirements.txt": "elasticsearch\n",
            "docker/search.Dockerfile": "FROM debian:12\nRUN dnf install -y elasticsearch\n",
            "docker-compose.yml": """
                services:
                  elasticsearch:
                    build: {context: ., dockerfile: docker/search.Dockerfile}
                  web: {build: ., depends_on: [elasticsearch]}
            """,
        },
        {
            "languages": ["python"],
            "databases": {"elasticsearch": "required requirements.txt:1 docker-compose.yml:3"},
        },
    ),
    "what only watches the application": (
        {
            **GEMFILE_WITH_PG,
            "shop-apm/skywalking-elk/docker-compose.yml": "services:\n  elasticsearch: {image: elasticsearch}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "elasticsearch": "optional shop-apm/skywalking-elk/docker-compose.yml:2",
            },
            "hints": {"elasticsearch": "elasticsearch"},
        },
    ),
    "a cache that nothing has a library for, where those who work on the code run it": (
        {
            "composer.json": '{"require": {"ext-mysqli": "*"}}',
            "docker/docker-compose.yml": """
                services:
                  cache: {image: "memcached:1.5"}
                  db: {image: "mysql:8"}
                  php: {build: ., volumes: ["..:/srv"]}
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "mysql": "required composer.json:1 docker/docker-compose.yml:3",
                "memcached": "optional docker/docker-compose.yml:2",
            },
            "hints": {"mysql": "mysql 8", "memcached": "1.5"},
        },
    ),
    "what the image and an example of the settings leave off": (
        {
            "Dockerfile": "FROM php:8\nENV APP_NAME=shop \\\n    APP_USE_MEMCACHED=false\nENV ENABLE_RABBITMQ 1\n",
            ".env.example": "# USE_MONGODB=true\nREDIS_ENABLED=false\nES_SECURITY_ENABLED=false\nUSE_MYSQL=false\n",
            "requirements.txt": "redis\nelasticsearch\nmysqlclient\npika\n",
            "docker-compose.yml": """
                services:
                  app: {build: .}
                  cache: {image: memcached}
                  store: {image: redis}
            """,
        },
        {
            "languages": ["python"],
            "databases": {
                "mysql": "required requirements.txt:3",
                "redis": "optional .env.example:2 requirements.txt:1 docker-compose.yml:4",
                "elasticsearch": "optional requirements.txt:2",
                "rabbitmq": "optional requirements.txt:4",
                "memcached": "optional Dockerfile:2 docker-compose.yml:3",
            },
            "hints": {"redis": "redis"},
        },
    ),
    "a server that files run beside code which is never told of it": (
        {
            "package.json": '{"dependencies": {"pg": "8", "ioredis": "5"}}',
            "src/cache.js": "const Redis = require('ioredis')\nif (env.REDIS_URL) { new Redis(env.REDIS_URL) }\n",
            "docker-compose.yml": """
                services:
                  cache: {image: "redis:7"}
                  db: {image: "postgres:16"}
                  api: {build: ., environment: {DATABASE_URL: "postgres://db/a"}, depends_on: [db, cache]}
            """,
            "app.json": '{"addons": ["heroku-postgresql", "heroku-redis"]}',
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:1 app.json:1 docker-compose.yml:3",
                "redis": "optional package.json:1 app.json:1 docker-compose.yml:2 src/cache.js:2",
            },
            "hints": {"postgresql": "16", "redis": "redis 7"},
        },
    ),
    "a file that is named after what it adds, and the plain one beside it": (
        {
            "Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Npgsql" />'
            "</ItemGroup></Project>",
            "docker-compose.yml": "services:\n  app: {image: acme/app}\n",
            "docker-compose.postgresql.yml": """
                services:
                  app: {image: acme/app, env_file: .env}
                  db: {image: "postgres:18"}
            """,
        },
        {
            "languages": ["dotnet"],
            "frameworks": ["ASP.NET Core"],
            "databases": {"postgresql": "optional Shop.csproj:1 docker-compose.postgresql.yml:3"},
            "hints": {"postgresql": "18"},
        },
    ),
    "a profile for each server of which one is started": (
        {
            "requirements.txt": "psycopg2-binary\nredis\n",
            "settings.py": "import os\nDB_TYPE = os.environ.get('DB_TYPE', 'postgresql')\n",
            "docker-compose.yml": """
                services:
                  web: {build: .}
                  postgres: {image: "postgres:15", profiles: [postgresql]}
                  mysql: {image: "mysql:8.0", profiles: [mysql]}
                  cache: {image: "redis:6", profiles: [redis]}
            """,
        },
        {
            "languages": ["python"],
            "databases": {
                "mysql": "one_of docker-compose.yml:3 docker-compose.yml:4",
                "postgresql": "one_of settings.py:2 requirements.txt:1 docker-compose.yml:3",
                "redis": "optional requirements.txt:2 docker-compose.yml:5",
            },
            "hints": {"mysql": "mysql 8.0", "postgresql": "15", "redis": "redis 6"},
        },
    ),
    "a file that tells the application to keep its data in a file": (
        {
            "requirements.txt": "psycopg2-binary\n",
            "docker-compose.yml": """
                services:
                  web: {build: ., environment: {DATABASE_URL: "${DATABASE_URL-sqlite:////app/db.sqlite3}"}}
            """,
        },
        {
            "languages": ["python"],
            "databases": {
                "postgresql": "one_of requirements.txt:1",
                "sqlite": "one_of docker-compose.yml:2",
            },
            "warnings": [
                "docker-compose.yml:2: SQLite is never deployed; choose postgresql in its place",
            ],
        },
    ),
    "one that does so for several parts": (
        {
            "backend/requirements.txt": "psycopg2-binary\n",
            "worker/requirements.txt": "pillow\n",
            "docker-compose.yml": """
                services:
                  web: {build: backend, environment: {DATABASE_URL: "sqlite:////app/db.sqlite3"}}
                  worker: {build: worker}
            """,
        },
        {
            "languages": ["python"],
            "databases": {
                "postgresql": "one_of backend/requirements.txt:1",
                "sqlite": "one_of docker-compose.yml:2",
            },
            "warnings": [
                "docker-compose.yml:2: SQLite is never deployed; choose postgresql in its place",
            ],
        },
    ),
    "a file that is named after a way to run it, and the plain one beside it": (
        {
            "composer.json": '{"require": {"ext-redis": "*"}}',
            "docker-compose.yml": """
                services:
                  app: {build: ., image: acme/app, environment: {DATABASE_URL: "mysql://127.0.0.1/app"}}
            """,
            "docker-compose-split.yml": """
                services:
                  app: {image: acme/app, environment: {REDIS_URL: "redis://redis"}}
                  redis: {image: redis}
            """,
        },
        {
            "languages": ["php"],
            "databases": {"redis": "required composer.json:1 docker-compose-split.yml:3"},
            "hints": {"redis": "redis"},
        },
    ),
    "a file that bears the application's own name is its plain one": (
        {
            "package.json": '{"dependencies": {"pg": "8", "bullmq": "5"}}',
            "docker-compose.app.yml": """
                services:
                  db: {image: "postgres:16"}
                  web: {build: ., environment: {DATABASE_URL: "postgres://db/a"}, depends_on: [db]}
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "postgresql": "required package.json:1 docker-compose.app.yml:2",
                "redis": "optional package.json:1",
            },
            "hints": {"postgresql": "16"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


@pytest.mark.parametrize(
    ("image", "version", "flavour"),
    [
        ("mysql:8.4.2-oracle", "8.4.2", "mysql"),
        ("mariadb:11.8", "11.8", "mariadb"),
        ("percona/percona-server:8.0", "8.0", "percona"),
        ("valkey/valkey:8-alpine", "8", "valkey"),
        ("opensearchproject/opensearch:2.19.1", "2.19.1", "opensearch"),
        ("timescale/timescaledb:2.17-pg16", "16", ""),
        ("pgvector/pgvector:pg17", "17", ""),
        ("postgis/postgis:16-3.4", "16", ""),
        ("postgres:latest", "", ""),
        ("postgres", "", ""),
        ("localhost:5000/postgres", "", ""),
        ("postgres@sha256:00", "", ""),
    ],
)
def test_version_and_flavour_of_an_image(analysed, image, version, flavour):
    [found] = analysed({"compose.yml": f"services:\n  db:\n    image: {image}\n"})["databases"]
    assert (found["version_hint"], found["flavour_hint"]) == (version, flavour)


def test_the_service_that_users_get_gives_the_version(analysed):
    result = analysed(
        {
            "compose.override.yml": "services:\n  db: {image: 'postgres:13'}\n",
            "compose.yml": "services:\n  db-test: {image: 'postgres:14'}\n  db: {image: 'postgres:16'}\n",
        }
    )
    assert [found["version_hint"] for found in result["databases"]] == ["16"]

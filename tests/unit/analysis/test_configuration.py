# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration beside the code: examples of settings, platforms, charts, manifests, pipelines, infrastructure."""

from __future__ import annotations

import pytest

PG = {"Gemfile": "gem 'pg'\n"}
TWO = {"Gemfile": "gem 'mysql2'\ngem 'pg'\n"}

CASES = {
    "an example of the settings, and no code that is read": (
        {
            ".env.example": """
                # where the data is
                DATABASE_URL=postgres://user:secret@localhost/shop
                REDIS_HOST=127.0.0.1
                #MONGO_URL=mongodb://localhost/shop
                SESSION_SECRET=redis
            """
        },
        {
            "databases": {
                "postgresql": "required .env.example:2",
                "mongodb": "optional .env.example:4",
                "redis": "optional .env.example:3",
            }
        },
    ),
    "a short name that is a language elsewhere": (
        {".env.example": "REDIS_URL=redis://localhost\nSITE_ES_URL=https://es.example.com\nLOCALE_ES_ENABLED=false\n"},
        {"databases": {"redis": "required .env.example:1"}},
    ),
    "a variable that begins with it": (
        {".env.example": "ES_HOST=localhost\n"},
        {"databases": {"elasticsearch": "optional .env.example:1"}},
    ),
    "services that applications of Cloud Foundry are bound to": (
        {
            "manifest.yml": """
                applications:
                  - name: shop
                    services: [shop-psql, {name: elastic56-shop}, s3-shop]
                services:
                  - redis-shop
            """,
            "docs/manifest.yml": "services: [mysql-of-something-else]\n",
            "web/manifest.yml": "services: [mysql-of-something-else]\n",
            "api/manifest.yaml": "{{ a template: of another tool\n",
        },
        {
            "databases": {
                "postgresql": "required manifest.yml:3",
                "redis": "required manifest.yml:5",
                "elasticsearch": "required manifest.yml:3",
            },
        },
    ),
    "code that is called like one": (
        {"src/env.ts": "REDIS_URL=redis://localhost\n", "config/env.rb": "DATABASE_URL=mysql://localhost/a\n"},
        {},
    ),
    "an example never makes a need where the code is read": (
        {
            **PG,
            ".env.example": "DATABASE_URL=mysql://u:p@localhost/x\nREDIS_URL=redis://localhost\nMEMCACHED_HOST=x\n",
            "env.template": "ELASTICSEARCH_URL=http://localhost:9200\n",
        },
        {"languages": ["ruby"], "databases": {"postgresql": "required Gemfile:1"}},
    ),
    "examples for developers and tests": (
        {
            ".env.test": "DATABASE_URL=mysql://localhost/x\n",
            ".env.development.example": "REDIS_URL=redis://localhost\n",
        },
        {
            "databases": {
                "mysql": "development .env.test:1",
                "redis": "development .env.development.example:1",
            }
        },
    ),
    "a variable whose value names the engine": (
        {"config/env.sample": "APP_DB_TYPE=postgres\nCACHE_DRIVER=file\nQUEUE_CONNECTION=redis\n"},
        {"databases": {"postgresql": "required config/env.sample:1", "redis": "required config/env.sample:3"}},
    ),
    "add-ons of Heroku, with those for tests": (
        {
            **PG,
            "app.json": """
                {
                  "addons": ["heroku-postgresql:essential-0",
                             {"plan": "heroku-redis:mini", "as": "REDIS"}, "papertrail"],
                  "environments": {"test": {"addons": ["cloudamqp"]}}
                }
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1 app.json:2",
                "redis": "required app.json:3",
                "rabbitmq": "development app.json:4",
            },
        },
    ),
    "an app.json of a mobile application": ({"app.json": '{"expo": {"name": "x", "slug": "redis"}}'}, {}),
    "half an app.json": (
        {"app.json": '{"addons": ["heroku-redis"'},
        {"warnings": ["app.json: cannot be read (line 1: ',' or ']' is missing); it was left out"]},
    ),
    "what a button brings does not outweigh the file that runs the application without it": (
        {
            **PG,
            "app.json": '{"addons": ["heroku-postgresql", "heroku-redis"]}',
            "compose.yml": "services:\n  web: {build: .}\n  db: {image: postgres}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required Gemfile:1 app.json:1 compose.yml:3", "redis": "optional app.json:1"},
        },
    ),
    "heroku.yml": (
        {"heroku.yml": "setup:\n  addons:\n    - plan: jawsdb-maria:kitefin\n      as: DB\n    - plan: rollbar\n"},
        {"databases": {"mysql": "required heroku.yml:3"}},
    ),
    "scalingo.json and Cloudron": (
        {
            "scalingo.json": '{"addons": [{"plan": "mongodb:mongo-sandbox", "options": {"version": "7.0"}}]}',
            "CloudronManifest.json": '{"id": "x",\n "addons": {"localstorage": {}, "redis": {}}}',
        },
        {
            "databases": {"mongodb": "required scalingo.json:1", "redis": "required CloudronManifest.json:2"},
            "hints": {"mongodb": "7.0"},
        },
    ),
    "render.yaml": (
        {
            "render.yaml": """
                services:
                  - type: web
                    name: shop
                  - type: keyvalue
                    name: cache
                databases:
                  - name: main
                    postgresMajorVersion: "16"
            """
        },
        {
            "databases": {"postgresql": "required render.yaml:7", "redis": "required render.yaml:4"},
            "hints": {"postgresql": "16"},
        },
    ),
    "Platform.sh and Upsun": (
        {
            ".platform/services.yaml": "db:\n  type: mariadb:11.4\n  disk: 1024\nfiles:\n  type: network-storage:1\n",
            ".upsun/config.yaml": "services:\n  cache:\n    type: redis:7.2\n  search: {type: 'opensearch:2'}\n",
        },
        {
            "databases": {
                "mysql": "required .platform/services.yaml:2",
                "redis": "required .upsun/config.yaml:3",
                "elasticsearch": "required .upsun/config.yaml:4",
            },
            "hints": {"mysql": "11.4", "redis": "7.2", "elasticsearch": "2"},
        },
    ),
    "DigitalOcean": (
        {
            ".do/app.yaml": "databases:\n- name: db\n  engine: MYSQL\n  version: '8'\n- name: other\n",
            ".do/deploy.template.yaml": "spec:\n  databases:\n  - {name: c, engine: VALKEY}\n",
        },
        {
            "databases": {
                "mysql": "required .do/app.yaml:3",
                "postgresql": "required .do/app.yaml:5",
                "redis": "required .do/deploy.template.yaml:3",
            },
            "hints": {"mysql": "8"},
        },
    ),
    "service.yml": (
        {"service.yml": "services:\n  web: {git_url: x}\ndatabases:\n  - mysql\n  - redis\n"},
        {"databases": {"mysql": "required service.yml:4", "redis": "required service.yml:5"}},
    ),
    "a chart's dependencies and their conditions": (
        {
            "charts/shop/Chart.yaml": """
                name: shop
                dependencies:
                  - {name: postgresql, version: 16.0.0, condition: postgresql.enabled}
                  - {name: mysql, version: 11.0.0, condition: mysql.enabled}
                  - {name: redis, version: 20.0.0, alias: cache}
                  - {name: common, version: 2.0.0}
            """,
            "charts/shop/values.yaml": """
                postgresql: {enabled: true}
                mysql: {enabled: false}
                cache: {image: {tag: 7.4.1-debian-12}}
            """,
        },
        {
            "databases": {
                "mysql": "optional charts/shop/Chart.yaml:4",
                "postgresql": "required charts/shop/Chart.yaml:3",
                "redis": "required charts/shop/Chart.yaml:5",
            },
            "hints": {"mysql": "mysql", "redis": "redis 7.4.1"},
        },
    ),
    "a chart of the older form, and images in its values": (
        {
            "helm/Chart.yaml": "name: shop\n",
            "helm/requirements.yaml": "dependencies:\n  - name: mongodb\n    version: 1.0.0\n",
            "helm/values.yaml": """
                queue:
                  image: {repository: rabbitmq, tag: 4-management}
                search:
                  enabled: false
                  image: {repository: elasticsearch, tag: 8.1.0}
                waitForIt:
                  image: {repository: mysql, tag: 8}
            """,
        },
        {
            "databases": {
                "mongodb": "required helm/requirements.yaml:2",
                "elasticsearch": "optional helm/values.yaml:5",
                "rabbitmq": "required helm/values.yaml:2",
            },
            "hints": {"elasticsearch": "elasticsearch 8.1.0", "rabbitmq": "4"},
        },
    ),
    "images that a chart's templates name": (
        {
            "chart/Chart.yaml": "name: shop\n",
            "chart/values.yaml": "mongodb: {enabled: true}\ncache: {enabled: false}\nqueue: {image: rabbitmq}\n",
            "chart/templates/mongodb.yaml": """
                {{- if .Values.mongodb.enabled }}
                spec:
                  containers:
                    - image: "mongo:4.4"
                {{- end }}
            """,
            "chart/templates/cache.yaml": """
                {{ if .Values.cache.enabled }}
                      image: redis:8
                {{ end }}
            """,
            "chart/templates/queue.yaml": """
                {{- if .Values.queue }}
                image: elasticsearch:8.1.0
                {{- end }}
            """,
            "chart/templates/other.yaml": """
                #  image: mysql:8
                image: {{ .Values.image }}:8
                image: acme/postgres-backup:1
            """,
        },
        {
            "databases": {
                "mongodb": "required chart/templates/mongodb.yaml:4",
                "redis": "optional chart/templates/cache.yaml:2",
                "elasticsearch": "required chart/templates/queue.yaml:2",
                "rabbitmq": "required chart/values.yaml:3",
            },
            "hints": {"mongodb": "4.4", "redis": "redis 8", "elasticsearch": "elasticsearch 8.1.0"},
        },
    ),
    "a chart does not settle what the code leaves open": (
        {**TWO, "chart/Chart.yaml": "name: shop\ndependencies:\n  - {name: postgresql, version: 1.0.0}\n"},
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "one_of Gemfile:1",
                "postgresql": "one_of Gemfile:2 chart/Chart.yaml:3",
            },
        },
    ),
    "manifests of Kubernetes": (
        {
            "k8s/db.yaml": """
                apiVersion: v1
                kind: Service
                metadata: {name: db}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  template:
                    spec:
                      initContainers: [{name: wait, image: redis}]
                      containers:
                        - {name: db, image: "mysql:8.4"}
            """,
            "k8s/overlays/dev/queue.yaml": """
                apiVersion: v1
                kind: Pod
                metadata: {name: q}
                spec:
                  containers: [{image: rabbitmq}]
            """,
            "deploy/cluster.yml": "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: pg}\n",
            "k8s/templates/t.yaml": "apiVersion: v1\nkind: Pod\nspec: {{ toYaml .Values.redis }}\n",
        },
        {
            "databases": {
                "mysql": "required k8s/db.yaml:13",
                "postgresql": "required deploy/cluster.yml:2",
                "rabbitmq": "development k8s/overlays/dev/queue.yaml:5",
            },
            "hints": {"mysql": "mysql 8.4"},
        },
    ),
    "manifests of Kubernetes, most of which run no engine": (
        {
            **{
                f"k8s/{number}.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: shop}]}\n"
                for number in range(60)
            },
            "k8s/base/db.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: 'mysql:8'}]}\n",
        },
        {"databases": {"mysql": "required k8s/base/db.yaml:3"}, "hints": {"mysql": "mysql 8"}},
    ),
    "pipelines are for tests": (
        {
            ".github/workflows/ci.yml": """
                jobs:
                  test:
                    container: {image: mongo}
                    services:
                      db: {image: "postgres:17"}
            """,
            ".gitlab-ci.yml": "test:\n  services: [redis:8, {name: 'mysql:8', alias: db}]\n",
            ".travis.yml": "services:\n  - rabbitmq\naddons:\n  postgresql: '9.6'\n",
            ".circleci/config.yml": "jobs:\n  t:\n    docker:\n      - image: cimg/ruby\n      - image: influxdb:2\n",
        },
        {
            "databases": {
                "mysql": "development .gitlab-ci.yml:2",
                "postgresql": "development .github/workflows/ci.yml:5 .travis.yml:4",
                "redis": "development .gitlab-ci.yml:2",
                "rabbitmq": "development .travis.yml:2",
                "influxdb": "development .circleci/config.yml:5",
            },
            "hints": {
                "mysql": "mysql 8",
                "postgresql": "17",
                "redis": "redis 8",
                "influxdb": "2",
            },
        },
    ),
    "pipelines are for tests where the code is read, too, and they know the version": (
        {
            **PG,
            ".github/workflows/ci.yml": """
                jobs:
                  t:
                    services:
                      a: {image: "postgres:15"}
                      b: {image: redis}
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "redis": "development .github/workflows/ci.yml:5",
            },
            "hints": {"postgresql": "15", "redis": "redis"},
        },
    ),
    "pipelines change nothing of what the code says": (
        {
            "package.json": '{"dependencies": {"mysql2": "3", "pg": "8"}, "optionalDependencies": {"redis": "4"}}',
            ".github/workflows/ci.yml": """
                jobs:
                  t:
                    services:
                      a: {image: "postgres:15"}
                      b: {image: redis}
                      c: {image: mongo}
            """,
            ".env.example": "RABBITMQ_URL=amqp://localhost\nMONGO_URL=mongodb://localhost\n",
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "one_of package.json:1",
                "postgresql": "one_of package.json:1",
                "mongodb": "development .env.example:2 .github/workflows/ci.yml:6",
                "redis": "optional package.json:1",
            },
            "hints": {"postgresql": "15", "redis": "redis"},
        },
    ),
    "a pipeline that is half written": (
        {".gitlab-ci.yml": "services: ['redis\n"},
        {
            "warnings": [
                ".gitlab-ci.yml: cannot be read as YAML (line 2: found unexpected end of stream); it was left out"
            ]
        },
    ),
    "a Dockerfile of a server, and one that installs clients": (
        {
            "docker/db/Dockerfile": "FROM mysql:8.0\nCOPY init.sql /docker-entrypoint-initdb.d/\n",
            "Dockerfile": "FROM debian\nRUN apt-get install -y redis-tools postgresql-client\n",
        },
        {"databases": {"mysql": "optional docker/db/Dockerfile:1"}, "hints": {"mysql": "mysql 8.0"}},
    ),
    "Terraform names what is ordered, which settles nothing alone": (
        {
            **PG,
            "terraform/main.tf": """
                # resource "aws_docdb_cluster" "no" {}
                resource "aws_db_instance" "main" {
                  engine         = "postgres"
                  engine_version = "16.3"
                  tags = { engine = "mysql" }
                }
                resource "aws_elasticache_cluster" "cache" {
                  engine = "redis"
                }
                resource "google_sql_database_instance" "other" {
                  database_version = "MYSQL_8_0"
                }
                resource "aws_db_instance" "variable" {
                  engine = "${var.engine}"
                }
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "optional terraform/main.tf:11",
                "postgresql": "required Gemfile:1 terraform/main.tf:3",
                "redis": "optional terraform/main.tf:8",
            },
            "hints": {"mysql": "8.0", "postgresql": "16.3"},
        },
    ),
    "half of Terraform": (
        {"main.tf": 'resource "aws_db_instance" "x" {\n  engine = "mysql"\n'},
        {"warnings": ["main.tf: cannot be read as Terraform (line 1: the block resource never ends); it was left out"]},
    ),
    "`url` in database.yml is external, and stays required": (
        {
            **PG,
            "config/database.yml": "production:\n  url: <%= ENV['DATABASE_URL'] %>\n",
            ".env.example": "DATABASE_URL=mysql2://localhost/x\n",
        },
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required config/database.yml:2 Gemfile:1"},
            "external": {"postgresql": ""},
            "warnings": [
                (
                    "config/database.yml:2: the postgresql connection comes as a URL, so the database is taken to be "
                    "hosted elsewhere; declare deployment dedicated or local where it is to be deployed"
                )
            ],
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_an_example_breaks_a_tie(analysed):
    databases = analysed({**TWO, ".env.example": "DATABASE_URL=postgresql://localhost/shop\n"})["databases"]
    assert [(found["engine"], found["need"], found["preferred"]) for found in databases] == [
        ("mysql", "one_of", False),
        ("postgresql", "one_of", True),
    ]


def test_no_password_of_an_example_is_told(analysed):
    assert "hunter2" not in str(
        analysed({".env": "DATABASE_URL=mysql://root:hunter2@db/x\nREDIS_URL=redis://:hunter2@r\n"})
    )

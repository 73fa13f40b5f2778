# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose files: images, variants, tests, and what code beside them says."""

from __future__ import annotations

import pytest

GEMFILE_WITH_PG = {"Gemfile": "gem 'pg'\n"}

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
            "mysql": "required compose.yaml:2",
            "mongodb": "required compose.yaml:3",
            "redis": "required compose.yaml:5",
            "elasticsearch": "required compose.yaml:6",
            "rabbitmq": "required compose.yaml:7",
            "influxdb": "required compose.yaml:8",
            "glusterfs": "required compose.yaml:9",
            "memcached": "required compose.yaml:10",
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
            "mysql": "development docker-compose.yml:3",
            "postgresql": "required docker-compose.yml:2",
            "redis": "optional docker-compose.yml:5",
            "rabbitmq": "development docker-compose.yml:4",
        },
    ),
    "files for tests and developers": (
        {
            "docker-compose.yml": "services:\n  db: {image: postgres}\n",
            "docker-compose.test.yml": "services:\n  db: {image: mysql}\n",
            "docker-compose.override.yml": "services:\n  c: {image: redis}\n",
            "compose.prod.yaml": "services:\n  q: {image: rabbitmq}\n",
        },
        {
            "mysql": "development docker-compose.test.yml:2",
            "postgresql": "required docker-compose.yml:2",
            "redis": "development docker-compose.override.yml:2",
            "rabbitmq": "required compose.prod.yaml:2",
        },
    ),
    "a file for each variant, and nothing known of the code": (
        {
            "docker-compose.mysql.yml": "services:\n  db: {image: mysql}\n",
            "docker-compose.postgres.yml": "services:\n  db: {image: postgres}\n",
        },
        {"mysql": "one_of docker-compose.mysql.yml:2", "postgresql": "one_of docker-compose.postgres.yml:2"},
    ),
    "a database that the code has no driver for": (
        {**GEMFILE_WITH_PG, "docker-compose.yml": "services:\n  a: {image: mariadb}\n  b: {image: postgres}\n"},
        {"mysql": "optional docker-compose.yml:2", "postgresql": "required Gemfile:1 docker-compose.yml:3"},
    ),
    "a search store that is reached without a known driver": (
        {**GEMFILE_WITH_PG, "docker-compose.yml": "services:\n  s: {image: elasticsearch}\n"},
        {"postgresql": "required Gemfile:1", "elasticsearch": "required docker-compose.yml:2"},
    ),
    "two databases of one engine": (
        {"compose.yml": "services:\n  main: {image: 'mysql:8'}\n  archive: {image: 'mysql:5.7'}\n"},
        {"mysql": "required compose.yml:2 compose.yml:3"},
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
        {"postgresql": "required compose.yml:2"},
    ),
    "a variable with a default": (
        {"compose.yml": "services:\n  db:\n    image: ${DB_IMAGE:-postgres:15}\n"},
        {"postgresql": "required compose.yml:3"},
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
        {"postgresql": "required compose.yml:5", "redis": "required compose.yml:9"},
    ),
    "folders deeper down, and those that do not count": (
        {
            "docker/docker-compose.yml": "services:\n  db: {image: postgres}\n",
            "test/docker-compose.yml": "services:\n  db: {image: mysql}\n",
            "dev/docker-compose.yml": "services:\n  db: {image: redis}\n",
        },
        {
            "postgresql": "required docker/docker-compose.yml:2",
            "redis": "development dev/docker-compose.yml:2",
        },
    ),
    "a file without services": ({"compose.yml": "version: '3'\n"}, {}),
}


@pytest.mark.parametrize("name", CASES)
def test_needs(needs, name):
    files, expected = CASES[name]
    assert needs(files) == expected


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

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables for Compose files: names of files, folders where servers keep their data, words."""

from __future__ import annotations

import re

#: What Compose files are called. Examples are what people copy.
NAMES = re.compile(
    r"(?:[\w.-]+[-._])?(?:docker-)?compose(?:[-._][\w.-]+)?\.ya?ml(?:[-._](?:example|sample|dist|template|tmpl|default))?"
)
#: Other names of such files; only what has `services` with images or builds is one.
OTHER_NAMES = frozenset(
    f"{stem}.{ending}"
    for stem in ("docker-stack", "stack", "docker-swarm", "swarm", "production", "prod", "local", "services")
    for ending in ("yml", "yaml")
)

#: Where a server keeps its data inside a container: tells of the engine where the image's name does not.
DATA_FOLDERS = {
    "/var/lib/mysql": "mysql",
    "/var/lib/postgresql": "postgresql",
    "/bitnami/postgresql": "postgresql",
    "/bitnami/mariadb": "mysql",
    "/bitnami/mysql": "mysql",
    "/data/db": "mongodb",
    "/bitnami/mongodb": "mongodb",
    "/usr/share/elasticsearch/data": "elasticsearch",
    "/usr/share/opensearch/data": "elasticsearch",
    "/var/lib/rabbitmq": "rabbitmq",
    "/var/lib/influxdb": "influxdb",
    "/var/lib/influxdb2": "influxdb",
}
#: Words by which a container that keeps data there is told from one that only looks at it.
STORE_WORDS = frozenset(
    """
    db database databases data store storage sql mysql mariadb maria percona postgres postgresql pg pgsql postgis
    mongo mongodb elasticsearch elastic es opensearch search rabbitmq rabbit mq queue broker influxdb influx
    """.split()
)

#: Variables by which images of servers are told of their first user; one's own image of a server keeps them.
SERVER_VARIABLES = {
    "MYSQL_ROOT_PASSWORD": "mysql",
    "MARIADB_ROOT_PASSWORD": "mysql",
    "POSTGRES_PASSWORD": "postgresql",
    "MONGO_INITDB_ROOT_USERNAME": "mongodb",
    "RABBITMQ_DEFAULT_PASS": "rabbitmq",
}
#: Words of a service's name that tell of tests.
TEST_WORDS = frozenset("test tests testing ci e2e spec cypress playwright".split())
#: Words of a file's name that say nothing about who it is for.
PLAIN_WORDS = frozenset(
    """
    docker compose yml yaml stack swarm services example sample dist template tmpl default full all complete
    quickstart quick start selfhost selfhosted hosted self host standalone simple single basic minimal
    """.split()
)
#: Words of a folder's name: what it holds serves developers and tests, at any depth.
DEVELOPER_FOLDER_WORDS = frozenset(
    """
    dev devel devenv devcontainer develop development developer developers local localdev gitpod codespaces
    test tests testing e2e ci conformance integration cypress playwright benchmark benchmarks bench perf load loadtest
    """.split()
)
#: Words of a folder's name: what it holds is for those who ask for it, or only watches the application.
ASKED_FOLDER_WORDS = frozenset(
    """
    optional modifications addon addons extra extras plugin plugins contrib enterprise premium
    apm elk skywalking monitoring observability logging tracing
    """.split()
)

#: Words of a variable that tells of a database without naming an engine.
DATABASE_WORDS = frozenset("db database databases datasource dsn sql cache queue broker".split())

#: What is mounted into a container from where the code lies: those who do so work on the code.
SOURCE_FOLDERS = frozenset({".", "./", "..", "../", "../..", "../../", "${PWD}", "$PWD"})
#: Part of a build's context or of an image's name that only developers use.
DEVELOPER_IMAGES = ("laravel/sail", "sail-")

#: Engines of which an application uses one: another one that nothing in the same file uses is a variant.
STORES = frozenset({"mysql", "postgresql", "mongodb"})

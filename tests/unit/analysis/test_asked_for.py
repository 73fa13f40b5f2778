# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody has to ask for, though a file runs it, and what nobody has to."""

from __future__ import annotations

import pytest

CHOOSE = "SQLite is never deployed; choose mysql in its place"
PLAIN_WAY = """
    services:
      app: {image: someone/game, depends_on: [db]}
      db: {image: "postgres:17"}
"""
SPREAD_WAY = f'{PLAIN_WAY}      queue: {{image: "rabbitmq:4"}}\n'
CASES = {
    "an extra that the settings know, and a file that shows all there is": (
        {
            "pyproject.toml": """
                [project]
                name = "maps"
                dependencies = ["Django>=5", "psycopg"]
                [project.optional-dependencies]
                sync = ["redis"]
            """,
            "manage.py": "",
            "maps/settings.py": """
                DATABASES = {"default": {"ENGINE": "django.contrib.gis.db.backends.postgis"}}
                REDIS_URL = env("REDIS_URL", default="redis://localhost:6379")
            """,
            "docker-compose.yml": """
                services:
                  app: {build: .}
                  db: {image: "postgis/postgis:14"}
                  redis: {image: "redis:7"}
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Django 5"],
            "databases": {
                "postgresql": "required maps/settings.py:1 pyproject.toml:3 docker-compose.yml:3",
                "redis": "optional docker-compose.yml:4 maps/settings.py:2 pyproject.toml:5",
            },
            "hints": {"postgresql": "14", "redis": "redis 7"},
        },
    ),
    "one of two folders, each a way to deploy, runs more than the code speaks of": (
        {
            "requirements.txt": "psycopg\n",
            "game/__init__.py": "",
            "deploy/plain/docker-compose.yml": PLAIN_WAY,
            "deploy/spread/docker-compose.yml": SPREAD_WAY,
        },
        {
            "languages": ["python"],
            "databases": {
                "postgresql": "required requirements.txt:1 deploy/plain/docker-compose.yml:3 "
                "deploy/spread/docker-compose.yml:3",
                "rabbitmq": "optional deploy/spread/docker-compose.yml:4",
            },
            "hints": {"postgresql": "17", "rabbitmq": "4"},
        },
    ),
    "the only way to deploy it": (
        {
            "requirements.txt": "psycopg\n",
            "game/__init__.py": "",
            "deploy/spread/docker-compose.yml": SPREAD_WAY,
        },
        {
            "languages": ["python"],
            "databases": {
                "postgresql": "required requirements.txt:1 deploy/spread/docker-compose.yml:3",
                "rabbitmq": "required deploy/spread/docker-compose.yml:4",
            },
            "hints": {"postgresql": "17", "rabbitmq": "4"},
        },
    ),
    "the only one in a folder of backends is no choice": (
        {
            "requirements.txt": "django\ninfluxdb\n",
            "watch/db/backends/__init__.py": "",
            "watch/db/backends/base.py": "class BaseClient: ...\n",
            "watch/db/backends/influxdb/client.py": "from influxdb import InfluxDBClient\n",
            "watch/apps.py": "from .db.backends.influxdb import client\n",
        },
        {"languages": ["python"], "frameworks": ["Django"], "databases": {"influxdb": "required requirements.txt:2"}},
    ),
    "one of two in a folder of backends is": (
        {
            "requirements.txt": "django\ninfluxdb\n",
            "watch/db/backends/influxdb/client.py": "from influxdb import InfluxDBClient\n",
            "watch/db/backends/plain/client.py": "class Client: ...\n",
            "watch/apps.py": "from .db.backends.influxdb import client\n",
        },
        {"languages": ["python"], "frameworks": ["Django"], "databases": {"influxdb": "optional requirements.txt:2"}},
    ),
    "Rails: a file of settings that takes one of several in, and a gem in the repository": (
        {
            "Gemfile": 'gem "rails"\ngem "sqlite3"\ngem "trilogy"\n',
            "config/application.rb": "",
            "config/database.yml": '<%= ERB.new(File.read("config/database.#{adapter}.yml")).result %>\n',
            "config/database.mysql.yml": "production:\n  adapter: trilogy\n",
            "config/database.sqlite.yml": "production:\n  adapter: sqlite3\n",
            "saas/shop-saas.gemspec": "",
            "saas/config/database.yml": "production:\n  adapter: trilogy\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "mysql": "one_of config/database.mysql.yml:2 config/database.yml:1 Gemfile:3",
                "sqlite": "one_of config/database.sqlite.yml:2 config/database.yml:1 Gemfile:2",
            },
            "warnings": [f"config/database.sqlite.yml:2: {CHOOSE}"],
        },
    ),
    "Rails: a part with settings of its own that is no gem": (
        {
            "Gemfile": 'gem "rails"\ngem "pg"\ngem "trilogy"\n',
            "config/application.rb": "",
            "config/database.yml": "production:\n  adapter: postgresql\n",
            "legacy/config/database.yml": "production:\n  adapter: trilogy\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "mysql": "required legacy/config/database.yml:2 Gemfile:3",
                "postgresql": "required config/database.yml:2 Gemfile:2",
            },
        },
    ),
    "a site for a developer's machine, and what only a profile starts": (
        {
            "index.php": "<?php",
            "composer.json": '{"require": {"elasticsearch/elasticsearch": "^8", "ext-pdo_pgsql": "*"}}',
            "multisite/two.localhost/database.php": "<?php $DB['type'] = 'mysqli';\n",
            "src/Search.php": "<?php if ($this->config->get('search.enableElasticsearch')) { run(); }\n",
            "docker-compose.prod.yml": """
                services:
                  app: {build: .}
                  search: {image: "elasticsearch:8.16.5"}
            """,
            "docker-compose.yml": """
                services:
                  search: {image: "elasticsearch:8.16.5", profiles: [elasticsearch]}
            """,
        },
        {
            "languages": ["php"],
            "databases": {
                "postgresql": "required composer.json:1",
                "elasticsearch": "optional composer.json:1 docker-compose.prod.yml:3 docker-compose.yml:2",
            },
            "hints": {"elasticsearch": "elasticsearch 8.16.5"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected

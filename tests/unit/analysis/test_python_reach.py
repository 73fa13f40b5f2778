# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: engines that are reached through something else than a driver in the application's own list of packages."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis import tree as tree_module

SQLITE = (
    "SQLite is for development only and is never deployed; install psycopg or mysqlclient and set the matching ENGINE "
    "in its place, commit, and analyse again"
)
CACHE = """
    import redis
    from app import settings

    def init():
        redis_uri = settings.app.redis_uri
        if not redis_uri:
            return
        connect(redis.StrictRedis.from_url(redis_uri))
"""
CASES = {
    "a driver that only the URL names, as a package of the system brings it": (
        {
            "requirements.txt": "sqlalchemy\n",
            "shop/models.py": """
                def get_pg_url() -> str:
                    return (
                        f"postgresql+psycopg2://{getenv('POSTGRESQL_USER')}"
                        f":{getenv('POSTGRESQL_PASSWORD')}@{getenv('POSTGRESQL_HOST', 'postgres')}/shop"
                    )
            """,
        },
        {"languages": ["python"], "databases": {"postgresql": "required shop/models.py:3"}},
    ),
    "a URL that names no driver, where none is listed": (
        {
            "requirements.txt": "sqlalchemy\n",
            "shop/models.py": "def get_pg_url() -> str:\n    return f'postgresql://{user}@{host}/shop'\n",
        },
        {"languages": ["python"]},
    ),
    "a cache whose client comes with an extra, though a file runs it": (
        {
            "pyproject.toml": """
                [project]
                name = "shop"
                dependencies = ["pyramid", "psycopg"]
                [project.optional-dependencies]
                memcached = ["python-memcached"]
            """,
            "docker-compose.yml": """
                services:
                  web: {build: .}
                  db: {image: postgres}
                  cache: {image: memcached}
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["Pyramid"],
            "databases": {
                "postgresql": "required pyproject.toml:3 docker-compose.yml:3",
                "memcached": "optional docker-compose.yml:4 pyproject.toml:5",
            },
        },
    ),
    "a script that is told on the command line where to look": (
        {
            "requirements.txt": "kombu\n",
            "shop/peek.py": """
                async def main():
                    broker_url = sys.argv[1] if len(sys.argv) > 1 else 'amqp://'
                    print(await queues(broker_url))
            """,
        },
        {"languages": ["python"], "databases": {"rabbitmq": "development shop/peek.py:2"}},
    ),
    "a list of settings in which nothing says where it is": (
        {
            "requirements.txt": "redis\npymongo\n",
            "app/settings.py": "class Settings:\n    fields = {\n        'redis_uri': None,\n    }\n",
            "app/cache.py": CACHE,
            "app/store.py": "import pymongo\nclient = pymongo.MongoClient(uri)\n",
        },
        {
            "languages": ["python"],
            "databases": {
                "redis": "optional app/settings.py:3 requirements.txt:1",
                "mongodb": "required requirements.txt:2",
            },
        },
    ),
    "a setting of a library that nobody knows, which is empty by default": (
        {
            "requirements.txt": "redis\n",
            "app/settings.py": "class Main(Config):\n    redis_uri = key(cast=str, required=False, default=None)\n",
            "app/cache.py": CACHE,
        },
        {"languages": ["python"], "databases": {"redis": "optional app/settings.py:2 requirements.txt:1"}},
    ),
    "one in which something does": (
        {
            "requirements.txt": "redis\n",
            "app/settings.py": "class Settings:\n    fields = {\n        'redis_uri': 'redis://localhost',\n    }\n",
            "app/cache.py": CACHE,
        },
        {"languages": ["python"], "databases": {"redis": "required app/settings.py:3 requirements.txt:1"}},
    ),
    "a service of OpenStack whose parts call each other, tested with one server": (
        {
            "requirements.txt": "oslo.db>=8.3\noslo.messaging>=14\nSQLAlchemy>=1.4\n",
            "test-requirements.txt": "PyMySQL>=0.8\n",
            "zones/config.py": 'set_defaults(CONF, connection="sqlite:///zones.sqlite")\n',
            "zones/rpc.py": "import oslo_messaging\nserver = oslo_messaging.get_rpc_server(transport, target, [])\n",
        },
        {
            "languages": ["python"],
            "databases": {
                "mysql": "required test-requirements.txt:1",
                "rabbitmq": "required requirements.txt:2",
                "sqlite": "development zones/config.py:1",
            },
        },
    ),
    "a service of OpenStack that only tells others what it did, without a driver": (
        {
            "requirements.txt": "oslo.db\noslo.messaging\n",
            "keys/notify.py": "import oslo_messaging\nnotifier = oslo_messaging.Notifier(transport)\n",
        },
        {
            "languages": ["python"],
            "databases": {
                "mysql": "one_of requirements.txt:1",
                "postgresql": "one_of requirements.txt:1",
                "rabbitmq": "optional requirements.txt:2",
            },
        },
    ),
    "a service of OpenStack whose driver is installed, tested with another one": (
        {"requirements.txt": "oslo.db\npsycopg2\n", "test-requirements.txt": "PyMySQL\n"},
        {
            "languages": ["python"],
            "databases": {"mysql": "development test-requirements.txt:1", "postgresql": "required requirements.txt:2"},
        },
    ),
    "requirements of a part within the package, and of one that all of it includes": (
        {
            "setup.py": 'from setuptools import setup\nsetup(install_requires=["redis>=4"])\n',
            "feeds/__init__.py": "",
            "feeds/app.py": "import redis\n",
            "feeds/outputs/__init__.py": "",
            "feeds/outputs/sql/__init__.py": "",
            "feeds/outputs/sql/REQUIREMENTS.txt": "psycopg2-binary\n",
            "feeds/core/__init__.py": "",
            "feeds/core/requirements.txt": "pika\n",
            "feeds/core/queue.py": "import pika\n",
            "requirements.txt": "-r feeds/core/requirements.txt\n",
        },
        {
            "languages": ["python"],
            "databases": {
                "postgresql": "optional feeds/outputs/sql/REQUIREMENTS.txt:1",
                "redis": "required setup.py:2",
                "rabbitmq": "required feeds/core/requirements.txt:1",
            },
        },
    ),
    "requirements of services that lie beside each other": (
        {
            "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flask"]\n',
            "orders/api/requirements.txt": "psycopg2\n",
            "orders/api/app.py": "import psycopg2\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {"postgresql": "required orders/api/requirements.txt:1"},
        },
    ),
    "extras that are called after what they bring, and those of what only watches": (
        {
            "requirements.txt": """
                limits[redis]
                store-kit[opensearch2,s3]
                sentry-sdk[pymongo,redis]
                opentelemetry-instrumentation[mongodb]
            """
        },
        {
            "languages": ["python"],
            "databases": {"redis": "required requirements.txt:1", "elasticsearch": "required requirements.txt:2"},
        },
    ),
    "an extra for each version of a search server": (
        {
            "pyproject.toml": """
                [project]
                name = "records"
                dependencies = ["store-kit[postgresql]"]
                [project.optional-dependencies]
                elasticsearch7 = ["search-kit[elasticsearch7]"]
                opensearch2 = ["search-kit[opensearch2]"]
                redis = ["limits[redis]"]
                mysql = ["search-kit[mysql]"]
            """
        },
        {
            "languages": ["python"],
            "databases": {
                "mysql": "optional pyproject.toml:8",
                "postgresql": "required pyproject.toml:3",
                "redis": "optional pyproject.toml:7",
                "elasticsearch": "required pyproject.toml:5 pyproject.toml:6",
            },
        },
    ),
    "a driver that the code imports and no manifest lists": (
        {
            "requirements.txt": "CveXplore\nflask\nhiredis\n",
            "lib/layer.py": "import pymongo\nimport redis\n",
            "lib/offer.py": "try:\n    import psycopg2\nexcept ImportError:\n    psycopg2 = None\n",
            "lib/tests/check.py": "import elasticsearch\n",
            "pika.py": "",
            "lib/queue.py": "import pika\n",
            "lib/opensearchpy.py": "",
            "lib/find.py": "import opensearchpy\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {"mongodb": "required lib/layer.py:1", "redis": "required requirements.txt:3"},
        },
    ),
    "such drivers in modules of which one is taken, and in those that nobody imports": (
        {
            "requirements.txt": "flask\n",
            "search/webapp.py": "import flask\n\nfrom search import engines\n",
            "search/engines/__init__.py": "def load(name):\n    return load_module(name + '.py', engine_dir)\n",
            "search/engines/mongodb.py": "from pymongo import MongoClient\n\nclient = MongoClient(host)\n",
            "search/engines/redis_server.py": "import redis\n\nclient = redis.StrictRedis(host=host)\n",
            "search/engines/postgresql.py": "import psycopg2\n\nconnection = psycopg2.connect(host=host)\n",
            "search/engines/sqlite.py": "import sqlite3\n\nconnection = sqlite3.connect(database)\n",
        },
        {"languages": ["python"], "frameworks": ["Flask"]},
    ),
    "a driver in modules of which one is taken, and later where it is needed": (
        {
            "requirements.txt": "flask\n",
            "search/engines/postgresql.py": "import psycopg2\n\nconnection = psycopg2.connect(host=host)\n",
            "search/engines/sqlite.py": "import sqlite3\n\nconnection = sqlite3.connect(database)\n",
            "search/web/views/store.py": "import os\nimport psycopg2\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {"postgresql": "required search/web/views/store.py:2"},
        },
    ),
    "such a driver, whose errors are imported first": (
        {"requirements.txt": "flask\n", "app/data.py": "import pymongo.errors\nimport pymongo\n"},
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {"mongodb": "required app/data.py:2"},
        },
    ),
    "Python's own SQLite is the store where there is no other, unless it is a cache": (
        {
            "requirements.txt": "werkzeug\n",
            "comments/db/__init__.py": "import sqlite3\n",
            "comments/llm_cache.py": "import sqlite3\n",
        },
        {
            "languages": ["python"],
            "databases": {"sqlite": "required comments/db/__init__.py:1"},
            "warnings": [f"comments/db/__init__.py:1: {SQLITE}"],
        },
    ),
    "Python's own SQLite beside a server is nothing": (
        {
            "requirements.txt": "psycopg\n",
            "app/db.py": "import psycopg\n",
            "app/history.py": "import sqlite3\n",
        },
        {"languages": ["python"], "databases": {"postgresql": "required requirements.txt:1"}},
    ),
    "who only catches the errors of a driver does not use it": (
        {
            "requirements.txt": "flask\nredis\npsycopg2\n",
            "app/limits.py": "import redis.exceptions\nfrom limits.storage import RedisStorage\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {"postgresql": "required requirements.txt:3", "redis": "optional requirements.txt:2"},
        },
    ),
    "a switch for the search server, in two words": (
        {
            "requirements.txt": "flask\nelasticsearch\npymysql\n",
            "config.example.py": 'USE_ELASTIC_SEARCH = False\nES_HOSTS = ["http://localhost:9200"]\n',
            "app/search.py": "from elasticsearch import Elasticsearch\nclient = Elasticsearch(hosts=HOSTS)\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask"],
            "databases": {
                "mysql": "required requirements.txt:3",
                "elasticsearch": "optional config.example.py:1 requirements.txt:2",
            },
        },
    ),
    "a setup.py that only Python 2 reads": (
        {
            "setup.py": """
                from setuptools import setup
                try:
                    import Cython
                except ImportError, error:
                    print "no Cython:", error
                if 0777 == 511: print >>log, "fine"
                setup(name="news", install_requires=["psycopg2", "amqplib"])
            """,
        },
        {
            "languages": ["python"],
            "databases": {"postgresql": "required setup.py:7", "rabbitmq": "required setup.py:7"},
        },
    ),
    "a group that brings the framework, and one that adds to it": (
        {
            "pyproject.toml": """
                [project]
                name = "shop"
                dependencies = ["python-decouple"]
                [dependency-groups]
                web = ["fastapi", "asyncpg"]
                app = ["pymongo"]
                docs = ["fastapi", "redis"]
            """,
        },
        {
            "languages": ["python"],
            "frameworks": ["FastAPI"],
            "databases": {
                "postgresql": "required pyproject.toml:5",
                "mongodb": "development pyproject.toml:6",
                "redis": "development pyproject.toml:7",
            },
        },
    ),
    "jobs that run in the process itself unless a queue is set": (
        {
            "requirements.txt": "django\npsycopg\ncelery\n",
            "manage.py": "",
            "shop/settings.py": """
                DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
                if os.environ.get("QUEUE_URL"):
                    BROKER_URL = "sqs://"
                else:
                    CELERY_ALWAYS_EAGER = True
            """,
            "docker-compose.yml": "services:\n  broker: {image: rabbitmq}\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Django"],
            "databases": {
                "postgresql": "required shop/settings.py:1 requirements.txt:2",
                "redis": "optional shop/settings.py:5",
                "rabbitmq": "optional shop/settings.py:5 docker-compose.yml:2",
            },
        },
    ),
    "jobs that run in the process itself unless a variable says otherwise": (
        {
            "requirements.txt": "celery\n",
            "shop/settings.py": 'CELERY_TASK_ALWAYS_EAGER = os.getenv("EAGER", "True") == "True"\n',
        },
        {
            "languages": ["python"],
            "databases": {"redis": "optional shop/settings.py:1", "rabbitmq": "optional shop/settings.py:1"},
        },
    ),
    "jobs that run in the process itself for developers and tests alone": (
        {
            "requirements.txt": "celery\n",
            "shop/settings.py": """
                CELERY_TASK_ALWAYS_EAGER = env.bool("EAGER", False)
                if DEBUG:
                    CELERY_TASK_ALWAYS_EAGER = True
            """,
            "shop/settings_test.py": "if FAST:\n    CELERY_TASK_ALWAYS_EAGER = True\n",
        },
        {
            "languages": ["python"],
            "databases": {"redis": "one_of requirements.txt:1", "rabbitmq": "one_of requirements.txt:1"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_what_no_module_uses_is_not_judged_by_half_of_the_code(understood, monkeypatch):
    files = {"requirements.txt": "flask\nredis\n", "app.py": "from flask import Flask\n"}
    files |= {f"shop/{name}.py": "import flask\n" for name in "abc"}
    assert understood(files)["databases"] == {"redis": "optional requirements.txt:2"}
    monkeypatch.setattr(tree_module, "SOURCES_TOTAL", 1)
    monkeypatch.setattr(tree_module, "SOURCES_LEAST", 3)
    assert understood(files)["databases"] == {"redis": "required requirements.txt:2"}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers of Python's files with a sample each, for the test that feeds them what nobody wrote."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.conda import parse_conda
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.django_settings import parse_settings
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.ini_lines import parse_ini
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.pyproject import (
    parse_pipfile,
    parse_pyproject,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.python_code import read_code
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.python_locks import (
    locked_by_pipenv,
    locked_versions,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.requirements import parse_requirements
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.setup_files import (
    parse_setup_cfg,
    parse_setup_py,
)

_REQUIREMENTS = """\
--index-url https://packages.acme-hosting.com/simple
-r base.txt
Django==5.0.1  # via -r requirements.in
celery[redis]~=5.3 ; sys_platform == "linux"
psycopg2 \\
    --hash=sha256:abc
git+https://github.com/acme/pymongo.git#egg=pymongo
"""
_PYPROJECT = """\
[project]
requires-python = ">=3.11"
dependencies = ["django>=5", 'redis ; os_name == "posix"']
[project.optional-dependencies]
search = ["elasticsearch>=8"]
[dependency-groups]
test = ["aio-pika", {include-group = "lint"}]
[tool.poetry.group.dev]
optional = true
[tool.poetry.group.dev.dependencies]
pymongo = {version = "^4", extras = ["srv"], optional = true}
"""
_SETTINGS = """\
if DEBUG:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
else:
    DATABASES = {"default": env.db("DATABASE_URL", default=f"postgresql://{HOST}/shop")}
CACHES["default"]["BACKEND"] = "django_redis.cache.RedisCache" if REDIS_URL else "locmem"
"""
_CODE = """\
import os
try:
    import redis
except ImportError:
    redis = None

class Settings(BaseSettings):
    redis_url: str | None = None
    mongo_enabled: bool = os.environ.get("MONGO_ENABLED", "no").lower() == "yes"
    database: PostgresDsn = PostgresDsn.build(scheme="postgresql+asyncpg")

def create_app():
    app.config["SQLALCHEMY_DATABASE_URI"] = os.getenv("DATABASE_URL") or "mysql://" + host
    return Celery("x", broker=["amqp://localhost", f"redis://{host}"])
"""
_SETUP = """\
from setuptools import setup
CORE = ["Flask==2.3.2", *OTHERS]
CORE += ["pika"]; CORE.append("redis"); CORE = CORE + [x]
if x: CORE.extend(["pymysql"])
setup(name="shop", install_requires=CORE + ["redis>=5"], extras_require={"dev": ["pymongo"]}, **MORE)
"""
_INI = """\
[options]
install_requires =
    pyramid>=2.0  # a web framework
    mysqlclient
[options.extras_require]
queue = pika
"""
_LOCK = '[[package]]\nname = "django"\nversion = "5.1.2"\n\n[[package]]\nname = "redis"\nversion = "5.0"\n'

_GUARDED = """\
from redis import Redis as Client
class RedisStore(Base):
    def __init__(self, kind=None):
        if not settings.REDIS_URL:
            return
        self.client: Client = Client.from_url(settings.REDIS_URL)
match kind:
    case "redis":
        store = RedisStore() if USE_REDIS else {}
"""

#: Name to the parser and a text that it understands.
PARSERS = {
    "requirements.txt": (parse_requirements, _REQUIREMENTS),
    "pyproject.toml": (parse_pyproject, _PYPROJECT),
    "Pipfile": (
        parse_pipfile,
        '[packages]\npymysql = {version = "*", extras = ["rsa"]}\n[requires]\npython_version = "3"\n',
    ),
    "Django's settings": (parse_settings, _SETTINGS),
    "Python code": (lambda text: read_code(text, {"redis": "redis"}), _CODE),
    "Python code under conditions": (lambda text: read_code(text, {"redis": "redis"}), _GUARDED),
    "setup.py": (parse_setup_py, _SETUP),
    "setup.cfg": (parse_setup_cfg, _INI),
    "an INI file": (parse_ini, _INI),
    "environment.yml": (parse_conda, "dependencies:\n  - python=3.11\n  - pip:\n    - pymongo==4.6\n"),
    "poetry.lock": (lambda text: locked_versions(text, {"django"}), _LOCK),
    "Pipfile.lock": (
        lambda text: locked_by_pipenv(text, {"django"}),
        '{"default": {"django": {"version": "==5.1.2"}}, "develop": {}}',
    ),
}

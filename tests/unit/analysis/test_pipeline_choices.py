# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines: what tests are run with, one server after the other, is what the application can use."""

from __future__ import annotations

from itertools import pairwise

import pytest

SHOP = {
    "composer.json": '{\n"require": {\n"symfony/framework-bundle": "7.1.0", "doctrine/orm": "^3"}}\n',
    ".env": "DATABASE_URL=mysql://shop@127.0.0.1/shop\n",
}
GITHUB = ".github/workflows/tests.yml"
PICKED = {"mysql": "required .env:1"}

CASES = {
    "a matrix of databases": (
        {GITHUB: "jobs:\n  test:\n    strategy:\n      matrix:\n        db: ['mysql:8', 'postgres:17', sqlite]\n"},
        {
            "mysql": f"one_of .env:1 {GITHUB}:5",
            "postgresql": f"one_of {GITHUB}:5",
            "sqlite": f"one_of {GITHUB}:5",
        },
    ),
    "a matrix of addresses": (
        {
            GITHUB: """
                jobs:
                  test:
                    strategy:
                      matrix:
                        include:
                          - php: '8.2'
                            env:
                              SHOP_URL: mysql://root@127.0.0.1:3306/shop
                          - php: '8.3'
                            env:
                              SHOP_URL: pgsql://shop@127.0.0.1:5432/shop
            """,
        },
        {"mysql": f"one_of .env:1 {GITHUB}:8", "postgresql": f"one_of {GITHUB}:8 {GITHUB}:11"},
    ),
    "services of two jobs": (
        {
            GITHUB: """
                jobs:
                  mysql:
                    services:
                      db: {image: mysql:8}
                  postgres:
                    services:
                      db: {image: postgres:17}
            """,
        },
        {"mysql": f"one_of .env:1 {GITHUB}:4", "postgresql": f"one_of {GITHUB}:4 {GITHUB}:7"},
    ),
    "variables of steps and jobs": (
        {
            GITHUB: """
                jobs:
                  test:
                    env: {DB_CONNECTION: mysql}
                    steps:
                      - run: test
                      - run: test
                        env: {DB_CONNECTION: pgsql}
            """,
        },
        {"mysql": f"one_of .env:1 {GITHUB}:3", "postgresql": f"one_of {GITHUB}:3 {GITHUB}:7"},
    ),
    "one server, files of SQLite and extensions of PHP": (
        {
            GITHUB: """
                jobs:
                  test:
                    strategy:
                      matrix:
                        database: [mysql, sqlite]
                        driver: ['pdo_mysql, pdo_pgsql']
                        php: [postgresql]
                    env: {DATABASES: mysql postgresql}
            """,
        },
        PICKED,
    ),
    "GitLab": (
        {
            ".gitlab-ci.yml": """
                mysql:
                  variables: {DB_TYPE: mysql}
                others:
                  parallel:
                    matrix:
                      - DB_TYPE: [postgres]
            """,
        },
        {"mysql": "one_of .env:1 .gitlab-ci.yml:2", "postgresql": "one_of .gitlab-ci.yml:2 .gitlab-ci.yml:6"},
    ),
    "Travis": (
        {
            ".travis.yml": "env:\n  jobs:\n    - DB=mysql PHP=8\n    - DB=pgsql 'NOTE=a b'\njobs:\n  include:\n"
            "    - env: DB=sqlite\n    - env: DB='\n",
        },
        {
            "mysql": "one_of .env:1 .travis.yml:3",
            "postgresql": "one_of .travis.yml:3 .travis.yml:4",
            "sqlite": "one_of .travis.yml:3 .travis.yml:7",
        },
    ),
    "Travis, left over beside what is tested now": (
        {
            ".travis.yml": "env:\n  - DB=mysql\n  - DB=pgsql\n",
            GITHUB: "jobs:\n  test:\n    services:\n      db: {image: mysql:8}\n",
        },
        PICKED,
    ),
    "one more than what the settings and a deployment file leave open": (
        {
            ".env": "DATABASE_URL=sqlite:///%kernel.project_dir%/var/data.db\n",
            "compose.yml": "services:\n  shop: {build: .}\n  db: {image: postgres}\n",
            GITHUB: "jobs:\n  test:\n    env: {DRIVER: mysql}\n  more:\n    env: {DRIVER: pgsql}\n",
        },
        {
            "mysql": f"one_of {GITHUB}:3",
            "postgresql": f"one_of compose.yml:3 {GITHUB}:3",
            "sqlite": "one_of .env:1",
        },
    ),
    "a bomb of aliases": (
        {
            GITHUB: "a: &a [mysql, postgres]\n"
            + "".join(f"{name}: &{name} [{', '.join([f'*{below}'] * 40)}]\n" for below, name in pairwise("abcdefg"))
            + "jobs:\n  test:\n    strategy:\n      matrix: {db: *g}\n",
        },
        {"mysql": f"one_of .env:1 {GITHUB}:1", "postgresql": f"one_of {GITHUB}:1"},
    ),
    "a server whose driver is there for the tests alone": (
        {
            "requirements.txt": "django\nmysqlclient\n",
            "requirements/test.txt": "psycopg\n",
            "manage.py": "",
            "shop/settings.py": "DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql'}}\n",
            GITHUB: "jobs:\n  test:\n    services:\n      a: {image: mysql:8}\n      b: {image: postgres:17}\n",
        },
        {
            "mysql": "required .env:1 shop/settings.py:1 requirements.txt:2",
            "postgresql": "development requirements/test.txt:1",
        },
    ),
    "an application that needs both": (
        {
            "requirements.txt": "django\npsycopg\nmysqlclient\n",
            "manage.py": "",
            "shop/settings.py": "DATABASES = {\n'default': {'ENGINE': 'django.db.backends.mysql'},\n"
            "'archive': {'ENGINE': 'django.db.backends.postgresql'}}\n",
            GITHUB: "jobs:\n  test:\n    services:\n      a: {image: mysql:8}\n      b: {image: postgres:17}\n",
        },
        {
            "mysql": "required .env:1 shop/settings.py:2 requirements.txt:3",
            "postgresql": "required shop/settings.py:3 requirements.txt:2",
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_needs(needs, name):
    files, expected = CASES[name]
    assert needs({**SHOP, **files}) == expected

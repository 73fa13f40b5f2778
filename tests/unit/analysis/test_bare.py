# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Code without any manifest: the language, and what the image installs or the code imports."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.installs import (
    Installed,
    parse_installs,
)

SEEN = "lists what it needs; only what its Dockerfile installs and what it imports was seen"

CASES = {
    "Python: what the image installs and the code imports": (
        {
            "Dockerfile": """
                FROM python:3.12
                RUN pip install --no-cache-dir flask==3.0.3 'celery[redis]' pymongo
                CMD python app.py
            """,
            "app.py": "import celery\nimport flask\nimport pymongo\n\nclient = pymongo.MongoClient()\n",
        },
        {
            "languages": ["python"],
            "frameworks": ["Flask 3.0.3"],
            "databases": {
                "mongodb": "required Dockerfile:2",
                "redis": "required Dockerfile:2",
            },
            "warnings": [f"app.py: is code of python, but no manifest such as requirements.txt {SEEN}"],
        },
    ),
    "Python: imports alone": (
        {"app.py": "import os\nimport psycopg2\n\npsycopg2.connect(os.environ['DSN'])\n"},
        {
            "languages": ["python"],
            "databases": {"postgresql": "required app.py:2"},
            "warnings": [f"app.py: is code of python, but no manifest such as requirements.txt {SEEN}"],
        },
    ),
    "Python: an import under a condition, and a commented one": (
        {"app.py": "import os\n# import pymongo\nif os.environ.get('X'):\n    import psycopg2\n"},
        {
            "languages": ["python"],
            "warnings": [f"app.py: is code of python, but no manifest such as requirements.txt {SEEN}"],
        },
    ),
    "Python: nothing but a script aside": ({"rename_photos.py": "import os\n"}, {}),
    "Node.js: what the code loads": (
        {
            "server.cjs": """
                const express = require('express');
                const mongoose = require('mongoose');
                // require('mysql2');
                if (process.env.REDIS_URL) { require('redis').createClient(); }
            """
        },
        {
            "languages": ["node"],
            "frameworks": ["Express"],
            "databases": {"mongodb": "required server.cjs:2", "redis": "optional server.cjs:4"},
            "warnings": [f"server.cjs: is code of node, but no manifest such as package.json {SEEN}"],
        },
    ),
    "Node.js: what the image installs": (
        {
            "Dockerfile": "FROM node:22\nRUN npm install --omit=dev express@4.19.2 @elastic/elasticsearch\n",
            "src/index.js": "console.log('hello');\n",
        },
        {
            "languages": ["node"],
            "frameworks": ["Express 4.19.2"],
            "databases": {"elasticsearch": "required Dockerfile:2"},
            "warnings": [f"src/index.js: is code of node, but no manifest such as package.json {SEEN}"],
        },
    ),
    "scripts of pages are no application": ({"index.html": "<html>", "app.js": "document.title = 'redis';\n"}, {}),
    "Ruby: what the image installs": (
        {"Dockerfile": "FROM ruby:3.3\nRUN gem install sinatra:4.0.0 pg\n", "app.rb": "require 'sinatra'\n"},
        {
            "languages": ["ruby"],
            "frameworks": ["Sinatra 4.0.0"],
            "databases": {"postgresql": "required Dockerfile:2"},
            "warnings": [f"app.rb: is code of ruby, but no manifest such as Gemfile {SEEN}"],
        },
    ),
    "Go: at least a warning": (
        {"main.go": "package main\n"},
        {
            "languages": ["go"],
            "warnings": [f"main.go: is code of go, but no manifest such as go.mod {SEEN}"],
        },
    ),
    "a manifest of any language tells more": (
        {"package.json": '{"dependencies": {"pg": "8"}}', "app.py": "import pymongo\n"},
        {"languages": ["node"], "databases": {"postgresql": "required package.json:1"}},
    ),
}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a/b/c/d/e/Gemfile", "gem 'rails'\ngem 'pg'\n"),
        ("a/b/c/d/composer.json", '{"require": {"ext-pgsql": "*"}}'),
        ("a/b/c/d/e/go.mod", "module x\n"),
    ],
)
def test_a_manifest_deeper_than_they_are_looked_for_is_told(understood, path, text):
    folder = path.rpartition("/")[0]
    assert understood({path: text, "compose.yml": "services: {}\n"}) == {
        "warnings": [f"{path}: lies deeper than manifests are looked for; point at {folder}"]
    }


@pytest.mark.parametrize("name", CASES)
def test_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_what_a_dockerfile_installs():
    source = """\
FROM python:3.12 AS build
# RUN pip install mysqlclient
RUN apt-get install -y redis && python -m pip install -r requirements.txt "psycopg[binary]>=3" \\
    flask ; /opt/venv/bin/pip3 install -i https://packages.example.com/simple redis==5.0.1 ./local
RUN ["pip", "install", "pika"]
RUN npm ci && yarn add pg@8.11.0 && echo pip
"""
    assert parse_installs(source) == [
        Installed(3, "python", "psycopg[binary]>=3"),
        Installed(3, "python", "flask"),
        Installed(3, "python", "redis==5.0.1"),
        Installed(5, "python", "pika"),
        Installed(6, "node", "pg@8.11.0"),
    ]

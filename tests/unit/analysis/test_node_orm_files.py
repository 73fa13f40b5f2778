# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sequelize's config/config.json and TypeORM's ormconfig.json: the analysed environment's connection picks."""

from __future__ import annotations

import json

import pytest


def packages(*names: str) -> str:
    """A package.json; the first dependency stands in line 3."""
    return json.dumps({"dependencies": dict.fromkeys(names, "1")}, indent=2)


SEQUELIZE = {
    "package.json": packages("sequelize", "mysql2", "pg", "sqlite3"),
    "models/index.js": "const config = require('../config/config.json')[process.env.NODE_ENV];\n",
}
TYPEORM = {"package.json": packages("typeorm", "mysql2", "pg")}

CASES = {
    "Sequelize: each environment has its own": (
        {
            **SEQUELIZE,
            "config/config.json": """
                {
                  "development": {"dialect": "sqlite", "storage": "x"},
                  "test": {"dialect": "postgres"},
                  "production": {"username": "r", "password": "s3cret", "dialect": "mysql", "host": "127.0.0.1"}
                }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "required config/config.json:4 package.json:4",
                "postgresql": "optional package.json:5 config/config.json:3",
                "sqlite": "development config/config.json:2 package.json:6",
            },
        },
    ),
    "Sequelize: a hosted server": (
        {
            **SEQUELIZE,
            "config/config.json": """
                {
                  "production": {"password": "s3cret", "dialect": "postgres", "host": "db.acme-hosting.com"}
                }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:4",
                "postgresql": "required config/config.json:2 package.json:5",
                "sqlite": "optional package.json:6",
            },
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "Sequelize: a variable leads to the server, and the dialect is told": (
        {
            **SEQUELIZE,
            "config/config.json": '{"production": {"use_env_variable": "DATABASE_URL", "dialect": "postgres"}}\n',
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:4",
                "postgresql": "required config/config.json:1 package.json:5",
                "sqlite": "optional package.json:6",
            },
        },
    ),
    "Sequelize: only the variable is told, so what developers use": (
        {
            **SEQUELIZE,
            "config/config.json": """
                {
                  "development": {"dialect": "postgres", "host": "localhost"},
                  "production": {"use_env_variable": "DATABASE_URL"}
                }
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:4",
                "postgresql": "required config/config.json:3 package.json:5 config/config.json:2",
                "sqlite": "optional package.json:6",
            },
        },
    ),
    "Sequelize: settings of developers pick nothing": (
        {
            "package.json": packages("sequelize", "mysql2", "pg"),
            "config/config.json": '{"development": {"dialect": "postgres"}}\n',
        },
        {
            "languages": ["node"],
            "databases": {"mysql": "one_of package.json:4", "postgresql": "one_of package.json:5"},
        },
    ),
    "Sequelize: no password of a URL is told": (
        {
            **SEQUELIZE,
            "config/config.json": '{"production": {"url": "mysql://root:s3cret@db.acme-hosting.com/shop"}}\n',
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "required config/config.json:1 package.json:4",
                "postgresql": "optional package.json:5",
                "sqlite": "optional package.json:6",
            },
            "external": {"mysql": "db.acme-hosting.com"},
        },
    ),
    "no mapper, no meaning": (
        {"package.json": packages("mysql2", "pg"), "config/config.json": '{"production": {"dialect": "mysql"}}\n'},
        {
            "languages": ["node"],
            "databases": {"mysql": "one_of package.json:3", "postgresql": "one_of package.json:4"},
        },
    ),
    "another file of that name": (
        {**TYPEORM, "src/themes/config.json": '{"production": {"type": "mysql"}}\n'},
        {
            "languages": ["node"],
            "databases": {"mysql": "one_of package.json:4", "postgresql": "one_of package.json:5"},
        },
    ),
    "TypeORM: one connection": (
        {**TYPEORM, "ormconfig.json": '{\n  "host": "localhost",\n  "type": "mysql"\n}\n'},
        {
            "languages": ["node"],
            "databases": {"mysql": "required ormconfig.json:3 package.json:4", "postgresql": "optional package.json:5"},
        },
    ),
    "TypeORM: a list of connections": (
        {
            **TYPEORM,
            "ormconfig.json": """
                [
                  {"name": "default", "type": "postgres", "host": "db.acme-hosting.com", "password": "s3cret"},
                  {"name": "test", "type": "mysql"}
                ]
            """,
        },
        {
            "languages": ["node"],
            "databases": {
                "mysql": "optional package.json:4 ormconfig.json:3",
                "postgresql": "required ormconfig.json:2 package.json:5",
            },
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "TypeORM: ormconfig.js and ormconfig.ts": (
        {
            **TYPEORM,
            "ormconfig.js": "module.exports = {\n  type: 'mysql',\n  host: process.env.DB_HOST,\n};\n",
        },
        {
            "languages": ["node"],
            "databases": {"mysql": "required ormconfig.js:2 package.json:4", "postgresql": "optional package.json:5"},
        },
    ),
    "a file that is half written": (
        {**TYPEORM, "ormconfig.json": '{"type": "mysql"'},
        {
            "languages": ["node"],
            "databases": {"mysql": "one_of package.json:4", "postgresql": "one_of package.json:5"},
            "warnings": ["ormconfig.json: is not JSON (line 1: ',' or '}' is missing); it was left out"],
        },
    ),
    "unusual shapes": (
        {**TYPEORM, "ormconfig.json": '["mysql", [{"type": "mysql"}], {"type": 4}, {"type": "oracle"}]'},
        {
            "languages": ["node"],
            "databases": {"mysql": "one_of package.json:4", "postgresql": "one_of package.json:5"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_connections(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_another_environment_has_its_own(needs):
    config = '{"staging": {"dialect": "mysql"}, "production": {"dialect": "postgres"}}\n'
    found = needs({**SEQUELIZE, "config/config.json": config}, "staging")
    assert found == {
        "mysql": "required config/config.json:1 package.json:4",
        "postgresql": "optional package.json:5 config/config.json:1",
        "sqlite": "optional package.json:6",
    }


@pytest.mark.parametrize("name", CASES)
def test_no_password_is_told(analysed, name):
    assert "s3cret" not in json.dumps(analysed(CASES[name][0]))

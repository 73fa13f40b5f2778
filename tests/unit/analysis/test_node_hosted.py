# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses in code of Node.js: what is handed to a driver as it stands leads to a database that somebody else runs."""

from __future__ import annotations

import json
import time

import pytest


def packages(*names: str) -> str:
    """A package.json; the first dependency stands in line 3."""
    return json.dumps({"dependencies": dict.fromkeys(names, "1")}, indent=2)


#: Packages, code in src/db.js, and what is told but for the language.
CASES = {
    "a URL of MongoDB": (
        ["mongoose"],
        "const mongoose = require('mongoose');\nmongoose.connect('mongodb+srv://u:s3cret@cluster0.abc.mongodb.net/shop');\n",
        {
            "databases": {"mongodb": "required src/db.js:2 package.json:3"},
            "external": {"mongodb": "cluster0.abc.mongodb.net"},
        },
    ),
    "a URL in a constant, with what is secret filled in": (
        ["mongodb"],
        """
            import { MongoClient } from 'mongodb';
            const uri = `mongodb+srv://${process.env.USER}:${process.env.PASSWORD}@cluster0.abc.mongodb.net/shop`;
            const client = new MongoClient(uri, { maxPoolSize: 5 });
        """,
        {
            "databases": {"mongodb": "required src/db.js:2 package.json:3"},
            "external": {"mongodb": "cluster0.abc.mongodb.net"},
        },
    ),
    "a URL that a variable may replace": (
        ["mongoose"],
        "import mongoose from 'mongoose';\nmongoose.connect(process.env.MONGO || 'mongodb://u:s3cret@db.acme-hosting.com');\n",
        {
            "databases": {"mongodb": "required src/db.js:2 package.json:3"},
            "external": {"mongodb": "db.acme-hosting.com"},
        },
    ),
    "a host given to a pool": (
        ["pg"],
        """
            const { Pool } = require('pg');
            module.exports = new Pool({
              host: 'db.acme-hosting.com',
              password: 's3cret',
            });
        """,
        {
            "databases": {"postgresql": "required src/db.js:3 package.json:3"},
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "options in a constant": (
        ["mysql2"],
        """
            const mysql = require('mysql2/promise');
            const options = { user: 'a', password: 's3cret', "host": process.env.DB_HOST ?? 'db.acme-hosting.com' };
            exports.pool = mysql.createPool(options);
        """,
        {
            "databases": {"mysql": "required src/db.js:2 package.json:3"},
            "external": {"mysql": "db.acme-hosting.com"},
        },
    ),
    "called where it is loaded": (
        ["mongoose"],
        "require('mongoose').connect('mongodb://u:s3cret@db.acme-hosting.com/x');\n",
        {
            "databases": {"mongodb": "required src/db.js:1 package.json:3"},
            "external": {"mongodb": "db.acme-hosting.com"},
        },
    ),
    "Sequelize: a host beside the dialect": (
        ["sequelize", "mysql2", "pg"],
        """
            const { Sequelize } = require('sequelize');
            module.exports = new Sequelize('shop', 'shop', 's3cret', {
              dialect: 'mysql',
              host: 'db.acme-hosting.com',
            });
        """,
        {
            "databases": {
                "mysql": "required src/db.js:3 src/db.js:4 package.json:4",
                "postgresql": "optional package.json:5",
            },
            "external": {"mysql": "db.acme-hosting.com"},
        },
    ),
    "Sequelize: a URL picks the engine": (
        ["sequelize", "mysql2", "pg"],
        "import { Sequelize } from 'sequelize';\nnew Sequelize('postgres://u:s3cret@db.acme-hosting.com:5432/shop');\n",
        {
            "databases": {"mysql": "optional package.json:4", "postgresql": "required src/db.js:2 package.json:5"},
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "TypeORM": (
        ["typeorm", "pg"],
        """
            import { DataSource } from 'typeorm';
            export const source = new DataSource({ type: 'postgres', host: 'db.acme-hosting.com', password: 's3cret' });
        """,
        {
            "databases": {"postgresql": "required src/db.js:2 package.json:4"},
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "Knex": (
        ["knex", "pg"],
        "require('knex')({ client: 'pg', connection: { host: 'db.acme-hosting.com', password: 's3cret' } });\n",
        {
            "databases": {"postgresql": "required src/db.js:1 package.json:4"},
            "external": {"postgresql": "db.acme-hosting.com"},
        },
    ),
    "Elasticsearch is spoken to over HTTPS": (
        ["@elastic/elasticsearch"],
        """
            const { Client } = require('@elastic/elasticsearch');
            new Client({ node: 'https://u:s3cret@x.es.acme-hosting.com' });
        """,
        {
            "databases": {"elasticsearch": "required src/db.js:2 package.json:3"},
            "external": {"elasticsearch": "x.es.acme-hosting.com"},
        },
    ),
    "one of two is near": (
        ["pg"],
        """
            const { Pool } = require('pg');
            new Pool({ host: 'db.acme-hosting.com' });
            new Pool({ host: 'localhost' });
        """,
        {
            "databases": {"postgresql": "required src/db.js:2 src/db.js:3 package.json:3"},
            "warnings": [
                (
                    "src/db.js:2: one postgresql database is hosted elsewhere (db.acme-hosting.com), another is not; "
                    "declare both groups"
                )
            ],
        },
    ),
    "near servers say nothing": (
        ["mongoose"],
        "const mongoose = require('mongoose');\nmongoose.connect('mongodb://u:s3cret@localhost:27017/shop');\n",
        {"databases": {"mongodb": "required package.json:3"}},
    ),
    "what is commented, in a test, or handed to others": (
        ["pg", "nodemailer"],
        """
            const { Pool } = require('pg');
            const nodemailer = require('nodemailer');
            // new Pool({ host: 'db.acme-hosting.com' });
            /* pg://db.acme-hosting.com */
            nodemailer.createTransport({ host: 'smtp.acme-hosting.com' });
            console.log('postgres://db.acme-hosting.com');
            new Pool();
        """,
        {"databases": {"postgresql": "required package.json:3"}},
    ),
    "only under a condition": (
        ["redis"],
        """
            const redis = require('redis');
            if (process.env.USE_CACHE) {
              redis.createClient({ url: 'rediss://u:s3cret@eu1.acme-hosting.com:6379' });
            }
        """,
        {"databases": {"redis": "optional package.json:3 src/db.js:3"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_addresses(understood, name):
    names, code, expected = CASES[name]
    assert understood({"package.json": packages(*names), "src/db.js": code}) == {"languages": ["node"], **expected}


@pytest.mark.parametrize("name", CASES)
def test_no_password_is_told(analysed, name):
    names, code, _expected = CASES[name]
    assert "s3cret" not in json.dumps(analysed({"package.json": packages(*names), "src/db.js": code}))


def test_what_tests_connect_to_says_nothing(understood):
    code = "const { Pool } = require('pg');\nnew Pool({ host: 'db.acme-hosting.com' });\n"
    assert understood({"package.json": packages("pg"), "scripts/seed.js": code}) == {
        "languages": ["node"],
        "databases": {"postgresql": "required package.json:3"},
    }


@pytest.mark.parametrize(
    "piece",
    [
        "new Pool(a, a, a, a, a, a, a, a, {host: 'a.b'});\n",
        "const a = {host: `x://${a}`};\n",
        "new Pool({host: a || a || a});\n",
        "Pool.Pool.Pool.Pool.",
    ],
)
def test_time_grows_with_the_code(analysed, piece):
    head = "const { Pool } = require('pg');\n"
    start = time.process_time()
    analysed({"package.json": packages("pg"), "a.js": head + piece * (60_000 // len(piece))})
    assert time.process_time() - start < 3

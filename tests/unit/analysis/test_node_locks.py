# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks of npm, Yarn and pnpm: they tell the versions of frameworks, and what is transitive is no evidence."""

from __future__ import annotations

import time

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats import node_locks

EXPRESS = '{"dependencies": {"express": "^4.17.1"}}'

CASES = {
    "npm, first format: the tree's top counts": (
        {
            "package.json": EXPRESS,
            "package-lock.json": """
                {
                  "lockfileVersion": 1,
                  "dependencies": {
                    "a": {"version": "1.0.0", "dependencies": {"express": {"version": "3.0.0"}}},
                    "express": {"version": "4.18.1", "requires": {"redis": "4.0.0"}},
                    "mysql2": {"version": "3.9.0"},
                    "redis": {"version": "4.0.0"}
                  }
                }
            """,
        },
        {"languages": ["node"], "frameworks": ["Express 4.18.1"]},
    ),
    "npm, second format: packages count": (
        {
            "package.json": EXPRESS,
            "package-lock.json": """
                {
                  "lockfileVersion": 2,
                  "packages": {
                    "": {"dependencies": {"express": "^4.17.1"}},
                    "node_modules/a/node_modules/express": {"version": "3.0.0"},
                    "node_modules/express": {"version": "4.18.2"},
                    "node_modules/mongodb": {"version": "6.0.0"}
                  },
                  "dependencies": {"express": {"version": "4.18.2"}, "mongodb": {"version": "6.0.0"}}
                }
            """,
        },
        {"languages": ["node"], "frameworks": ["Express 4.18.2"]},
    ),
    "npm, third format, in a workspace": (
        {
            "package.json": '{"private": true, "workspaces": ["apps/*"], "dependencies": {"koa": "*"}}',
            "apps/api/package.json": EXPRESS,
            "apps/web/package.json": '{"dependencies": {"express": "5"}}',
            "package-lock.json": """
                {
                  "lockfileVersion": 3,
                  "packages": {
                    "apps/api/node_modules/express": {"version": "4.19.2"},
                    "node_modules/express": {"version": "5.0.1"},
                    "node_modules/koa": {"version": "2.15.3"}
                  }
                }
            """,
        },
        {
            "languages": ["node"],
            "frameworks": ["Koa 2.15.3", "Express 4.19.2 (apps/api)", "Express 5.0.1 (apps/web)"],
        },
    ),
    "npm's shrinkwrap counts before its lock": (
        {
            "package.json": EXPRESS,
            "npm-shrinkwrap.json": '{"packages": {"node_modules/express": {"version": "4.19.1"}}}',
            "package-lock.json": '{"packages": {"node_modules/express": {"version": "4.19.2"}}}',
        },
        {"languages": ["node"], "frameworks": ["Express 4.19.1"]},
    ),
    "Yarn 1: by the range that is asked for": (
        {
            "package.json": '{"dependencies": {"@nestjs/core": "^10.0.0", "express": "^4.17.1"}}',
            "yarn.lock": """
                # yarn lockfile v1


                "@nestjs/core@^10.0.0":
                  version "10.3.8"
                  dependencies:
                    redis "^4.0.0"

                express@4.17.0:
                  version "4.17.0"

                express@^4.17.1, express@^4.18.0:
                  version "4.19.2"

                redis@^4.0.0:
                  version "4.6.13"
            """,
        },
        {"languages": ["node"], "frameworks": ["NestJS 10.3.8", "Express 4.19.2"]},
    ),
    "Yarn 1: the only version, whatever it is asked by": (
        {"package.json": '{"dependencies": {"express": "*"}}', "yarn.lock": 'express@^4:\n  version "4.19.2"\n'},
        {"languages": ["node"], "frameworks": ["Express 4.19.2"]},
    ),
    "Yarn 1: several versions, none by this range": (
        {
            "package.json": '{"dependencies": {"express": "^4.17.1"}}',
            "yarn.lock": 'express@3:\n  version "3.0.0"\n\nexpress@5:\n  version "5.0.1"\n',
        },
        {"languages": ["node"], "frameworks": ["Express 4.17.1"]},
    ),
    "Yarn from 2 on": (
        {
            "package.json": '{"dependencies": {"express": "^4.17.1", "fastify": "latest"}}',
            "yarn.lock": """
                __metadata:
                  version: 8

                "express@npm:^4.17.1, express@npm:^4.18.0":
                  version: 4.19.2
                  resolution: "express@npm:4.19.2"
                  dependencies:
                    pg: "npm:^8.0.0"

                "fastify@npm:latest":
                  version: 4.26.2

                "koa@npm:fastify@3":
                  version: 3.0.0

                "pg@npm:^8.0.0":
                  version: 8.11.5
            """,
        },
        {"languages": ["node"], "frameworks": ["Express 4.19.2", "Fastify 4.26.2"]},
    ),
    "pnpm, fifth format": (
        {
            "package.json": EXPRESS,
            "pnpm-lock.yaml": """
                lockfileVersion: 5.4
                specifiers:
                  express: ^4.17.1
                dependencies:
                  express: 4.18.1_supports-color@9.0.0
                packages:
                  /express/4.18.1:
                    dependencies:
                      redis: 4.0.0
                  /redis/4.0.0:
                    resolution: {integrity: x}
            """,
        },
        {"languages": ["node"], "frameworks": ["Express 4.18.1"]},
    ),
    "pnpm, sixth and later formats, in a workspace": (
        {
            "package.json": '{"private": true}',
            "pnpm-workspace.yaml": "packages: ['apps/*']\ncatalog: {koa: ^2.0.0}\n",
            "apps/api/package.json": '{"dependencies": {"@nestjs/core": "^10.0.0", "koa": "catalog:"}}',
            "apps/web/package.json": EXPRESS,
            "pnpm-lock.yaml": """
                lockfileVersion: '9.0'

                importers:

                  .: {}

                  apps/api:
                    dependencies:
                      '@nestjs/core':
                        specifier: ^10.0.0
                        version: 10.3.8(reflect-metadata@0.2.2)
                      koa:
                        specifier: 'catalog:'
                        version: 2.15.3
                  apps/web:
                    dependencies:
                      express: {specifier: ^4.17.1, version: 4.19.2}
                    devDependencies:
                      koa:
                        specifier: ^1
                        version: 1.0.0

                packages:

                  mysql2@3.9.0:
                    resolution: {integrity: x}
            """,
        },
        {
            "languages": ["node"],
            "frameworks": ["NestJS 10.3.8 (apps/api)", "Koa 2.15.3 (apps/api)", "Express 4.19.2 (apps/web)"],
        },
    ),
    "a lock that is half written": (
        {"package.json": EXPRESS, "package-lock.json": '{"packages": {"node_modules/express": {"vers'},
        {
            "languages": ["node"],
            "frameworks": ["Express 4.17.1"],
            "warnings": ["package-lock.json: cannot be read (is not JSON); it was left out"],
        },
    ),
    "a lock that nests without end": (
        {"package.json": EXPRESS, "package-lock.json": "[" * 200_000},
        {
            "languages": ["node"],
            "frameworks": ["Express 4.17.1"],
            "warnings": ["package-lock.json: cannot be read (nested too deep); it was left out"],
        },
    ),
    "a lock that is larger than any": (
        {"package.json": EXPRESS, "yarn.lock": "#" * (8 * 1024 * 1024 + 1)},
        {
            "languages": ["node"],
            "frameworks": ["Express 4.17.1"],
            "warnings": ["yarn.lock: is larger than 8192 KiB; it was left out"],
        },
    ),
    "odd shapes do no harm": (
        {
            "package.json": EXPRESS,
            "package-lock.json": '{"packages": ["x"], "dependencies": {"express": {"version": 4}}}',
        },
        {"languages": ["node"], "frameworks": ["Express 4.17.1"]},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_versions(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


#: The end of a large lock as npm writes it; what is nested deeper belongs to others.
LARGE = {
    "first format": (
        """\
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "dependencies": {
        "express": {
          "version": "3.0.0"
        }
      }
    },
    "express": {
      "version": "4.19.2"
    }
  }
}
""",
        {("", "express"): "4.19.2"},
    ),
    "third format": (
        """\
    "": {
      "dependencies": {
        "express": "4"
      }
    },
    "node_modules/a/node_modules/express": {
      "version": "3.0.0"
    },
    "apps/api/node_modules/express": {
      "version": "5.0.1"
    },
    "node_modules/express": {
      "version": "4.19.2"
    }
  }
}
""",
        {("", "express"): "4.19.2", ("apps/api", "express"): "5.0.1"},
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_lock_of_npm_is_searched(name):
    text, expected = LARGE[name]
    filler = '    "node_modules/x": {\n      "version": "1.0.0"\n    },\n' * 30_000
    assert len(filler) > node_locks.JSON_LIMIT
    start = time.process_time()
    assert node_locks.locked_by_npm(filler + text, {"express", "koa"}) == expected
    assert time.process_time() - start < 1


def test_a_name_that_is_repeated_without_end_costs_little():
    text = '"node_modules/express" ' * 300_000
    start = time.process_time()
    assert node_locks.locked_by_npm(text, {"express"}) == {}
    assert time.process_time() - start < 1

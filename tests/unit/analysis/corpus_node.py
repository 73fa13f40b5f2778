# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers for Node.js, each with a text to start from."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.detectors.deno import imports
from ansible_collections.maestro.databases.plugins.module_utils.analysis.detectors.prisma import data_sources
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_code import parse_code
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_tokens import tokens
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.node_locks import (
    locked_by_npm,
    locked_by_pnpm,
    locked_by_yarn,
    searched,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.orm_json import parse_connections

_CODE = """\
import Redis, { type RedisOptions } from 'ioredis'; // a "comment"
const { createClient: make } = require("redis");
/* never ` closed ' */
export class RedisCache<T> extends Base implements Cache {
  async get(key: string): Promise<T | null> {
    if (!process.env.REDIS_URL) return null;
    return key ? await this.client?.get(`a:${key.replace(/[/'"]+/g, '')}`) : null;
  }
}
switch (kind) { case 'redis': store = new Redis(url); break; default: store = memory(); }
const view = () => <p className="x">Don't {a && b}</p>;
"""
_SCHEMA = """\
// provider = "mysql"
datasource db {
  provider = ["postgresql", "sqlite"]
  url      = "postgresql://app:secret@db.example.com/app"
}
"""
_DENO = """\
{
  // what is needed
  "imports": {"pg": "npm:pg@8.11.0", "redis": "jsr:@db/redis@^0.40", "x": "https://deno.land/x/mysql@v2.12.1/mod.ts"},
  "tasks": {"start": "deno run main.ts"}
}
"""


_NPM = """\
{
  "lockfileVersion": 2,
  "packages": {"": {"version": "1.0.0"}, "apps/api/node_modules/express": {"version": "4.19.2"}},
  "dependencies": {"express": {"version": "4.19.2", "dependencies": {"koa": {"version": "2.0.0"}}}}
}
"""
_YARN = """\
# yarn lockfile v1
express@^4.17.1, express@^4.18.0:
  version "4.19.2"
"koa@npm:^2, koa@npm:>=2 <3":
  version: 2.15.3
"""
_PNPM = """\
lockfileVersion: '9.0'
dependencies:
  koa: 2.15.3_x@1
importers:
  apps/api:
    dependencies:
      'express':
        specifier: ^4
        version: 4.19.2(a@1)
      koa: {specifier: ^2, version: 2.15.3}
packages:
  a@1: {}
"""
_CONNECTIONS = """\
{"development": {"dialect": "sqlite"},
 "production": {"use_env_variable": "DATABASE_URL", "url": "mysql://a:b@db.example.com/x", "host": "10.0.0.1"}}
"""
_WANTED = ("express", "koa")


def _deno(source: str) -> None:
    list(imports(source))


PARSERS = {
    "tokens": (tokens, _CODE),
    "code": (parse_code, _CODE),
    "schema.prisma": (data_sources, _SCHEMA),
    "deno.json": (_deno, _DENO),
    "ormconfig.json": (parse_connections, _CONNECTIONS),
    "package-lock.json": (lambda source: locked_by_npm(source, _WANTED), _NPM),
    "package-lock.json, large": (lambda source: searched(source, _WANTED), _NPM),
    "yarn.lock": (lambda source: locked_by_yarn(source, _WANTED), _YARN),
    "pnpm-lock.yaml": (lambda source: locked_by_pnpm(source, _WANTED), _PNPM),
}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers for Node.js, each with a text to start from."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.detectors.deno import imports
from ansible_collections.maestro.databases.plugins.module_utils.analysis.detectors.prisma import data_sources
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_code import parse_code
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_tokens import tokens

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


def _deno(source: str) -> None:
    list(imports(source))


PARSERS = {
    "tokens": (tokens, _CODE),
    "code": (parse_code, _CODE),
    "schema.prisma": (data_sources, _SCHEMA),
    "deno.json": (_deno, _DENO),
}

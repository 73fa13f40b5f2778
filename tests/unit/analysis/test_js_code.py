# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JavaScript and TypeScript: tokens, what is loaded, what runs under which condition, and whose code it is."""

from __future__ import annotations

import contextlib
import time

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.detectors.node_conditions import (
    reason,
    reason_of_callers,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_code import parse_code
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_tokens import tokens

TOKENS = {
    "comments": ("a // b 'c\n/* d \" */ e", "a e"),
    "a comment that never ends": ("a /* b\nc", "a"),
    "strings": ("'a\"' \"b'\" 'it\\'s' '/*'", "'a\"' 'b'' 'it\\'s' '/*'"),
    "a quote that never ends": ("<p>Don't</p>\nb", "< p > Don ' t < / p > b"),
    "a string over two lines": ("'a\\\nb' c", "'a\\\nb' c"),
    "a template": ("`a 'b' // c`", "`a 'b' // c`"),
    "code in a template": ("`a${b + `c${'}'}`}d` e", "`a` ${ b + `c` ${ '}' } `` } `d` e"),
    "an object in a template": ("`${{a: 1}}`", "`` ${ { a : 1 } } ``"),
    "a template that never ends": ("`a\nb", "`a\nb`"),
    "a regular expression": ("a = /['\"`/*]\\//g.test(b)", "a = /['\"`/*]\\//g . test ( b )"),
    "a division": ("a / b / c; (d) / e", "a / b / c ; ( d ) / e"),
    "a regular expression after a word": ("return /'/", "return /'/"),
    "operators": ("a?.b ?? c?.5:1 === d => ...e", "a ?. b ?? c ? .5 : 1 === d => ... e"),
    "private names and numbers": ("this.#a = 1_000n + 0xff", "this . #a = 1_000n + 0xff"),
    "the first line of a script": ("#!/usr/bin/env node 'x\na", "a"),
}
MARKS = {"string": "'{}'", "template": "`{}`"}


@pytest.mark.parametrize("name", TOKENS)
def test_tokens(name):
    source, expected = TOKENS[name]
    assert " ".join(MARKS.get(token.kind, "{}").format(token.text) for token in tokens(source)) == expected


def test_lines():
    found = tokens("a\n/* \n */ b `c\nd` e\n'f\\\ng' h")
    assert [(token.text, token.line) for token in found] == [
        ("a", 1),
        ("b", 3),
        ("c\nd", 3),
        ("e", 4),
        ("f\\\ng", 5),
        ("h", 6),
    ]


LOADED = {
    "import a from 'm'": ("m", {"a": "default"}, True),
    "import a, { b, c as d, type T } from 'm'": ("m", {"a": "default", "b": "b", "d": "c"}, True),
    "import * as a from 'm'": ("m", {"a": "*"}, True),
    "import 'm'": ("m", {}, False),
    "const a = require('m')": ("m", {"a": "*"}, True),
    "const a = require('m').B": ("m", {"a": "B"}, True),
    "const { a: b, c } = require('m')": ("m", {"b": "a", "c": "c"}, True),
    "const a = await import('m')": ("m", {"a": "*"}, True),
    "session({ store: new (require('m')(session))() })": ("m", {}, False),
    "export { a } from 'm'": ("m", {}, True),
    "export * from 'm'": ("m", {}, True),
}


@pytest.mark.parametrize("source", LOADED)
def test_what_is_loaded(source):
    (loaded,) = parse_code(source).loaded
    assert (loaded.module, loaded.names, loaded.bound) == LOADED[source]


@pytest.mark.parametrize(
    "source",
    [
        "import type a from 'm'",
        "import type { a } from 'm'",
        "// import a from 'm'",
        "\"require('m')\"",
        "`import a from 'm'`",
        "a.require('m')",
        "require(m)",
        "import.meta.url",
    ],
)
def test_what_is_not_loaded(source):
    assert parse_code(source).loaded == []


OWNERS = {
    "function f() { X }": "f",
    "const f = async (a: string): Promise<void> => { X }": "f",
    "const f = () => X": "f",
    "exports.f = function () { X }": "f",
    "class C { m() { X } }": "C",
    "@Module({ imports: [X] }) export class C {}": "C",
    "export default class C<T extends D> extends B<T> implements A { x = X }": "C",
    "X": "",
    "module.exports = () => { X }": "",
    "list.map(a => X)": "",
}


@pytest.mark.parametrize("source", OWNERS)
def test_whose_code_it_is(source):
    code = parse_code(source)
    owner = code.owner_of(next(index for index, token in enumerate(code.tokens) if token.text == "X"))
    assert (owner.name if owner else "") == OWNERS[source]


def test_what_a_class_builds_on():
    (owner,) = parse_code("class C<T extends D> extends n.B<T> implements A, E {}").owners
    assert owner.bases == ("B", "A", "E")


REASONS = {
    # Somebody has to ask for it.
    "if (process.env.REDIS_URL) { X }": "condition",
    "if (process.env.REDIS_URL) X": "condition",
    "if (env.CACHE && a) { X }": "condition",
    "if (!redisUrl) return null\nX": "condition",
    "function f() { if (!config.redis) { return } X }": "condition",
    "const c = process.env.REDIS_URL ? X : null": "condition",
    "const c = !config.redis ? null : X": "condition",
    "process.env.REDIS_URL && X": "condition",
    "if (config.cache.enabled) { X }": "condition",
    "if (settings.driver === 'redis') { X }": "condition",
    "if (process.env.MODE === Mode.QUEUE) { X }": "condition",
    "if (config.sessionStore.type === a) { X }": "condition",
    "const url = process.env.CACHE_URL\nif (url) { X }": "condition",
    "if (!process.env.DISABLE_REDIS) { X }": "condition",
    "if (Boolean(process.env.REDIS_URL)) { X }": "condition",
    "if (redisUrl !== undefined) { X }": "condition",
    "if (redisUrl == null) { a } else { X }": "condition",
    "switch (type) { case 'redis': X; break; default: a }": "case",
    "match(a).with('redis', () => X).otherwise(() => b)": "case",
    "const stores = { redis: () => X, memory: () => a }": "case",
    # It runs anyway.
    "X": "",
    "if (!client) { client = X }": "",
    "if (client) return client\nX": "",
    "if (!process.env.REDIS_URL) throw new Error()\nX": "",
    "if (!process.env.REDIS_URL) { process.exit(1) }\nX": "",
    "if (process.env.REDIS_CLUSTER) { a } else { X }": "",
    "process.env.REDIS_CLUSTER ? a : X": "",
    "if (process.env.NODE_ENV !== 'test') { X }": "",
    "if (isProduction) { X }": "",
    "if (user.name) { X }": "",
    "if (a || process.env.REDIS_URL) { X }": "",
    "try { X } catch (e) { }": "",
    "switch (type) { case 'memory': a; break; default: X }": "",
    "globalThis.redis ?? X": "",
    "if (process.env.REDIS_URL) { a }\nX": "",
    "const queues = { mail: () => X, push: () => a }": "",
}


@pytest.mark.parametrize("source", REASONS)
def test_conditions(source):
    code = parse_code(source)
    index = next(index for index, token in enumerate(code.tokens) if token.text == "X")
    assert reason(code, index, "redis") == REASONS[source]


def test_private_methods_run_where_their_callers_do():
    source = """
        class Broker {
          static async init() { const host = config.get().rabbitmq.host; if (!host) return; await this.connect(host) }
          private static async connect(host: string): Promise<void> { X }
          again() { Y }
        }
    """
    code = parse_code(source)
    texts = [token.text for token in code.tokens]
    assert reason_of_callers(code, texts.index("X"), "rabbitmq") == "condition"
    assert reason_of_callers(code, texts.index("Y"), "rabbitmq") == ""
    code = parse_code(source.replace("Y", "this.connect(other)"))
    assert reason_of_callers(code, [token.text for token in code.tokens].index("X"), "rabbitmq") == ""


PIECES = (
    *("'\\", "`${", "/[", "\"'", "a?", "a?b:", "if(a)", "if(a){return}", "if(a)b;else ", "a&&", "class A ", "case a:"),
    *("=>", "((((", "const a=", "f(){", "x=>(", "(]", "}", "require('m').", "import {a", "export {"),
)


@pytest.mark.parametrize("piece", PIECES)
def test_what_never_ends_costs_little(piece):
    started = time.process_time()
    with contextlib.suppress(FormatError):
        parse_code(piece * 20_000)
    assert time.process_time() - started < 5


def test_more_than_people_write():
    with pytest.raises(FormatError, match="line 1: more than 150000 tokens"):
        tokens("a " * 200_000)
    with pytest.raises(FormatError, match="line 1: more tangled than people write"):
        parse_code("a?b:" * 20_000)

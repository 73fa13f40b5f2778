# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a module of Python: what it imports and under which condition, and the URLs that it connects to."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Collection, Mapping

from ..rules.python_code import (
    BUILDERS,
    CONNECTORS,
    ENGINE_WORDS,
    GETTERS,
    KIND_WORDS,
    NO_SERVER,
    NOT_URL_WORDS,
    SETTINGS_WORDS,
    STORE_WORDS,
    URL_WORDS,
    WRAPPERS,
)
from ..rules.services import SCHEMES, engine_of_scheme
from .addresses import is_hosted, parse_url
from .django_settings import Setting, of_class, weighed
from .python_guarded import spared
from .python_model import Code, Context, Imported, alternatives
from .python_switches import names_tested, property_switch, sets_one_of, setting_read, switch_of
from .python_syntax import (
    audience_of_class,
    branches,
    dotted,
    identifier_words,
    leading_text,
    parse_module,
    target,
    text_of,
    unset_names,
)

_DEPTH_LIMIT = 60
#: Errors that somebody catches who can do without a module.
_ABSENT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
#: A line without any of these has nothing to do with an engine.
_TELLING = re.compile(
    "|".join(("import", *sorted({*ENGINE_WORDS, "sql", "postgres", "psycopg", "maria"} - {"es"}), "es_")), re.IGNORECASE
)
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Functions that always run: what they import is no choice.
_ALWAYS = frozenset("create_app make_app get_app init_app build_app lifespan ready".split())


def read_code(source: str, engines: Mapping[str, str]) -> Code:
    """Reads a module; `engines` are those of modules that it may import. Raises FormatError."""
    code = Code()
    module = parse_module(source)
    _Reader(code, _telling_lines(source), engines).block(module.body, Context())
    code.spared = spared(module, engines)
    alternatives(code)
    return code


def _telling_lines(source: str) -> list[int]:
    """Numbers of the lines that can tell anything, in their order."""
    lines: list[int] = []
    number, position = 1, 0
    while found := _TELLING.search(source, position):
        number += source.count("\n", position, found.start())
        lines.append(number)
        position = source.find("\n", found.end())
        if position < 0:
            break
    return lines


class _Reader:
    def __init__(self, code: Code, lines: list[int], modules: Collection[str]) -> None:
        self.code = code
        self._modules = modules
        #: Numbers of the lines that can tell anything, in their order.
        self._lines = lines
        self._told: set[tuple[str, int]] = set()
        #: Names of the classes so far.
        self._classes: set[str] = set()
        #: Names of a function, in lower case, to the setting that each was read from.
        self._read_from: dict[str, str] = {}

    def block(self, body: list[ast.stmt], context: Context) -> None:
        if context.depth > _DEPTH_LIMIT:
            return
        for node in body:
            if isinstance(node, ast.ClassDef):
                self._classes.add(node.name)
                self.code.bases |= {dotted(base).rpartition(".")[2] for base in node.bases}
            first = bisect_left(self._lines, node.lineno)
            if first < len(self._lines) and self._lines[first] <= (node.end_lineno or node.lineno):
                self._statement(node, context)
            elif isinstance(node, ast.If) and self._read_from:
                self._tested(node)

    def _tested(self, node: ast.If) -> None:
        """Notes what a condition asks for being set: settings, and names that were read from one."""
        if not any(isinstance(item, ast.Raise) for item in node.body):
            names = names_tested(node.test)
            self.code.tested |= names
            if not sets_one_of(node.body, names):
                self.code.tested |= {self._read_from[name] for name in names if name in self._read_from}

    def _statement(self, node: ast.stmt, context: Context) -> None:
        if isinstance(node, ast.Import):
            self.code.imports += [Imported(alias.name, node.lineno, not context.lazy) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.module and not node.level:
                self.code.imports.append(Imported(node.module, node.lineno, not context.lazy))
        elif isinstance(node, ast.If):
            self._condition(node, context)
        elif isinstance(node, ast.Try):
            guarded = any(_catches_absence(handler) for handler in node.handlers)
            self.block(node.body, context.deeper(lazy=guarded))
            for handler in node.handlers:
                self._open(handler.body, context.deeper(lazy=True))
            self.block(node.orelse + node.finalbody, context.deeper(lazy=guarded))
        elif isinstance(node, ast.ClassDef):
            owner = frozenset(identifier_words(node.name))
            start = len(self.code.urls)
            self.block(node.body, context.deeper(audience=audience_of_class(node.name), owner=owner))
            self.code.urls[start:] = of_class(self.code.urls[start:], node, self._classes)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if isinstance(node, ast.FunctionDef) and context.owner:
                switch = property_switch(node)
                self.code.switches += [switch] if switch else []
            self._read_from = {}
            self.block(node.body, context.deeper(function=node.name, lazy=node.name not in _ALWAYS))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self._calls(item.context_expr, context)
            self.block(node.body, context.deeper())
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            self.block(node.body + node.orelse, context.deeper())
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self._open(case.body, context.deeper(lazy=True))
        else:
            self._simple(node, context)

    def _condition(self, node: ast.If, context: Context) -> None:
        if dotted(node.test).rpartition(".")[2] == "TYPE_CHECKING":
            # What only the types need does no work.
            self.block(node.body, context.deeper(lazy=True))
            self.block(node.orelse, context.deeper())
            return
        self._tested(node)
        first, second, choice = branches(node.test)
        start = len(self.code.urls)
        self.block(node.body, context.deeper(audience=first, lazy=True, conditional=choice))
        middle = len(self.code.urls)
        self.block(node.orelse, context.deeper(audience=second, lazy=True, conditional=choice))
        if choice:
            body, orelse = self.code.urls[start:middle], self.code.urls[middle:]
            self.code.urls[start:middle] = [weighed(url, orelse, unset_names(node.test)) for url in body]
            # Where the other branch leaves the function with a URL of its own, this one is the default.
            self.code.urls[middle:] = [weighed(url, body, set()) for url in orelse]

    def _open(self, body: list[ast.stmt], context: Context) -> None:
        """Statements that may never run."""
        start = len(self.code.urls)
        self.block(body, context)
        self.code.urls[start:] = [weighed(url, [], set()) for url in self.code.urls[start:]]

    def _simple(self, node: ast.stmt, context: Context) -> None:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            for item in node.targets if isinstance(node, ast.Assign) else [node.target]:
                name, keys = target(item)
                if isinstance(item, ast.Attribute):
                    name = item.attr
                name = keys[-1] if keys and keys[-1] else name
                annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
                if context.function and isinstance(item, ast.Name) and setting_read(node.value):
                    self._read_from[item.id.lower()] = setting_read(node.value).lower()
                if not context.function:
                    switch = switch_of(name, node.value, annotation, node.lineno, context.lazy)
                    self.code.switches += [switch] if switch else []
                if node.value is not None:
                    self._setting(name, node.value, context)
        elif isinstance(node, ast.Return) and node.value is not None and context.function:
            self._setting(context.function, node.value, context)
        value = getattr(node, "value", None)
        if isinstance(value, ast.expr):
            self._calls(value, context)

    def _setting(self, name: str, value: ast.expr, context: Context, default: bool = False) -> None:
        words = identifier_words(name)
        # `DB_TYPE = …`, or `type = …` in a class DatabaseSettings.
        settings = not context.function and bool(context.owner & SETTINGS_WORDS)
        if words & KIND_WORDS and (words & STORE_WORDS or (settings and context.owner & STORE_WORDS)):
            self._kind(name, value, context)
        if words & URL_WORDS and not words & NOT_URL_WORDS:
            self._value(name, value, context, default)

    def _kind(self, name: str, value: ast.expr, context: Context) -> None:
        """`DB_TYPE = os.getenv("DB_TYPE", "mysql")`: what an application takes where nobody says otherwise."""
        for _step in range(5):
            if not isinstance(value, ast.Call):
                break
            given = [item.value for item in value.keywords if item.arg == "default"] or value.args[1:] or value.args
            if not given and isinstance(value.func, ast.Attribute):
                given = [value.func.value]
            if not given:
                return
            value = given[0]
        engine = SCHEMES.get(text_of(value).lower(), "")
        if engine in _RELATIONAL:
            self._found(engine, value.lineno, f"{name} {text_of(value)}", context.deeper(asked=True), True, "", name)

    def _value(self, name: str, node: ast.expr, context: Context, default: bool = False) -> None:
        """Looks for a URL in what a setting is set to."""
        if context.depth > _DEPTH_LIMIT:
            return
        inner = context.deeper()
        if isinstance(node, ast.Call):
            called = dotted(node.func).rpartition(".")[2]
            if called in BUILDERS:
                self._built(name, node, context, default)
            if called in GETTERS | WRAPPERS | CONNECTORS:
                for argument in [*node.args, *(item.value for item in node.keywords if item.arg == "default")]:
                    reads = called in GETTERS
                    self._value(name, argument, context.deeper(asked=reads), default or reads)
            elif isinstance(node.func, ast.Attribute):
                self._value(name, node.func.value, inner, default)
        elif isinstance(node, ast.BoolOp):
            for item in node.values:
                self._value(name, item, inner, True)
        elif isinstance(node, ast.IfExp):
            first, second, choice = branches(node.test)
            self._value(name, node.body, context.deeper(audience=first), default or choice)
            self._value(name, node.orelse, context.deeper(audience=second), default or choice)
        elif isinstance(node, (ast.Tuple, ast.List)):
            for item in node.elts:
                self._value(name, item, inner, default or isinstance(node, ast.Tuple))
        elif isinstance(node, ast.Await):
            self._value(name, node.value, inner, default)
        else:
            url = parse_url(leading_text(node))
            engine = engine_of_scheme(url.scheme) if url else ""
            if url and engine and ":memory:" not in leading_text(node):
                hosted = isinstance(node, ast.Constant) and engine != "sqlite" and is_hosted(url.host)
                address = url.host if hosted else ""
                self._found(engine, node.lineno, f"{name} {url.scheme}://", context, default, address, name)

    def _built(self, name: str, node: ast.Call, context: Context, default: bool) -> None:
        """`PostgresDsn.build(scheme="postgresql")`, `URL.create("mysql+pymysql", …)`."""
        given = [item.value for item in node.keywords if item.arg in ("scheme", "drivername")] or node.args[:1]
        for item in given:
            engine = engine_of_scheme(text_of(item))
            if engine:
                self._found(engine, item.lineno, f"{name} {text_of(item)}", context, default, "", name)

    def _calls(self, node: ast.expr, context: Context) -> None:
        """Keywords and mappings in an expression are settings, too."""
        for child in ast.walk(node):
            if isinstance(child, ast.Call):
                called = dotted(child.func).rpartition(".")[2]
                for item in child.keywords:
                    if item.arg and item.arg != "default":
                        self._setting(item.arg, item.value, context)
                if called in CONNECTORS:
                    for argument in child.args[:2]:
                        self._value(called, argument, context)
                elif called in GETTERS and child.args and text_of(child.args[0]):
                    given = child.args[1:2] + [item.value for item in child.keywords if item.arg == "default"]
                    for argument in given:
                        if leading_text(argument).startswith(NO_SERVER):
                            # get("REDIS_URL", "memory://")
                            nothing = switch_of(text_of(child.args[0]), ast.Constant(None), None, argument.lineno)
                            self.code.switches += [nothing] if nothing else []
                        self._setting(text_of(child.args[0]), argument, context.deeper(asked=True), True)
            elif isinstance(child, ast.IfExp):
                self.code.tested |= names_tested(child.test)
            elif isinstance(child, ast.Constant):
                self._named(text_of(child), context)
            elif isinstance(child, ast.Dict):
                self._mapping(child, context)

    def _named(self, text: str, context: Context) -> None:
        """`"django_redis.cache.RedisCache"`: a framework imports what the text says."""
        module, dot, _rest = text.partition(".")
        if dot and module in self._modules and text.replace(".", "_").isidentifier():
            self.code.named[module] = self.code.named.get(module, False) or not context.conditional

    def _mapping(self, node: ast.Dict, context: Context) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and text_of(key):
                self._setting(text_of(key), value, context)
                if isinstance(value, ast.Constant) and value.value is None and not context.function:
                    # defaults = {"redis_url": None}
                    nothing = switch_of(text_of(key), value, None, key.lineno)
                    self.code.switches += [nothing] if nothing else []

    def _found(
        self, engine: str, line: int, detail: str, context: Context, default: bool, address: str, name: str
    ) -> None:
        # A function that puts a URL of a store together serves whoever calls it; only what is set up counts.
        helper = context.function and context.function not in _ALWAYS and not context.asked
        if helper and engine not in _RELATIONAL and "broker" not in identifier_words(name):
            return
        default = default or (bool(helper) and name != context.function)
        if (engine, line) not in self._told:
            self._told.add((engine, line))
            self.code.urls.append(Setting(engine, line, detail, context.audience, False, default, address, name))


def _catches_absence(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(dotted(item) in _ABSENT for item in caught)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Django settings as a syntax tree: which backends and URLs they hold, and under which condition."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ..rules.names import NAMES
from ..rules.python import BACKENDS, NOT_BACKENDS, OWN_BACKEND_WORDS, SETTINGS, URL_READERS
from ..rules.python_code import NOT_URL_WORDS, SETTINGS_WORDS
from ..rules.services import engine_of_scheme
from .addresses import is_hosted, parse_url
from .python_syntax import (
    ANYBODY,
    audience_of_class,
    branches,
    dotted,
    identifier_words,
    is_empty,
    leading_text,
    parse_module,
    target,
    text_of,
    texts_in,
    unset_names,
)

_BACKEND_KEYS = frozenset({"ENGINE", "BACKEND"})
_HOST_KEYS = frozenset({"HOST", "LOCATION", "URL", "HOSTS", "hosts"})
#: Functions that read a setting from the environment.
_GETTERS = frozenset("get getenv env config str url setdefault get_env env_var".split())
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Settings of Django that say where data is kept.
_STORES = frozenset({"DATABASES", "CACHES", "CHANNEL_LAYERS"})
_DEPTH_LIMIT = 60
#: Names of engines up to this length are part of other words.
_SHORT = 3


@dataclass(frozen=True)
class Setting:
    """An engine that settings name."""

    engine: str
    line: int
    detail: str
    audience: str = ANYBODY
    #: True inside a branch that may not be taken.
    choice: bool = False
    #: True where an environment variable may put something else in its place.
    default: bool = False
    #: A public host that the setting points at.
    address: str = ""
    #: The setting's own name.
    name: str = ""


@dataclass
class Settings:
    """What one module says."""

    found: list[Setting] = field(default_factory=list)
    #: True where it says how data is kept: it has DATABASES or CACHES.
    decides: bool = False
    #: Names of backends that are not known, with their line.
    unknown: list[tuple[str, int]] = field(default_factory=list)
    #: Settings that it takes over from another module and empties.
    emptied: set[str] = field(default_factory=set)


#: Settings that hold several databases of which each is used.
_REAL = frozenset({"", "DATABASES", "SQLALCHEMY_BINDS"})


@dataclass(frozen=True)
class _Context:
    setting: str = ""
    audience: str = ANYBODY
    choice: bool = False
    depth: int = 0

    def deeper(self, setting: str = "", audience: str = "", choice: bool = False) -> _Context:
        return _Context(setting or self.setting, audience or self.audience, self.choice or choice, self.depth + 1)


def parse_settings(source: str) -> Settings:
    """Reads a settings module. Raises FormatError."""
    settings = Settings()
    body = parse_module(source).body
    _Reader(settings, _parts(body)).statements(body, _Context())
    settings.found = _listed(settings.found)
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in body):
        settings.emptied = {
            target(node.targets[0])[0] for node in body if isinstance(node, ast.Assign) and is_empty(node.value)
        } - {setting.name for setting in settings.found}
    return settings


def _parts(body: list[ast.stmt]) -> dict[str, str]:
    """Variables that are put into a setting by their name, `DATABASES = {"default": default}`, and into which."""
    parts: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.Assign) and (setting := target(node.targets[0])[0]) in _STORES:
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.Name) and not inner.id.isupper():
                    parts[inner.id] = setting
    return parts


def _listed(found: list[Setting]) -> list[Setting]:
    """`DB_TEMPLATES = {"postgresql": …, "sqlite": …}` lists what the database may be set to, by a variable."""
    engines: dict[tuple[str, str], set[str]] = {}
    for setting in found:
        if setting.name not in _REAL:
            engines.setdefault((setting.name, setting.audience), set()).add(setting.engine)
    lists = {key for key, own in engines.items() if len(own & _RELATIONAL) > 1}
    return [
        replace(setting, default=True) if (setting.name, setting.audience) in lists else setting for setting in found
    ]


def settings_module(source: str) -> str:
    """The module that `os.environ.setdefault("DJANGO_SETTINGS_MODULE", …)` names; empty where none is named."""
    for node in ast.walk(parse_module(source)):
        if isinstance(node, ast.Call) and len(node.args) == 2:
            name, value = (text_of(argument) for argument in node.args)
            if name == "DJANGO_SETTINGS_MODULE" and value:
                return value
    return ""


class _Reader:
    def __init__(self, settings: Settings, parts: dict[str, str]) -> None:
        self.settings = settings
        self._parts = parts
        #: What functions of the module return, by their name.
        self._returned: dict[str, list[ast.expr]] = {}
        self._classes: set[str] = set()

    def statements(self, body: list[ast.stmt], context: _Context) -> None:
        if context.depth > _DEPTH_LIMIT:
            return
        for node in body:
            self.statement(node, context)

    def statement(self, node: ast.stmt, context: _Context) -> None:
        if isinstance(node, ast.If):
            self._condition(node, context)
        elif isinstance(node, ast.Try):
            self.statements(node.body, context.deeper())
            for handler in node.handlers:
                self.statements(handler.body, context.deeper(choice=True))
            self.statements(node.orelse + node.finalbody, context.deeper())
        elif isinstance(node, ast.With):
            self.statements(node.body, context.deeper())
        elif isinstance(node, ast.ClassDef):
            start = len(self.settings.found)
            self.statements(node.body, context.deeper(audience=audience_of_class(node.name)))
            self.settings.found[start:] = of_class(self.settings.found[start:], node, self._classes)
            self._classes.add(node.name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            # django-configurations writes settings as properties.
            if node.name.isupper():
                self._decides(node.name)
                self.statements(node.body, context.deeper(setting=node.name))
            else:
                self._returned[node.name] = [
                    item.value for item in ast.walk(node) if isinstance(item, ast.Return) and item.value is not None
                ]
        elif isinstance(node, ast.Return) and node.value is not None and context.setting:
            self.expression(node.value, context)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            name, keys = target(targets[0])
            name = self._parts.get(name, name)
            if (name.isupper() or context.setting) and not identifier_words(name) & NOT_URL_WORDS:
                self._assigned(name or context.setting, keys, node, context)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            # DATABASES["default"].update(…)
            name, _keys = target(node.value.func)
            if name.isupper():
                self.expression(node.value, context.deeper(setting=name))

    def _condition(self, node: ast.If, context: _Context) -> None:
        """What both branches set is no choice; what `else` sets where the other takes a variable is a default."""
        first, second, choice = branches(node.test)
        start = len(self.settings.found)
        self.statements(node.body, context.deeper(audience=first))
        middle = len(self.settings.found)
        self.statements(node.orelse, context.deeper(audience=second))
        if not choice:
            return
        body, orelse = self.settings.found[start:middle], self.settings.found[middle:]
        assigned = {
            target(item.targets[0])[0]
            for item in node.body
            if isinstance(item, ast.Assign) and not isinstance(item.value, (ast.Dict, ast.Constant))
        } - {setting.name for setting in body}
        self.settings.found[start:middle] = [weighed(setting, orelse, unset_names(node.test)) for setting in body]
        self.settings.found[middle:] = [weighed(setting, body, assigned) for setting in orelse]

    def _assigned(self, name: str, keys: list[str], node: ast.Assign | ast.AnnAssign, context: _Context) -> None:
        inner = context.deeper(setting=name)
        self._decides(name)
        if name in SETTINGS and node.value is not None and not is_empty(node.value):
            self._found(SETTINGS[name], node.lineno, name, inner)
        if keys and keys[-1] in _BACKEND_KEYS and node.value is not None:
            self._backend(node.value, node.lineno, inner)
        elif node.value is not None:
            self.expression(node.value, inner)

    def _decides(self, name: str) -> None:
        self.settings.decides = self.settings.decides or name in ("DATABASES", "CACHES")

    def expression(self, node: ast.expr, context: _Context, default: bool = False) -> None:
        """Looks for backends and URLs in a value."""
        if context.depth > _DEPTH_LIMIT:
            return
        if isinstance(node, ast.Dict):
            self._mapping(node, context, default)
        elif isinstance(node, ast.IfExp):
            first, second, choice = branches(node.test)
            self.expression(node.body, context.deeper(audience=first, choice=choice), default)
            self.expression(node.orelse, context.deeper(audience=second, choice=choice), default)
        elif isinstance(node, ast.Call):
            reads = dotted(node.func)
            from_outside = reads in URL_READERS or reads.rpartition(".")[2] in _GETTERS
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                self.expression(argument, context.deeper(), default or from_outside)
            if isinstance(node.func, ast.Attribute):
                self.expression(node.func.value, context.deeper(), default)
            # `"default": connection_of("shop")`; each function once, so that none calls itself for ever.
            for value in self._returned.pop(reads, ()):
                self.expression(value, context.deeper(), default)
        elif isinstance(node, (ast.Constant, ast.JoinedStr)):
            url = parse_url(leading_text(node))
            engine = engine_of_scheme(url.scheme) if url else ""
            if url and engine:
                hosted = engine != "sqlite" and not isinstance(node, ast.JoinedStr) and is_hosted(url.host)
                address = url.host if hosted else ""
                self._found(engine, node.lineno, f"{context.setting} {url.scheme}://", context, default, address)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expression(child, context.deeper(), default)

    def _mapping(self, node: ast.Dict, context: _Context, default: bool) -> None:
        address = ""
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and text_of(key) in _HOST_KEYS:
                text = text_of(value)
                url = parse_url(text)
                host = url.host if url else text.rpartition(":")[0] or text
                address = host if is_hosted(host) else address
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and text_of(key) in _BACKEND_KEYS:
                self._backend(value, value.lineno, context.deeper(), address)
            elif key is None or not identifier_words(text_of(key)) & NOT_URL_WORDS:
                self.expression(value, context.deeper(), default)

    def _backend(self, node: ast.expr, line: int, context: _Context, address: str = "") -> None:
        if isinstance(node, ast.IfExp):
            first, second, choice = branches(node.test)
            self._backend(node.body, node.body.lineno, context.deeper(audience=first, choice=choice), address)
            self._backend(node.orelse, node.orelse.lineno, context.deeper(audience=second, choice=choice), address)
            return
        default = isinstance(node, ast.Call)
        for text in texts_in(node):
            engine = engine_of_backend(text)
            if not engine and context.setting in _STORES:
                engine = _engine_of_own_backend(text)
            if engine:
                self._found(engine, line, f"{context.setting} {text}", context, default, address)
            elif context.setting == "DATABASES" and "." in text[:-1] and not text.endswith(".") and not default:
                self.settings.unknown.append((text, line))

    def _found(
        self, engine: str, line: int, detail: str, context: _Context, default: bool = False, address: str = ""
    ) -> None:
        self.settings.found.append(
            Setting(engine, line, detail, context.audience, context.choice, default, address, context.setting)
        )


def weighed(setting: Setting, others: list[Setting], assigned: set[str]) -> Setting:
    """A setting under a condition, seen together with what the other branch sets."""
    if any((other.engine, other.name, other.choice) == (setting.engine, setting.name, False) for other in others):
        return setting
    if setting.name in assigned:
        return replace(setting, default=True)
    return replace(setting, choice=True)


def of_class(found: list[Setting], node: ast.ClassDef, others: Collection[str]) -> list[Setting]:
    """The settings of a class; `class MySQLConfig(Config)` is for those who pick it rather than the plain one."""
    name = node.name.lower()
    if not identifier_words(node.name) & SETTINGS_WORDS or not any(dotted(base) in others for base in node.bases):
        return found
    named = {engine for word, engine in NAMES.items() if len(word) > _SHORT and word in name}
    return [replace(setting, choice=setting.choice or setting.engine in named) for setting in found]


def engine_of_backend(name: str) -> str:
    """The engine that a dotted backend name stands for; empty where it stands for none. The last known part counts."""
    if name.startswith(NOT_BACKENDS):
        return ""
    for part in reversed(name.lower().split(".")):
        if part in BACKENDS:
            return BACKENDS[part]
    return ""


def _engine_of_own_backend(name: str) -> str:
    """The engine of a backend that the application wraps in a class of its own: `shop.cache.PatientRedisCache`."""
    if "." not in name or name.startswith(NOT_BACKENDS):
        return ""
    for part in reversed(name.split(".")[-2:]):
        engines = {OWN_BACKEND_WORDS[word] for word in identifier_words(part) if word in OWN_BACKEND_WORDS}
        if engines:
            return engines.pop() if len(engines) == 1 else ""
    return ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Django settings as a syntax tree: which backends and URLs they hold, and under which condition."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..rules.python import BACKENDS, NOT_BACKENDS, SETTINGS, URL_READERS
from ..rules.services import engine_of_scheme
from .addresses import is_hosted, parse_url
from .errors import FormatError, too_deep

#: For whom a branch is: nobody in particular, developers, or those who deploy.
ANYBODY, DEVELOPERS, DEPLOYERS = "", "development", "deployed"

_BACKEND_KEYS = frozenset({"ENGINE", "BACKEND"})
_HOST_KEYS = frozenset({"HOST", "LOCATION", "URL", "HOSTS", "hosts"})
#: Functions that read a setting from the environment.
_GETTERS = frozenset("get getenv env config str url setdefault get_env env_var".split())
_DEPTH_LIMIT = 60


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


@dataclass
class Settings:
    """What one module says."""

    found: list[Setting] = field(default_factory=list)
    #: True where it says how data is kept: it has DATABASES or CACHES.
    decides: bool = False
    #: Names of backends that are not known, with their line.
    unknown: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Context:
    setting: str = ""
    audience: str = ANYBODY
    choice: bool = False
    depth: int = 0

    def deeper(self, setting: str = "", audience: str = "", choice: bool = False) -> _Context:
        return _Context(setting or self.setting, audience or self.audience, self.choice or choice, self.depth + 1)


def parse_module(source: str) -> ast.Module:
    """A module's syntax tree. Raises FormatError."""
    if too_deep(source):
        raise FormatError("nested deeper than people write")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as exc:
        raise FormatError(f"line {exc.lineno or 1}: {exc.msg}") from exc
    except (ValueError, RecursionError, MemoryError) as exc:
        raise FormatError("not Python") from exc


def parse_settings(source: str) -> Settings:
    """Reads a settings module. Raises FormatError."""
    settings = Settings()
    _Reader(settings).statements(parse_module(source).body, _Context())
    return settings


def settings_module(source: str) -> str:
    """The module that `os.environ.setdefault("DJANGO_SETTINGS_MODULE", …)` names; empty where none is named."""
    for node in ast.walk(parse_module(source)):
        if isinstance(node, ast.Call) and len(node.args) == 2:
            name, value = (_text(argument) for argument in node.args)
            if name == "DJANGO_SETTINGS_MODULE" and value:
                return value
    return ""


class _Reader:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def statements(self, body: list[ast.stmt], context: _Context) -> None:
        if context.depth > _DEPTH_LIMIT:
            return
        for node in body:
            self.statement(node, context)

    def statement(self, node: ast.stmt, context: _Context) -> None:
        if isinstance(node, ast.If):
            first, second, choice = _branches(node.test)
            self.statements(node.body, context.deeper(audience=first, choice=choice))
            self.statements(node.orelse, context.deeper(audience=second, choice=choice))
        elif isinstance(node, ast.Try):
            self.statements(node.body, context.deeper())
            for handler in node.handlers:
                self.statements(handler.body, context.deeper(choice=True))
            self.statements(node.orelse + node.finalbody, context.deeper())
        elif isinstance(node, ast.With):
            self.statements(node.body, context.deeper())
        elif isinstance(node, ast.ClassDef):
            self.statements(node.body, context.deeper(audience=_audience_of_class(node.name)))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            # django-configurations writes settings as properties.
            if node.name.isupper():
                self._decides(node.name)
                self.statements(node.body, context.deeper(setting=node.name))
        elif isinstance(node, ast.Return) and node.value is not None and context.setting:
            self.expression(node.value, context)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            name, keys = _target(targets[0])
            if name.isupper() or context.setting:
                self._assigned(name or context.setting, keys, node, context)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            # DATABASES["default"].update(…)
            name, _keys = _target(node.value.func)
            if name.isupper():
                self.expression(node.value, context.deeper(setting=name))

    def _assigned(self, name: str, keys: list[str], node: ast.Assign | ast.AnnAssign, context: _Context) -> None:
        inner = context.deeper(setting=name)
        self._decides(name)
        if name in SETTINGS and node.value is not None and not _empty(node.value):
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
            first, second, choice = _branches(node.test)
            self.expression(node.body, context.deeper(audience=first, choice=choice), default)
            self.expression(node.orelse, context.deeper(audience=second, choice=choice), default)
        elif isinstance(node, ast.Call):
            reads = _dotted(node.func)
            from_outside = reads in URL_READERS or reads.rpartition(".")[2] in _GETTERS
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                self.expression(argument, context.deeper(), default or from_outside)
            if isinstance(node.func, ast.Attribute):
                self.expression(node.func.value, context.deeper(), default)
        elif isinstance(node, (ast.Constant, ast.JoinedStr)):
            url = parse_url(_leading_text(node))
            engine = engine_of_scheme(url.scheme) if url else ""
            if url and engine:
                address = url.host if is_hosted(url.host) and not isinstance(node, ast.JoinedStr) else ""
                self._found(engine, node.lineno, f"{context.setting} {url.scheme}://", context, default, address)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expression(child, context.deeper(), default)

    def _mapping(self, node: ast.Dict, context: _Context, default: bool) -> None:
        address = ""
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and _text(key) in _HOST_KEYS:
                text = _text(value)
                url = parse_url(text)
                host = url.host if url else text.rpartition(":")[0] or text
                address = host if is_hosted(host) else address
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and _text(key) in _BACKEND_KEYS:
                self._backend(value, value.lineno, context.deeper(), address)
            else:
                self.expression(value, context.deeper(), default)

    def _backend(self, node: ast.expr, line: int, context: _Context, address: str = "") -> None:
        if isinstance(node, ast.IfExp):
            first, second, choice = _branches(node.test)
            self._backend(node.body, node.body.lineno, context.deeper(audience=first, choice=choice), address)
            self._backend(node.orelse, node.orelse.lineno, context.deeper(audience=second, choice=choice), address)
            return
        default = isinstance(node, ast.Call)
        for text in _texts(node):
            engine = engine_of_backend(text)
            if engine:
                self._found(engine, line, f"{context.setting} {text}", context, default, address)
            elif context.setting == "DATABASES" and "." in text and not default:
                self.settings.unknown.append((text, line))

    def _found(
        self, engine: str, line: int, detail: str, context: _Context, default: bool = False, address: str = ""
    ) -> None:
        self.settings.found.append(Setting(engine, line, detail, context.audience, context.choice, default, address))


def engine_of_backend(name: str) -> str:
    """The engine that a dotted backend name stands for; empty where it stands for none. The last known part counts."""
    if name.startswith(NOT_BACKENDS):
        return ""
    for part in reversed(name.lower().split(".")):
        if part in BACKENDS:
            return BACKENDS[part]
    return ""


def _branches(test: ast.expr) -> tuple[str, str, bool]:
    """For whom the two branches of a condition are, and whether it leaves that open."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        first, second, choice = _branches(test.operand)
        return second, first, choice
    words = set(_words(test))
    if "DEBUG" in words and len(words) <= 2:
        return DEVELOPERS, DEPLOYERS, False
    if words & {"TESTING", "TEST", "test", "pytest", "PYTEST_CURRENT_TEST", "IS_TEST", "TEST_MODE"}:
        return DEVELOPERS, ANYBODY, False
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Eq, ast.In)):
        if words & {"production", "prod", "PRODUCTION", "PROD"}:
            return DEPLOYERS, DEVELOPERS, False
        if words & {"development", "dev", "local", "DEVELOPMENT"}:
            return DEVELOPERS, DEPLOYERS, False
    return ANYBODY, ANYBODY, True


def _words(node: ast.expr) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            yield child.id
        elif isinstance(child, ast.Attribute):
            yield child.attr
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def _audience_of_class(name: str) -> str:
    words = {word.lower() for word in re.findall(r"[A-Z]+[a-z]*|[a-z]+", name)}
    if words & {"dev", "development", "test", "tests", "testing", "local", "ci"}:
        return DEVELOPERS
    return DEPLOYERS if words & {"prod", "production"} else ANYBODY


def _target(node: ast.expr) -> tuple[str, list[str]]:
    """`DATABASES["default"]["ENGINE"]` → ("DATABASES", ["default", "ENGINE"])."""
    keys: list[str] = []
    while True:
        if isinstance(node, ast.Subscript):
            keys.insert(0, _text(node.slice))
            node = node.value
        elif isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return (node.id, keys) if isinstance(node, ast.Name) else ("", keys)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _leading_text(node: ast.expr) -> str:
    """A constant's text, or what an f-string starts with."""
    if isinstance(node, ast.JoinedStr):
        return _text(node.values[0]) if node.values else ""
    return _text(node)


def _texts(node: ast.expr) -> Iterator[str]:
    """All texts in an expression."""
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ".".join(parts)


def _empty(node: ast.expr) -> bool:
    return (isinstance(node, ast.Dict) and not node.keys) or (isinstance(node, ast.Constant) and not node.value)

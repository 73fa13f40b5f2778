# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Python that say whether an engine is used: empty addresses and switches that are off."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ..rules.python_code import (
    ENGINE_WORDS,
    GETTERS,
    OFF,
    PLACE_WORDS,
    SPECIAL_WORDS,
    SWITCH_WORDS,
    USE_WORDS,
    WRAPPERS,
)
from .python_syntax import dotted, identifier_words, name_of, text_of

#: The engine is used; it is used where somebody gives its address; nobody knows; it is switched off.
ON, EMPTY, OPEN, SHUT = "on", "empty", "open", "shut"

#: Getters that return nothing, rather than fail, for what is not set.
_LENIENT = frozenset({"get", "getenv"})
_DEPTH_LIMIT = 20


@dataclass(frozen=True)
class Switch:
    """What a setting says of an engine."""

    engine: str
    name: str
    line: int
    state: str


def switch_of(
    name: str, value: ast.expr | None, annotation: ast.expr | None, line: int, conditional: bool = False
) -> Switch | None:
    """What a setting of this name and value says; None where it is about something else.

    What is set under a condition does not say that the engine is used.
    """
    if name.startswith("_"):
        # What a module remembers, no setting.
        return None
    words = identifier_words(name)
    engines = {ENGINE_WORDS[word] for word in words if word in ENGINE_WORDS}
    rest = {word for word in words if word not in ENGINE_WORDS}
    if "elastic" in words:
        # ELASTIC_SEARCH is the engine's name.
        rest.discard("search")
    if len(engines) != 1 or not rest or rest & SPECIAL_WORDS:
        return None
    engine = next(iter(engines))
    if rest & SWITCH_WORDS and not rest & PLACE_WORDS:
        # REDIS_ENABLED speaks of all of it, REDIS_CACHE_ENABLED of one use.
        if not rest <= SWITCH_WORDS | USE_WORDS:
            return None
        state = (SHUT if rest <= SWITCH_WORDS else EMPTY) if _default_is_off(value) else ""
    elif not rest & PLACE_WORDS:
        return None
    elif value is None:
        state = OPEN if annotation is None or _may_be_none(annotation) else ON
    elif text_of(value).isidentifier() and words <= identifier_words(text_of(value)):
        # REDIS_URL = "APP_REDIS_URL": how the setting is called, not what it is.
        return None
    else:
        state = _state(value, 0)
    if not state or (conditional and state == ON):
        return None
    return Switch(engine, name, line, state)


def names_tested(test: ast.expr) -> set[str]:
    """Names, in lower case, that a condition asks for being set."""
    found: set[str] = set()
    waiting = [test]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.BoolOp):
            waiting += item.values
        elif isinstance(item, ast.UnaryOp) and isinstance(item.op, ast.Not):
            waiting.append(item.operand)
        elif isinstance(item, ast.Compare) and isinstance(item.ops[0], (ast.Is, ast.IsNot)):
            waiting.append(item.left)
        elif isinstance(item, ast.Call) and item.args and dotted(item.func).rpartition(".")[2] in ("get", "getattr"):
            found.add(text_of(item.args[-1]).lower() or text_of(item.args[0]).lower())
        else:
            found.add(name_of(item).lower())
    return found - {""}


def setting_read(value: ast.expr | None) -> str:
    """The name of the setting that an expression reads: `settings.REDIS_URL`, `read("REDIS_URL")`, `a["REDIS_URL"]`."""
    if isinstance(value, ast.Call):
        return next((text_of(item) for item in value.args if text_of(item)), "")
    return name_of(value) if isinstance(value, (ast.Attribute, ast.Subscript)) else ""


def sets_one_of(body: list[ast.stmt], names: set[str]) -> bool:
    """True where one of the names, in lower case, gets a value."""
    targets = [item for node in body if isinstance(node, ast.Assign) for item in node.targets]
    return any(name_of(item).lower() in names for item in targets)


def property_switch(node: ast.FunctionDef) -> Switch | None:
    """`def REDIS_URL(self): return self.read("REDIS_URL", None)`."""
    last = node.body[-1] if node.body else None
    value = last.value if isinstance(last, ast.Return) else None
    if not isinstance(value, ast.Call) or len(value.args) < 2 or text_of(value.args[0]).lower() != node.name.lower():
        return None
    return switch_of(node.name, value.args[1], None, node.lineno)


def _state(node: ast.expr, depth: int) -> str:
    if depth > _DEPTH_LIMIT:
        return ON
    if isinstance(node, ast.Constant):
        return ON if node.value else EMPTY
    if isinstance(node, (ast.List, ast.Tuple, ast.Dict)):
        return ON if getattr(node, "elts", None) or getattr(node, "keys", None) else EMPTY
    if isinstance(node, ast.BoolOp):
        states = {_state(item, depth + 1) for item in node.values}
        return ON if ON in states else EMPTY if EMPTY in states else OPEN
    if isinstance(node, ast.Call):
        called = dotted(node.func).rpartition(".")[2]
        if called in GETTERS or called in ("FieldInfo", "bool"):
            default = _default(node, called)
            if default is not None:
                return _state(default, depth + 1)
            return OPEN if called in _LENIENT else ON
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            return _state(node.func.value, depth + 1)
        named = next((item.value for item in node.keywords if item.arg == "default"), None)
        if named is not None:
            # However the library of settings calls it: `key(cast=str, default=None)`.
            return _state(named, depth + 1)
        # Of other calls nobody knows what they return.
        return _state(node.args[0], depth + 1) if called in WRAPPERS and node.args else ""
    return ON


def _default(node: ast.Call, called: str) -> ast.expr | None:
    """What a getter returns where nothing is set; None where it says nothing of that."""
    for item in node.keywords:
        if item.arg == "default":
            return item.value
    if called in ("Field", "field"):
        return node.args[0] if node.args else None
    return node.args[1] if len(node.args) > 1 else None


def _default_is_off(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return _is_off(node)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            # os.environ.get("USE_REDIS", "false").lower()
            return _default_is_off(node.func.value)
        called = dotted(node.func).rpartition(".")[2]
        default = _default(node, called)
        if default is None and len(node.args) == 1:
            # bool(os.environ.get("USE_REDIS", ""))
            return isinstance(node.args[0], ast.Call) and _default_is_off(node.args[0])
        return default is not None and isinstance(default, ast.Constant) and _is_off(default)
    if isinstance(node, ast.Compare):
        # os.environ.get("USE_REDIS", "false") == "true"
        return _default_is_off(node.left) if isinstance(node.left, ast.Call) else False
    return False


def _is_off(node: ast.Constant) -> bool:
    return not node.value or (isinstance(node.value, str) and node.value.lower() in OFF)


def _may_be_none(annotation: ast.expr) -> bool:
    return any(
        (isinstance(child, ast.Constant) and child.value is None)
        or (isinstance(child, ast.Name) and child.id == "Optional")
        for child in ast.walk(annotation)
    )

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python as a syntax tree: what its expressions say, and for whom the branches of a condition are."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from .errors import FormatError, too_deep

#: For whom a branch is: nobody in particular, developers, or those who deploy.
ANYBODY, DEVELOPERS, DEPLOYERS = "", "development", "deployed"

_TESTS = frozenset("TESTING TEST test pytest PYTEST_CURRENT_TEST IS_TEST TEST_MODE TESTS_RUNNING UNIT_TESTS".split())
_DEPLOYED = frozenset("production prod PRODUCTION PROD".split())
_DEVELOPED = frozenset("development dev local DEVELOPMENT".split())
_DEVELOPED_CLASS = frozenset("dev development test tests testing local ci".split())
#: What Python 2 writes that Python 3 cannot read, and what says the same, or enough of it, in the same line.
_PYTHON_2 = (
    (re.compile(r"^(\s*(?:[^\s'\"#][^'\"#]{0,200}:\s+)?)print\b(?!\s*\().*"), r"\1pass"),
    (re.compile(r"^(\s*except\s.{0,200}[\w)]),\s*\w+\s*:"), r"\1:"),
    (re.compile(r"^(\s*raise\s+[\w.]+)\s*,.*"), r"\1"),
    (re.compile(r"^(\s*)exec\s+[^(\s].*"), r"\1pass"),
    (re.compile(r"(?<![\w.])0(?=[0-7]{1,9}\b)"), "0o"),
)
_PYTHON_2_LINE = 500
#: One of these stands in what the patterns are for; most of what cannot be read has none.
_PYTHON_2_WORDS = ("print ", "except ", "raise ", "exec ")
_TEXT_METHODS = frozenset("format replace strip rstrip lstrip lower".split())


def parse_module(source: str) -> ast.Module:
    """A module's syntax tree, that of Python 2 as far as it can be told. Raises FormatError."""
    if too_deep(source):
        raise FormatError("nested deeper than people write")
    try:
        return _parsed(source)
    except SyntaxError as exc:
        newer = _newer(source) if any(word in source for word in _PYTHON_2_WORDS) else source
        if newer != source:
            try:
                return _parsed(newer)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
        raise FormatError(f"line {exc.lineno or 1}: {exc.msg}") from exc
    except (ValueError, RecursionError, MemoryError) as exc:
        raise FormatError("not Python") from exc


def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _newer(source: str) -> str:
    """The lines as Python 3 reads them, each in its place."""
    lines = source.split("\n")
    for index, line in enumerate(lines):
        for pattern, text in _PYTHON_2 if len(line) <= _PYTHON_2_LINE else ():
            lines[index] = pattern.sub(text, lines[index])
    return "\n".join(lines)


def branches(test: ast.expr) -> tuple[str, str, bool]:
    """For whom the two branches of a condition are, and whether it leaves that open."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        first, second, choice = branches(test.operand)
        return second, first, choice
    words = set(words_in(test))
    if "DEBUG" in words and len(words) <= 2:
        return DEVELOPERS, DEPLOYERS, False
    if words & _TESTS:
        return DEVELOPERS, ANYBODY, False
    if "argv" in words:
        # A script that somebody runs by hand.
        return DEVELOPERS, DEVELOPERS, False
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Eq, ast.In)):
        if words & _DEPLOYED:
            return DEPLOYERS, DEVELOPERS, False
        if words & _DEVELOPED:
            return DEVELOPERS, DEPLOYERS, False
    return ANYBODY, ANYBODY, True


def audience_of_class(name: str) -> str:
    """For whom a class of settings is, by its name."""
    words = {word.lower() for word in re.findall(r"[A-Z]+[a-z]*|[a-z]+", name)}
    if words & _DEVELOPED_CLASS:
        return DEVELOPERS
    return DEPLOYERS if words & {"prod", "production"} else ANYBODY


def unset_names(test: ast.expr) -> set[str]:
    """Names that a condition asks for being unset: `not URL`, `URL is None`, `not (URL := …)`, `"URL" not in …`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return {name_of(test.operand)} - {""}
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        other = test.comparators[0]
        if isinstance(test.ops[0], ast.NotIn):
            return {text_of(test.left)} - {""}
        if isinstance(test.ops[0], (ast.Is, ast.Eq)) and isinstance(other, ast.Constant) and not other.value:
            return {name_of(test.left)} - {""}
    return set()


def name_of(node: ast.expr) -> str:
    """The last part of a name, an attribute, an item or a name that is bound on the way."""
    if isinstance(node, ast.NamedExpr):
        node = node.target
    if isinstance(node, ast.Subscript):
        return text_of(node.slice)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def words_in(node: ast.expr) -> Iterator[str]:
    """All names, attributes and texts in an expression."""
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            yield child.id
        elif isinstance(child, ast.Attribute):
            yield child.attr
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def target(node: ast.expr) -> tuple[str, list[str]]:
    """`DATABASES["default"]["ENGINE"]` → ("DATABASES", ["default", "ENGINE"])."""
    keys: list[str] = []
    while True:
        if isinstance(node, ast.Subscript):
            keys.insert(0, text_of(node.slice))
            node = node.value
        elif isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return (node.id, keys) if isinstance(node, ast.Name) else ("", keys)


def text_of(node: ast.expr | None) -> str:
    """A text constant's value, empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def leading_text(node: ast.expr) -> str:
    """A constant's text, or what an f-string, a sum, a `%` or a `.format(…)` starts with."""
    for _step in range(40):
        if isinstance(node, ast.JoinedStr):
            return text_of(node.values[0]) if node.values else ""
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
            node = node.left
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TEXT_METHODS:
            node = node.func.value
        else:
            break
    return text_of(node)


def texts_in(node: ast.expr) -> Iterator[str]:
    """All texts in an expression."""
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def dotted(node: ast.expr) -> str:
    """`a.b.c` as a text; what a call returned is left out of it."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ".".join(parts)


def identifier_words(name: str) -> set[str]:
    """The words of a name, however they are joined, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name[:200])}


def is_empty(node: ast.expr | None) -> bool:
    """True for an empty mapping and for a constant that counts as false."""
    return (isinstance(node, ast.Dict) and not node.keys) or (isinstance(node, ast.Constant) and not node.value)

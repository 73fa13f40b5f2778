# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: job queues whose jobs run within the process unless somebody sets a broker up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from ..formats.errors import FormatError
from ..formats.python_syntax import ANYBODY, DEVELOPERS, branches, name_of, parse_module, text_of, words_in
from ..model import CONFIGURATION, LIVE, Claim, Evidence, Findings
from ..tree import Tree
from .python_claims import module_scope

#: Celery's setting, in its spellings.
_SETTING = "ALWAYS_EAGER"
#: ... and what the name of the one for its broker, or for all of it, ends with.
_ADDRESSES = ("BROKER_URL", "CELERY_CONFIG")
#: How the manifests ask for its broker's driver.
_EXTRA = "package celery["
_YES = frozenset({"true", "1", "yes", "on"})


def without_broker(tree: Tree, environment: str, findings: Findings) -> None:
    """Takes the brokers back that the settings go without, and says of those that nothing else needs why."""
    extras = [claim for claim in findings.claims if claim.evidence.detail.startswith(_EXTRA)]
    place = (_place(tree, environment) or _unset(tree, environment)) if findings.brokers or extras else None
    if place is None:
        return
    known = {claim.engine for claim in findings.claims}
    engines = {engine for broker in findings.brokers for engine in broker.engines} - known
    engines |= {claim.engine for claim in extras}
    findings.brokers = []
    findings.claims = [replace(claim, choice=True) if claim in extras else claim for claim in findings.claims]
    findings.claims += [Claim(engine, place, CONFIGURATION, choice=True) for engine in sorted(engines)]


def _place(tree: Tree, environment: str) -> Evidence | None:
    """Where the settings say so: by default, or where something else is not set."""
    for path, text in tree.sources((".py",), (_SETTING,)):
        if module_scope(path, environment) != LIVE:
            continue
        try:
            found = next((line for line in _eager(parse_module(text).body, ANYBODY, False)), 0)
        except FormatError:
            continue
        if found:
            return Evidence(path, found, "configuration", "jobs run in the process itself unless something is set")
    return None


def _unset(tree: Tree, environment: str) -> Evidence | None:
    """Where the settings leave the broker's address empty, and code asks for it before it queues anything."""
    empty: dict[str, Evidence] = {}
    asked: set[str] = set()
    for path, text in tree.sources((".py",), _ADDRESSES):
        if module_scope(path, environment) != LIVE:
            continue
        try:
            module = parse_module(text)
        except FormatError:
            continue
        for name, statement in _settings(module.body):
            if name.endswith(_ADDRESSES) and _is_empty(statement.value):
                detail = f"{name} is empty unless somebody sets it"
                empty.setdefault(name, Evidence(path, statement.lineno, "configuration", detail))
        for node in ast.walk(module):
            if isinstance(node, (ast.If, ast.IfExp)):
                asked |= {word for word in words_in(node.test) if word.endswith(_ADDRESSES)}
    return next((place for name, place in sorted(empty.items()) if name in asked), None)


def _settings(body: list[ast.stmt]) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    """What a module or a class of settings sets, by name."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            yield name_of(statement.targets[0]), statement
        elif isinstance(statement, ast.AnnAssign):
            yield name_of(statement.target), statement
        elif isinstance(statement, ast.ClassDef):
            yield from _settings(statement.body)


def _is_empty(node: ast.expr | None) -> bool:
    """True for `""`, `None`, `{}` and `os.environ.get("CELERY_BROKER_URL", "")`."""
    if isinstance(node, ast.Call) and len(node.args) == 2:
        node = node.args[1]
    return (isinstance(node, ast.Constant) and not node.value) or (isinstance(node, ast.Dict) and not node.keys)


def _eager(body: list[ast.stmt], audience: str, asked: bool) -> Iterator[int]:
    """The lines that say that jobs are run at once, for those who deploy it."""
    for statement in body:
        if isinstance(statement, ast.If):
            first, second, choice = branches(statement.test)
            yield from _eager(statement.body, first or audience, asked or choice)
            yield from _eager(statement.orelse, second or audience, asked or choice)
        elif isinstance(statement, ast.ClassDef):
            yield from _eager(statement.body, audience, asked)
        elif (
            isinstance(statement, ast.Assign)
            and audience != DEVELOPERS
            and _SETTING in name_of(statement.targets[0]).upper()
            and ((asked and _yes(statement.value)) or _yes_by_default(statement.value))
        ):
            yield statement.lineno


def _yes(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _yes_by_default(node: ast.expr) -> bool:
    """True for `env.bool("X", default=True)` and `os.getenv("X", "True") == "True"`."""
    if isinstance(node, ast.Compare):
        node = node.left
    if not isinstance(node, ast.Call):
        return False
    given = [*node.args[1:], *(item.value for item in node.keywords if item.arg == "default")]
    return any(_yes(item) or text_of(item).lower() in _YES for item in given)

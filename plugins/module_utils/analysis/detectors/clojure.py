# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clojure: deps.edn and Leiningen's project.clj."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ..formats.edn import Form, parse_edn
from ..formats.errors import FormatError
from ..model import LIVE, OPTIONAL
from ..scope import narrower, scope_of
from ..tree import Tree
from .jvm import Module, Wanted, configuration_scope

_DEPTH = 4
_FILES = ("deps.edn", "project.clj")


def modules(tree: Tree, environment: str) -> tuple[list[Module], str | None]:
    """One module a file, and the version of Clojure; None without it. What lies below another one is a part to add."""
    found: list[Module] = []
    version: str | None = None
    for path in tree.matching(lambda name: name in _FILES, _DEPTH):
        text = tree.read(path)
        if text is None:
            continue
        try:
            forms = parse_edn(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read ({exc}); it was left out")
            continue
        folder = posixpath.dirname(path)
        module = Module(folder, path, {f"clojure {folder}"}, build="clojure")
        for form in forms:
            module.wanted += _wanted(form, path, environment)
        # A file that asks for nothing that is deployed only holds tools.
        module.application = not any(
            not other.folder or folder.startswith(f"{other.folder}/")
            for other in found
            if other.folder != folder and any(item.scope == LIVE for item in other.wanted)
        )
        found.append(module)
        version = version or next(
            (item.version for item in module.wanted if item.coordinate == "org.clojure:clojure"), ""
        )
    return found, version


def _wanted(form: Form, path: str, environment: str) -> Iterator[Wanted]:
    if form.opening == "{":
        yield from _map(form.get(":deps"), path, LIVE, "")
        aliases = form.get(":aliases")
        for name, alias in aliases.pairs() if aliases else []:
            scope = scope_of(name.text, environment, OPTIONAL)
            for key in (":extra-deps", ":replace-deps", ":deps"):
                yield from _map(alias.get(key), path, scope, f"alias {name.text}")
    elif form.opening == "(" and form.items and form.items[0].text == "defproject":
        yield from _vectors(form.get(":dependencies"), path, LIVE, "", environment)
        profiles = form.get(":profiles")
        for name, profile in profiles.pairs() if profiles else []:
            # An uberjar is what is deployed.
            scope = LIVE if name.text == ":uberjar" else scope_of(name.text, environment, OPTIONAL)
            yield from _vectors(profile.get(":dependencies"), path, scope, f"profile {name.text}", environment)


def _map(form: Form | None, path: str, scope: str, where: str) -> Iterator[Wanted]:
    for name, value in form.pairs() if form else []:
        version = value.get(":mvn/version")
        yield Wanted(_coordinate(name.text), _text(version), path, name.line, where, scope)


def _vectors(form: Form | None, path: str, scope: str, where: str, environment: str) -> Iterator[Wanted]:
    for item in form.items if form else []:
        if item.opening == "[" and item.items:
            said = _text(item.get(":scope"))
            own = narrower(scope, configuration_scope(said, environment)) if said else scope
            version = _text(item.items[1]) if len(item.items) > 1 else ""
            yield Wanted(_coordinate(item.items[0].text), version, path, item.items[0].line, where or said, own)


def _coordinate(symbol: str) -> str:
    group, slash, artifact = symbol.partition("/")
    return f"{group}:{artifact.partition('$')[0]}" if slash else f"{group}:{group}"


def _text(form: Form | None) -> str:
    return form.text[1:-1] if form and form.text.startswith('"') else ""

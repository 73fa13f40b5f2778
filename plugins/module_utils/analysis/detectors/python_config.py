# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: files that an application is configured with: INI, alembic.ini and Paste's among them, and YAML."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import chain

from ..formats.addresses import is_hosted, parse_url
from ..formats.errors import FormatError
from ..formats.ini_lines import parse_ini
from ..formats.settings import documents
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence
from ..rules.python_code import (
    DATABASE_PLACE_WORDS,
    DATABASE_WORDS,
    ENGINE_WORDS,
    OFF,
    PLACE_WORDS,
    SPECIAL_WORDS,
)
from ..rules.services import engine_of_scheme
from ..scope import narrower, scope_of, words
from ..tree import Tree, tooling

_DEPTH = 4
_FILES_LIMIT = 40
_BYTES_LIMIT = 128 * 1024
_YAML_DEPTH = 2
_YAML_WORDS = frozenset("settings config configuration conf default defaults".split())
_ENDINGS = (".ini", ".cfg", ".conf")
#: They configure tools that have no database.
_TOOLS = frozenset(
    """
    setup.cfg tox.ini pytest.ini mypy.ini pylint.ini uwsgi.ini php.ini supervisord.conf nginx.conf redis.conf
    babel.cfg .bumpversion.cfg gunicorn.conf
    """.split()
)


def ini_files(tree: Tree, engines: set[str], environment: str) -> Iterator[Claim]:
    """URLs of the engines that the packages can reach.

    Each is a default, as the file is made to be changed, unless it says that it is for production.
    """
    wanted = [
        path
        for path in tree.ending(_ENDINGS, _DEPTH)
        if posixpath.basename(path) not in _TOOLS and not posixpath.basename(path).startswith(".")
    ]
    for path in sorted(wanted, key=lambda item: (item.count("/"), item))[:_FILES_LIMIT]:
        text = tree.read(path, _BYTES_LIMIT)
        if text is None or "://" not in text:
            continue
        # `app.tests1.conf`
        stem = posixpath.basename(path).rpartition(".")[0].rstrip("0123456789")
        name = " ".join(sorted(words(stem) - {"config", "conf"}))
        scope = scope_of(name, environment, LIVE)
        scope = narrower(scope, DEVELOPMENT) if tooling(path) else scope
        for value in parse_ini(text):
            url = parse_url(value.text)
            engine = engine_of_scheme(url.scheme) if url else ""
            if url and (engine in engines or engine == "sqlite"):
                hosted = engine != "sqlite" and is_hosted(url.host)
                detail = f"{value.key} {url.scheme}://" + (f", at {url.host}" if hosted else "")
                yield Claim(
                    engine,
                    Evidence(path, value.line, "configuration", detail),
                    CONFIGURATION,
                    scope,
                    default=engine == "sqlite" or not words(stem) & {"production", "prod"},
                    external=hosted,
                    address=url.host if hosted else "",
                )


def yaml_files(tree: Tree, engines: set[str]) -> Iterator[Claim]:
    """Engines whose place is left empty: `redis: {url: ""}`. They are in use where somebody fills it in."""
    wanted = [
        path
        for path in tree.matching(lambda name: name.endswith((".yml", ".yaml")), _YAML_DEPTH)
        if words(posixpath.basename(path)) & _YAML_WORDS and not tooling(path)
    ]
    asked = {word: engine for word, engine in ENGINE_WORDS.items() if engine in engines}
    for path in wanted[:_FILES_LIMIT] if asked else ():
        text = tree.read(path, _BYTES_LIMIT) or ""
        lowered = text.lower()
        if not any(word in lowered for word in asked):
            continue
        try:
            leaves = list(chain.from_iterable(documents(path, text)))
        except FormatError:
            continue
        empty = [words(leaf.key) for leaf in leaves if leaf.value.lower() in OFF]
        if any(found & DATABASE_WORDS and found & DATABASE_PLACE_WORDS for found in empty):
            # Where the place of the main database is left empty as well, that says where, not whether.
            continue
        for leaf in leaves:
            *above, name = leaf.key.lower().replace("-", ".").replace("_", ".").split(".")
            if name in PLACE_WORDS and leaf.value.lower() in OFF and not words(leaf.key) & SPECIAL_WORDS:
                engine = asked.get(above[-1] if above else "")
                if engine:
                    detail = f"{leaf.key} is empty unless somebody sets it"
                    yield Claim(engine, Evidence(path, leaf.line, "configuration", detail), CONFIGURATION, choice=True)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults in Go code that name an engine: viper's, flags', and those in the tags of structs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..formats.go_model import GoSource
from ..rules.names import SPELLINGS
from ..tree import Tree
from .go_conditions import Callers
from .go_imports import file_scope
from .slots import words_of

_TAG = re.compile(r'([\w-]+):"([^"]*)"')
_TAGS = frozenset({"default", "envdefault", "env-default", "def"})
#: Words of a function that gives a setting its default.
_GIVERS = frozenset("default getenv env".split())
#: Packages and variables whose functions make flags: `flag.String`, `cmd.Flags().StringVar`.
_FLAGS = frozenset("flag flags pflag flagset fs kingpin viper cli ?".split())
#: Words of a setting that names an engine. A setting with the engine's own name says where, not which.
_KEYS = frozenset(
    """
    db database driver type kind dialect store storage cache queue broker session provider backend adapter engine
    """.split()
)
_FILES_LIMIT = 30
_CONSTANT = re.compile(r'\s*(?:const\s+|var\s+)?(\w+)(?:\s+string)?\s*=\s*"(\w+)"\s*(?://.*)?')
_LINE_LIMIT = 200
#: Words of a constant that names an engine. What a database is called is often the engine's name, too.
_KINDS = frozenset("type kind driver dialect engine backend provider adapter broker queue".split())


@dataclass(frozen=True)
class Default:
    """A setting whose default is an engine's name."""

    engine: str
    path: str
    line: int
    detail: str


def defaults(tree: Tree, callers: Callers, engines: set[str]) -> Iterator[Default]:
    """Defaults that name one of the engines."""
    words = sorted(word for word, engine in SPELLINGS.items() if engine in engines and len(word) > 2)
    seen = 0
    for path, text in tree.sources((".go",), [f'"{word}"' for word in words]):
        if file_scope(path, "") != ("live", False) or not any(
            word in text for word in ("efault", "flag.", "Flag", "tring(", "env", "Env")
        ):
            continue
        seen += 1
        if seen > _FILES_LIMIT:
            return
        source = callers.source(path, text)
        if source is not None:
            yield from _of(path, source, engines)
            yield from _constants(path, text, engines)


def _constants(path: str, text: str, engines: set[str]) -> Iterator[Default]:
    """`defaultQueueType = "amqp"`: what a flag or a field is set to by its name."""
    for number, line in enumerate(text.split("\n"), 1):
        found = _CONSTANT.fullmatch(line) if "efault" in line and len(line) < _LINE_LIMIT else None
        if not found:
            continue
        name, value = found.groups()
        engine, words = SPELLINGS.get(value.lower(), ""), words_of(name)
        if engine in engines and "default" in words and words & _KINDS:
            yield Default(engine, path, number, f'{name} is "{value}"')


def _of(path: str, source: GoSource, engines: set[str]) -> Iterator[Default]:
    for tag, line in source.tags:
        for key, value in _TAG.findall(tag):
            engine = SPELLINGS.get(value.lower(), "")
            if key.lower() in _TAGS and engine in engines:
                yield Default(engine, path, line, f'{key}:"{value}" in the tag of a setting')
    for use in source.uses:
        words = words_of(use.name)
        flags = bool(words & {"string", "flag", "var"}) and bool({use.qualifier} & _FLAGS)
        if not use.texts or not (flags or words & _GIVERS):
            continue
        keys = {word for text in use.texts for word in words_of(text)} | words_of(use.qualifier)
        for text in use.texts:
            engine = SPELLINGS.get(text.lower(), "")
            if engine in engines and keys & _KEYS:
                yield Default(engine, path, use.line, f'"{text}" is the default of a setting')

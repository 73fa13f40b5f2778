# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Go code does where nothing is set: defaults of viper, of flags, and in the tags of structs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..formats.go_model import GoSource
from ..rules.names import SPELLINGS
from ..tree import Tree
from .go_conditions import MANNERS, PLACES, Callers
from .go_imports import file_scope
from .slots import SIMPLE, named_after, words_of

_TAG = re.compile(r'([\w-]+):"([^"]*)"')
_REQUIRED = re.compile(r'(?:^|[",\s])required(?:[",]|:"true")')
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
_FIELD = re.compile(r'\s*(\w+):\s*"([\w-]+)",?\s*(?://.*)?')
_LINE_LIMIT = 200
#: Words of a constant that names an engine. What a database is called is often the engine's name, too.
_KINDS = frozenset("type kind driver dialect engine backend provider adapter broker queue".split())
#: What a setting is set to that goes without a server.
_SPARE = frozenset("memory inmemory in-memory in_memory inmem mem noop none gochannel".split())


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


def spared(tree: Tree, callers: Callers, engine: str) -> bool:
    """True where a switch offers the engine and what needs no server, and a setting is the latter by default."""
    callers.renew()
    offered = default = False
    for path, text in tree.sources((".go",), ("emory", "nmem", '"noop"', '"none"')):
        if file_scope(path, "") != ("live", False) or ("efault" not in text and "switch " not in text):
            continue
        source = callers.source(path, text)
        if source is None:
            continue
        offered = offered or any(
            any(named_after(case, engine) for case in switch.cases)
            and any(words_of(case) & SIMPLE for case in switch.cases)
            for switch in source.switches
        )
        default = default or _goes_without(source, text)
        if offered and default:
            return True
    return False


def demanded(tree: Tree, callers: Callers, engine: str) -> bool:
    """True where a setting that says where the engine is has to be there: `RedisURL string `env:"…,required"``.

    What a section for the engine alone asks for counts only for those who have the section: there it is called `URL`.
    """
    callers.renew()
    for path, text in tree.sources((".go",), ("required",)):
        if file_scope(path, "") != ("live", False) or not any(map(_REQUIRED.search, text.split("`")[1::2])):
            continue
        source = callers.source(path, text)
        lines = text.split("\n")
        for tag, line in source.tags if source else ():
            words = words_of(lines[line - 1].split()[0]) if _REQUIRED.search(tag) else set()
            if words & PLACES and not words & MANNERS and any(SPELLINGS.get(word) == engine for word in words):
                return True
    return False


def _goes_without(source: GoSource, text: str) -> bool:
    """True where a setting is by default one that needs no server."""
    tags = ((key, value) for tag, _line in source.tags for key, value in _TAG.findall(tag))
    if any(key.lower() in _TAGS and value.lower() in _SPARE for key, value in tags):
        return True
    for use in source.uses:
        given = bool(words_of(use.name) & (_GIVERS | {"string", "var"}))
        if given and any(item.lower() in _SPARE for item in use.texts[1:]):
            return True
    if "func Default" not in text and "func default" not in text:
        return False
    # `Engine: "memory",` in what a function returns that is called so.
    fields = (_FIELD.fullmatch(line) for line in text.split("\n") if len(line) < _LINE_LIMIT)
    return any(
        found.group(2).lower() in _SPARE and words_of(found.group(1)) & (_KEYS | {"mode"}) for found in fields if found
    )


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

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHP code: what it connects to by itself, and which servers it cares for."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from ..formats import php_tokens as php
from ..formats.errors import FormatError
from ..formats.tokens import Token
from ..model import DRIVER, Claim, Evidence
from ..rules.php import CALLS, CARED_FOR, CLASSES, NAMES_OF_DRIVERS, NAMESPACES, SOURCES, STORES, WANTED_BY_NAME
from ..tree import Tree, tooling
from .slots import one_of_several

_CODE = (".php", ".inc", ".phtml")
#: Files, and characters of code, that one look takes apart.
_FILES_LIMIT = 200
_CODE_LIMIT = 2 * 1024 * 1024
#: As many files that look for a server's name or speak to it show that it is meant; one may be a leftover.
_FILES_THAT_CARE = 2
#: Code that a framework or a package wrote, or that is no code of the running application.
_NOT_CODE = frozenset("migrations config lang translations stubs seeders factories resources install installer".split())
_MIGRATIONS = frozenset({"migrations"})
#: Asks which server the application is connected to, and what the answer is compared with.
_DRIVER_ASKED = "getDriverName"
_COMPARED = ("==", "!=", "case ", "in_array", "=>")
_DATA_SOURCE = re.compile(r"(mysql|pgsql|sqlite):")
#: A look whether something is installed, and one that ends where it is not: that is no choice.
_GUARD = re.compile(r"\b(?:class_exists|extension_loaded|function_exists)\(")
_NAME_LIMIT = 80
#: Tokens that are looked back at, in a block and in its condition.
_BLOCK_LIMIT = 600
_CONDITION_LIMIT = 40
#: How the evidence says that a setting has to ask for it.
_ASKED = ", where a setting says so"
_SWITCHES = ("enable", "use")
_SWITCH = re.compile(
    r"(?:\b|_)(?:enable|use)_?(?P<a>Elastic\w*|OpenSearch)$|\b(?P<b>Elastic[a-z]*|OpenSearch)_enabled?$", re.IGNORECASE
)
_DEMANDED = re.compile(r"[^;{}]{0,80}\)\s{0,9}\)\s{0,40}\{?\s{0,40}(?:throw|exit|die)\b")
#: What a class that stands for one of several engines is named after, beside the engine.
_WORDS = {
    "redis": ("redis", "predis"),
    "memcached": ("memcache",),
    "rabbitmq": ("rabbit", "amqp"),
    "mongodb": ("mongo",),
    "elasticsearch": ("elastic", "opensearch"),
    "influxdb": ("influx",),
}
_NEEDLES = (
    *CALLS,
    "mysql:",
    "pgsql:",
    "sqlite:",
    "mysqli(",
    "SQLite3(",
    "Redis",
    "Predis",
    "Memcache",
    "Mongo",
    "AMQP",
)


def connections(tree: Tree, carried: frozenset[str], known: Collection[str]) -> list[Claim]:
    """What code without a framework connects to; the folders `carried` hold packages of others.

    Where its settings tell the stores that are `known`, only what several files cannot do without adds to them.
    """
    found: dict[str, list[tuple[Evidence, bool]]] = {}
    demanding: dict[str, set[str]] = {}
    own = (
        (path, text)
        for path, text in tree.sources(_CODE, _NEEDLES)
        if not tooling(path) and not any(path.startswith(f"{folder}/") for folder in carried)
    )
    for path, text in _bounded(own):
        guards: dict[str, list[bool]] = {}
        told: set[tuple[str, bool]] = set()
        for engine, line, detail in _connected(text):
            if engine not in guards:
                guards[engine] = _guards(text, engine)
            if guards[engine]:
                demanding.setdefault(engine, set()).add(path)
            sure = all(guards[engine]) and not _adapter(path, engine)
            choice = not sure or (engine == "sqlite" and detail.endswith(_ASKED))
            # Further places of a file add nothing.
            if (engine, choice) not in told:
                told.add((engine, choice))
                found.setdefault(engine, []).append((Evidence(path, line, "structure", detail), choice))
    relational = {"mysql", "postgresql"} & set(found)
    claims = []
    for engine, places in found.items():
        if engine == "sqlite" and not relational and any(choice for _evidence, choice in places):
            continue
        firm = [place for place in places if not place[1]]
        several = len({place.path for place, _choice in firm}) >= _FILES_THAT_CARE
        if known and (engine in STORES or not several):
            continue
        if not several:
            # One class that demands it may be one of several that do the same.
            firm = [place for place in firm if place[0].path not in demanding.get(engine, ())]
        evidence, choice = (firm or [(places[0][0], True)])[0]
        claims.append(Claim(engine, evidence, DRIVER, choice=choice and engine not in ("mysql", "postgresql")))
    return claims


def spoken_to(tree: Tree, folder: str, engines: Iterable[str]) -> set[str]:
    """Those of the engines that the application's own code speaks to outside of a class that stands for one of them."""
    wanted = set(engines)
    spoken: Counter[str] = Counter()
    needles = (
        "Facades\\Redis",
        "Predis\\Client",
        "new \\Redis",
        "new Redis",
        "AMQPStreamConnection",
        "new \\Memcached",
    )
    own = ((path, text) for path, text in tree.sources((".php",), needles) if _code_of(path, folder))
    for path, text in _bounded(own):
        counted = {
            engine
            for engine in wanted
            if spoken[engine] < _FILES_THAT_CARE and not _adapter(path, engine) and all(_guards(text, engine))
        }
        if counted:
            spoken.update(counted & ({engine for engine, _line, _detail in _connected(text)} | _facades(text)))
        if all(spoken[engine] >= _FILES_THAT_CARE for engine in wanted):
            break
    return {engine for engine, count in spoken.items() if count >= _FILES_THAT_CARE}


def plugged(tree: Tree, folder: str, engines: Iterable[str]) -> set[str]:
    """Those of the engines whose packages only classes use that are there to choose from."""
    namespaces = {engine: NAMESPACES[engine] for engine in engines if engine in NAMESPACES}
    needles = [name for names in namespaces.values() for name in names]
    used: dict[str, set[bool]] = {}
    for path, text in tree.sources((".php",), needles) if needles else ():
        if _code_of(path, folder):
            for engine, names in namespaces.items():
                if any(name in text for name in names):
                    used.setdefault(engine, set()).add(one_of_several(tree, path, engine))
    # What was not read may speak to any of them.
    return set() if tree.shortened((".php",)) else {engine for engine, several in used.items() if several == {True}}


def wanted_by_name(tree: Tree, folder: str) -> set[str]:
    """Engines whose name the code compares something with: they are used only where a setting says so."""
    wanted: set[str] = set()
    names = [f"{quote}{name}{quote}" for name in WANTED_BY_NAME for quote in "'\""]
    switches = [f"{word}{name}" for word in _SWITCHES for name in ("Elastic", "OpenSearch", "Opensearch")]
    switches += [f"{name}_ENABLE" for name in ("ELASTIC", "ELASTICSEARCH", "OPENSEARCH")]
    own = ((path, text) for path, text in tree.sources((".php",), [*names, *switches]) if _code_of(path, folder))
    for _path, text in _bounded(own):
        try:
            tokens = list(php.tokens(text))
        except FormatError:
            continue
        for index, token in enumerate(tokens):
            switch = _SWITCH.search(token.text) if token.kind == php.STRING else None
            if switch and tokens[index - 1].text in ("(", ":") and tokens[index - 2].text not in ("=>", ","):
                # `get('search.enableElasticsearch')`, `env('ELASTICSEARCH_ENABLED')`
                word = (switch["a"] or switch["b"]).lower()
                wanted |= {engine for name, engine in WANTED_BY_NAME.items() if word.startswith(name)}
            if token.kind == php.STRING and token.text.lower() in WANTED_BY_NAME:
                around = {other.text for other in (tokens[max(0, index - 1)], tokens[min(len(tokens) - 1, index + 1)])}
                if around & {"==", "===", "!=", "!==", "case"}:
                    wanted.add(WANTED_BY_NAME[token.text.lower()])
    return wanted


def cared_for(tree: Tree, folder: str, engine: str) -> Evidence | None:
    """The first of several places where the code looks for a server by its name; None where there are too few."""
    places: list[Evidence] = []
    words = CARED_FOR[engine]
    names = [f"{mark}{name}{mark}" for name in NAMES_OF_DRIVERS[engine] for mark in "'\""]
    for path, text in tree.sources((".php",), [*words, _DRIVER_ASKED]):
        asked = _DRIVER_ASKED in text
        # A framework writes no migrations for an application's own tables, so what these ask for is meant.
        if not _code_of(path, folder, but=_MIGRATIONS if asked else frozenset()):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            code = line.strip()
            if code.startswith(("//", "*", "#", "/*", "use ")):
                continue
            compared = asked and any(name in code for name in names) and any(sign in code for sign in _COMPARED)
            if compared or any(word in code for word in words):
                places.append(Evidence(path, number, "structure", f"code for {engine}"))
                break
        if len(places) >= _FILES_THAT_CARE:
            return places[0]
    return None


def _bounded(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """As many of the files as one look takes apart; what is left out says what those before it said."""
    left = _CODE_LIMIT
    for path, text in islice(files, _FILES_LIMIT):
        left -= len(text)
        if left < 0:
            return
        yield path, text


def _guards(text: str, engine: str) -> list[bool]:
    """For each look whether the engine's extension or class is installed: True where the code ends if it is not."""
    words = _WORDS.get(engine, (engine,))
    return [
        bool(_DEMANDED.match(text, found.end()))
        for found in _GUARD.finditer(text)
        if any(word in text[found.end() : found.end() + _NAME_LIMIT].partition(")")[0].lower() for word in words)
    ]


def _code_of(path: str, folder: str, but: frozenset[str] = frozenset()) -> bool:
    inner = path.removeprefix(f"{folder}/") if folder else path
    if folder and inner == path:
        return False
    return not tooling(path) and not (_NOT_CODE - but) & {part.lower() for part in inner.split("/")[:-1]}


def _facades(text: str) -> set[str]:
    return {"redis"} if "Facades\\Redis;" in text else set()


def _adapter(path: str, engine: str) -> bool:
    """True for a file or folder named after the engine: one of several that could do the same."""
    words = _WORDS.get(engine, ())
    return any(word in part.lower() for part in path.split("/") for word in words)


def _connected(text: str) -> Iterator[tuple[str, int, str]]:
    """Engine, line and detail of each connection that a file opens."""
    try:
        tokens = list(php.tokens(text))
    except FormatError:
        return
    for index, token in enumerate(tokens):
        before = tokens[index - 1].text.lower() if index else ""
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.kind == php.NAME:
            name = token.text.lstrip("\\").lower()
            if name in CALLS and after == "(" and before not in ("->", "::", "function"):
                yield CALLS[name], token.line, f"{token.text}()"
            elif name in CLASSES and before == "new":
                yield CLASSES[name], token.line, f"new {token.text}"
        elif token.kind == php.STRING:
            source = _DATA_SOURCE.match(token.text)
            if source and _is_source(token.text, tokens, index):
                asked = _ASKED if _compared(tokens, index) else ""
                yield SOURCES[source.group(1)], token.line, f"a data source {source.group(1)}:{asked}"


def _compared(tokens: list[Token], index: int) -> bool:
    """True in a block that is only for one value of a setting: `if ($type === 'sqlite') { … }`."""
    depth = 0
    for place in range(index - 1, max(0, index - _BLOCK_LIMIT), -1):
        text = tokens[place].text if tokens[place].kind != php.STRING else ""
        depth += (text == "}") - (text == "{")
        if depth < 0:
            depth = 0
            if _is_comparison(tokens, place):
                return True
    return False


def _is_comparison(tokens: list[Token], opening: int) -> bool:
    """True where a block's own condition holds a comparison with a text."""
    for place in range(opening - 1, max(1, opening - _CONDITION_LIMIT), -1):
        token = tokens[place]
        if token.kind == php.STRING:
            if tokens[place - 1].text in ("==", "==="):
                return True
        elif token.text in ("{", "}", ";"):
            break
    return False


def _is_source(text: str, tokens: list[Token], index: int) -> bool:
    """True for `mysql:host=…`, for `mysql:` that is gone on with, and for `sqlite:` that is given to PDO."""
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if any(key in text for key in ("host=", "dbname=", "unix_socket=")) or (text.endswith(":") and after in (".", ";")):
        return True
    before = [posixpath.basename(token.text.lower().replace("\\", "/")) for token in tokens[max(0, index - 2) : index]]
    return before == ["pdo", "("]

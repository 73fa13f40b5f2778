# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings files of PHP applications outside of Laravel: keys that name a driver, and data source names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..formats.addresses import is_hosted, parse_url
from ..formats.errors import FormatError
from ..formats.key_values import parse_properties
from ..formats.php_settings import Value, parse_cases, parse_php_settings
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence
from ..rules.php import (
    CACHE_BACKENDS,
    CACHES_ABOVE,
    COMPONENTS,
    DATA_SOURCES,
    DRIVER_KEYS,
    DRIVER_KEYS_WITHIN,
    DRIVERS,
    SOURCES,
    STORES_ABOVE,
)
from ..scope import DEVELOPMENT_WORDS, narrower, scope_of, words
from ..tree import Tree, tooling

_DEPTH = 4
_INI = (".ini", ".ini.dist", ".ini.example", ".ini.sample", ".dist.ini", ".ini.php")
_FILES_LIMIT = 150
_NAMES = frozenset(
    """
    config configuration settings setting database databases db parameters app application main common local env
    defaults global cache session queue wp localsettings localconfiguration
    """.split()
)
#: Words beside those that a name may have: who it is for, and that it is to be copied.
_FOLDERS = frozenset("config configs conf configuration settings etc".split())
#: Code that sets an application up offers what it could use.
_INSTALLERS = frozenset("install installer installation setup migrations lang language languages".split())
_EXAMPLE_WORDS = frozenset("example sample dist default defaults template tpl inc class".split())
_INI_COMMENT = re.compile(r"^\s*;", re.MULTILINE)
_SOURCE = re.compile(r"(mysql|pgsql|sqlite):")
#: A file that names no engine has nothing to tell.
_NAMED = ("mysql", "maria", "pgsql", "postgre", "sqlite", "mongo", "redis", "memcache", "amqp", "rabbit", "elastic")
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
_CACHES = frozenset({"redis", "memcached"})
#: A URL of another engine says where it would be, not that it is used.
_STORES = _RELATIONAL | {"mongodb"}


def settings(tree: Tree, environment: str, elsewhere: Sequence[str]) -> list[Claim]:
    """What the settings files of a tree tell; the folders `elsewhere` are read by somebody else."""
    claims: list[Claim] = []
    for path in _files(tree, elsewhere, _INI):
        text = tree.read(path)
        claims += _of_ini(path, text, _scope(path, environment)) if text else []
    for path in _files(tree, elsewhere, (".php", ".php.dist", ".php.example")):
        text = tree.read(path)
        if text is None or not any(name in text.lower() for name in _NAMED):
            continue
        try:
            assigned = parse_php_settings(text)
            apart = {DRIVERS.get(name.lower()) for name in (parse_cases(text) if "case" in text else ())} & _RELATIONAL
        except FormatError as exc:
            if posixpath.dirname(path).count("/") == 0:
                tree.warn(path, f"cannot be read as PHP ({exc}); it was left out")
            continue
        scope = _scope(path, environment)
        returned: list[Claim] = []
        named: list[Claim] = []
        for found in assigned:
            for keys, value in found.value.walk(*found.target):
                above = found.value.at(*keys[len(found.target) : -1]) if len(keys) > len(found.target) else None
                told = _claims(path, keys, value, above or found.value, scope)
                (returned if keys[:-1] == ("return",) else named).extend(told)
        caches = {claim.engine for claim in named} & _CACHES
        # Code that tells servers or kinds of caches apart uses the one that somebody asks for.
        claims += [
            replace(claim, choice=True)
            if {claim.engine} < caches or (len(apart) > 1 and claim.engine in _RELATIONAL)
            else claim
            for claim in named
        ]
        # One of several arrays, for the server that somebody asks for.
        several = len({claim.engine for claim in returned}) > 1
        claims += [replace(claim, choice=True) for claim in returned] if several else returned
    return claims


def assigned_text(tree: Tree, path: str, name: str) -> str:
    """The text that a file assigns to a variable; empty where it does not."""
    try:
        assigned = parse_php_settings(tree.read(path) or "")
    except FormatError:
        return ""
    return next((found.value.text for found in assigned if found.target == (name,)), "")


def _of_ini(path: str, text: str, scope: str) -> Iterator[Claim]:
    """`resources.db.adapter = "pdo_mysql"`, or `adapter = mysql` in the section `[database]`."""
    section: tuple[str, ...] = ()
    for item in parse_properties(_INI_COMMENT.sub("#", text)):
        if item.key.startswith("["):
            # `[staging : production]` has what is different there.
            section = tuple(sorted(words(f"{item.key} {item.value}")))
            continue
        keys = tuple(item.key.split("."))
        value = Value(item.line, item.value.strip("\"' "))
        yield from _claims(path, (*section, *keys), value, value, scope)


def _files(tree: Tree, elsewhere: Sequence[str], endings: tuple[str, ...]) -> Iterator[str]:
    count = 0
    for path in sorted(tree.ending(endings, _DEPTH), key=lambda path: path.count("/")):
        if any(not folder or path.startswith(f"{folder}/") for folder in elsewhere):
            continue
        parts = [part.lower() for part in path.split("/")]
        if _INSTALLERS & set(parts[:-1]):
            continue
        stem = words(parts[-1]) - {"php", "ini"} - _EXAMPLE_WORDS
        if not (stem & _NAMES and len(stem) < 3) and not _FOLDERS & set(parts[-2:-1]):
            continue
        count += 1
        if count > _FILES_LIMIT:
            return
        yield path


def _scope(path: str, environment: str) -> str:
    stem = words(posixpath.basename(path)) - {"php", "ini"} - _EXAMPLE_WORDS - {"local"}
    scope = scope_of(" ".join(sorted(stem)), environment, LIVE)
    return narrower(scope, DEVELOPMENT) if tooling(path) else scope


def _claims(path: str, keys: tuple[str, ...], value: Value, beside: Value, scope: str) -> Iterator[Claim]:
    key = _plain(keys[-1])
    text = value.text.strip()
    above = {word for part in keys[:-1] for word in words(part)} | words(posixpath.basename(path))
    stores, caches = bool(above & STORES_ABOVE), bool(above & CACHES_ABOVE)
    if DEVELOPMENT_WORDS - {"local"} & {part.lower() for part in keys[:-1]}:
        # A connection that is there for tests.
        return
    if key in ("dsn", "connectionstring", "databaseurl") or (key == "url" and stores):
        engine, address = _of_source(text)
        engine = engine if engine in _STORES else ""
        detail = f"{keys[-1]} {text.partition(':')[0]}:"
    elif key in DRIVER_KEYS and (key not in DRIVER_KEYS_WITHIN or stores or caches):
        name = text.rpartition("\\")[2] if "pdo\\" not in text.lower() else text
        named = next((own for start, own in DATA_SOURCES.items() if name.lower().startswith(start)), "")
        engine, address = DRIVERS.get(name.lower(), named), ""
        if caches != stores and caches == (engine in _RELATIONAL):
            # A cache in the database, or a database's cache, is no engine more.
            return
        if DRIVERS.get(keys[-2].lower() if len(keys) > 1 else "") == engine and len(keys) > 2:
            # An entry that is called after its driver stands on a menu of them.
            return
        detail = f"{keys[-1]} {name}"
    elif text in CACHE_BACKENDS:
        engine, address = CACHE_BACKENDS[text], ""
        detail = f"a cache in {text}"
    elif key == "class":
        engine, address = COMPONENTS.get(text.lower(), ""), ""
        detail = f"a component of {text}"
    elif key == "default" and value.text and "connections" in beside.members:
        engine, address = _described(beside, value.text), ""
        detail = f"default connection {value.text}"
    else:
        return
    if engine:
        evidence = Evidence(path, value.line, "configuration", detail + (f", at {address}" if address else ""))
        yield Claim(
            engine=engine,
            evidence=evidence,
            basis=CONFIGURATION,
            scope=scope,
            choice=value.conditional,
            default=bool(value.variables) or bool(_EXAMPLE_WORDS & words(posixpath.basename(path))),
            external=bool(address),
            address=address,
        )


def _plain(name: str) -> str:
    """A key without signs, and without what stands before a pair of words such as `SHOP_DB_DRIVER`."""
    parts = name.lower().replace("-", "_").split("_")
    pair = "".join(parts[-2:])
    return pair if pair in DRIVER_KEYS - DRIVER_KEYS_WITHIN else "".join(parts)


def _described(beside: Value, name: str) -> str:
    """The engine of the connection with that name."""
    described = [beside.at("connections", name, key) for key in ("driver", "type", "adapter")]
    return DRIVERS.get(next((value.text for value in described if value and value.text), name).lower(), "")


def _of_source(text: str) -> tuple[str, str]:
    """Engine and address of a data source name: `mysql:host=x;dbname=y`, `mongodb://x`."""
    url = parse_url(text)
    if url:
        engine = DRIVERS.get(url.scheme, "")
        return engine, url.host if engine and is_hosted(url.host) else ""
    source = _SOURCE.match(text)
    if not source:
        return "", ""
    host = next((part[5:] for part in text[source.end() :].split(";") if part.startswith("host=")), "")
    return SOURCES[source.group(1)], host if is_hosted(host) else ""

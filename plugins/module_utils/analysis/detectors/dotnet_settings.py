# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of .NET applications: `appsettings.json` with its variants for environments, `Web.config`, `App.config`."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..formats.addresses import is_hosted, parse_url
from ..formats.errors import FormatError
from ..formats.json_lines import Member
from ..formats.json_relaxed import parse_relaxed_json
from ..formats.xml_lines import parse_xml
from ..model import CONFIGURATION, LIVE, OPTIONAL, Claim, Evidence, Variants
from ..rules.dotnet import LITEDB, PROVIDER_KEYS, PROVIDERS, SETTINGS_WORDS, SQL_SERVER
from ..rules.judgement import RELATIONAL
from ..rules.names import NAMES
from ..rules.services import engine_of_scheme
from ..scope import scope_of, speaks_for, words
from ..tree import Tree, tooling
from .overrides import overridden

_DEPTH = 8
_SIGNS = re.compile(r"[^a-z0-9]+")
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite", SQL_SERVER})
#: Keys whose value says where an engine is.
_PLACES = frozenset(
    """
    connectionstring connection configuration host hostname hosts url urls uri server servers endpoint endpoints
    address nodes
    """.split()
)
_SWITCHES = ("enabled", "enable", "use", "isenabled", "active")
#: Keys of connection strings that only one server's driver knows.
_OF_MYSQL = frozenset({"uid", "allowpublickeyretrieval", "allowuservariables", "treattinyasboolean"})
_OF_SQL_SERVER = frozenset(
    """
    trustedconnection integratedsecurity trustservercertificate initialcatalog multipleactiveresultsets attachdbfilename
    persistsecurityinfo
    """.split()
)
#: Values that stand for no engine, and the words in keys that say whose place they take.
_NOTHING = frozenset({"memory", "inmemory", "none", "local", "default", "inprocess", "null"})
_WITHOUT = {
    "redis": frozenset({"cache", "caching", "distributedcache", "session", "backplane"}),
    "rabbitmq": frozenset("messaging eventbus eventing broker messagebroker transport queue bus".split()),
    "elasticsearch": frozenset({"search", "fulltext", "index"}),
}
#: Settings of logs name many stores that nobody needs.
_LOGS = frozenset({"serilog", "logging", "nlog", "opentelemetry", "opentelemetryoptions", "healthchecks"})


@dataclass
class Configured:
    """What settings tell."""

    claims: list[Claim] = field(default_factory=list)
    #: Engines, SQL Server among them, that a setting for the environment picks.
    picked: set[str] = field(default_factory=set)
    #: Engines that a setting leaves out unless somebody changes it.
    off: set[str] = field(default_factory=set)
    #: ... and those whose place is left empty.
    empty: set[str] = field(default_factory=set)
    variants: list[Variants] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    keys: tuple[str, ...]
    line: int
    value: str | bool


def look(tree: Tree, environment: str, folders: set[str]) -> Configured:
    """Reads the settings that lie in the projects' folders."""
    result = Configured()

    def wanted(name: str) -> bool:
        return name.lower().startswith("appsettings.") and name.endswith(".json")

    for path in tree.matching(wanted, _DEPTH):
        if tooling(path) or not _within(path, folders):
            continue
        text = tree.read(path)
        if text is None:
            continue
        try:
            document = parse_relaxed_json(text)
        except FormatError as exc:
            tree.warn(path, f"is not JSON ({exc}); it was left out")
            continue
        if isinstance(document, dict):
            _read(path, list(_entries(document, ())), _scope(path, environment), result)
    result.claims = overridden(
        result.claims, lambda path: speaks_for(words(posixpath.basename(path)) - {"appsettings", "json"}, environment)
    )
    _name_variants(result)
    for path in tree.matching({"Web.config", "web.config", "App.config", "app.config"}, _DEPTH):
        if not tooling(path) and _within(path, folders):
            _read_old(tree, path, result)
    return result


def _name_variants(result: Configured) -> None:
    """`appsettings.MySql.json` beside `appsettings.Sqlite.json`: whoever deploys it takes one of them."""
    found: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for claim in result.claims:
        if claim.engine in RELATIONAL and _named_for(claim.evidence.path) == claim.engine:
            found[posixpath.dirname(claim.evidence.path)].setdefault(claim.engine, claim.evidence)
    groups = {folder: places for folder, places in found.items() if len(places) > 1}
    result.claims = [
        replace(claim, scope=LIVE, choice=True)
        if posixpath.dirname(claim.evidence.path) in groups and _named_for(claim.evidence.path) == claim.engine
        else claim
        for claim in result.claims
    ]
    for _folder, places in sorted(groups.items()):
        detail = f"settings for each of {', '.join(sorted(places))}"
        first = min(places.values(), key=lambda place: place.path)
        result.variants.append(Variants(frozenset(places), replace(first, kind="structure", detail=detail)))


def _named_for(path: str) -> str:
    """The engine that settings are for which have its name and no other in their own."""
    parts = posixpath.basename(path).lower().split(".")
    return NAMES.get(parts[1], "") if len(parts) == 3 else ""


def _within(path: str, folders: set[str]) -> bool:
    return any(not folder or path.startswith(f"{folder}/") for folder in folders)


def _scope(path: str, environment: str) -> str:
    name = " ".join(sorted(words(posixpath.basename(path)) - {"appsettings", "json"}))
    return scope_of(name, environment, OPTIONAL) if name else LIVE


def _entries(document: dict[str, Member], above: tuple[str, ...]) -> Iterator[_Entry]:
    for key, member in document.items():
        keys = (*above, *key.split(":"))
        if {_plain(part) for part in keys} & _LOGS:
            continue
        if isinstance(member.value, dict):
            yield from _entries(member.value, keys)
        elif isinstance(member.value, (str, bool)):
            yield _Entry(keys, member.line, member.value)


def _read(path: str, entries: list[_Entry], scope: str, result: Configured) -> None:
    picks = [(entry, engine) for entry in entries if (engine := _provider(entry))]
    # `cache:type` is redis, and `cache:enabled` is false.
    unused = {entry.keys[:-1] for entry in entries if entry.value is False and _plain(entry.keys[-1]) in _SWITCHES}
    for entry, engine in picks:
        asked = _passed_by(entry, picks) or (len(entry.keys) > 1 and entry.keys[:-1] in unused)
        if scope == LIVE and not asked:
            result.picked.add(engine)
        if engine != SQL_SERVER:
            detail = f"{':'.join(entry.keys)} is {entry.value}"
            evidence = Evidence(path, entry.line, "configuration", detail)
            result.claims.append(
                Claim(engine, evidence, CONFIGURATION, scope, choice=asked, default=engine == "sqlite")
            )
    if not any(engine in _RELATIONAL for _entry, engine in picks):
        _connection_strings(path, entries, scope, result)
    if scope == LIVE:
        off, empty = _off(entries)
        result.off |= off
        result.empty |= empty


def _provider(entry: _Entry) -> str:
    """The engine that a setting picks by its name."""
    if not isinstance(entry.value, str) or not _plain(entry.keys[-1]).endswith(PROVIDER_KEYS):
        return ""
    return PROVIDERS.get(_plain(entry.value), "")


def _passed_by(entry: _Entry, picks: list[tuple[_Entry, str]]) -> bool:
    """True for `store:sql:provider` where `store:type` is something else than `sql`."""
    for other, _engine in picks:
        above = other.keys[:-1]
        if len(entry.keys) > len(other.keys) and entry.keys[: len(above)] == above:
            return _plain(entry.keys[len(above)]) != _plain(str(other.value))
    return False


def _connection_strings(path: str, entries: list[_Entry], scope: str, result: Configured) -> None:
    """A connection string picks by its form, where all of a file that are for a relational server are for one."""
    found = []
    for entry in entries:
        # LiteDB's strings look like SQLite's; it is a part of the application.
        own = any(LITEDB in _plain(key) for key in entry.keys)
        if isinstance(entry.value, str) and entry.value and not own:
            named = any("connectionstring" in _plain(key) for key in entry.keys)
            engine, address = of_connection_string(entry.value, named)
            if engine:
                found.append((entry, engine, address))
    relational = {engine for _entry, engine, _address in found if engine in _RELATIONAL}
    for entry, engine, address in found:
        if engine in _RELATIONAL:
            if len(relational) > 1:
                continue
            if scope == LIVE:
                result.picked.add(engine)
        elif not address and engine != "mongodb":
            # Where it is on the developer's machine says nothing about whether it is used.
            continue
        if engine != SQL_SERVER:
            detail = f"{':'.join(entry.keys)}" + (f", at {address}" if address else "")
            evidence = Evidence(path, entry.line, "configuration", detail)
            result.claims.append(
                Claim(
                    engine,
                    evidence,
                    CONFIGURATION,
                    scope,
                    default=engine == "sqlite",
                    external=bool(address),
                    address=address,
                )
            )


def of_connection_string(text: str, named: bool) -> tuple[str, str]:
    """Engine and, where somebody else runs it, address; two empty texts for what is no connection string."""
    url = parse_url(text)
    if url:
        engine = engine_of_scheme(url.scheme)
        return engine, url.host if engine and is_hosted(url.host) else ""
    parts: dict[str, str] = {}
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        if equals:
            parts[_plain(key)] = value.strip()
    if not named and len(parts) < 3:
        return "", ""
    host = parts.get("host") or parts.get("server") or parts.get("datasource") or ""
    host = host.removeprefix("tcp:").split(",")[0].split(":")[0]
    return _form(parts), host if is_hosted(host) else ""


def _form(parts: dict[str, str]) -> str:
    keys = set(parts)
    user = (parts.get("userid") or parts.get("username") or parts.get("user") or parts.get("uid") or "").lower()
    source = (parts.get("datasource") or parts.get("filename") or "").lower()
    if source.endswith((".db", ".sqlite", ".sqlite3", ".db3", ":memory:")):
        return "sqlite"
    if parts.get("port") == "5432" or user == "postgres":
        return "postgresql"
    if parts.get("port") == "3306" or user == "root" or keys & _OF_MYSQL:
        return SQL_SERVER if keys & _OF_SQL_SERVER or user == "sa" else "mysql"
    if "host" in keys and keys & {"username", "userid", "database"}:
        return "postgresql"
    if keys & _OF_SQL_SERVER or user == "sa":
        return SQL_SERVER
    return ""


def _off(entries: list[_Entry]) -> tuple[set[str], set[str]]:
    """Engines that are switched off, and those whose place is left empty."""
    on: set[str] = set()
    switched_off: set[str] = set()
    empty: set[str] = set()
    for entry in entries:
        last = _plain(entry.keys[-1])
        if isinstance(entry.value, str) and _plain(entry.value) in _NOTHING and last.endswith(PROVIDER_KEYS):
            above = {word for key in entry.keys for word in words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key))}
            switched_off |= {engine for engine, own in _WITHOUT.items() if own & (above | {_plain(entry.keys[0])})}
        engines = {engine for key in entry.keys[-2:] for word, engine in SETTINGS_WORDS.items() if word in _plain(key)}
        if isinstance(entry.value, bool):
            if last.startswith(_SWITCHES) or last.endswith(("enabled", "enable")):
                (on if entry.value else switched_off).update(engines)
        elif last in _PLACES or any(word in last for word in SETTINGS_WORDS):
            (on if entry.value else empty).update(engines)
    return switched_off, empty - on


def _read_old(tree: Tree, path: str, result: Configured) -> None:
    text = tree.read(path)
    if text is None or "connectionStrings" not in text:
        return
    try:
        root = parse_xml(text)
    except FormatError as exc:
        tree.warn(path, f"cannot be read as XML ({exc}); it was left out")
        return
    for added in root.all("connectionStrings", "add"):
        provider = added.attributes.get("providerName", "").lower()
        engine = next((engine for word, engine in PROVIDERS.items() if word in provider), "")
        if "sqlclient" in provider and not engine:
            engine = SQL_SERVER
        form, address = of_connection_string(added.attributes.get("connectionString", ""), True)
        engine = engine or form
        if engine:
            result.picked.add(engine)
        if engine and engine != SQL_SERVER:
            detail = f"connection {added.attributes.get('name', '')}".strip() + (f", at {address}" if address else "")
            evidence = Evidence(path, added.line, "configuration", detail)
            starter = engine == "sqlite"
            result.claims.append(
                Claim(engine, evidence, CONFIGURATION, default=starter, external=bool(address), address=address)
            )


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which database a single setting of an application for the JVM names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..formats.addresses import is_hosted, parse_url
from ..rules.jvm_settings import DRIVER_CLASSES, KINDS, PLACE_WORDS, SERVER_WORDS, URL_KINDS
from ..rules.services import engine_of_scheme

_CONNECTOR = re.compile(r"(?:jdbc|r2dbc|vertx-reactive):(?:\w[\w-]*:)?(\w[\w-]*):", re.IGNORECASE)
_KIND_KEYS = frozenset(["dbkind", "databasetype", "dbtype"])
_DRIVER_KEYS = frozenset(["driverclassname", "driverclass", "driver", "jdbcdriver"])
_SPRING_STORES = (["spring", "session"], ["spring", "cache"])
#: Settings of frameworks. In one of an application's own, a name of an engine says that there are others.
_FRAMEWORKS = frozenset("spring quarkus micronaut datasources hibernate javax jakarta slick db play dropwizard".split())
_ROUNDS = 4


@dataclass(frozen=True)
class Place:
    """A database that a setting names."""

    #: An engine, or `embedded`.
    engine: str
    #: The setting's name without its last part: what overrides what.
    slot: str
    #: What to show; never more than scheme or kind.
    detail: str
    relational: bool = False
    #: True where the value is an address with a scheme.
    url: bool = False
    #: True where a variable decides and this is only its default.
    default: bool = False
    address: str = ""
    #: True where the setting is for one of several engines.
    choice: bool = False
    #: True for an embedded database that forgets.
    memory: bool = False


def plain(value: str) -> tuple[str, bool]:
    """A value with the defaults of its variables put in, and whether it starts with a variable."""
    value = value.strip().strip("\"'").strip()
    starts = value.startswith(("${", "#{"))
    for _round in range(_ROUNDS):
        start = value.rfind("${")
        end = value.find("}", start)
        if start < 0 or end < 0:
            break
        inner = value[start + 2 : end]
        _name, _colon, default = inner.partition(":")
        value = value[:start] + default.strip("`").removeprefix("-") + value[end + 1 :]
    return value.strip(), starts


def place_of(key: str, raw: str) -> Place | None:
    """The database that a setting names, if it names one."""
    value, variable = plain(raw)
    parts = [part.lower().replace("-", "").replace("_", "").strip("\"'") for part in key.split(".")]
    slot = key.rpartition(".")[0]
    connector = _CONNECTOR.match(value)
    if connector:
        # `jdbc:${KIND:mysql}://`: there are others.
        variable = variable or "${" in raw.partition("://")[0]
        named = parts[0] not in _FRAMEWORKS and any(part in KINDS for part in parts[:-1])
        return _connection(value, slot, variable, named)
    if parts[-1] in _DRIVER_KEYS or "driver" in parts[-1]:
        for start, engine in DRIVER_CLASSES.items():
            if value.startswith(start):
                return Place(engine, slot, value, relational=True, default=variable, memory=True)
    if parts[-1] in _KIND_KEYS and value.lower() in KINDS:
        return Place(KINDS[value.lower()], slot, value, relational=True, default=variable, memory=True)
    if parts[-1] in ("storetype", "type") and parts[:2] in _SPRING_STORES and value.lower() == "redis":
        return Place("redis", slot, "redis", default=variable)
    return _server(parts, value, slot, variable, bool(raw.strip()))


def _connection(value: str, slot: str, variable: bool, named: bool) -> Place | None:
    prefix, _colon, rest = value.partition(":")
    names = rest.split(":")
    kind = names[0].lower()
    if kind not in URL_KINDS and len(names) > 1:
        # A pool or a logger that wraps the driver.
        kind = f"{kind}:{names[1].lower()}"
    engine = URL_KINDS.get(kind, "")
    if not engine:
        return None
    found = parse_url(f"x{rest[rest.index('://') :]}") if "://" in rest else None
    host = found.host if found else ""
    return Place(
        engine,
        slot,
        f"{prefix}:{kind}",
        relational=True,
        url=True,
        default=variable,
        address=host if engine != "embedded" and is_hosted(host) else "",
        choice=named,
        memory=":mem:" in rest or rest.lower().startswith("hsqldb:mem"),
    )


def _server(parts: list[str], value: str, slot: str, variable: bool, said: bool) -> Place | None:
    url = parse_url(value)
    scheme = engine_of_scheme(url.scheme) if url else ""
    if scheme in ("redis", "mongodb", "rabbitmq", "memcached", "influxdb") and url:
        # Where the key tells the engine, a variable only tells where it is.
        named = any(part in SERVER_WORDS for part in parts)
        return Place(
            scheme,
            slot,
            f"{url.scheme}://",
            url=True,
            default=variable and not named,
            address=url.host if is_hosted(url.host) else "",
        )
    if parts[-1] not in PLACE_WORDS or not said:
        return None
    engine = next((SERVER_WORDS[part] for part in reversed(parts) if part in SERVER_WORDS), "")
    if not engine or (variable and not value and parts[0] != "spring"):
        # A variable without a default in a setting of the application's own: only where somebody sets it.
        return None
    host = url.host if url else value.split(",", maxsplit=1)[0].partition(":")[0]
    return Place(engine, slot, "", address=host if is_hosted(host) else "")

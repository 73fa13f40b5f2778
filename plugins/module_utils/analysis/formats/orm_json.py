# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the connections that Sequelize keeps in config/config.json and TypeORM in ormconfig.json."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .addresses import is_hosted, parse_url
from .json_lines import Member, Value, parse_json

#: What names the engine: Sequelize's key and TypeORM's.
_KEYS = ("dialect", "type")


@dataclass(frozen=True)
class Connection:
    """One connection. User and password are dropped on purpose."""

    #: Of the environment or connection; empty where the file holds one alone.
    name: str
    line: int
    #: As the file says it; empty where only a variable tells it.
    dialect: str
    #: Where it leads, if somebody else runs that.
    address: str = ""
    #: The variable that the URL comes from.
    variable: str = ""


def parse_connections(source: str) -> list[Connection]:
    """The connections of a file, in its order. Raises FormatError."""
    document = parse_json(source)
    return [found for name, member in _parts(document) if (found := _connection(name, member))]


def _parts(document: Value) -> Iterator[tuple[str, Member]]:
    """One connection, a list of them with their names, or one for each environment."""
    if isinstance(document, list):
        for item in document:
            if isinstance(item, dict):
                yield _text(item, "name"), Member(1, item)
    elif isinstance(document, dict):
        if any(isinstance(document[key].value, str) for key in _KEYS if key in document):
            yield "", Member(1, document)
            return
        for name, member in document.items():
            if isinstance(member.value, dict):
                yield name, member


def _connection(name: str, member: Member) -> Connection | None:
    own = member.value if isinstance(member.value, dict) else {}
    url = parse_url(_text(own, "url"))
    key = next((key for key in _KEYS if _text(own, key)), "")
    dialect = _text(own, key) if key else url.scheme if url else ""
    variable = _text(own, "use_env_variable")
    if not dialect and not variable:
        return None
    host = url.host if url else _text(own, "host")
    line = own[key].line if key else own["url"].line if url else own["use_env_variable"].line
    return Connection(name, line, dialect.lower(), host if not variable and is_hosted(host) else "", variable)


def _text(members: dict[str, Member], key: str) -> str:
    member = members.get(key)
    return member.value if member is not None and isinstance(member.value, str) else ""

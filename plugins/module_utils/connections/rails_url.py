# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``url`` of the entry ``primary`` beside others: Rails lets ``DATABASE_URL`` take its place where it has none.

It says what the keys beside it say, and by that it is told from the url of a database that somebody else runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .rails_edit import OWN, Edits, Setting
from .rails_nodes import Document, Node
from .settings_databases import Database
from .url import connection_url

KEY = "url"
#: By adapter, its engine; of the other ones, the name is no scheme of Rails.
SCHEMES = {"mysql2": "mysql", "trilogy": "mysql", "postgresql": "postgresql", "postgis": "postgresql"}
#: What a tag reads of the environment; our URLs have a second name for the private address.
READ = re.compile(r"""\bENV(?:\[|\.fetch\()\s*["'](\w+?)(?:_INT)?["']""")


def read_from(document: Document, node: Node, found: Sequence[Database]) -> Database | None:
    """The group whose URL an entry reads from our variable for it, and from nothing else."""
    entry = document.find(node, KEY)
    names = set(READ.findall(document.text[entry.value.start : entry.value.end])) if entry else set()
    fitting = (one for one in found if names and names <= one.variables.get("URL", frozenset()))
    return next(fitting, None)


def url(adapter: str, values: Mapping[str, str]) -> str:
    """The URL that Rails takes for these values; empty where there is none."""
    try:
        return connection_url(
            SCHEMES[adapter],
            values["host"],
            values.get("database"),
            values.get("username"),
            values.get("password"),
            int(values["port"]),
            scheme=adapter,
        )
    except (KeyError, ValueError):
        return ""


def is_ours(document: Document, node: Node, adapter: str | None) -> bool:
    """Whether an entry has a url that says what its own keys say, and nothing else."""
    own = {entry.key: document.scalar(entry.value) for entry in node.entries}
    values = {key: value for key, value in own.items() if value is not None and value != ""}
    return bool(own.get(KEY)) and own[KEY] == url(adapter or "", values)


def can_have(edits: Edits, node: Node, settings: Sequence[Setting]) -> bool:
    """Whether a url is right for an entry: nothing inherits it, and no variable says one of its values."""
    text = edits.document.text
    found = ((node.entry(setting.key), setting) for setting in settings)
    said = [entry.value for entry, setting in found if entry and edits.says(entry.value, setting)]
    return not node.anchor and not any(OWN.fullmatch(text[value.start : value.end]) for value in said)


def with_url(settings: Sequence[Setting], adapter: str | None) -> list[Setting]:
    """The values of an entry and the url that says the same, where there is one."""
    made = url(adapter or "", {setting.key: setting.value for setting in settings})
    return [*settings, Setting(KEY, made)] if made else list(settings)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The database servers that an application's README lists as its requirements.

For where code cannot tell: PHP speaks to every server through one extension, so the manifest names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..formats import prose
from ..model import Evidence
from ..tree import Tree
from .manuals import manuals, told

_ABOUT = re.compile(r"\b(?:requirements?|prerequisites?|required|dependencies)\b", re.IGNORECASE)
#: `A supported database: …`, `Database (MySQL, PostgreSQL)`.
_DATABASE = re.compile(r"\W*(?:an?\s|one\s)?(?:\w+\s){0,2}databases?(?:\s(?:server|engine|system))?\W", re.IGNORECASE)
#: A server that is only recommended, wanted by developers or to be had in a later version.
_ASIDE = re.compile(r"\b(?:optional|optionally|develop\w*|contribut\w*|tests?|plan\w*|todo|import)\b", re.IGNORECASE)
_ENGINES = {
    "mysql": re.compile(r"\b(?:mysql|mariadb)\b", re.IGNORECASE),
    "postgresql": re.compile(r"\bpostgres(?:ql)?\b", re.IGNORECASE),
    "sqlite": re.compile(r"\bsqlite3?\b", re.IGNORECASE),
}


def relational(tree: Tree) -> dict[str, Evidence]:
    """Each relational engine that is listed, with the first place that does."""
    found: dict[str, Evidence] = {}
    for path, manual in manuals(tree):
        for number, text in _requirements(manual):
            for engine, pattern in _ENGINES.items():
                if pattern.search(text):
                    found.setdefault(engine, Evidence(path, number, "example", "requirements"))
    return found


def _requirements(manual: str) -> Iterator[tuple[int, str]]:
    """Items that say what is required: below a heading that says so, or by their own words."""
    above: list[tuple[int, str]] = []
    for number, line, below in told(manual):
        level, title = _heading(line, below)
        if level:
            above = [*(entry for entry in above if entry[0] < level), (level, title)]
            continue
        item = prose.item(line)
        text = item or line
        titles = [entry[1] for entry in above]
        if any(_ASIDE.search(entry) for entry in (text, *titles)):
            continue
        if (item and any(map(_ABOUT.search, titles))) or (item and _DATABASE.match(text)) or _own(text):
            yield number, text


def _heading(line: str, following: str) -> tuple[int, str]:
    """Level and words of a heading; level 0 for what is none."""
    level, words = prose.heading(line, following)
    if level:
        return level, words
    if len(line) < 60 and line.rstrip().endswith(":") and not prose.item(line) and _ABOUT.search(line):
        return 6, line.strip()
    return 0, ""


def _own(text: str) -> bool:
    """True for `Requirements: PHP 8 and MySQL`."""
    word, colon, _rest = text.lstrip("*_ ").partition(":")
    return bool(colon) and len(word) < 30 and bool(_ABOUT.search(word))

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines that an application's own README or guide to its installation calls optional: `Redis (optional)`.

Those who wrote it know best that it runs without; settings to copy often show all that it can use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..formats import prose
from ..model import Evidence, Findings
from ..rules.judgement import RELATIONAL
from ..rules.names import NAMES
from ..tree import Tree
from .manuals import manuals, plain, told

_ENGINE = rf"\b(?P<engine>{'|'.join(sorted(name for name in NAMES if len(name) > 4))})\b(?![-_./:@]\w)"
_SERVER = r"(?:\s(?:server|cache|cluster|instance|service|broker))?"
_VERSION = r"(?:\s(?:v?[\d][\w.+]{0,9}|>=?|or|and|later|newer|version)){0,6}"
#: What follows a name where it is the engine that is meant, rather than one of its settings: `Redis password`.
_ENDS = r"\s?(?:$|[,;:.()|\u2013\u2014-]|\b(?:for|to|if|version|dependency|when)\b)"
_ELSEWHERE = r"(?!\s(?:in|for|during)\s(?:dev|local|test))(?!\s(?:parameter|argument|setting|variable))"
#: The second is Chinese for the first.
_ASIDE = rf"(?:\(optional{_ELSEWHERE}(?:\)|[,;:]|\s[-\u2013\u2014]|\s(?:but|for|if|when)\b)|[(\uff08]\u53ef\u9009)"
_SAID = re.compile("ptional|\u53ef\u9009")
#: `Optional Dependencies`
_OPTIONAL_PARTS = re.compile(r"\W*optional(?:\s\w+){0,2}\W*", re.IGNORECASE)
_STARTS = re.compile(rf"\W*{_ENGINE}", re.IGNORECASE)
_NAME_END = re.compile(r"\s?[(:;,\u2013\u2014]|\s-\s")
_CALLED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # `Redis (optional)`, `Redis 6 or newer (optional, for caching)`, but not `TLS for Redis (optional)`
        rf"(?<!\bfor\s)(?<!\bof\s){_ENGINE}{_SERVER}{_VERSION}\s?{_ASIDE}",
        # `Cache: Redis, optional`
        rf"{_ENGINE}{_SERVER}{_VERSION},\soptional\s?(?:$|[,;.)])",
        # `(Optional) Redis, for caching`, `Optional: Redis`
        rf"(?:\(optional\):?|\boptional:)\s{_ENGINE}{_SERVER}{_ENDS}",
        # `Redis is optional`, `Redis is an optional dependency`
        rf"{_ENGINE}{_SERVER}\sis\s(?:an?\s)?(?:entirely\s|completely\s|fully\s)?optional\b{_ELSEWHERE}",
        # `an optional Redis server`
        rf"\boptional\s{_ENGINE}{_SERVER}{_ENDS}",
    )
)


def detect(tree: Tree, environment: str) -> Findings:
    """Each engine that is called optional, with the first place that does."""
    del environment  # it speaks of every installation
    findings = Findings()
    for path, manual in manuals(tree):
        for number, text in _lines(manual):
            for pattern in _CALLED:
                found = pattern.search(text)
                engine = NAMES[found.group("engine").lower()] if found else ""
                if engine and engine not in RELATIONAL:
                    findings.spared.setdefault(engine, Evidence(path, number, "example", "is optional"))
    return findings


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines of prose that may tell it, without signs for their looks; an item says what the heading above it says."""
    if not _SAID.search(text):
        return
    optional = 0
    for number, line, below in told(text):
        said = line
        level, words = prose.heading(line, below)
        if level and (not optional or level <= optional):
            optional = level if _OPTIONAL_PARTS.fullmatch(words) else 0
        item = prose.item(line) if optional else ""
        if _STARTS.match(item):
            said = f"{_NAME_END.split(item, maxsplit=1)[0]} (optional)"
        if _SAID.search(said):
            yield number, plain(said)

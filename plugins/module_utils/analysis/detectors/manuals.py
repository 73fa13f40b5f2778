# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application's own README and guide to its installation say to those who install it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..formats import prose
from ..tree import Tree

#: `README.md`, `INSTALL`, `Deployment.zh-CN.md`
_FILES = re.compile(
    r"(?:readme|guide|install(?:ation|ing)?|requirements|deploy(?:ment|ing)?)(?:[-_.][a-z]{2}(?:[-_][a-z]{2,4})?)?"
    r"(?:\.(?:md|markdown|rst|txt|adoc))?",
    re.IGNORECASE,
)
_LINES_LIMIT = 1_000
_LINE_LIMIT = 400
#: Signs for bold words, code and links.
_MARKUP = re.compile(r"\]\[[^\[\]]{0,40}\]|\]\([^()\s]{0,200}\)|[*`\[\]]")


def manuals(tree: Tree) -> Iterator[tuple[str, str]]:
    """Path and text of each."""
    for path in tree.files:
        if "/" not in path and _FILES.fullmatch(path):
            yield path, tree.read(path) or ""


def told(text: str) -> Iterator[tuple[int, str, str]]:
    """Number and text of each line outside of listings, with the line below it."""
    fenced = False
    lines = text.split("\n")[:_LINES_LIMIT]
    for number, line in enumerate(lines, 1):
        # What may end a listing underlines a heading outside of one.
        if prose.is_fence(line) and (fenced or number == 1 or not prose.underlined(lines[number - 2], line)):
            fenced = not fenced
        elif not fenced and len(line) <= _LINE_LIMIT:
            yield number, line, lines[number] if number < len(lines) else ""


def plain(line: str) -> str:
    """The words of a line, without signs for their looks."""
    return " ".join(_MARKUP.sub("", line).split())

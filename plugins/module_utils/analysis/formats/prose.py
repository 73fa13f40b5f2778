# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write for people: headings and items of Markdown, reStructuredText and plain text."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_ITEM = re.compile(r"\s{0,8}(?:[*+\u2022-]|\d{1,2}[.)])\s+(\S.*)")
_FENCES = ("```", "~~~")


def is_fence(line: str) -> bool:
    """True for a line that begins or ends a listing."""
    return line.lstrip().startswith(_FENCES)


def heading(line: str, following: str) -> tuple[int, str]:
    """Level and words of a heading, which the line below may underline; level 0 for what is none."""
    marked = _HEADING.match(line)
    if marked:
        return len(marked.group(1)), marked.group(2)
    if underlined(line, following):
        return (1 if following.strip()[0] == "=" else 2), line.strip()
    return 0, ""


def underlined(line: str, following: str) -> bool:
    """True where the line below makes a heading of a line that is not marked as one."""
    below = following.strip()
    drawn = len(below) > 2 and below == below[0] * len(below) and below[0] in "=-~^"
    # Three of these below a longer line begin a listing of Markdown.
    short = below.startswith(_FENCES) and len(below) < len(line.strip())
    return drawn and not short and bool(line.strip()) and not _HEADING.match(line)


def item(line: str) -> str:
    """The text of an item of a list; empty for what is none."""
    found = _ITEM.match(line)
    return found.group(1) if found else ""

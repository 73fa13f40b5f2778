# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the comments out of code for the JVM: what is commented out is no code, and prose is none either."""

from __future__ import annotations

import re

#: Where a comment, or a string that may hold the sign of one, may start.
_MARK = re.compile(r"//|/\*|\"|'")
_CLOJURE_MARK = re.compile(r";|\"|\\.")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LINES_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_CHARACTER = re.compile(r"'(?:\\.[^'\n]{0,6}|[^'\\\n])'")
_GROOVY_STRING = re.compile(r"'(?:[^'\\\n]|\\.)*'")
_COMMENT = re.compile(r"/\*|\*/")
_NOT_SPACE = re.compile(r"[^\n]+")
#: Languages in which a comment may hold another one.
_NESTING = (".kt", ".kts", ".scala")


def without_comments(source: str, path: str) -> str:
    """The code with spaces where comments stood: every line keeps its number, and every word its place."""
    found: list[str] = []
    position = kept = 0
    mark = _CLOJURE_MARK if path.endswith(".clj") else _MARK
    while opened := mark.search(source, position):
        position = opened.end()
        if opened.group() in ('"', "'"):
            position = _string_end(source, opened.start(), path)
        elif opened.group() in ("//", ";", "/*"):
            position = _comment_end(source, opened.start(), path.endswith(_NESTING))
            found += [source[kept : opened.start()], _blank(source[opened.start() : position])]
            kept = position
    return "".join([*found, source[kept:]])


def _blank(text: str) -> str:
    return _NOT_SPACE.sub(lambda found: " " * len(found.group()), text)


def _string_end(source: str, start: int, path: str) -> int:
    """The place after a string or a character. Of a string that never ends only its line is lost."""
    if path.endswith(".clj"):
        pattern = _LINES_STRING
    elif source.startswith('"""', start):
        end = source.find('"""', start + 3)
        return len(source) if end < 0 else end + 3
    elif source[start] == "'":
        pattern = _GROOVY_STRING if path.endswith(".groovy") else _CHARACTER
    else:
        pattern = _STRING
    found = pattern.match(source, start)
    if found is None and pattern is _CHARACTER:
        # A name may have such a sign, as `'symbol` in Scala.
        return start + 1
    return found.end() if found else _line_end(source, start)


def _line_end(source: str, start: int) -> int:
    end = source.find("\n", start)
    return len(source) if end < 0 else end


def _comment_end(source: str, start: int, nesting: bool) -> int:
    if not source.startswith("/*", start):
        return _line_end(source, start)
    depth, position = 0, start
    while found := _COMMENT.search(source, position):
        position = found.end()
        if found.group() == "*/":
            depth -= 1
        elif nesting or not depth:
            depth += 1
        if depth == 0:
            return position
    return len(source)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References within the value of a variable: ``{{NAME}}``, ``_env(NAME:DEFAULT)``, ``_env(APP[uid].NAME)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

_NAME = r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
#: ``STACK`` is the older word.
_TARGET = rf"(?:(?:APP|STACK)\[\s*(?P<application>[^\[\]\s]+)\s*\]\s*\.\s*)?{_NAME}"
#: How one begins, up to its end or its default. Between braces, what is no name, such as a template of another tool, is
#: left as it stands.
HEAD = re.compile(rf"(?:(?P<braces>\{{\{{\s*)|_env\(\s*){_TARGET}\s*(?P<colon>:)?")
#: The whole value, without parentheses or with them behind the colon.
WHOLE = re.compile(rf"_env:(?P<open>\()?\s*{_TARGET}\s*(?::\s*(?P<default>.*?))?(?(open)\))", re.DOTALL)
#: What closes each of the two, and what opens the same within a default.
PAIRS = {"{{": ("{", "}", "}}"), "_env(": ("(", ")", ")")}
#: Defaults within defaults.
DEEPEST = 20
DEEP = f"holds more than {DEEPEST} defaults within each other; make one of them a variable of its own"
UNEVEN = "holds a default whose parentheses or braces do not match; make the default a variable of its own"

#: What begins like a reference and has to be one, and why it is refused where it is none.
REFUSED = (
    (re.compile(r"_configstore\("), "refers to a configuration store, which there is none of; write the value itself"),
    (
        re.compile(r"(?:\{\{\s*|_env[(:]\(?\s*)(?:(?:APP|STACK)\[[^\]]*\]\s*\.\s*)?SERVICE\["),
        "refers to the variables of a service, which are not known here; refer to one of the application",
    ),
    (
        # Capital letters are a variable's, whatever follows: {{A-B}}, {{ A | upper }}.
        # A few of them are where nothing closes the braces: {{NAME, {{NAME}.
        re.compile(
            r"_env\s*\(|\A_env:|\{\{\s*(?:(?:APP|STACK)\[|[A-Z][A-Z0-9_]*\s*[-|]|[A-Z][A-Z0-9_]{2,}\b(?!.*\}\}))",
            re.DOTALL,
        ),
        "holds a reference that cannot be read; write {{NAME}}, _env(NAME:DEFAULT) or _env(APP[uid].NAME:DEFAULT)",
    ),
)


@dataclass(frozen=True)
class Reference:
    """Stands for the value of another variable."""

    name: str
    #: ``<application>-<environment>`` whose variable it is; empty for our own.
    application: str = ""
    #: What stands in where there is none; may hold references of its own.
    default: str | Expression | None = None

    def __str__(self) -> str:
        return f"APP[{self.application}].{self.name}" if self.application else self.name


#: Text and references in turn.
Expression = tuple[Union[str, Reference], ...]


def parse(text: str, depth: int = 0) -> Expression:
    """A value with its references.

    Args:
        text: The value.
        depth: How many defaults it stands in.

    Raises:
        ValueError: One of them cannot be read. Holds nothing of the value.
    """
    if depth > DEEPEST:
        raise ValueError(DEEP)
    whole = WHOLE.fullmatch(text)
    if whole:
        return (_reference(whole, whole["default"], depth),)
    return tuple(part for part in _parts(text, depth) if part != "")


def _parts(text: str, depth: int) -> Iterator[str | Reference]:
    done = position = 0
    while match := HEAD.search(text, position):
        end = _end(text, match)
        if end is None:
            # No reference after all; whether it should be one is told of plain text.
            position = match.start() + 1
            continue
        yield _plain(text[done : match.start()])
        default, done = end
        yield _reference(match, default, depth)
        position = done
    yield _plain(text[done:])


def _end(text: str, match: re.Match[str]) -> tuple[str | None, int] | None:
    """The default of a reference and where the reference ends; None for what is none.

    Raises:
        ValueError: What its default opens and what it closes is not the same.
    """
    opening, closing, close = PAIRS["{{" if match["braces"] is not None else "_env("]
    start = match.end()
    if not match["colon"]:
        return (None, start + len(close)) if text.startswith(close, start) else None
    depth = 0
    for position in range(start, len(text)):
        if depth == 0 and text.startswith(close, position):
            default = text[start:position]
            return (default.strip() if match["braces"] is not None else default), position + len(close)
        depth += (text[position] == opening) - (text[position] == closing)
        if depth < 0:
            break
    if close in text[start:]:
        raise ValueError(UNEVEN)
    return None


def _plain(text: str) -> str:
    for pattern, reason in REFUSED:
        if pattern.search(text):
            raise ValueError(reason)
    return text


def _reference(match: re.Match[str], default: str | None, depth: int) -> Reference:
    parts = parse(default, depth + 1) if default else ()
    plain = all(isinstance(part, str) for part in parts)
    return Reference(match["name"], match["application"] or "", default if plain else parts)

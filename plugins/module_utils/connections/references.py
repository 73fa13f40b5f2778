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
#: Between braces; what is no name there, such as a template of another tool, is left as it stands.
BRACES = re.compile(rf"\{{\{{\s*{_TARGET}\s*(?::\s*(?P<default>.*?))?\s*\}}\}}", re.DOTALL)
CALL = re.compile(rf"_env\(\s*{_TARGET}\s*(?::(?P<default>[^)]*))?\)")
#: The whole value, without parentheses or with them behind the colon.
WHOLE = re.compile(rf"_env:(?P<open>\()?\s*{_TARGET}\s*(?::(?P<default>.*?))?(?(open)\))", re.DOTALL)

#: What begins like a reference and has to be one, and why it is refused where it is none.
REFUSED = (
    (re.compile(r"_configstore\("), "refers to a configuration store, which there is none of; write the value itself"),
    (
        re.compile(r"(?:\{\{\s*|_env[(:]\(?\s*)(?:(?:APP|STACK)\[[^\]]*\]\s*\.\s*)?SERVICE\["),
        "refers to the variables of a service, which are not known here; refer to one of the application",
    ),
    (
        # Capital letters are a variable's, whatever follows: {{A-B}}, {{ A | upper }}.
        re.compile(r"_env\s*\(|\A_env:|\{\{\s*(?:(?:APP|STACK)\[|[A-Z][A-Z0-9_]*\s*[-|])"),
        "holds a reference that cannot be read; write {{NAME}}, _env(NAME:DEFAULT) or _env(APP[uid].NAME:DEFAULT)",
    ),
)


@dataclass(frozen=True)
class Reference:
    """Stands for the value of another variable."""

    name: str
    #: ``<application>-<environment>`` whose variable it is; empty for our own.
    application: str = ""
    #: What stands in where there is none.
    default: str | None = None

    def __str__(self) -> str:
        return f"APP[{self.application}].{self.name}" if self.application else self.name


#: Text and references in turn.
Expression = tuple[Union[str, Reference], ...]


def parse(text: str) -> Expression:
    """A value with its references.

    Raises:
        ValueError: One of them cannot be read. Holds nothing of the value.
    """
    whole = WHOLE.fullmatch(text)
    if whole:
        return (_reference(whole),)
    return tuple(part for part in _parts(text) if part != "")


def _parts(text: str) -> Iterator[str | Reference]:
    position = 0
    found = sorted((*BRACES.finditer(text), *CALL.finditer(text)), key=lambda match: match.start())
    for match in found:
        if match.start() < position:
            # Stands within another one's default, which is taken as it is.
            continue
        yield _plain(text[position : match.start()])
        yield _reference(match)
        position = match.end()
    yield _plain(text[position:])


def _plain(text: str) -> str:
    for pattern, reason in REFUSED:
        if pattern.search(text):
            raise ValueError(reason)
    return text


def _reference(match: re.Match[str]) -> Reference:
    default = match["default"]
    return Reference(match["name"], match["application"] or "", default)

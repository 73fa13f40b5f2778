# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHP: what an installer asks whoever installs the application, beside what the example of the settings says."""

from __future__ import annotations

import posixpath
import re

from ..formats import php_tokens as php
from ..formats.errors import FormatError
from ..formats.tokens import Token
from ..model import Evidence
from ..rules.php import SERVER_DRIVERS
from ..scope import words
from ..tree import Tree, tooling

#: Calls that let somebody choose, as the console of a framework has them; tokens of one, and a rule for a form's field.
_CHOICES = ("select", "choice")
#: Names of the setting that is chosen, and of folders with code that sets an application up.
_OWN_CONNECTION = ("DB_CONNECTION", "database.default")
_INSTALLERS = frozenset("install installer installation setup".split())
_CHOICE_LIMIT = 60
_LISTED = re.compile(r"\bin:((?:\w{2,20},){1,9}\w{2,20})")


def offered(tree: Tree, folder: str) -> dict[str, Evidence]:
    """Servers that whoever installs it chooses from, each with the place: `select('…', ['mysql', 'pgsql'])`."""
    names = [f"{mark}pgsql" for mark in "'\",|:"]
    for path, text in tree.sources((".php",), names):
        if tooling(path) or (folder and not path.startswith(f"{folder}/")):
            continue
        if not any(name in text for name in _OWN_CONNECTION) and not _INSTALLERS & words(posixpath.dirname(path)):
            # Databases of its users.
            continue
        if not any(f"{call}(" in text for call in _CHOICES) and not _LISTED.search(text):
            continue
        try:
            tokens = list(php.tokens(text))
        except FormatError:
            continue
        for index, token in enumerate(tokens):
            found = _choices(tokens, index)
            if len(found) > 1:
                return {engine: Evidence(path, token.line, "structure", "may be chosen") for engine in found}
    return {}


def _choices(tokens: list[Token], index: int) -> set[str]:
    """The servers that a call to choose, or a rule for what may be chosen, lists."""
    token = tokens[index]
    if token.kind == php.STRING:
        listed = _LISTED.search(token.text)
        names = listed.group(1).split(",") if listed else []
    elif token.text in _CHOICES and index + 1 < len(tokens) and tokens[index + 1].text == "(":
        names = []
        depth = 0
        for other in tokens[index + 1 : index + _CHOICE_LIMIT]:
            if other.kind == php.STRING:
                names.append(other.text)
            else:
                depth += (other.text == "(") - (other.text == ")")
                if not depth:
                    break
    else:
        return set()
    return {SERVER_DRIVERS[name] for name in names if name in SERVER_DRIVERS}

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads which packages a Dockerfile installs by name with pip, npm, Yarn, pnpm or gem."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .dockerfile import parse_dockerfile

_COMMANDS_END = re.compile(r"&&|\|\||[;|\n]")
_QUOTES = "\"'"
#: Words of a command up to the one after which packages stand, and the language whose packages these are.
_TOOLS = {
    ("pip", "install"): "python",
    ("pip3", "install"): "python",
    ("npm", "install"): "node",
    ("npm", "i"): "node",
    ("npm", "add"): "node",
    ("yarn", "add"): "node",
    ("pnpm", "add"): "node",
    ("gem", "install"): "ruby",
}
#: Options that are followed by a word of their own.
_VALUED = frozenset(
    """
    -r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t --target --prefix
    -e --editable --trusted-host -v --version --timeout --retries --root --registry
    """.split()
)
_PACKAGE = re.compile(r"@?[A-Za-z0-9][\w.@/:\[\],<>=!~^-]*")
_LIMIT = 500


@dataclass(frozen=True)
class Installed:
    """A package that an instruction installs, as it is written."""

    line: int
    language: str
    package: str


def parse_installs(source: str) -> list[Installed]:
    """The packages in their order."""
    found: list[Installed] = []
    for instruction in parse_dockerfile(source):
        if instruction.name == "RUN":
            for command in _COMMANDS_END.split(_plain(instruction.value)):
                for language, package in _packages(command):
                    if len(found) < _LIMIT:
                        found.append(Installed(instruction.line, language, package))
    return found


def _plain(value: str) -> str:
    """The words of `["pip", "install", "redis"]`, too."""
    try:
        words = json.loads(value) if value.startswith("[") else value
    except (ValueError, RecursionError):
        return value
    return " ".join(word for word in words if isinstance(word, str)) if isinstance(words, list) else value


def _packages(command: str) -> Iterator[tuple[str, str]]:
    words = [word.strip(_QUOTES) for word in command.split()]
    for index in range(len(words) - 1):
        language = _TOOLS.get((words[index].rpartition("/")[2], words[index + 1]))
        if language:
            following = iter(words[index + 2 :])
            for word in following:
                if word in _VALUED:
                    next(following, None)
                elif not word.startswith("-") and _PACKAGE.fullmatch(word):
                    yield language, word
            return

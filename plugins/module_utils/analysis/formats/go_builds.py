# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that build Go programs, in the lines of a Makefile, a Dockerfile or a script."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import dropwhile

#: Commands that build, and those that do with one of these words, as people write them in a Makefile.
_BUILDERS = frozenset("xgo $(GOBUILD) $(GOINSTALL) ${GOBUILD} ${GOINSTALL}".split())
_GO = frozenset("go $(GO) $(GOCMD) ${GO} ${GOCMD}".split())
_MAKING = frozenset("build install".split())


def parse_builds(text: str) -> Iterator[frozenset[str]]:
    """The tags of each build, in order. A tool that is fetched in a version is none of the application's builds."""
    for line in text.replace("\\\n", " ").split("\n"):
        for command in line.replace("&&", ";").split(";") if "go" in line.lower() else ():
            words = _words(command.strip().removeprefix("RUN ").lstrip("@-"))
            if _makes(words) and not any("@" in word for word in words):
                yield frozenset(_tags(words))


def _words(command: str) -> list[str]:
    """Nothing where quotes do not close; settings such as `CGO_ENABLED=1` before the command are left out."""
    try:
        return list(dropwhile(lambda word: "=" in word, shlex.split(command)))
    except ValueError:
        return []


def _makes(words: list[str]) -> bool:
    return bool(words) and (words[0] in _BUILDERS or (words[0] in _GO and bool(_MAKING & {*words[1:2]})))


def _tags(words: list[str]) -> Iterator[str]:
    for number, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in ("-tags", "--tags"):
            value = value if equals else "".join(words[number + 1 : number + 2])
            yield from value.replace(",", " ").split()

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads go.mod and go.work: which modules are required, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import FormatError

_BLOCKS = frozenset("require replace exclude retract tool use godebug ignore".split())


@dataclass(frozen=True)
class Required:
    """A module with its version; an indirect one is wanted by another module only."""

    path: str
    version: str
    line: int
    indirect: bool


@dataclass
class GoMod:
    """A go.mod file. `replaced` is a module and what stands in for it, a path or another module."""

    module: str = ""
    go: str = ""
    toolchain: str = ""
    required: list[Required] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    excluded: list[str] = field(default_factory=list)
    #: Folders of a go.work file.
    used: list[str] = field(default_factory=list)


def parse_go_mod(source: str) -> GoMod:
    """The file's content. Raises FormatError where a block never ends or nothing of it is known."""
    result = GoMod()
    block, opened = "", 0
    for number, raw in enumerate(source.split("\n"), 1):
        code, _slashes, comment = raw.partition("//")
        words = _unquoted(code)
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                _directive(block, words, comment, number, result)
        elif words[0] in _BLOCKS and words[1:] == ["("]:
            block, opened = words[0], number
        else:
            _directive(words[0], words[1:], comment, number, result)
    if block:
        raise FormatError(f"line {opened}: the block '{block}' never ends")
    if source.strip() and not (result.module or result.go or result.required or result.used):
        raise FormatError("no module is named")
    return result


def _directive(name: str, words: list[str], comment: str, line: int, result: GoMod) -> None:
    if not words:
        return
    if name == "module":
        result.module = words[0]
    elif name == "go":
        result.go = words[0]
    elif name == "toolchain":
        result.toolchain = words[0].removeprefix("go")
    elif name == "require" and len(words) > 1:
        indirect = comment.strip().split(";")[0].strip() == "indirect"
        result.required.append(Required(words[0], words[1].removeprefix("v"), line, indirect))
    elif name == "replace" and "=>" in words[1:-1]:
        result.replaced[words[0]] = words[words.index("=>") + 1]
    elif name == "exclude":
        result.excluded.append(words[0])
    elif name == "use":
        result.used.append(words[0])


def _unquoted(code: str) -> list[str]:
    """Words of a line; a block's brackets are words of their own."""
    words = [word.strip('"`') for word in code.split()]
    if len(words) > 0 and words[0].endswith("(") and words[0] != "(":
        words = [words[0][:-1], "(", *words[1:]]
    return words

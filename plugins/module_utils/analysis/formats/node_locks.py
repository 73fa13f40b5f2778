# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads exact versions of some packages from the locks of npm, Yarn and pnpm. Who asks for a package, they do not tell.

Locks are large, so only what is wanted is kept, and those of Yarn and pnpm are read line by line, as they write them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from .errors import FormatError
from .requirements import version_of

#: Key of what locks hold: where a package is installed, or by which range it is asked for, and the package.
Locked = dict[tuple[str, str], str]

#: Characters of JSON that are parsed; in what is larger, entries are searched for as npm writes them.
JSON_LIMIT = 1024 * 1024
_FOLDER = "node_modules/"
_ENTRY = re.compile(r'"\s{0,20}:\s{0,20}\{\s{0,200}"version"\s{0,20}:\s{0,20}"([^"\n]{1,100})"')
#: Entries of one package that are looked at in a large lock.
_ENTRIES_LIMIT = 200
_FLOW_VERSION = re.compile(r"\bversion:\s{0,20}([^\s,{}]+)")


def locked_by_npm(source: str, wanted: Collection[str]) -> Locked:
    """Folder (empty for the root) and package to version, from any version of npm's lock. Raises FormatError."""
    if len(source) > JSON_LIMIT:
        return searched(source, wanted)
    try:
        document = json.loads(source)
    except RecursionError as exc:
        raise FormatError("nested too deep") from exc
    except ValueError as exc:
        raise FormatError("is not JSON") from exc
    found: Locked = {}
    if not isinstance(document, dict):
        raise FormatError("is no object")
    # The first lock format has a tree of dependencies; only those at its top are installed at the root.
    for name, entry in _members(document.get("dependencies")):
        if name in wanted:
            _note(found, "", name, entry)
    for path, entry in _members(document.get("packages")):
        folder, inner, name = path.rpartition(_FOLDER)
        if inner and name in wanted and _FOLDER not in folder:
            found.pop((folder.rstrip("/"), name), None)
            _note(found, folder.rstrip("/"), name, entry)
    return found


def locked_by_yarn(source: str, wanted: Collection[str]) -> Locked:
    """Range and package to version, from the lock of any Yarn. A lone version is also under an empty range."""
    found: Locked = {}
    asked: list[tuple[str, str]] = []
    for line in _lines(source):
        if line[:1] not in ("", " ", "#"):
            asked = [pair for pair in map(_asked, line.rstrip().rstrip(":").split(",")) if pair[1] in wanted]
        elif asked and line.startswith(("  version ", "  version:")):
            version = version_of(line[10:].strip().strip('"'))
            for pair in asked if version else ():
                found[pair] = version
            asked = []
    for name in {name for _range, name in found}:
        versions = {version for (_range, other), version in found.items() if other == name}
        if len(versions) == 1:
            found.setdefault(("", name), versions.pop())
    return found


def locked_by_pnpm(source: str, wanted: Collection[str]) -> Locked:
    """Folder (empty for the root) and package to version, from what pnpm's lock says of each importer."""
    found: Locked = {}
    #: Indentation and key of what is open at a line.
    above: list[tuple[int, str]] = []
    for line in _lines(source):
        text = line.strip()
        if not text or text[0] == "#":
            continue
        depth = len(line) - len(line.lstrip(" "))
        key, _colon, value = text.partition(": ") if ": " in text else (text.removesuffix(":"), "", "")
        if depth == 0 and key in ("packages", "snapshots"):
            # From here on: what others bring along.
            break
        while above and above[-1][0] >= depth:
            above.pop()
        above.append((depth, key.strip("'\"")))
        if value and len(above) <= _PNPM_DEEPEST:
            _tell_pnpm(tuple(name for _depth, name in above), value.strip(), wanted, found)
    return found


#: `importers`, the folder, `dependencies`, the package, `version`.
_PNPM_DEEPEST = 5


def _tell_pnpm(keys: tuple[str, ...], value: str, wanted: Collection[str], found: Locked) -> None:
    folder = ""
    if len(keys) > 2 and keys[0] == "importers":
        folder = "" if keys[1] == "." else keys[1]
        keys = keys[2:]
    if len(keys) < 2 or keys[0] != "dependencies" or keys[1] not in wanted:
        return
    if len(keys) == 2:
        flow = _FLOW_VERSION.search(value) if value[0] == "{" else None
        version = flow.group(1) if flow else value
    elif keys[2:] == ("version",):
        version = value
    else:
        return
    version = version_of(version.strip("'\"").partition("(")[0].partition("_")[0])
    if version:
        found[(folder, keys[1])] = version


def _asked(text: str) -> tuple[str, str]:
    """Range and package of `express@^4.18.2`, `"@nestjs/core@npm:^10.0.0"`."""
    name, _at, asked = text.strip().strip('"').rpartition("@")
    if "@npm:" in name[1:]:
        # Another name for a package.
        return "", ""
    return asked.removeprefix("npm:"), name


def searched(source: str, wanted: Collection[str]) -> Locked:
    """As `locked_by_npm`, for a lock too large to be parsed."""
    found: Locked = {}
    for name in wanted:
        top: tuple[int, str] | None = None
        for mark in (_FOLDER, '"'):
            needle = f"{mark}{name}"
            position = source.find(f'{needle}"')
            for _count in range(_ENTRIES_LIMIT):
                if position < 0:
                    break
                end = position + len(needle)
                entry = _ENTRY.match(source, end)
                start = source.rfind('"', max(0, position - 300), position + 1)
                if entry and mark == _FOLDER and start >= 0:
                    folder = source[start + 1 : position]
                    if _FOLDER not in folder and "\n" not in folder:
                        found[(folder.rstrip("/"), name)] = version_of(entry.group(1))
                elif entry and mark == '"':
                    # The least indented one is at the top.
                    indentation = start - source.rfind("\n", max(0, start - 100), start)
                    if top is None or indentation < top[0]:
                        top = (indentation, version_of(entry.group(1)))
                position = source.find(f'{needle}"', end)
        if top and not any(other == name for _folder, other in found):
            found[("", name)] = top[1]
    return {key: version for key, version in found.items() if version}


def _note(found: Locked, folder: str, name: str, entry: Any) -> None:
    version = entry.get("version") if isinstance(entry, dict) else None
    version = version_of(version) if isinstance(version, str) else ""
    if version:
        found[(folder, name)] = version


def _members(value: Any) -> Collection[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _lines(source: str) -> Iterator[str]:
    """One line after the other, without a list of all of them."""
    start = 0
    while start <= len(source):
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        yield source[start:end]
        start = end + 1


#: Names of locks, in the order in which they count, with what reads each.
READERS: dict[str, Callable[[str, Collection[str]], Locked]] = {
    "npm-shrinkwrap.json": locked_by_npm,
    "package-lock.json": locked_by_npm,
    "yarn.lock": locked_by_yarn,
    "pnpm-lock.yaml": locked_by_pnpm,
}

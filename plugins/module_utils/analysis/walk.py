# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists the files of an application: the nearer to the root first, no link followed, what is not its own left out."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from .rules import folders as rules

ENTRIES_LIMIT = 200_000
DEPTH_LIMIT = 20

#: The parts of a name, and the words of a part: `Shop.UnitTests` has two and three.
_PART = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_RULED_BY_NEIGHBOURS = frozenset(name for rule in rules.SKIPPED_BESIDE for name in rule.folders)
_ENDINGS_HELD = tuple(name for name in rules.SKIPPED_HOLDING if name.startswith("."))


def walk(root: str, warn: Callable[[str, str], None]) -> Iterator[str]:
    """Relative paths of the files in a tree; what cannot be listed goes to `warn`."""
    left = ENTRIES_LIMIT
    waiting: deque[tuple[str, int, bool]] = deque([("", 0, False)])
    while waiting:
        folder, depth, packages = waiting.popleft()
        try:
            with os.scandir(os.path.join(root, folder)) as entries:
                listed = sorted(islice(entries, left + 1), key=lambda entry: entry.name)
        except OSError as exc:
            warn(folder or ".", f"cannot be listed ({exc.strerror or exc}); it was left out")
            continue
        names = [entry.name for entry in listed]
        if folder and _brought_along(names):
            continue
        if len(listed) > left:
            warn(".", f"holds more than {ENTRIES_LIMIT} files; those deepest in it were left out")
            listed = listed[:left]
            waiting.clear()
            depth = DEPTH_LIMIT
        left -= len(listed)
        below: list[str] = []
        for entry in listed:
            # Control characters and bytes that are no UTF-8 would break a message.
            if not entry.name.isprintable():
                continue
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.name)
            elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
                yield path
        if depth < DEPTH_LIMIT:
            for name in below:
                inner = packages or _starts_packages(folder, name)
                if packages or entered(name, folder, names):
                    waiting.append((f"{folder}/{name}" if folder else name, depth + 1, inner))


def entered(name: str, folder: str, neighbours: list[str]) -> bool:
    """True for a folder that may be the application's, by its name, the folder it lies in and what is beside it."""
    if name.startswith("."):
        return name in rules.DOTTED
    lower = name.lower()
    if lower in rules.SKIPPED or lower.endswith(rules.SKIPPED_ENDINGS):
        return False
    if any(text in name for text in rules.SKIPPED_TEXTS):
        return False
    first, last = _ends(name)
    if first & rules.SKIPPED_FIRST_WORDS or last & rules.SKIPPED_LAST_WORDS:
        return False
    parent = folder.rpartition("/")[2].lower()
    if lower in rules.SKIPPED_WITHIN.get(parent, ()):
        return False
    if lower == rules.CHART_FOLDER:
        return rules.CHART in neighbours
    return lower not in _RULED_BY_NEIGHBOURS or not any(
        lower in rule.folders and _lies_beside(rule.neighbours, neighbours) for rule in rules.SKIPPED_BESIDE
    )


def tooling(path: str) -> bool:
    """True for what lies in a folder that serves developers. Packages of a language are named otherwise."""
    if "/" not in path:
        return False
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part in rules.TOOLING:
            return True
        if _starts_packages("/".join(parts[:index]), part):
            return False
    return False


def _ends(name: str) -> tuple[set[str], set[str]]:
    """What a name begins with, and what it ends with: a part of it, or a word of that part."""
    parts = _PART.findall(name) or [name]
    words = [_WORD.findall(part) or [part] for part in parts]
    return {parts[0].lower(), words[0][0].lower()}, {parts[-1].lower(), words[-1][-1].lower()}


def _starts_packages(folder: str, name: str) -> bool:
    """True where the folders below are packages: `src/main/java`, `src/commonMain/kotlin`, `src/com`."""
    if name in rules.PACKAGE_ROOTS:
        return f"/{folder}".rpartition("/")[0].endswith("/src")
    return name in rules.PACKAGE_DOMAINS and f"/{folder}".endswith(("/src", "/src/main"))


def _brought_along(names: list[str]) -> bool:
    return any(name in rules.SKIPPED_HOLDING or name.endswith(_ENDINGS_HELD) for name in names)


def _lies_beside(wanted: frozenset[str], neighbours: list[str]) -> bool:
    endings = tuple(name[1:] for name in wanted if name.startswith("*"))
    return any(name in wanted or (endings and name.endswith(endings)) for name in neighbours)

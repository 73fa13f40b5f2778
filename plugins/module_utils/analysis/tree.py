# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A source tree as detectors see it: bounded, read-only, never out of its root."""

from __future__ import annotations

import codecs
import functools
import os
import posixpath
import stat
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeAlias

from .rules.folders import GENERATED_ENDINGS
from .walk import tooling, walk

__all__ = ["Tree", "beside", "folder_of", "tooling"]

#: Bytes. Files that people write by hand are far smaller.
FILE_LIMIT = 1024 * 1024
#: Files of one kind.
MATCHES_LIMIT = 1_000
#: Files of code that all looks at a tree may read, and those that any one look may. Of a tree that is larger, each look
#: gets the share that its files have in the tree, so that no language takes what another one needs.
SOURCES_TOTAL = 30_000
SOURCES_LEAST = 2_000
#: Bytes that all looks at the sources of a tree may read, search, and keep for the next look.
SOURCES_READ = 512 * 1024 * 1024
SOURCES_OPENING = 8 * 1024
SOURCES_SEARCHED = 512 * 1024 * 1024
SOURCES_KEPT = 32 * 1024 * 1024

#: O_NONBLOCK: a pipe that took a file's place must not make us wait.
_READ_ONLY = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
#: A base name, several, or a question about one.
Wanted: TypeAlias = "str | Collection[str] | Callable[[str], bool]"


class Tree:
    """The files of one application. What could not be read is told in `warnings`, once a file."""

    def __init__(self, root: str, files: Iterable[str] | None = None, budget: _Budget | None = None) -> None:
        self.root = os.path.realpath(root)
        self.warnings: list[str] = []
        self._told: set[str] = set()
        #: Relative paths of all files looked at, sorted.
        self.files: tuple[str, ...] = tuple(sorted(walk(self.root, self.warn) if files is None else files))
        self._known = frozenset(self.files)
        self._levels = _by_level(self.files)
        self._endings: dict[tuple[str, ...], list[str]] = {}
        #: Endings to the files that one look reads, and whether it leaves others out.
        self._sources: dict[tuple[str, ...], tuple[list[str], bool]] = {}
        self._kept: dict[str, bytes] = {}
        self._budget = budget or _Budget()
        #: What all of its folders together have that are looked at as trees of their own.
        self._below = _Budget()

    @property
    def name(self) -> str:
        """The folder's own name."""
        return os.path.basename(self.root) or "application"

    def below(self, folder: str) -> Tree:
        """One of its folders as a tree of its own."""
        start = f"{folder}/"
        inner = [path[len(start) :] for path in self.files if path.startswith(start)]
        return Tree(os.path.join(self.root, folder), inner, self._below)

    def warn(self, path: str, what: str) -> None:
        """Tells once a file what is wrong with it."""
        if path not in self._told:
            self._told.add(path)
            self.warnings.append(f"{path}: {what}")

    def has(self, path: str) -> bool:
        """True where that file was seen."""
        return path in self._known

    def matching(self, wanted: Wanted, depth: int, limit: int = MATCHES_LIMIT) -> list[str]:
        """Files whose base name is wanted, at most that many folders deep, the nearer to the root first."""
        names, asks = _asked(wanted)
        found: list[str] = []
        for level in self._levels[: depth + 1]:
            hits = [name for name in names if name in level] if asks is None else [name for name in level if asks(name)]
            found += sorted(path for name in hits for path in level[name])
        if len(found) > limit:
            self.warn(found[limit], f"is one of {len(found)} files of its kind; only the first {limit} were read")
        return found[:limit]

    def ending(self, endings: tuple[str, ...], depth: int | None = None) -> list[str]:
        """Files with such an ending, sorted, at most that many folders deep where that is given."""
        if endings not in self._endings:
            self._endings[endings] = [path for path in self._candidates(endings) if path.endswith(endings)]
        found = self._endings[endings]
        return list(found) if depth is None else [path for path in found if path.count("/") <= depth]

    @functools.cached_property
    def _suffixes(self) -> dict[str, list[str]]:
        """What stands behind the last point of a path, to the paths."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.files:
            found[path.rpartition(".")[2]].append(path)
        return found

    def _candidates(self, endings: tuple[str, ...]) -> Iterable[str]:
        """Files that may end so, sorted: a large tree is not gone through for each kind."""
        if not all("." in ending for ending in endings):
            return self.files
        suffixes = {ending.rpartition(".")[2] for ending in endings}
        return sorted(path for suffix in suffixes for path in self._suffixes.get(suffix, ()))

    def sources(self, endings: tuple[str, ...], mentioning: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Path and text of each file of code with such an ending that holds one of those texts.

        What cannot be read, or is larger than people write, is passed over without a warning: code is only looked into
        to learn more of what a manifest already told. All looks at a tree share one budget.
        """
        needles = [text.encode() for text in mentioning]
        for path in self._looked_at(endings)[0]:
            data = self._source(path)
            if data is None:
                continue
            self._budget.searched -= len(data)
            if self._budget.searched < 0:
                return
            if any(map(data.__contains__, needles)):
                yield path, _newlines(data.decode("utf-8-sig", errors="replace"))

    def shortened(self, endings: tuple[str, ...]) -> bool:
        """True where `sources` leaves some of these files out, so that what none of them holds may stand there."""
        return self._looked_at(endings)[1] or self._budget.spent

    def read(self, path: str, limit: int = FILE_LIMIT) -> str | None:
        """The file's text, or None with a warning where it is no text of a size that people write."""
        if path not in self._known:
            return None
        try:
            data = self._bytes(path, limit)
        except OSError as exc:
            self.warn(path, f"cannot be read ({exc.strerror or exc}); it was left out")
            return None
        if data is None:
            return None
        return self._decoded(path, data)

    def _looked_at(self, endings: tuple[str, ...]) -> tuple[list[str], bool]:
        """Files with such an ending that people wrote, and whether some are left out: the nearer to the root stay."""
        if endings not in self._sources:
            found = [path for path in self.ending(endings) if not path.endswith(GENERATED_ENDINGS)]
            allowed = max(SOURCES_LEAST, SOURCES_TOTAL * len(found) // max(1, len(self.files)))
            more = len(found) > allowed
            if more:
                found = sorted(found, key=lambda path: (path.count("/"), path))[:allowed]
            self._sources[endings] = found, more
        return self._sources[endings]

    def _source(self, path: str) -> bytes | None:
        """A file of code, None where it is none or the budget is spent. Links are not followed."""
        if path in self._kept:
            return self._kept[path]
        budget = self._budget
        if budget.read <= 0:
            return None
        # Opening a file costs as much as a few KiB of it.
        budget.read -= SOURCES_OPENING
        try:
            descriptor = os.open(os.path.join(self.root, path), _READ_ONLY | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            status = os.fstat(descriptor)
            fits = stat.S_ISREG(status.st_mode) and status.st_size <= FILE_LIMIT
            data = os.read(descriptor, FILE_LIMIT) if fits else b""
        except OSError:
            return None
        finally:
            os.close(descriptor)
        budget.read -= len(data)
        if budget.kept >= len(data):
            budget.kept -= len(data)
            self._kept[path] = data
        return data

    def _bytes(self, path: str, limit: int) -> bytes | None:
        full = os.path.join(self.root, *path.split("/"))
        if os.path.islink(full):
            full = os.path.realpath(full)
            if os.path.commonpath([self.root, full]) != self.root:
                self.warn(path, "is a symbolic link that leads out of the tree; it was left out")
                return None
        descriptor = os.open(full, _READ_ONLY)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                self.warn(path, "is no regular file; it was left out")
                return None
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                data = stream.read(limit + 1)
        finally:
            os.close(descriptor)
        if len(data) > limit:
            self.warn(path, f"is larger than {limit // 1024} KiB; it was left out")
            return None
        return data

    def _decoded(self, path: str, data: bytes) -> str | None:
        try:
            if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                # What PowerShell's ">" writes.
                return _newlines(data.decode("utf-16"))
            if b"\0" in data:
                self.warn(path, "is not text; it was left out")
                return None
            return _newlines(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            if b"\0" in data:
                self.warn(path, "is not text; it was left out")
                return None
            self.warn(path, "is not UTF-8; the characters that could not be read were replaced")
            return _newlines(data.decode("utf-8", errors="replace"))


class _Budget:
    """What looks at the sources have left."""

    def __init__(self) -> None:
        self.read = SOURCES_READ
        self.searched = SOURCES_SEARCHED
        self.kept = SOURCES_KEPT

    @property
    def spent(self) -> bool:
        """True where a look may have stopped before its end."""
        return self.read <= 0 or self.searched < 0


def folder_of(path: str) -> str:
    """The folder a file lies in, `.` for the root."""
    return posixpath.dirname(path) or "."


def upwards(folder: str) -> Iterator[str]:
    """A folder and those above it; the root comes last, and is empty."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def beside(path: str, other: str) -> str | None:
    """The path of a file named relative to another one; None where it leads out of the root."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
    return None if joined.startswith(("..", "/")) else joined


def _by_level(files: Iterable[str]) -> list[dict[str, list[str]]]:
    """Base name to paths, by the number of folders above: most files lie deeper than any detector looks."""
    levels: list[dict[str, list[str]]] = []
    for path in files:
        depth = path.count("/")
        while len(levels) <= depth:
            levels.append({})
        levels[depth].setdefault(path[path.rfind("/") + 1 :], []).append(path)
    return levels


def _asked(wanted: Wanted) -> tuple[Collection[str], Callable[[str], bool] | None]:
    """Names to look up, or a question to put to every name."""
    if isinstance(wanted, str):
        return (wanted,), None
    if not callable(wanted):
        return wanted, None
    # `"package.json".__eq__` and `NAMES.__contains__` are questions that an index can answer.
    owner = getattr(wanted, "__self__", None)
    if isinstance(owner, str) and wanted.__name__ == "__eq__":
        return (owner,), None
    if isinstance(owner, (frozenset, set, dict)) and wanted.__name__ == "__contains__":
        return list(owner), None
    return (), wanted


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

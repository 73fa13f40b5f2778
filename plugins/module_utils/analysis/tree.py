# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A source tree as detectors see it: bounded, read-only, never out of its root."""

from __future__ import annotations

import codecs
import os
import posixpath
import stat
from collections.abc import Callable, Iterable, Iterator

#: Not the application: brought along, generated, or about the application.
SKIPPED_FOLDERS = frozenset(
    """
    node_modules bower_components jspm_packages vendor third_party thirdparty site-packages venv virtualenv
    dist build target out coverage tmp temp log logs cache __pycache__
    test tests spec specs __tests__ __mocks__ fixtures testdata test_data testing e2e cypress playwright
    example examples sample samples demo demos doc docs documentation benchmark benchmarks gemfiles
    """.split()
)
#: What lies in them serves developers; it counts as development.
TOOLING_FOLDERS = frozenset("tools scripts script ci contrib hack dev devel develop development".split())
#: Folders with a leading dot that are looked into.
DOTTED_FOLDERS = frozenset({".cloud66", ".meteor"})

ENTRIES_LIMIT = 200_000
DEPTH_LIMIT = 12
#: Bytes. Files that people write by hand are far smaller.
FILE_LIMIT = 1024 * 1024
#: Files of one kind.
MATCHES_LIMIT = 1_000
#: Files and bytes of code that one look at the sources may read.
SOURCES_LIMIT = 20_000
SOURCES_BYTES_LIMIT = 96 * 1024 * 1024

#: O_NONBLOCK: a pipe that took a file's place must not make us wait.
_READ_ONLY = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class Tree:
    """The files of one application. What could not be read is told in `warnings`, once a file."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self.warnings: list[str] = []
        self._told: set[str] = set()
        #: Relative paths of all files looked at, sorted.
        self.files: tuple[str, ...] = tuple(sorted(self._walk()))
        self._known = frozenset(self.files)

    @property
    def name(self) -> str:
        """The folder's own name."""
        return os.path.basename(self.root) or "application"

    def warn(self, path: str, what: str) -> None:
        """Tells once a file what is wrong with it."""
        if path not in self._told:
            self._told.add(path)
            self.warnings.append(f"{path}: {what}")

    def has(self, path: str) -> bool:
        """True where that file was seen."""
        return path in self._known

    def matching(self, wanted: Callable[[str], bool], depth: int, limit: int = MATCHES_LIMIT) -> list[str]:
        """Files whose base name is wanted, at most that many folders deep, the nearer to the root first."""
        found = [path for path in self.files if path.count("/") <= depth and wanted(posixpath.basename(path))]
        found.sort(key=lambda path: (path.count("/"), path))
        if len(found) > limit:
            self.warn(found[limit], f"is one of {len(found)} files of its kind; only the first {limit} were read")
        return found[:limit]

    def sources(self, endings: tuple[str, ...], mentioning: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Path and text of each file of code with such an ending that holds one of those texts.

        What cannot be read, or is larger than people write, is passed over without a warning: code is only looked into
        to learn more of what a manifest already told.
        """
        needles = [text.encode() for text in mentioning]
        left = SOURCES_BYTES_LIMIT
        for path in [path for path in self.files if path.endswith(endings)][:SOURCES_LIMIT]:
            try:
                with open(os.open(os.path.join(self.root, path), _READ_ONLY | os.O_NOFOLLOW), "rb") as stream:
                    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                        continue
                    data = stream.read(FILE_LIMIT + 1)
            except OSError:
                continue
            left -= len(data)
            if left < 0:
                return
            if len(data) <= FILE_LIMIT and any(needle in data for needle in needles):
                yield path, _newlines(data.decode("utf-8-sig", errors="replace"))

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

    def _walk(self) -> Iterator[str]:
        seen = 0
        folders = [("", 0)]
        while folders:
            folder, depth = folders.pop()
            try:
                with os.scandir(os.path.join(self.root, folder)) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as exc:
                self.warn(folder or ".", f"cannot be listed ({exc.strerror or exc}); it was left out")
                continue
            if folder and any(entry.name == "pyvenv.cfg" for entry in listed):
                continue
            for entry in listed:
                seen += 1
                if seen > ENTRIES_LIMIT:
                    self.warn(".", f"holds more than {ENTRIES_LIMIT} files; the rest was left out")
                    return
                path = f"{folder}/{entry.name}" if folder else entry.name
                if not _printable(path):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if depth < DEPTH_LIMIT and _entered(entry.name):
                        folders.append((path, depth + 1))
                elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
                    yield path


def tooling(path: str) -> bool:
    """True for what lies in a folder that serves developers."""
    return any(part in TOOLING_FOLDERS for part in path.split("/")[:-1])


def folder_of(path: str) -> str:
    """The folder a file lies in, `.` for the root."""
    return posixpath.dirname(path) or "."


def beside(path: str, other: str) -> str | None:
    """The path of a file named relative to another one; None where it leads out of the root."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
    return None if joined.startswith(("..", "/")) else joined


def _entered(name: str) -> bool:
    if name.startswith("."):
        return name in DOTTED_FOLDERS
    return name.lower() not in SKIPPED_FOLDERS and not name.endswith(".egg-info")


def _printable(path: str) -> bool:
    """False for names that would break a message: control characters and undecodable bytes."""
    return path.isprintable()


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in which Redis and Valkey keep their access control list: read, amended and written while no server runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress

from ..hosts.problem import HostError
from .redis_access import Access, from_words
from .redis_plan import Change

#: The server writes it with these permissions, too (its unit has the umask 007).
MODE = 0o640
FOLDER_MODE = 0o750


class AccessFile:
    """The file with its lines as they are."""

    def __init__(self, path: str) -> None:
        """Reads it; a file that is not there has no lines, nor has one without a path.

        Raises:
            HostError: It cannot be read.
        """
        self.path = path
        self.lines: list[str] = []
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as text:
                self.lines = text.read().splitlines()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise HostError(f"{path}: {error.strerror}; run as root (become: true)") from error

    def users(self) -> dict[str, Access]:
        """Every user that it names."""
        return {words[1]: from_words(words[2:]) for words in map(str.split, self.lines) if _names_user(words)}

    def amended(self, changes: Iterable[Change]) -> str:
        """Its text with the changes; all other lines stay as they are."""
        lines = list(self.lines)
        for change in changes:
            place = next((index for index, line in enumerate(lines) if _user_of(line) == change.name), len(lines))
            lines[place : place + 1] = _lines(change)
        return "".join(f"{line}\n" for line in lines)

    def make_folder(self, user: str) -> None:
        """Makes its folder, or finishes what a killed run left of it: the server must be able to replace the file.

        Raises:
            HostError: There is no such user.
        """
        folder = os.path.dirname(self.path)
        there = os.path.isdir(folder)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            shutil.chown(folder, user, user)
            os.chmod(folder, FOLDER_MODE)
        except LookupError as error:
            if not there:
                os.rmdir(folder)
            raise HostError(f"{folder}: there is no user {user}; install the server first") from error
        except OSError as error:
            raise HostError(f"{folder}: {error.strerror}") from error

    def write(self, text: str, user: str) -> None:
        """Replaces it as a whole; it belongs to the server's user and is closed to all others.

        Raises:
            HostError: It could not be written.
        """
        self.make_folder(user)
        folder = os.path.dirname(self.path)
        half = ""
        try:
            handle, half = tempfile.mkstemp(prefix=".maestro-", dir=folder)
            with open(handle, "w", encoding="utf-8", errors="surrogateescape") as target:
                target.write(text)
                target.flush()
                os.fsync(target.fileno())
            shutil.chown(half, user, user)
            os.chmod(half, MODE)
            os.replace(half, self.path)
        except LookupError as error:
            raise HostError(f"{self.path}: there is no user {user}; install the server first") from error
        except OSError as error:
            raise HostError(f"{self.path}: {error.strerror}") from error
        finally:
            if half:
                with suppress(FileNotFoundError):
                    os.unlink(half)


def _lines(change: Change) -> list[str]:
    return [] if change.access is None else [" ".join(["user", change.name, *change.access.words()])]


def _names_user(words: list[str]) -> bool:
    return len(words) > 1 and words[0].lower() == "user"


def _user_of(line: str) -> str:
    words = line.split()
    return words[1] if _names_user(words) else ""

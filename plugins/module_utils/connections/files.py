# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small files of ours on a host: read, compared, replaced in one step."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import stat
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A file as it should be."""

    path: str
    content: str
    uid: int = 0
    gid: int = 0
    mode: int = 0o644


@dataclass(frozen=True)
class Found:
    """A file as it is; content None where there is none."""

    content: str | None = None
    uid: int = 0
    gid: int = 0
    mode: int = 0
    #: Seconds since the epoch at which the content was last written.
    written: float = 0.0


def find(path: str) -> Found:
    """Reads a file.

    Raises:
        ValueError: Something else stands there, which we never follow or replace.
        OSError: It cannot be read.
    """
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return Found()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{path} is no regular file; move it away")
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        content = file.read()
    return Found(content, status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode), status.st_mtime)


def differs(found: Found, wanted: Wanted) -> bool:
    """Whether anything about a file has to be changed."""
    return (found.content, found.uid, found.gid, found.mode) != (wanted.content, wanted.uid, wanted.gid, wanted.mode)


def put(wanted: Wanted, found: Found, folder_mode: int = 0o755) -> None:
    """Makes a file what it should be; whoever reads it meanwhile sees the old one or the new one.

    The same content is left in place, so that the time of its last change stays true.

    Raises:
        OSError: It cannot be written; the old one is left.
    """
    make_folders(os.path.dirname(wanted.path), folder_mode)
    if found.content == wanted.content:
        os.chown(wanted.path, wanted.uid, wanted.gid)
        os.chmod(wanted.path, wanted.mode)
        return
    folder, name = os.path.split(wanted.path)
    # One fixed name: what a killed run left behind is replaced by the next one.
    temporary = os.path.join(folder, f".{name}.maestro")
    remove(temporary)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchown(handle, wanted.uid, wanted.gid)
            os.fchmod(handle, wanted.mode)
            file.write(wanted.content)
            file.flush()
            os.fsync(handle)
        os.replace(temporary, wanted.path)
    finally:
        remove(temporary)


def make_folders(path: str, mode: int) -> None:
    """Makes a folder and those above it; one that exists is left as it is."""
    if os.path.isdir(path):
        return
    make_folders(os.path.dirname(path), mode)
    os.mkdir(path)
    os.chmod(path, mode)


def remove(path: str) -> None:
    """Removes a file if there is one."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def remove_folder(path: str) -> None:
    """Removes a folder if it is empty."""
    with contextlib.suppress(OSError):
        os.rmdir(path)


def user_id(name: str) -> int:
    """Number of a user, given by name or number.

    Raises:
        ValueError: The host has no such user.
    """
    try:
        return int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise ValueError(f"this host has no user '{name}'; make it first, or name another owner") from None


def group_id(name: str) -> int:
    """Number of a group, given by name or number.

    Raises:
        ValueError: The host has no such group.
    """
    try:
        return int(name) if name.isdigit() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise ValueError(f"this host has no group '{name}'; make it first, or name another one") from None

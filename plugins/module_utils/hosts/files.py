# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many files in one go: all are checked before the first is replaced, and each is replaced as a whole."""

from __future__ import annotations

import errno
import grp
import hashlib
import os
import pwd
import shlex
import shutil
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .command import run, tail
from .pending import Pending
from .problem import HostError

HIDDEN = "(secret content, not shown)"
_FRESH = {"file": 0o644, "directory": 0o755}


@dataclass(frozen=True)
class Wanted:
    """One file as it should be."""

    path: str
    content: str = ""
    owner: str = "root"
    group: str = "root"
    #: Permissions; None: as they are, or 0644 (directories 0755).
    mode: int | None = None
    #: Command that checks the content; `%s` is the file to check.
    validate: str = ""
    state: str = "file"
    #: Whether the content stays out of the diff.
    secret: bool = False
    #: Name of the service that puts it into force; empty where nothing has to.
    notify: str = ""
    #: Whether it has to be there before packages are installed.
    early: bool = False


@dataclass(frozen=True)
class Found:
    """A file as it is."""

    kind: str = "absent"
    content: bytes = b""
    owner: str = ""
    group: str = ""
    mode: int = 0


@dataclass
class Change:
    """A file that is not as it should be."""

    wanted: Wanted
    found: Found
    #: `content`, `owner`, `group`, `mode`, `state`
    what: list[str] = field(default_factory=list)
    #: The new content, written beside the file and checked.
    half: str = ""

    def diff(self) -> dict[str, str]:
        """Before and after, in Ansible's shape."""
        wanted, found = self.wanted, self.found
        if "content" in self.what or (wanted.state == "absent" and found.kind == "file"):
            before = found.content.decode(errors="replace")
            after = wanted.content if wanted.state == "file" else ""
            if wanted.secret:
                before, after = (HIDDEN + "\n" if text else "" for text in (before, after))
                after = after.replace("not shown", "not shown, changed")
        else:
            before, after = (self._attributes(side) for side in ("before", "after"))
        return {"before_header": wanted.path, "after_header": wanted.path, "before": before, "after": after}

    def _attributes(self, side: str) -> str:
        wanted, found = self.wanted, self.found
        if side == "before" and found.kind == "absent":
            return "absent\n"
        if side == "after" and wanted.state == "absent":
            return "absent\n"
        lines = {"state": (found.kind, wanted.state), "owner": (found.owner, wanted.owner)}
        lines.update(group=(found.group, wanted.group), mode=(f"{found.mode:04o}", f"{_mode(wanted, found):04o}"))
        return "".join(f"{name}: {pair[side == 'after']}\n" for name, pair in lines.items() if pair[0] != pair[1])


class Files:
    """What is, what should be, what differs."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = list(wanted)
        self.changes = [change for change in (_compare(file) for file in self.wanted) if change.what]

    @property
    def changed(self) -> list[str]:
        """Paths that differ."""
        return [change.wanted.path for change in self.changes]

    def pending(self) -> dict[str, list[str]]:
        """By service, the files that are not in force: those that differ, and those that a killed run left."""
        found: dict[str, list[str]] = {}
        for name in sorted({file.notify for file in self.wanted if file.notify}):
            changed = {change.wanted.path for change in self.changes if change.wanted.notify == name}
            paths = sorted(changed | set(Pending(name).paths()))
            if paths:
                found[name] = paths
        return found

    def check(self, *, predict: bool) -> None:
        """Writes each new content beside its file, and runs the checks.

        Args:
            predict: Leave the host as it is: check in a folder of temporary files, and leave out checks whose
                program is not installed yet.

        Raises:
            HostError: A check failed; names every file that did. Nothing was replaced.
        """
        refused: list[str] = []
        try:
            for change in self.changes:
                if change.wanted.state == "file" and "content" in change.what:
                    refused += self._check_one(change, predict=predict)
        except OSError as error:
            self.discard()
            raise HostError(str(error)) from error
        if refused:
            self.discard()
            raise HostError("\n".join(["checks failed, no file was replaced:", *refused]))
        if predict:
            self.discard()

    def _check_one(self, change: Change, *, predict: bool) -> list[str]:
        wanted = change.wanted
        argv = shlex.split(wanted.validate)
        if predict and (not argv or not shutil.which(argv[0])):
            return []
        folder = tempfile.gettempdir() if predict else os.path.dirname(wanted.path)
        os.makedirs(folder, exist_ok=True)
        handle, change.half = tempfile.mkstemp(
            prefix=f".{os.path.basename(wanted.path)}.", suffix=".maestro", dir=folder
        )
        with open(handle, "w", encoding="utf-8", newline="") as half:
            os.fchmod(handle, 0o600)
            half.write(wanted.content)
            half.flush()
            os.fsync(handle)
        _own(change.half, wanted, change.found, strict=not predict)
        if not argv:
            return []
        ended = run([word.replace("%s", change.half) for word in argv], check=False, timeout=60)
        if ended.returncode == 0:
            return []
        said = (ended.stderr.strip() or ended.stdout.strip()).replace(change.half, wanted.path)
        return [f"- {wanted.path}: {HIDDEN if wanted.secret else tail(said, 6)}"]

    def discard(self) -> None:
        """Removes the new contents that were not put in place."""
        for change in self.changes:
            if change.half:
                with suppress(FileNotFoundError):
                    os.unlink(change.half)
                change.half = ""

    def apply(self) -> None:
        """Puts the checked contents in place, folders first."""
        for name in sorted({change.wanted.notify for change in self.changes if change.wanted.notify}):
            Pending(name).keep([change.wanted.path for change in self.changes if change.wanted.notify == name])
        try:
            for change in sorted(self.changes, key=lambda one: one.wanted.state != "directory"):
                _apply_one(change)
        except OSError as error:
            raise HostError(str(error)) from error
        finally:
            self.discard()

    def undo(self) -> None:
        """Puts back the files that `apply` wrote over or took away, and takes away new ones; folders stay."""
        for change in self.changes:
            if change.wanted.state != "directory":
                _undo_one(change.wanted.path, change.found)


def _compare(wanted: Wanted) -> Change:
    found = _find(wanted.path)
    change = Change(wanted, found)
    if found.kind == "other" or (found.kind != "absent" and wanted.state not in ("absent", found.kind)):
        raise HostError(f"{wanted.path}: there is something else than a {wanted.state}; move it away")
    if wanted.state == "absent":
        if found.kind == "directory":
            raise HostError(f"{wanted.path}: is a folder; only files are removed")
        change.what = [] if found.kind == "absent" else ["state"]
        return change
    if found.kind == "absent":
        change.what = ["state", *(["content"] if wanted.state == "file" else [])]
        return change
    if wanted.state == "file" and found.content != wanted.content.encode():
        change.what.append("content")
    change.what += [name for name in ("owner", "group") if getattr(found, name) != getattr(wanted, name)]
    if found.mode != _mode(wanted, found):
        change.what.append("mode")
    return change


def _find(path: str) -> Found:
    try:
        seen = os.stat(path)
    except FileNotFoundError:
        return Found()
    kind = "file" if stat.S_ISREG(seen.st_mode) else "directory" if stat.S_ISDIR(seen.st_mode) else "other"
    content = b""
    if kind == "file":
        with open(path, "rb") as file:
            content = file.read()
    return Found(
        kind, content, _name(pwd.getpwuid, seen.st_uid), _name(grp.getgrgid, seen.st_gid), seen.st_mode & 0o7777
    )


def _name(of: Any, number: int) -> str:
    try:
        return str(of(number)[0])
    except KeyError:
        return str(number)


def _mode(wanted: Wanted, found: Found) -> int:
    if wanted.mode is not None:
        return wanted.mode
    return found.mode if found.kind == wanted.state else _FRESH.get(wanted.state, 0)


def _own(path: str, wanted: Wanted, found: Found, *, strict: bool = True) -> None:
    """Gives a file its owner and permissions; a user that is not there yet is an error only where `strict`."""
    try:
        shutil.chown(path, wanted.owner, wanted.group)
    except LookupError as error:
        if strict:
            raise HostError(f"{wanted.path}: {error}") from error
    os.chmod(path, _mode(wanted, found))


def _apply_one(change: Change) -> None:
    wanted = change.wanted
    if wanted.state == "absent":
        with suppress(FileNotFoundError):
            os.unlink(wanted.path)
        return
    if wanted.state == "directory":
        os.makedirs(wanted.path, exist_ok=True)
    elif change.half:
        # What a link points to is replaced, the link stays.
        _replace(change.half, os.path.realpath(wanted.path))
        change.half = ""
    _own(wanted.path, wanted, change.found)


def _undo_one(path: str, found: Found) -> None:
    if found.kind == "absent":
        with suppress(FileNotFoundError):
            os.unlink(path)
        return
    half = f"{path}.maestro-undo"
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(found.content)
    shutil.chown(half, *(int(name) if name.isdigit() else name for name in (found.owner, found.group)))
    os.chmod(half, found.mode)
    _replace(half, os.path.realpath(path))


def _replace(half: str, path: str) -> None:
    try:
        os.replace(half, path)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        # A mount, as /etc/resolv.conf is in a container, cannot be replaced; it is written where it is.
        shutil.copyfile(half, path)
        os.unlink(half)


def digest(text: str) -> str:
    """A short fingerprint of a content, for results."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

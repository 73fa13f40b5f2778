# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The encrypted file that keeps an application's credentials."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

try:
    import yaml
except ImportError:  # pragma: no cover
    # Every controller has it: ansible-core needs it. Only a database host may lack it, and never comes here.
    yaml = None  # type: ignore[assignment]

from .entries import Credentials

FILE = "credentials.yml"
FORMAT = 1


class Cipher(Protocol):
    """Encrypts and decrypts whole files; Ansible's vault at run time."""

    def encrypt(self, plain: bytes) -> bytes:
        """The file's content for these bytes."""

    def decrypt(self, content: bytes) -> bytes:
        """The bytes behind a file's content.

        Raises:
            StoreError: No known password opens it.
        """


class StoreError(Exception):
    """The store cannot be read or written; the text holds the place and the mend, never a secret."""


class Store:
    """Credentials of one application in its state folder."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self.folder = folder
        self.path = folder / FILE
        self._cipher = cipher

    def read(self) -> Credentials:
        """All credentials; none where there is no file yet."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        if not content.startswith(b"$ANSIBLE_VAULT;"):
            raise StoreError(
                f"{self.path}: is not encrypted; encrypt it with ansible-vault encrypt, "
                "or move it away if it is not ours"
            )
        data = yaml.safe_load(self._cipher.decrypt(content))
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise StoreError(f"{self.path}: is of another format than {FORMAT}; restore it from its history")
        return {str(name): dict(entry) for name, entry in data["credentials"].items()}

    def write(self, credentials: Credentials) -> None:
        """Replaces the file in one step; a crash leaves the old one or the new one."""
        # Ansible's own strings carry tags that YAML cannot represent: only their text is kept.
        entries = {
            str(key): {str(name): str(value) for name, value in entry.items()} for key, entry in credentials.items()
        }
        plain = yaml.safe_dump({"format": FORMAT, "credentials": entries}, sort_keys=True)
        content = self._cipher.encrypt(plain.encode())
        # Made with mode 0600 by mkstemp; only encrypted bytes ever reach the disk.
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=f".{FILE}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            os.unlink(name)
            raise

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time changes the store; the lock ends with its holder, also when that is killed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / ".lock", "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was written and is not in force yet: kept on the host, so that a run that was killed is finished by the next.

`/var/lib/maestro/pending/<name>/` is there from before the first file of that name is replaced until the service step
has put the files into force. It keeps the former content of each, for the way back. The folder is root's alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress

ROOT = "/var/lib/maestro/pending"
_INDEX = "files.json"


class Pending:
    """The files of one name that wait for their service."""

    def __init__(self, name: str, root: str = ROOT) -> None:
        self.folder = os.path.join(root, name)

    def paths(self) -> list[str]:
        """The files that wait, in the order of their names."""
        return sorted(self._read())

    def keep(self, paths: Sequence[str]) -> None:
        """Saves the present state of files that are about to be replaced; the first saved state of each stays."""
        index = self._read()
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        os.chmod(self.folder, 0o700)
        for path in paths:
            if path in index:
                continue
            copy: str | None = None
            if os.path.isfile(path):
                copy = f"{len(index)}"
                target = os.path.join(self.folder, copy)
                with suppress(FileNotFoundError):
                    os.unlink(target)
                shutil.copy2(path, target)
                found = os.stat(path)
                os.chown(target, found.st_uid, found.st_gid)
            index[path] = copy
        self._write(index)

    def restore(self) -> list[str]:
        """Puts every file back as it was; returns their paths."""
        index = self._read()
        for path, copy in index.items():
            if copy is None:
                with suppress(FileNotFoundError):
                    os.unlink(path)
                continue
            kept = os.path.join(self.folder, copy)
            half = f"{path}.maestro-old"
            shutil.copy2(kept, half)
            found = os.stat(kept)
            os.chown(half, found.st_uid, found.st_gid)
            os.replace(half, path)
        return sorted(index)

    def clear(self) -> None:
        """Forgets them: they are in force, or were put back."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self) -> dict[str, str | None]:
        try:
            with open(os.path.join(self.folder, _INDEX), encoding="utf-8") as text:
                found = json.load(text)
        except (OSError, ValueError):
            return {}
        return {str(path): copy for path, copy in found.items()}

    def _write(self, index: dict[str, str | None]) -> None:
        half = os.path.join(self.folder, f"{_INDEX}.new")
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as text:
            json.dump(index, text)
            text.flush()
            os.fsync(text.fileno())
        os.replace(half, os.path.join(self.folder, _INDEX))

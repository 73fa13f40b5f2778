# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the objects to a file instead of a cluster, for whoever applies it later."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from .checksum import checksum
from .diff import Differ
from .kinds import KINDS, SECRET, Object
from .outcome import CHANGED, CREATED, PRUNED, UNCHANGED, Outcome, Result

# It comes with ansible-core, and so is always there on a controller.
with suppress(ImportError):
    import yaml

_HEAD = "# Written by maestro.databases; changes are lost with the next run.\n"
#: With and without Secrets in the file.
_SECRET_MODE, _PLAIN_MODE = 0o600, 0o644


class ManifestError(Exception):
    """The file cannot be read or written; the text names it."""


def write_manifest(path: str, wanted: Sequence[Object], *, secrets: bool, check: bool) -> Outcome:
    """Makes the file hold the wanted objects and no others.

    Args:
        path: The file. Its folder is made.
        wanted: The objects; Secrets among them are left out unless `secrets`.
        secrets: Write Secrets too, with their values in the clear, into a file that only its owner reads.
        check: Write nothing.

    Raises:
        ManifestError: The file cannot be read or written, or it is no manifest of ours.
    """
    items = [_portable(item) for item in wanted if secrets or item["kind"] != SECRET.name]
    before = _read(path)
    outcome = _compare(before, items)
    text = _HEAD + yaml.safe_dump_all(items, sort_keys=False, explicit_start=True) if items else _HEAD
    mode = _SECRET_MODE if secrets else _PLAIN_MODE
    try:
        if outcome.changed or not os.path.exists(path) or _too_open(path, mode):
            if not check:
                _replace(path, text, mode)
            if not outcome.changed:
                outcome.results.append(Result("File", path, CHANGED))
    except OSError as error:
        raise ManifestError(f"{path}: cannot be written ({error.strerror}); give another path in manifest") from error
    return outcome


def _portable(item: Object) -> dict[str, Any]:
    """An object without its namespace, which is that of whoever applies it."""
    metadata = {key: value for key, value in item["metadata"].items() if key != "namespace"}
    return {**item, "metadata": metadata}


def _read(path: str) -> dict[tuple[str, str], Object]:
    try:
        with open(path, encoding="utf-8") as file:
            items = [item for item in yaml.safe_load_all(file) if item is not None]
        if any(item["kind"] not in KINDS for item in items):
            raise ManifestError(f"{path}: holds other objects than ours; give another path in manifest")
        return {(item["kind"], item["metadata"]["name"]): item for item in items}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror}); give another path in manifest") from error
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        # The error's own text could repeat a Secret's lines.
        raise ManifestError(
            f"{path}: is no manifest ({type(error).__name__}); move it away or give another path"
        ) from error


def _compare(before: dict[tuple[str, str], Object], items: Iterable[Object]) -> Outcome:
    differ = Differ()
    outcome = Outcome()
    left = dict(before)
    for item in items:
        name = item["metadata"]["name"]
        old = left.pop((item["kind"], name), None)
        state = CREATED if old is None else UNCHANGED if old == item else CHANGED
        outcome.results.append(Result(item["kind"], name, state, checksum=checksum(item)))
        if state != UNCHANGED:
            outcome.diffs.append(differ.entry(old, item))
    for (kind, name), old in left.items():
        outcome.results.append(Result(kind, name, PRUNED))
        outcome.diffs.append(differ.entry(old, None))
    return outcome


def _too_open(path: str, mode: int) -> bool:
    return bool(stat.S_IMODE(os.stat(path).st_mode) & ~mode)


def _replace(path: str, text: str, mode: int) -> None:
    """Replaces the file in one step; a crash leaves the old one or the new one."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{os.path.basename(path)}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise

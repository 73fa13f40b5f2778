# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder in which an application's state and credentials live."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ansible_collections.maestro.databases.plugins.module_utils.plan.state import (
    RecordedGroup,
    read_state,
    read_targets,
    read_web_hosts,
)

FILE = "state.yml"
_HEAD = "# What maestro.databases remembers of this application. Keep it in version control; it holds no secret.\n"


def state_folder(state_dir: str | None, variables: Mapping[str, Any], application: str, environment: str) -> Path:
    """``maestro/<application>-<environment>`` beside the inventory, or below ``state_dir``."""
    base = Path(state_dir).expanduser() if state_dir else _beside_inventory(variables) / "maestro"
    return base / f"{application}-{environment}"


def _beside_inventory(variables: Mapping[str, Any]) -> Path:
    """Folder of the first inventory source on disk; the implicit localhost has no ``inventory_dir``."""
    for source in variables.get("ansible_inventory_sources") or []:
        path = Path(source)
        if path.exists():
            return path if path.is_dir() else path.parent
    return Path.cwd()


class Remembered(NamedTuple):
    """What an earlier deployment recorded; nothing where there was none."""

    groups: tuple[RecordedGroup, ...] = ()
    #: The hosts that ran the application after it.
    web_hosts: tuple[str, ...] = ()
    #: Where the Services were published by it.
    targets: tuple[str, ...] = ()


def load_state(folder: Path) -> Remembered:
    """What stands in an application's state file.

    Raises:
        ValueError: The file cannot be used; the text names it.
    """
    path = folder / FILE
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return Remembered(read_state(data), read_web_hosts(data), read_targets(data))
    except FileNotFoundError:
        return Remembered()
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: cannot be read ({error}); restore it from its history") from error


def state_text(data: Mapping[str, Any]) -> str:
    """The text of a state file."""
    return _HEAD + yaml.safe_dump(dict(data), sort_keys=False)


def save_state(folder: Path, text: str, file_name: str = FILE) -> None:
    """Replaces the state file, or another one beside it, in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{file_name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(name, folder / file_name)
    except BaseException:
        os.unlink(name)
        raise

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a state folder is: ``shop-a`` in ``b`` and ``shop`` in ``a-b`` are two applications with one folder's name."""

from __future__ import annotations

from pathlib import Path

import yaml

from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import FILE as STORE
from ansible_collections.maestro.databases.plugins.module_utils.plan.naming import slug
from ansible_collections.maestro.databases.plugins.plugin_utils.state import FILE as STATE
from ansible_collections.maestro.databases.plugins.plugin_utils.state import save_state

FILE = "application.yml"
_HEAD = "# Whose folder this is. Keep it in version control; it holds no secret.\n"


def is_claimed(folder: Path) -> bool:
    """Whether the folder says whose it is."""
    return (folder / FILE).exists()


def claim(folder: Path, application: str, environment: str) -> None:
    """Says so, where it does not yet."""
    if not is_claimed(folder):
        # Ansible's own strings carry tags that YAML cannot represent.
        data = {"application": str(application), "environment": str(environment)}
        save_state(folder, _HEAD + yaml.safe_dump(data, sort_keys=False), FILE)


def namesakes(folder: Path, application: str, environment: str) -> list[str]:
    """Other applications with state beside this one, whose databases, users and namespace would have the same names.

    Raises:
        ValueError: A folder does not say readably whose it is; the text names the file.
    """
    wanted = slug(application, environment)
    found = []
    for path in sorted(folder.parent.glob("*")):
        if slug(path.name, "") != wanted or not any((path / name).exists() for name in (FILE, STATE, STORE)):
            continue
        # Folders of earlier releases do not say it: by its name it may be ours.
        owner = _owner(path) or (None if path == folder else f"the application of {path}")
        if owner and owner != named(application, environment):
            found.append(owner)
    return found


def named(application: str, environment: str) -> str:
    """An application as messages call it."""
    return f"'{application}' in '{environment}'"


def _owner(folder: Path) -> str:
    path = folder / FILE
    if not path.exists():
        return ""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return named(data["application"], data["environment"])
    except (OSError, KeyError, TypeError, UnicodeDecodeError, yaml.YAMLError):
        raise ValueError(f"{path}: cannot be read; restore it from its history") from None

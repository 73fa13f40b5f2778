# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in an application's state folder that other applications read its addresses from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.maestro.databases.plugins.module_utils.connections.others import (
    OtherApplications,
    read_shared,
    shared_data,
)

FILE = "addresses.yml"
_HEAD = "# What other applications may refer to as APP[…].NAME. Keep it in version control; it holds no secret.\n"
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def shared_text(plan: Mapping[str, Any]) -> str:
    """The text of the file."""
    return _HEAD + yaml.safe_dump(shared_data(plan), sort_keys=False)


def text_of(folder: Path) -> str:
    """The text of an application's file; empty where there is none."""
    try:
        return (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def others_beside(folder: Path) -> OtherApplications:
    """The applications whose state folders are beside this one."""

    def read(name: str) -> Mapping[str, str] | None:
        if not _FOLDER.fullmatch(name):
            return None
        text = text_of(folder.parent / name)
        try:
            return read_shared(yaml.safe_load(text)) if text else None
        except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
            path = folder.parent / name / FILE
            raise ValueError(f"{path} cannot be read ({error}); restore it from its history") from error

    def known() -> list[str]:
        return sorted(path.parent.name for path in folder.parent.glob(f"*/{FILE}"))

    return OtherApplications(read, known)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Gradle's version catalogues, `gradle/libs.versions.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .toml_lines import parse_toml

_MARKS = re.compile(r"[-_.]")


@dataclass
class Catalog:
    """Accessors, as scripts write them behind the catalogue's name, to what they stand for."""

    #: `group:name:version`.
    libraries: dict[str, str] = field(default_factory=dict)
    #: Accessors of libraries.
    bundles: dict[str, list[str]] = field(default_factory=dict)
    #: `id:version`.
    plugins: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def parse_catalog(source: str) -> Catalog:
    """What a catalogue holds. Raises FormatError."""
    document = parse_toml(source)
    catalog = Catalog()
    for name, value in _table(document, "versions").items():
        catalog.versions[name] = _version(value, {})
    for alias, value in _table(document, "libraries").items():
        coordinate, version = _entry(value, catalog.versions)
        if isinstance(value, dict) and not coordinate:
            coordinate = f"{value.get('group', '')}:{value.get('name', '')}"
        catalog.libraries[accessor(alias)] = f"{coordinate}:{version}" if version else coordinate
    for alias, value in _table(document, "bundles").items():
        catalog.bundles[accessor(alias)] = [accessor(str(item)) for item in value] if isinstance(value, list) else []
    for alias, value in _table(document, "plugins").items():
        name, version = _entry(value, catalog.versions)
        catalog.plugins[accessor(alias)] = f"{name}:{version}"
    return catalog


def accessor(alias: str) -> str:
    """An alias as scripts write it: `spring-boot_web` is `spring.boot.web`."""
    return _MARKS.sub(".", alias)


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name)
    return table if isinstance(table, dict) else {}


def _entry(value: Any, versions: dict[str, str]) -> tuple[str, str]:
    """Module or id, and version."""
    if isinstance(value, str):
        name, _colon, version = value.rpartition(":")
        return (name, version) if ":" in name or not _is_library(value) else (value, "")
    if not isinstance(value, dict):
        return "", ""
    return str(value.get("module") or value.get("id") or ""), _version(value.get("version"), versions)


def _is_library(value: str) -> bool:
    return value.count(":") == 1 and not value.rpartition(":")[2][:1].isdigit()


def _version(value: Any, versions: dict[str, str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if "ref" in value:
            return versions.get(str(value["ref"]), "")
        return next((str(value[key]) for key in ("strictly", "require", "prefer") if key in value), "")
    return ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads composer.json, and the versions of composer.lock."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from .errors import FormatError
from .json_lines import Member, parse_json

_VERSION = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True)
class Requirement:
    """A package or an extension of PHP, in lower case, with the line it is required in."""

    name: str
    constraint: str
    line: int

    @property
    def version(self) -> str:
        """The first version that the constraint names."""
        found = _VERSION.search(self.constraint)
        return found.group() if found else ""


@dataclass
class ComposerFile:
    """What a composer.json says."""

    name: str = ""
    #: Line of the name.
    line: int = 1
    type: str = ""
    #: The version of PHP that is installed for, else the one that is required.
    php: str = ""
    require: dict[str, Requirement] = field(default_factory=dict)
    develop: dict[str, Requirement] = field(default_factory=dict)
    replace: frozenset[str] = frozenset()


def parse_composer(source: str) -> ComposerFile:
    """What a composer.json says. Raises FormatError."""
    document = parse_json(source)
    if not isinstance(document, dict):
        raise FormatError("holds no object")
    require = _requirements(document, "require")
    platform = _members(_members(document, "config"), "platform")
    php = _text(platform.get("php")) or (require["php"].constraint if "php" in require else "")
    version = _VERSION.search(php)
    return ComposerFile(
        name=_text(document.get("name")).lower(),
        line=document["name"].line if "name" in document else 1,
        type=_text(document.get("type")),
        php=version.group() if version else "",
        require=require,
        develop=_requirements(document, "require-dev"),
        replace=frozenset(name.lower() for name in _members(document, "replace")),
    )


def parse_composer_lock(source: str) -> dict[str, str]:
    """Package to version, of the packages that are installed for production. Raises FormatError."""
    try:
        document = json.loads(source)
    except (ValueError, RecursionError) as exc:
        raise FormatError("not JSON") from exc
    versions: dict[str, str] = {}
    packages = document.get("packages") if isinstance(document, dict) else None
    for package in packages if isinstance(packages, list) else []:
        if isinstance(package, dict) and isinstance(package.get("name"), str):
            found = _VERSION.match(str(package.get("version", "")).removeprefix("v"))
            if found:
                versions[package["name"].lower()] = found.group()
    return versions


def _requirements(document: dict[str, Member], part: str) -> dict[str, Requirement]:
    return {
        name.lower(): Requirement(name.lower(), _text(member), member.line)
        for name, member in _members(document, part).items()
    }


def _members(document: dict[str, Member], key: str) -> dict[str, Member]:
    member = document.get(key)
    return member.value if member is not None and isinstance(member.value, dict) else {}


def _text(member: Member | None) -> str:
    return member.value if member is not None and isinstance(member.value, str) else ""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads exact versions from the locks of Poetry, uv, PDM and Pipenv. Who asks for a package, they do not tell."""

from __future__ import annotations

from collections.abc import Collection

from .errors import FormatError
from .json_lines import parse_json
from .requirements import normalised, version_of


def locked_versions(source: str, wanted: Collection[str]) -> dict[str, str]:
    """The versions of some packages in poetry.lock, uv.lock or pdm.lock, which all list them as `[[package]]`.

    A lock may be large, so its tables are read line by line, as those tools write them.
    """
    found: dict[str, str] = {}
    name = ""
    for line in source.split("\n"):
        if line.startswith("["):
            name = ""
        elif line.startswith('name = "'):
            name = normalised(line[8:].rstrip().rstrip('"'))
        elif line.startswith('version = "') and name in wanted:
            found.setdefault(name, version_of(line[11:].rstrip().rstrip('"')))
    return found


def locked_by_pipenv(source: str, wanted: Collection[str]) -> dict[str, str]:
    """The versions of some packages in the default part of a Pipfile.lock. Raises FormatError."""
    document = parse_json(source)
    part = document.get("default") if isinstance(document, dict) else None
    if part is None or not isinstance(part.value, dict):
        raise FormatError("has no default part")
    found = {}
    for name, member in part.value.items():
        version = member.value.get("version") if isinstance(member.value, dict) else None
        if normalised(name) in wanted and version is not None and isinstance(version.value, str):
            found[normalised(name)] = version_of(version.value)
    return found

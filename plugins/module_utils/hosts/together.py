# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes from one source package comes in one version.

A server's packages insist on each other's version, and apt takes the newest of those that nobody named: where that is
not the pinned one, it would install nothing.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .command import run

#: The administrator's own, which ours stands in for.
_PREFERENCES = "/etc/apt/preferences"
_SOURCE = re.compile(r"^Source: (\S+)(?: \((\S+)\))?$", flags=re.MULTILINE)


@contextmanager
def pinned(packages: Sequence[str]) -> Iterator[list[str]]:
    """Options of apt-get for an installation of packages (`name` or `name=version`), good as long as this lasts."""
    records = [record(name, version, _shown(package)) for package, name, version in _with_version(packages)]
    if not records:
        yield []
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="maestro-", suffix=".pref") as file:
        # apt heeds the first record that fits: this file is read before those of preferences.d.
        file.write("\n".join([*records, _own()]))
        file.flush()
        yield [f"--option=Dir::Etc::Preferences={file.name}"]


def record(name: str, version: str, shown: str) -> str:
    """What apt is told about a pinned package and all that are made from its source.

    Args:
        name: The package.
        version: Its version.
        shown: What `apt-cache show` says of it.
    """
    found = _SOURCE.search(shown)
    source, source_version = (found.group(1), found.group(2)) if found else (name, None)
    # A package that was built anew has a version of its own, and its siblings for all architectures have the source's.
    versions = dict.fromkeys(one for one in (version, source_version) if one)
    return "\n".join(f"Package: src:{source}\nPin: version {one}\nPin-Priority: 1001\n" for one in versions)


def _with_version(packages: Sequence[str]) -> list[tuple[str, str, str]]:
    parts = [(package, *package.partition("=")[::2]) for package in packages]
    return [one for one in parts if one[2]]


def _shown(package: str) -> str:
    return run(["apt-cache", "show", "--no-all-versions", package], check=False, what="apt-cache show").stdout


def _own() -> str:
    try:
        with open(_PREFERENCES, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""

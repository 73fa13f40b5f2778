# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions as Debian writes them, and what a user's pin means."""

from __future__ import annotations

import re


def upstream(version: str) -> str:
    """The maker's part of a package version: `1:10.11.14-0+deb12u2` → `10.11.14`."""
    without_epoch = version.split(":", 1)[-1]
    without_revision = without_epoch.rsplit("-", 1)[0]
    found = re.match(r"[0-9]+(\.[0-9A-Za-z]+)*", without_revision)
    return found.group(0) if found else without_revision


def matches(pin: str, version: str) -> bool:
    """Whether a package version is what was pinned.

    A pin is a whole package version, be it without the epoch, or the leading parts of the maker's: `8` and `8.0` mean
    8.0.2, `8.1` does not.
    """
    if not pin or pin in (version, version.partition(":")[2]):
        return True
    maker = upstream(version)
    return maker == pin or maker.startswith(pin + ".")


def major(version: str, parts: int = 1) -> str:
    """The leading parts of the maker's version: `15.13` → `15`."""
    return ".".join(upstream(version).split(".")[:parts])

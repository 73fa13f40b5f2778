# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a Gemfile.lock: exact versions. What stands only here came along with another gem and is no need of its own."""

from __future__ import annotations

import re

#: A gem that was resolved: four spaces, name, version.
_SPEC = re.compile(r"    (\S+) \(([^)\s]+)\)")
_RUBY = re.compile(r"\s+ruby ([\d.]+)")


def parse_gemfile_lock(source: str) -> dict[str, str]:
    """Gem to version; Ruby itself, where the file tells it, as `ruby`."""
    versions: dict[str, str] = {}
    section = ""
    for line in source.split("\n"):
        if line and not line.startswith(" "):
            section = line.strip()
        elif section == "RUBY VERSION":
            ruby = _RUBY.match(line)
            if ruby:
                versions["ruby"] = ruby.group(1)
        elif section in ("GEM", "GIT", "PATH"):
            spec = _SPEC.fullmatch(line)
            if spec:
                # A platform may follow the version: 1.16.0-x86_64-linux.
                versions.setdefault(spec.group(1), spec.group(2).split("-")[0])
    return versions

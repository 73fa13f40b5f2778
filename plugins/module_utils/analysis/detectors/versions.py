# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small files in which a project pins the version of its language."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from ..tree import Tree

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")


def version_file(tree: Tree, folder: str, names: Iterable[str], language: str) -> str:
    """The version that the first of those files gives, or the one in `.tool-versions`; empty where none does."""
    for name in names:
        path = name if "/" in name else posixpath.join(folder, name)
        if not name or not tree.has(path):
            continue
        first = (tree.read(path, 4096) or "").strip().split("\n")[0].strip()
        found = _VERSION.match(first.removeprefix(f"{language}-").removeprefix("lts/"))
        if found:
            return found.group(1)
    path = posixpath.join(folder, ".tool-versions")
    if tree.has(path):
        for line in (tree.read(path, 4096) or "").split("\n"):
            words = line.split()
            if len(words) > 1 and words[0].removesuffix("js") == language.removesuffix("js"):
                found = _VERSION.match(words[1])
                return found.group(1) if found else ""
    return ""

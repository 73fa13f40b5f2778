# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHP: the servers that the application's own images can talk to, for where its mapper takes any."""

from __future__ import annotations

import posixpath
import re

from ..model import DRIVER, Claim, Evidence
from ..rules.php import SOURCES
from ..scope import DEVELOPMENT_WORDS, words
from ..tree import Tree, tooling

_EXTENSION = re.compile(r"\bpdo_(mysql|pgsql|sqlite)\b")
_FILES_LIMIT = 100


def extensions(tree: Tree) -> list[Claim]:
    """The extensions of PDO that a Dockerfile, or a script that it runs, installs."""
    found: dict[str, Evidence] = {}
    count = 0
    for path, text in tree.sources(("Dockerfile", ".dockerfile", ".sh"), ("pdo_",)):
        lowered = path.lower()
        if "docker" not in lowered or tooling(path) or words(posixpath.basename(path)) & DEVELOPMENT_WORDS:
            continue
        count += 1
        if count > _FILES_LIMIT:
            break
        for number, line in enumerate(text.split("\n"), 1):
            for name in () if line.lstrip().startswith("#") else _EXTENSION.findall(line):
                found.setdefault(SOURCES[name], Evidence(path, number, "structure", f"installs pdo_{name}"))
    return [Claim(engine, place, DRIVER) for engine, place in found.items()]

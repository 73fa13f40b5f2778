# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Go programs are built: the build tags that most of the project's own commands ask for."""

from __future__ import annotations

from collections import Counter

from ..formats.go_builds import parse_builds
from ..tree import Tree
from .dockerfile import is_dockerfile

_DEPTH = 1
_FILES_LIMIT = 60


def usual_tags(tree: Tree) -> frozenset[str]:
    """Tags that more than half of the builds ask for, in the Makefiles and Dockerfiles near the root."""
    files = tree.matching(_is_recipe, _DEPTH, _FILES_LIMIT)
    builds = [tags for path in files for tags in parse_builds(tree.read(path) or "")]
    counted = Counter(tag for tags in builds for tag in tags)
    return frozenset(tag for tag, count in counted.items() if 2 * count > len(builds))


def _is_recipe(name: str) -> bool:
    return name in ("Makefile", "makefile", "GNUmakefile") or is_dockerfile(name)

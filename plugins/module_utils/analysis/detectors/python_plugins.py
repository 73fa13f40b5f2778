# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: modules that are one of several ways to do the same, each for another product."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from ..rules.python_code import ENGINE_WORDS, PLUGIN_FOLDERS, PRODUCT_WORDS
from ..rules.services import SCHEMES
from ..scope import words
from ..tree import Tree

#: Neighbours that are looked at.
_NEIGHBOURS_LIMIT = 60
#: As many others make a slot that one of them fills.
_OTHERS = 2
_ENGINES = frozenset(ENGINE_WORDS) | {"pgvector"}
_CLASS = re.compile(r"class\s+\w+\s*\(([^)\n]{1,200})\)")
#: Folders of implementations, of which there may be one; and what lies in them beside these.
_SLOT_FOLDERS = frozenset({"backends", "drivers"})
_FRAME = frozenset("__init__ base abstract common utils helpers exceptions errors types registry loader".split())
#: Bases that any two modules share.
_COMMON = frozenset("BaseModel Model ABC object Exception Enum str dict Protocol Generic TypedDict Base View".split())


def serves_a_few(tree: Tree, path: str, bases: set[str]) -> bool:
    """True for a module that the application also does without."""
    return _among_plugins(tree, path) or "/management/commands/" in f"/{path}" or _is_variant(tree, path, bases)


def _among_plugins(tree: Tree, path: str) -> bool:
    """True below a folder of plug-ins, unless there is but one in it."""
    parts = path.split("/")[:-1]
    for depth, part in enumerate(parts):
        if part.lower() in PLUGIN_FOLDERS - _SLOT_FOLDERS:
            return True
        if part.lower() in _SLOT_FOLDERS:
            start = "/".join(parts[: depth + 1]) + "/"
            beside = {other[len(start) :].split("/")[0] for other in tree.ending((".py",)) if other.startswith(start)}
            if len({name.removesuffix(".py") for name in beside} - _FRAME) > 1:
                return True
    return False


def plugin_folders(manifests: Iterable[str]) -> set[str]:
    """Folders below which each package is for another product: `providers/mysql`, `providers/mongo`, …"""
    found: dict[str, set[str]] = defaultdict(set)
    for path in manifests:
        above, own = posixpath.split(posixpath.dirname(path))
        if above:
            found[above] |= {SCHEMES[word] for word in words(own) if word in SCHEMES}
    return {folder for folder, engines in found.items() if len(engines) > _OTHERS}


def of_a_part(tree: Tree, path: str, manifests: Collection[str]) -> bool:
    """True for requirements of a package within a package that a manifest above lists the requirements of.

    The manifest has what every installation gets; this is for those who use that part.
    """
    folder = posixpath.dirname(path)
    above = posixpath.dirname(folder)
    if not above or not all(tree.has(f"{name}/__init__.py") for name in (folder, above)):
        return False
    return any(folder.startswith(f"{top}/" if top else "") for top in map(posixpath.dirname, manifests))


def _is_variant(tree: Tree, path: str, bases: set[str]) -> bool:
    """True where its neighbours derive classes from the same base for other products: `milvus.py`, `qdrant.py`."""
    own = _product_words(path)
    shared = bases - _COMMON
    if not own & _ENGINES or not shared:
        return False
    folder = posixpath.dirname(path)
    # `vdb/elasticsearch/store.py` has its neighbours in the folders beside its own.
    top = folder if words(posixpath.basename(path)) & own else posixpath.dirname(folder)
    start = f"{top}/" if top else ""
    near = [
        other
        for other in tree.ending((".py",))
        if other.startswith(start)
        and other.count("/") - start.count("/") <= 1
        and (_product_words(other) - own)
        and not _product_words(other) & own
    ]
    products: set[str] = set()
    for other in near[:_NEIGHBOURS_LIMIT]:
        if shared & _bases_of(tree.read(other) or ""):
            products |= _product_words(other)
    return len(products) >= _OTHERS


def _product_words(path: str) -> set[str]:
    """The words for products in the names of a module and of its folder."""
    folder, name = posixpath.split(path)
    found = words(name.removesuffix(".py")) & PRODUCT_WORDS
    return found or words(posixpath.basename(folder)) & PRODUCT_WORDS


def _bases_of(text: str) -> set[str]:
    found: set[str] = set()
    for line in text.split("\n"):
        header = _CLASS.match(line)
        if header:
            found |= {base.strip().rpartition(".")[2].partition("[")[0] for base in header.group(1).split(",")}
    return found

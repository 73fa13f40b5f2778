# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folders of a tree are projects, and what holds them together. The rule stands in `rules/applications.py`."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable

from .formats.dotnet_project import DotnetProject, parse_dotnet_project
from .formats.errors import FormatError
from .formats.json_lines import parse_json
from .formats.toml_lines import parse_toml
from .rules import applications as rules
from .scope import words
from .tree import Tree, beside, folder_of, tooling

#: Folders above a project, at most.
_DEPTH = 4
_DOTNET_LIMIT = 300
_COMPOSE = re.compile(r"(?:docker-)?compose(?:[-._][\w.-]+)?\.ya?ml")


def projects(tree: Tree) -> list[str]:
    """The outermost folders that are projects, sorted; the root alone where it is one itself."""
    manifests: set[str] = set()
    for path in tree.matching(_is_manifest, _DEPTH):
        if _counts(tree, path):
            if "/" not in path:
                return ["."]
            manifests.add(folder_of(path))
    manifests |= _dotnet(tree, manifests)
    if "." in manifests:
        return ["."]
    starts = {folder for folder, _path, _what in _joining(tree) if folder != "."}
    joined = {folder for folder in starts if any(manifest.startswith(f"{folder}/") for manifest in manifests)}
    outermost: set[str] = set()
    for folder in sorted(manifests | joined, key=lambda name: (name.count("/"), name)):
        parts = folder.split("/")
        if not any("/".join(parts[:end]) in outermost for end in range(1, len(parts))):
            outermost.add(folder)
    return sorted(_grouped(outermost))


def tell_what_is_deeper(tree: Tree) -> None:
    """Warns of the nearest manifest where all lie deeper than detectors look."""
    found = [path for path in tree.files if _is_manifest(posixpath.basename(path)) and not tooling(path)]
    nearest = min(found, key=lambda path: (path.count("/"), path), default="")
    if nearest.count("/") >= _DEPTH:
        tree.warn(nearest, f"lies deeper than manifests are looked for; point at {folder_of(nearest)}")


def holds_together(tree: Tree, folders: Iterable[str]) -> str:
    """What makes several projects one application, in words; empty where nothing does."""
    folders = list(folders)
    outside = [
        (folder, path, what)
        for folder, path, what in _joining(tree)
        if not any(path.startswith(f"{inner}/") for inner in folders)
    ]
    for folder, path, what in outside:
        if folder == ".":
            return f"{path} {what}"
    for matches in (_is_compose, "Chart.yaml".__eq__):
        found = [(folder, path) for folder, path, _what in outside if matches(posixpath.basename(path))]
        places = {folder for folder, _path in found}
        # The charts that a chart brings along lie below it.
        places = {place for place in places if not any(place.startswith(f"{other}/") for other in places)}
        if len(places) == 1:
            return f"{found[0][1]} {'starts' if matches is _is_compose else 'deploys'} them together"
    return "their names tell that each is a part of one" if _roles(folders) else ""


def _is_manifest(name: str) -> bool:
    return name in rules.MANIFESTS or name.endswith(rules.MANIFEST_ENDINGS)


def _is_compose(name: str) -> bool:
    return bool(_COMPOSE.fullmatch(name))


def _counts(tree: Tree, path: str) -> bool:
    """False for the manifests of libraries, and at the root for those that only bring tools for developers."""
    folder, name = posixpath.split(path)
    if tooling(path) or posixpath.basename(folder).lower() in rules.LIBRARIES:
        return False
    if not rules.ADDED.isdisjoint(folder.lower().split("/")):
        return False
    keys = rules.TOOL_MANIFESTS.get(name)
    if folder or not keys:
        return True
    try:
        text = tree.read(path) or ""
        document: object = parse_json(text) if name.endswith(".json") else parse_toml(text)
    except FormatError:
        return False
    return isinstance(document, dict) and _has(document, keys)


def _dotnet(tree: Tree, solutions: set[str]) -> set[str]:
    """Folders of .NET programs without a solution above them. What projects refer to belongs to the same program."""
    known: dict[str, DotnetProject] = {}
    for path in tree.matching(lambda name: name.endswith(rules.DOTNET_ENDINGS), _DEPTH, _DOTNET_LIMIT):
        parts = path.split("/")
        if tooling(path) or any("/".join(parts[:end]) in solutions for end in range(1, len(parts))):
            continue
        try:
            known[path] = parse_dotnet_project(tree.read(path) or "")
        except FormatError:
            continue
    groups = {path: {path} for path in known}
    for path, project in known.items():
        for reference in project.references:
            other = beside(path, reference)
            if other in groups and groups[other] is not groups[path]:
                groups[path] |= groups[other]
                for member in groups[other]:
                    groups[member] = groups[path]
    return {
        posixpath.commonpath([posixpath.dirname(member) for member in group]) or "."
        for group in groups.values()
        if any(_starts(known[member]) for member in group)
    }


def _starts(project: DotnetProject) -> bool:
    output = {name.lower(): value.lower() for name, value in project.properties.items()}.get("outputtype", "")
    return project.sdk.lower() in rules.DOTNET_SDKS or output in rules.DOTNET_OUTPUTS


def _has(document: dict[str, object], keys: tuple[str, ...]) -> bool:
    tool = document.get("tool")
    inner = tool if isinstance(tool, dict) else {}
    uv = inner.get("uv")
    return any(key in document or key in inner or (isinstance(uv, dict) and key in uv) for key in keys)


def _joining(tree: Tree) -> list[tuple[str, str, str]]:
    """Folder, file and what it does, for each file that holds together what lies below its folder."""
    bases = {posixpath.basename(place) for place in rules.JOINED_BY}
    found = []
    for path in tree.matching(lambda name: name in bases or _is_compose(name), _DEPTH):
        if tooling(path):
            continue
        if _is_compose(posixpath.basename(path)):
            found.append((folder_of(path), path, "starts them together"))
            continue
        for place, what in rules.JOINED_BY.items():
            if f"/{path}".endswith(f"/{place}"):
                found.append((folder_of(path[: -len(place)] + "x"), path, what))
                break
    return found


def _grouped(folders: set[str]) -> set[str]:
    """Puts `shop/backend` and `shop/frontend` together where there are others beside `shop`."""
    parents: dict[str, list[str]] = defaultdict(list)
    for folder in sorted(folders):
        parents[folder_of(folder)].append(folder)
    if len(parents) < 2:
        return folders
    result: set[str] = set()
    for parent, children in parents.items():
        result |= {parent} if parent != "." and len(children) > 1 and _roles(children) else set(children)
    return result


def _roles(folders: list[str]) -> bool:
    """True where the names, without the words that all of them share, tell only what each part does."""
    named = [words(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", folder)) for folder in folders]
    shared = set.intersection(*named) if named else set()
    return all(own - shared <= rules.ROLES for own in named)

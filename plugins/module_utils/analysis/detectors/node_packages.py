# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package.json files of a tree, and what the packages of a workspace are to each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from ..formats import yaml_lines as yaml
from ..formats.errors import FormatError
from ..formats.json_lines import Member, parse_json
from ..rules import node_code as rules
from ..tree import Tree
from .node_conditions import names_engine, words_of

_DEPTH = 6
#: Parts of package.json that bring packages along.
PARTS = ("dependencies", "optionalDependencies", "devDependencies", "peerDependencies")
#: What stands before a folder, where a version would be.
_PLACED = frozenset({"file", "link", "portal", "workspace"})
#: What a package has that others are meant to load.
_LOADABLE = frozenset("main module exports types typings files publishConfig".split())


@dataclass(frozen=True)
class Manifest:
    """One package.json."""

    path: str
    document: dict[str, Member]

    @property
    def folder(self) -> str:
        """Where it lies; empty for the root."""
        return posixpath.dirname(self.path)

    def members(self, key: str) -> dict[str, Member]:
        """The entries of one of its objects."""
        member = self.document.get(key)
        return member.value if member is not None and isinstance(member.value, dict) else {}

    def text(self, key: str) -> str:
        """One of its texts."""
        member = self.document.get(key)
        return member.value if member is not None and isinstance(member.value, str) else ""

    @property
    def private(self) -> bool:
        """True where it is never published."""
        member = self.document.get("private")
        return member is not None and member.value is True


class Packages:
    """All packages of a tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.manifests = list(_read(tree))
        self._folders = {manifest.folder: manifest for manifest in self.manifests}
        self._names = {manifest.text("name"): manifest for manifest in self.manifests if manifest.text("name")}
        self._needed = self._needed_by_applications()
        self._catalogues = _catalogues(tree, self.manifests)
        self._roles = {manifest.folder: self._role(manifest) for manifest in self.manifests}

    def role(self, path: str) -> str:
        """A key of `REASONS` where the package that a file belongs to is none of the application's own."""
        folder = posixpath.dirname(path)
        while folder not in self._folders:
            if not folder:
                return ""
            folder = posixpath.dirname(folder)
        return self._roles[folder]

    def specifier(self, package: str, text: str) -> str:
        """The version that is asked for; `catalog:` leads to the workspace's own list."""
        if text.startswith("catalog:"):
            name = text.removeprefix("catalog:") or "default"
            return self._catalogues.get((name, package), "")
        return text.removeprefix("workspace:")

    def _is_application(self, manifest: Manifest) -> bool:
        """Deployed by itself: the root, what can be started, what has an image."""
        if not manifest.folder or "start" in manifest.members("scripts") or "bin" in manifest.document:
            return True
        return self._tree.has(f"{manifest.folder}/Dockerfile") or not _LOADABLE & set(manifest.document)

    def _needed_by_applications(self) -> set[str]:
        """Folders of the applications and of the packages they depend on, also through others."""
        waiting = [manifest for manifest in self.manifests if self._is_application(manifest)]
        needed = {manifest.folder for manifest in waiting}
        while waiting:
            manifest = waiting.pop()
            for part in PARTS:
                for name, member in manifest.members(part).items():
                    other = self._at(manifest.folder, member.value) or self._names.get(name)
                    if other and other.folder not in needed:
                        needed.add(other.folder)
                        waiting.append(other)
        return needed

    def _at(self, folder: str, wanted: object) -> Manifest | None:
        """The package in the folder that is asked for: `file:../common`, whatever it is called here."""
        kind, colon, place = wanted.partition(":") if isinstance(wanted, str) else ("", "", "")
        if not colon or kind not in _PLACED:
            return None
        return self._folders.get(posixpath.normpath(posixpath.join(folder, place)))

    def _role(self, manifest: Manifest) -> str:
        if not manifest.folder:
            return ""
        if self._is_adapter(manifest):
            return "adapter"
        published = bool(manifest.text("name")) and not manifest.private
        return "library" if published and manifest.folder not in self._needed else ""

    def _is_adapter(self, manifest: Manifest) -> bool:
        """True for `cache-redis` beside `cache-memory`, and for `search-plugin` among plug-ins."""
        parent, name = posixpath.split(manifest.folder)
        engines = [engine for engine in rules.WORDS if names_engine(name, engine)]
        own = set(words_of(name))
        rest = {word for word in own if not any(names_engine(word, engine) for engine in engines)} - {"search"}
        if not engines or not rest or rest <= rules.PLAIN_RESTS:
            return False
        neighbours = [
            set(words_of(posixpath.basename(folder)))
            for folder in self._folders
            if posixpath.dirname(folder) == parent and folder != manifest.folder
        ]
        alike = [words - rest for words in neighbours if rest <= words and words - rest]
        if rest <= rules.PLUGIN_RESTS and len(alike) >= rules.PLUGIN_NEIGHBOURS:
            return True
        return any(words <= rules.VARIANT_WORDS | rules.SUBSTITUTES for words in alike)


def _read(tree: Tree) -> Iterable[Manifest]:
    for path in tree.matching("package.json".__eq__, _DEPTH):
        text = tree.read(path)
        if text is None:
            continue
        try:
            document = parse_json(text)
        except FormatError as exc:
            tree.warn(path, f"is not JSON ({exc}); it was left out")
            continue
        if isinstance(document, dict):
            yield Manifest(path, document)


def _catalogues(tree: Tree, manifests: list[Manifest]) -> dict[tuple[str, str], str]:
    """Name of a catalogue and package to version, as pnpm, Yarn and Bun keep them at the root."""
    found: dict[tuple[str, str], str] = {}
    for path in ("pnpm-workspace.yaml", ".yarnrc.yml"):
        text = tree.read(path, yaml.YAML_LIMIT) if tree.has(path) else None
        try:
            members = yaml.members(yaml.parse_yaml(text)) if text else {}
        except FormatError as exc:
            tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
            continue
        lists = [("default", members["catalog"][1])] if "catalog" in members else []
        lists += [(name, pair[1]) for name, pair in yaml.members(members.get("catalogs", (None, None))[1]).items()]
        for name, node in lists:
            for package, pair in yaml.members(node).items():
                found[(name, package)] = yaml.scalar(pair[1])
    for manifest in manifests[:1]:
        for holder in (manifest.document, manifest.members("workspaces")):
            named = {"default": holder["catalog"]} if "catalog" in holder else {}
            if "catalogs" in holder and isinstance(holder["catalogs"].value, dict):
                named |= holder["catalogs"].value
            for name, member in named.items():
                for key, item in (member.value if isinstance(member.value, dict) else {}).items():
                    if isinstance(item.value, str):
                        found[(name, key)] = item.value
    return found

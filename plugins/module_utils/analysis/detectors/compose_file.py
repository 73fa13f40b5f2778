# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a Compose file into services, with what they take from other files: `extends`, `include`, builds, `.env`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..formats import yaml_lines as yaml
from ..formats.dockerfile import base_image
from ..formats.errors import FormatError
from ..formats.interpolation import fill
from ..formats.key_values import parse_dotenv
from ..model import PROFILED
from ..rules.compose import DATA_FOLDERS, SERVER_VARIABLES, SOURCE_FOLDERS, STORE_WORDS
from ..rules.names import NAMES
from ..rules.services import engine_of_image, is_caretaker, is_product
from ..scope import words
from ..tree import Tree, beside

Keys = dict[str, tuple[yaml.Node, yaml.Node]]

#: Files that name each other are followed as far.
_FOLLOWED = 5
#: What stands at the root of a file, but in the first version of the format.
_SECTIONS = frozenset({"services", "include", "version", "name", "volumes", "networks"})
#: What a service is made from.
_ORIGINS = frozenset({"image", "build", "extends"})
#: Where variables come from, the weightier last.
_VARIABLES = (
    "env.template", "env.sample", "env.example", "env.dist", "sample.env", "example.env", "template.env",
    ".env.dist", ".env.template", ".env.sample", ".env.example", ".env.default", ".env.defaults", ".env",
)  # fmt: skip


@dataclass
class Service:
    """One service of a Compose file."""

    path: str
    name: str
    line: int
    image: str = ""
    engine: str = ""
    flavour: str = ""
    version: str = ""
    #: How the engine is told, as a user reads it.
    detail: str = ""
    profiles: tuple[str, ...] = ()
    #: True where only a profile starts it that is not active by itself.
    asked: bool = False
    #: Names that other services know it by.
    names: frozenset[str] = frozenset()
    #: Services that it waits for.
    needs: frozenset[str] = frozenset()
    #: Variable, line and value of what it is told.
    settings: list[tuple[str, int, str]] = field(default_factory=list)
    command: str = ""
    built: bool = False
    #: What is built, or the image's name where nothing is.
    origin: str = ""
    #: True where files of variables are handed to it, whatever stands in them.
    filed: bool = False
    #: True where the code itself is mounted into it.
    mounted: bool = False

    @property
    def product(self) -> bool:
        """True for a product of others that has a store of its own."""
        return not self.built and is_product(self.image)

    @property
    def caretaker(self) -> bool:
        """True for what looks after an engine."""
        return not self.built and is_caretaker(self.image)

    def called(self, application: str) -> bool:
        """True where the image bears the application's name: a product is no foreign one in its own repository."""
        name = self.image.rpartition("/")[2].partition(":")[0].lower()
        return bool(name) and (name in application.lower() or application.lower() in name)

    def mentions(self, names: frozenset[str]) -> bool:
        """True where its settings or its command hold one of the names as a word of its own."""
        texts = [self.command, *(text for _variable, _line, text in self.settings)]
        return any(names & _hosts(text) for text in texts)


@dataclass
class File:
    """A Compose file with the files that it includes."""

    path: str
    services: list[Service] = field(default_factory=list)
    #: Values of variables beside it, for what names a service there.
    variables: Mapping[str, str] = field(default_factory=dict)
    included: set[str] = field(default_factory=set)


class ComposeReader:
    """Reads Compose files of one tree, each once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._roots: dict[str, yaml.Node | None] = {}

    def file(self, path: str, quiet: bool = False) -> File | None:
        """The services of a file, or None where it is no Compose file; `quiet` where its name promises nothing."""
        root = self._root(path, quiet)
        if not yaml.is_mapping(root):
            return None
        found = File(path, variables=self._variables(posixpath.dirname(path)))
        self._collect(path, root, found, 0)
        return found

    def _collect(self, path: str, root: yaml.Node, found: File, depth: int) -> None:
        keys = yaml.members(root)
        for name, (_key, node) in _services(root).items():
            found.services.append(self._service(path, name, yaml.members(node), found.variables))
        if depth >= _FOLLOWED:
            return
        for entry in yaml.items(keys["include"][1]) if "include" in keys else []:
            paths = yaml.members(entry).get("path", (None, None))[1] if yaml.is_mapping(entry) else entry
            for node in yaml.items(paths) or [paths]:
                other = beside(path, fill(yaml.scalar(node), found.variables) or ".")
                if other and other not in found.included and self.tree.has(other) and other != path:
                    found.included.add(other)
                    self._collect(other, self._root(other), found, depth + 1)

    def _root(self, path: str, quiet: bool = False) -> yaml.Node | None:
        if path not in self._roots:
            self._roots[path] = None
            text = self.tree.read(path, yaml.YAML_LIMIT) if not quiet else self._promising(path)
            if text is not None:
                try:
                    self._roots[path] = yaml.parse_yaml(text)
                except FormatError as exc:
                    if not quiet:
                        self.tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
        return self._roots[path]

    def _promising(self, path: str) -> str | None:
        text = self.tree.read(path, yaml.YAML_LIMIT)
        return text if text and "services:" in text and ("image:" in text or "build:" in text) else None

    def _variables(self, folder: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in _VARIABLES:
            path = posixpath.join(folder, name)
            if self.tree.has(path):
                found.update({item.key: item.value for item in parse_dotenv(self.tree.read(path) or "")})
        return {name: fill(value, found) for name, value in found.items()}

    def _service(self, path: str, name: str, keys: Keys, variables: Mapping[str, str]) -> Service:
        keys = self._extended(path, keys, 0)
        service = Service(path, name, yaml.line_of(keys["image"][0]) if "image" in keys else 0)
        service.image = fill(yaml.scalar(keys["image"][1]), variables) if "image" in keys else ""
        service.built = "build" in keys
        service.filed = "env_file" in keys
        service.profiles = tuple(fill(yaml.scalar(item), variables) for item in _list(keys, "profiles"))
        active = {word.strip() for word in variables.get("COMPOSE_PROFILES", "").split(",")}
        service.asked = (bool(service.profiles) and not active & {*service.profiles, "*"}) or _never_started(keys)
        aliases = {
            yaml.scalar(alias)
            for _key, network in yaml.members(keys.get("networks", (None, None))[1]).values()
            for alias in _list(yaml.members(network), "aliases")
        }
        own = {
            name,
            *aliases,
            *(fill(yaml.scalar(keys[key][1]), variables) for key in ("container_name", "hostname") if key in keys),
        }
        service.names = frozenset(own - {""})
        service.needs = frozenset(
            fill(text, variables).partition(":")[0]
            for key in ("depends_on", "links", "external_links")
            for text in (yaml.members(keys[key][1]) or map(yaml.scalar, _list(keys, key)) if key in keys else [])
        )
        service.settings = [(key, line, fill(text, variables)) for key, line, text in _pairs(keys)]
        build = yaml.members(keys["build"][1]).get("context", keys["build"]) if service.built else (None, None)
        service.origin = yaml.scalar(build[1]) or service.image
        service.mounted = any(text in SOURCE_FOLDERS for text in _sources(keys))
        service.command = " ".join(_texts(keys, "command") + _texts(keys, "entrypoint"))
        self._tell(service, keys, variables)
        return service

    def _extended(self, path: str, keys: Keys, depth: int) -> Keys:
        """The service's keys with those of the service that it extends."""
        if "extends" not in keys or depth >= _FOLLOWED:
            return keys
        node = keys["extends"][1]
        named = yaml.members(node)
        other = beside(path, yaml.scalar(named["file"][1])) if "file" in named else path
        name = yaml.scalar(named["service"][1]) if "service" in named else yaml.scalar(node)
        if not other or not self.tree.has(other):
            return keys
        services = _services(self._root(other))
        if name not in services:
            return keys
        base = self._extended(other, yaml.members(services[name][1]), depth + 1)
        place = keys["extends"][0]
        # What is taken over is told where it is asked for.
        taken = {key: (place, value) for key, (_key, value) in base.items() if key != "depends_on"}
        return {**taken, **keys}

    def _tell(self, service: Service, keys: Keys, variables: Mapping[str, str]) -> None:
        """Which engine the service is, by its image, what it is built from, or where it keeps its data."""
        asked = f"{PROFILED}{', '.join(service.profiles)}" if service.profiles else ""
        image = service.image.split("@")[0]
        service.engine, service.flavour, service.version = engine_of_image(service.image)
        service.detail = f"image {image} (service {service.name}{asked})"
        if service.engine:
            return
        if service.built:
            built, place = self._built(service.path, keys, variables)
            service.engine, service.flavour, service.version = engine_of_image(built)
            service.line = yaml.line_of(keys["build"][0])
            service.detail = f"built from {built.split('@')[0]} in {place} (service {service.name}{asked})"
        if service.engine or service.caretaker:
            return
        known = words(f"{service.name} {image.rpartition('/')[2].partition(':')[0]}")
        folders = {
            (engine, folder)
            for text in _volumes(keys)
            for folder, engine in DATA_FOLDERS.items()
            if text == folder or text.startswith(f"{folder}/")
        }
        if len({engine for engine, _folder in folders}) == 1 and known & STORE_WORDS:
            engine, folder = min(folders)
            service.engine = engine
            service.line = yaml.line_of(keys["volumes"][0])
            service.detail = f"keeps data in {folder} (service {service.name}{asked})"
        elif not is_product(service.image):
            # Somebody's own image of it, as those who wrote the file call it.
            service.engine = NAMES.get(service.name.lower(), "")
            told = [item for item in service.settings if item[0] in SERVER_VARIABLES]
            if not service.engine and words(service.name) <= STORE_WORDS and told:
                variable, service.line, _text = told[0]
                service.engine = SERVER_VARIABLES[variable]
                service.detail = f"has a first user by {variable} (service {service.name}{asked})"

    def _built(self, path: str, service: Keys, variables: Mapping[str, str]) -> tuple[str, str]:
        """The image that a build starts from, and the Dockerfile that says so."""
        node = service["build"][1]
        # The first version of the format has the Dockerfile beside the folder.
        keys = yaml.members(node) or service
        target = fill(yaml.scalar(keys["target"][1]), variables) if "target" in keys else ""
        if "dockerfile_inline" in keys:
            return base_image(yaml.scalar(keys["dockerfile_inline"][1]), target), path
        context = fill(yaml.scalar(keys["context"][1] if "context" in keys else node), variables) or "."
        name = fill(yaml.scalar(keys["dockerfile"][1]), variables) if "dockerfile" in keys else "Dockerfile"
        place = beside(path, posixpath.join(context, name)) if "://" not in context else None
        if place is None or not self.tree.has(place):
            return "", path
        return base_image(self.tree.read(place) or "", target), place


def _services(root: yaml.Node | None) -> Keys:
    """The services of a file; the first version of the format has nothing else in it."""
    keys = yaml.members(root)
    if keys.keys() & _SECTIONS:
        return yaml.members(keys.get("services", (None, None))[1])
    return {name: pair for name, pair in keys.items() if _ORIGINS & yaml.members(pair[1]).keys()}


def _never_started(keys: Keys) -> bool:
    """True where the file itself says that no copy of it runs."""
    for names in (("scale",), ("deploy", "replicas")):
        node = keys.get(names[0], (None, None))[1]
        for name in names[1:]:
            node = yaml.members(node).get(name, (None, None))[1]
        if yaml.scalar(node) == "0":
            return True
    return False


def _list(keys: Keys, name: str) -> list[yaml.Node]:
    return yaml.items(keys[name][1]) if name in keys else []


def _pairs(keys: Keys) -> Iterator[tuple[str, int, str]]:
    if "environment" not in keys:
        return
    node = keys["environment"][1]
    for name, (key, value) in yaml.members(node).items():
        yield name, yaml.line_of(key), yaml.scalar(value)
    for item in yaml.items(node):
        name, _equals, text = yaml.scalar(item).partition("=")
        yield name, yaml.line_of(item), text


def _texts(keys: Keys, name: str) -> list[str]:
    if name not in keys:
        return []
    return [yaml.scalar(keys[name][1]), *(yaml.scalar(item) for item in yaml.items(keys[name][1]))]


def _sources(keys: Keys) -> Iterator[str]:
    for item in _list(keys, "volumes"):
        source = yaml.members(item).get("source", (None, None))[1] if yaml.is_mapping(item) else item
        yield yaml.scalar(source).partition(":")[0].strip()


def _volumes(keys: Keys) -> Iterator[str]:
    for item in _list(keys, "volumes"):
        if yaml.is_mapping(item):
            yield yaml.scalar(yaml.members(item).get("target", (None, None))[1]).rstrip("/")
        else:
            parts = yaml.scalar(item).split(":")
            yield parts[1 if len(parts) > 1 else 0].rstrip("/")


def _hosts(text: str) -> set[str]:
    """Words of a value that can be a host's name."""
    for character in "/@:,;=?&()'\"\n\t|":
        text = text.replace(character, " ")
    return set(text.split())

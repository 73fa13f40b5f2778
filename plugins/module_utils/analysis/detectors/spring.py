# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Spring, Quarkus, Micronaut, Dropwizard, Play, Hibernate: which servers they name, for which profile."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..formats.errors import FormatError
from ..formats.settings import Leaf, documents
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, OPTIONAL, Claim, Evidence
from ..rules.jvm_settings import ENDINGS, KINDS, SERVER_WORDS, WATCHING
from ..scope import DEVELOPMENT_WORDS, narrower, scope_of, speaks_for, words
from ..tree import Tree, tooling
from .jdbc import Place, place_of, plain
from .jvm import trial
from .spring_parts import SPRING_NAME, Part, folder_profile, of_container, set_aside, take_in
from .spring_switches import ACTIVE_KEYS, left_off, of_spring, profiled, switched_off, turned_on

_MENTIONING = (
    "jdbc:",
    # As Java itself writes properties.
    "jdbc\\:",
    "r2dbc:",
    "redis",
    "mongo",
    "rabbit",
    "lasticsearch",
    "opensearch",
    "emcache",
    "influx",
    "sqlite",
    "db-kind",
    "org.postgresql",
    "com.mysql",
    "profiles",
    "config.import",
    "import: application",
    "store:",
    "store.",
    "storage",
)
_FILES_LIMIT = 400
#: Characters.
_FILE_LIMIT = 512 * 1024
#: Folders in which an application keeps its settings.
_FOLDERS = frozenset(
    "resources config configs configuration conf setup etc settings shared webapp web-inf meta-inf".split()
)
#: Folders whose YAML is for something else that runs the application.
_OTHER_FOLDERS = frozenset(
    "templates charts helm k8s kubernetes manifests workflows i18n locales messages lang ansible".split()
)
_OTHER_NAMES = (
    "docker-compose",
    "compose",
    "pom",
    "generatorconfig",
    "logback",
    "log4j",
    "messages",
    "checkstyle",
    "i18n",
)
#: Texts for users, one file a language.
_TRANSLATED = re.compile(r"[\w.-]+_[a-z]{2,3}(?:_[a-z]{2,4})?\.properties")
_EXAMPLES = frozenset(["example", "sample", "template", "dist"])
#: Words of profiles that say how the application is deployed.
_DEPLOYED = frozenset("docker container k8s kubernetes cloud heroku aws azure gcp compose onprem".split())
#: Those for one hosting company, where others may have others.
_HOSTED = frozenset("heroku aws azure gcp".split())
#: Profiles called so are one of several engines to choose from.
_ENGINE_PROFILES = frozenset(
    {*KINDS, *SERVER_WORDS, "hsqldb", "sqlserver", "mssql", "oracle", "dm", "db2", "cassandra"}
)
_PROFILE_KEYS = ("spring.config.activate.on-profile", "spring.config.activate.onProfile", "spring.profiles")
#: Keys of frameworks: a configuration server hands out files of any name with them.
OWN_KEYS = ("spring.", "quarkus.", "micronaut.", "%prod.")


@dataclass
class Settings:
    """What the settings of a tree tell."""

    claims: list[Claim] = field(default_factory=list)
    #: Engines that a setting leaves off, with the places.
    off: list[tuple[str, Evidence]] = field(default_factory=list)
    #: Engines that Spring itself does not cache in, with the places; what else they are used for is not said.
    uncached: list[tuple[str, Evidence]] = field(default_factory=list)
    #: Engines that a setting turns on.
    on: set[str] = field(default_factory=set)
    #: Where a database within the process is set up, and whether it lives in memory only.
    embedded: list[tuple[Evidence, bool]] = field(default_factory=list)


def read_settings(tree: Tree, environment: str, modules: Container[str]) -> Settings:
    """Reads all files of settings of a tree; modules are the folders in which an application may keep them."""
    parts = list(_parts(tree, modules))
    take_in(parts)
    _scopes(parts, _profiles(tree), environment)
    set_aside(parts)
    settings = Settings()
    decided = {
        (posixpath.dirname(part.path), place.slot)
        for part in parts
        if part.profile and part.scope == LIVE and not part.choice
        for leaf in part.leaves
        if (place := place_of(leaf.key, leaf.value)) and place.relational
    }
    for part in parts:
        off = switched_off(part.leaves)
        for leaf in part.leaves:
            _tell(part, leaf, decided, settings, leaf.key.rpartition(".")[0] in off)
    return settings


def _parts(tree: Tree, modules: Container[str]) -> Iterator[Part]:
    read = 0
    for path, text in tree.sources(ENDINGS, _MENTIONING):
        named = SPRING_NAME.fullmatch(posixpath.basename(path).lower())
        if (
            not _wanted(path, bool(named), modules)
            or len(text) > _FILE_LIMIT
            or (path.endswith(".xml") and "jdbc:" not in text)
        ):
            continue
        read += 1
        if read > _FILES_LIMIT:
            tree.warn(path, f"is one of more than {_FILES_LIMIT} files of settings; the rest was left out")
            return
        try:
            found = documents(path, text)
        except FormatError as exc:
            if named:
                tree.warn(path, f"cannot be read ({exc}); it was left out")
            continue
        profile = (named.group(2) or "") if named else _suffix(path)
        profile = profile or folder_profile(path)
        for leaves in found:
            own = bool(named) or any(leaf.key.startswith(OWN_KEYS) for leaf in leaves)
            yield from _split(Part(path, profile, leaves, own))


def _wanted(path: str, named: bool, modules: Container[str]) -> bool:
    folder, name = posixpath.split(path.lower())
    parts = set(folder.split("/"))
    # What begins with a point is for a tool that builds or tests it.
    if (
        parts & _OTHER_FOLDERS
        or name.startswith((*_OTHER_NAMES, "."))
        or "changelog" in folder
        or _TRANSLATED.fullmatch(name)
    ):
        return False
    if named or posixpath.dirname(path) in modules:
        return True
    return bool(parts & _FOLDERS)


def _suffix(path: str) -> str:
    """What a file's name says of whom it is for: the environment that it ends with, or the engine that it names.

    `orders-dev.yml` of a configuration server, `config-mysql.properties` beside `config-postgres.properties`.
    """
    parts = re.split(r"[-_.]", posixpath.basename(path).rpartition(".")[0].lower())
    if len(parts) < 2:
        return ""
    if parts[-1] in DEVELOPMENT_WORDS | {"prod", "production", "staging"}:
        return parts[-1]
    return next((part for part in parts[1:] if part.rstrip("0123456789") in _ENGINE_PROFILES), "")


def _split(part: Part) -> Iterator[Part]:
    """A document for a profile of its own; Quarkus writes the profile before each key."""
    own = next((plain(leaf.value)[0] for leaf in part.leaves if leaf.key in _PROFILE_KEYS), "")
    profile = own or part.profile
    by_profile: dict[str, list[Leaf]] = {profile: []}
    for leaf in part.leaves:
        first, _dot, rest = leaf.key.partition(".")
        first = first.strip("\"'")
        if first.startswith("%"):
            by_profile.setdefault(first[1:], []).append(Leaf(leaf.line, rest, leaf.value))
        elif first == "environments" and "." in rest:
            # Grails.
            name, _dot, inner = rest.partition(".")
            by_profile.setdefault(name, []).append(Leaf(leaf.line, inner, leaf.value))
        else:
            by_profile[profile].append(leaf)
    for name, leaves in by_profile.items():
        yield Part(part.path, name, leaves, part.own)


def _scopes(parts: list[Part], files: Mapping[str, set[str]], environment: str) -> None:
    known: dict[str, set[str]] = {}
    for part in parts:
        known.setdefault(posixpath.dirname(part.path), set()).add(part.profile)
    active = _active(parts, files, environment)
    for part in parts:
        folder = posixpath.dirname(part.path)
        # A module without settings for all profiles is part of programs that have some.
        wanted = active.get(folder, set()) if "" in files.get(folder, {""}) else set().union(*active.values())
        deployed = _deployed(known[folder], environment)
        part.scope, part.choice = _scope(part.profile, wanted, deployed, environment)
        if words(part.profile) & _EXAMPLES:
            # To be copied, unless what is copied is there already.
            part.scope, part.choice = (DEVELOPMENT if "" in known[folder] else LIVE), False
        if tooling(part.path) or trial(folder):
            part.scope = narrower(part.scope, DEVELOPMENT)


def _active(parts: list[Part], files: Mapping[str, set[str]], environment: str) -> dict[str, set[str]]:
    """The profiles that settings of each folder turn on."""
    active: dict[str, set[str]] = {}
    for part in parts:
        folder = posixpath.dirname(part.path)
        live = not part.profile or scope_of(part.profile, environment) == LIVE
        # Where developers have the only settings, all have what these include.
        live = live or not _deployed(files.get(folder, ()), environment)
        for leaf in part.leaves:
            if leaf.key.startswith(ACTIVE_KEYS) and live:
                active.setdefault(folder, set()).update(name.strip() for name in plain(leaf.value)[0].split(","))
            elif leaf.key.startswith("spring.profiles.group.") and scope_of(leaf.key, environment, "") == LIVE:
                active.setdefault(folder, set()).add(plain(leaf.value)[0].strip())
    return active


def _deployed(profiles: Iterable[str], environment: str) -> bool:
    """True where one of the profiles is for the environment."""
    return any(name and scope_of(name, environment, "") == LIVE for name in profiles)


def _profiles(tree: Tree) -> dict[str, set[str]]:
    """Folder to the profiles that it has a file for, whatever stands in them."""
    found: dict[str, set[str]] = {}
    for path in tree.ending(ENDINGS):
        folder, name = posixpath.split(path)
        named = SPRING_NAME.fullmatch(name.lower())
        if named:
            found.setdefault(folder, set()).add(named.group(2) or "")
    return found


def _scope(profile: str, active: set[str], deployed: bool, environment: str) -> tuple[str, bool]:
    """The scope of a profile, and whether it is one that somebody has to choose."""
    if not profile:
        return LIVE, False
    if "!" in profile:
        # For all but one: all but the live one is for developers.
        return (DEVELOPMENT if scope_of(profile, environment, "") == LIVE else LIVE), False
    names = words(profile)
    if speaks_for(names, environment) or names & {"prod", "production", "live"}:
        return scope_of(profile, environment), False
    if names & DEVELOPMENT_WORDS or "staging" in names:
        # The only settings that there are speak for all environments.
        return (
            (LIVE, False) if profile in active and not deployed and not names & {"test", "ci"} else (DEVELOPMENT, False)
        )
    if profile in active:
        return LIVE, False
    if names & _DEPLOYED and not names & _ENGINE_PROFILES:
        return LIVE, bool(names & _HOSTED)
    return LIVE, True


def _tell(part: Part, leaf: Leaf, decided: set[tuple[str, str]], settings: Settings, off: bool) -> None:
    if leaf.key.lower().startswith(WATCHING):
        return
    place = place_of(leaf.key, leaf.value)
    profile = f" (profile {part.profile})" if part.profile else ""
    scope = part.scope
    if place and (place.relational or place.engine) and (part.own or place.url):
        if place.relational and not part.profile and (posixpath.dirname(part.path), place.slot) in decided:
            # The settings of the environment's own profile come in its place.
            scope = narrower(scope, DEVELOPMENT)
        hosted = f", at {place.address}" if place.address else ""
        evidence = Evidence(
            part.path, leaf.line, "configuration", f"{leaf.key} {place.detail}".strip() + profile + hosted
        )
        if place.engine == "embedded":
            if scope == LIVE and not part.choice:
                settings.embedded.append((evidence, place.memory))
            return
        if off and place.relational:
            # A database for something else than the main data.
            scope = narrower(scope, OPTIONAL)
        claim = _claim(place, evidence, scope, part.choice or place.choice or off)
        if place.relational and (part.aside or of_container(part)):
            # How one container is set up does not say that no other server can be put in its place.
            claim = replace(claim, default=True)
        settings.claims.append(claim)
    elif scope == LIVE and not part.choice:
        for engine, detail in left_off(leaf):
            told = Evidence(part.path, leaf.line, "configuration", detail + profile)
            (settings.uncached if of_spring(leaf) else settings.off).append((engine, told))
        for engine in profiled(leaf):
            evidence = Evidence(part.path, leaf.line, "configuration", f"{leaf.key} {engine}" + profile)
            settings.claims.append(Claim(engine, evidence, CONFIGURATION))
        settings.on |= turned_on(leaf)


def _claim(place: Place, evidence: Evidence, scope: str, choice: bool) -> Claim:
    if place.default:
        evidence = replace(evidence, detail=f"{evidence.detail}, unless a variable says otherwise")
    return Claim(
        place.engine,
        evidence,
        CONFIGURATION,
        scope,
        choice,
        place.default,
        external=bool(place.address),
        address=place.address,
    )

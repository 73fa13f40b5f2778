# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of Go import a package that tells of an engine, and which builds those files are part of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..formats.errors import FormatError
from ..formats.go_constraints import outcome
from ..formats.go_mod import Required
from ..formats.go_model import Import
from ..formats.go_source import parse_go_imports
from ..model import DEVELOPMENT, DRIVER, LIBRARY, LIVE, OPTIONAL
from ..rules.golang import ADAPTERS, BROKERS, EMBEDDED, FORMATS, MODULES, NO_WRAPPERS, PACKAGES
from ..rules.model import Package
from ..rules.names import SPELLINGS
from ..scope import DEVELOPMENT_WORDS
from ..tree import Tree, tooling
from .go_builds import usual_tags
from .slots import words_of

_VERSION = re.compile(r"v\d+")
_VERSION_ENDING = re.compile(r"\.v\d+(?=/|$)")
#: Tags that hold in each build for a server, and those that builds for one may have.
_HELD_TAGS = re.compile(r"linux|unix|gc|amd64|go1\.\d+")
_USUAL_TAGS = frozenset({"cgo", "arm64", "netgo", "osusergo"})
_OTHER_SYSTEMS = frozenset(
    "windows darwin ios android js wasm plan9 solaris illumos aix dragonfly freebsd netbsd openbsd wasip1".split()
)
_ELSEWHERE = _OTHER_SYSTEMS | set("386 arm loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x".split())
_NEVER_BUILT = frozenset({"ignore", "tools", "generate", "integration", "unit", "mock", "wireinject", "mage"})
#: Packages made for tests have such names: storetest, testutil, mocks.
_TEST_FOLDER = re.compile(
    r"[a-z]*tests?|test(?:ing|s|util|utils|help|helper|helpers|kit|suite|db|store|data|support)"
    r"|mocks?|fakes?|stubs?|dumm(?:y|ies)|[a-z]+mocks?|[a-z]+_tests?|tests?_[a-z]+"
)
_NO_TEST_FOLDERS = frozenset({"latest", "contest", "contests", "attest", "fastest", "request", "manifest", "digest"})
#: As many parts of an import path name a repository.
_ROOT_PARTS = 3


@dataclass(frozen=True)
class Imported:
    """A file that imports a package with a rule."""

    file: str
    line: int
    #: The import path, and the package's name in the file.
    path: str
    name: str
    engine: str
    basis: str
    scope: str
    #: One of several, by a build tag or as one adapter of many.
    choice: bool
    #: A build tag has to ask for the engine; and the file is built unless one asks for another engine.
    tagged: bool = False
    default: bool = False


def plain(path: str) -> str:
    """A path without the versions that it may hold."""
    return _VERSION_ENDING.sub("", "/".join(part for part in path.split("/") if not _VERSION.fullmatch(part)))


def rule_of(path: str) -> Package | None:
    """The rule for an import path: its own, or that of the nearest package above it."""
    known = plain(path)
    if any(known == other or known.startswith(f"{other}/") for other in FORMATS):
        return None
    while known:
        if known in PACKAGES:
            return PACKAGES[known]
        if known in ADAPTERS:
            return Package(ADAPTERS[known], DRIVER)
        # The folder above `/` is `/`.
        known = known.rpartition("/")[0]
    return None


def concerns(module: str) -> bool:
    """True for a module with a package that has a rule."""
    name = plain(module)
    return (
        rule_of(module) is not None
        or any(path.startswith(f"{name}/") for table in (PACKAGES, ADAPTERS, BROKERS) for path in table)
        or name in BROKERS
    )


def wrappers(required: Iterable[Required]) -> dict[str, Package]:
    """Modules that nobody knows here, which are called after an engine whose driver comes along: they wrap it."""
    required = list(required)
    brought = {rule.engine for item in required if (rule := rule_of(item.path))}
    brought |= {MODULES[plain(item.path)] for item in required if plain(item.path) in MODULES}
    found: dict[str, Package] = {}
    for item in required:
        words = words_of(posixpath.basename(plain(item.path)))
        engines = {SPELLINGS[word] for word in words if word in SPELLINGS} & brought
        if len(engines) == 1 and not (item.indirect or concerns(item.path) or NO_WRAPPERS & words_of(item.path)):
            found[item.path] = Package(engines.pop(), LIBRARY)
    return found


@dataclass
class Imports:
    """What the files of a tree import."""

    found: list[Imported] = field(default_factory=list)
    #: Imports of queues that work on one of several engines.
    brokers: list[Imported] = field(default_factory=list)
    #: Engines that the program has a stand-in for.
    embedded: set[str] = field(default_factory=set)
    #: Paths of everything that is imported by files that hold one of the needles.
    paths: set[str] = field(default_factory=set)
    #: Texts of the files that import one with a rule.
    texts: dict[str, str] = field(default_factory=dict)
    #: Folders of programs; where there is none, all is packages for others.
    programs: set[str] = field(default_factory=set)


def imports(tree: Tree, needles: Iterable[str], wrapping: Mapping[str, Package]) -> Imports:
    """What is imported by the files that hold one of some texts, and by programs; `wrapping` is what wraps drivers."""
    result = Imports()
    wrapped: list[Imported] = []
    stand_ins: set[tuple[str, str]] = set()
    built = usual_tags(tree)
    for path, text in tree.sources((".go",), [*sorted(needles), "package main"]):
        try:
            source = parse_go_imports(text)
        except FormatError:
            continue
        scope, tagged = file_scope(path, source.constraint, built)
        if not scope:
            continue
        if source.package == "main" and scope == LIVE:
            result.programs.add(posixpath.dirname(path))
        for item in source.imports:
            result.paths.add(item.path)
            if scope == LIVE and plain(item.path) in EMBEDDED:
                stand_ins.add((_command(path), EMBEDDED[plain(item.path)]))
            broker = next((name for name in BROKERS if f"{plain(item.path)}/".startswith(f"{name}/")), "")
            if broker:
                result.brokers.append(_imported(path, item, Package("", DRIVER), scope, False))
            rule = rule_of(item.path)
            if rule:
                result.texts[path] = text
                found = _imported(path, item, rule, scope, tagged or plain(item.path) in ADAPTERS)
                result.found.append(replace(found, tagged=tagged, default=_by_default(source.constraint)))
            wrapper = next((name for name in wrapping if f"{item.path}/".startswith(f"{name}/")), "")
            if wrapper:
                result.texts[path] = text
                wrapped.append(_imported(path, item, wrapping[wrapper], scope, tagged))
    # Where the driver itself is used, that tells more.
    used = {item.engine for item in result.found if item.scope == LIVE}
    result.found += [item for item in wrapped if item.engine not in used]
    # What one command has for itself is none of the others'.
    using = {(_command(item.file), item.engine) for item in result.found if item.scope == LIVE}
    result.embedded = {
        engine
        for command, engine in stand_ins
        if not command or all(other in ("", command) for other, used in using if used == engine)
    }
    return result


def called_after(tree: Tree, engine: str, drivers: Collection[str], own: tuple[str, ...]) -> bool:
    """True where code imports somebody else's package that is called after an engine and is none of its drivers."""
    words = [word for word, its in SPELLINGS.items() if its == engine and len(word) > 2]
    known = {"/".join(path.split("/")[:_ROOT_PARTS]) for path in drivers}.union(own)
    # `acme.example/shop` holds `acme.example/shop/redis`, and not `acme.example/shop-redis`.
    roots = tuple(f"{path}/" for path in known)
    for path, text in tree.sources((".go",), words):
        if file_scope(path, "")[0] != LIVE:
            continue
        try:
            imported = parse_go_imports(text).imports
        except FormatError:
            continue
        for item in imported:
            others = not f"{item.path}/".startswith(roots)
            if others and "." in item.path and any(word in item.path.lower() for word in words):
                return True
    return False


def _imported(path: str, item: Import, rule: Package, scope: str, choice: bool) -> Imported:
    name = item.alias or package_name(item.path)
    return Imported(path, item.line, item.path, name, rule.engine, rule.basis, scope, choice)


def _command(path: str) -> str:
    """The command that a file is of, `cmd/server/…`; empty for what all have."""
    folders = path.split("/")[:-1]
    return folders[folders.index("cmd") + 1] if "cmd" in folders[:-1] else ""


def package_name(path: str) -> str:
    """The name under which a package is used that has no other."""
    last = posixpath.basename(plain(path))
    return last.removeprefix("go-").removesuffix("-go").removesuffix(".go").rpartition("-")[2]


def _by_default(expression: str) -> bool:
    """True for `!mysql`."""
    tags = outcome(expression, _truth)
    return not isinstance(tags, bool) and any(not wanted and word.lower() in SPELLINGS for word, wanted in tags)


def _truth(tag: str) -> bool | None:
    """Whether a tag holds where programs are built for servers; None where that depends."""
    if _HELD_TAGS.fullmatch(tag):
        return True
    return False if tag in _ELSEWHERE else None


def file_scope(path: str, expression: str, built: frozenset[str] = frozenset()) -> tuple[str, bool]:
    """For whom a file is built, empty where for no host; and whether a build tag chooses it among engines.

    `built` are the tags that builds of the application ask for.
    """
    folders = path.split("/")[:-1]
    stem = posixpath.basename(path).removesuffix(".go")
    if stem.rpartition("_")[2] in _OTHER_SYSTEMS:
        return "", False
    if (
        stem.endswith("_test")
        or tooling(path)
        or any(_TEST_FOLDER.fullmatch(part.lower()) and part.lower() not in _NO_TEST_FOLDERS for part in folders)
    ):
        return DEVELOPMENT, False
    tags = outcome(expression, _truth)
    if isinstance(tags, bool):
        return (LIVE, False) if tags else ("", False)
    special = [word for word, wanted in tags if wanted and word not in _USUAL_TAGS]
    if any(word in _NEVER_BUILT or word in DEVELOPMENT_WORDS for word in special):
        return DEVELOPMENT, False
    special = [word for word in special if word not in built]
    if any(word.lower() in SPELLINGS for word in special):
        return LIVE, True
    return (OPTIONAL, False) if special else (LIVE, False)

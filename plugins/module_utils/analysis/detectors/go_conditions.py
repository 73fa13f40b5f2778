# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether Go code asks its settings if an engine is wanted before it uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..formats.errors import FormatError
from ..formats.go_model import Condition, GoSource, Use
from ..formats.go_source import parse_go
from ..formats.go_tokens import NAME, NUMBER, PUNCTUATION, RAW, STRING
from ..rules.names import SPELLINGS
from ..tree import Tree, folder_of, tooling
from .slots import named_after, words_of

#: Words of a switch that turns something on.
_SWITCHES = frozenset("enable enabled enables use used uses disable disabled configured want with without".split())
#: ... those among them that ask for what takes the engine's place, where it is used without it.
_INSTEAD = frozenset("use used uses".split())
#: What a setting is compared with that turns something on.
_ON = frozenset("on off true false yes no".split())
#: Words of a setting that says where something is.
PLACES = frozenset(
    """
    url uri dsn addr addrs address addresses host hosts hostname endpoint endpoints conn connection server servers
    """.split()
)
#: Words of the setting as a whole.
_SETTINGS = frozenset(
    "config cfg conf configuration options option opts opt settings setting env environ flags".split()
)
#: Functions that tell whether a setting is there: `viper.IsSet("redis.url")`.
_PRESENCE = frozenset("IsSet IsDefined InConfig HasKey".split())
#: What only says how to reach it, not whether.
MANNERS = frozenset(
    """
    tls ssl auth password pass passwd user username cert certificate ca insecure cluster sentinel failover master
    replica metrics metric trace tracing otel debug log logger verbose pool prefix timeout retry skip scheme legacy
    """.split()
)
#: How far back calls are followed, and how many files and characters are read for it.
_ROUNDS = 8
_FILES_LIMIT = 60
_SIZE_LIMIT = 600_000
_ROOTS = frozenset({"", "main", "init"})
_TEST_WORDS = frozenset({"test", "tests", "testing", "mock", "fake"})


def asks(condition: Condition, engine: str, named: bool = False) -> bool:
    """True where the condition decides whether the engine is used, rather than how or whether it went well.

    `named` is for what stands in a function with the engine's name: its settings are those of the engine.
    """
    names = _chains(condition)
    texts = [token.text for token in condition if token.kind in (STRING, RAW)]
    in_case = any(token.kind == PUNCTUATION and token.text == "case" for token in condition)
    chains = [(chain, set().union(*(words_of(name) for name in chain))) for chain in names]
    if any(words & {"scheme", "err", "error"} for _chain, words in chains):
        return False
    if any(SPELLINGS.get(text.lower()) == engine for text in texts):
        return True
    if any(words_of(text) & _SWITCHES and not words_of(text) & MANNERS for text in texts):
        # viper.GetBool("redis.enabled")
        return True
    if any(chain[-1] in _PRESENCE for chain in names) and any(_is_place(text, engine) for text in texts):
        return True
    compared = any(token.kind == PUNCTUATION and token.text in ("==", "!=") for token in condition)
    for chain, words in chains:
        if words & MANNERS:
            continue
        about = named or any(SPELLINGS.get(word) == engine for word in words)
        if words & _SWITCHES or (compared and _ON & set(texts)):
            return True
        if about and (in_case or (compared and len(chains) > 1 and "nil" not in names[-1])):
            # A constant that stands for the engine.
            return True
        if _compares_to_nothing(condition) and (words & PLACES or (about and words & _SETTINGS)):
            return True
        if "nil" in {name for other in names for name in other} and words & _SETTINGS and (about or len(chain) > 1):
            return True
    # What the server's cluster, or the database in it, is called is as good as where it is.
    return _compares_to_nothing(condition) and any(
        words_of(text) & PLACES or ("name" in words_of(text) and named_after(text, engine)) for text in texts
    )


def _is_place(text: str, engine: str) -> bool:
    """True for the name of a setting that says where an engine is, and for the engine's own."""
    words = words_of(text)
    return not words & MANNERS and (bool(words & PLACES) or named_after(text, engine))


def _compares_to_nothing(condition: Condition) -> bool:
    """`x == ""`, `len(x) > 0`."""
    length = any(token.kind == NAME and token.text == "len" for token in condition)
    return any(
        (token.kind == STRING and not token.text) or (length and token.kind == NUMBER and token.text in ("0", "1"))
        for token in condition
    )


def _chains(condition: Condition) -> list[tuple[str, ...]]:
    """Names that are joined by dots."""
    found: list[tuple[str, ...]] = []
    current: list[str] = []
    dotted = False
    for token in condition:
        if token.kind == NAME:
            if current and not dotted:
                found.append(tuple(current))
                current = []
            current.append(token.text)
            dotted = False
        elif token.kind == PUNCTUATION and token.text == ".":
            dotted = True
        else:
            if current:
                found.append(tuple(current))
            current, dotted = [], False
    if current:
        found.append(tuple(current))
    return found


class Callers:
    """Reads files of Go when they are asked for, and finds who calls a function."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._read: dict[str, GoSource | None] = {}
        self.renew()

    def renew(self) -> None:
        """A new question may read as much as the first one, so that the verdict on one engine hangs on no other."""
        self._files_left, self._left = _FILES_LIMIT, _SIZE_LIMIT

    def source(self, path: str, text: str) -> GoSource | None:
        """The file, taken apart; None where it cannot be, or enough was read."""
        if path not in self._read:
            if not self._files_left or self._left < len(text):
                return None
            self._files_left -= 1
            self._left -= len(text)
            try:
                self._read[path] = parse_go(text)
            except FormatError:
                self._read[path] = None
        return self._read[path]

    def optional(self, engine: str, uses: Iterable[tuple[str, Use]]) -> bool:
        """True where each of these uses is reached only after the settings were asked whether the engine is wanted."""
        waiting = list(uses)
        seen: set[tuple[str, str]] = set()
        made: set[tuple[str, str]] = set()
        asked = False
        programs = _Programs()
        for _round in range(_ROUNDS):
            wanted = set(made)
            manners = _manners(waiting)
            for path, use in waiting:
                if _guarded(use, engine, manners):
                    asked = True
                    if self._package(path) == "main":
                        programs.asking.add(folder_of(path))
                elif use.function in _ROOTS:
                    if self._package(path) != "main":
                        return False
                    programs.using.add(folder_of(path))
                elif (path, use.function) not in seen:
                    wanted.add((path, use.function))
            if not wanted:
                return asked and programs.one_does_without
            seen |= wanted
            waiting = []
            # A function that serves tests needs no caller that we see.
            called = {target for target in wanted if words_of(target[1]) & _TEST_WORDS}
            for target, place, use in self._calls(wanted):
                called.add(target)
                if not tooling(place):
                    waiting.append((place, use))
            made = {(path, self._receiver(path, name)) for path, name in wanted - called}
            if not asked and not waiting and any(not target[1] for target in made):
                # Somebody calls it whom we do not see. Beside what is called, it is left behind.
                return False
            made = {target for target in made if target[1]}
            if made & seen:
                return False
        return False

    def _receiver(self, path: str, name: str) -> str:
        """The type of a method, which somebody has to make whoever calls it through an interface; empty for others."""
        source = self._read.get(path)
        return source.methods.get(name, "") if source else ""

    def _calls(self, wanted: set[tuple[str, str]]) -> Iterable[tuple[tuple[str, str], str, Use]]:
        """Calls of some functions: the function with its path, the place of the call, and the call."""
        targets = [
            _Target(path, name, self._package(path), name[:1].islower() and bool(self._receiver(path, name)))
            for path, name in sorted(wanted)
        ]
        for place, text in self._tree.sources((".go",), sorted({target.name for target in targets})):
            if place.endswith("_test.go"):
                continue
            near = [target for target in targets if target.may_be_called(place, text)]
            source = self.source(place, text) if near else None
            if source is None:
                continue
            for target in near:
                names = {item.alias or target.package for item in source.imports if target.is_package(item.path)}
                for use in source.uses:
                    if use.name == target.name and target.is_meant(place, use, names):
                        yield (target.path, target.name), place, use

    def _package(self, path: str) -> str:
        source = self._read.get(path)
        return source.package if source else ""


@dataclass
class _Programs:
    """The folders of the programs that use an engine."""

    #: Of those that ask their settings first.
    asking: set[str] = field(default_factory=set)
    #: Of those that do not.
    using: set[str] = field(default_factory=set)

    @property
    def one_does_without(self) -> bool:
        """True where none uses it unasked, or one asks that does not: what the others are for can be left alone."""
        return not self.using or bool(self.asking - self.using)


@dataclass(frozen=True)
class _Target:
    """A function whose callers are looked for."""

    path: str
    name: str
    package: str
    #: True for a method whose name its package keeps to itself.
    inner: bool

    @property
    def _tail(self) -> str:
        """The end of the path under which others import it."""
        return "/".join(folder_of(self.path).split("/")[-2:])

    def is_package(self, imported: str) -> bool:
        """True where an import path is likely the function's package."""
        return f"/{imported}".endswith(f"/{self._tail}")

    def may_be_called(self, place: str, text: str) -> bool:
        """A cheap look before a file is taken apart."""
        return (
            folder_of(place) == folder_of(self.path)
            or f"{self.package}.{self.name}" in text
            or (f".{self.name}" in text and (_telling(self.name) or f'{self._tail}"' in text))
        )

    def is_meant(self, place: str, use: Use, names: set[str]) -> bool:
        """True where a call by this name is one of the function; `names` are what the file calls its package."""
        same = folder_of(place) == folder_of(self.path)
        if same and use.function == self.name:
            return False
        if not use.qualifier:
            return same
        if same and self.inner and not _telling(self.name):
            # A method that only its own package can call, whatever the object is called.
            return use.qualifier != "?"
        # A method, or a package that we cannot tell: a telling name is taken for the same one.
        return use.qualifier in names or (use.qualifier == self.package and not same) or _telling(self.name)


def _manners(uses: Iterable[tuple[str, Use]]) -> set[Condition]:
    """What only decides how the engine is used: it is used where the condition holds, and where it does not."""
    holding: set[tuple[str, Condition]] = set()
    denied: set[tuple[str, Condition]] = set()
    for path, use in uses:
        holding |= {(path, condition) for condition in use.conditions}
        denied |= {(path, condition) for condition in use.denied}
    return {condition for _path, condition in holding & denied}


def _guarded(use: Use, engine: str, manners: set[Condition]) -> bool:
    if use.registered:
        meant = words_of(use.registered) - {"type", "kind", "driver", "cache", "store", "backend", "provider", "name"}
        if meant and all(SPELLINGS.get(word) == engine for word in meant):
            return True
    named = named_after(use.function, engine)
    return any(
        asks(condition, engine) and not _replaces(condition) for condition in set(use.conditions) - manners
    ) or any(asks(condition, engine, named) for condition in set(use.denied) - manners)


def _replaces(condition: Condition) -> bool:
    """True for `!config.UseOther()`: what stands below it is used where nobody asks for something else."""
    names = _chains(condition)
    return len(names) == 1 and condition[0].text == "!" and bool(_INSTEAD & words_of(names[0][-1]))


def _telling(function: str) -> bool:
    return any(word in SPELLINGS for word in words_of(function))

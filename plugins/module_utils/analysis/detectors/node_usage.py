# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the code of a Node.js application uses the drivers that it depends on: always, or only where somebody asks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from ..formats.js_model import Code, Owner
from ..formats.js_tokens import NAME, STRING
from ..rules import node_code as rules
from ..rules.judgement import RELATIONAL
from ..rules.names import NAMES
from ..tree import Tree
from .node_conditions import names_engine, reason, reason_of_callers
from .node_files import Files
from .node_names import (
    declares,
    holding_constant,
    is_default,
    is_for_developers,
    is_own,
    knows,
    leads_to,
    module_name,
    package_of,
    places_of,
    values_named,
)
from .node_places import Places
from .node_switches import is_off, is_switch

#: Places looked at in one file, and how far back those who use a thing are followed.
_PLACES_LIMIT = 60
_DEPTH = 5
#: `require(name)`: what it loads is among the texts of the file.
_COMPUTED = re.compile(r"\brequire\([A-Za-z_]")

# What the code says of an engine.
FIRM, CHOICE, UNKNOWN = "firm", "choice", "unknown"


@dataclass(frozen=True)
class Verdict:
    """What the code says, with a key of `REASONS` and the place that shows it where it is a choice."""

    kind: str
    reason: str = ""
    path: str = ""
    line: int = 0


class Usage:
    """Looks through the code of a tree."""

    def __init__(self, tree: Tree, role: Callable[[str], str]) -> None:
        self._role = role
        self.files = Files(tree)
        self.places = Places(tree)

    def verdict(self, engine: str, packages: Collection[str], *, by_name: bool, others: bool) -> Verdict:
        """How the packages of an engine are used.

        `by_name` where something may load them by name, `others` where the application has another main database.
        """
        found = unknown = live = False
        tools: Verdict | None = None
        choice: Verdict | None = None
        for path, code in self.files.loading(packages):
            for loaded in (item for item in code.loaded if package_of(item.module, packages)):
                found = True
                if is_for_developers(path):
                    tools = tools or Verdict(CHOICE, "tools", path, loaded.line)
                    continue
                if _is_about_health(path):
                    tools = tools or Verdict(CHOICE, "health", path, loaded.line)
                    continue
                live = True
                places = list(islice(places_of(code, loaded), _PLACES_LIMIT))
                unknown = unknown or not places
                for index in places:
                    verdict = self._place(path, code, index, engine, 0, frozenset())
                    if verdict.kind == FIRM and others and code.in_function(loaded.index):
                        verdict = Verdict(CHOICE, "lazy", path, loaded.line)
                    if verdict.kind == FIRM:
                        return self._switched(engine) or verdict
                    choice = choice or verdict
        if choice:
            return choice
        if not live and (named := self._named(engine)):
            return named
        texts = list(self.files.texts(packages))
        if unknown or by_name or (not found and self.files.elsewhere & set(packages)):
            return self._switched(engine) or Verdict(UNKNOWN)
        if not found and any("@Inject" in text for text in texts):
            # A framework makes the client, and brings it to those who only know its type.
            return self._switched(engine) or Verdict(UNKNOWN)
        if tools:
            return tools
        if self.files.few or (not found and any(map(_COMPUTED.search, texts))):
            return Verdict(UNKNOWN)
        return Verdict(CHOICE, "unused")

    # Places.

    def _place(
        self, path: str, code: Code, index: int, engine: str, depth: int, seen: frozenset[tuple[str, str]]
    ) -> Verdict:
        """What a place in the code says: by the folder it lies in, its conditions, its owner and who uses that."""
        line = code.tokens[index].line
        why = self._role(path) or self._reason_of_place(path, engine) or reason(code, index, engine)
        why = why or reason_of_callers(code, index, engine) or self._reason_of_method(path, code, index, engine)
        if why:
            return Verdict(CHOICE, why, path, line)
        owner = code.owner_of(index) or holding_constant(code, index)
        if owner and owner.is_class and self._is_sibling(owner, path, engine):
            return Verdict(CHOICE, "sibling", path, code.tokens[owner.start].line)
        key = (path, owner.name if owner else "")
        if depth >= _DEPTH or key in seen:
            return Verdict(FIRM, path=path, line=line)
        found = self._users(path, code, owner, engine, depth, seen | {key}) if owner else None
        # Nobody names it: those who load all that the module is.
        found = found or self._loaders(path, engine, depth, seen | {key})
        return found or Verdict(FIRM, path=path, line=line)

    def _reason_of_place(self, path: str, engine: str) -> str:
        """What the folder says, unless the module is always loaded by one that chooses among those beside it."""
        why = self.places.reason(path, engine)
        if why != "sibling":
            return why
        folder = posixpath.dirname(path)
        for other, code in self.files.search([f"./{module_name(path)}"]):
            if other == path or posixpath.dirname(other) != folder:
                continue
            always = any(
                leads_to(item.module, other, path)
                and not code.in_function(item.index)
                and not reason(code, item.index, engine)
                for item in code.loaded
            )
            beside = [
                item for item in code.loaded if _is_beside(item.module) and not leads_to(item.module, other, path)
            ]
            if always and sum(code.in_function(item.index) for item in beside) > 1:
                return ""
        return why

    def _reason_of_method(self, path: str, code: Code, index: int, engine: str) -> str:
        """What holds for the callers of a method that only its own file calls, though others could."""
        around = [method for method in code.methods if method.start <= index < method.end]
        for method in around:
            why = reason_of_callers(code, index, engine, [method])
            if why and all(other == path for other, _code in self.files.search([f".{method.name}("])):
                return why
        return ""

    def _users(
        self, path: str, code: Code, owner: Owner, engine: str, depth: int, seen: frozenset[tuple[str, str]]
    ) -> Verdict | None:
        """What those say who call a function or make an object of a class; None where there are none."""
        choice: Verdict | None = None
        for other, its_code, name in self._naming(path, code, owner):
            for index in islice(values_named(its_code, name), _PLACES_LIMIT):
                if other == path and owner.start <= index < owner.end:
                    continue
                if not is_own(its_code, index, path, other):
                    continue
                verdict = self._place(other, its_code, index, engine, depth + 1, seen)
                if verdict.kind == FIRM:
                    return verdict
                choice = choice or verdict
        return choice

    def _naming(self, path: str, code: Code, owner: Owner) -> Iterator[tuple[str, Code, str]]:
        """The files that may know a function or class, and what they call it."""
        yield path, code, owner.name
        named = dict(self.files.search([owner.name]))
        for other, its_code in named.items():
            if other == path or is_for_developers(other) or not knows(its_code, owner.name, path):
                continue
            if not self._means_another(owner.name, path, other, named):
                yield other, its_code, owner.name
        if not is_default(code, owner):
            return
        for other, its_code in self.files.search([f"/{module_name(path)}"]):
            if other == path or is_for_developers(other):
                continue
            for loaded in its_code.loaded:
                if leads_to(loaded.module, other, path) and self.files.target(loaded.module, other) in ("", path):
                    names = {local for local, name in loaded.names.items() if name in ("default", "*")}
                    for name in sorted(names - {owner.name}):
                        yield other, its_code, name

    def _means_another(self, name: str, path: str, other: str, named: dict[str, Code]) -> bool:
        """True where what a file knows by that name is not from `path`, nor from a file that may hand it on."""
        loads = [item for item in named[other].loaded if name in item.names or name in item.names.values()]
        for loaded in loads:
            target = self.files.target(loaded.module, other)
            # What a folder gives by its index may be handed on.
            given = loaded.names.get(name) == "default" and not posixpath.basename(target).startswith("index.")
            own = target in named and any(owner.name == name for owner in named[target].owners)
            if not self.files.is_driver(loaded.module) and (target in ("", path) or not (given or own)):
                return False
        return bool(loads)

    def _loaders(self, path: str, engine: str, depth: int, seen: frozenset[tuple[str, str]]) -> Verdict | None:
        """What those say who load a module that connects by itself; None where nobody is found."""
        stem = module_name(path)
        choice: Verdict | None = None
        for other, code in self.files.search([f"/{stem}"]):
            if other == path or is_for_developers(other):
                continue
            for loaded in code.loaded:
                if not leads_to(loaded.module, other, path):
                    continue
                if not code.in_function(loaded.index):
                    why = self._role(other) or self.places.reason(other, engine)
                    why = why or reason(code, loaded.index, engine)
                    if not why:
                        return Verdict(FIRM, path=other, line=loaded.line)
                    choice = choice or Verdict(CHOICE, why, other, loaded.line)
                else:
                    verdict = self._place(other, code, loaded.index, engine, depth + 1, seen)
                    if verdict.kind == FIRM:
                        return verdict
                    choice = choice or verdict
        return choice

    def _is_sibling(self, owner: Owner, path: str, engine: str) -> bool:
        """True where another class, not about the engine, takes the same place."""
        if not names_engine(owner.name, engine):
            return False
        for base in owner.bases:
            if rules.COMMON_BASES.fullmatch(base) or names_engine(base, engine):
                continue
            declared = others = False
            for other, code in self.files.search([f"extends {base}", f"implements {base}", f" {base} "]):
                declared = declared or any(found.is_class and found.name == base for found in code.owners)
                declared = declared or declares(code, base)
                others = others or any(
                    base in found.bases and _takes_place(found.name, other, engine, path)
                    for found in code.owners
                    if found.is_class and (other != path or found.name != owner.name)
                )
                if declared and others:
                    return True
        return False

    def _named(self, engine: str) -> Verdict | None:
        """A setting that is held against the engine's name."""
        if engine in RELATIONAL:
            # Code that tells dialects apart runs with each.
            return None
        names = sorted(name for name, own in NAMES.items() if own == engine)
        for path, code in self.files.search([f"{quote}{name}{quote}" for name in names for quote in "'\""]):
            if is_for_developers(path):
                continue
            for index, token in enumerate(code.tokens):
                if token.kind == STRING and token.text in names:
                    around = {other.text for other in code.tokens[max(index - 1, 0) : index + 2]}
                    if around & {"===", "=="}:
                        return Verdict(CHOICE, "chosen", path, token.line)
        return None

    def _switched(self, engine: str) -> Verdict | None:
        """A variable that says whether the engine is used at all."""
        word = rules.WORDS[engine][0]
        needles = [f"{word.upper()}_", f"_{word.upper()}", f"able{word.capitalize()}", f"use{word.capitalize()}"]
        for path, code in self.files.search([*needles, f"{word}Enable", f"{word}: {{"]):
            if is_for_developers(path):
                continue
            for index, token in enumerate(code.tokens):
                if token.kind not in (NAME, STRING) or word not in token.text.lower():
                    continue
                if is_off(code, index, engine) or (word.upper() in token.text and is_switch(code, index, engine)):
                    return Verdict(CHOICE, "switch", path, token.line)
        return None


def _is_about_health(path: str) -> bool:
    """True for `health/redis.ts`, `health.controller.ts` and `health-check.ts`, not for `health-records/store.ts`."""
    folder, name = posixpath.split(path.lower())
    return not rules.HEALTH_NAMES.isdisjoint((posixpath.basename(folder), name.partition(".")[0]))


def _takes_place(name: str, path: str, engine: str, place: str) -> bool:
    """True for a class that is not about the engine; one about another engine elsewhere does something else."""
    if names_engine(name, engine):
        return False
    named = any(names_engine(name, other) for other in rules.WORDS)
    return not named or posixpath.dirname(path) == posixpath.dirname(place)


def _is_beside(module: str) -> bool:
    return module.startswith("./") and "/" not in module[2:]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Ruby code uses an engine: whatever happens, only under a condition, or when a switch turns it on."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from ..formats.errors import FormatError
from ..formats.ruby_statements import Block
from ..formats.ruby_uses import Setting, Use, parse_uses
from ..model import Evidence
from ..rules.ruby import (
    ADDRESS_WORDS,
    CONSTANTS,
    MACROS,
    MANNER_WORDS,
    NAMES,
    NOT_ADDRESS_WORDS,
    OVER_HTTP,
    SWITCH_WORDS,
    VARIABLES,
    WORDS,
)
from ..scope import deployed
from ..tree import Tree, tooling

#: Settings of Rails that pick an engine.
SETTINGS = frozenset({"cache_store", "session_store", "queue_adapter"})
_CODE = (".rb", ".ru", ".rake")
#: Characters of one file of code, and of all that one look reads token by token.
_FILE_LIMIT = 256 * 1024
_CODE_LIMIT = 512 * 1024
#: Folders whose Ruby is no part of the running application.
_ASIDE = frozenset({"db", "generators", "templates", "features", "locales"})
#: Characters of a settings file; longer ones hold data.
_YAML_LIMIT = 128 * 1024
#: Text that shows that Action Cable sends anything.
_BROADCASTS = ("stream_from", "stream_for", "broadcast")
_VIEWS = (".rb", ".erb", ".haml", ".slim")

#: Part of all names that say anything; asked first, as most names do not.
_HINT = re.compile(
    "|".join(
        sorted(
            {word.lower() for table in (CONSTANTS, WORDS, MACROS, NAMES) for words in table.values() for word in words}
            | {word.lower() for words in VARIABLES.values() for word in words if len(word) > 2}
        )
    )
    + r"|\bes_",
    re.IGNORECASE,
)

#: Between the words of a constant.
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: A name that is made of an engine and a word for a switch.
_SWITCH = re.compile(
    r"(?:enabled?|use)_(?:\w{0,20}_)?(?:ENGINES)|(?:ENGINES)(?:_\w{0,20})?_enabled?|\.enabled\?".replace(
        "ENGINES", "|".join(sorted({word.lower() for words in VARIABLES.values() for word in words}))
    ),
    re.IGNORECASE,
)


@dataclass
class Place:
    """What is known of the use of one engine."""

    #: Where it is used whatever happens; empty where nobody does.
    firm: str = ""
    #: Where it is used under a condition.
    maybe: str = ""
    #: The switch that turns it on.
    switch: str = ""
    #: Where a method or a class of the application's own bears its name, and where only under a condition.
    named: str = ""
    perhaps: str = ""
    branches: dict[Block, set[str]] = field(default_factory=dict)


class Code:
    """All Ruby code and settings of a tree, as far as they tell of engines."""

    def __init__(self, tree: Tree, environment: str) -> None:
        self.tree = tree
        self.environment = environment
        self.places = {engine: Place() for engine in CONSTANTS}
        self.settings: list[tuple[str, Setting]] = []
        #: Variables with an engine's address: where they are read, and whether somebody asks for them first.
        self.read_at: dict[tuple[str, str], Evidence] = {}
        self.asked: set[str] = set()
        self._stems = {posixpath.basename(path)[:-3] for path in tree.ending((".rb",))}

    def read(self, engines: set[str]) -> None:
        """Reads all code that may say something of those engines, and the settings."""
        always = {"establish_connection", "Sequel.connect", "DataMapper.setup", *SETTINGS}
        always |= {word for engine in OVER_HTTP for word in _variable_needles(engine)}
        needles = {engine: set(_shortest(_needles(engine))) for engine in sorted(engines)}
        texts = _shortest(always.union(*needles.values()))
        left = _CODE_LIMIT
        # Settings first, as long as there is time.
        for settings in (True, False):
            for path, text in self.tree.sources(_CODE, texts):
                if _configures(path) is not settings or len(text) > _FILE_LIMIT or not self._counts(path):
                    continue
                if left >= 0 and self._tells(text, always, needles):
                    left -= len(text)
                    self._read_file(path, text)
        if engines:
            self._read_yaml()

    def _read_file(self, path: str, text: str) -> None:
        try:
            found = parse_uses(text, self.environment, SETTINGS if _configures(path) else frozenset())
        except FormatError:
            return
        self.settings += [(path, setting) for setting in found.settings if setting.standing.live]
        for use in found.uses:
            if use.standing.live and _HINT.search(use.name):
                self._note(path, use)

    def _tells(self, text: str, always: set[str], needles: dict[str, set[str]]) -> bool:
        """True where a text may say something new: of an engine that is not known to be used, or of a switch."""
        if any(word in text for word in always):
            return True
        switch = bool(_SWITCH.search(text))
        return any(
            (switch or not self.places[engine].firm) and any(word in text for word in words)
            for engine, words in needles.items()
        )

    def _counts(self, path: str) -> bool:
        folders = set(path.split("/")[:-1])
        name = posixpath.basename(path)
        if tooling(path) or folders & _ASIDE or name.endswith(("_spec.rb", "_test.rb")) or name == "gems.rb":
            return False
        if "environments" in folders:
            stem = name.removesuffix(".rb")
            wanted = self.environment
            if deployed(wanted) and not self.tree.has(f"{posixpath.dirname(path)}/{wanted}.rb"):
                wanted = "production"
            return stem == wanted
        return True

    def _note(self, path: str, use: Use) -> None:
        where = f"{path}:{use.line}"
        for engine, place in self.places.items():
            if use.kind in ("variable", "name") or use.name.isupper():
                self._switch(engine, place, use, where)
            if use.kind == "variable":
                self._address(engine, path, use)
            elif use.kind == "name":
                if use.name in MACROS[engine]:
                    used(place, use, where)
                elif NAMES[engine] & set(use.name.lower().strip("@$?!").split("_")):
                    named(place, use, where)
            elif use.kind == "constant":
                if use.name.startswith(CONSTANTS[engine]) and not self._is_own(use.name, engine):
                    if use.called == "enabled?":
                        place.switch = place.switch or where
                    else:
                        used(place, use, where)
                elif any(part.lower().startswith(tuple(NAMES[engine])) for part in use.name.split("::")):
                    named(place, use, where)
            elif use.name in NAMES[engine]:
                named(place, use, where)
            elif use.name in WORDS[engine] or use.name.startswith(tuple(f"{word}://" for word in WORDS[engine])):
                used(place, use, where)

    def _is_own(self, name: str, engine: str) -> bool:
        """True for `MongoProcessor` where a file is called mongo_processor.rb: whether it connects is said there."""
        first = name.partition("::")[0]
        return first not in CONSTANTS[engine] and _CAMEL.sub("_", first).lower() in self._stems

    def _switch(self, engine: str, place: Place, use: Use, where: str) -> None:
        words = set(use.name.rstrip("?").upper().split("_"))
        if words & VARIABLES[engine] and words & SWITCH_WORDS and not words & MANNER_WORDS and not use.on:
            place.switch = place.switch or where

    def _address(self, engine: str, path: str, use: Use) -> None:
        words = set(use.name.upper().split("_"))
        if not words & VARIABLES[engine] or words & NOT_ADDRESS_WORDS or not words & ADDRESS_WORDS:
            return
        if use.asked:
            self.asked.add(use.name)
        elif engine in OVER_HTTP and (engine, use.name) not in self.read_at:
            choice = " under a condition" if use.standing.conditional else ""
            if use.standing.conditional:
                self.asked.add(use.name)
            detail = f"reads {use.name} from the environment{choice}"
            self.read_at[engine, use.name] = Evidence(path, use.line, "configuration", detail)

    def _read_yaml(self) -> None:
        """Settings files that name an engine; Action Cable's counts only where something is sent."""
        words = _shortest({word for words in WORDS.values() for word in words})
        for path, text in self.tree.sources((".yml", ".yaml", ".yml.erb"), words):
            folders = path.split("/")[:-1]
            if "config" not in folders or _ASIDE & set(folders) or len(text) > _YAML_LIMIT:
                continue
            if posixpath.basename(path).startswith("cable.") and not broadcasts(self.tree):
                continue
            for number, line in enumerate(text.split("\n"), 1):
                plain = line.split("#")[0].lower()
                for engine, place in self.places.items():
                    if not place.firm and any(word in plain for word in WORDS[engine]):
                        place.firm = f"{path}:{number}"


def _variable_needles(engine: str) -> set[str]:
    return {text for word in VARIABLES[engine] for text in ([word] if len(word) > 2 else [f"'{word}_", f'"{word}_'])}


def _needles(engine: str) -> set[str]:
    capitals = {word.capitalize() for word in NAMES[engine]}
    return {*CONSTANTS[engine], *WORDS[engine], *MACROS[engine], *NAMES[engine], *capitals} | _variable_needles(engine)


def _shortest(texts: set[str]) -> list[str]:
    """Without those that hold another one: where they are, that one is."""
    return sorted(text for text in texts if not any(other in text for other in texts - {text}))


def used(place: Place, use: Use, where: str) -> None:
    """Notes a use. One in both branches of a condition is one that always happens."""
    if not use.standing.conditional:
        place.firm = place.firm or where
        return
    place.maybe = place.maybe or where
    if use.standing.block is not None:
        branches = place.branches.setdefault(use.standing.block, set())
        branches.add(use.standing.branch)
        if {"if", "else"} <= branches:
            # Whatever the condition says.
            place.firm = place.firm or where


def named(place: Place, use: Use, where: str) -> None:
    """Notes a name like the engine's. Under a condition it shows no use, but where one might be."""
    if use.standing.conditional:
        place.perhaps = place.perhaps or where
    else:
        place.named = place.named or where


def _configures(path: str) -> bool:
    return "config" in path.split("/")[:-1] or "/" not in path


def broadcasts(tree: Tree) -> bool:
    """True where Action Cable is loaded and sends anything."""
    return not _leaves_cable_out(tree) and any(True for _found in tree.sources(_VIEWS, _BROADCASTS))


def _leaves_cable_out(tree: Tree) -> bool:
    """True where config/application.rb names the parts of Rails one by one, and Action Cable is not among them."""
    text = tree.read("config/application.rb") or ""
    code = "\n".join(line.partition("#")[0] for line in text.split("\n"))
    return "action_controller/railtie" in code and "rails/all" not in code and "action_cable" not in code

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: a look into the code, to learn whether it uses what its manifests ask for."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..formats.errors import FormatError
from ..formats.python_code import read_code
from ..formats.python_model import Code
from ..formats.python_switches import SHUT, Switch
from ..formats.python_syntax import identifier_words
from ..model import CONFIGURATION, DRIVER, LIBRARY, LIVE, Claim, Evidence
from ..rules.model import Package
from ..rules.python_code import (
    ENGINE_WORDS,
    ERRORS,
    MODULES,
    NO_SERVER,
    PLACE_WORDS,
    STRANGERS,
    SWITCH_WORDS,
    URL_WORDS,
)
from ..rules.services import SCHEMES
from ..scope import words
from ..tree import Tree, tooling
from .python_choice import CONDITION
from .python_claims import module_scope, off_by_default, setting_claim
from .python_packages import installs
from .python_plugins import serves_a_few

#: Modules that are parsed, and their characters: parsing and reading costs about a second for 2 MiB.
_FILES_LIMIT = 250
_CODE_LIMIT = 768 * 1024
#: What a web server loads is code as well.
_CODE = (".py", ".wsgi")
#: An ORM or framework loads their drivers by the scheme of a URL, so that no import shows it.
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Schemes of other languages.
_ELSEWHERE = frozenset("trilogy pgx pgx5 pgsql mysqli mysql2 pdo-mysql".split())
_TESTS = re.compile(r"(?:test|tests|conftest|test_.*|tests_.*|.*_test|.*_tests)\.py")
_SETTING_WORDS = PLACE_WORDS | SWITCH_WORDS | URL_WORDS - set(ENGINE_WORDS)
#: In the name of a module for a database that others may stand in for.
_SQL = re.compile(rf"(?:sql|postgres|maria|postgis|{'|'.join(sorted(STRANGERS))})[^/]*\.py$")
_MIGRATION = re.compile(r"(?:^|/)(?:migrations|alembic/versions|migrations/versions)/")
_CACHE_WORDS = frozenset({"cache", "caches", "caching"})
_LISTED = re.compile(r"\w+(?: as \w+)?,?")
#: Lines of a module that are looked at for one word, and their length.
_HITS_LIMIT = 50
_LINE_LIMIT = 300


@dataclass
class Usage:
    """What the code makes of the packages that its manifests ask for."""

    #: Packages that are used only under a condition, or not at all.
    choices: set[str] = field(default_factory=set)
    #: What the code itself says of engines.
    claims: list[Claim] = field(default_factory=list)
    #: Engines that a switch of the settings leaves off.
    off: frozenset[str] = frozenset()


def look(
    tree: Tree, packages: dict[str, Package], engines: set[str], environment: str, unlisted: dict[str, Package]
) -> Usage:
    """Looks for the packages and for the engines that they or others of the manifests can reach.

    Drivers that are `unlisted` in every manifest come along with a package that nobody knows here, or by hand.
    """
    usage = Usage()
    code = _Sources({**packages, **unlisted}, engines)
    code.read(tree)
    if not code.files:
        return usage
    usage.off = code.shut()
    used = {rule.engine for name, rule in packages.items() if code.firm(name)}
    # That one way to an engine is open to choice says nothing where the code uses the engine anyway.
    usage.claims += [
        claim
        for claim in code.claims(environment)
        if not (claim.choice and claim.engine in used and claim.evidence.detail.endswith(CONDITION))
    ]
    for name, rule in packages.items():
        # No import shows who uses a relational driver; a library for vectors or queues is used where it is imported.
        open_ = rule.basis == LIBRARY if rule.engine in _RELATIONAL else rule.engine not in used
        if open_ and code.spared(name, rule):
            usage.choices.add(name)
    lazy = {packages[name].engine for name in usage.choices if code.seen(name)} - used
    # What a framework loads by its name goes with the client that the code itself knows how to do without.
    usage.choices |= {
        name for name, rule in packages.items() if rule.basis == DRIVER and rule.engine in lazy and not code.seen(name)
    }
    brought = [code.imported(name, rule) for name, rule in unlisted.items() if code.firm(name)]
    # What no manifest lists is not needed by modules of which one is taken.
    usage.claims += [claim for claim in brought if not code.beside(claim.evidence.path)]
    return usage


def modules_of(package: str) -> list[str]:
    """The modules that a package brings."""
    return MODULES.get(package, package.replace("-", "_")).split()


class _Sources:
    """The modules that have to do with the engines."""

    def __init__(self, packages: dict[str, Package], engines: set[str]) -> None:
        self.engines = engines
        self.files = 0
        self._code: dict[str, Code] = {}
        self._mentioned: set[str] = set()
        #: The modules that are imported, and where each first is without a condition.
        self._seen: set[str] = set()
        self._firm: dict[str, tuple[str, int]] = {}
        #: The modules that texts name, and whether one does so without a condition.
        self._named: dict[str, bool] = {}
        #: Lines that import something of the application's that is called after an engine.
        self._importing: list[tuple[str, str]] = []
        #: Modules that are there to choose from, by their names.
        self._beside: set[str] = set()
        #: True where some modules were not even searched.
        self._shortened = False
        self._modules = {module: rule.engine for name, rule in packages.items() for module in modules_of(name)}
        known = engines | {rule.engine for rule in packages.values()}
        self._words = {word: engine for word, engine in ENGINE_WORDS.items() if engine in known and word != "es"}
        servers = _RELATIONAL - {"sqlite"}
        # Where no manifest lists a driver, a URL may name one: `postgresql+psycopg2://`.
        self._by_url = set[str]() if engines & servers else known & servers
        relational = engines & _RELATIONAL
        # What an application with a driver falls back to.
        relational |= ({"sqlite"} if relational else set()) | self._by_url
        self._schemes = {name for name, engine in SCHEMES.items() if engine in relational} - _ELSEWHERE
        self._searched = sorted({*self._words, *self._schemes, *(module.lower() for module in self._modules)})

    def read(self, tree: Tree) -> None:
        """Reads what is worth it, the nearer to the root first."""
        modules = [
            path
            for path in tree.ending(_CODE)
            if not _TESTS.fullmatch(posixpath.basename(path))
            and not (path.endswith("setup.py") and installs(path, tree.read(path) or ""))
        ]
        self.files = len(modules)
        self._beside = _beside_each_other(path for path in modules if _SQL.search(path))
        found = []
        for path, text in tree.sources(_CODE, sorted(self._needles())):
            if installs(path, text):
                continue
            if not _TESTS.fullmatch(posixpath.basename(path)) and not tooling(path) and not _MIGRATION.search(path):
                tells, roots = self._worth(path, text)
                if tells or roots:
                    found.append((path, text, tells, roots))
        self._shortened = tree.shortened(_CODE)
        found.sort(key=lambda item: (not item[2], item[0].count("/"), item[0]))
        left = _CODE_LIMIT
        for path, text, tells, roots in found[:_FILES_LIMIT]:
            if not tells and all(root in self._firm and not self.beside(self._firm[root][0]) for root in roots):
                # Another module that imports what is known to be needed.
                continue
            if len(text) > left:
                # A large one does not hide the small ones behind it.
                continue
            left -= len(text)
            try:
                code = read_code(text, self._modules)
            except FormatError:
                # A template of code, or code of another Python: nothing to learn from.
                continue
            self._code[path] = code
            self._imported(tree, path, code)

    def _imported(self, tree: Tree, path: str, code: Code) -> None:
        """Notes which of the packages it imports, and whether the application needs them for that."""
        firm: dict[str, int] = {}
        for imported in code.imports:
            root = imported.module.partition(".")[0]
            if root in self._modules:
                self._seen.add(root)
                # Who only catches its errors does not talk to it.
                if imported.firm and imported.module.rpartition(".")[2] not in ERRORS:
                    firm.setdefault(root, imported.line)
        for root, firmly in code.named.items():
            self._named[root] = self._named.get(root, False) or firmly
        if firm and (self._by_name(path, code) or serves_a_few(tree, path, code.bases)):
            firm = {}
        for root, owners in code.spared.items():
            # What others import they may call without a condition.
            if not any(owner in line for owner in owners for other, line in self._importing if other != path):
                firm.pop(root, None)
        if words(path) & _CACHE_WORDS:
            # What it keeps in a file can be made again.
            firm.pop("sqlite3", None)
        for root, line in firm.items():
            if root not in self._firm or (self.beside(self._firm[root][0]) and not self.beside(path)):
                self._firm[root] = (path, line)

    def _by_name(self, path: str, code: Code) -> bool:
        """True for a module that is called after an engine and that no other one imports: it is loaded by its name.

        So is a module of Ansible's, which runs elsewhere.
        """
        if any(imported.module.startswith("ansible.module_utils") for imported in code.imports):
            return True
        folder, name = posixpath.split(path)
        stem = name.removesuffix(".py") if name != "__init__.py" else posixpath.basename(folder)
        if not folder or not words(stem) & set(self._words):
            return False
        return not any(re.search(rf"\b{re.escape(stem)}\b", line) for other, line in self._importing if other != path)

    def firm(self, package: str) -> bool:
        """True where it is imported unconditionally."""
        return any(module in self._firm for module in modules_of(package))

    def beside(self, path: str) -> bool:
        """True for a module that is there to choose from, by its name."""
        return path in self._beside

    def seen(self, package: str) -> bool:
        """True where any code imports it."""
        return any(module in self._seen for module in modules_of(package))

    def imported(self, package: str, rule: Package) -> Claim:
        """That a package is used which no manifest asks for."""
        module, (path, line) = next((item, self._firm[item]) for item in modules_of(package) if item in self._firm)
        return Claim(rule.engine, Evidence(path, line, "dependency", f"import {module}"), rule.basis)

    def spared(self, package: str, rule: Package) -> bool:
        """True where the code imports it only under a condition, or does not use it at all."""
        if self.seen(package):
            return not self.firm(package)
        named = [self._named[module] for module in modules_of(package) if module in self._named]
        if named:
            # Nothing imports it: the framework loads what a text names.
            return not any(named)
        return rule.basis == DRIVER and rule.engine not in self._mentioned and not self._shortened

    def shut(self) -> frozenset[str]:
        """Engines that a switch leaves off: `REDIS_ENABLED = False`."""
        return frozenset(
            switch.engine
            for path, code in self._code.items()
            if module_scope(path, "production") == LIVE
            for switch in code.switches
            if switch.state == SHUT
        )

    def claims(self, environment: str) -> Iterator[Claim]:
        """What URLs and switches say."""
        for path, code in self._code.items():
            scope = module_scope(path, environment)
            for url in code.urls:
                named = url.engine in self._by_url and "+" in url.detail
                if url.engine in self.engines or url.engine == "sqlite" or named:
                    weighed = replace(url, choice=url.choice or path in self._beside)
                    # A file of SQLite is what people start with.
                    yield setting_claim(weighed, path, scope, environment, starter=url.engine == "sqlite")
        yield from self._switched()

    def _switched(self) -> Iterator[Claim]:
        tested = {name for code in self._code.values() for name in code.tested}
        switches: dict[str, list[tuple[str, Switch]]] = defaultdict(list)
        for path, code in self._code.items():
            if module_scope(path, "production") == LIVE:
                for switch in code.switches:
                    switches[switch.engine].append((path, switch))
        for engine, found in switches.items():
            if engine in self.engines:
                place = off_by_default(found, tested)
                if place:
                    path, switch = place
                    how = "is off" if switch.state == SHUT else "is empty"
                    detail = f"{switch.name} {how} unless somebody sets it"
                    yield Claim(
                        engine, Evidence(path, switch.line, "configuration", detail), CONFIGURATION, choice=True
                    )

    def _needles(self) -> set[str]:
        """Texts that a module has to hold to be looked at."""
        # Without its first letter a word is the same in `redis` and `Redis`.
        needles = {form for word in self._words for form in (word[1:], word.upper())}
        needles |= self._schemes | set(self._modules)
        return {text for text in needles if not any(other in text for other in needles - {text})}

    def _worth(self, path: str, text: str) -> tuple[bool, set[str]]:
        """Whether a line holds a URL or sets or asks for a setting, and which of the modules are imported."""
        lowered = text.lower()
        tells = False
        roots: set[str] = set()
        for word in self._searched:
            position = lowered.find(word)
            for _hit in range(_HITS_LIMIT):
                if position < 0:
                    break
                start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
                line = text[start : end if end >= 0 else None][:_LINE_LIMIT].strip()
                if not line.startswith("#"):
                    if word in self._words and not lowered[position - 1 : position].isalpha():
                        self._mentioned.add(self._words[word])
                    if line.startswith(("import ", "from ")):
                        root = line.split()[1].partition(".")[0].rstrip(",;")
                        roots.add(root)
                        if not text[start].isspace() and root not in self._modules and word in self._words:
                            self._importing.append((path, line))
                    elif word in self._words and _LISTED.fullmatch(line):
                        # One of the names that `from x import (` goes on with.
                        self._importing.append((path, line))
                    else:
                        tells = tells or _telling(line, word)
                position = lowered.find(word, max(end, position + 1)) if end >= 0 else -1
        return tells, roots & set(self._modules)


def _beside_each_other(paths: Iterable[str]) -> set[str]:
    """Modules called after databases that lie in one folder: `mysql.py` and `sqlite.py` are to choose from."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in paths:
        folder, name = posixpath.split(path)
        for word in words(name.removesuffix(".py")):
            if SCHEMES.get(word) in _RELATIONAL or word in STRANGERS:
                found[folder][SCHEMES.get(word, word)].add(path)
    return {path for engines in found.values() if len(engines) > 1 for own in engines.values() for path in own}


def _telling(line: str, word: str) -> bool:
    if word in line and ("://" in line or f'"{word}' in line or f"'{word}" in line):
        return True
    if any(f"{mark}{scheme}" in line for scheme in NO_SERVER for mark in "\"'"):
        return True
    asks = line.startswith(("if ", "elif "))
    name = line if asks else line.partition("=" if "=" in line else ":")[0]
    return (asks or name != line) and word in name.lower() and bool(identifier_words(name) & _SETTING_WORDS)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go: what go.mod requires, which code imports it, and whether that code is used in any case."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..formats.errors import FormatError
from ..formats.go_mod import GoMod, parse_go_mod
from ..formats.go_model import Use
from ..model import (
    CONFIGURATION,
    DEVELOPMENT,
    DRIVER,
    LIVE,
    OPTIONAL,
    Broker,
    Claim,
    Evidence,
    Findings,
    Framework,
    Variants,
)
from ..rules.golang import (
    BROKERS,
    EMBEDDED,
    FRAMEWORKS,
    GIVEN_A_CLIENT,
    MIGRATORS,
    MODULES,
    PROGRAM_MAKERS,
    UNVERSIONED,
)
from ..scope import narrower
from ..tree import Tree, folder_of, tooling
from .go_conditions import Callers
from .go_defaults import defaults, demanded, spared
from .go_imports import Imported, called_after, concerns, imports, package_name, plain, rule_of, wrappers
from .go_reach import unreached, without_test_modules
from .go_variants import exchangeable
from .slots import named_after, one_of_several, words_of

_DEPTH = 4
#: Imports of one engine that are told.
_SHOWN = 3
#: Of these engines an application usually uses one.
_RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: What the functions and types begin with that connect to a server, and what a `New…` among them makes.
_CONSTRUCTORS = ("Dial", "Open", "Connect", "Pool", "NewWith")
_MADE = frozenset(
    """
    client universal ring pool cluster failover sentinel store storage server conn connection http cache
    scheduler provider consumer publisher subscriber enqueuer worker redis redi
    """.split()
)
#: Words of other functions and types that somebody needs who connects.
_MAKING = frozenset("must make create init setup from parse pool options opts config dial open connect client".split())
_WRAPPED_LIMIT = 12
_GETTERS = ("New", "Get", "Client", "Create", "Init", "Open", "Connect", "Must", "Dial", "Setup")


def detect(tree: Tree, environment: str) -> Findings:
    """What the Go parts of a tree tell."""
    del environment  # Go knows no environments
    findings = Findings()
    modules = list(_modules(tree, findings))
    needles = {
        f'"{required.path}' for _path, module in modules for required in module.required if concerns(required.path)
    }
    if not modules and tree.ending((".go",)):
        # As people wrote Go before there were modules.
        needles = {f'"{path}' for path in UNVERSIONED}
    if not needles:
        return findings
    wrapping = wrappers(required for _path, module in modules for required in module.required)
    imported = imports(tree, needles | {f'"{path}' for path in (*EMBEDDED, *wrapping)}, wrapping)
    found = imported.found
    if not modules and found and imported.programs:
        findings.language("go")
    made = any(known.name in PROGRAM_MAKERS for known in findings.frameworks)
    program = bool(imported.programs) or made
    if found and not program:
        # Packages for others' programs: what these use of them is theirs to say.
        found = [replace(item, scope=narrower(item.scope, OPTIONAL)) for item in found]
    elif not made:
        names = {posixpath.dirname(path): module.module for path, module in modules if module.module}
        found = without_test_modules(tree, names, imported.programs, found)
        found = _without_left_behind(tree, names, found, imported.texts)
    found = _without_tagged(_without_left_over(found))
    live = [item for item in found if item.scope == LIVE]
    own = tuple(module.module for _path, module in modules if module.module)
    callers = Callers(tree)
    brought = _brought(modules)
    stores, place = exchangeable(tree, callers, _stores(tree, live), brought)
    if place is not None and len(stores) > 1:
        detail = f"one place offers {', '.join(sorted(stores))}"
        findings.variants.append(Variants(stores, Evidence(place.file, place.line, "structure", detail)))
    optional = stores | {
        engine
        for engine in sorted({item.engine for item in live})
        if engine in imported.embedded
        or _is_optional(tree, callers, engine, [item for item in live if item.engine == engine], imported.texts, own)
    }
    optional -= {engine for engine in sorted(optional - _RELATIONAL) if demanded(tree, callers, engine)}
    findings.claims += _claims(found, optional)
    findings.claims += [brought[engine] for engine in sorted(stores - {item.engine for item in live})]
    findings.claims += _required(modules, found, imported.paths, bool(tree.ending((".go",))))
    findings.claims += _picked(tree, callers, {item.engine for item in live}, optional)
    findings.claims += _built(live)
    for item in imported.brokers:
        if item.scope == LIVE and program:
            evidence = Evidence(item.file, item.line, "dependency", f'import "{item.path}"')
            engines = next(BROKERS[name] for name in BROKERS if f"{plain(item.path)}/".startswith(f"{name}/"))
            findings.brokers.append(Broker(item.path, engines, evidence))
            break
    return findings


def _brought(modules: Iterable[tuple[str, GoMod]]) -> dict[str, Claim]:
    """Relational drivers that come with other packages, such as a mapper for several databases."""
    return {
        rule.engine: Claim(
            rule.engine,
            Evidence(path, required.line, "dependency", f"require {required.path} // indirect"),
            DRIVER,
            choice=True,
        )
        for path, module in modules
        for required in module.required
        if required.indirect and (rule := rule_of(required.path)) and rule.engine in _RELATIONAL and not tooling(path)
    }


def _stores(tree: Tree, live: list[Imported]) -> list[Imported]:
    """Drivers for what may hold the main data; MongoDB as one of many things that a tool talks to does not."""
    return [
        item
        for item in live
        if item.engine in _RELATIONAL or (item.engine == "mongodb" and not one_of_several(tree, item.file, item.engine))
    ]


def _modules(tree: Tree, findings: Findings) -> Iterator[tuple[str, GoMod]]:
    for path in [*tree.matching("go.mod", _DEPTH), *tree.matching("go.work", _DEPTH)]:
        text = tree.read(path)
        if text is None:
            continue
        try:
            module = parse_go_mod(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read ({exc}); it was left out")
            continue
        if not tooling(path):
            findings.language("go", module.go)
            for required in module.required:
                name = FRAMEWORKS.get(plain(required.path))
                if name and not required.indirect:
                    version = required.version.partition("+")[0].partition("-")[0]
                    findings.frameworks.append(Framework(name, version, folder_of(path)))
        yield path, module


def _without_left_behind(
    tree: Tree, modules: dict[str, str], found: list[Imported], texts: dict[str, str]
) -> list[Imported]:
    """An engine whose packages no program is built with is none that it needs.

    A relational one is looked at where there are several: what is left behind is no candidate.
    """
    live = [item for item in found if item.scope == LIVE]
    several = len({item.engine for item in live if item.engine in _RELATIONAL}) > 1
    asked = [item for item in live if several or item.engine not in _RELATIONAL]
    unused = unreached(tree, modules, asked, texts)
    used = {item.engine for item in asked if posixpath.dirname(item.file) not in unused}
    if several and not used & _RELATIONAL:
        used |= _RELATIONAL
    left = {item.engine for item in asked} - used
    return [
        replace(item, scope=OPTIONAL if item.engine in _RELATIONAL else LIVE, choice=True)
        if item.scope == LIVE and item.engine in left
        else item
        for item in found
    ]


def _without_left_over(found: list[Imported]) -> list[Imported]:
    """Where code connects to one server, schemas alone could be changed in others."""
    live = [item for item in found if item.scope == LIVE and item.engine in _RELATIONAL]
    connected = {item.engine for item in live if not plain(item.path).startswith(MIGRATORS)}
    left = {item.engine for item in live} - connected if connected else set[str]()
    return [replace(item, scope=OPTIONAL) if item.scope == LIVE and item.engine in left else item for item in found]


def _without_tagged(found: list[Imported]) -> list[Imported]:
    """Beside a server's driver that every build has, one that a tag asks for is no equal."""
    live = [item for item in found if item.scope == LIVE and item.engine in _RELATIONAL]
    always = {item.engine for item in live if not item.choice and not item.default}
    if not always - {"sqlite"}:
        return found
    return [
        replace(item, scope=OPTIONAL, choice=False)
        if item.scope == LIVE and item.tagged and item.engine in _RELATIONAL - always
        else item
        for item in found
    ]


def _built(live: list[Imported]) -> Iterator[Claim]:
    """The one server whose driver is built where no tag asks for another one."""
    tagged = {item.engine for item in live if item.tagged and item.engine in _RELATIONAL}
    default = [item for item in live if item.default and item.engine in _RELATIONAL]
    if len({item.engine for item in default}) == 1 and tagged - {default[0].engine}:
        evidence = Evidence(default[0].file, default[0].line, "structure", "built where no tag asks for another one")
        yield Claim(default[0].engine, evidence, CONFIGURATION, default=True)


def _is_optional(
    tree: Tree, callers: Callers, engine: str, live: list[Imported], texts: dict[str, str], own: tuple[str, ...]
) -> bool:
    """True where all code that connects to the engine is reached only after the settings were asked for it."""
    if all(item.choice for item in live):
        return True
    callers.renew()
    uses: list[tuple[str, Use]] = []
    simple = False
    makers = [item for item in live if plain(item.path) not in GIVEN_A_CLIENT]
    for item in makers or live:
        # Most files only handle what another one has connected; they need not be taken apart.
        text = texts[item.file]
        if not any(f"{item.name}.{word}" in text for word in ("New", *_CONSTRUCTORS)):
            continue
        source = callers.source(item.file, text)
        made = [
            (item.file, use)
            for use in (source.uses if source else ())
            if use.qualifier == item.name and _connects(use.name)
        ]
        if made and one_of_several(tree, item.file, item.engine):
            simple = True
            continue
        uses += made
    if not uses and simple:
        return True
    uses = uses or _wrapped(callers, engine, live, texts)
    described = not uses and bool(makers) and engine not in _RELATIONAL and _only_described(makers, texts)
    if described and not called_after(tree, engine, {plain(item.path) for item in live}, own):
        return True
    if callers.optional(engine, uses):
        return True
    return engine not in _RELATIONAL and spared(tree, callers, engine)


def _only_described(live: list[Imported], texts: dict[str, str]) -> bool:
    """True where nobody connects: a driver's types and errors serve what others hand over, or questions to build."""
    for item in live:
        if item.name == "_" or item.basis != DRIVER or f"{item.name}." not in texts[item.file]:
            return False
        called = re.findall(rf"(?<![\w.]){re.escape(item.name)}\.(\w+)[({{]", texts[item.file])
        if any(_connects(name) or words_of(name) & _MAKING for name in called):
            return False
    return True


def _wrapped(callers: Callers, engine: str, live: list[Imported], texts: dict[str, str]) -> list[tuple[str, Use]]:
    """Where the application's own library connects, and hands over what the driver's types describe."""
    uses: list[tuple[str, Use]] = []
    for item in live[:_WRAPPED_LIMIT]:
        source = callers.source(item.file, texts[item.file])
        if source is None:
            continue
        # `micro "github.com/acme/go-lib-micro/redis"`
        own = {
            other.alias or package_name(other.path)
            for other in source.imports
            if named_after(posixpath.basename(other.path), engine)
        }
        uses += [
            (item.file, use)
            for use in source.uses
            if use.name.startswith(_GETTERS)
            and use.qualifier != item.name
            and (use.qualifier in own or named_after(use.qualifier, engine))
        ]
    return uses


def _connects(name: str) -> bool:
    """True for what connects, rather than builds a question or a value."""
    return name == "New" or name.startswith(_CONSTRUCTORS) or (name.startswith("New") and bool(words_of(name) & _MADE))


def _claims(found: list[Imported], optional: frozenset[str] | set[str]) -> Iterator[Claim]:
    told: dict[tuple[str, str], int] = {}
    for item in sorted(found, key=lambda item: (item.file.count("/"), item.file, item.line)):
        key = (item.engine, item.scope)
        told[key] = told.get(key, 0) + 1
        if told[key] > _SHOWN:
            continue
        choice = item.choice or item.engine in optional
        detail = f'import "{item.path}"'
        if choice and item.engine not in _RELATIONAL:
            detail += ", used where settings ask for it"
        evidence = Evidence(item.file, item.line, "dependency", detail)
        yield Claim(item.engine, evidence, item.basis, item.scope, choice)


def _required(
    modules: Iterable[tuple[str, GoMod]], found: list[Imported], paths: set[str], code: bool
) -> Iterator[Claim]:
    """Drivers that go.mod requires and no code imports that we see: tests use them, or code that is elsewhere."""
    imported = {item.engine for item in found}
    for path, module in modules:
        for required in module.required:
            rule = rule_of(required.path)
            engine = rule.engine if rule else MODULES.get(plain(required.path), "")
            if required.indirect or not engine or engine in imported:
                continue
            if any(f"{other}/".startswith(f"{required.path}/") for other in paths):
                # Only its types or formats are used.
                continue
            scope = DEVELOPMENT if code or tooling(path) else LIVE
            detail = f"require {required.path}" + (", which no code of the application imports" if code else "")
            evidence = Evidence(path, required.line, "dependency", detail)
            yield Claim(engine, evidence, rule.basis if rule else DRIVER, scope)


def _picked(tree: Tree, callers: Callers, live: set[str], optional: frozenset[str] | set[str]) -> Iterator[Claim]:
    """What settings pick by default, where there is something to pick."""
    engines = optional & live
    if not engines:
        return
    told: set[str] = set()
    for item in defaults(tree, callers, set(engines)):
        if item.engine not in told:
            told.add(item.engine)
            evidence = Evidence(item.path, item.line, "configuration", item.detail)
            yield Claim(item.engine, evidence, CONFIGURATION, default=True)

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look into the code of an application for the JVM, to learn more of what its build and settings told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..formats.jvm_comments import without_comments
from ..model import Evidence
from ..rules.jvm_settings import (
    CARRIED,
    CLIENT_CODE,
    CODE_WORDS,
    EMBEDDED_URLS,
    IN_MEMORY_URLS,
    MAINS,
    SERVED,
    SLOT_FOLDERS,
    STARTS,
)
from ..tree import Tree

_CODE = (".java", ".kt", ".scala", ".groovy", ".clj")
#: Longer lines are written by machines.
_LINE_LIMIT = 2_000
#: What follows the name of a switch, where its default stands beside it.
_OFF = re.compile(r"[^;]{0,20}?,\s*(?:Constants\.|Boolean\.)?(?:false|off)\b", re.IGNORECASE)
#: What makes a class or a method depend on a setting, and what says that it is on without one.
_CONDITION = re.compile(
    r"@(?:ConditionalOnProperty|ConditionalOnExpression|Conditional|Requires|IfBuildProperty|LookupIfProperty|Profile)"
    r"\([^)]{1,200}"
)
#: What makes a framework create an object of a class by itself.
_MANAGED = re.compile(
    r"@(?:Component|Configuration|AutoConfiguration|Service|Repository|Bean|Controller|RestController|Singleton|Startup"
    r"|ApplicationScoped|RequestScoped|Dependent|Named|SpringBootApplication)\b"
)
_BY_DEFAULT = re.compile(r"matchIfMissing\s*=\s*true|enableIfMissing\s*=\s*true|lookupIfMissing\s*=\s*true|\"!")


@dataclass
class Code:
    """What the code tells."""

    #: Files that start an application.
    starts: list[str] = field(default_factory=list)
    #: Engines that the code picks by a name or a switch.
    switches: dict[str, Evidence] = field(default_factory=dict)
    #: Those of them for which the code itself says that they are off.
    off: set[str] = field(default_factory=set)
    #: Engines whose clients the code names, other than where it has several to choose from.
    used: set[str] = field(default_factory=set)
    #: Those of them that code uses that is always there.
    free: set[str] = field(default_factory=set)
    #: True where the code opens an embedded database that is kept in a file.
    embedded: bool = False


def look(tree: Tree, engines: set[str]) -> Code:
    """Reads the code once, for those engines."""
    code = Code()
    if not any(path.endswith(_CODE) for path in tree.files):
        # What is not there cannot tell that a client is not used.
        code.used, code.free = set(engines), set(engines)
        return code
    names = [word for word, engine in CODE_WORDS.items() if engine in engines]
    clients = [(text, engine) for engine in sorted(engines) for text in CLIENT_CODE.get(engine, ())]
    switch = _switch(names) if names else None
    asks = {engine: _asks([name for name in names if CODE_WORDS[name] == engine]) for engine in sorted(engines)}
    mentioning = [
        *STARTS,
        *SERVED,
        *EMBEDDED_URLS,
        *(text for text, _engine in clients),
        *(f'"{name}' for name in names),
    ]
    mentioning += [f".{name}." for name in names] + [_constant(name) for name in names]
    carried: set[str] = set()
    #: Engines of classes that the framework makes an object of, with their modules, and the modules that it only looks
    #: into under a condition; of classes that somebody else makes an object of; and of those that a condition creates.
    managed: list[tuple[str, str]] = []
    scanned: set[str] = set()
    handed: set[str] = set()
    conditional: set[str] = set()
    for path, source in tree.sources(_CODE, mentioning):
        text = without_comments(source, path)
        if _starts(text):
            code.starts.append(path)
        if not SLOT_FOLDERS & set(path.lower().split("/")[:-1]):
            used = {engine for client, engine in clients if client in text}
            code.used |= used
            conditions = _conditions(text) if used else set()
            conditional |= used & conditions
            if conditions and "@ComponentScan" in text:
                scanned.add(f"/{path}".partition("/src/")[0])
            if _MANAGED.search(text):
                managed += [(f"/{path}".partition("/src/")[0], engine) for engine in used - conditions]
            else:
                handed |= used - conditions
            carried |= {engine for engine in used if any(start in text for start in CARRIED.get(engine, ()))}
            for engine, asked in asks.items():
                if engine in used and (found := asked.search(text)):
                    code.switches.setdefault(engine, _asked_at(path, text, found.start(), engine))
        if not code.embedded and any(url in text for url in EMBEDDED_URLS):
            code.embedded = _kept(text)
        if switch is not None:
            _switches(path, text, names, switch, code)
    code.free = {engine for module, engine in managed if module not in scanned} | (handed - conditional)
    code.free -= carried
    return code


def _starts(text: str) -> bool:
    return any(start in text for start in STARTS) or (
        any(served in text for served in SERVED) and any(main in text for main in MAINS)
    )


def _kept(text: str) -> bool:
    """True where an embedded database is kept in a file."""
    return any(
        any(url in line for url in EMBEDDED_URLS) and not any(url in line for url in IN_MEMORY_URLS)
        for line in text.split("\n")
    )


def _switch(names: list[str]) -> re.Pattern[str]:
    """`"redis.enabled"`, `havingValue = "redis"`, `case "redis"`, `"redis".equals(...)` and their like."""
    word = "|".join(re.escape(name) for name in names)
    return re.compile(
        rf'"(?:[\w-]+\.)*(?P<a>{word})[\w-]*(?:\.[\w-]+)?\.enabled?"|havingValue\s*=\s*"(?P<b>{word})[\w-]*"'
        rf'|case\s+(?:"\w+",\s*)*"(?P<c>{word})"|"(?P<d>{word})"\s*(?:\.equals|->|=>)'
        rf'|equals(?:IgnoreCase)?\(\s*"(?P<e>{word})"\s*\)'
        rf"|equals(?:IgnoreCase)?\(\s*(?:[A-Z]\w*\.)?(?:[A-Z]+_)+(?P<g>{word})\s*\)|\b(?:[A-Z]+_)+(?P<h>{word})\.equals"
        rf'|(?:prefix|value|name)\s*=\s*"(?:[\w-]+\.)*(?P<f>{word})",\s*(?:name|value)\s*=\s*"enabled?"',
        re.IGNORECASE,
    )


def _constant(name: str) -> str:
    """How the name of a constant ends that stands for the engine."""
    return f"_{name.upper()}"


def _asks(names: list[str]) -> re.Pattern[str]:
    """`if (config.isRedisCachingEnabled())`, `if (useRedis)`."""
    word = "|".join(re.escape(form) for name in names for form in (name, name.capitalize())) or "(?!)"
    asked = rf"(?:{word})(?!\w{{0,20}}Test)\w{{0,20}}Enabled?\b|\b(?:use|enable|isUse)(?:{word})\b"
    return re.compile(rf"\bif\s{{0,9}}\([\w.()! ]{{0,60}}?(?:{asked})")


def _conditions(text: str) -> set[str]:
    """Engines that a condition of Spring, Micronaut or Quarkus in a file names: the file is there where it holds."""
    return {
        engine
        for found in _CONDITION.finditer(text)
        if not _BY_DEFAULT.search(found.group())
        for name, engine in CODE_WORDS.items()
        if name in found.group().lower()
    }


def _asked_at(path: str, text: str, start: int, engine: str) -> Evidence:
    number = text.count("\n", 0, start) + 1
    return Evidence(path, number, "structure", f"the code uses {engine} where it is asked to")


def _switches(path: str, text: str, names: list[str], switch: re.Pattern[str], code: Code) -> None:
    for start, line in _lines(text, [*names, *map(_constant, names)]):
        found = switch.search(line)
        # What is on unless somebody says otherwise is no choice.
        if found is None or "matchIfMissing = true" in line:
            continue
        engine = CODE_WORDS[next(name for name in found.groups() if name).lower()]
        if found.group("a") and _OFF.match(line, found.end()):
            code.off.add(engine)
        code.switches.setdefault(engine, _asked_at(path, text, start, engine))


def _lines(text: str, names: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with a text that may be a name, each with its start: most files hold none, so none is split."""
    seen: set[int] = set()
    for name in names:
        position = text.find(name)
        while position >= 0:
            start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
            end = len(text) if end < 0 else end
            told = name.isupper() or text.find('"', start, end) >= 0
            if start not in seen and end - start <= _LINE_LIMIT and told:
                seen.add(start)
                yield start, text[start:end]
            position = text.find(name, end)

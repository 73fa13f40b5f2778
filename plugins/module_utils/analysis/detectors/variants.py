# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Structure: folders that hold the same files are implementations to choose from, and their names tell of what."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict

from ..model import Evidence, Findings, Variants
from ..rules.dotnet import MAPPERS
from ..rules.judgement import RIVAL_SERVERS
from ..rules.names import NAMES
from ..scope import words
from ..tree import Tree

_SCHEMAS = (".sql", ".ddl", ".properties")
#: Where properties are what scripts for the database are made with, rather than settings.
_SCHEMA_FOLDERS = frozenset("sql ddl schema schemas dbscripts".split())
_CODE = (".js", ".ts", ".mjs", ".cjs", ".py", ".rb", ".sql")
#: Names that any two folders share.
_COMMON = frozenset(
    """
    index main init setup base common config client connection connect schema types model models
    util utils helper helpers
    """.split()
)
#: Engines that an application keeps its main data in.
STORES = frozenset({"mysql", "postgresql", "mongodb", "sqlite"})
#: Folders whose children are meant to be exchanged for each other.
_SLOTS = frozenset("adapters backends cache caches dialects drivers engines search searches storage storages".split())
#: As many folders with the very same files make a slot of plug-ins.
_PLUGINS = 3


def detect(tree: Tree, environment: str) -> Findings:
    """Engines that stand in for each other, and engines that are one plug-in among several."""
    del environment  # structure is the same in all of them
    files: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in tree.files:
        if path.endswith(_CODE) and path.count("/") > 1:
            folder = posixpath.dirname(path)
            files[posixpath.dirname(folder)][posixpath.basename(folder)].append(path)
    findings = Findings()
    for parent in sorted(files):
        children = files[parent]
        named = {child: NAMES[child.lower()] for child in children if child.lower() in NAMES}
        if not named:
            continue
        _stores(parent, children, named, findings)
        if posixpath.basename(parent).lower() in _SLOTS:
            _plugins(parent, children, named, findings)
    _schemas(tree, findings)
    _projects(tree, findings)
    return findings


def _stores(parent: str, children: dict[str, list[str]], named: dict[str, str], findings: Findings) -> None:
    stems = {
        child: {stem for path in children[child] if len(stem := _plain(path, child)) > 3 and stem not in _COMMON}
        for child in named
    }
    names = {child: frozenset(posixpath.basename(path) for path in children[child]) for child in named}
    slot = posixpath.basename(parent).lower() in _SLOTS
    # What folders of other things are called as well tells of plug-ins: nodes/Redis/Redis.node.ts, nodes/Slack/….
    others = Counter(
        stem
        for child, paths in children.items()
        if child not in named
        for stem in {_plain(path, child) for path in paths}
    )
    for child, own in stems.items():
        stems[child] = {stem for stem in own if others[stem] < _PLUGINS}
    alike = {
        engine
        for child, engine in named.items()
        if any(
            named[other] != engine
            # In a folder of things to choose from, names that any two folders share count where all of them agree.
            and (stems[child] & stems[other] or (slot and len(names[child]) > 1 and names[child] == names[other]))
            for other in named
        )
    }
    if len(alike & STORES) > 1:
        first = min(min(children[child]) for child, engine in named.items() if engine in alike)
        detail = f"{parent or '.'} holds the same code for {', '.join(sorted(alike))}"
        findings.variants.append(Variants(frozenset(alike), Evidence(first, 1, "structure", detail)))


def _projects(tree: Tree, findings: Findings) -> None:
    """`Shop.Data.MongoDB` beside `Shop.Data.EFCore`, with the same classes: a document store or a relational one."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in tree.ending((".cs",)):
        for depth, part in enumerate(parts := path.split("/")[:-1]):
            prefix, dot, last = part.lower().rpartition(".")
            if dot and (last in MAPPERS or NAMES.get(last) == "mongodb"):
                found["/".join(parts[:depth]), prefix][last].add(path)
    for _place, projects in sorted(found.items()):
        names = {last: {posixpath.basename(path) for path in paths} for last, paths in projects.items()}
        for last, own in names.items():
            if last not in MAPPERS and any(len(own & names[other]) >= _PLUGINS for other in MAPPERS & set(names)):
                evidence = Evidence(min(projects[last]), 1, "structure", "the same classes for a relational database")
                findings.variants.append(Variants(STORES, evidence))


def _schemas(tree: Tree, findings: Findings) -> None:
    """`schema-mysql.sql` beside `schema-postgresql.sql`: what is set up in whichever server there is."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for path in tree.ending(_SCHEMAS):
        folder, name = posixpath.split(path)
        if path.endswith(".properties") and not words(folder) & _SCHEMA_FOLDERS:
            continue
        for word in words(name.rpartition(".")[0]):
            if NAMES.get(word) in RIVAL_SERVERS:
                found[folder, name.lower().replace(word, "*")].setdefault(NAMES[word], path)
    for _place, paths in sorted(found.items()):
        if len(paths) > 1:
            detail = f"one for each of {', '.join(sorted(paths))}"
            findings.variants.append(
                Variants(frozenset(paths), Evidence(min(paths.values()), 1, "structure", detail), schema=True)
            )


def _plugins(parent: str, children: dict[str, list[str]], named: dict[str, str], findings: Findings) -> None:
    names = {child: frozenset(posixpath.basename(path) for path in paths) for child, paths in children.items()}
    for child in sorted(named):
        alike = sorted(other for other, others in names.items() if others == names[child])
        if len(alike) >= _PLUGINS:
            evidence = Evidence(min(children[child]), 1, "structure", f"one of {len(alike)} plug-ins in {parent}")
            findings.plugins.setdefault(named[child], evidence)


def _plain(path: str, engine_word: str) -> str:
    """A file's name without the engine's: PostgresStorageAdapter and MongoStorageAdapter are the same piece."""
    stem = posixpath.basename(path).rpartition(".")[0]
    return re.sub(re.escape(engine_word), "", stem, flags=re.IGNORECASE).strip("-_.").lower()

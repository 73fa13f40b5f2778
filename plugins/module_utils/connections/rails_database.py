# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rails' ``config/database.yml``: leads the entries of one environment to their groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..problem import Problem
from .rails_edit import Edits, Setting, branches, nested, shared
from .rails_file import ASKED_FOR, File, Outcome
from .rails_heirs import DATABASE, Alone, Led, tell
from .rails_nodes import Document, Entry, Node
from .rails_url import KEY, can_have, is_ours, read_from, with_url
from .settings_databases import Database, root_of, same_name

#: Engine by adapter.
ADAPTERS = {
    "mysql2": "mysql",
    "trilogy": "mysql",
    "jdbcmysql": "mysql",
    "jdbcmariadb": "mysql",
    "postgresql": "postgresql",
    "postgis": "postgresql",
    "jdbcpostgresql": "postgresql",
}
#: By engine, the adapter and encoding of a new entry.
FRESH = {"mysql": ("mysql2", "utf8mb4"), "postgresql": ("postgresql", "unicode")}
POOL = '<%= ENV.fetch("RAILS_MAX_THREADS", 5) %>'
PRIMARY, REPLICA = "primary", "_replica"
NOTHING = ("", "~", "null")


@dataclass(frozen=True)
class Target:
    """An entry that names one database."""

    name: str
    node: Node
    indent: int


def database_yml(text: str | None, file: File) -> Outcome:
    """The content of ``config/database.yml``; `text` is what it was, None where there is no such file."""

    def change(edits: Edits, entry: Entry | None, outcome: Outcome) -> None:
        fresh = by_name([one for one in file.found if one.tamper])
        if entry is None:
            edits.append(nested({file.environment: fresh_lines(fresh)}))
        elif entry.value.kind == "empty":
            edits.below(entry.value, [f"  {line}" for line in fresh_lines(fresh)])
        if entry is None or entry.value.kind == "empty":
            outcome.led = {name: one["ADDRESS"] for name, one in fresh.items()}
            outcome.fixed = {PRIMARY} if len(fresh) > 1 else set()
        else:
            edit(edits, Target(entry.key, entry.value, entry.indent), file, outcome)

    return file.rewritten(text, " and no ".join(FRESH), change)


def edit(edits: Edits, whole: Target, file: File, outcome: Outcome) -> None:
    """Leads every database of an environment to its group."""
    document = edits.document
    targets = databases_of(document, whole)
    if targets is None:
        place = f"{file.path} line {document.line(whole.node.start)}"
        what = f"'{whole.name}' takes several databases from another entry"
        outcome.problems.append(Problem(place, what, f"write them below '{whole.name}:'"))
        return
    outcome.problems += [
        Problem(f"{file.path}: groups.{name}", f"'{whole.name}' has no entry '{name}'", "correct the name")
        for name in file.groups
        if name not in {target.name for target in targets}
    ]
    led: list[Led] = []
    alone: list[Alone] = []
    for target in targets:
        name = whole.name if target.node is whole.node else f"{whole.name}.{target.name}"
        database = chosen(document, target, name, file, outcome)
        if isinstance(database, Alone):
            alone.append(database)
        elif database and read_from(document, target.node, [database]):
            outcome.led[target.name] = database["ADDRESS"]
            outcome.fixed.add(target.name)
        elif database:
            settings = settings_of(document, target, database)
            outcome.led[target.name] = settings[0].value
            adapter = adapter_of(document, target.node)
            first = target.name == PRIMARY and target.node is not whole.node
            if is_ours(document, target.node, adapter) or (first and can_have(edits, target.node, settings)):
                settings = with_url(settings, adapter)
            outcome.fixed |= {target.name for setting in settings if setting.key == KEY}
            edits.problems += branches(document, target.node, file.path)
            edits.problems += shared(document, name, target.node, [setting.key for setting in settings], file.path)
            if target.node is not whole.node:
                edits.problems += shared(document, name, whole.node, [target.name], file.path)
            edits.set(target.node, settings, target.indent)
            led.append(Led(name, target.node, frozenset(setting.key for setting in settings), database))
    tell(document, file.path, led, alone, outcome)


def databases_of(document: Document, whole: Target) -> list[Target] | None:
    """The entries of an environment: itself as `primary`, or each below it; None where it inherits several."""
    own = [entry for entry in whole.node.entries if entry.key != "<<"]

    def several(node: Node) -> bool:
        """Rails' rule: a database for each key if every key holds a mapping."""
        entries = [entry for entry in node.entries if entry.key != "<<"]
        return bool(entries) and all(entry.value.mapping or entry.value.kind == "alias" for entry in entries)

    if any(several(parent) for parent in document.merged(whole.node)):
        return None
    if own and several(whole.node):
        return [Target(entry.key, entry.value, max(entry.indent, 0)) for entry in own]
    return [Target(PRIMARY, whole.node, whole.indent)]


def chosen(document: Document, target: Target, name: str, file: File, outcome: Outcome) -> Database | Alone | None:
    """The group that an entry is for, or why it is left alone; None where that is a problem, which is noted."""

    def value(key: str) -> str | None:
        entry = document.find(target.node, key)
        return document.scalar(entry.value) if entry else ""

    given = file.groups.get(target.name, "")
    if value(KEY) not in NOTHING and not is_ours(document, target.node, adapter_of(document, target.node)):
        led = read_from(document, target.node, matching([given], file.found) if given else file.found)
        if led is None:
            return Alone(name, None, "it has a url, so its database is external")
        return led if led.tamper else Alone(name, None, ASKED_FOR)
    adapter = value("adapter")
    engine = ADAPTERS.get(adapter, adapter) if adapter else ""
    candidates = [one for one in file.found if not engine or one.engine == engine]
    names = [given] if given else [target.name]
    if not given and value("replica") == "true" and target.name.endswith(REPLICA):
        names.append(target.name[: -len(REPLICA)])
    fitting = matching(names, candidates)
    named = value(DATABASE) or ""
    if fitting and given:
        fitting = [one.of_further(named) for one in fitting]
    elif not fitting:
        owners = [one for one in candidates if named in one.further]
        fitting = [one.of_further(named) for one in owners if len(owners) == 1]
    if len(fitting) > 1:
        outcome.problems.append(
            Problem(
                f"{file.path}: {name}",
                f"its adapter does not tell which of {', '.join(one.name for one in fitting)} it means",
                "write the adapter without a tag <% … %>",
            )
        )
        return None
    if fitting:
        return fitting[0] if fitting[0].tamper else Alone(name, target.node, ASKED_FOR)
    if engine and not candidates:
        return Alone(name, target.node, f"its adapter is {adapter}")
    return Alone(name, target.node, f"there is no group '{names[-1]}'", follows=True)


def adapter_of(document: Document, node: Node) -> str | None:
    """The adapter of an entry; None where it has none, or where a tag says it."""
    entry = document.find(node, "adapter")
    return document.scalar(entry.value) if entry else None


def matching(names: Sequence[str], candidates: Sequence[Database]) -> list[Database]:
    """The groups that the first name stands for which stands for any."""
    for name in names:
        found = [one for one in candidates if same_name(one.group) == same_name(name) or one.name == name]
        if not found and name == PRIMARY:
            roots = [root_of(candidates, engine) for engine in FRESH]
            found = [one for one in roots if one]
        if found:
            return found
    return []


def settings_of(document: Document, target: Target, database: Database) -> list[Setting]:
    """The values of an entry; a replica's entry gets the first replica, or the writer where there is none."""
    replica = document.find(target.node, "replica")
    follows = bool(replica and document.scalar(replica.value) == "true" and database.replicas)
    host = database.replicas[0] if follows else database["ADDRESS"]
    return [
        Setting("host", host, frozenset() if follows else database.variables.get("ADDRESS", frozenset())),
        Setting("port", database["PORT"], database.variables.get("PORT", frozenset()), number=True),
        *(
            Setting(name.lower(), database[name], database.variables.get(name, frozenset()))
            for name in ("DATABASE", "USERNAME", "PASSWORD")
            if database[name]
        ),
    ]


def by_name(found: Sequence[Database]) -> dict[str, Database]:
    """The databases by the names that their entries get, the primary one first."""
    first = next((one for one in found if one.primary), found[0])
    others = {same_name(one.group) if one.group != "default" else one.engine: one for one in found if one is not first}
    return {PRIMARY: first, **others}


def fresh_lines(found: Mapping[str, Database]) -> list[str]:
    """An environment that the file does not have yet: one database, or each below its name."""
    entries = {name: fresh_entry(one, fixed=name == PRIMARY and len(found) > 1) for name, one in found.items()}
    return nested(entries) if len(entries) > 1 else entries[PRIMARY]


def fresh_entry(database: Database, *, fixed: bool) -> list[str]:
    """The lines of one database; `fixed` where no variable is to lead it elsewhere."""
    adapter, encoding = FRESH[database.engine]
    own = settings_of(Document("", Node("empty", 0, 0), {}, ()), Target("", Node("empty", 0, 0), 0), database)
    own = with_url(own, adapter) if fixed else own
    return [
        f"adapter: {adapter}",
        f"encoding: {encoding}",
        f"pool: {POOL}",
        *(f"{setting.key}: {setting.text}" for setting in own),
    ]

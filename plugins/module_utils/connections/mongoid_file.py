# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mongoid's ``config/mongoid.yml``: leads the clients of one environment to their groups."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from ..problem import Problem
from .rails_database import NOTHING
from .rails_edit import Edits, Setting, branches, nested, shared
from .rails_file import ASKED_FOR, File, Outcome
from .rails_heirs import Alone, Led, tell
from .rails_nodes import Document, Entry, Node
from .settings_databases import Database, root_of, same_name
from .settings_parameters import told, with_parameters
from .url import url_host

#: Where clients stand: since Mongoid 5, and before.
CLIENTS, SESSIONS = "clients", "sessions"
#: The database that keeps a client's user; without it, the client's own.
AUTH_SOURCE = "auth_source"


def mongoid_yml(text: str | None, file: File) -> Outcome:
    """The content of ``config/mongoid.yml``; `text` is what it was, None where there is no such file."""

    def change(edits: Edits, entry: Entry | None, outcome: Outcome) -> None:
        clients = fresh_clients([one for one in file.found if one.tamper])
        fresh = nested({CLIENTS: nested(clients)})
        if entry is None:
            edits.append(nested({file.environment: fresh}))
        elif entry.value.kind == "empty":
            edits.below(entry.value, [f"  {line}" for line in fresh])
        if entry is None or entry.value.kind == "empty":
            outcome.led = dict.fromkeys(clients, "")
        else:
            edit(edits, entry, file, outcome)

    return file.rewritten(text, "mongodb", change)


def edit(edits: Edits, entry: Entry, file: File, outcome: Outcome) -> None:
    """Leads each client of an environment to its group."""
    document = edits.document
    clients = entry.value.entry(CLIENTS) or entry.value.entry(SESSIONS)
    if clients is None or not clients.value.mapping:
        place, what = f"{file.path} line {document.line(entry.start)}", f"'{entry.key}' has no clients of its own"
        outcome.problems.append(Problem(place, what, f"write 'clients:' with 'default:' below '{entry.key}:'"))
        return
    led: list[Led] = []
    alone: list[Alone] = []
    for client in clients.value.entries:
        name = file.groups.get(client.key, client.key)
        fitting = [one for one in file.found if same_name(one.group) == same_name(name)]
        database = fitting[0] if fitting else root_of(file.found, "mongodb") if client.key == "default" else None
        reason = left_alone(document, client.value, database)
        if reason or database is None:
            place, unknown = f"{entry.key}.{clients.key}.{client.key}", f"there is no group '{name}'"
            alone.append(Alone(place, client.value, reason or unknown, follows=not reason))
            continue
        outcome.led[client.key] = database["ADDRESS"]
        edits.problems += branches(document, client.value, file.path)
        name, keys = f"{entry.key}.{client.key}", ["hosts", "uri", "database"]
        changed = [(client.value, keys)]
        if options := client.value.entry("options"):
            changed.append((options.value, ["user", "password", AUTH_SOURCE]))
        for node, own in (*changed, (clients.value, [client.key]), (entry.value, [clients.key])):
            edits.problems += shared(document, name, node, own, file.path)
        place = f"{entry.key}.{clients.key}.{client.key}"
        led += [Led(place, node, frozenset(own), database) for node, own in changed]
        if uri := client.value.entry("uri"):
            old = document.scalar(uri.value) or ""
            outcome.warnings += told(f"{file.path}: the uri of {place}", database["URL"], old)
        set_client(edits, client, database, file, old=clients.key == SESSIONS)
    tell(document, file.path, led, alone, outcome)


def left_alone(document: Document, client: Node, database: Database | None) -> str:
    """Why a client is not touched; empty where it is."""
    for key in ("url", "uri"):
        entry = document.find(client, key)
        value = document.scalar(entry.value) if entry else ""
        if key == "url" and value not in NOTHING:
            return "it has a url, so its database is external"
        if value and value.startswith("mongodb+srv:"):
            return "its uri is of mongodb+srv, so its database is external"
    if database and not database.tamper:
        return ASKED_FOR
    if database and database.members > 1:
        return "its group has several members, and how a client finds them is the application's choice"
    return ""


def set_client(edits: Edits, client: Entry, database: Database, file: File, *, old: bool) -> None:
    """Gives a client its database, its host and its login."""
    document, own = edits.document, client.value.entry
    uri, options, hosts = own("uri"), own("options"), own("hosts")
    if uri:
        wanted = with_parameters(database["URL"], document.scalar(uri.value) or "")
        edits.set(client.value, [Setting("uri", wanted, database.variables.get("URL", frozenset()))], client.indent)
        return
    login = login_of(database, "username" if old else "user")
    settings = [Setting("database", database["DATABASE"], database.variables.get("DATABASE", frozenset()))]
    if hosts is None:
        settings.append(Setting("hosts", f"['{authority(database)}']", raw=True))
    elif hosts_of(document, hosts.value) != [authority(database)]:
        raw, blank = document.text[hosts.value.start :], document.text[hosts.value.start - 1] in " \n"
        shape = f"- '{authority(database)}'" if raw.startswith("-") else f"['{authority(database)}']"
        edits.put(hosts.value.start, hosts.value.end, shape if blank else f" {shape}")
    if old:
        settings += login
    elif options and options.value.kind in ("block", "flow", "alias"):
        if login and login[-1].key != AUTH_SOURCE and document.find(options.value, AUTH_SOURCE):
            # Whoever wrote it had the user in another database; ours lives in the one it is for.
            login.append(Setting(AUTH_SOURCE, database["DATABASE"], database.variables.get("DATABASE", frozenset())))
        edits.set(options.value, login, options.indent)
    elif document.find(client.value, "options"):
        place = f"{file.path} line {document.line(client.start)}"
        edits.problems.append(Problem(place, f"'{client.key}' inherits its options", "give it options of its own"))
    elif login:
        pairs = ", ".join(f"{setting.key}: {setting.text}" for setting in login)
        settings.append(Setting("options", f"{{{pairs}}}", raw=True))
    edits.set(client.value, settings, client.indent)


def login_of(database: Database, user: str) -> list[Setting]:
    """User and password, and the database that keeps them where the URL says another one."""
    if not database["PASSWORD"]:
        return []
    source = parse_qs(urlsplit(database["URL"]).query).get("authSource", [])
    return [
        Setting(user, database["USERNAME"], database.variables.get("USERNAME", frozenset())),
        Setting("password", database["PASSWORD"], database.variables.get("PASSWORD", frozenset())),
        *(Setting(AUTH_SOURCE, name) for name in source),
    ]


def authority(database: Database) -> str:
    """``host:port``."""
    return f"{url_host(database['ADDRESS'])}:{database['PORT']}"


def authorities(database: Database) -> list[str]:
    """Those of all members, the writer first."""
    return [authority(database), *(f"{url_host(address)}:{database['PORT']}" for address in database.replicas)]


def hosts_of(document: Document, node: Node) -> list[str]:
    """The hosts of a list in lines or in brackets."""
    raw = document.text[node.start : node.end]
    lines = raw.strip("[]").split(",") if raw.startswith("[") else raw.splitlines()
    return [line.strip().lstrip("- ").partition(" #")[0].strip().strip("'\"") for line in lines if line.strip()]


def fresh_clients(own: Sequence[Database]) -> dict[str, list[str]]:
    """Clients that a file does not have yet."""
    first = root_of(own, "mongodb")
    return {
        "default" if one is first else same_name(one.group): [
            f"database: {Setting('database', one['DATABASE']).text}",
            "hosts:",
            *(f"  - '{host}'" for host in authorities(one)),
            *nested({"options": [f"{setting.key}: {setting.text}" for setting in login_of(one, "user")]}),
        ]
        for one in own
    }

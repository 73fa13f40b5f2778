# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laravel: which drivers the settings of an application pick, and what its example of the environment says to that."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace

from ..formats.addresses import is_hosted
from ..formats.errors import FormatError
from ..formats.key_values import Setting, parse_dotenv
from ..formats.php_settings import Value, parse_php_settings
from ..model import CONFIGURATION, DRIVER, Claim, Evidence
from ..rules.php import DATABASES, DRIVERS, LARAVEL, LARAVEL_EXAMPLES, MODELS, OWN_QUEUES, Slot
from ..scope import words
from ..tree import Tree
from . import php_choices, php_code

_DEPTH = 3
#: Where applications of other layouts keep the settings.
_FOLDERS = ("config", "app/Config")
_SERVERS = ("mysql", "postgresql")
#: Of an example of the environment.
_LINES_LIMIT = 500
#: Read where APP_ENV says so, an example only where somebody copies it.
_READ = (".env.production", ".env.prod")


@dataclass
class _Root:
    folder: str
    #: The example of the environment that counts, by key.
    example_path: str = ""
    example: dict[str, Setting] = field(default_factory=dict)
    example_lines: list[str] = field(default_factory=list)


def roots(tree: Tree) -> list[str]:
    """The folders of the Laravel applications in a tree: the command `artisan` lies in them."""
    return [posixpath.dirname(path) for path in tree.matching("artisan", _DEPTH)]


def settings(tree: Tree, folder: str, installed: frozenset[str]) -> list[Claim]:
    """What the settings of the application in a folder tell; `installed` is what Composer requires."""
    root = _root(tree, folder)
    claims: list[Claim] = []
    for name, slot in LARAVEL.items():
        if name == "database" and not _keeps_data(tree, folder, installed):
            # Every new project comes with these settings; without tables nobody asks for them.
            continue
        if name == "scout" and installed and not any("scout" in package for package in installed):
            # Left behind by a package that is gone.
            continue
        path, returned = _returned(tree, folder, name)
        claims += _slot(root, slot, path, returned)
        if name == "database":
            claims += _others(tree, folder, claims, path, returned, installed)
            claims += _offered(root, claims)
    return claims


def queues_without(tree: Tree, folder: str) -> bool:
    """True where jobs are queued in no server unless a variable says so: what watches queues in Redis has none then."""
    slot = LARAVEL["queue"]
    example = _root(tree, folder).example
    told = [example[name].value for name in slot.variables if name in example]
    _path, returned = _returned(tree, folder, "queue")
    picked = returned.at(slot.pick) if returned else None
    return (told or [picked.text if picked else ""])[0] in OWN_QUEUES


def _root(tree: Tree, folder: str) -> _Root:
    root = _Root(folder)
    root.example_path = next((path for name in LARAVEL_EXAMPLES if tree.has(path := posixpath.join(folder, name))), "")
    if root.example_path:
        text = tree.read(root.example_path) or ""
        root.example = {setting.key: setting for setting in parse_dotenv(text)}
        root.example_lines = text.split("\n")[:_LINES_LIMIT]
    return root


def _keeps_data(tree: Tree, folder: str, installed: frozenset[str]) -> bool:
    """True where there are tables, or a class for a row of one; what stands in other packages is not seen."""
    start = f"{folder}/" if folder else ""
    if not any(path.startswith(f"{start}app/") for path in tree.ending((".php",))) or DATABASES & installed:
        return True
    if any(path.startswith(start) and "migrations/" in path for path in tree.ending((".php",))) or tree.ending(
        (".sql",)
    ):
        return True
    # Every project's settings list the classes for those who use them.
    settings_folders = tuple(f"{start}{name}/" for name in _FOLDERS)
    return any(
        path.startswith(start) and not path.startswith(settings_folders)
        for path, _text in tree.sources((".php",), MODELS)
    )


def _returned(tree: Tree, folder: str, name: str) -> tuple[str, Value | None]:
    for settings_folder in _FOLDERS:
        path = posixpath.join(folder, settings_folder, f"{name}.php")
        text = tree.read(path) if tree.has(path) else None
        if text is None:
            continue
        try:
            assigned = parse_php_settings(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as PHP ({exc}); it was left out")
            continue
        arrays = [found.value for found in assigned if found.target == ("return",) and found.value.array]
        if arrays:
            return path, arrays[-1]
    return "", None


def _slot(root: _Root, slot: Slot, path: str, returned: Value | None) -> list[Claim]:
    """What the settings pick, and what the example of the environment puts in its place."""
    picked = returned.at(slot.pick) if returned else None
    variables = [*(picked.variables if picked else ()), *slot.variables]
    example = next((root.example[name] for name in variables if name in root.example), None)
    if example is not None and not example.value and slot.described == "connections":
        # Left to be filled in.
        example = None
    told = _engine(example.value, slot, returned)[0] if example is not None else ""
    claims = []
    if picked is not None and picked.text and path:
        overruled = example is not None and told not in ("sqlite", _engine(picked.text, slot, returned)[0])
        detail = f"{posixpath.basename(path)[:-4]} {slot.pick} {picked.text}"
        if picked.variables:
            detail += f", unless {picked.variables[0]} says otherwise"
        claims += _claims(
            picked.text, slot, returned, Evidence(path, picked.line, "configuration", detail), bool(picked.variables)
        )
        if told == "sqlite":
            # Somebody put a file in the place of what every new project comes with.
            claims = [replace(claim, basis=DRIVER, choice=True) if claim.default else claim for claim in claims]
        if overruled:
            # What every new project comes with: left behind where the example says something else.
            claims = [replace(claim, choice=True, default=True) for claim in claims if claim.engine not in _SERVERS]
    if example is not None and example.value and (returned is not None or not path):
        evidence = Evidence(root.example_path, example.line, "configuration", f"{example.key}={example.value}")
        # Laravel itself reads the file of this name.
        claims += _claims(example.value, slot, returned, evidence, posixpath.basename(root.example_path) not in _READ)
    return claims


def _claims(name: str, slot: Slot, returned: Value | None, evidence: Evidence, default: bool) -> list[Claim]:
    engine, address = _engine(name, slot, returned)
    if not engine:
        return []
    return [Claim(engine, evidence, CONFIGURATION, default=default, external=bool(address), address=address)]


def _engine(name: str, slot: Slot, returned: Value | None) -> tuple[str, str]:
    """The engine behind a name of a connection, and where it is hosted, if it is."""
    described = returned.at(slot.described, name) if returned and slot.described else None
    driver = described.at("driver") if described else None
    host = described.at("host") if described else None
    engine = DRIVERS.get((driver.text if driver and driver.text else name).lower(), "")
    return engine, host.text if host and is_hosted(host.text) else ""


def _offered(root: _Root, claims: list[Claim]) -> list[Claim]:
    """What the example of the environment says that may be set: `# Set the driver (mysql, pgsql, sqlite)`."""
    variable = next((root.example[name] for name in LARAVEL["database"].variables if name in root.example), None)
    if variable is None:
        return []
    lines = root.example_lines
    offered: dict[str, int] = {}
    number = variable.line
    while 1 < number <= len(lines) and lines[number - 2].lstrip().startswith("#"):
        number -= 1
        offered |= dict.fromkeys(_named(lines[number - 1]), number)
    for number, line in enumerate(lines, 1):
        # `# Supported values for DB_CONNECTION: mysql|pgsql`, wherever it stands.
        if line.lstrip().startswith("#") and variable.key in line and len(_named(line)) > 1:
            offered |= dict.fromkeys(_named(line), number)
    known = {claim.engine for claim in claims}
    if not known & set(offered):
        return []
    return [
        Claim(engine, Evidence(root.example_path, line, "example", "may be set"), DRIVER, choice=True)
        for engine, line in sorted(offered.items())
        if engine not in known
    ]


def _named(comment: str) -> set[str]:
    """The databases that a comment names; none where it only shows how a setting is written."""
    known = (*_SERVERS, "sqlite")
    return {DRIVERS[word] for word in words(comment) if DRIVERS.get(word) in known} if "=" not in comment else set()


def _others(
    tree: Tree, folder: str, claims: list[Claim], path: str, returned: Value | None, installed: frozenset[str]
) -> list[Claim]:
    """Servers that can take the picked one's place.

    Every application of Laravel describes connections to all of them, so that tells nothing, unless SQLite is picked,
    which no deployment is made for. Code that looks for a server's name tells that it is cared for.
    """
    picked = {claim.engine for claim in claims}
    # The manifest says which are meant; yet an installer that asks for another one is meant, too.
    listed = any(name.startswith(("ext-pdo_", "ext-mysqli", "ext-pgsql")) for name in installed)
    others: dict[str, Claim] = {}
    connections = returned.at("connections") if returned else None
    if picked == {"sqlite"} and connections and not listed:
        for name, described in connections.members.items():
            driver = described.at("driver")
            engine = DRIVERS.get(driver.text.lower(), "") if driver else ""
            if driver and engine in _SERVERS:
                evidence = Evidence(path, driver.line, "configuration", f"connection {name}")
                others.setdefault(engine, Claim(engine, evidence, DRIVER, choice=True))
    if picked:
        for engine in _SERVERS:
            cared = php_code.cared_for(tree, folder, engine) if engine not in picked and not listed else None
            if cared and engine not in others:
                others[engine] = Claim(engine, cared, DRIVER, choice=True)
        if picked & set(_SERVERS) and not set(_SERVERS) <= picked | set(others):
            # Who installs it is asked which one it is.
            for engine, place in php_choices.offered(tree, folder).items():
                if engine not in picked:
                    others.setdefault(engine, Claim(engine, place, DRIVER, choice=True))
    return list(others.values())

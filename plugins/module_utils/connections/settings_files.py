# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings files of applications on a host: which file it is, and what it should hold."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..problem import Problem
from .mongoid_file import mongoid_yml
from .rails_database import FRESH, database_yml
from .rails_file import File, Outcome
from .settings_databases import Database, root_of, same_name
from .settings_dotenv import assigned, edited, parameters_lost
from .settings_keys import RIVALS, values

YAML = {"rails": (database_yml, tuple(FRESH)), "mongoid": (mongoid_yml, ("mongodb",))}
#: By kind, the file below the application's folder.
PLACES = {
    "rails": "config/database.yml",
    "mongoid": "config/mongoid.yml",
    "laravel": ".env",
    "symfony": ".env.local",
    "django": ".env",
    "node": ".env",
    "spring": "application.env",
    "dotenv": ".env",
}
#: How files are called, by whether they are YAML: what is not there and called otherwise may be meant for a folder.
NAMES = {True: re.compile(r".+\.ya?ml"), False: re.compile(r"\.env(\..+)?|.+\.env")}
#: Our own variables, under their own names.
DOTENV = "dotenv"
#: By kind, what the framework reads in the place of its file once it was made from that, and how it is made anew.
MADE = {
    "laravel": ("bootstrap/cache/config.php", "php artisan config:cache"),
    "symfony": (".env.local.php", "composer dump-env prod"),
}
#: What a file is made with that was not there: its group may read it, since an application seldom runs as root.
FRESH_MODE = 0o640
CODE_FIRST = "deploy the application's code first, or correct the path"


@dataclass(frozen=True)
class Asked:
    """One file that a user names."""

    path: str
    kind: str
    #: By entry (YAML) or engine, the group that it means.
    groups: Mapping[str, str] = field(default_factory=dict)
    #: The engines to write; all where there is none.
    engines: Sequence[str] = ()
    #: The entry that counts in a file of Rails.
    environment: str = "production"


@dataclass
class Settings:
    """One file with what it should hold."""

    path: str
    #: None where there is no such file.
    before: str | None = None
    #: None where it is left as it is.
    after: str | None = None
    #: The file that it is made from, where that is another one.
    source: str = ""
    #: In a file of Rails, the host of each entry that a variable could lead elsewhere, by its name.
    led: dict[str, str] = field(default_factory=dict)
    #: Whose it is, and who may read it.
    uid: int = 0
    gid: int = 0
    mode: int = FRESH_MODE
    #: When it was last written; seconds since the epoch.
    written: float = 0.0
    #: What was left alone, and why.
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether it has to be written."""
        return self.after is not None and self.after != self.before


def settings(asked: Asked, found: Sequence[Database], variables: Mapping[str, str] | None) -> Settings:
    """What one file should hold. Reads the host, changes nothing.

    Args:
        asked: The file.
        found: The application's databases.
        variables: All of its variables; None to look only.
    """
    try:
        place = located(asked)
    except ValueError as error:
        return Settings(asked.path, problems=[Problem(asked.path, str(error), "name the file itself")])
    result = Settings(place)
    folder = os.path.dirname(place)
    if not os.path.isdir(folder):
        result.problems.append(Problem(asked.path, f"there is no folder {folder}", CODE_FIRST))
        return result
    if not os.path.exists(asked.path) and not NAMES[asked.kind in YAML].fullmatch(os.path.basename(asked.path)):
        what = f"is neither there nor the name of a file of the kind {asked.kind}"
        result.problems.append(Problem(asked.path, what, CODE_FIRST))
        return result
    try:
        result.before = content(place)
        own_by(result, place if result.before is not None else folder)
        if asked.kind in YAML:
            yaml_file(asked, found, result)
        else:
            key_file(asked, found, variables, result)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        result.problems.append(Problem(place, str(reason), "mend it and run again"))
    return result


def located(asked: Asked) -> str:
    """The file itself, links followed; a folder is the application's.

    Raises:
        ValueError: A link leads to somebody else's file.
    """
    path = os.path.join(asked.path, PLACES[asked.kind]) if os.path.isdir(asked.path) else asked.path
    place = os.path.realpath(path)
    # Root follows a link only to a file of whoever made the link.
    if os.path.islink(path) and os.path.exists(place) and os.lstat(path).st_uid not in (0, os.stat(place).st_uid):
        raise ValueError("is a link to a file of another user")
    return place


def own_by(result: Settings, model: str) -> None:
    """Gives a file its owner: the one it has, or its folder's."""
    seen = os.stat(model)
    result.uid, result.gid, result.written = seen.st_uid, seen.st_gid, seen.st_mtime
    result.mode = stat.S_IMODE(seen.st_mode) if stat.S_ISREG(seen.st_mode) else FRESH_MODE


def content(path: str) -> str | None:
    """The text of a file with its own line breaks; None where there is none.

    Raises:
        ValueError: It is no file of text.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ValueError("is no regular file")
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise ValueError("is no text in UTF-8") from None


def yaml_file(asked: Asked, found: Sequence[Database], result: Settings) -> None:
    """A file of Rails: ``*.yml.cloud66`` wins over ``*.yml.<environment>``, and that over the file itself."""
    change, engines = YAML[asked.kind]
    text = result.before
    for suffix in ("cloud66", asked.environment):
        special = content(f"{result.path}.{suffix}")
        if special is not None:
            text, result.source = special, f"{result.path}.{suffix}"
            break
    own = [one for one in found if one.engine in engines]
    outcome: Outcome = change(text, File(result.source or result.path, asked.environment, own, asked.groups))
    result.after, result.notes, result.problems = outcome.text, outcome.notes, outcome.problems
    result.warnings += outcome.warnings
    if asked.kind == "rails":
        result.led = {name: host for name, host in outcome.led.items() if name not in outcome.fixed}


def key_file(asked: Asked, found: Sequence[Database], variables: Mapping[str, str] | None, result: Settings) -> None:
    """A file of keys.

    Raises:
        ValueError: Its reader would change a value.
    """
    wanted = dict(variables or {}) if asked.kind == DOTENV else keys_of(asked, found, result)
    if result.problems or not wanted:
        if not result.problems and variables is not None:
            result.notes.append(f"{result.path} is left alone: {asked.kind} has keys for none of the plan's databases")
            result.warnings += result.notes
        return
    text = result.before or ""
    result.after = edited(text, wanted, asked.kind)
    result.warnings += [f"{result.path}: {line}" for line in parameters_lost(text, wanted, asked.kind)]
    if variables is not None:
        result.warnings += outdated(asked, result)
    set_already = assigned(text, asked.kind)
    for key, rivals in RIVALS.get(asked.kind, {}).items():
        result.warnings += [
            f"{result.path} sets {rival}, which wins over our {key}: remove it"
            for rival in rivals
            if key in wanted and set_already.get(rival, "") != ""
        ]


def outdated(asked: Asked, result: Settings) -> list[str]:
    """What to say where the framework goes on with what it made from an older file."""
    path, command = MADE.get(asked.kind, ("", ""))
    made = os.path.join(asked.path if os.path.isdir(asked.path) else os.path.dirname(asked.path), path)
    if not path or not os.path.isfile(made) or not (result.changed or os.stat(made).st_mtime < result.written):
        return []
    return [f"{made} was made from an older {result.path} and is read in its place: make it anew, {command}"]


def keys_of(asked: Asked, found: Sequence[Database], result: Settings) -> dict[str, str]:
    """The keys of a framework with their values: one group an engine, since frameworks know one connection."""
    wanted: dict[str, str] = {}
    owners: dict[str, str] = {}
    engines = list(dict.fromkeys(one.engine for one in found if not asked.engines or one.engine in asked.engines))
    for engine in asked.groups:
        if engine not in engines:
            result.problems.append(
                Problem(
                    f"{asked.path}: groups.{engine}",
                    "the plan has no such engine of its own",
                    "name an engine that it has",
                )
            )
    for engine in engines:
        database = group_of(asked, found, engine, result)
        for key, value in (values(asked.kind, database) if database else {}).items():
            if key in owners:
                what = f"{owners[key]} and {engine} would both set {key}"
                result.problems.append(Problem(asked.path, what, "name one of them under 'engines'"))
                return {}
            wanted[key] = value
        owners.update(dict.fromkeys((key for key in wanted if key not in owners), engine))
    return wanted


def group_of(asked: Asked, found: Sequence[Database], engine: str, result: Settings) -> Database | None:
    """The group of an engine that a file is for."""
    name = asked.groups.get(engine)
    if name is None:
        return root_of(found, engine)
    fitting = [one for one in found if one.engine == engine and same_name(one.group) == same_name(name)]
    if not fitting:
        groups = ", ".join(one.group for one in found if one.engine == engine)
        result.problems.append(
            Problem(f"{asked.path}: groups.{engine}", f"there is no group '{name}'", f"use one of: {groups}")
        )
    return fitting[0] if fitting else None

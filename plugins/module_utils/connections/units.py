# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd units that read an environment file: their drop-ins, and which of them run with an older environment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..assignments import assignments

#: Place of our drop-in, below the folder of the units.
DROP_IN = "50-maestro.conf"
UNITS = "/etc/systemd/system"

SUFFIX = ".service"
NAME = re.compile(r"[A-Za-z0-9:_.\\-]+(@[A-Za-z0-9:_.\\-]*)?\.service")

PROPERTIES = (
    "Id",
    "LoadState",
    "ActiveState",
    "ExecMainStartTimestampMonotonic",
    "StateChangeTimestampMonotonic",
    "Environment",
    "EnvironmentFiles",
)

#: States in which a unit has read its environment. One that was stopped by hand is left stopped.
READ = frozenset({"active", "activating", "reloading", "refreshing", "failed"})


@dataclass(frozen=True)
class Unit:
    """What systemd knows about a unit."""

    name: str
    loaded: bool = False
    state: str = "inactive"
    #: When its process was started, or failed to; seconds of CLOCK_MONOTONIC.
    started: float = 0.0
    #: What ``Environment=`` sets.
    environment: dict[str, str] = field(default_factory=dict)
    #: Every ``EnvironmentFile=`` in the order in which they are read.
    files: tuple[str, ...] = ()


def unit_name(text: str) -> str:
    """The full name of a service unit; ``.service`` may be left out.

    Raises:
        ValueError: It names no service unit.
    """
    name = text if text.endswith(SUFFIX) else f"{text}{SUFFIX}"
    if not NAME.fullmatch(name):
        raise ValueError(f"'{text}' is no name of a systemd service")
    return name


def missing_text(unit: str, host: str) -> str:
    """What to say of a unit that a host does not have, which may be a slip in its name."""
    return (
        f"{unit} is no unit of {host}, or is masked there, so that nothing reads the environment by that name; "
        "correct it in maestro_units, or install it: it then reads the environment as it starts"
    )


def template_of(unit: str) -> str:
    """The template of an instance; any other unit itself."""
    name, at, _dummy = unit.partition("@")
    return f"{name}@{SUFFIX}" if at else unit


def drop_in_path(unit: str) -> str:
    """Where our drop-in of a unit stands."""
    return f"{UNITS}/{unit}.d/{DROP_IN}"


def drop_in_text(path: str) -> str:
    """The drop-in that makes a unit read an environment file. Without the file the unit does not start."""
    return f"# Written by maestro.databases: every deployment writes it again.\n[Service]\nEnvironmentFile={path}\n"


def drop_in_target(text: str) -> str:
    """The environment file that a drop-in of ours names; empty where it names none."""
    found = re.search(r"^EnvironmentFile=(.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def show_command(units: Iterable[str]) -> list[str]:
    """The command that tells everything about units; a template stands for its instances."""
    patterns = [unit.replace("@.", "@*.") for unit in units]
    return ["systemctl", "show", "--no-pager", f"--property={','.join(PROPERTIES)}", "--", *patterns]


def parse_show(output: str) -> list[Unit]:
    """The units in the output of that command."""
    return [parse_unit(block) for block in output.split("\n\n") if block.strip()]


def parse_unit(block: str) -> Unit:
    """One unit, from its ``Property=value`` lines."""
    properties: dict[str, list[str]] = {}
    for line in block.splitlines():
        name, _dummy, value = line.partition("=")
        properties.setdefault(name, []).append(value)

    def text(name: str) -> str:
        return properties.get(name, [""])[0]

    return Unit(
        name=text("Id"),
        loaded=text("LoadState") == "loaded",
        state=text("ActiveState"),
        started=microseconds(text("ExecMainStartTimestampMonotonic") or "0")
        or microseconds(text("StateChangeTimestampMonotonic") or "0"),
        environment=dict(assignments(text("Environment"))),
        files=tuple(value.partition(" (")[0] for value in properties.get("EnvironmentFiles", []) if value),
    )


def microseconds(text: str) -> float:
    """Seconds."""
    return int(text) / 1e6 if text.isdigit() else 0.0


def unread(units: Iterable[Unit], path: str, readers: Collection[str]) -> set[str]:
    """Units whose drop-in systemd has not read yet, because a run ended before it was told to.

    ``NeedDaemonReload`` says nothing of a folder that systemd has never looked into.

    Args:
        units: The units.
        path: The environment file.
        readers: Names of units, or of their templates, that should read it.
    """
    return {
        unit.name
        for unit in units
        if unit.loaded and {unit.name, template_of(unit.name)} & set(readers) and path not in unit.files
    }


def stale(units: Iterable[Unit], changed: Collection[str], written: Mapping[str, float]) -> list[str]:
    """Units that run, or failed to, with an environment older than their files.

    A run that was killed between writing and restarting is found so by the next one.

    Args:
        units: The units.
        changed: Names of units, or of their templates, whose files are written now or not read by systemd yet.
        written: By the same names, when the files were last written; seconds of CLOCK_MONOTONIC.
    """
    names = []
    for unit in units:
        known = {unit.name, template_of(unit.name)}
        last = max((written[name] for name in known if name in written), default=0.0)
        fresh = unit.started >= last and not known & set(changed)
        if unit.loaded and unit.state in READ and not fresh:
            names.append(unit.name)
    return names

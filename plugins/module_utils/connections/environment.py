# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment file and the drop-ins of the units that read it: what is, what should be, and what differs."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .conflicts import conflicts
from .dotenv import unquoted
from .env_file import entries
from .files import Found, Wanted, differs, find, put, remove, remove_folder
from .units import DROP_IN, UNITS, Unit, drop_in_path, drop_in_target, drop_in_text

HIDDEN = "(hidden)"


@dataclass(frozen=True)
class Names:
    """Names of variables by what happens to them."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One file on its way; `wanted` is None for one that goes."""

    path: str
    found: Found
    wanted: Wanted | None
    #: The unit whose drop-in it is; empty for the environment file.
    unit: str = ""
    #: True for a further file with the same variables, which no unit reads.
    further: bool = False

    @property
    def needed(self) -> bool:
        """Whether anything has to be done."""
        return self.found.content is not None if self.wanted is None else differs(self.found, self.wanted)

    @property
    def rewrites(self) -> bool:
        """Whether the content changes, and not only who may read it."""
        return self.found.content != (self.wanted.content if self.wanted else None)


@dataclass(frozen=True)
class Plan:
    """Every file of one application on one host."""

    environment: Change
    drop_ins: tuple[Change, ...] = ()
    names: Names = field(default_factory=Names)
    further: tuple[Change, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """What has to be done, in an order that never leaves a unit without the file that it reads."""
        last = self.environment.wanted is None
        ordered = [*self.drop_ins, self.environment] if last else [self.environment, *self.drop_ins]
        ordered += self.further
        return [change for change in ordered if change.needed]


def make_plan(
    path: str, wanted: Wanted | None, units: Sequence[str], further: Mapping[str, Wanted | None] | None = None
) -> Plan:
    """Compares a host with what it should be; changes nothing.

    Args:
        path: The environment file.
        wanted: How it should be; None to remove it together with every drop-in that names it.
        units: Full names of the units that should read it.
        further: Files with the same variables that no unit reads, by their paths; None for one that goes.

    Raises:
        ValueError: Something else is in the way; the text names all of it.
        OSError: A file cannot be read.
    """
    environment = Change(path, find(path), wanted)
    present = {unit: find(drop_in_path(unit)) for unit in dict.fromkeys((*units, *units_of(path)))}
    taken = [
        f"{unit} reads {target} already; remove that application from this host, or leave the unit to it"
        for unit, target in ((unit, drop_in_target(found.content or "")) for unit, found in present.items())
        if target not in ("", path) and os.path.exists(target)
    ]
    if taken:
        raise ValueError("; ".join(taken))
    text = drop_in_text(path)
    drop_ins = tuple(
        Change(drop_in_path(unit), found, Wanted(drop_in_path(unit), text) if wanted and unit in units else None, unit)
        for unit, found in present.items()
    )
    names = compare(environment.found.content or "", wanted.content if wanted else "")
    others = tuple(Change(place, find(place), file, further=True) for place, file in (further or {}).items())
    return Plan(environment, drop_ins, names, others)


def units_of(path: str) -> Iterator[str]:
    """Units that read an environment file by a drop-in of ours."""
    for drop_in in sorted(glob.glob(os.path.join(UNITS, "*.d", DROP_IN))):
        if drop_in_target(find(drop_in).content or "") == path:
            yield os.path.basename(os.path.dirname(drop_in))[: -len(".d")]


def compare(before: str, after: str) -> Names:
    """Which variables are added, changed and removed between two texts of an environment file."""
    old, new = entries(before), entries(after)
    return Names(
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name in new if name in old and old[name] != new[name]),
        removed=tuple(name for name in old if name not in new),
    )


def carry_out(change: Change, folder_mode: int) -> None:
    """Writes or removes one file.

    Raises:
        OSError: It could not be done; the old file is left.
    """
    if change.wanted:
        put(change.wanted, change.found, folder_mode)
        return
    remove(change.path)
    if change.unit:
        remove_folder(os.path.dirname(change.path))


def rewritten(plan: Plan) -> set[str]:
    """Units whose environment changes by the plan."""
    everything = plan.environment.rewrites
    return {change.unit for change in plan.drop_ins if everything or change.rewrites}


def readers(plan: Plan) -> set[str]:
    """Units that are to read the file."""
    return {change.unit for change in plan.drop_ins if change.wanted}


def last_written(plan: Plan) -> dict[str, float]:
    """When the files of each unit were last written before the plan; seconds of CLOCK_MONOTONIC."""
    boot = time.time() - time.monotonic()
    return {
        change.unit: max(plan.environment.found.written, change.found.written) - boot
        for change in plan.drop_ins
        if change.found.content is not None
    }


def diff(plan: Plan) -> list[dict[str, str]]:
    """A diff a file that changes; the values of the environment file are hidden."""
    return [
        {
            "before_header": change.path,
            "after_header": change.path,
            "before": side(change, change.found.content, rights(change.found), plan.names.changed, "before"),
            "after": side(
                change,
                change.wanted.content if change.wanted else None,
                rights(change.wanted) if change.wanted else "",
                plan.names.changed,
                "after",
            ),
        }
        for change in plan.changes
    ]


def side(change: Change, content: str | None, access: str, changed: Sequence[str], when: str) -> str:
    """One side of a file's diff."""
    if content is None:
        return ""
    if change.unit:
        return f"{access}\n{content}"
    if change.further:
        return f"{access}\n{HIDDEN[:-1]}, {when})\n" if change.rewrites else f"{access}\n{HIDDEN}\n"
    lines = [f"{name}={HIDDEN[:-1]}, {when})" if name in changed else f"{name}={HIDDEN}" for name in entries(content)]
    return "".join(f"{line}\n" for line in (access, *lines))


def rights(file: Found | Wanted) -> str:
    """Who may read a file."""
    return f"# mode {file.mode:04o}, owner {file.uid}, group {file.gid}"


def hand_set(units: Sequence[Unit], plan: Plan) -> list[str]:
    """Variables that somebody set by hand for these units and that contradict ours; no value is told."""
    content = plan.environment.wanted.content if plan.environment.wanted else ""
    ours, former = decoded(content), decoded(plan.environment.found.content or "")
    told = []
    for unit in units:
        sources = {"Environment=": unit.environment}
        for path in unit.files:
            if path != plan.environment.path and os.path.isfile(path):
                sources[path] = dict(decoded(find(path).content or ""))
        told += [
            f"{unit.name}: {one}" for place, theirs in sources.items() for one in conflicts(place, theirs, ours, former)
        ]
    return told


def decoded(content: str) -> Mapping[str, str]:
    """The variables of an environment file with their values."""
    return {name: unquoted(text.strip()) for name, text in entries(content).items()}

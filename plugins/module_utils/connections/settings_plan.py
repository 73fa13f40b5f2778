# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All settings files of a host at once: what is refused, what is shown of a change, and who has to start again."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Mapping, Sequence

from ..problem import Problem
from .conflicts import CUSTOMARY, host_of
from .rails_database import PRIMARY
from .settings_databases import Database
from .settings_files import Asked, Settings, settings

#: A line up to its value: a key of YAML, or one of a file of keys. Anything else may be a part of a secret.
HEAD = re.compile(r"""\s*(?:export\s+)?(?:[A-Z_][A-Z0-9_]*=|["']?[\w<-]{1,64}["']?:(?=\s|$))""")
HIDDEN = "(hidden)"


def planned(asked: Sequence[Asked], found: Sequence[Database], variables: Mapping[str, str] | None) -> list[Settings]:
    """What each file should hold; a file that is named twice is a problem of the second one."""
    result: list[Settings] = []
    for one in asked:
        made = settings(one, found, variables)
        if made.path in {other.path for other in result}:
            made.problems.append(Problem(one.path, f"{made.path} is named twice", "name it once"))
        result.append(made)
    return result


def diff(one: Settings) -> dict[str, str]:
    """The lines of a file that change, without what may be secret in them."""
    before, after = (one.before or "").splitlines(), (one.after or "").splitlines()
    sides: dict[str, list[str]] = {"before": [], "after": []}
    for what, first, last, new_first, new_last in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if what != "equal":
            sides["before"] += [shown(line, "before") for line in before[first:last]]
            sides["after"] += [shown(line, "after") for line in after[new_first:new_last]]
    texts = {side: "".join(f"{line}\n" for line in lines) for side, lines in sides.items()}
    return {"before_header": one.path, "after_header": one.path, **texts}


def shown(line: str, side: str) -> str:
    """A line without its value; two sides of one line still differ."""
    head = HEAD.match(line)
    value = line[head.end() if head else 0 :].strip()
    return f"{head[0] if head else ''}{f' {HIDDEN[:-1]}, {side})' if value else ''}".rstrip()


def overruled(one: Settings, place: str, variables: Mapping[str, str]) -> list[str]:
    """Variables by which Rails leads an entry elsewhere, whatever its file says; only hosts are told."""
    told = []
    for entry, host in one.led.items():
        names = [f"{entry.upper()}_{CUSTOMARY}", *([CUSTOMARY] if entry == PRIMARY else [])]
        name = next((name for name in names if variables.get(name)), "")
        other = host_of(variables[name]) if name else host
        if other != host:
            told.append(
                f"{name} in {place} leads '{entry}' of {one.path} to {other or 'no host'}, not to {host}: unset it"
            )
    return told


def open_to_all(one: Settings, mode: int) -> list[str]:
    """What to say of a file of ours that everybody may read."""
    if one.after is None or not mode & 0o004:
        return []
    return [f"{one.path} may be read by every user of this host, and holds passwords: chmod o-r, or give its mode"]


def last_written(files: Sequence[Settings], units: Sequence[str]) -> dict[str, float]:
    """By unit, when a file of ours was last written; seconds of CLOCK_MONOTONIC."""
    boot = time.time() - time.monotonic()
    times = [one.written - boot for one in files if one.after is not None and one.before is not None]
    return dict.fromkeys(units, max(times)) if times else {}

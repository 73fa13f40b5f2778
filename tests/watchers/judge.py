# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks against a server, or against those who watched it, by what they saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .logins import REFUSALS
from .ports import CONTROL


def of_scanner(seen: Mapping[str, Any], addresses: Iterable[str]) -> list[str]:
    """No port but the one that is known to be open may ever have been found, and that one all the time."""
    rounds, found = seen["rounds"], seen["open"]
    controls = [f"{address} {CONTROL}" for address in addresses]
    wrong = [f"{target} was open, {times} times" for target, times in found.items() if target not in controls]
    if rounds <= 50:
        wrong.append(f"it looked {rounds} times only")
    if rounds < seen["seconds"]:
        wrong.append(f"it looked {rounds} times in {seen['seconds']:.0f} seconds")
    # Each is tried in its turn.
    times = {control: found.get(control, 0) for control in controls}
    few = [control for control in controls if times[control] * len(controls) * 2 <= rounds]
    return wrong + [f"{control} was seen {times[control]} times only in {rounds} rounds" for control in few]


def of_intruder(seen: Mapping[str, Any], engines: Iterable[str]) -> list[str]:
    """Nobody may ever have been let in, and at the end it was each server that refused, by its own words."""
    wrong = [f"{engine} let in {users}" for engine, users in seen["let in"].items()]
    for engine in engines:
        said = set(seen["refused"].get(engine, ()))
        if not said or said - REFUSALS[engine]:
            wrong.append(f"{engine} refused with {sorted(said)}")
    return wrong

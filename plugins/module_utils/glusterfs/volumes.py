# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: members and volumes of a GlusterFS cluster. Nothing is ever deleted."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..accounts.plan import Plan
from ..hosts import firewall
from ..hosts.problem import HostError
from ..problem import Problem
from .bricks import brick
from .cli import Volume

#: Words for the command line tool.
Command = tuple[str, ...]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_OPTION = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
_AUTH = "auth.allow"


@dataclass(frozen=True)
class Wanted:
    """The cluster as it should be."""

    #: Addresses of its servers; the first one is this host.
    members: tuple[str, ...]
    replica_count: int
    volumes: tuple[str, ...]
    brick_directory: str
    options: Mapping[str, str] = field(default_factory=dict)

    def bricks(self, volume: str) -> tuple[str, ...]:
        """A volume's bricks, one a member; those of `replica_count` neighbours hold the same."""
        return tuple(f"{member}:{brick(self.brick_directory, volume)}" for member in self.members)


@dataclass
class Decision:
    """What to do, all reasons against it, and what is worth a word."""

    plan: Plan[Command] = field(default_factory=lambda: Plan(title="volumes"))
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(given: Mapping[str, Any]) -> tuple[Wanted, list[Problem]]:
    """What the module's arguments ask for, and what is wrong with them."""
    problems: list[Problem] = []
    members = tuple(dict.fromkeys(given["members"]))
    count = given["replica_count"]
    if count < 1 or not members or len(members) % count:
        what = f"{count} copies on {len(members)} members make no whole sets"
        problems.append(Problem("replica_count", what, f"name members in multiples of {max(count, 1)}"))
    for name in given["volumes"]:
        if not _NAME.fullmatch(name) or name == "all":
            mend = "use a letter, then up to 62 letters, digits, '-' and '_'"
            problems.append(Problem("volumes", f"'{name}' is no name of a volume", mend))
    options = {str(name): _value(value) for name, value in given["settings"].items()}
    for name in options:
        if name.startswith("auth."):
            problems.append(Problem("settings", f"{name}: not here", "use allowed_sources"))
        elif not _OPTION.fullmatch(name):
            problems.append(Problem("settings", f"{name!r} is no option of a volume", "see gluster volume set help"))
    try:
        options[_AUTH] = ",".join(patterns([*given["allowed_sources"], *members]))
    except HostError as error:
        problems.append(Problem("allowed_sources", str(error), "correct it"))
    return (
        Wanted(members, count, tuple(dict.fromkeys(given["volumes"])), given["brick_directory"], options),
        problems,
    )


def _value(value: Any) -> str:
    """A value as the tool takes it."""
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def patterns(allowed: Sequence[str]) -> list[str]:
    """Addresses and networks as `auth.allow` takes them.

    GlusterFS takes a prefix that does not end between two numbers of the address for another network, so that such a
    network becomes all of its parts. Nobody comes by IPv6, since no server listens there.

    Raises:
        HostError: One of them is neither an address nor a network.
    """
    four, _six = firewall.sources(allowed)
    networks = [ipaddress.IPv4Network(one) for one in four]
    return [_pattern(part) for whole in networks for part in whole.subnets(new_prefix=-(-whole.prefixlen // 8) * 8)]


def _pattern(network: ipaddress.IPv4Network) -> str:
    """A network of whole numbers, with an asterisk for what is open."""
    numbers = str(network.network_address).split(".")[: network.prefixlen // 8]
    return ".".join([*numbers, "*"] if len(numbers) < 4 else numbers)


def decide(wanted: Wanted, peers: Mapping[str, str], volumes: Mapping[str, Volume]) -> Decision:
    """Compare and decide.

    Args:
        wanted: What should be.
        peers: The other servers of the cluster by name, and what is wrong with each.
        volumes: The volumes that are there, by name.
    """
    decision = Decision()
    for member in wanted.members[1:]:
        work = [] if member in peers else [("peer", "probe", member)]
        decision.plan.add("peer", member, state="created" if work else "unchanged", work=work)
        if peers.get(member):
            decision.notes.append(f"member {member} {peers[member]}")
    for name in wanted.volumes:
        if name in volumes:
            _change(decision, wanted, volumes[name])
        else:
            _create(decision, wanted, name)
    decision.notes += [
        f"volume {name} is not named any more: it stays as it is, with its data"
        for name in volumes
        if name not in wanted.volumes
    ]
    return decision


def stop(volumes: Mapping[str, Volume]) -> Decision:
    """Decide for a server that is to stop: its bricks would go on without it.

    Args:
        volumes: The volumes that are there, by name.
    """
    decision = Decision()
    for name, volume in volumes.items():
        # Whatever may be at work on it, such as a rebalance.
        work = [("volume", "stop", name, "force")] if volume.started else []
        changes = ["stopped"] if work else []
        decision.plan.add("volume", name, state="changed" if work else "unchanged", changes=changes, work=work)
    return decision


def _create(decision: Decision, wanted: Wanted, name: str) -> None:
    copies = ("replica", str(wanted.replica_count)) if wanted.replica_count > 1 else ()
    bricks = wanted.bricks(name)
    work = [
        # Without force it takes no folder of the root file system.
        ("volume", "create", name, *copies, *bricks, "force"),
        _set(name, wanted.options),
        ("volume", "start", name),
    ]
    kept = f", {wanted.replica_count} copies" if copies else ""
    decision.plan.add("volume", name, state="created", changes=[f"bricks {' '.join(bricks)}{kept}"], work=work)


def _change(decision: Decision, wanted: Wanted, volume: Volume) -> None:
    place = f"volume {volume.name}"
    bricks = wanted.bricks(volume.name)
    new = [one for one in bricks if one not in volume.bricks]
    if volume.replica_count != wanted.replica_count:
        decision.problems.append(
            Problem(
                place,
                f"keeps {volume.replica_count} copies and replica_count is {wanted.replica_count}; "
                "that stays as the volume was made",
                f"leave it at {volume.replica_count}, or make a new volume and copy the data",
            )
        )
        return
    if len(new) == len(bricks):
        mend = "name another volume, or the members and the brick directory that it has"
        decision.problems.append(Problem(place, f"has other bricks: {' '.join(volume.bricks)}", mend))
        return
    if len(new) % wanted.replica_count:
        mend = f"add members in multiples of {wanted.replica_count}; for a lost one see gluster volume replace-brick"
        decision.problems.append(Problem(place, f"would get a set that is not whole: {' '.join(new)}", mend))
        return
    left = [one for one in volume.bricks if one not in bricks]
    if left:
        decision.notes.append(f"{place} keeps its bricks on servers that are not named any more: {' '.join(left)}")
    changes: list[str] = []
    work: list[Command] = []
    if new:
        changes.append(f"bricks {' '.join(new)}")
        work.append(("volume", "add-brick", volume.name, *new, "force"))
    differing = {name: value for name, value in wanted.options.items() if volume.options.get(name) != value}
    if differing:
        changes += [f"{name} {volume.options.get(name, 'default')} → {value}" for name, value in differing.items()]
        work.append(_set(volume.name, differing))
    if not volume.started:
        changes.append("started")
        work.append(("volume", "start", volume.name))
    if new:
        # New files go to the new bricks as well; those that are there stay until somebody has them spread.
        work.append(("volume", "rebalance", volume.name, "fix-layout", "start"))
    decision.plan.add("volume", volume.name, state="changed" if work else "unchanged", changes=changes, work=work)


def _set(name: str, options: Mapping[str, str]) -> Command:
    return ("volume", "set", name, *(word for pair in options.items() for word in pair))

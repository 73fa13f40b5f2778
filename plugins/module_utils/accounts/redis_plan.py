# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: the access control list of Redis and Valkey. Additive: other users stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..problem import Problem
from .plan import Plan
from .redis_access import Access
from .redis_rules import Catalogue, same
from .redis_wanted import DEFAULT, User, Wanted


@dataclass(frozen=True)
class Change:
    """What one user gets; None removes it."""

    name: str
    access: Access | None = field(repr=False)


@dataclass
class Decision:
    """What to do, and all reasons against it."""

    plan: Plan[Change] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)


def decide(wanted: Wanted, present: Mapping[str, Access], catalogue: Catalogue | None) -> Decision:
    """Compare and decide.

    Args:
        wanted: What should be.
        present: The users that are there.
        catalogue: The server's commands; None where no server runs.
    """
    decision = Decision()
    for user in wanted.users:
        if catalogue is not None and not user.absent:
            unknown = catalogue.unknown(user.access.commands)
            if unknown:
                decision.problems.append(
                    Problem(
                        f"user '{user.name}', commands",
                        f"this server knows nothing of {', '.join(unknown)}",
                        "see ACL CAT and COMMAND LIST",
                    )
                )
                continue
        _decide(decision, user, present.get(user.name), catalogue)
    return decision


def _decide(decision: Decision, user: User, present: Access | None, catalogue: Catalogue | None) -> None:
    if user.absent:
        if present is None:
            decision.plan.add("user", user.name, state="unchanged")
        else:
            decision.plan.add("user", user.name, state="removed", work=[Change(user.name, None)])
        return
    access = user.access
    if user.password is None and user.name != DEFAULT:
        if present is None or not present.passwords:
            decision.problems.append(
                Problem(f"user '{user.name}'", "has no stored password, and none is given", "give one")
            )
            return
        access = replace(access, passwords=present.passwords)
    # A server always has the default user; a file that does not name it leaves it open.
    before = Access(enabled=True, open=True) if present is None and user.name == DEFAULT else present
    changes = ["password", *_rights(access)] if before is None else differences(access, before, catalogue)
    state = "created" if before is None else "changed" if changes else "unchanged"
    work = [Change(user.name, access)] if changes else []
    decision.plan.add("user", user.name, state=state, changes=changes, work=work)


def differences(wanted: Access, present: Access, catalogue: Catalogue | None) -> list[str]:
    """Where they differ, in words without secrets."""
    changes = []
    if wanted.enabled != present.enabled:
        changes.append("on" if wanted.enabled else "off")
    if wanted.passwords != present.passwords or wanted.open != present.open:
        changes.append("password" if wanted.passwords else "no password")
    for what, mine, theirs in (
        ("keys", wanted.keys, present.keys),
        ("channels", wanted.channels, present.channels),
        ("limits", wanted.more, present.more),
    ):
        if mine != theirs:
            changes.append(f"{what} {' '.join(sorted(theirs)) or 'none'} → {' '.join(sorted(mine)) or 'none'}")
    if not same(wanted.commands, present.commands, catalogue):
        changes.append(f"commands {' '.join(present.commands) or 'none'} → {' '.join(wanted.commands)}")
    return changes


def _rights(access: Access) -> list[str]:
    return [
        f"keys {' '.join(sorted(access.keys)) or 'none'}",
        f"channels {' '.join(sorted(access.channels)) or 'none'}",
        f"commands {' '.join(access.commands)}",
    ]

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: users, virtual hosts and permissions of RabbitMQ. Additive: others stay."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from .plan import Plan
from .rabbitmq_wanted import GUEST, User, Wanted

HASHING = "rabbit_password_hashing_sha256"
_SALT = 4


@dataclass(frozen=True)
class Change:
    """What is imported for one object, or what is removed."""

    #: `vhosts`, `users` or `permissions`: the part of the definitions that it belongs to.
    part: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict, repr=False)
    #: Name of the user that is removed, from the virtual host alone where there is one.
    removed: str = ""
    #: Without a user, the virtual host itself is removed, with all that is in it.
    vhost: str = ""


@dataclass
class Decision:
    """What to do, and all reasons against it."""

    plan: Plan[Change] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)


def decide(wanted: Wanted, definitions: Mapping[str, Any]) -> Decision:
    """Compare and decide.

    Args:
        wanted: What should be.
        definitions: What the server exported; empty for one that never ran.
    """
    decision = Decision()
    plan = decision.plan
    vhosts = {entry["name"] for entry in definitions.get("vhosts", [])}
    for name in wanted.vhosts:
        work = [] if name in vhosts else [Change("vhosts", {"name": name})]
        plan.add("vhost", name, state="created" if work else "unchanged", work=work)
    for name in wanted.absent_vhosts:
        work = [Change(vhost=name)] if name in vhosts else []
        plan.add("vhost", name, state="removed" if work else "unchanged", work=work)
    users = {entry["name"]: entry for entry in definitions.get("users", [])}
    held = {(entry["user"], entry["vhost"]): entry for entry in definitions.get("permissions", [])}
    for user in wanted.users:
        _decide(decision, user, users.get(user.name), held)
    if GUEST in users and all(user.name != GUEST for user in wanted.users):
        plan.add("user", GUEST, state="removed", changes=["everybody knows it"], work=[Change(removed=GUEST)])
    return decision


def _decide(
    decision: Decision, user: User, present: Mapping[str, Any] | None, held: Mapping[tuple[str, str], Mapping[str, Any]]
) -> None:
    if user.absent:
        state, work = ("unchanged", []) if present is None else ("removed", [Change(removed=user.name)])
        decision.plan.add("user", user.name, state=state, work=work)
        return
    if present is None and user.password is None:
        decision.problems.append(Problem(f"user '{user.name}'", "is not there, and no password is given", "give one"))
        return
    changes, work = [], []
    stored = str((present or {}).get("password_hash") or "")
    if user.password is not None and not matches(user.password, stored):
        changes.append("password")
        stored = hashed(user.password)
    tags = frozenset(_tags((present or {}).get("tags")))
    if present is None or tags != user.tags:
        changes.append(f"tags {' '.join(sorted(user.tags)) or 'none'}")
    if changes:
        entry = {
            "name": user.name,
            "password_hash": stored,
            "hashing_algorithm": HASHING,
            "tags": sorted(user.tags),
            "limits": (present or {}).get("limits") or {},
        }
        work.append(Change("users", entry))
    for vhost, rights in user.permissions.items():
        before = held.get((user.name, vhost))
        if before is None or any(before.get(right) != pattern for right, pattern in rights.items()):
            changes.append(f"permissions on {vhost}")
            work.append(Change("permissions", {"user": user.name, "vhost": vhost, **rights}))
    for vhost in user.forbidden:
        if (user.name, vhost) in held:
            changes.append(f"no permissions on {vhost}")
            work.append(Change(removed=user.name, vhost=vhost))
    state = "created" if present is None else "changed" if changes else "unchanged"
    decision.plan.add("user", user.name, state=state, changes=changes, work=work)


def _tags(given: Any) -> list[str]:
    """Older servers export one text, newer ones a list."""
    return [str(tag) for tag in given] if isinstance(given, list) else str(given or "").replace(",", " ").split()


def hashed(password: str, salt: bytes = b"") -> str:
    """A password as the server stores it; without a salt a new one is drawn."""
    salt = salt or os.urandom(_SALT)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def matches(password: str, stored: str) -> bool:
    """Whether a stored hash is that of the password: recomputed with its own salt, no login."""
    try:
        raw = base64.b64decode(stored, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == _SALT + hashlib.sha256().digest_size and hmac.compare_digest(
        hashed(password, raw[:_SALT]), stored
    )

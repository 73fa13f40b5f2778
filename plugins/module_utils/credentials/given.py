# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User names and passwords of the user's own: they win over what is stored, and are then kept like the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..declaration.problem import ProblemsError, nearest
from ..engines import ENGINES
from ..problem import Problem
from . import external
from .entries import Credentials, account_key, key, wanted

#: The user's variable.
PLACE = "maestro_credentials"
FIELDS = ("username", "password")
#: No server, URL or file takes these unchanged.
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def apply_given(
    stored: Mapping[str, dict[str, str]], plan: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[Credentials, list[str]]:
    """The store with what was given in place of what it had, and the keys that changed.

    Of an account that has no entry yet, what was not given is left to be made; so is its entry, if nothing was.

    Args:
        stored: The store.
        plan: Its groups and accounts.
        given: By ``engine``, ``engine/group`` or ``engine/group/kind``, a user name, a password or both. Those of an
            external group are looked at only.

    Raises:
        ProblemsError: With all that is wrong with what was given. Never tells a password.
    """
    credentials: Credentials = {name: dict(entry) for name, entry in stored.items()}
    entries, problems = _entries(plan, given)
    problems += _clashes(plan, {**_names(stored), **_names(entries)})
    if problems:
        raise ProblemsError(problems)
    for name, entry in entries.items():
        credentials[name] = {**credentials.get(name, {}), **entry}
    return credentials, [name for name in entries if credentials[name] != stored.get(name)]


def _entries(plan: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """What was given, by key of the store."""
    entries: dict[str, dict[str, str]] = {}
    targets: set[str] = set()
    problems = []
    for name, entry in given.items():
        place = f"{PLACE}['{name}']"
        try:
            target = _key(plan, str(name))
        except ValueError as error:
            what, _dummy, mend = str(error).partition("; ")
            problems.append(Problem(place, what, mend))
            continue
        elsewhere = target in external.keys(plan)
        faults = [*_faults(target.partition("/")[0], entry, named=not elsewhere)]
        faults += external.faults(target, entry) if elsewhere and not faults else ()
        found = [Problem(place, what, mend) for what, mend in faults]
        if target in targets:
            found.append(Problem(place, f"{target} is given twice", "leave one of them"))
        problems += found
        if found:
            continue
        targets.add(target)
        # What somebody else made is no account of ours: it is used, and not kept.
        if not elsewhere:
            entries[target] = {field: str(value) for field, value in entry.items()}
    return entries, problems


def _key(plan: Mapping[str, Any], name: str) -> str:
    """The key of the store that is meant.

    Raises:
        ValueError: There is no such account, or several could be meant.
    """
    engine, _dummy, rest = name.partition("/")
    group, _dummy, kind = rest.partition("/")
    kind = kind or "application"
    elsewhere = external.keys(plan)
    groups = [
        one
        for one in plan["groups"]
        if one["engine"] == engine and (one["accounts"] or key(engine, one["group"], "application") in elsewhere)
    ]
    if not group and len(groups) > 1:
        choice = " or ".join(f"{engine}/{one['group']}" for one in groups)
        raise ValueError(f"could mean several groups; write {choice}")
    group = group or (groups[0]["group"] if groups else "default")
    accounts = [*wanted(plan), *elsewhere]
    if key(engine, group, kind) not in accounts:
        known = [account for account in accounts if account.startswith(f"{engine}/")] or accounts
        mend = f"use one of: {', '.join(known)}" if known else "leave it out"
        raise ValueError(f"no database of this application has such an account; {mend}")
    return key(engine, group, kind)


def _faults(engine: str, entry: Any, *, named: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry, and the mends; whether its name can be one looks at only where we make the user."""
    if not isinstance(entry, Mapping) or not entry:
        yield "says neither a user name nor a password", "write {username: …, password: …}, or one of them"
        return
    for field, value in entry.items():
        if field not in FIELDS:
            yield f"unknown key '{field}'", nearest(str(field), FIELDS)
        elif not isinstance(value, str) or not value:
            yield f"its {field} is no text", "write it in quotes"
        elif CONTROL.search(value):
            yield f"its {field} holds a line break or another control character", "take it out"
    if not named:
        return
    limits = ENGINES[engine].limits
    username = entry.get("username")
    if limits and isinstance(username, str) and len(username.encode()) > limits.user:
        yield f"its username is longer than the {limits.user} bytes that {engine} takes", "shorten it"
    if isinstance(username, str) and ENGINES[engine].keeps(username):
        yield f"the username '{username}' is kept for {engine} itself", "choose another"


def _names(entries: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: entry["username"] for name, entry in entries.items() if "username" in entry}


def _clashes(plan: Mapping[str, Any], names: Mapping[str, str]) -> list[Problem]:
    """Accounts of one group that would have one name: one of them would get the other's rights and password."""
    problems = []
    every = {**wanted(plan), **names}
    for group in plan["groups"]:
        used = [every[account_key(group, account)] for account in group["accounts"]]
        twice = sorted({name for name in used if used.count(name) > 1})
        problems += [
            Problem(
                PLACE, f"two accounts of {group['engine']}/{group['group']} are called '{name}'", "rename one of them"
            )
            for name in twice
        ]
    return problems

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further users of a group: what the plan says of them, what speaks against them, and which ones are left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..declaration.model import DeclaredGroup, DeclaredUser
from ..engines import Engine
from ..problem import Problem
from .model import Group, User
from .state import RecordedGroup

#: Kind of the accounts that are neither the application's nor the administrator's.
KIND = "user"
#: Bytes of a name where a server knows no limit of its own; what we make for it ends there.
_LONGEST = 128


def planned(group: DeclaredGroup, database: str) -> tuple[User, ...]:
    """The users as accounts of the group."""
    every = (database, *group.databases)
    return tuple(User(KIND, one.name, one.name, one.access, one.databases or every) for one in group.users)


def of(group: Group) -> Mapping[str, str]:
    """What each further user of a group may do, by name."""
    return {account.name: account.access for account in group.accounts if isinstance(account, User)}


def problems(declared: DeclaredGroup, group: Group) -> list[Problem]:
    """Names that are taken, kept or too long, and databases that the group does not have."""
    taken = {account.username.lower(): account.kind for account in group.accounts if account.kind != KIND}
    known = (group.database, *group.databases)
    found = []
    for index, user in enumerate(declared.users):
        place = f"{declared.at('users')}[{index}]"
        if kind := taken.get(user.name.lower()):
            what = f"'{user.name}' is the {'administrator' if kind == 'admin' else kind}'s"
            found.append(Problem(f"{place}.name", what, "choose another"))
        found += [Problem(f"{place}.name", what, mend) for what, mend in _unfit(declared.engine, user)]
        found += [
            Problem(f"{place}.databases[{at}]", f"the group has no database {name!r}", f"use {' or '.join(known)}")
            for at, name in enumerate(user.databases)
            if name not in known
        ]
    return found


def _unfit(engine: Engine, user: DeclaredUser) -> Iterator[tuple[str, str]]:
    """Why the server cannot have a user of that name, and the mend."""
    if engine.keeps(user.name):
        yield f"'{user.name}' is kept for {engine.name} itself", "choose another"
    limit = engine.limits.user if engine.limits else _LONGEST
    if len(user.name.encode()) > limit:
        yield f"'{user.name}' is longer than the {limit} bytes that {engine.name} takes", "choose a shorter one"


def left(groups: Sequence[Group], recorded: Sequence[RecordedGroup]) -> list[str]:
    """A warning for each user that was deployed and is not declared any more: nothing drops it."""
    now = {(group.engine, group.group): of(group) for group in groups}
    return [
        f"{before.engine} group '{before.group}': user '{name}' is not declared any more and stays on the server with "
        "its password and rights; drop it there if nothing needs it"
        for before in recorded
        for name in before.users
        if name not in now.get((before.engine, before.group), {name: ""})
    ]
